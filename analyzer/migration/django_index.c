// models.Index and those of django.contrib.postgres; declared in django_schema.h.
#include "migration/django_name.h"
#include "migration/django_schema.h"

// Parameter of an index that goes to WITH (...); `flag`: on and off.
typedef struct Storage {
	const char *argument;
	const char *sql;
	bool flag;
} Storage;

typedef struct IndexClass {
	const char *name;
	const char *method;
	const Storage *storage; // NULL argument ends
} IndexClass;

static const Storage gin[] = { { "gin_pending_list_limit", "gin_pending_list_limit" },
			       { "fastupdate", "fastupdate", true },
			       { 0 } };
static const Storage gist[] = { { "buffering", "buffering", true }, { "fillfactor", "fillfactor" }, { 0 } };
static const Storage brin[] = { { "autosummarize", "autosummarize", true },
				{ "pages_per_range", "pages_per_range" },
				{ 0 } };
static const Storage btree[] = { { "fillfactor", "fillfactor" },
				 { "deduplicate_items", "deduplicate_items", true },
				 { 0 } };
static const Storage fill[] = { { "fillfactor", "fillfactor" }, { 0 } };
static const Storage bloom[] = { { "length", "length" }, { 0 } };

static const IndexClass index_classes[] = {
	{ "GinIndex", "gin", gin },       { "GistIndex", "gist", gist }, { "BrinIndex", "brin", brin },
	{ "BTreeIndex", "btree", btree }, { "HashIndex", "hash", fill }, { "SpGistIndex", "spgist", fill },
	{ "BloomIndex", "bloom", bloom },
};

static const IndexClass *index_class(const Value *index)
{
	Str name = index ? value_last_name(index) : STR_NONE;

	for (size_t i = 0; i < sizeof(index_classes) / sizeof(index_classes[0]); i++)
		if (str_is(name, index_classes[i].name))
			return &index_classes[i];
	return NULL;
}

bool django_is_btree(const Value *index)
{
	const IndexClass *klass = index_class(index);

	return !klass || str_is(str_from(klass->method), "btree");
}

static DjangoNames field_names(Arena *arena, const DjangoNames *fields)
{
	DjangoNames names = { 0 };

	for (size_t i = 0; i < fields->len; i++) {
		Str name = fields->items[i];
		bool descending = name.len && name.data[0] == '-';
		array_push(arena, &names, descending ? str_slice(name, 1, name.len) : name);
	}
	return names;
}

Str django_index_name(const DjangoScope *scope, const Value *index)
{
	Arena *arena = scope->state->arena;
	Str name = django_text(arena, django_argument(index, SIZE_MAX, "name"));
	const IndexClass *klass = index_class(index);

	if (name.len)
		return name;
	DjangoNames fields = django_names(arena, django_argument(index, SIZE_MAX, "fields"));
	DjangoNames plain = field_names(arena, &fields), columns = django_columns(scope, &plain);
	const char *suffix = klass && !str_is(str_from(klass->method), "btree") ? klass->method
		: klass                                                         ? "btree"
										: "idx";
	return django_name_meta_index(arena, django_model_table(arena, scope->models, scope->model), &fields,
				      &columns, suffix);
}

static DjangoNames index_columns(const DjangoScope *scope, const Value *index)
{
	Arena *arena = scope->state->arena;
	DjangoNames fields = django_names(arena, django_argument(index, SIZE_MAX, "fields")), columns = { 0 };
	DjangoNames plain = field_names(arena, &fields);

	if (fields.len)
		return django_columns(scope, &plain);
	for (size_t i = 0; index && index->kind == VALUE_CALL && i < index->call.arguments->positional.len;
	     i++)
		django_expression_columns(scope, value_positional(index, i), &columns);
	return columns;
}

DjangoStatement django_index_of(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item)
{
	Str tablespace = django_text(editor->arena, django_argument(item->value, SIZE_MAX, "db_tablespace"));
	DjangoNames fields = django_names(editor->arena, django_argument(item->value, SIZE_MAX, "fields"));

	if (!tablespace.len && fields.len == 1) {
		DjangoPlace place = django_model_field(editor->state, scope->models, scope->model,
						       field_names(editor->arena, &fields).items[0]);
		tablespace = place.field ? place.field->tablespace : STR_NONE;
	}
	return (DjangoStatement){
		.kind = PENDING_INDEX,
		.table = django_model_table(editor->arena, scope->models, scope->model),
		.columns = index_columns(scope, item->value),
		.name = item->name,
		.suffix = "",
		.item = item->value,
		.scope = *scope,
		.tablespace = tablespace.len ? tablespace : scope->model->tablespace,
		.span = item->value ? item->value->span : (Span){ 0 },
		.lowering = editor->lowering,
	};
}

