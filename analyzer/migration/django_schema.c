#include "migration/django_schema.h"

#include "migration/django_name.h"
#include "migration/django_version.h"

// ---- statements -----------------------------------------------------------------------------------------------

void django_emit(DjangoEditor *editor, SqlWriter *writer)
{
	lowering_emit(&editor->lowering, writer);
}

SqlWriter django_alter_table(DjangoEditor *editor, Str table)
{
	SqlWriter writer = lowering_sql(&editor->lowering);

	sql_puts(&writer, "ALTER TABLE ");
	django_write_name(&writer, table);
	return writer;
}

Str django_statement_name(Arena *arena, const DjangoStatement *statement)
{
	Str suffix = str_from(statement->suffix);

	if (statement->name.len)
		return statement->name;
	if (django_name_is_unknown(statement->to_table))
		return django_name_unknown(arena, "the name of a foreign key");
	if (statement->kind == PENDING_FOREIGN_KEY && !suffix.len)
		suffix = str_from(arena_printf(arena, "_fk_%.*s_%.*s",
					       STR_ARG(django_name_table(statement->to_table)),
					       STR_ARG(statement->to_column)));
	return django_name_index(arena, statement->table, &statement->columns, suffix);
}

static void write_foreign_key(SqlWriter *writer, const DjangoStatement *statement)
{
	sql_puts(writer, " FOREIGN KEY (");
	django_write_names(writer, &statement->columns);
	sql_puts(writer, ") REFERENCES ");
	django_write_name(writer, statement->to_table);
	sql_puts(writer, " (");
	django_write_name(writer, statement->to_column);
	sql_puts(writer, ")");
	sql_puts(writer, statement->on_delete);
	sql_puts(writer, " DEFERRABLE INITIALLY DEFERRED");
}

static void note_made(DjangoEditor *editor, const DjangoStatement *statement, Str name)
{
	DjangoMade made = { .name = name, .columns = statement->columns };

	if (statement->kind == PENDING_UNIQUE)
		made.kind = MADE_UNIQUE;
	else if (statement->kind == PENDING_FOREIGN_KEY)
		made.kind = MADE_FOREIGN_KEY;
	else if (!statement->item || django_is_btree(statement->item))
		made.kind = MADE_INDEX;
	django_database_add(editor->database, statement->table, made);
}

// A UniqueConstraint with a condition and the like is an index.
static bool is_index(const DjangoStatement *statement)
{
	return statement->kind == PENDING_INDEX || (statement->kind == PENDING_UNIQUE && statement->item);
}

