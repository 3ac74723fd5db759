#include "migration/sqlalchemy_column.h"

#include "migration/sqlalchemy_constraint.h"
#include "migration/sqlalchemy_expression.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_text.h"
#include "migration/sqlalchemy_type.h"

// ---- reading --------------------------------------------------------------------------------------------------

static const Parameter parameters[] = {
	{ "name", PARAMETER_KEYWORD },
	{ "type_", PARAMETER_KEYWORD },
	{ "args", PARAMETER_REST },
	{ "autoincrement", PARAMETER_KEYWORD },
	{ "default", PARAMETER_KEYWORD },
	{ "insert_default", PARAMETER_KEYWORD },
	{ "doc", PARAMETER_KEYWORD },
	{ "key", PARAMETER_KEYWORD },
	{ "index", PARAMETER_KEYWORD },
	{ "unique", PARAMETER_KEYWORD },
	{ "info", PARAMETER_KEYWORD },
	{ "nullable", PARAMETER_KEYWORD },
	{ "onupdate", PARAMETER_KEYWORD },
	{ "primary_key", PARAMETER_KEYWORD },
	{ "server_default", PARAMETER_KEYWORD },
	{ "server_onupdate", PARAMETER_KEYWORD },
	{ "quote", PARAMETER_KEYWORD },
	{ "system", PARAMETER_KEYWORD },
	{ "comment", PARAMETER_KEYWORD },
	{ "insert_sentinel", PARAMETER_KEYWORD },
	{ "_proxies", PARAMETER_KEYWORD },
	{ NULL, 0 },
};
static const char *const no_options[] = { NULL };
// name and type_ may come first, but which of them is there has to be looked at: all positional ones are taken as *args.
static const Signature signature = { "sa.Column", parameters + 2, no_options, SIGNATURE_DIALECTS };
static const Parameter named[] = { { "name", 0 }, { "type_", 0 }, { NULL, 0 } };

