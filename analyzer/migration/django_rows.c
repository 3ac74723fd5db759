// Changes of rows through models as the statements Django sends; declared in django_query.h.
#include "migration/django_name.h"
#include "migration/django_query.h"
#include "migration/sqlalchemy_text.h"

static void write_delete(const Query *query)
{
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "DELETE FROM ");
	django_write_name(&writer, query->model.table);
	django_query_where(query, &writer);
	lowering_emit(query->lowering, &writer);
}

static void write_column(const Query *query, SqlWriter *writer, Str field)
{
	Str column = django_query_column(query->lower, &query->model, field, NULL);

	// Of a model whose parents are not known.
	if (column.len)
		django_write_name(writer, column);
	else
		sql_add_hole(writer, str_dup(query->lowering->arena, field), query->call->span);
}

// Whether a field is in the table of `query`'s model and not in that of one it derives from, which `*parent` then is.
static bool is_own_field(const Query *query, Str field, QueryModel *parent)
{
	QueryModel owner = { 0 };

	django_query_column(query->lower, &query->model, field, &owner);
	if (owner.model)
		*parent = owner;
	return !owner.model;
}

static void write_assignments(const Query *query, SqlWriter *writer, const KeywordArray *keywords)
{
	for (size_t i = 0; i < keywords->len; i++) {
		sql_puts(writer, i ? ", " : "");
		write_column(query, writer, keywords->items[i].name);
		sql_puts(writer, " = ");
		django_query_value(query->lowering, writer, keywords->items[i].value);
	}
	if (keywords->len)
		return;
	sql_add_hole(writer, value_source_line(query->lowering->arena, query->call), query->call->span);
	sql_puts(writer, " = $1");
}

static void write_update_of(const Query *query, const KeywordArray *keywords)
{
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "UPDATE ");
	django_write_name(&writer, query->model.table);
	sql_puts(&writer, " SET ");
	write_assignments(query, &writer, keywords);
	django_query_where(query, &writer);
	lowering_emit(query->lowering, &writer);
}

// What fields of a model it derives from are set to goes to the table of that.
static void write_update(const Query *query)
{
	const KeywordArray *keywords = &query->call->call.arguments->keywords;
	KeywordArray own = { 0 }, others = { 0 };
	Query of_parent = *query;

	for (size_t i = 0; i < keywords->len; i++)
		array_push(query->lowering->arena,
			   is_own_field(query, keywords->items[i].name, &of_parent.model) ? &own : &others,
			   keywords->items[i]);
	if (own.len || !others.len)
		write_update_of(query, &own);
	if (others.len)
		write_update_of(&of_parent, &others);
}

static void write_fields_of(const Query *query, const DjangoNames *fields)
{
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "UPDATE ");
	django_write_name(&writer, query->model.table);
	sql_puts(&writer, " SET ");
	for (size_t i = 0; i < fields->len; i++) {
		if (i)
			sql_puts(&writer, ", ");
		write_column(query, &writer, fields->items[i]);
		sql_puts(&writer, arena_printf(query->lowering->arena, " = $%zu", i + 2));
	}
	sql_puts(&writer, " WHERE ");
	django_write_name(&writer, django_query_key(query->lower, &query->model));
	sql_puts(&writer, " = $1");
	lowering_emit(query->lowering, &writer);
}

// UPDATE of named fields to values that are not known, of the rows in hand; of the model it derives from first.
static void write_fields(const Query *query, const DjangoNames *fields)
{
	DjangoNames own = { 0 }, others = { 0 };
	Query of_parent = *query;

	for (size_t i = 0; i < fields->len; i++)
		array_push(query->lowering->arena,
			   is_own_field(query, fields->items[i], &of_parent.model) ? &own : &others,
			   fields->items[i]);
	if (others.len)
		write_fields_of(&of_parent, &others);
	if (own.len)
		write_fields_of(query, &own);
}

static void write_opaque(const Query *query)
{
	lowering_notice(query->lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
			"rows are changed in a way that cannot be read");
	lowering_opaque(query->lowering, STR("rows are changed by Python"), NULL);
}

// save() of a row writes all its columns.
static void write_all_fields(const Query *query)
{
	const DjangoModel *model = query->model.model;
	DjangoNames fields = { 0 };

	for (size_t i = 0; model && i < model->fields.len; i++)
		if (model->fields.items[i]->column.len && !model->fields.items[i]->primary_key)
			array_push(query->lowering->arena, &fields, model->fields.items[i]->name);
	if (fields.len)
		write_fields(query, &fields);
	else
		write_opaque(query);
}

