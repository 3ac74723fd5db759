// Q objects as Django makes a WHERE of them; declared in django_expression.h.
#include "migration/django_expression.h"
#include "migration/django_name.h"
#include "migration/django_version.h"
#include "migration/sqlalchemy_text.h"

// Condition: a Q, or one condition of it, combined the way Django combines them: what can be merged into its parent is.
// - `lookup`: "x__gte" of a condition, empty for a Q; `value` what it is compared with, or a condition that is an expression
typedef struct Condition Condition;
typedef Array(Condition *) Conditions;
struct Condition {
	Str lookup;
	Span span;
	const Value *value;
	Str connector; // "AND", "OR", "XOR"
	bool negated;
	Conditions children;
};

enum { MAX_NESTING = 40 };

static Condition *node_new(Arena *arena, Str connector)
{
	Condition *node = arena_new(arena, Condition);

	node->connector = connector;
	return node;
}

static bool is_q(const Condition *node)
{
	return !node->lookup.len && !node->value;
}

static void node_add(Arena *arena, Condition *node, Condition *child)
{
	bool merges = is_q(child) && !child->negated &&
		(str_equal(child->connector, node->connector) || child->children.len == 1);

	if (!merges) {
		array_push(arena, &node->children, child);
		return;
	}
	for (size_t i = 0; i < child->children.len; i++)
		array_push(arena, &node->children, child->children.items[i]);
}

static Condition *read_q(Arena *arena, const Value *value, int depth);

static Condition *condition(Arena *arena, Str lookup, Span span, const Value *value)
{
	Condition *node = arena_new(arena, Condition);

	node->lookup = lookup;
	node->span = span;
	node->value = value;
	return node;
}

static Condition *read_child(Arena *arena, const Value *value, int depth)
{
	bool pair = (value->kind == VALUE_TUPLE || value->kind == VALUE_LIST) && value->items->len == 2;

	if (pair)
		return condition(arena, django_text(arena, value->items->items[0]),
				 value->items->items[0]->span, value->items->items[1]);
	return read_q(arena, value, depth + 1);
}

static void add_keywords(Arena *arena, Condition *node, const Arguments *arguments)
{
	Conditions sorted = { 0 };

	for (size_t i = 0; i < arguments->keywords.len; i++) {
		const Keyword *keyword = &arguments->keywords.items[i];
		if (keyword->name.len && keyword->name.data[0] == '_')
			continue;
		array_push(arena, &sorted, condition(arena, keyword->name, keyword->span, keyword->value));
		for (size_t j = sorted.len - 1;
		     j > 0 && str_compare(sorted.items[j - 1]->lookup, sorted.items[j]->lookup) > 0; j--) {
			Condition *swap = sorted.items[j];
			sorted.items[j] = sorted.items[j - 1];
			sorted.items[j - 1] = swap;
		}
	}
	for (size_t i = 0; i < sorted.len; i++)
		array_push(arena, &node->children, sorted.items[i]);
}

static Condition *read_call(Arena *arena, const Value *value, int depth)
{
	const Arguments *arguments = value->call.arguments;
	Str connector = django_text(arena, value_keyword(value, "_connector"));
	Condition *node = node_new(arena, connector.len ? connector : STR("AND"));

	node->negated = django_true(value_keyword(value, "_negated"), false);
	for (size_t i = 0; i < arguments->positional.len; i++)
		array_push(arena, &node->children, read_child(arena, arguments->positional.items[i], depth));
	add_keywords(arena, node, arguments);
	return node;
}

static bool is_empty(const Condition *node)
{
	return is_q(node) && !node->children.len;
}

static Condition *read_operator(Arena *arena, const Value *value, int depth)
{
	Str op = value->operation.op;
	Condition *node = node_new(arena,
				   str_is(op, "|")           ? STR("OR")
					   : str_is(op, "^") ? STR("XOR")
							     : STR("AND"));
	Condition *right = read_q(arena, value->operation.right, depth + 1);

	if (value->operation.left) {
		Condition *left = read_q(arena, value->operation.left, depth + 1);
		if (is_empty(left) || is_empty(right))
			return is_empty(left) ? right : left;
		node_add(arena, node, left);
	}
	node_add(arena, node, right);
	node->negated = str_is(op, "~");
	return node;
}

