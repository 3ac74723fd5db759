#include "migration/sqlalchemy_expression.h"

#include "migration/sqlalchemy_dml.h"
#include "migration/sqlalchemy_function.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_operator.h"
#include "migration/sqlalchemy_table.h"
#include "migration/sqlalchemy_text.h"
#include "migration/sqlalchemy_type.h"

// ---- columns --------------------------------------------------------------------------------------------------

static void write_column_name(Expression *e, const Value *column, Str key, Span span)
{
	const Value *name = column ? column_name_of(column) : NULL;

	if (name)
		name_write(e->lowering, e->writer, name);
	else
		name_write_str(e->writer, key, span);
}

static bool write_table_column(Expression *e, const Value *value)
{
	TableRef table;
	const Value *column;
	Str key;

	if (!table_column_read(e->lowering, value, &table, &column, &key))
		return false;
	if (e->style.qualify) {
		table_write_reference(e->lowering, e->writer, &table);
		sql_puts(e->writer, ".");
	}
	write_column_name(e, column, key, value->span);
	return true;
}

// ---- JSON and array subscripts --------------------------------------------------------------------------------

static void write_path(Expression *e, const Value *key)
{
	Lowering *l = e->lowering;
	Text *path = text_literal(l->arena, STR("{"), key->span, false);

	for (size_t i = 0; i < key->items->len; i++) {
		if (i)
			text_append(path, l->arena, text_literal(l->arena, STR(", "), key->span, false));
		text_append(path, l->arena, value_to_text(l->arena, key->items->items[i]));
	}
	text_append(path, l->arena, text_literal(l->arena, STR("}"), key->span, false));
	literal_write_text(e->writer, path);
}

// `column[key]`; `as_text` for `.astext`.
static void write_subscript(Expression *e, const Value *index, bool as_text, Precedence least)
{
	const Value *key = index->index.key;
	bool is_path = key->kind == VALUE_TUPLE || key->kind == VALUE_LIST;

	if (expression_affinity(e->lowering, index->index.object) == AFFINITY_ARRAY) {
		expression_operand(e, index->index.object, BINDS_ATOM);
		sql_puts(e->writer, "[");
		expression_operand(e, key, BINDS_ANY);
		sql_puts(e->writer, "]");
		return;
	}
	bool opened = expression_open(e, BINDS_OTHER, least);
	expression_operand(e, index->index.object, BINDS_OTHER);
	sql_puts(e->writer, is_path ? (as_text ? " #>> " : " #> ") : (as_text ? " ->> " : " -> "));
	if (is_path)
		write_path(e, key);
	else
		expression_operand(e, key, BINDS_ADD);
	expression_close(e, opened);
}

static bool write_attribute(Expression *e, const Value *value, Precedence least)
{
	const Value *object = value->attribute.object;
	bool as_text = str_is(value->attribute.name, "astext");

	if (write_table_column(e, value))
		return true;
	if (as_text && object->kind == VALUE_INDEX)
		write_subscript(e, object, true, least);
	else if (as_text)
		expression_operand(e, object, least);
	else if (object->kind == VALUE_ATTRIBUTE &&
		 (str_is(object->attribute.name, "c") || str_is(object->attribute.name, "columns")))
		// A column of a table that is not in the file: its name is known all the same.
		name_write_str(e->writer, value->attribute.name, value->span);
	else
		return false;
	return true;
}

// ---- named constructs: sa.text(), sa.column(), sa.and_() ... -------------------------------------------------

typedef void (*ConstructWriter)(Expression *e, const Value *value, Precedence least);

static const Value *argument(const Value *call, size_t position, const char *keyword)
{
	const Value *value = value_positional(call, position);

	return value ? value : value_keyword(call, keyword);
}

static void write_hole(Expression *e, const Value *value)
{
	sql_add_hole(e->writer, value_source_line(e->lowering->arena, value), value->span);
}

static void write_literal(Expression *e, const Value *value, Precedence least)
{
	(void)least;
	literal_write(e->lowering, e->writer, value);
}

