// Tables and columns; declared in django_schema.h.
#include "migration/django_name.h"
#include "migration/django_schema.h"
#include "migration/django_version.h"
#include "migration/sqlalchemy_text.h"

Str django_place_table(const DjangoEditor *editor, DjangoPlace place)
{
	return django_model_table(editor->arena, place.models, place.model);
}

static DjangoNames one_name(Arena *arena, Str name)
{
	DjangoNames names = { 0 };

	array_push(arena, &names, name);
	return names;
}

DjangoNames django_columns(const DjangoScope *scope, const DjangoNames *fields)
{
	DjangoNames columns = { 0 };

	for (size_t i = 0; i < fields->len; i++)
		array_push(scope->state->arena, &columns, django_column(scope, fields->items[i]));
	return columns;
}

// ---- statements a field asks for ------------------------------------------------------------------------------

static Str tablespace_of(DjangoPlace place)
{
	return place.field && place.field->tablespace.len ? place.field->tablespace : place.model->tablespace;
}

DjangoStatement django_index_statement(DjangoEditor *editor, Str table, DjangoPlace place)
{
	return (DjangoStatement){
		.kind = PENDING_INDEX,
		.table = table,
		.columns = one_name(editor->arena, place.field->column),
		.suffix = django_field_is(place.field, FIELD_GEOMETRY) ? "_id" : "",
		.tablespace = tablespace_of(place),
		.span = place.field->span,
		.lowering = editor->lowering,
	};
}

bool django_like_statement(DjangoEditor *editor, Str table, DjangoPlace place, DjangoStatement *statement)
{
	DjangoType type = django_type(editor->state, place);
	bool is_varchar = str_starts_with(type.text, STR("varchar")),
	     is_text = str_starts_with(type.text, STR("text"));

	if (!place.field->db_index && !place.field->unique)
		return false;
	if ((!is_varchar && !is_text) || str_find_char(type.text, '[', 0) != SIZE_MAX)
		return false;
	*statement = django_index_statement(editor, table, place);
	statement->suffix = "_like";
	statement->opclass = is_varchar ? "varchar_pattern_ops" : "text_pattern_ops";
	return true;
}

DjangoStatement django_unique_statement(DjangoEditor *editor, Str table, const DjangoNames *columns)
{
	return (DjangoStatement){
		.kind = PENDING_UNIQUE,
		.table = table,
		.columns = *columns,
		.suffix = "_uniq",
		.lowering = editor->lowering,
	};
}

// What the database does itself when the row that is referred to goes.
static const char *on_delete(const DjangoField *field)
{
	static const char *const kinds[][2] = { { "DB_CASCADE", " ON DELETE CASCADE" },
						{ "DB_SET_NULL", " ON DELETE SET NULL" },
						{ "DB_SET_DEFAULT", " ON DELETE SET DEFAULT" } };
	const Value *value = django_argument(field->value, 1, "on_delete");

	for (size_t i = 0; value && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_is(value_last_name(value), kinds[i][0]))
			return kinds[i][1];
	return "";
}

DjangoStatement django_foreign_key_statement(DjangoEditor *editor, Str table, DjangoPlace place)
{
	DjangoPlace target = django_target(editor->state, place);

	return (DjangoStatement){
		.kind = PENDING_FOREIGN_KEY,
		.table = table,
		.columns = one_name(editor->arena, place.field->column),
		.suffix = "",
		.to_table = django_place_table(editor, target),
		.to_column = target.field->column,
		.on_delete = on_delete(place.field),
		.span = place.field->span,
		.lowering = editor->lowering,
	};
}

DjangoStatement django_foreign_key_again(DjangoEditor *editor, Str table, DjangoPlace place)
{
	DjangoStatement statement = django_foreign_key_statement(editor, table, place);

	statement.suffix = "_fk";
	return statement;
}

static void defer_field_indexes(DjangoEditor *editor, Str table, DjangoPlace place)
{
	DjangoStatement like;

	if (place.field->db_index && !place.field->unique)
		django_defer(editor, django_index_statement(editor, table, place));
	if (django_like_statement(editor, table, place, &like))
		django_defer(editor, like);
}

// ---- columns --------------------------------------------------------------------------------------------------

