// CheckConstraint, UniqueConstraint, ExclusionConstraint; declared in django_schema.h.
#include "migration/django_name.h"
#include "migration/django_schema.h"

static bool is_class(const DjangoItem *item, const char *name)
{
	return item->value && str_is(value_last_name(item->value), name);
}

static const Value *keyword(const DjangoItem *item, const char *name)
{
	return django_argument(item->value, SIZE_MAX, name);
}

static bool is_given(const DjangoItem *item, const char *name)
{
	const Value *value = keyword(item, name);

	return !django_is_none(value) && !(django_is_list(value) && !value->items->len);
}

// A UniqueConstraint that PostgreSQL can only have as an index.
static bool is_unique_index(const DjangoItem *item)
{
	bool expressions = item->value && item->value->kind == VALUE_CALL &&
		item->value->call.arguments->positional.len;

	return is_class(item, "UniqueConstraint") &&
		(is_given(item, "condition") || is_given(item, "include") || is_given(item, "opclasses") ||
		 expressions);
}

static DjangoNames columns_of(const DjangoScope *scope, const DjangoItem *item)
{
	DjangoNames fields = django_names(scope->state->arena, keyword(item, "fields")), columns = { 0 };

	if (fields.len || !item->value || item->value->kind != VALUE_CALL)
		return django_columns(scope, &fields);
	for (size_t i = 0; i < item->value->call.arguments->positional.len; i++)
		django_expression_columns(scope, value_positional(item->value, i), &columns);
	return columns;
}

static DjangoStatement unique_index(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item)
{
	return (DjangoStatement){
		.kind = PENDING_UNIQUE,
		.table = django_model_table(editor->arena, scope->models, scope->model),
		.columns = columns_of(scope, item),
		.name = item->name,
		.suffix = "",
		.item = item->value,
		.scope = *scope,
		.span = item->value->span,
		.lowering = editor->lowering,
	};
}

// ---- writing --------------------------------------------------------------------------------------------------

static void write_deferrable(SqlWriter *writer, const DjangoItem *item)
{
	const Value *value = keyword(item, "deferrable");
	Str name = value ? value_last_name(value) : STR_NONE;

	if (str_is(name, "DEFERRED"))
		sql_puts(writer, " DEFERRABLE INITIALLY DEFERRED");
	else if (str_is(name, "IMMEDIATE"))
		sql_puts(writer, " DEFERRABLE INITIALLY IMMEDIATE");
}

static void write_check(const DjangoScope *scope, SqlWriter *writer, const DjangoItem *item)
{
	const Value *condition = keyword(item, "condition");

	condition = condition ? condition : keyword(item, "check");
	sql_puts(writer, " CHECK (");
	if (condition)
		django_write_condition(scope, writer, condition);
	else
		sql_add_hole(writer, "check", item->value->span);
	sql_puts(writer, ")");
}

static void write_unique(const DjangoScope *scope, SqlWriter *writer, const DjangoItem *item)
{
	const Value *distinct = keyword(item, "nulls_distinct");
	DjangoNames columns = columns_of(scope, item);

	sql_puts(writer, " UNIQUE");
	if (!django_is_none(distinct))
		sql_puts(writer, django_true(distinct, true) ? " NULLS DISTINCT" : " NULLS NOT DISTINCT");
	sql_puts(writer, " (");
	django_write_names(writer, &columns);
	sql_puts(writer, ")");
	write_deferrable(writer, item);
}

// Members of RangeOperators.
static const struct {
	const char *name;
	const char *sql;
} range_operators[] = {
	{ "EQUAL", "=" },     { "NOT_EQUAL", "<>" },    { "CONTAINS", "@>" }, { "CONTAINED_BY", "<@" },
	{ "OVERLAPS", "&&" }, { "FULLY_LT", "<<" },     { "FULLY_GT", ">>" }, { "NOT_LT", "&>" },
	{ "NOT_GT", "&<" },   { "ADJACENT_TO", "-|-" },
};

static void write_range_operator(SqlWriter *writer, const Value *operator)
{
	if (operator->kind == VALUE_STR) {
		sql_add_text(writer, operator->text);
		return;
	}
	for (size_t i = 0; i < sizeof(range_operators) / sizeof(range_operators[0]); i++)
		if (str_is(value_last_name(operator), range_operators[i].name)) {
			sql_puts(writer, range_operators[i].sql);
			return;
		}
	sql_add_hole(writer, value_source_line(writer->arena, operator), operator->span);
}

