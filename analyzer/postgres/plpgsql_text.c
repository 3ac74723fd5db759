#include "postgres/plpgsql_text.h"

#include "postgres/scan.h"

#define MAX_EXPRESSION_DEPTH 50

typedef Array(PlRange) PlRanges;

// Evaluation: of one expression.
typedef struct Evaluation {
	Arena *arena;
	const Sql *sql;
	const PlVariables *variables;
	unsigned depth;
} Evaluation;

static const Text *evaluate(Evaluation *evaluation, PlRange range);

// Appends `more`; false when the text has become too long to be worth it.
static bool append(Evaluation *evaluation, Text *text, const Text *more)
{
	size_t *work = evaluation->variables->work;

	if (text->len + more->len > MAX_DYNAMIC_BYTES ||
	    text->pieces.len + more->pieces.len > MAX_DYNAMIC_PIECES || *work > MAX_DYNAMIC_WORK)
		return false;
	*work += sizeof(TextPiece) * more->pieces.len + 1;
	text_append(text, evaluation->arena, more);
	return true;
}

// ---- literals -------------------------------------------------------------------------------------------------

static char escaped(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	default:
		return c;
	}
}

// One character for two: '' or \n.
static void add_character(Arena *arena, const Sql *sql, Text *text, uint32_t at, char c)
{
	char *copy = arena_alloc(arena, 1);

	*copy = c;
	text_add(text, arena, (TextPiece){ .text = { copy, 1 }, .span = sql_span(sql, at, at + 2) });
}

static bool is_numeric_escape(char c)
{
	return c == 'u' || c == 'U' || c == 'x' || (c >= '0' && c <= '7');
}

Text *string_token_text(Arena *arena, const Sql *sql, Token token)
{
	uint32_t start, end;
	StringQuote quote = token_string(sql->text, token, &start, &end);
	Text *text = text_new(arena);
	uint32_t done;

	if (quote == QUOTE_OTHER)
		return NULL;
	if (quote == QUOTE_PLAIN)
		return sql_text(arena, sql, start, end);
	done = start;
	for (uint32_t at = start; at < end; at++) {
		char c = sql->text.data[at];
		bool escapes = quote == QUOTE_BACKSLASH && c == '\\';
		if ((c != '\'' && !escapes) || at + 1 >= end)
			continue;
		char next = sql->text.data[at + 1];
		if (escapes && is_numeric_escape(next))
			return NULL;
		text_append(text, arena, sql_text(arena, sql, done, at));
		add_character(arena, sql, text, at, escapes ? escaped(next) : c);
		done = ++at + 1;
	}
	text_append(text, arena, sql_text(arena, sql, done, end));
	return text;
}

// ---- parts of an expression -----------------------------------------------------------------------------------

static Str text_of_range(const Evaluation *evaluation, PlRange range)
{
	return str_slice(evaluation->sql->text, 0, range.end);
}

// An expression as findings show it: on one line, and not all of a long one.
static const char *line_of(Arena *arena, Str text)
{
	enum { MAX_SHOWN = 80 };
	bool cut = text.len > MAX_SHOWN;
	size_t len = cut ? MAX_SHOWN : text.len;

	while (cut && len > 0 && ((unsigned char)text.data[len] & 0xC0) == 0x80)
		len--;
	char *line = arena_printf(arena, "%.*s%s", (int)len, text.len ? text.data : "?", cut ? " ..." : "");
	for (char *c = line; *c; c++)
		if (*c == '\n' || *c == '\r' || *c == '\t')
			*c = ' ';
	return line;
}

static const Text *hole(Evaluation *evaluation, PlRange range)
{
	Span span = sql_span(evaluation->sql, range.start, range.end);
	Str source = str_slice(evaluation->sql->text, range.start, range.end);
	Str shown = str_trim(sql_show(evaluation->arena, evaluation->sql, source));

	return text_hole(evaluation->arena, span, line_of(evaluation->arena, shown));
}

static Token first_token(const Evaluation *evaluation, PlRange range)
{
	return sql_token(text_of_range(evaluation, range), range.start);
}

// +1 where parentheses, brackets or CASE begin, -1 where they end.
static int nesting(Str text, Token token)
{
	char c = token_punctuation(text, token);

	if (c == '(' || c == '[' || token_is_word(text, token, "case"))
		return 1;
	return c == ')' || c == ']' || token_is_word(text, token, "end") ? -1 : 0;
}

