#include "python/code_equal.h"

#include "python/code.h"

// Comparison: two modules and what is left out of them.
typedef struct Comparison {
	const Source *a;
	const Source *b;
	const char *except;
} Comparison;

static Str text_of(const Source *source, const Code *code)
{
	return str_slice(source->text, code->start, code->end);
}

static bool is_bare_string(const Code *code)
{
	return code->kind == CODE_EXPRESSION_STATEMENT && code->first && !code->first->next &&
		(code->first->kind == CODE_STRING || code->first->kind == CODE_CONCATENATED_STRING);
}

static bool is_left_out(const Comparison *comparison, const Source *source, const Code *code)
{
	if (code->kind == CODE_TYPE || code->kind == CODE_STRING_END || is_bare_string(code))
		return true;
	const Code *name = code->kind == CODE_FUNCTION ? code_field(code, FIELD_NAME) : NULL;
	return name && comparison->except && str_is(text_of(source, name), comparison->except);
}

static const Code *next_of(const Comparison *comparison, const Source *source, const Code *code)
{
	while (code && is_left_out(comparison, source, code))
		code = code->next;
	return code;
}

static const Code *within_parentheses(const Code *code)
{
	while (code->kind == CODE_PARENTHESIZED && code->first && !code->first->next)
		code = code->first;
	return code;
}

// r"..." and R'...' begin a string alike.
static bool same_start(Str a, Str b)
{
	while (a.len && (a.data[a.len - 1] == '"' || a.data[a.len - 1] == '\''))
		a.len--;
	while (b.len && (b.data[b.len - 1] == '"' || b.data[b.len - 1] == '\''))
		b.len--;
	return str_equal_nocase(a, b);
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

// Cuts a literal into its prefix and what stands between the quotes.
static Str cut_literal(Str literal, Str *content)
{
	size_t start = 0, quotes = 1;

	while (start < literal.len && !is_quote(literal.data[start]))
		start++;
	char quote = start < literal.len ? literal.data[start] : '"';
	char triple[] = { quote, quote, quote };
	if (literal.len >= start + 6 && memcmp(literal.data + start, triple, 3) == 0)
		quotes = 3;
	*content = literal.len >= start + 2 * quotes
		? str_slice(literal, start + quotes, literal.len - quotes)
		: literal;
	return str_slice(literal, 0, start);
}

// A string in other quotes; one in which they would have to be escaped is taken for another.
static bool same_string(Str a, Str b)
{
	Str x, y;

	return str_equal_nocase(cut_literal(a, &x), cut_literal(b, &y)) && str_equal(x, y);
}

static bool same_leaf(const Comparison *comparison, const Code *a, const Code *b)
{
	Str x = text_of(comparison->a, a), y = text_of(comparison->b, b);

	if (a->kind == CODE_STRING)
		return same_string(x, y);
	return a->kind == CODE_STRING_START ? same_start(x, y) : str_equal(x, y);
}

static bool same(const Comparison *comparison, const Code *a, const Code *b)
{
	bool same_field = a->field == b->field;

	a = within_parentheses(a);
	b = within_parentheses(b);
	// What is too deep has no children to tell it by.
	if (!same_field || a->kind != b->kind || a->kind == CODE_TOO_DEEP || a->kind == CODE_ERROR)
		return false;
	const Code *x = next_of(comparison, comparison->a, a->first);
	const Code *y = next_of(comparison, comparison->b, b->first);
	// A body of a docstring alone does what `pass` does; other nodes without children are told by their text.
	if (!a->first && !b->first)
		return same_leaf(comparison, a, b);
	while (x && y) {
		if (!same(comparison, x, y))
			return false;
		x = next_of(comparison, comparison->a, x->next);
		y = next_of(comparison, comparison->b, y->next);
	}
	return !x && !y;
}

bool code_equal(const Source *a, const Source *b, const char *except)
{
	Comparison comparison = { a, b, except };
	Arena arena = { 0 };
	Tree first = syntax_parse(a, LANGUAGE_PYTHON), second = syntax_parse(b, LANGUAGE_PYTHON);
	const Code *x = code_build(&arena, &first, NULL), *y = code_build(&arena, &second, NULL);
	bool equal = x && y && same(&comparison, x, y);

	syntax_free(&first);
	syntax_free(&second);
	arena_release(&arena);
	return equal;
}
