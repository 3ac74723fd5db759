#include "migration/sqlalchemy_text.h"

#include "migration/sqlalchemy_name.h"

// ---- reading --------------------------------------------------------------------------------------------------

static void bind_one(Lowering *lowering, TextClause *clause, Str name, Value *value)
{
	map_set(&clause->binds, lowering->arena, name, value);
}

// bindparam("x", 5) or bindparam("x", value=5); without a value it stays a parameter.
static void bind_object(Lowering *lowering, TextClause *clause, const Value *bindparam)
{
	Str name;
	Value *value = value_keyword(bindparam, "value");
	const Value *key = value_positional(bindparam, 0);

	if (!key)
		key = value_keyword(bindparam, "key");
	if (!value)
		value = value_positional(bindparam, 1);
	if (sa_is(bindparam, "bindparam") && key && value && value_plain_text(key, lowering->arena, &name))
		bind_one(lowering, clause, name, value);
}

static void bind_all(Lowering *lowering, TextClause *clause, const Arguments *arguments)
{
	for (size_t i = 0; i < arguments->positional.len; i++)
		bind_object(lowering, clause, arguments->positional.items[i]);
	for (size_t i = 0; i < arguments->keywords.len; i++)
		bind_one(lowering, clause, arguments->keywords.items[i].name,
			 arguments->keywords.items[i].value);
}

void text_clause_bind(Lowering *lowering, TextClause *clause, const Value *parameters)
{
	Str name;

	if (!parameters || parameters->kind != VALUE_DICT)
		return;
	for (size_t i = 0; i < parameters->dict.entries->len; i++) {
		const DictEntry *entry = &parameters->dict.entries->items[i];
		if (value_plain_text(entry->key, lowering->arena, &name))
			bind_one(lowering, clause, name, entry->value);
	}
}

// `text("...")` and its relatives; NULL for others.
static const Value *text_argument(const Value *call, bool *raw)
{
	static const struct {
		const char *name;
		const char *keyword;
		bool raw;
	} rows[] = {
		{ "text", "text", false },
		{ "TextClause", "text", false },
		{ "literal_column", "text", true },
		{ "DDL", "statement", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (call->kind != VALUE_CALL || !sa_is(call, rows[i].name))
			continue;
		const Value *argument = value_positional(call, 0);
		*raw = rows[i].raw;
		return argument ? argument : value_keyword(call, rows[i].keyword);
	}
	return NULL;
}

// DDL("... %(name)s ...", context={...}): Python's % formatting, done here for what is known.
static const Text *format_ddl(Lowering *lowering, const Text *text, const Value *context)
{
	Text *formatted = text_new(lowering->arena);

	for (size_t i = 0; i < text->pieces.len; i++) {
		TextPiece piece = text->pieces.items[i];
		size_t done = 0, at;
		while (!piece.hole && (at = str_find_char(piece.text, '%', done)) != SIZE_MAX) {
			Str rest = str_slice(piece.text, at, piece.text.len);
			size_t end = str_find(rest, STR(")s"), 0);
			bool named = str_starts_with(rest, STR("%(")) && end != SIZE_MAX;
			bool doubled = str_starts_with(rest, STR("%%"));
			TextPiece before = piece;
			before.text = str_slice(piece.text, done, doubled ? at + 1 : at);
			before.verbatim = false;
			text_add(formatted, lowering->arena, before);
			done = named ? at + end + 2 : doubled ? at + 2 : at + 1;
			if (!named)
				continue;
			Str name = str_slice(rest, 2, end);
			const Value *value = NULL;
			for (size_t k = 0;
			     context && context->kind == VALUE_DICT && k < context->dict.entries->len; k++) {
				Str key;
				const DictEntry *entry = &context->dict.entries->items[k];
				if (value_plain_text(entry->key, lowering->arena, &key) &&
				    str_equal(key, name))
					value = entry->value;
			}
			text_append(formatted, lowering->arena,
				    value ? value_to_text(lowering->arena, value)
					  : text_hole(lowering->arena, piece.span,
						      str_dup(lowering->arena, name)));
		}
		if (done && !piece.hole) {
			piece.text = str_slice(piece.text, done, piece.text.len);
			piece.verbatim = false;
		}
		text_add(formatted, lowering->arena, piece);
	}
	return formatted;
}

static bool is_text_like(const Value *value)
{
	return value && value->kind == VALUE_STR;
}

static bool read_call(Lowering *lowering, const Value *call, TextClause *clause)
{
	Value *object;
	Str method = value_method(call, &object);

	if (method.len) {
		bool passes = str_is(method, "bindparams") || str_is(method, "columns") ||
			str_is(method, "execution_options") || str_is(method, "params") ||
			str_is(method, "self_group") || str_is(method, "execute_if");
		if (!passes || !text_clause_read(lowering, object, clause))
			return false;
		if (str_is(method, "bindparams") || str_is(method, "params"))
			bind_all(lowering, clause, call->call.arguments);
		return true;
	}
	const Value *argument = text_argument(call, &clause->raw);
	if (!argument)
		return false;
	clause->text = value_to_text(lowering->arena, argument);
	const Value *context = value_keyword(call, "context");
	if (sa_is(call, "DDL"))
		clause->text = format_ddl(lowering, clause->text, context);
	return true;
}

bool text_clause_read(Lowering *lowering, const Value *value, TextClause *clause)
{
	*clause = (TextClause){ 0 };
	if (is_text_like(value)) {
		clause->text = value->text;
		return true;
	}
	return value && value->kind == VALUE_CALL && read_call(lowering, value, clause);
}

// ---- bind parameters ------------------------------------------------------------------------------------------

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
		c == '$' || (unsigned char)c >= 0x80;
}