static bool token_is(Str text, Token token, const char *bytes)
{
	return (token.kind == TOKEN_OPERATOR || token.kind == TOKEN_PUNCTUATION) &&
		str_is(str_slice(text, token.start, token.end), bytes);
}

// The pieces of `range` between `separator`, outside of parentheses. False when another operator or a word that joins stands there:
// then it is no list of them.
static bool split(const Evaluation *evaluation, PlRange range, const char *separator, PlRanges *parts)
{
	Str text = text_of_range(evaluation, range);
	PlRange part = { range.start, range.start };
	int depth = 0;

	for (Token token = sql_token(text, range.start); token.kind != TOKEN_END;
	     token = sql_token(text, token.end)) {
		depth += nesting(text, token);
		if (depth == 0 && token_is(text, token, separator)) {
			array_push(evaluation->arena, parts, part);
			part.start = part.end = token.end;
			continue;
		}
		if (part.end == part.start)
			part.start = token.start;
		part.end = token.end;
	}
	array_push(evaluation->arena, parts, part);
	return depth == 0;
}

// What stands in the parentheses that begin at `open` and close at the very end of `range`.
static bool read_inside(const Evaluation *evaluation, PlRange range, Token open, const char *close,
			PlRange *inside)
{
	Str text = text_of_range(evaluation, range);
	Token token = open;
	int depth = 0;

	for (; token.kind != TOKEN_END; token = sql_token(text, token.end)) {
		depth += nesting(text, token);
		if (depth == 0)
			break;
	}
	if (!token_is(text, token, close) || sql_token(text, token.end).kind != TOKEN_END)
		return false;
	*inside = (PlRange){ open.end, token.start };
	return true;
}

// Without the ::type at its end.
static PlRange without_cast(const Evaluation *evaluation, PlRange range)
{
	Str text = text_of_range(evaluation, range);
	int depth = 0;

	for (Token token = sql_token(text, range.start); token.kind != TOKEN_END;
	     token = sql_token(text, token.end)) {
		depth += nesting(text, token);
		if (depth == 0 && token_is(text, token, "::"))
			return (PlRange){ range.start, token.start };
	}
	return range;
}

// ---- format() -------------------------------------------------------------------------------------------------

static bool needs_quotes(const Text *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	for (size_t i = 0; i < text->pieces.len; i++) {
		const TextPiece *piece = &text->pieces.items[i];
		for (size_t n = 0; !piece->hole && n < piece->text.len; n++)
			if (piece->text.data[n] == '\0' || !strchr(plain, piece->text.data[n]))
				return true;
	}
	return text->pieces.len == 0;
}

static void add_words(Evaluation *evaluation, Text *text, Str words)
{
	text_add(text, evaluation->arena, (TextPiece){ .text = words });
}

// `value` in quotes, each of them inside written twice.
static void add_quoted(Evaluation *evaluation, Text *text, const Text *value, const char *quote)
{
	add_words(evaluation, text, str_from(quote));
	for (size_t i = 0; i < value->pieces.len; i++) {
		TextPiece piece = value->pieces.items[i];
		size_t done = 0, at;
		while (!piece.hole && (at = str_find_char(piece.text, *quote, done)) != SIZE_MAX) {
			text_add(text, evaluation->arena,
				 (TextPiece){ .text = str_slice(piece.text, done, at + 1),
					      .span = piece.span });
			add_words(evaluation, text, str_from(quote));
			done = at + 1;
		}
		if (done) {
			piece.text = str_slice(piece.text, done, piece.text.len);
			piece.verbatim = false;
		}
		text_add(text, evaluation->arena, piece);
	}
	add_words(evaluation, text, str_from(quote));
}

static bool add_converted(Evaluation *evaluation, Text *text, const Text *value, char conversion)
{
	Text *quoted = text_new(evaluation->arena);

	if (conversion == 'L')
		add_quoted(evaluation, quoted, value, "'");
	else if (conversion == 'I' && needs_quotes(value))
		add_quoted(evaluation, quoted, value, "\"");
	else
		return append(evaluation, text, value);
	return append(evaluation, text, quoted);
}

// Specifier: one %... of a format: what it takes and how.
typedef struct Specifier {
	size_t end; // behind it
	size_t argument;
	char conversion; // s I L %; 0 when it cannot be read
} Specifier;

