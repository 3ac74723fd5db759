#include "recipe.h"

#include "engine.h"
#include "migration/framework.h"
#include "migration/sqlfile.h"
#include "rule.h"

static Framework framework_of(const Lint *lint)
{
	return lint->result->migration ? lint->result->migration->framework : FRAMEWORK_ALEMBIC;
}

// ---- statements ------------------------------------------------------------------------------------------------

// What runs SQL, and what stands for a statement that is to be filled in.
static const struct {
	const char *before;
	const char *behind;
	const char *blank;
	bool quoted;
} runners[FRAMEWORK_COUNT] = {
	[FRAMEWORK_ALEMBIC] = { "op.execute(", ")", "op.execute(...)", true },
	[FRAMEWORK_DJANGO] = { "migrations.RunSQL(", ")", "migrations.RunSQL(...)", true },
	[FRAMEWORK_SQL] = { "", ";", "...;", false },
};

// `text` as a Python string; an f-string where part of it is an expression.
static const char *python_string(Arena *arena, const char *text)
{
	const char *prefix = strchr(text, '{') ? "f" : "";
	const char *quote = !strchr(text, '"') && !strchr(text, '\n') ? "\"" : "'";

	if (strchr(text, '\n') || (*quote == '\'' && strchr(text, '\'')))
		quote = strstr(text, "'''") || text[strlen(text) - 1] == '\'' ? "\"\"\"" : "'''";
	return arena_printf(arena, "%s%s%s%s", prefix, quote, text, quote);
}