static void write_column(Expression *e, const Value *value, Precedence least)
{
	const Value *name = column_name_of(value);
	const Value *literal = value_keyword(value, "is_literal");

	(void)least;
	if (!name)
		write_hole(e, value);
	else if (literal && literal->kind == VALUE_BOOL && literal->boolean)
		sql_add_text(e->writer, value_to_text(e->lowering->arena, name));
	else
		name_write(e->lowering, e->writer, name);
}

static void write_true(Expression *e, const Value *value, Precedence least)
{
	(void)least;
	sql_add_from(e->writer, STR("true"), value->span);
}

static void write_false(Expression *e, const Value *value, Precedence least)
{
	(void)least;
	sql_add_from(e->writer, STR("false"), value->span);
}

static void write_null(Expression *e, const Value *value, Precedence least)
{
	(void)least;
	sql_add_from(e->writer, STR("NULL"), value->span);
}

static void write_cast_of(Expression *e, const Value *operand, const Value *type)
{
	sql_puts(e->writer, "CAST(");
	expression_operand(e, operand, BINDS_ANY);
	sql_puts(e->writer, " AS ");
	type_write(e->lowering, e->writer, type, NULL);
	sql_puts(e->writer, ")");
}

static void write_cast(Expression *e, const Value *value, Precedence least)
{
	const Value *operand = argument(value, 0, "expression");

	if (operand && sa_is(value, "type_coerce"))
		expression_operand(e, operand, least);
	else if (operand && argument(value, 1, "type_"))
		write_cast_of(e, operand, argument(value, 1, "type_"));
	else
		write_hole(e, value);
}

// True, False, sa.true() and sa.false().
static bool is_constant(const Value *value, bool *truth)
{
	if (value->kind == VALUE_BOOL)
		*truth = value->boolean;
	else if (sa_is(value, "true") || sa_is(value, "false"))
		*truth = sa_is(value, "true");
	else
		return false;
	return true;
}

// The conditions of and_(...) that say something: true is left out, false decides; or_(...) the other way round.
static void write_junction(Expression *e, const Value *value, Precedence least)
{
	const ValueArray *given = &value->call.arguments->positional;
	bool is_or = sa_is(value, "or_"), truth, decided = false;
	Precedence mine = is_or ? BINDS_OR : BINDS_AND;
	ValueArray conditions = { 0 };

	for (size_t i = 0; i < given->len; i++) {
		if (!is_constant(given->items[i], &truth))
			array_push(e->lowering->arena, &conditions, given->items[i]);
		else
			decided |= truth == is_or;
	}
	if (decided || !conditions.len) {
		sql_puts(e->writer, is_or == decided ? "true" : "false");
		return;
	}
	bool opened = conditions.len > 1 && expression_open(e, mine, least);
	for (size_t i = 0; i < conditions.len; i++) {
		sql_puts(e->writer, i == 0 ? "" : is_or ? " OR " : " AND ");
		expression_operand(e, conditions.items[i], conditions.len > 1 ? mine : least);
	}
	expression_close(e, opened);
}

static void write_not(Expression *e, const Value *value, Precedence least)
{
	const Value *operand = argument(value, 0, "clause");

	if (operand)
		operator_write_negated(e, operand, least);
	else
		write_hole(e, value);
}

static void write_when(Expression *e, const Value *pair)
{
	if (pair->kind != VALUE_TUPLE || pair->items->len != 2) {
		sql_puts(e->writer, " WHEN ");
		write_hole(e, pair);
		sql_puts(e->writer, " THEN NULL");
		return;
	}
	sql_puts(e->writer, " WHEN (");
	expression_operand(e, pair->items->items[0], BINDS_ANY);
	sql_puts(e->writer, ") THEN ");
	expression_operand(e, pair->items->items[1], BINDS_ANY);
}

static void write_when_dict(Expression *e, const Value *dict)
{
	for (size_t i = 0; i < dict->dict.entries->len; i++) {
		sql_puts(e->writer, " WHEN ");
		expression_operand(e, dict->dict.entries->items[i].key, BINDS_ANY);
		sql_puts(e->writer, " THEN ");
		expression_operand(e, dict->dict.entries->items[i].value, BINDS_ANY);
	}
}