// Scan: the text being written. `flat` are its bytes in one run, with HOLE for each hole; starts[i] is where piece i begins there.
typedef struct Scan {
	Lowering *lowering;
	SqlWriter *writer;
	const TextClause *clause;
	const Text *text;
	Map numbers; // parameter name -> its $n, as a string
	Str flat;
	size_t *starts;
} Scan;

#define HOLE '\x01'

static Scan scan_begin(Lowering *lowering, SqlWriter *writer, const TextClause *clause, const Text *text)
{
	Scan scan = { .lowering = lowering, .writer = writer, .clause = clause, .text = text };
	Buffer flat = buffer_in(lowering->arena);

	scan.starts = arena_array(lowering->arena, size_t, text->pieces.len + 1);
	for (size_t i = 0; i < text->pieces.len; i++) {
		scan.starts[i] = flat.len;
		if (text->pieces.items[i].hole)
			buffer_putc(&flat, HOLE);
		else
			buffer_add_str(&flat, text->pieces.items[i].text);
	}
	scan.starts[text->pieces.len] = flat.len;
	scan.flat = buffer_str(&flat);
	return scan;
}

static char char_at(const Scan *scan, size_t i)
{
	return i < scan->flat.len ? scan->flat.data[i] : '\0';
}

// A hole counts as a word, since an identifier will stand there.
static bool is_word_at(const Scan *scan, size_t i)
{
	return is_word(char_at(scan, i)) || char_at(scan, i) == HOLE;
}

static size_t word_end(const Scan *scan, size_t i)
{
	while (is_word(char_at(scan, i)))
		i++;
	return i;
}

// The part of piece `k` within [start, end) of the flat text.
static TextPiece piece_part(const Scan *scan, size_t k, size_t start, size_t end)
{
	TextPiece piece = scan->text->pieces.items[k];
	size_t from = start > scan->starts[k] ? start - scan->starts[k] : 0;
	size_t to = (end < scan->starts[k + 1] ? end : scan->starts[k + 1]) - scan->starts[k];

	if (piece.hole)
		return piece;
	piece.text = str_slice(piece.text, from, to);
	if (piece.verbatim) {
		piece.span.start += (uint32_t)from;
		piece.span.end = piece.span.start + (uint32_t)(to - from);
	}
	return piece;
}