static void write_bulk_update(const Query *query)
{
	DjangoNames fields = django_names(query->lowering->arena, django_argument(query->call, 1, "fields"));

	if (fields.len)
		write_fields(query, &fields);
	else
		write_opaque(query);
}

static void write_insert_of(const Query *query, const Arguments *arguments)
{
	SqlWriter writer = lowering_sql(query->lowering);
	const KeywordArray *keywords = &arguments->keywords;
	bool refers = query->origin->relation.kind == RELATION_ROWS;

	sql_puts(&writer, "INSERT INTO ");
	django_write_name(&writer, query->model.table);
	if (!keywords->len || arguments->open_keywords) {
		sql_puts(&writer, " VALUES (");
		sql_add_hole(&writer, value_source_line(query->lowering->arena, query->call),
			     query->call->span);
	} else {
		sql_puts(&writer, " (");
		for (size_t i = 0; i < keywords->len; i++) {
			sql_puts(&writer, i ? ", " : "");
			write_column(query, &writer, keywords->items[i].name);
		}
		if (refers) {
			sql_puts(&writer, ", ");
			django_write_name(&writer, query->origin->relation.column);
		}
		sql_puts(&writer, ") VALUES (");
		for (size_t i = 0; i < keywords->len; i++) {
			sql_puts(&writer, i ? ", " : "");
			django_query_value(query->lowering, &writer, keywords->items[i].value);
		}
		sql_puts(&writer, refers ? ", $1" : "");
	}
	sql_puts(&writer, ")");
	lowering_emit(query->lowering, &writer);
}

// A new row on the other side of a ManyToManyField is joined to the row the relation is of.
static void write_link(const Query *query)
{
	const DjangoRelation *relation = &query->origin->relation;
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "INSERT INTO ");
	django_write_name(&writer, relation->through.table);
	sql_puts(&writer, " (");
	django_write_name(&writer, relation->column);
	sql_puts(&writer, ", ");
	django_write_name(&writer, relation->other);
	sql_puts(&writer, ") VALUES ($1, $2)");
	lowering_emit(query->lowering, &writer);
}

static void write_create(const Query *query)
{
	write_insert_of(query, query->call->call.arguments);
	if (query->origin->relation.kind == RELATION_MANY)
		write_link(query);
}

static void write_bulk_create(const Query *query)
{
	static const Arguments none = { 0 };

	write_insert_of(query, &none);
}

// What a new row of get_or_create() has: what it is looked up by, and the defaults.
static void write_get_or_create(const Query *query)
{
	Arena *arena = query->lowering->arena;
	const Arguments *given = query->call->call.arguments;
	Arguments made = { .open_keywords = given->open_keywords };

	for (size_t i = 0; i < given->keywords.len; i++) {
		const Keyword *keyword = &given->keywords.items[i];
		const Value *value = keyword->value;
		bool is_defaults = str_is(keyword->name, "defaults");
		if (!is_defaults && str_find(keyword->name, STR("__"), 0) == SIZE_MAX)
			array_push(arena, &made.keywords, *keyword);
		made.open_keywords |= is_defaults && value->kind != VALUE_DICT;
		for (size_t k = 0; is_defaults && value->kind == VALUE_DICT && k < value->dict.entries->len;
		     k++) {
			const DictEntry *entry = &value->dict.entries->items[k];
			Keyword column = { django_text(arena, entry->key), entry->key->span, entry->value };
			made.open_keywords |= !column.name.len;
			if (column.name.len)
				array_push(arena, &made.keywords, column);
		}
	}
	write_insert_of(query, &made);
}

static void write_update_or_create(const Query *query)
{
	Arena *arena = query->lowering->arena;
	const Value *defaults = django_argument(query->call, SIZE_MAX, "defaults");
	DjangoNames fields = { 0 };

	for (size_t i = 0; defaults && defaults->kind == VALUE_DICT && i < defaults->dict.entries->len; i++) {
		Str name = django_text(arena, defaults->dict.entries->items[i].key);
		if (name.len)
			array_push(arena, &fields, name);
	}
	if (fields.len)
		write_fields(query, &fields);
	write_get_or_create(query);
}

// ---- rows of a relation ---------------------------------------------------------------------------------------