static void write_case(Expression *e, const Value *value, Precedence least)
{
	const ValueArray *whens = &value->call.arguments->positional;
	const Value *subject = value_keyword(value, "value");
	const Value *otherwise = value_keyword(value, "else_");

	(void)least;
	sql_puts(e->writer, "CASE");
	if (!value_is_absent(subject)) {
		sql_puts(e->writer, " ");
		expression_operand(e, subject, BINDS_ANY);
	}
	if (whens->len == 1 && whens->items[0]->kind == VALUE_LIST)
		whens = whens->items[0]->items;
	for (size_t i = 0; i < whens->len; i++) {
		if (whens->items[i]->kind == VALUE_DICT)
			write_when_dict(e, whens->items[i]);
		else
			write_when(e, whens->items[i]);
	}
	if (!value_is_absent(otherwise)) {
		sql_puts(e->writer, " ELSE ");
		expression_operand(e, otherwise, BINDS_ANY);
	}
	sql_puts(e->writer, " END");
}

static void write_list_in(Expression *e, const char *open, const ValueArray *items, const char *close)
{
	sql_puts(e->writer, open);
	for (size_t i = 0; i < items->len; i++) {
		sql_puts(e->writer, i ? ", " : "");
		expression_operand(e, items->items[i], BINDS_ANY);
	}
	sql_puts(e->writer, close);
}

static void write_array(Expression *e, const Value *value, Precedence least)
{
	const Value *items = value_positional(value, 0);

	(void)least;
	if (items && (items->kind == VALUE_LIST || items->kind == VALUE_TUPLE))
		write_list_in(e, "ARRAY[", items->items, "]");
	else
		write_hole(e, value);
}

static void write_tuple(Expression *e, const Value *value, Precedence least)
{
	(void)least;
	write_list_in(e, "(", &value->call.arguments->positional, ")");
}

// desc("a"), asc(x), nullsfirst(x), distinct(x), collate(x, "c"), between(x, a, b): the method of the same name as a function.
static void write_as_method(Expression *e, const Value *value, Precedence least)
{
	operator_write_function(e, value, least);
}

static void write_extract(Expression *e, const Value *value, Precedence least)
{
	const Value *field = argument(value, 0, "field"), *from = argument(value, 1, "expr");

	(void)least;
	if (!field || !from) {
		write_hole(e, value);
		return;
	}
	sql_puts(e->writer, "EXTRACT(");
	sql_add_text(e->writer, value_to_text(e->lowering->arena, field));
	sql_puts(e->writer, " FROM ");
	expression_operand(e, from, BINDS_ANY);
	sql_puts(e->writer, ")");
}

static const struct {
	const char *name;
	ConstructWriter write;
} constructs[] = {
	{ "column", write_column },
	{ "Column", write_column },
	{ "literal", write_literal },
	{ "bindparam", write_literal },
	{ "true", write_true },
	{ "false", write_false },
	{ "null", write_null },
	{ "True_", write_true },
	{ "False_", write_false },
	{ "Null", write_null },
	{ "cast", write_cast },
	{ "Cast", write_cast },
	{ "try_cast", write_cast },
	{ "type_coerce", write_cast },
	{ "and_", write_junction },
	{ "or_", write_junction },
	{ "not_", write_not },
	{ "case", write_case },
	{ "Case", write_case },
	{ "array", write_array },
	{ "tuple_", write_tuple },
	{ "desc", write_as_method },
	{ "asc", write_as_method },
	{ "nullsfirst", write_as_method },
	{ "nullslast", write_as_method },
	{ "nulls_first", write_as_method },
	{ "nulls_last", write_as_method },
	{ "between", write_as_method },
	{ "collate", write_as_method },
	{ "distinct", write_as_method },
	{ "extract", write_extract },
};