static void write_exclusion_element(const DjangoScope *scope, SqlWriter *writer, const Value *pair,
				    Str opclass)
{
	const Value *expression = pair->items->items[0], *operator= pair->items->items[1];
	bool bare = expression->kind == VALUE_STR || str_is(value_last_name(expression), "F") ||
		str_is(value_last_name(expression), "OpClass");

	sql_puts(writer, bare ? "" : "(");
	if (str_is(value_last_name(expression), "OpClass"))
		django_write_index_expression(scope, writer, expression);
	else
		django_write_expression(scope, writer, expression);
	sql_puts(writer, bare ? "" : ")");
	if (opclass.len) {
		sql_puts(writer, " ");
		sql_add(writer, opclass);
	}
	sql_puts(writer, " WITH ");
	write_range_operator(writer, operator);
}

static void write_exclusion(const DjangoScope *scope, SqlWriter *writer, const DjangoItem *item)
{
	const Value *expressions = keyword(item, "expressions"), *condition = keyword(item, "condition");
	DjangoNames include = django_names(writer->arena, keyword(item, "include"));
	DjangoNames classes = django_names(writer->arena, keyword(item, "opclasses"));
	Str method = django_text(writer->arena, keyword(item, "index_type"));

	sql_puts(writer, " EXCLUDE USING ");
	sql_add(writer, method.len ? method : STR("GIST"));
	sql_puts(writer, " (");
	for (size_t i = 0; django_is_list(expressions) && i < expressions->items->len; i++) {
		const Value *pair = expressions->items->items[i];
		sql_puts(writer, i ? ", " : "");
		if (django_is_list(pair) && pair->items->len == 2)
			write_exclusion_element(scope, writer, pair,
						i < classes.len ? classes.items[i] : STR_NONE);
		else
			sql_add_hole(writer, value_source_line(writer->arena, pair), pair->span);
	}
	sql_puts(writer, ")");
	if (include.len) {
		include = django_columns(scope, &include);
		sql_puts(writer, " INCLUDE (");
		django_write_names(writer, &include);
		sql_puts(writer, ")");
	}
	if (!django_is_none(condition)) {
		sql_puts(writer, " WHERE (");
		django_write_condition(scope, writer, condition);
		sql_puts(writer, ")");
	}
	write_deferrable(writer, item);
}

// CONSTRAINT "name" CHECK (...)
static void write_constraint(const DjangoScope *scope, SqlWriter *writer, const DjangoItem *item)
{
	sql_puts(writer, "CONSTRAINT ");
	django_write_name_from(writer, item->name, item->value->span);
	if (is_class(item, "ExclusionConstraint"))
		write_exclusion(scope, writer, item);
	else if (is_class(item, "UniqueConstraint"))
		write_unique(scope, writer, item);
	else
		write_check(scope, writer, item);
}

static void note_made(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item)
{
	DjangoMade made = { .name = item->name, .kind = MADE_CHECK };

	if (is_class(item, "UniqueConstraint")) {
		made.kind = MADE_UNIQUE;
		made.columns = columns_of(scope, item);
	}
	django_database_add(editor->database, django_model_table(editor->arena, scope->models, scope->model),
			    made);
}

bool django_constraint_is_inline(const DjangoItem *item)
{
	return item->value && item->value->kind == VALUE_CALL && !is_unique_index(item) &&
		!is_given(item, "nulls_distinct");
}

void django_write_inline(DjangoEditor *editor, const DjangoScope *scope, SqlWriter *writer,
			 const DjangoItem *item)
{
	write_constraint(scope, writer, item);
	note_made(editor, scope, item);
}

void django_defer_constraint(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item)
{
	DjangoStatement statement;

	if (!item->value || item->value->kind != VALUE_CALL)
		return;
	statement = unique_index(editor, scope, item);
	statement.kind = is_unique_index(item) ? PENDING_UNIQUE : PENDING_CONSTRAINT;
	django_defer(editor, statement);
}

// ---- operations -----------------------------------------------------------------------------------------------

void django_add_constraint(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item)
{
	if (!item->value || item->value->kind != VALUE_CALL) {
		lowering_opaque(&editor->lowering, STR("the constraint is not known"), NULL);
		return;
	}
	if (is_unique_index(item)) {
		DjangoStatement statement = unique_index(editor, scope, item);
		django_run_statement(editor, &statement);
		return;
	}
	SqlWriter writer =
		django_alter_table(editor, django_model_table(editor->arena, scope->models, scope->model));
	sql_puts(&writer, " ADD ");
	write_constraint(scope, &writer, item);
	sql_puts(&writer, item->not_valid ? " NOT VALID" : "");
	django_emit(editor, &writer);
	note_made(editor, scope, item);
}

void django_remove_constraint(DjangoEditor *editor, const DjangoScope *scope, const DjangoItem *item)
{
	if (item->value && is_unique_index(item))
		django_drop_index(editor, item->name, false);
	else
		django_drop_constraint(editor, django_model_table(editor->arena, scope->models, scope->model),
				       item->name);
}