// Whether undoing the statement is doing nothing.
static bool has_no_inverse(const char *sql)
{
	static const char *const beginnings[] = { "SET ",     "RESET ", "UPDATE ", "ANALYZE",
						  "REINDEX ", "VACUUM", "LOCK " };

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (strncmp(sql, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return strstr(sql, "VALIDATE CONSTRAINT") != NULL;
}

static const char *run(Lint *lint, const char *sql)
{
	Framework framework = framework_of(lint);
	const char *reverse = framework != FRAMEWORK_DJANGO ? ""
		: has_no_inverse(sql)                       ? ", migrations.RunSQL.noop"
							    : ", reverse_sql=...";

	return arena_printf(lint->arena, "%s%s%s%s", runners[framework].before,
			    runners[framework].quoted ? python_string(lint->arena, sql) : sql, reverse,
			    runners[framework].behind);
}

const char *recipe_execute(Lint *lint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *sql = arena_vprintf(lint->arena, format, args);
	va_end(args);
	return run(lint, sql);
}

const char *recipe_comment(Lint *lint, const char *words)
{
	return arena_printf(lint->arena, "%s %s", framework_facts(framework_of(lint))->comment, words);
}

const char *recipe_outside(Lint *lint, const char *code)
{
	static const char *const heads[FRAMEWORK_COUNT] = {
		[FRAMEWORK_ALEMBIC] = "    with op.get_context().autocommit_block():",
		[FRAMEWORK_DJANGO] = "    # in a migration of its own, with atomic = False in its class",
		[FRAMEWORK_SQL] = "    -- ",
	};
	Framework framework = framework_of(lint);
	bool sql = framework == FRAMEWORK_SQL;
	const char *indent = framework == FRAMEWORK_ALEMBIC ? "\n        " : "\n    ";
	Buffer out = buffer_in(lint->arena);

	buffer_printf(&out, "%s%s%s", heads[framework],
		      sql ? sqlfile_outside(lint->result->migration->sqlfile) : "", indent);
	for (; *code; code++) {
		if (*code == '\n')
			buffer_puts(&out, indent);
		else
			buffer_putc(&out, *code);
	}
	return out.data;
}

const char *recipe_autocommit(Lint *lint, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *sql = arena_vprintf(lint->arena, format, args);
	va_end(args);
	return recipe_outside(lint, run(lint, sql));
}

const char *recipe_set(Lint *lint, const Statement *statement, const char *name, const char *value)
{
	return recipe_execute(lint, "SET %s%s = %s", statement->before.in_transaction ? "LOCAL " : "", name,
			      value);
}

// ---- what is written -------------------------------------------------------------------------------------------

bool statement_is_written_sql(const Statement *statement)
{
	return statement->migration->framework == FRAMEWORK_SQL ||
		str_is(statement->step->operation, "execute") || str_is(statement->step->operation, "RunSQL");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// The call the statement comes from on one line, without its closing parenthesis; NULL when it is none of `prefix`.
static const char *open_call(Lint *lint, const Statement *statement, const char *prefix)
{
	Str call = str_trim(span_text(statement->step->span));
	Buffer line = buffer_in(lint->arena);

	if (statement->enclosing || !str_starts_with(call, str_from(prefix)) ||
	    !str_ends_with(call, STR(")")) || str_find_char(call, '#', 0) != SIZE_MAX ||
	    str_find(call, STR("\"\"\""), 0) != SIZE_MAX)
		return NULL;
	call = str_trim(str_slice(call, 0, call.len - 1));
	if (str_ends_with(call, STR(",")))
		call.len--;
	for (size_t i = 0; i < call.len; i++) {
		if (!is_blank(call.data[i]))
			buffer_putc(&line, call.data[i]);
		else if (!is_blank(call.data[i - 1]) && call.data[i - 1] != '(')
			buffer_putc(&line, ' ');
	}
	return line.data;
}

const char *recipe_call(Lint *lint, const Statement *statement, const char *argument)
{
	const char *call = framework_of(lint) == FRAMEWORK_ALEMBIC ? open_call(lint, statement, "op.") : NULL;

	if (!call)
		return NULL;
	return arena_printf(lint->arena, "%s%s%s)", call, argument ? ", " : "", argument ? argument : "");
}

const char *recipe_statement(Lint *lint, const Statement *statement, bool alone)
{
	Framework framework = framework_of(lint);
	const char *call = NULL;

	if (!alone && framework == FRAMEWORK_DJANGO)
		call = open_call(lint, statement, "migrations.");
	if (call)
		return arena_printf(lint->arena, "%s)", call);
	if (!alone && framework == FRAMEWORK_ALEMBIC)
		call = recipe_call(lint, statement, NULL);
	if (call)
		return call;
	if (framework == FRAMEWORK_ALEMBIC)
		return arena_printf(lint->arena, "%s  # this statement alone", runners[framework].blank);
	return run(lint, str_dup(lint->arena, statement->shown));
}

const char *recipe_with(Lint *lint, const Statement *statement, const char *behind, const char *words)
{
	const char *sql = str_dup(lint->arena, statement->shown);
	const char *found = strcasestr(sql, behind);
	int len = found ? (int)(found - sql + (ptrdiff_t)strlen(behind)) : 0;

	if (!found)
		return runners[framework_of(lint)].blank;
	return recipe_execute(lint, "%.*s%s%s", len, sql, words, sql + len);
}

const char *recipe_without(Lint *lint, const Statement *statement, const char *words)
{
	const char *sql = str_dup(lint->arena, statement->shown);
	const char *found = strcasestr(sql, words);

	if (!found)
		return recipe_execute(lint, "%s", sql);
	return recipe_execute(lint, "%.*s%s", (int)(found - sql), sql, found + strlen(words));
}

// ---- indexes ---------------------------------------------------------------------------------------------------

// The operation as written, by the class that does the same otherwise.
static const char *twin(Lint *lint, const Statement *statement, const char *operation, const char *other)
{
	const char *prefix = arena_printf(lint->arena, "migrations.%s(", operation);
	const char *call = str_is(statement->step->operation, operation) ? open_call(lint, statement, prefix)
									 : NULL;

	return call ? arena_printf(lint->arena, "%s(%s)", other, call + strlen(prefix)) : NULL;
}

const char *recipe_concurrently(Lint *lint, const Statement *statement)
{
	Str operation = statement->step->operation;
	const char *call = NULL;

	if (str_is(operation, "create_index") || str_is(operation, "drop_index"))
		call = recipe_call(lint, statement, "postgresql_concurrently=True");
	if (!call)
		call = twin(lint, statement, "AddIndex", "AddIndexConcurrently");
	if (!call)
		call = twin(lint, statement, "RemoveIndex", "RemoveIndexConcurrently");
	return call ? call : recipe_with(lint, statement, "INDEX ", "CONCURRENTLY ");
}

const char *recipe_not_valid(Lint *lint, const Statement *statement)
{
	Str operation = statement->step->operation;

	if (str_is(operation, "create_check_constraint") || str_is(operation, "create_foreign_key"))
		return recipe_call(lint, statement, "postgresql_not_valid=True");
	return twin(lint, statement, "AddConstraint", "AddConstraintNotValid");
}

// `columns` as a Python list of strings: ["a", "b"]; NULL when one of them is an expression or a hole.
static const char *python_columns(Lint *lint, const Action *action)
{
	Buffer list = buffer_in(lint->arena);

	for (size_t i = 0; i < action->columns.len; i++) {
		Str column = action->columns.items[i];
		if (!column.len || str_find_char(column, '"', 0) != SIZE_MAX ||
		    str_find(column, STR(SQL_HOLE_PREFIX), 0) != SIZE_MAX)
			return NULL;
		buffer_printf(&list, "%s\"%.*s\"", i ? ", " : "[", STR_ARG(column));
	}
	if (!action->columns.len)
		return NULL;
	buffer_putc(&list, ']');
	return list.data;
}

static const char *alembic_unique_index(Lint *lint, const Statement *statement, const Action *action,
					const char *name)
{
	const char *columns = action->kind == ACTION_ADD_COLUMN ? NULL : python_columns(lint, action);
	const char *table = show_name(lint, statement, action->table.name);
	const char *schema = show_name(lint, statement, action->table.schema);

	// What is not known is no Python.
	if (!columns || strpbrk(name, "{\"") || strpbrk(table, "{\"") || strpbrk(schema, "{\""))
		return "op.create_index(..., unique=True, postgresql_concurrently=True)";
	return arena_printf(
		lint->arena,
		"op.create_index(\"%s\", \"%s\", %s, unique=True%s%s%s, postgresql_concurrently=True)", name,
		table, columns, *schema ? ", schema=\"" : "", schema, *schema ? "\"" : "");
}

const char *recipe_unique_index(Lint *lint, const Statement *statement, const Action *action, Str name)
{
	if (framework_of(lint) == FRAMEWORK_ALEMBIC)
		return alembic_unique_index(lint, statement, action, show_name(lint, statement, name));
	return recipe_execute(lint, "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)",
			      show_identifier(lint, statement, name, ""),
			      show_relation(lint, statement, action->table),
			      action->kind == ACTION_ADD_COLUMN
				      ? show_identifier(lint, statement, action->column->name, "")
				      : show_columns(lint, statement, action));
}

// ---- declarations ----------------------------------------------------------------------------------------------

static const struct {
	const char *what;
	const char *spelling[FRAMEWORK_COUNT];
} spellings[] = {
	{ "text", { "`text` (`sa.Text()`)", "`text` (`models.TextField`)", "`text`" } },
	{ "timestamptz",
	  { "`timestamptz` (`sa.DateTime(timezone=True)`)", "`timestamptz` (`models.DateTimeField`)",
	    "`timestamptz`" } },
	{ "jsonb", { "`jsonb` (`postgresql.JSONB()`)", "`jsonb` (`models.JSONField`)", "`jsonb`" } },
	{ "numeric",
	  { "`numeric` (`sa.Numeric(12, 2)`)",
	    "`numeric` (`models.DecimalField(max_digits=12, decimal_places=2)`)", "`numeric(12, 2)`" } },
	{ "bigint", { "`bigint` (`sa.BigInteger()`)", "`bigint` (`models.BigAutoField`)", "`bigint`" } },
	{ "identity",
	  { "`GENERATED BY DEFAULT AS IDENTITY` (`sa.Identity()` as an argument of the column)",
	    "`GENERATED BY DEFAULT AS IDENTITY` (since Django 4.1: `models.BigAutoField`)",
	    "`GENERATED BY DEFAULT AS IDENTITY`" } },
	{ "primary key",
	  { "`sa.Column(\"id\", sa.BigInteger(), sa.Identity(), primary_key=True)`",
	    "`models.BigAutoField(primary_key=True)`",
	    "`id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY`" } },
	{ "call", { "call", "operation", "statement" } },
	{ "default", { "a server_default", "a db_default", "a DEFAULT" } },
};

const char *recipe_spelling(Lint *lint, const char *what)
{
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (strcmp(spellings[i].what, what) == 0)
			return spellings[i].spelling[framework_of(lint)];
	return what;
}