static bool is_schema_item(const Value *value)
{
	static const char *const names[] = {
		"ForeignKey", "CheckConstraint", "Computed",      "Identity",
		"Sequence",   "FetchedValue",    "DefaultClause", "ColumnDefault"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (sa_is(value, names[i]))
			return true;
	return false;
}

static void read_item(Lowering *lowering, Value *item, Column *column)
{
	if (sa_is(item, "ForeignKey"))
		array_push(lowering->arena, &column->foreign_keys, item);
	else if (sa_is(item, "CheckConstraint"))
		array_push(lowering->arena, &column->checks, item);
	else if (sa_is(item, "Computed"))
		column->computed = item;
	else if (sa_is(item, "Identity"))
		column->identity = item;
	else if (sa_is(item, "DefaultClause") || sa_is(item, "FetchedValue"))
		column->server_default = item;
	else if (sa_is(item, "Sequence")) {
		const Value *optional = value_keyword(item, "optional");
		bool truth;
		column->has_default |= !(optional && value_truth(optional, &truth) && truth);
	} else if (sa_is(item, "ColumnDefault")) {
		column->has_default = true;
	}
}

// Whether a first positional argument is the name of the column.
static bool is_name(const Value *value)
{
	if (type_is_type(value) || is_schema_item(value))
		return false;
	return value->kind != VALUE_SYMBOL && (value->kind != VALUE_CALL || name_of(value).value != value);
}

static void read_positional(Lowering *lowering, const ValueArray *items, Column *column)
{
	size_t i = 0;

	if (i < items->len && is_name(items->items[i]))
		column->name = items->items[i++];
	if (i < items->len && !is_schema_item(items->items[i]))
		column->type = items->items[i++];
	for (; i < items->len; i++)
		read_item(lowering, items->items[i], column);
}

static Autoincrement read_autoincrement(Lowering *lowering, const Value *value)
{
	Str text;

	if (!value)
		return AUTOINCREMENT_AUTO;
	if (value->kind == VALUE_BOOL)
		return value->boolean ? AUTOINCREMENT_YES : AUTOINCREMENT_NO;
	bool ignores = value_plain_text(value, lowering->arena, &text) && str_is(text, "ignore_fk");
	return ignores ? AUTOINCREMENT_IGNORE_KEYS : AUTOINCREMENT_AUTO;
}

static void read_nullable(const Bound *bound, Column *column)
{
	const Value *nullable = bound_get(bound, "nullable");
	bool truth;

	column->primary_key = column->in_key = bound_flag(bound, "primary_key", false);
	column->nullable_given = nullable && value_truth(nullable, &truth);
	column->nullable = column->nullable_given ? truth : !column->primary_key && !column->identity;
}

// server_default=Identity(...) and Computed(...) are as if given as arguments of their own.
static void read_server_default(const Value *value, Column *column)
{
	if (value_is_absent(value))
		return;
	if (sa_is(value, "Identity"))
		column->identity = value;
	else if (sa_is(value, "Computed"))
		column->computed = value;
	else
		column->server_default = value;
}

static const Value *keyword_or(const Value *call, const char *name, const Value *otherwise)
{
	const Value *value = value_keyword(call, name);

	return value ? value : otherwise;
}

// A copy of the call without name= and type_=, which the signature of the rest does not have.
static Value *without_names(Lowering *lowering, const Value *call)
{
	Arguments *rest = arena_new(lowering->arena, Arguments);

	*rest = *call->call.arguments;
	rest->keywords = (KeywordArray){ 0 };
	for (size_t i = 0; i < call->call.arguments->keywords.len; i++) {
		Keyword keyword = call->call.arguments->keywords.items[i];
		if (!str_is(keyword.name, named[0].name) && !str_is(keyword.name, named[1].name))
			array_push(lowering->arena, &rest->keywords, keyword);
	}
	return value_call(lowering->arena, call->span, call->call.callee, rest);
}

static void read_default(const Value *value, Column *column)
{
	const Value *optional = value && sa_is(value, "Sequence") ? value_keyword(value, "optional") : NULL;
	bool truth;

	if (value_is_absent(value))
		return;
	column->has_default |= !(optional && value_truth(optional, &truth) && truth);
}

// Column(quote=...): as if the name were a quoted_name.
static const Value *quoted(Lowering *lowering, const Value *name, const Value *quote)
{
	if (!name || value_is_absent(quote))
		return name;
	Arguments *arguments = arena_new(lowering->arena, Arguments);
	array_push(lowering->arena, &arguments->positional, (Value *)(uintptr_t)name);
	array_push(lowering->arena, &arguments->positional, (Value *)(uintptr_t)quote);
	Value *callee = value_symbol(lowering->arena, name->span, STR("sqlalchemy.sql.quoted_name"));
	return value_call(lowering->arena, name->span, callee, arguments);
}

bool column_read(Lowering *lowering, const Value *value, Column *column)
{
	Bound bound;

	*column = (Column){ .call = value, .nullable = true };
	if (value->kind == VALUE_UNKNOWN || value->kind == VALUE_ATTRIBUTE || value->kind == VALUE_INDEX) {
		column->unknown = true;
		return true;
	}
	if (value->kind != VALUE_CALL || (!sa_is(value, "Column") && !sa_is(value, "mapped_column")))
		return false;
	signature_bind(lowering, &signature, without_names(lowering, value), NULL, &bound);
	read_positional(lowering, &value->call.arguments->positional, column);
	column->name = keyword_or(value, "name", column->name);
	column->type = keyword_or(value, "type_", column->type);
	column->key = bound_get(&bound, "key") ? bound_get(&bound, "key") : column->name;
	read_server_default(bound_get(&bound, "server_default"), column);
	read_nullable(&bound, column);
	read_default(bound_get(&bound, "default"), column);
	column->name = quoted(lowering, column->name, bound_get(&bound, "quote"));
	column->comment = bound_get(&bound, "comment");
	column->autoincrement = read_autoincrement(lowering, bound_get(&bound, "autoincrement"));
	column->in_foreign_key = column->foreign_keys.len > 0;
	column->unique = bound_flag(&bound, "unique", false);
	column->index = bound_flag(&bound, "index", false);
	column->system = bound_flag(&bound, "system", false);
	return true;
}

// ---- SERIAL ---------------------------------------------------------------------------------------------------

static bool suits_serial(Lowering *lowering, const Column *column)
{
	Affinity affinity = type_read(lowering, column->type).affinity;

	return column->type && (affinity == AFFINITY_INTEGER || affinity == AFFINITY_NUMERIC);
}

// Whether the only column of the key counts up without being told to.
static bool counts_by_itself(Lowering *lowering, const Column *column)
{
	if (column->autoincrement != AUTOINCREMENT_AUTO && column->autoincrement != AUTOINCREMENT_IGNORE_KEYS)
		return false;
	if (column->in_foreign_key && column->autoincrement != AUTOINCREMENT_IGNORE_KEYS)
		return false;
	return suits_serial(lowering, column) && !column->server_default && !column->computed &&
		!column->has_default;
}

void columns_settle_serial(Lowering *lowering, ColumnArray *columns)
{
	size_t keys = 0;

	for (size_t i = 0; i < columns->len; i++)
		keys += columns->items[i].in_key;
	for (size_t i = 0; i < columns->len; i++) {
		Column *column = &columns->items[i];
		if (!column->in_key || column->unknown)
			continue;
		bool told = column->autoincrement == AUTOINCREMENT_YES;
		bool counts = told || (keys == 1 && counts_by_itself(lowering, column));
		if (told && !column->identity && !suits_serial(lowering, column) &&
		    type_read(lowering, column->type).row)
			lowering_refuse(lowering, column->call->span,
					"`autoincrement=True` needs a column of an integer type");
		column->serial = counts && !column->identity && !column->has_default &&
			suits_serial(lowering, column);
	}
}

// ---- writing --------------------------------------------------------------------------------------------------

static void write_serial(Lowering *lowering, SqlWriter *writer, const Column *column)
{
	static const char *const words[] = {
		[INTEGER_PLAIN] = "SERIAL", [INTEGER_SMALL] = "SMALLSERIAL", [INTEGER_BIG] = "BIGSERIAL"
	};
	ColumnType type = type_read(lowering, column->type);

	sql_add_from(writer, str_from(words[type.size]), type.value->span);
}

bool identity_is_always(const Value *identity)
{
	const Value *always = value_keyword(identity, "always");
	bool truth;

	if (!always)
		always = value_positional(identity, 0);
	return always && value_truth(always, &truth) && truth;
}

static const struct {
	const char *name;
	const char *words;
	const char *negative; // of a flag that is False; NULL: it says a number
} options[] = {
	{ "increment", "INCREMENT BY ", NULL },
	{ "start", "START WITH ", NULL },
	{ "minvalue", "MINVALUE ", NULL },
	{ "maxvalue", "MAXVALUE ", NULL },
	{ "nominvalue", "NO MINVALUE", "" },
	{ "nomaxvalue", "NO MAXVALUE", "" },
	{ "cache", "CACHE ", NULL },
	{ "cycle", "CYCLE", "NO CYCLE" },
};

bool identity_write_options(Lowering *lowering, SqlWriter *writer, const Value *identity, const char *before)
{
	bool any = false;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const Value *value = identity->kind == VALUE_CALL ? value_keyword(identity, options[i].name)
								  : NULL;
		bool truth = true;
		// Identity(always, on_null, start, increment ...) and Sequence(name, start, increment ...).
		if (!value && identity->kind == VALUE_CALL && i < 2)
			value = value_positional(identity, (sa_is(identity, "Identity") ? 2 : 1) + 1 - i);
		if (value_is_absent(value) || (options[i].negative && !value_truth(value, &truth)))
			continue;
		const char *words = truth || !options[i].negative ? options[i].words : options[i].negative;
		if (!*words)
			continue;
		sql_puts(writer, any ? " " : before);
		sql_puts(writer, words);
		if (!options[i].negative)
			literal_write(lowering, writer, value);
		any = true;
	}
	return any;
}