// Index of the piece that holds byte `at`.
static size_t piece_at(const Scan *scan, size_t at)
{
	size_t low = 0, high = scan->text->pieces.len;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;
		if (scan->starts[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void add_range(Scan *scan, size_t start, size_t end)
{
	if (start >= end)
		return;
	for (size_t k = piece_at(scan, start); k < scan->text->pieces.len && scan->starts[k] < end; k++)
		if (scan->starts[k + 1] > scan->starts[k])
			sql_add_piece(scan->writer, piece_part(scan, k, start, end));
}

static Span range_span(const Scan *scan, size_t start, size_t end)
{
	return piece_part(scan, piece_at(scan, start), start, end).span;
}

// Whether what was written so far ends in the word IN: an expanding parameter brings its parentheses along.
static bool follows_in(const Scan *scan)
{
	Str text = str_trim(buffer_str(&scan->writer->text));

	return text.len > 2 && str_equal_nocase(str_slice(text, text.len - 2, text.len), STR("in")) &&
		!is_word(text.data[text.len - 3]);
}

// A tuple, or what an expanding parameter stands for.
static void write_list(Scan *scan, const Value *list)
{
	sql_puts(scan->writer, "(");
	for (size_t i = 0; i < list->items->len; i++) {
		sql_puts(scan->writer, i ? ", " : "");
		literal_write(scan->lowering, scan->writer, list->items->items[i]);
	}
	sql_puts(scan->writer, list->items->len ? ")" : "NULL)");
}

static void write_number(Scan *scan, Str name, Span span)
{
	Arena *arena = scan->lowering->arena;
	char *number = map_get(&scan->numbers, name);
	bool expanding = follows_in(scan);

	if (!number) {
		number = arena_printf(arena, "$%zu", scan->numbers.len + 1);
		map_set(&scan->numbers, arena, str_from(str_dup(arena, name)), number);
	}
	sql_puts(scan->writer, expanding ? "(" : "");
	sql_add_from(scan->writer, str_from(number), span);
	sql_puts(scan->writer, expanding ? ")" : "");
}

static void write_bind(Scan *scan, size_t start, size_t end)
{
	Str name = str_slice(scan->flat, start + 1, end);
	const Value *value = map_get(&scan->clause->binds, name);

	bool is_list = value && (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE);

	// Drivers give a list as an array.
	if (is_list && literal_is_known(value) && (value->kind == VALUE_TUPLE || follows_in(scan)))
		write_list(scan, value);
	else if (is_list && !value->items->len)
		sql_add_from(scan->writer, STR("'{}'"), range_span(scan, start, end));
	else if (value && literal_is_known(value))
		literal_write(scan->lowering, scan->writer, value);
	else
		write_number(scan, name, range_span(scan, start, end));
}

// At a ':' that may begin a parameter: its end, 0 when it begins none.
static size_t bind_end(const Scan *scan, size_t i)
{
	if (i && (char_at(scan, i - 1) == ':' || char_at(scan, i - 1) == '\\' || is_word_at(scan, i - 1)))
		return 0;
	size_t end = word_end(scan, i + 1);
	return end == i + 1 || char_at(scan, end) == ':' || is_word_at(scan, end) ? 0 : end;
}

// Whether the backslash at `i` escapes a colon.
static bool is_escape(const Scan *scan, size_t i)
{
	if (char_at(scan, i + 1) != ':')
		return false;
	size_t end = word_end(scan, i + 2);
	return char_at(scan, end) != ':' && !is_word_at(scan, end);
}

void text_clause_write(Lowering *lowering, SqlWriter *writer, const TextClause *clause)
{
	size_t done = 0;

	if (clause->raw) {
		sql_add_text(writer, clause->text);
		return;
	}
	Scan scan = scan_begin(lowering, writer, clause, clause->text);
	for (size_t i = 0; i < scan.flat.len; i++) {
		char c = scan.flat.data[i];
		size_t end = c == ':' ? bind_end(&scan, i) : 0;
		if (!end && !(c == '\\' && is_escape(&scan, i)))
			continue;
		add_range(&scan, done, i);
		if (end)
			write_bind(&scan, i, end);
		// An escaped colon is text: go on behind it.
		done = end ? end : i + 1;
		i = end ? end - 1 : i + 1;
	}
	add_range(&scan, done, scan.flat.len);
}

void text_write_driver(Lowering *lowering, SqlWriter *writer, const Text *text, bool has_parameters)
{
	Scan scan = scan_begin(lowering, writer, NULL, text);
	unsigned count = 0;
	size_t done = 0, at;

	while (has_parameters && (at = str_find_char(scan.flat, '%', done)) != SIZE_MAX) {
		Str rest = str_slice(scan.flat, at, scan.flat.len);
		size_t close = str_find(rest, STR(")s"), 0);
		add_range(&scan, done, at);
		if (str_starts_with(rest, STR("%(")) && close != SIZE_MAX) {
			write_number(&scan, str_slice(rest, 2, close), range_span(&scan, at, at + close + 2));
			done = at + close + 2;
		} else if (str_starts_with(rest, STR("%s"))) {
			Str name = str_from(arena_printf(lowering->arena, " %u", count++));
			write_number(&scan, name, range_span(&scan, at, at + 2));
			done = at + 2;
		} else {
			sql_puts(writer, "%");
			done = at + (str_starts_with(rest, STR("%%")) ? 2 : 1);
		}
	}
	add_range(&scan, done, scan.flat.len);
}