// The foreign key of rows is set or emptied: `row`: of one of them.
static void write_reference(const Query *query, bool sets, bool row)
{
	const DjangoRelation *relation = &query->origin->relation;
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "UPDATE ");
	django_write_name(&writer, relation->target.table);
	sql_puts(&writer, " SET ");
	django_write_name(&writer, relation->column);
	sql_puts(&writer, sets ? " = $2 WHERE " : " = NULL WHERE ");
	if (sets || row)
		django_write_name(&writer, django_query_key(query->lower, &query->model));
	else
		django_write_name(&writer, relation->column);
	sql_puts(&writer, " = $1");
	lowering_emit(query->lowering, &writer);
}

// Rows of the table in between go: of one pair, or all of the row.
static void write_unlink(const Query *query, bool row)
{
	const DjangoRelation *relation = &query->origin->relation;
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "DELETE FROM ");
	django_write_name(&writer, relation->through.table);
	sql_puts(&writer, " WHERE ");
	django_write_name(&writer, relation->column);
	sql_puts(&writer, " = $1");
	if (row) {
		sql_puts(&writer, " AND ");
		django_write_name(&writer, relation->other);
		sql_puts(&writer, " = $2");
	}
	lowering_emit(query->lowering, &writer);
}

static void write_add(const Query *query)
{
	if (query->origin->relation.kind == RELATION_MANY)
		write_link(query);
	else if (query->origin->relation.kind == RELATION_ROWS)
		write_reference(query, true, true);
	else
		write_opaque(query);
}

static void write_less(const Query *query, bool row)
{
	if (query->origin->relation.kind == RELATION_MANY)
		write_unlink(query, row);
	else if (query->origin->relation.kind == RELATION_ROWS)
		write_reference(query, false, row);
	else
		write_opaque(query);
}

static void write_remove(const Query *query)
{
	write_less(query, true);
}

static void write_clear(const Query *query)
{
	write_less(query, false);
}

// Those that are too many go, those that are missing come.
static void write_set(const Query *query)
{
	RelationKind kind = query->origin->relation.kind;

	write_less(query, true);
	if (kind == RELATION_MANY || kind == RELATION_ROWS)
		write_add(query);
}

// ---- what changes rows ----------------------------------------------------------------------------------------

static void write_save(const Query *query)
{
	DjangoNames fields =
		django_names(query->lowering->arena, django_argument(query->call, SIZE_MAX, "update_fields"));

	if (query->origin->made)
		write_insert_of(query, query->origin->made->call.arguments);
	else if (fields.len || query->assigned->len)
		write_fields(query, fields.len ? &fields : query->assigned);
	else
		write_all_fields(query);
}

static const struct Change {
	const char *method;
	unsigned kinds; // 1 << OriginKind
	bool conditional;
	void (*write)(const Query *query);
} changes[] = {
	{ "update", 1 << ORIGIN_QUERY, false, write_update },
	{ "delete", 1 << ORIGIN_QUERY | 1 << ORIGIN_ROW, false, write_delete },
	{ "_raw_delete", 1 << ORIGIN_QUERY, false, write_delete },
	{ "create", 1 << ORIGIN_QUERY, false, write_create },
	{ "bulk_create", 1 << ORIGIN_QUERY, false, write_bulk_create },
	{ "get_or_create", 1 << ORIGIN_QUERY, true, write_get_or_create },
	{ "update_or_create", 1 << ORIGIN_QUERY, true, write_update_or_create },
	{ "bulk_update", 1 << ORIGIN_QUERY, false, write_bulk_update },
	{ "save", 1 << ORIGIN_ROW, false, write_save },
	{ "add", 1 << ORIGIN_QUERY, false, write_add },
	{ "set", 1 << ORIGIN_QUERY, true, write_set },
	{ "remove", 1 << ORIGIN_QUERY, false, write_remove },
	{ "clear", 1 << ORIGIN_QUERY, false, write_clear },
};

bool django_query_call(const DjangoLowering *lower, Lowering *lowering, const Value *call, Str method,
		       const Origin *origin, const DjangoNames *assigned)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		if (!str_is(method, changes[i].method) || !(changes[i].kinds & 1u << origin->kind))
			continue;
		Query query = { lower, lowering, call, origin, django_query_model(lower, origin), assigned };
		lowering->conditional |= changes[i].conditional;
		if (query.model.table.len)
			changes[i].write(&query);
		else
			write_opaque(&query);
		return true;
	}
	return false;
}