static Condition *read_q(Arena *arena, const Value *value, int depth)
{
	bool combines = value->kind == VALUE_OPERATOR &&
		(str_is(value->operation.op, "&") || str_is(value->operation.op, "|") ||
		 str_is(value->operation.op, "~") || str_is(value->operation.op, "^"));

	if (depth < MAX_NESTING && value->kind == VALUE_CALL && str_is(value_last_name(value), "Q"))
		return read_call(arena, value, depth);
	if (depth < MAX_NESTING && combines)
		return read_operator(arena, value, depth);
	return condition(arena, STR_NONE, value->span, value);
}

// ---- lookups --------------------------------------------------------------------------------------------------

// Up to 4.2 Django doubles % for the driver, which then does not look at statements that run at once.
static bool doubles_percent(const DjangoScope *scope)
{
	return !django_has(scope->state, DJANGO_SINGLE_PERCENT) && !scope->deferred;
}

// The text of a LIKE pattern: % and _ of the value escaped, percent signs as Django's own come out.
static void write_pattern(const DjangoScope *scope, SqlWriter *writer, const char *before, const Value *value,
			  const char *after)
{
	Arena *arena = scope->state->arena;
	Str text = text_bytes(value_to_text(arena, value), arena);
	Buffer pattern = buffer_in(arena);
	bool backslash = false;

	buffer_puts(&pattern, before);
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("%_\\", text.data[i])) {
			buffer_puts(&pattern, "\\");
			backslash = true;
		}
		buffer_putc(&pattern, text.data[i]);
	}
	buffer_puts(&pattern, after);
	Buffer doubled = buffer_in(arena);
	for (size_t i = 0; i < pattern.len; i++) {
		buffer_putc(&doubled, pattern.data[i]);
		if (pattern.data[i] == '%' && doubles_percent(scope))
			buffer_putc(&doubled, '%');
		if (backslash && pattern.data[i] == '\\')
			buffer_putc(&doubled, '\\');
	}
	sql_puts(writer, backslash ? " E" : "");
	literal_write_text(writer, text_literal(arena, buffer_str(&doubled), value->span, false));
}

static void write_operand_text(const DjangoScope *scope, SqlWriter *writer, DjangoPlace place,
			       const Value *value)
{
	Str text;

	// Their own % is doubled as well.
	if (doubles_percent(scope) && value->kind == VALUE_STR &&
	    value_plain_text(value, scope->state->arena, &text) && str_find_char(text, '%', 0) != SIZE_MAX) {
		Buffer doubled = buffer_in(scope->state->arena);
		for (size_t i = 0; i < text.len; i++)
			buffer_puts(&doubled, text.data[i] == '%' ? "%%" : (char[]){ text.data[i], 0 });
		value = value_str(scope->state->arena, value->span, buffer_str(&doubled));
	}
	django_write_value(scope->state, writer, place, value);
}

void django_write_operand(const DjangoScope *scope, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	static const char *const moments[] = { "datetime.datetime",
					       "datetime.date",
					       "datetime.time",
					       "datetime.timedelta",
					       "uuid.UUID",
					       "decimal.Decimal",
					       NULL };

	for (int i = 0; moments[i]; i++)
		if (value->kind == VALUE_CALL && str_is(value_symbol_name(value), moments[i])) {
			write_operand_text(scope, writer, place, value);
			return;
		}
	if (django_is_expression(value))
		django_write_expression(scope, writer, value);
	else
		write_operand_text(scope, writer, place, value);
}

static void write_list(const DjangoScope *scope, SqlWriter *writer, DjangoPlace place, const Value *value)
{
	size_t written = 0;

	sql_puts(writer, " IN (");
	for (size_t i = 0; i < value->items->len; i++) {
		if (value->items->items[i]->kind == VALUE_NONE)
			continue;
		sql_puts(writer, written++ ? ", " : "");
		django_write_operand(scope, writer, place, value->items->items[i]);
	}
	sql_puts(writer, written ? ")" : "NULL)");
}