// %[position$][-][width]type
static Specifier read_specifier(Str format, size_t at, size_t *next)
{
	Specifier specifier = { at + 1, 0, 0 };
	size_t number = 0, i = at + 1;

	while (i < format.len && format.data[i] >= '0' && format.data[i] <= '9' && number < 1000)
		number = number * 10 + (size_t)(format.data[i++] - '0');
	if (number && i < format.len && format.data[i] == '$') {
		*next = number;
		i++;
	} else if (i > at + 1) {
		return specifier; // a width
	}
	if (i >= format.len || !strchr("sIL%", format.data[i]))
		return specifier;
	specifier.conversion = format.data[i];
	specifier.end = i + 1;
	if (specifier.conversion != '%')
		specifier.argument = (*next)++;
	return specifier;
}

static TextPiece slice_piece(TextPiece piece, size_t start, size_t end)
{
	if (piece.verbatim) {
		piece.span.end = piece.span.start + (uint32_t)end;
		piece.span.start += (uint32_t)start;
	}
	piece.text = str_slice(piece.text, start, end);
	return piece;
}

// Formatting: arguments[0] is the format itself.
typedef struct Formatting {
	Evaluation *evaluation;
	const PlRanges *arguments;
	size_t next; // argument
	Text *text;
} Formatting;

static bool format_piece(Formatting *formatting, const TextPiece *piece)
{
	Evaluation *evaluation = formatting->evaluation;
	size_t done = 0, at;

	while ((at = str_find_char(piece->text, '%', done)) != SIZE_MAX) {
		Specifier specifier = read_specifier(piece->text, at, &formatting->next);
		text_add(formatting->text, evaluation->arena, slice_piece(*piece, done, at));
		done = specifier.end;
		if (specifier.conversion == '%')
			add_words(evaluation, formatting->text, STR("%"));
		else if (!specifier.conversion || specifier.argument >= formatting->arguments->len ||
			 !add_converted(evaluation, formatting->text,
					evaluate(evaluation,
						 formatting->arguments->items[specifier.argument]),
					specifier.conversion))
			return false;
	}
	text_add(formatting->text, evaluation->arena, slice_piece(*piece, done, piece->text.len));
	return true;
}

static const Text *call_format(Evaluation *evaluation, const PlRanges *arguments)
{
	const Text *format = evaluate(evaluation, arguments->items[0]);
	Formatting formatting = { evaluation, arguments, 1, text_new(evaluation->arena) };

	for (size_t i = 0; i < format->pieces.len; i++) {
		const TextPiece *piece = &format->pieces.items[i];
		if (piece->hole)
			text_add(formatting.text, evaluation->arena, *piece);
		else if (!format_piece(&formatting, piece))
			return NULL;
	}
	return formatting.text;
}

// ---- other functions ------------------------------------------------------------------------------------------

static const Text *call_concat(Evaluation *evaluation, const PlRanges *arguments)
{
	Text *text = text_new(evaluation->arena);

	for (size_t i = 0; i < arguments->len; i++)
		if (!append(evaluation, text, evaluate(evaluation, arguments->items[i])))
			return NULL;
	return text;
}

static const Text *call_quote(Evaluation *evaluation, const PlRanges *arguments, char conversion)
{
	Text *text = text_new(evaluation->arena);

	return add_converted(evaluation, text, evaluate(evaluation, arguments->items[0]), conversion) ? text
												      : NULL;
}

static const Text *call_quote_ident(Evaluation *evaluation, const PlRanges *arguments)
{
	return call_quote(evaluation, arguments, 'I');
}

static const Text *call_quote_literal(Evaluation *evaluation, const PlRanges *arguments)
{
	return call_quote(evaluation, arguments, 'L');
}

// The needle of replace(): a text without holes.
static Str known_text(Evaluation *evaluation, PlRange range)
{
	const Text *text = evaluate(evaluation, range);

	return text_has_hole(text) ? STR_NONE : text_bytes(text, evaluation->arena);
}

// replace(text, from, to): where `from` stands within one piece.
static const Text *call_replace(Evaluation *evaluation, const PlRanges *arguments)
{
	if (arguments->len != 3)
		return NULL;
	const Text *in = evaluate(evaluation, arguments->items[0]),
		   *to = evaluate(evaluation, arguments->items[2]);
	Str from = known_text(evaluation, arguments->items[1]);
	Text *text = text_new(evaluation->arena);
	bool fits = from.len > 0;

	for (size_t i = 0; i < in->pieces.len && fits; i++) {
		TextPiece piece = in->pieces.items[i];
		size_t done = 0, at;
		while (fits && !piece.hole && (at = str_find(piece.text, from, done)) != SIZE_MAX) {
			text_add(text, evaluation->arena, slice_piece(piece, done, at));
			fits = append(evaluation, text, to);
			done = at + from.len;
		}
		text_add(text, evaluation->arena,
			 piece.hole ? piece : slice_piece(piece, done, piece.text.len));
	}
	return fits ? text : NULL;
}