static void write_identity(Lowering *lowering, SqlWriter *writer, const Value *identity)
{
	sql_puts(writer, " GENERATED ");
	sql_puts(writer, identity_is_always(identity) ? "ALWAYS" : "BY DEFAULT");
	sql_puts(writer, " AS IDENTITY");
	if (identity_write_options(lowering, writer, identity, " ("))
		sql_puts(writer, ")");
}

static void write_computed(Lowering *lowering, SqlWriter *writer, const Value *computed)
{
	const Value *text = value_positional(computed, 0) ? value_positional(computed, 0)
							  : value_keyword(computed, "sqltext");
	const Value *persisted = value_keyword(computed, "persisted") ? value_keyword(computed, "persisted")
								      : value_positional(computed, 1);

	if (persisted && persisted->kind == VALUE_BOOL && !persisted->boolean)
		lowering_refuse(lowering, persisted->span, "PostgreSQL computed columns must be persisted");
	sql_puts(writer, " GENERATED ALWAYS AS (");
	if (text)
		expression_write_condition(lowering, writer, text);
	sql_puts(writer, ") STORED");
}

bool default_write(Lowering *lowering, SqlWriter *writer, const char *before, const Value *value)
{
	while (value && value->kind == VALUE_CALL &&
	       (sa_is(value, "DefaultClause") || sa_is(value, "ColumnDefault")))
		value = value_positional(value, 0) ? value_positional(value, 0) : value_keyword(value, "arg");
	if (value_is_absent(value) || sa_is(value, "FetchedValue"))
		return false;
	if (value->kind == VALUE_BOOL || value->kind == VALUE_INT || value->kind == VALUE_FLOAT ||
	    value->kind == VALUE_DICT || value->kind == VALUE_LIST)
		lowering_refuse(
			lowering, value->span,
			"`server_default` takes a string, text() or another SQL expression, not a Python %s",
			value_kind_name(value->kind));
	sql_puts(writer, before);
	expression_write_operand(lowering, writer, (ExpressionStyle){ 0 }, value, BINDS_ANY);
	return true;
}

