// Chains of calls that make Core statements, read into a Dml.
#include "migration/sqlalchemy_dml_internal.h"

#include "migration/sqlalchemy_name.h"

// ---- reading --------------------------------------------------------------------------------------------------

static void add_all(Lowering *lowering, Clauses *clauses, const ValueArray *items)
{
	for (size_t i = 0; i < items->len; i++)
		array_push(lowering->arena, clauses, items->items[i]);
}

static const Value *first_argument(const Value *call)
{
	const Value *value = value_positional(call, 0);

	if (!value && call->call.arguments->keywords.len)
		value = call->call.arguments->keywords.items[0].value;
	return value;
}

// select(a, b) and the older select([a, b]).
static void read_select_list(Lowering *lowering, Dml *dml, const Value *call)
{
	const ValueArray *items = &call->call.arguments->positional;
	const Value *where = value_keyword(call, "whereclause");

	if (items->len && (items->items[0]->kind == VALUE_LIST || items->items[0]->kind == VALUE_TUPLE)) {
		if (items->len > 1 && items->items[1]->kind != VALUE_NONE)
			array_push(lowering->arena, &dml->wheres, items->items[1]);
		items = items->items[0]->items;
	}
	add_all(lowering, &dml->columns, items);
	if (where)
		array_push(lowering->arena, &dml->wheres, where);
}

// A table that is not in the file: its expression stands for its name.
void dml_unknown_table(const Value *value, TableRef *table)
{
	*table = (TableRef){ .identity = value, .name = value };
}

static bool may_be_table(const Value *value)
{
	return value->kind == VALUE_CALL || value->kind == VALUE_ATTRIBUTE || value->kind == VALUE_SYMBOL ||
		value->kind == VALUE_INDEX || value->kind == VALUE_UNKNOWN;
}

static bool may_be_table_or_class(const Value *value)
{
	return value->kind == VALUE_CLASS || may_be_table(value);
}

static bool read_query(Lowering *lowering, const Value *value, Dml *dml, unsigned depth);

// The clause SQLAlchemy 1.4 still takes by position: table.update(where, values), table.delete(where).
static const Value *clause_given(const Value *call, const char *keyword, size_t position, bool positional)
{
	const Value *value = positional ? value_positional(call, position) : NULL;

	value = value ? value : value_keyword(call, keyword);
	return value_is_absent(value) ? NULL : value;
}

// update(t), t.update(), select(...), session.query(T)....update({...}).
static bool read_target(Lowering *lowering, const Value *call, const Value *table, bool own, Dml *dml)
{
	const Value *where = clause_given(call, "whereclause", own ? 0 : 1, dml->kind != DML_INSERT);
	const Value *values = clause_given(call, "values", (own ? 0 : 1) + (dml->kind == DML_UPDATE),
					   dml->kind == DML_UPDATE || dml->kind == DML_INSERT);

	if (!table)
		return false;
	if (own && read_query(lowering, table, dml, 0)) {
		if (dml->kind == DML_UPDATE)
			array_push(lowering->arena, &dml->values, call);
		return true;
	}
	if (!table_read(lowering, table, &dml->table)) {
		if (!may_be_table(table))
			return false;
		dml_unknown_table(table, &dml->table);
	}
	if (dml->kind == DML_SELECT)
		array_push(lowering->arena, &dml->columns, table);
	if (where)
		array_push(lowering->arena, &dml->wheres, where);
	if (values)
		array_push(lowering->arena, &dml->values, values);
	return true;
}

// The start of a chain.
static bool read_start(Lowering *lowering, const Value *call, Dml *dml)
{
	static const struct {
		const char *name;
		DmlKind kind;
	} kinds[] = { { "insert", DML_INSERT },
		      { "update", DML_UPDATE },
		      { "delete", DML_DELETE },
		      { "select", DML_SELECT } };
	Value *object;
	Str method = value_method(call, &object);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		bool function = sa_is(call, kinds[i].name), own = str_is(method, kinds[i].name);
		if (!function && !own)
			continue;
		dml->kind = kinds[i].kind;
		if (dml->kind != DML_SELECT || !function)
			return read_target(lowering, call, own ? object : first_argument(call), own, dml);
		read_select_list(lowering, dml, call);
		return true;
	}
	return false;
}

static void chain_where(Lowering *lowering, const Value *call, Dml *dml)
{
	add_all(lowering, &dml->wheres, &call->call.arguments->positional);
}

static void chain_filter_by(Lowering *lowering, const Value *call, Dml *dml)
{
	for (size_t i = 0; i < call->call.arguments->keywords.len; i++) {
		const Keyword *keyword = &call->call.arguments->keywords.items[i];
		const Value *table = dml->table.identity ? dml->table.identity
			: dml->columns.len               ? dml->columns.items[0]
							 : NULL;
		if (!table)
			continue;
		Value *comparison = arena_new(lowering->arena, Value);
		comparison->kind = VALUE_OPERATOR;
		comparison->span = keyword->span;
		comparison->operation.op = STR("==");
		comparison->operation.left = value_attribute(
			lowering->arena, keyword->span,
			value_attribute(lowering->arena, keyword->span, (Value *)(uintptr_t)table, STR("c")),
			keyword->name);
		comparison->operation.right = keyword->value;
		array_push(lowering->arena, &dml->wheres, comparison);
	}
}

static void chain_values(Lowering *lowering, const Value *call, Dml *dml)
{
	array_push(lowering->arena, &dml->values, call);
}

static void chain_from_select(Lowering *lowering, const Value *call, Dml *dml)
{
	(void)lowering;
	dml->from_names = value_positional(call, 0) ? value_positional(call, 0)
						    : value_keyword(call, "names");
	dml->from_select = value_positional(call, 1) ? value_positional(call, 1)
						     : value_keyword(call, "select");
}