static void write_collation(DjangoEditor *editor, SqlWriter *writer, DjangoPlace place)
{
	Str collation = django_collation(editor->state, place);

	if (!collation.len)
		return;
	sql_puts(writer, " COLLATE ");
	django_write_name(writer, collation);
}

static void write_db_default(DjangoEditor *editor, SqlWriter *writer, DjangoPlace place)
{
	DjangoScope scope = { editor->state, place.models, place.model };
	const Value *value = place.field->db_default;

	sql_puts(writer, " DEFAULT ");
	if (django_is_expression(value) && !str_is(value_last_name(value), "Value")) {
		sql_puts(writer, "(");
		django_write_operand(&scope, writer, place, value);
		sql_puts(writer, ")");
	} else if (django_is_expression(value) && value_positional(value, 0)) {
		django_write_value(editor->state, writer, place, value_positional(value, 0));
	} else {
		django_write_value(editor->state, writer, place, value);
	}
}

static void write_generated(DjangoEditor *editor, SqlWriter *writer, DjangoPlace place)
{
	DjangoScope scope = { editor->state, place.models, place.model };
	const Value *expression = django_argument(place.field->value, SIZE_MAX, "expression");
	bool stored = django_true(django_argument(place.field->value, SIZE_MAX, "db_persist"), true);

	sql_puts(writer, " GENERATED ALWAYS AS (");
	if (expression)
		django_write_operand(&scope, writer, place, expression);
	sql_puts(writer, stored ? ") STORED" : ") VIRTUAL");
}

static void write_nullability(SqlWriter *writer, DjangoPlace place)
{
	const DjangoField *field = place.field;
	Str tablespace = tablespace_of(place);

	if (!django_field_is(field, FIELD_GENERATED))
		sql_puts(writer, field->null ? " NULL" : " NOT NULL");
	if (field->primary_key)
		sql_puts(writer, " PRIMARY KEY");
	else if (field->unique)
		sql_puts(writer, " UNIQUE");
	if (tablespace.len && field->unique) {
		sql_puts(writer, " USING INDEX TABLESPACE ");
		django_write_name(writer, tablespace);
	}
}

// serial for what is an identity since 4.1.
static DjangoType as_created(DjangoEditor *editor, DjangoType type)
{
	if (type.is_auto && !django_has(editor->state, DJANGO_IDENTITY))
		type.text = type.base;
	return type;
}

static void write_check(SqlWriter *writer, Str column)
{
	sql_puts(writer, " CHECK (");
	django_write_name(writer, column);
	sql_puts(writer, " >= 0)");
}

// The definition of a column, its name first. `with` is the value existing rows get, NULL in CREATE TABLE.
static void write_column(DjangoEditor *editor, SqlWriter *writer, DjangoPlace place,
			 const DjangoDefault *with)
{
	DjangoType type = as_created(editor, django_type(editor->state, place));

	type.span = type.text.len && !type.hole ? place.field->span : type.span;
	django_write_name_from(writer, place.field->column, place.field->span);
	sql_puts(writer, " ");
	django_write_type(writer, &type);
	write_collation(editor, writer, place);
	if (place.field->db_default)
		write_db_default(editor, writer, place);
	else if (with && with->kind != DEFAULT_NONE) {
		sql_puts(writer, " DEFAULT ");
		django_write_default(editor->state, writer, with);
	}
	if (django_field_is(place.field, FIELD_GENERATED))
		write_generated(editor, writer, place);
	write_nullability(writer, place);
	if (type.check)
		write_check(writer, place.field->column);
	if (type.is_auto && django_has(editor->state, DJANGO_IDENTITY))
		sql_puts(writer, " GENERATED BY DEFAULT AS IDENTITY");
}

// What PostgreSQL names the constraints of a column it is given without names.
static void note_column(DjangoEditor *editor, Str table, DjangoPlace place)
{
	DjangoNames columns = one_name(editor->arena, place.field->column);
	Str column = place.field->column;

	if (place.field->primary_key)
		django_database_add(editor->database, table,
				    (DjangoMade){ django_name_chosen(editor->arena, table, STR_NONE, "pkey"),
						  MADE_PRIMARY_KEY, columns });
	else if (place.field->unique)
		django_database_add(editor->database, table,
				    (DjangoMade){ django_name_chosen(editor->arena, table, column, "key"),
						  MADE_UNIQUE, columns });
	if (django_type(editor->state, place).check)
		django_database_add(editor->database, table,
				    (DjangoMade){ django_name_chosen(editor->arena, table, column, "check"),
						  MADE_CHECK, columns });
}