typedef struct Pattern {
	const char *name;
	const char *before, *after;
	bool upper;
} Pattern;
static const Pattern patterns[] = {
	{ "contains", "%", "%", false },  { "icontains", "%", "%", true }, { "startswith", "", "%", false },
	{ "istartswith", "", "%", true }, { "endswith", "%", "", false },  { "iendswith", "%", "", true },
};

typedef struct Comparison {
	const char *name;
	const char *sql;
	bool text; // compares as text
	bool upper;
} Comparison;
static const Comparison comparisons[] = {
	{ "exact", " = ", false, false }, { "gt", " > ", false, false },     { "gte", " >= ", false, false },
	{ "lt", " < ", false, false },    { "lte", " <= ", false, false },   { "iexact", " = ", true, true },
	{ "regex", " ~ ", true, false },  { "iregex", " ~* ", true, false },
};

// The column as it is compared with a pattern.
static void write_as_text(const DjangoScope *scope, SqlWriter *writer, DjangoPlace place)
{
	const DjangoFieldClass *klass = place.field->klass;
	bool is_address = klass && klass->type && str_is(str_from(klass->type), "inet");
	bool ignores_case = klass && (klass->flags & FIELD_CITEXT) &&
		!django_has(scope->state, DJANGO_NO_CITEXT);

	sql_puts(writer, is_address ? "HOST(" : "");
	django_write_name(writer, place.field->column);
	sql_puts(writer, is_address ? ")" : ignores_case ? "::citext" : "::text");
}

static bool write_like(const DjangoScope *scope, SqlWriter *writer, DjangoPlace place, Str lookup,
		       const Value *value)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		const Pattern *pattern = &patterns[i];
		if (!str_is(lookup, pattern->name) || value->kind != VALUE_STR)
			continue;
		sql_puts(writer, pattern->upper ? "UPPER(" : "");
		write_as_text(scope, writer, place);
		sql_puts(writer, pattern->upper ? ") LIKE UPPER(" : " LIKE ");
		write_pattern(scope, writer, pattern->before, value, pattern->after);
		sql_puts(writer, pattern->upper ? ")" : "");
		return true;
	}
	return false;
}

static bool write_comparison(const DjangoScope *scope, SqlWriter *writer, DjangoPlace place, Str lookup,
			     const Value *value)
{
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
		const Comparison *comparison = &comparisons[i];
		if (!str_is(lookup, comparison->name))
			continue;
		sql_puts(writer, comparison->upper ? "UPPER(" : "");
		if (comparison->text)
			write_as_text(scope, writer, place);
		else
			django_write_name(writer, place.field->column);
		sql_puts(writer, comparison->upper ? ")" : "");
		sql_puts(writer, comparison->sql);
		sql_puts(writer, comparison->upper ? "UPPER(" : "");
		if (comparison->text)
			place.field = NULL; // what it is compared with is a text, whatever the field takes
		django_write_operand(scope, writer, place, value);
		sql_puts(writer, comparison->upper ? ")" : "");
		return true;
	}
	return false;
}

static bool write_other(const DjangoScope *scope, SqlWriter *writer, DjangoPlace place, Str lookup,
			const Value *value)
{
	bool truth, none = value->kind == VALUE_NONE && (str_is(lookup, "exact") || str_is(lookup, "iexact"));

	if (none || (str_is(lookup, "isnull") && value_truth(value, &truth))) {
		django_write_name(writer, place.field->column);
		sql_puts(writer, none || truth ? " IS NULL" : " IS NOT NULL");
		return true;
	}
	if (str_is(lookup, "exact") && value->kind == VALUE_BOOL) {
		sql_puts(writer, value->boolean ? "" : "NOT ");
		django_write_name(writer, place.field->column);
		return true;
	}
	if (str_is(lookup, "in") && django_is_list(value)) {
		django_write_name(writer, place.field->column);
		write_list(scope, writer, place, value);
		return true;
	}
	if (str_is(lookup, "range") && django_is_list(value) && value->items->len == 2) {
		django_write_name(writer, place.field->column);
		sql_puts(writer, " BETWEEN ");
		django_write_operand(scope, writer, place, value->items->items[0]);
		sql_puts(writer, " AND ");
		django_write_operand(scope, writer, place, value->items->items[1]);
		return true;
	}
	return false;
}