static void chain_select_from(Lowering *lowering, const Value *call, Dml *dml)
{
	add_all(lowering, &dml->from, &call->call.arguments->positional);
}

static void chain_join(Lowering *lowering, const Value *call, Dml *dml)
{
	Value *object;
	const Value *outer = value_keyword(call, "isouter");
	Join join = { value_positional(call, 0), value_positional(call, 1), false };
	bool truth = false;

	join.outer = str_is(value_method(call, &object), "outerjoin") ||
		(outer && value_truth(outer, &truth) && truth);
	if (!join.on)
		join.on = value_keyword(call, "onclause");
	dml->failed |= !join.table || !join.on;
	array_push(lowering->arena, &dml->joins, join);
}

static void chain_group_by(Lowering *lowering, const Value *call, Dml *dml)
{
	add_all(lowering, &dml->groups, &call->call.arguments->positional);
}

static void chain_order_by(Lowering *lowering, const Value *call, Dml *dml)
{
	add_all(lowering, &dml->orders, &call->call.arguments->positional);
}

static void chain_limit(Lowering *lowering, const Value *call, Dml *dml)
{
	(void)lowering;
	dml->limit = first_argument(call);
}

static void chain_offset(Lowering *lowering, const Value *call, Dml *dml)
{
	(void)lowering;
	dml->offset = first_argument(call);
}

static void chain_having(Lowering *lowering, const Value *call, Dml *dml)
{
	(void)lowering;
	dml->having = first_argument(call);
}

static void chain_distinct(Lowering *lowering, const Value *call, Dml *dml)
{
	(void)lowering;
	dml->distinct = true;
	dml->failed |= call->call.arguments->positional.len > 0;
}

static void chain_columns(Lowering *lowering, const Value *call, Dml *dml)
{
	dml->columns.len = 0;
	add_all(lowering, &dml->columns, &call->call.arguments->positional);
}

static void chain_conflict(Lowering *lowering, const Value *call, Dml *dml)
{
	(void)lowering;
	dml->conflict = call;
	dml->failed |= dml->kind != DML_INSERT;
}

static void chain_nothing(Lowering *lowering, const Value *call, Dml *dml)
{
	(void)lowering;
	(void)call;
	(void)dml;
}

static const struct {
	const char *name;
	void (*read)(Lowering *lowering, const Value *call, Dml *dml);
} chain[] = {
	{ "where", chain_where },
	{ "filter", chain_where },
	{ "filter_by", chain_filter_by },
	{ "values", chain_values },
	{ "from_select", chain_from_select },
	{ "on_conflict_do_nothing", chain_conflict },
	{ "on_conflict_do_update", chain_conflict },
	{ "select_from", chain_select_from },
	{ "join", chain_join },
	{ "outerjoin", chain_join },
	{ "group_by", chain_group_by },
	{ "order_by", chain_order_by },
	{ "limit", chain_limit },
	{ "offset", chain_offset },
	{ "having", chain_having },
	{ "distinct", chain_distinct },
	{ "with_only_columns", chain_columns },
	{ "execution_options", chain_nothing },
	{ "scalar_subquery", chain_nothing },
	{ "as_scalar", chain_nothing },
	{ "returning", chain_nothing },
	{ "correlate", chain_nothing },
	{ "with_for_update", chain_nothing },
	{ "inline", chain_nothing },
	{ "params", chain_nothing },
	{ "subquery", chain_nothing },
	{ "label", chain_nothing },
};

enum { MAX_CHAIN = 100 };

static bool apply_chain(Lowering *lowering, const Value *call, Dml *dml)
{
	for (size_t i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
		if (!str_is(call->call.callee->attribute.name, chain[i].name))
			continue;
		chain[i].read(lowering, call, dml);
		return true;
	}
	return false;
}

// The conditions of session.query(T).filter(...): what an update() or delete() behind them changes.
static bool read_query(Lowering *lowering, const Value *value, Dml *dml, unsigned depth)
{
	Value *object;

	if (value->kind != VALUE_CALL || value->call.callee->kind != VALUE_ATTRIBUTE || depth > MAX_CHAIN)
		return false;
	if (!str_is(value_method(value, &object), "query"))
		return read_query(lowering, object, dml, depth + 1) && apply_chain(lowering, value, dml);
	const Value *table = value_positional(value, 0);
	if (!table || !may_be_table_or_class(table))
		return false;
	if (!table_read(lowering, table, &dml->table))
		dml_unknown_table(table, &dml->table);
	return true;
}

bool dml_read(Lowering *lowering, const Value *value, Dml *dml)
{
	const Value *calls[MAX_CHAIN];
	size_t count = 0;

	for (;; value = calls[count - 1]->call.callee->attribute.object) {
		Value *object;
		if (value->kind != VALUE_CALL || count == MAX_CHAIN)
			return false;
		if (read_start(lowering, value, dml))
			break;
		if (!value_method(value, &object).len || value->call.callee->kind != VALUE_ATTRIBUTE)
			return false;
		calls[count++] = value;
	}
	while (count--)
		if (!apply_chain(lowering, calls[count], dml))
			return false;
	return !dml->failed;
}

bool dml_recognises(Lowering *lowering, const Value *value)
{
	Dml dml = { 0 };

	return value->kind == VALUE_CALL && dml_read(lowering, value, &dml);
}

bool dml_is_select(const Value *value)
{
	while (value->kind == VALUE_CALL) {
		if (sa_is(value, "select"))
			return true;
		if (value->call.callee->kind != VALUE_ATTRIBUTE)
			return false;
		if (str_is(value->call.callee->attribute.name, "select"))
			return true;
		value = value->call.callee->attribute.object;
	}
	return false;
}