static void write_comment(DjangoEditor *editor, Str table, Str column, Str comment)
{
	SqlWriter writer = lowering_sql(&editor->lowering);

	sql_puts(&writer, column.len ? "COMMENT ON COLUMN " : "COMMENT ON TABLE ");
	django_write_name(&writer, table);
	if (column.len) {
		sql_puts(&writer, ".");
		django_write_name(&writer, column);
	}
	sql_puts(&writer, " IS ");
	literal_write_text(&writer, text_literal(editor->arena, comment, editor->lowering.span, false));
	django_emit(editor, &writer);
}

static bool knows_comments(const DjangoEditor *editor)
{
	return django_has(editor->state, DJANGO_COMMENTS);
}

// ---- tables ---------------------------------------------------------------------------------------------------

static void defer_table_constraints(DjangoEditor *editor, const DjangoScope *scope, Str table)
{
	for (size_t i = 0; i < scope->model->unique_together.len; i++) {
		DjangoNames columns = django_columns(scope, &scope->model->unique_together.items[i]);
		django_defer(editor, django_unique_statement(editor, table, &columns));
	}
}

static void write_composite_key(DjangoEditor *editor, const DjangoScope *scope, SqlWriter *writer, Str table)
{
	for (size_t i = 0; i < scope->model->fields.len; i++) {
		const DjangoField *field = scope->model->fields.items[i];
		DjangoNames names = { 0 };
		if (!field->klass || !str_is(str_from(field->klass->name), "CompositePrimaryKey"))
			continue;
		for (size_t j = 0; field->value && j < field->value->call.arguments->positional.len; j++)
			array_push(editor->arena, &names,
				   django_text(editor->arena, value_positional(field->value, j)));
		names = django_columns(scope, &names);
		sql_puts(writer, ", PRIMARY KEY (");
		django_write_names(writer, &names);
		sql_puts(writer, ")");
		Str name = django_name_chosen(editor->arena, table, STR_NONE, "pkey");
		django_database_add(editor->database, table, (DjangoMade){ name, MADE_PRIMARY_KEY, names });
	}
}

static void write_columns(DjangoEditor *editor, const DjangoScope *scope, const DjangoFields *fields,
			  SqlWriter *writer, Str table)
{
	size_t written = 0;

	for (size_t i = 0; i < fields->len; i++) {
		DjangoPlace place = { scope->models, scope->model, fields->items[i] };
		if (!place.field->column.len)
			continue;
		sql_puts(writer, written++ ? ", " : "");
		write_column(editor, writer, place, NULL);
		note_column(editor, table, place);
		if (django_field_is(place.field, FIELD_RELATION) && place.field->db_constraint)
			django_defer(editor, django_foreign_key_statement(editor, table, place));
	}
}

// With parameters in the columns Django makes the constraints apart.
static bool has_parameters(const DjangoFields *fields)
{
	for (size_t i = 0; i < fields->len; i++)
		if (fields->items[i]->db_default || django_field_is(fields->items[i], FIELD_GENERATED))
			return true;
	return false;
}

static void write_constraints(DjangoEditor *editor, const DjangoScope *scope, SqlWriter *writer, bool apart)
{
	for (size_t i = 0; i < scope->model->constraints.len; i++) {
		const DjangoItem *item = &scope->model->constraints.items[i];
		if (apart || !django_constraint_is_inline(item)) {
			django_defer_constraint(editor, scope, item);
			continue;
		}
		sql_puts(writer, ", ");
		django_write_inline(editor, scope, writer, item);
	}
}