// ---- writing --------------------------------------------------------------------------------------------------

static bool is_by_expression(const DjangoStatement *statement)
{
	return statement->item && statement->item->kind == VALUE_CALL &&
		statement->item->call.arguments->positional.len &&
		!django_argument(statement->item, SIZE_MAX, "fields");
}

static void write_elements(SqlWriter *writer, const DjangoStatement *statement)
{
	Arena *arena = writer->arena;
	DjangoNames fields = django_names(arena, django_argument(statement->item, SIZE_MAX, "fields"));
	DjangoNames classes = django_names(arena, django_argument(statement->item, SIZE_MAX, "opclasses"));

	for (size_t i = 0; i < statement->columns.len; i++) {
		sql_puts(writer, i ? ", " : "");
		django_write_name_from(writer, statement->columns.items[i], statement->span);
		if (statement->opclass || i < classes.len) {
			sql_puts(writer, " ");
			sql_add(writer, statement->opclass ? str_from(statement->opclass) : classes.items[i]);
		}
		if (statement->kind == PENDING_INDEX && i < fields.len && fields.items[i].len &&
		    fields.items[i].data[0] == '-')
			sql_puts(writer, " DESC");
	}
}

static void write_expressions(SqlWriter *writer, const DjangoStatement *statement)
{
	const ValueArray *expressions = &statement->item->call.arguments->positional;

	for (size_t i = 0; i < expressions->len; i++) {
		sql_puts(writer, i ? ", " : "");
		django_write_index_expression(&statement->scope, writer, expressions->items[i]);
	}
}

static void write_storage_value(SqlWriter *writer, const Storage *storage, const Value *value)
{
	bool truth;

	sql_puts(writer, storage->sql);
	sql_puts(writer, " = ");
	if (storage->flag && value_truth(value, &truth))
		sql_puts(writer, truth ? "on" : "off");
	else
		sql_add_text(writer, value_to_text(writer->arena, value));
}

static void write_storage(SqlWriter *writer, const DjangoStatement *statement)
{
	const IndexClass *klass = index_class(statement->item);
	const Value *columns = django_argument(statement->item, SIZE_MAX, "columns");
	size_t written = 0;

	for (const Storage *storage = klass ? klass->storage : NULL; storage && storage->argument;
	     storage++) {
		const Value *value = django_argument(statement->item, SIZE_MAX, storage->argument);
		if (django_is_none(value))
			continue;
		sql_puts(writer, written++ ? ", " : " WITH (");
		write_storage_value(writer, storage, value);
	}
	for (size_t i = 0;
	     klass && klass->storage == bloom && django_is_list(columns) && i < columns->items->len; i++) {
		sql_puts(writer, written++ ? ", " : " WITH (");
		sql_puts(writer, arena_printf(writer->arena, "col%zu = ", i + 1));
		sql_add_text(writer, value_to_text(writer->arena, columns->items->items[i]));
	}
	sql_puts(writer, written ? ")" : "");
}

static void write_include(SqlWriter *writer, const DjangoStatement *statement)
{
	DjangoNames include =
		django_names(writer->arena, django_argument(statement->item, SIZE_MAX, "include"));

	if (!include.len)
		return;
	include = django_columns(&statement->scope, &include);
	sql_puts(writer, " INCLUDE (");
	django_write_names(writer, &include);
	sql_puts(writer, ")");
}

void django_write_index(SqlWriter *writer, const DjangoStatement *statement)
{
	const IndexClass *klass = statement->kind == PENDING_INDEX ? index_class(statement->item) : NULL;
	const Value *condition = django_argument(statement->item, SIZE_MAX, "condition");
	const Value *distinct = django_argument(statement->item, SIZE_MAX, "nulls_distinct");

	if (klass) {
		sql_puts(writer, " USING ");
		sql_puts(writer, klass->method);
	} else if (str_is(str_from(statement->suffix), "_id")) {
		sql_puts(writer, " USING GIST");
	}
	sql_puts(writer, " (");
	if (is_by_expression(statement))
		write_expressions(writer, statement);
	else
		write_elements(writer, statement);
	sql_puts(writer, ")");
	write_include(writer, statement);
	if (!django_is_none(distinct))
		sql_puts(writer, django_true(distinct, true) ? " NULLS DISTINCT" : " NULLS NOT DISTINCT");
	write_storage(writer, statement);
	if (statement->tablespace.len && statement->kind == PENDING_INDEX) {
		sql_puts(writer, " TABLESPACE ");
		django_write_name(writer, statement->tablespace);
	}
	if (!django_is_none(condition)) {
		sql_puts(writer, " WHERE ");
		django_write_condition(&statement->scope, writer, condition);
	}
}