static void write_null(SqlWriter *writer, const Column *column)
{
	if (column->identity)
		sql_puts(writer, column->nullable_given && column->nullable ? " NULL" : "");
	else
		sql_puts(writer, column->nullable ? "" : " NOT NULL");
}

static void write_untyped(Lowering *lowering, SqlWriter *writer, const Column *column)
{
	sql_add_hole(writer, "no type", column->call->span);
	lowering_refuse(lowering, column->call->span, "the column has no type");
}

void column_write(Lowering *lowering, SqlWriter *writer, const Column *column, const Value *schema)
{
	if (column->unknown) {
		const char *expression = value_source_line(lowering->arena, column->call);
		sql_add_hole(writer, expression, column->call->span);
		sql_puts(writer, " ");
		sql_add_hole(writer, expression, column->call->span);
		return;
	}
	if (!column->name)
		lowering_refuse(lowering, column->call->span, "the column has no name");
	name_write(lowering, writer, column->name);
	sql_puts(writer, " ");
	if (column->serial)
		write_serial(lowering, writer, column);
	else if (value_is_absent(column->type))
		write_untyped(lowering, writer, column);
	else
		type_write(lowering, writer, column->type, schema);
	if (!column->serial)
		default_write(lowering, writer, " DEFAULT ", column->server_default);
	if (column->computed)
		write_computed(lowering, writer, column->computed);
	if (column->identity)
		write_identity(lowering, writer, column->identity);
	write_null(writer, column);
}

void column_write_checks(Lowering *lowering, SqlWriter *writer, const Column *column)
{
	for (size_t i = 0; i < column->checks.len; i++) {
		Constraint constraint;
		sql_puts(writer, " ");
		if (constraint_read(lowering, column->checks.items[i], &constraint))
			constraint_write(lowering, writer, &constraint);
	}
}