void django_run_statement(DjangoEditor *editor, DjangoStatement *statement)
{
	Lowering saved = editor->lowering;
	Str name = django_statement_name(editor->arena, statement);
	SqlWriter writer;

	statement->lowering.steps = saved.steps;
	editor->lowering = statement->lowering;
	if (statement->kind == PENDING_CONSTRAINT) {
		django_add_constraint(editor, &statement->scope,
				      &(DjangoItem){ name, statement->item, false });
		editor->lowering = saved;
		return;
	}
	if (is_index(statement)) {
		writer = lowering_sql(&editor->lowering);
		sql_puts(&writer,
			 statement->kind == PENDING_UNIQUE ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
		sql_puts(&writer, statement->concurrently ? "CONCURRENTLY " : "");
		django_write_name(&writer, name);
		sql_puts(&writer, " ON ");
		django_write_name(&writer, statement->table);
		django_write_index(&writer, statement);
	} else {
		writer = django_alter_table(editor, statement->table);
		sql_puts(&writer, " ADD CONSTRAINT ");
		django_write_name(&writer, name);
		if (statement->kind == PENDING_FOREIGN_KEY) {
			write_foreign_key(&writer, statement);
		} else {
			sql_puts(&writer, " UNIQUE (");
			django_write_names(&writer, &statement->columns);
			sql_puts(&writer, ")");
		}
	}
	django_emit(editor, &writer);
	note_made(editor, statement, name);
	editor->lowering = saved;
}

// ---- statements that wait -------------------------------------------------------------------------------------

void django_defer(DjangoEditor *editor, DjangoStatement statement)
{
	array_push(editor->arena, &editor->deferred, statement);
}

void django_run_deferred(DjangoEditor *editor)
{
	for (size_t i = 0; i < editor->deferred.len; i++) {
		editor->deferred.items[i].scope.deferred = true;
		django_run_statement(editor, &editor->deferred.items[i]);
	}
	editor->deferred.len = 0;
}

static void rename_in_deferred(DjangoEditor *editor, Str table, Str name)
{
	for (size_t i = 0; i < editor->deferred.len; i++) {
		DjangoStatement *statement = &editor->deferred.items[i];
		if (str_equal(statement->table, table))
			statement->table = name;
		if (str_equal(statement->to_table, table))
			statement->to_table = name;
	}
}

static void rename_column_in_deferred(DjangoEditor *editor, Str table, Str column, Str name)
{
	for (size_t i = 0; i < editor->deferred.len; i++) {
		DjangoStatement *statement = &editor->deferred.items[i];
		DjangoNames columns = { 0 };
		if (str_equal(statement->to_table, table) && str_equal(statement->to_column, column))
			statement->to_column = name;
		if (!str_equal(statement->table, table))
			continue;
		for (size_t j = 0; j < statement->columns.len; j++) {
			bool same = str_equal(statement->columns.items[j], column);
			array_push(editor->arena, &columns, same ? name : statement->columns.items[j]);
		}
		statement->columns = columns;
		DjangoRenamed *renamed = arena_new(editor->arena, DjangoRenamed);
		*renamed = (DjangoRenamed){ column, name, statement->scope.renamed };
		statement->scope.renamed = renamed;
	}
}

// ---- dropping and renaming ------------------------------------------------------------------------------------

void django_drop_constraint(DjangoEditor *editor, Str table, Str name)
{
	SqlWriter writer = django_alter_table(editor, table);

	sql_puts(&writer, " DROP CONSTRAINT ");
	django_write_name(&writer, name);
	django_emit(editor, &writer);
	django_database_remove(editor->database, table, name);
}

void django_drop_foreign_key(DjangoEditor *editor, Str table, Str name)
{
	SqlWriter writer = lowering_sql(&editor->lowering);

	sql_puts(&writer, "SET CONSTRAINTS ");
	if (django_has(editor->state, DJANGO_QUALIFIES_CONSTRAINTS) && django_name_schema(table).len) {
		django_write_name(&writer, django_name_schema(table));
		sql_puts(&writer, ".");
	}
	django_write_name(&writer, name);
	sql_puts(&writer, " IMMEDIATE");
	django_emit(editor, &writer);
	django_drop_constraint(editor, table, name);
}

void django_drop_index(DjangoEditor *editor, Str name, bool concurrently)
{
	SqlWriter writer = lowering_sql(&editor->lowering);

	sql_puts(&writer, concurrently ? "DROP INDEX CONCURRENTLY IF EXISTS " : "DROP INDEX IF EXISTS ");
	django_write_name(&writer, name);
	django_emit(editor, &writer);
	django_database_remove_index(editor->database, name);
}

void django_rename_table(DjangoEditor *editor, Str table, Str name)
{
	SqlWriter writer;

	if (str_equal(table, name))
		return;
	writer = django_alter_table(editor, table);
	sql_puts(&writer, " RENAME TO ");
	django_write_name(&writer, name);
	django_emit(editor, &writer);
	django_database_rename(editor->database, table, name);
	rename_in_deferred(editor, table, name);
}

void django_rename_column(DjangoEditor *editor, Str table, Str column, Str name, Span span)
{
	SqlWriter writer = django_alter_table(editor, table);

	sql_puts(&writer, " RENAME COLUMN ");
	django_write_name(&writer, column);
	sql_puts(&writer, " TO ");
	django_write_name_from(&writer, name, span);
	django_emit(editor, &writer);
	django_database_rename_column(editor->database, table, column, name);
	rename_column_in_deferred(editor, table, column, name);
}