static void defer_indexes(DjangoEditor *editor, const DjangoScope *scope, const DjangoFields *fields,
			  Str table)
{
	for (size_t i = 0; i < fields->len; i++)
		if (fields->items[i]->column.len)
			defer_field_indexes(editor, table,
					    (DjangoPlace){ scope->models, scope->model, fields->items[i] });
	for (size_t i = 0; i < scope->model->index_together.len; i++) {
		DjangoStatement statement = {
			.table = table,
			.columns = django_columns(scope, &scope->model->index_together.items[i]),
			.suffix = "_idx",
			.tablespace = scope->model->tablespace,
			.lowering = editor->lowering,
		};
		if (django_has(editor->state, DJANGO_TOGETHER_AT_ONCE))
			django_run_statement(editor, &statement);
		else
			django_defer(editor, statement);
	}
	for (size_t i = 0; i < scope->model->indexes.len; i++)
		django_defer(editor, django_index_of(editor, scope, &scope->model->indexes.items[i]));
}

static void create_comments(DjangoEditor *editor, const DjangoModel *model, const DjangoFields *fields,
			    Str table)
{
	if (!knows_comments(editor))
		return;
	if (model->comment.len)
		write_comment(editor, table, STR_NONE, model->comment);
	for (size_t i = 0; i < fields->len; i++)
		if (fields->items[i]->db_comment.len && fields->items[i]->column.len)
			write_comment(editor, table, fields->items[i]->column, fields->items[i]->db_comment);
}

void django_create_model(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model)
{
	DjangoScope scope = { editor->state, models, model };
	DjangoFields fields = django_model_fields(editor->state, models, model);
	Str table = django_model_table(editor->arena, models, model);
	SqlWriter writer = lowering_sql(&editor->lowering);

	django_database_create(editor->database, table);
	defer_table_constraints(editor, &scope, table);
	sql_puts(&writer, "CREATE TABLE ");
	django_write_name_from(&writer, table, model->span);
	sql_puts(&writer, " (");
	write_columns(editor, &scope, &fields, &writer, table);
	write_constraints(editor, &scope, &writer, has_parameters(&fields));
	write_composite_key(editor, &scope, &writer, table);
	sql_puts(&writer, ")");
	if (model->tablespace.len) {
		sql_puts(&writer, " TABLESPACE ");
		django_write_name(&writer, model->tablespace);
	}
	django_emit(editor, &writer);
	create_comments(editor, model, &fields, table);
	defer_indexes(editor, &scope, &fields, table);
	for (size_t i = 0; i < fields.len; i++)
		if (django_field_is(fields.items[i], FIELD_MANY) && !fields.items[i]->through.len)
			django_create_model(editor, models,
					    django_model_through(editor->state, models, model,
								 fields.items[i]));
}

static void drop_from_deferred(DjangoEditor *editor, Str table, Str column)
{
	size_t kept = 0;

	for (size_t i = 0; i < editor->deferred.len; i++) {
		const DjangoStatement *statement = &editor->deferred.items[i];
		bool mentions = str_equal(statement->table, table) || str_equal(statement->to_table, table);
		if (column.len) {
			mentions = str_equal(statement->to_table, table) &&
				str_equal(statement->to_column, column);
			for (size_t j = 0; j < statement->columns.len && str_equal(statement->table, table);
			     j++)
				mentions |= str_equal(statement->columns.items[j], column);
		}
		if (!mentions)
			editor->deferred.items[kept++] = *statement;
	}
	editor->deferred.len = kept;
}

void django_delete_model(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model)
{
	Str table = django_model_table(editor->arena, models, model);
	SqlWriter writer;

	for (size_t i = 0; i < model->fields.len; i++)
		if (django_field_is(model->fields.items[i], FIELD_MANY) &&
		    !model->fields.items[i]->through.len)
			django_delete_model(editor, models,
					    django_model_through(editor->state, models, model,
								 model->fields.items[i]));
	writer = lowering_sql(&editor->lowering);
	sql_puts(&writer, "DROP TABLE ");
	django_write_name(&writer, table);
	sql_puts(&writer, " CASCADE");
	django_emit(editor, &writer);
	django_database_drop(editor->database, table);
	drop_from_deferred(editor, table, STR_NONE);
}

// ---- one column -----------------------------------------------------------------------------------------------

static bool is_made_here(const DjangoField *field)
{
	return django_field_is(field, FIELD_MANY) && !field->through.len;
}