static const struct Function {
	const char *name;
	const Text *(*call)(Evaluation *evaluation, const PlRanges *arguments);
} functions[] = {
	{ "format", call_format },
	{ "concat", call_concat },
	{ "quote_ident", call_quote_ident },
	{ "quote_literal", call_quote_literal },
	{ "quote_nullable", call_quote_literal },
	{ "replace", call_replace },
};

static const Text *call(Evaluation *evaluation, Token name, PlRange inside)
{
	PlRanges arguments = { 0 };

	split(evaluation, inside, ",", &arguments);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (token_is_word(evaluation->sql->text, name, functions[i].name))
			return functions[i].call(evaluation, &arguments);
	return NULL;
}

// ---- expressions ----------------------------------------------------------------------------------------------

static const Text *variable(Evaluation *evaluation, Token name)
{
	Str text = evaluation->sql->text;
	Str word = str_slice(text, name.start, name.end);

	if (name.kind == TOKEN_QUOTED_NAME && word.len > 1)
		return map_get(&evaluation->variables->known, str_slice(word, 1, word.len - 1));
	if (name.kind != TOKEN_WORD && name.kind != TOKEN_NUMBER)
		return NULL;
	return map_get(&evaluation->variables->known, str_lower(evaluation->arena, word));
}

// A literal, a variable, a call, or something in parentheses; NULL when it is none or not known.
static const Text *evaluate_operand(Evaluation *evaluation, PlRange range)
{
	Str text = text_of_range(evaluation, range);
	Token token = first_token(evaluation, range), next = sql_token(text, token.end);
	PlRange inside;

	if (next.kind == TOKEN_END)
		return token.kind == TOKEN_STRING
			? string_token_text(evaluation->arena, evaluation->sql, token)
			: variable(evaluation, token);
	if (token_is(text, token, "(") && read_inside(evaluation, range, token, ")", &inside))
		return evaluate(evaluation, inside);
	if (token.kind == TOKEN_WORD && token_is(text, next, "(") &&
	    read_inside(evaluation, range, next, ")", &inside))
		return call(evaluation, token, inside);
	return NULL;
}

static const Text *evaluate(Evaluation *evaluation, PlRange range)
{
	PlRanges parts = { 0 };
	Text *text = text_new(evaluation->arena);
	bool fits = true;

	if (evaluation->depth >= MAX_EXPRESSION_DEPTH || !split(evaluation, range, "||", &parts))
		return hole(evaluation, range);
	evaluation->depth++;
	for (size_t i = 0; i < parts.len && fits; i++) {
		PlRange part = without_cast(evaluation, parts.items[i]);
		const Text *operand = evaluate_operand(evaluation, part);
		fits = append(evaluation, text, operand ? operand : hole(evaluation, parts.items[i]));
	}
	evaluation->depth--;
	return fits ? text : hole(evaluation, range);
}

const Text *plpgsql_text(Arena *arena, const Sql *sql, PlRange range, const PlVariables *variables)
{
	Evaluation evaluation = { arena, sql, variables, 0 };

	return evaluate(&evaluation, range);
}

bool plpgsql_elements(Arena *arena, const Sql *sql, PlRange range, const PlVariables *variables,
		      PlElements *elements)
{
	Evaluation evaluation = { arena, sql, variables, 0 };
	Str text = text_of_range(&evaluation, range);
	Token token = first_token(&evaluation, range), open = sql_token(text, token.end);
	PlRange inside;
	PlRanges parts = { 0 };

	range = without_cast(&evaluation, range);
	if (!token_is_word(text, token, "array") || !token_is(text, open, "[") ||
	    !read_inside(&evaluation, range, open, "]", &inside))
		return false;
	split(&evaluation, inside, ",", &parts);
	for (size_t i = 0; i < parts.len; i++) {
		const Text *element = evaluate(&evaluation, parts.items[i]);
		if (text_has_hole(element))
			return false;
		array_push(arena, elements, element);
	}
	return true;
}