static bool write_construct(Expression *e, const Value *value, Precedence least)
{
	Str name = sa_name(value);

	if (str_is(value_symbol_name(value), "alembic.op.inline_literal")) {
		write_literal(e, value, least);
		return true;
	}
	for (size_t i = 0; name.len && i < sizeof(constructs) / sizeof(constructs[0]); i++) {
		// A class given instead of a call (sa.true) is what the call gives; the others need their arguments.
		bool usable = value->kind == VALUE_CALL || constructs[i].write == write_true ||
			constructs[i].write == write_false || constructs[i].write == write_null;
		if (usable && str_is(name, constructs[i].name)) {
			constructs[i].write(e, value, least);
			return true;
		}
	}
	return false;
}

// ---- everything -----------------------------------------------------------------------------------------------

static bool write_text_clause(Expression *e, const Value *value)
{
	TextClause clause;

	if (value->kind != VALUE_CALL || !text_clause_read(e->lowering, value, &clause))
		return false;
	text_clause_write(e->lowering, e->writer, &clause);
	return true;
}

static bool write_select(Expression *e, const Value *value)
{
	if (!dml_is_select(value) || !dml_recognises(e->lowering, value))
		return false;
	sql_puts(e->writer, "(");
	dml_write(e->lowering, e->writer, e->style, value, NULL);
	sql_puts(e->writer, ")");
	return true;
}

static bool write_symbolic(Expression *e, const Value *value, Precedence least)
{
	return write_text_clause(e, value) || write_table_column(e, value) || function_write(e, value) ||
		write_construct(e, value, least) || write_select(e, value) ||
		operator_write_method(e, value, least) ||
		(value->kind == VALUE_CALL && literal_is_known(value) &&
		 (write_literal(e, value, least), true));
}

void expression_operand(Expression *e, const Value *value, Precedence least)
{
	bool names = e->style.strings_are_names;
	bool done = false;

	if (++e->depth > MAX_EXPRESSION_DEPTH) {
		write_hole(e, value);
		e->depth--;
		return;
	}
	e->style.strings_are_names = false;
	switch (value->kind) {
	case VALUE_OPERATOR:
		done = operator_write(e, value, least);
		break;
	case VALUE_ATTRIBUTE:
		done = write_attribute(e, value, least);
		break;
	case VALUE_INDEX:
		done = write_table_column(e, value);
		if (!done)
			write_subscript(e, value, false, least);
		done = true;
		break;
	case VALUE_SYMBOL:
	case VALUE_CALL:
		done = write_symbolic(e, value, least);
		break;
	case VALUE_STR:
		if (names) {
			name_write(e->lowering, e->writer, value);
			done = true;
			break;
		}
		// fall through
	default:
		literal_write(e->lowering, e->writer, value);
		done = true;
	}
	if (!done)
		write_hole(e, value);
	e->style.strings_are_names = names;
	e->depth--;
}

bool expression_open(Expression *e, Precedence mine, Precedence least)
{
	bool opens = mine < least;

	sql_puts(e->writer, opens ? "(" : "");
	return opens;
}

void expression_close(Expression *e, bool opened)
{
	sql_puts(e->writer, opened ? ")" : "");
}

void expression_write_operand(Lowering *lowering, SqlWriter *writer, ExpressionStyle style,
			      const Value *value, Precedence least)
{
	Expression e = { .lowering = lowering, .writer = writer, .style = style };

	expression_operand(&e, value, least);
}

void expression_write(Lowering *lowering, SqlWriter *writer, ExpressionStyle style, const Value *value)
{
	expression_write_operand(lowering, writer, style, value, BINDS_ANY);
}

void expression_write_condition(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	TextClause clause;

	if (value->kind == VALUE_STR && text_clause_read(lowering, value, &clause))
		text_clause_write(lowering, writer, &clause);
	else
		expression_write(lowering, writer, (ExpressionStyle){ 0 }, value);
}

void expression_write_element(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	Expression e = { .lowering = lowering, .writer = writer, .style = { .strings_are_names = true } };

	operator_write_ordered(&e, value);
}

bool expression_is_clause(const Value *value)
{
	switch (value->kind) {
	case VALUE_OPERATOR:
	case VALUE_ATTRIBUTE:
	case VALUE_INDEX:
	case VALUE_SYMBOL:
	case VALUE_CALL:
		return true;
	default:
		return false;
	}
}