static void write_inline_foreign_key(DjangoEditor *editor, SqlWriter *writer, const DjangoStatement *key)
{
	sql_puts(writer, " CONSTRAINT ");
	django_write_name(writer, django_statement_name(editor->arena, key));
	sql_puts(writer, " REFERENCES ");
	django_write_name(writer, key->to_table);
	sql_puts(writer, "(");
	django_write_name(writer, key->to_column);
	sql_puts(writer, ")");
	sql_puts(writer, key->on_delete);
	sql_puts(writer, " DEFERRABLE INITIALLY DEFERRED");
}

static void check_inline_foreign_key(DjangoEditor *editor, const DjangoStatement *key)
{
	SqlWriter writer = lowering_sql(&editor->lowering);
	Str name = django_statement_name(editor->arena, key), schema = django_name_schema(key->table);

	sql_puts(&writer, "SET CONSTRAINTS ");
	if (schema.len) {
		django_write_name(&writer, schema);
		sql_puts(&writer, ".");
	}
	django_write_name(&writer, name);
	sql_puts(&writer, " IMMEDIATE");
	django_emit(editor, &writer);
	django_database_add(editor->database, key->table,
			    (DjangoMade){ name, MADE_FOREIGN_KEY, key->columns });
}

static void drop_default(DjangoEditor *editor, Str table, Str column)
{
	SqlWriter writer = django_alter_table(editor, table);

	sql_puts(&writer, " ALTER COLUMN ");
	django_write_name(&writer, column);
	sql_puts(&writer, " DROP DEFAULT");
	django_emit(editor, &writer);
}

void django_add_field(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *table_of,
		      DjangoPlace place)
{
	Str table = django_model_table(editor->arena, models, table_of);
	const DjangoField *field = place.field;
	bool refers = django_field_is(field, FIELD_RELATION) && field->db_constraint;
	DjangoDefault with = django_default(editor->state, place);
	DjangoStatement key = { 0 };

	if (is_made_here(field)) {
		django_create_model(editor, place.models,
				    django_model_through(editor->state, place.models, place.model, field));
		return;
	}
	if (!field->column.len)
		return;
	SqlWriter writer = django_alter_table(editor, table);
	sql_puts(&writer, " ADD COLUMN ");
	write_column(editor, &writer, place, &with);
	if (refers) {
		key = django_foreign_key_statement(editor, table, place);
		write_inline_foreign_key(editor, &writer, &key);
	}
	django_emit(editor, &writer);
	note_column(editor, table, place);
	if (refers)
		check_inline_foreign_key(editor, &key);
	if (with.kind != DEFAULT_NONE && !field->db_default)
		drop_default(editor, table, field->column);
	if (knows_comments(editor) && field->db_comment.len)
		write_comment(editor, table, field->column, field->db_comment);
	defer_field_indexes(editor, table, place);
}

void django_remove_field(DjangoEditor *editor, DjangoPlace place)
{
	Str table = django_place_table(editor, place);
	const DjangoField *field = place.field;
	DjangoNames columns = { 0 };

	if (is_made_here(field)) {
		django_delete_model(editor, place.models,
				    django_model_through(editor->state, place.models, place.model, field));
		return;
	}
	if (!field->column.len)
		return;
	array_push(editor->arena, &columns, field->column);
	if (django_field_is(field, FIELD_RELATION)) {
		DjangoNames keys =
			django_database_find(editor->database, table, &columns, MADE_FOREIGN_KEY, NULL);
		if (!django_database_knows(editor->database, table) && field->db_constraint) {
			DjangoStatement key = django_foreign_key_statement(editor, table, place);
			array_push(editor->arena, &keys, django_statement_name(editor->arena, &key));
		}
		for (size_t i = 0; i < keys.len; i++)
			django_drop_foreign_key(editor, table, keys.items[i]);
	}
	SqlWriter writer = django_alter_table(editor, table);
	sql_puts(&writer, " DROP COLUMN ");
	django_write_name(&writer, field->column);
	sql_puts(&writer, django_has(editor->state, DJANGO_DROPS_WITHOUT_CASCADE) ? "" : " CASCADE");
	django_emit(editor, &writer);
	django_database_drop_column(editor->database, table, field->column);
	drop_from_deferred(editor, table, field->column);
}