// "author__name__gte": the field and what follows it.
static Str split_lookup(Str lookup, Str *rest)
{
	size_t at = str_find(lookup, STR("__"), 1);

	*rest = at == SIZE_MAX ? STR("exact") : str_slice(lookup, at + 2, lookup.len);
	return at == SIZE_MAX ? lookup : str_slice(lookup, 0, at);
}

static void write_lookup(const DjangoScope *scope, SqlWriter *writer, const Condition *node)
{
	Str lookup, name = split_lookup(node->lookup, &lookup);
	DjangoPlace place = django_model_field(scope->state, scope->models, scope->model, name);
	bool written = false;

	if (place.field && place.field->column.len)
		written = write_other(scope, writer, place, lookup, node->value) ||
			write_like(scope, writer, place, lookup, node->value) ||
			write_comparison(scope, writer, place, lookup, node->value);
	if (!written)
		sql_add_hole(writer,
			     arena_printf(scope->state->arena, "%.*s=%s", STR_ARG(node->lookup),
					  value_source_line(scope->state->arena, node->value)),
			     node->span);
}

// ---- writing --------------------------------------------------------------------------------------------------

static void add_guard(const DjangoScope *scope, Condition *result, const Condition *node, Str name)
{
	Arena *arena = scope->state->arena;
	const DjangoField *field = django_model_field(scope->state, scope->models, scope->model, name).field;

	if (!field || !field->null)
		return;
	Str lookup = str_from(arena_printf(arena, "%.*s__isnull", STR_ARG(field->name)));
	array_push(arena, &result->children,
		   condition(arena, lookup, node->span, value_bool(arena, node->span, false)));
}

// Django adds "AND x IS NOT NULL" below an odd number of NOTs, for columns that may be NULL: the one that is compared, and the other one.
static void add_guards(const DjangoScope *scope, Condition *result, const Condition *node)
{
	Str lookup, name = split_lookup(node->lookup, &lookup);
	const Value *value = node->value;

	if (!node->lookup.len || str_is(lookup, "isnull") || value->kind == VALUE_NONE)
		return;
	add_guard(scope, result, node, name);
	if (value->kind == VALUE_CALL && str_is(value_last_name(value), "F") && value_positional(value, 0))
		add_guard(scope, result, node, django_text(scope->state->arena, value_positional(value, 0)));
}

// What Django makes WHERE nodes of: the same tree, with the guards.
static Condition *where(const DjangoScope *scope, const Condition *node, bool negated)
{
	Arena *arena = scope->state->arena;
	Condition *result = node_new(arena, node->connector.len ? node->connector : STR("AND"));

	if (!is_q(node)) {
		array_push(arena, &result->children, (Condition *)node);
		if (negated)
			add_guards(scope, result, node);
		return result;
	}
	result->negated = node->negated;
	for (size_t i = 0; i < node->children.len; i++)
		node_add(arena, result, where(scope, node->children.items[i], negated != node->negated));
	return result;
}

static void write_node(const DjangoScope *scope, SqlWriter *writer, const Condition *node)
{
	if (!is_q(node)) {
		if (node->lookup.len)
			write_lookup(scope, writer, node);
		else
			django_write_expression(scope, writer, node->value);
		return;
	}
	bool parentheses = node->negated || node->children.len > 1;
	sql_puts(writer, node->negated ? "NOT " : "");
	sql_puts(writer, parentheses ? "(" : "");
	for (size_t i = 0; i < node->children.len; i++) {
		sql_puts(writer, i ? " " : "");
		if (i)
			sql_add(writer, node->connector);
		sql_puts(writer, i ? " " : "");
		write_node(scope, writer, node->children.items[i]);
	}
	sql_puts(writer, parentheses ? ")" : "");
}

void django_write_condition(const DjangoScope *scope, SqlWriter *writer, const Value *value)
{
	Condition *node = read_q(scope->state->arena, value, 0);

	write_node(scope, writer, where(scope, node, false));
}
