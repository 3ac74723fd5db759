#include "postgres/newer.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "postgres/scan.h"

enum { MAX_TOKENS = 20000 };

// Finder: the tokens of a statement. Beyond their end all tokens are TOKEN_END.
typedef struct Finder {
	Arena *arena;
	Str sql;
	Array(Token) tokens;
	NewerSyntax found;
} Finder;

// ---- looking ----------------------------------------------------------------------------------------------------

static Token token_at(const Finder *finder, size_t i)
{
	return i < finder->tokens.len
		? finder->tokens.items[i]
		: (Token){ TOKEN_END, (uint32_t)finder->sql.len, (uint32_t)finder->sql.len };
}

static bool is_word(const Finder *finder, size_t i, const char *word)
{
	return token_is_word(finder->sql, token_at(finder, i), word);
}

// Whether the tokens from `i` are these words: "not enforced".
static bool are_words(const Finder *finder, size_t i, const char *words)
{
	for (; *words; i++) {
		size_t len = strcspn(words, " ");
		Token token = token_at(finder, i);
		if (token.kind != TOKEN_WORD ||
		    !str_equal_nocase(str_slice(finder->sql, token.start, token.end), (Str){ words, len }))
			return false;
		words += len + (words[len] == ' ');
	}
	return true;
}

static bool is_mark(const Finder *finder, size_t i, char mark)
{
	return token_punctuation(finder->sql, token_at(finder, i)) == mark;
}

static bool is_name(const Finder *finder, size_t i)
{
	TokenKind kind = token_at(finder, i).kind;

	return kind == TOKEN_WORD || kind == TOKEN_QUOTED_NAME;
}

// The token behind the parenthesis that token `i` opens.
static size_t behind(const Finder *finder, size_t i)
{
	unsigned depth = 0;

	for (; i < finder->tokens.len; i++) {
		depth += is_mark(finder, i, '(');
		if (is_mark(finder, i, ')') && --depth == 0)
			return i + 1;
	}
	return i;
}

static Str text_of(const Finder *finder, size_t i)
{
	return str_slice(finder->sql, token_at(finder, i).start, token_at(finder, i).end);
}

// ---- saying -----------------------------------------------------------------------------------------------------

static void found(Finder *finder, const char *name, int version)
{
	if (!finder->found.name)
		finder->found.name = name;
	if (version > finder->found.version)
		finder->found.version = version;
}

// Tokens [first, end) become `text`.
static void replace(Finder *finder, size_t first, size_t end, const char *text)
{
	NewerEdit edit = { token_at(finder, first).start, token_at(finder, end - 1).end, text };

	array_push(finder->arena, &finder->found.edits, edit);
}

// ---- what is newer ----------------------------------------------------------------------------------------------
// Each looks at token `i`, and answers how many tokens it took; 0 when it is not there.

// [CONSTRAINT name] NOT NULL column [NO INHERIT] [NOT VALID] as an element of its own.
static size_t named_not_null(Finder *finder, size_t i)
{
	bool named = is_word(finder, i, "constraint") && is_name(finder, i + 1);
	size_t at = named ? i + 2 : i;
	bool adds = i > 0 && is_word(finder, i - 1, "add");

	if (i == 0 || !(adds || is_mark(finder, i - 1, '(') || is_mark(finder, i - 1, ',')) ||
	    !are_words(finder, at, "not null") || !is_name(finder, at + 2) ||
	    are_words(finder, at + 2, "no inherit"))
		return 0;
	size_t end = at + 3;
	end += are_words(finder, end, "no inherit") ? 2 : 0;
	bool not_valid = are_words(finder, end, "not valid");
	end += not_valid ? 2 : 0;
	if (!is_mark(finder, end, ',') && !is_mark(finder, end, ')') &&
	    token_at(finder, end).kind != TOKEN_END)
		return 0;
	found(finder, "NOT NULL as a constraint of the table", 18);
	Str column = text_of(finder, at + 2);
	if (adds && !not_valid) {
		replace(finder, i - 1, end,
			arena_printf(finder->arena, "ALTER %.*s SET NOT NULL", STR_ARG(column)));
	} else {
		replace(finder, at, end,
			arena_printf(finder->arena, "CHECK (%.*s IS NOT NULL)%s", STR_ARG(column),
				     not_valid ? " NOT VALID" : ""));
	}
	return end - i;
}

// GENERATED ALWAYS AS (...) [VIRTUAL]: nothing is stored, as for a column without a default.
static size_t virtual_column(Finder *finder, size_t i)
{
	if (!are_words(finder, i, "generated always as") || !is_mark(finder, i + 3, '('))
		return 0;
	size_t end = behind(finder, i + 3);
	if (is_word(finder, end, "stored"))
		return 0;
	end += is_word(finder, end, "virtual");
	found(finder, "a virtual generated column", 18);
	replace(finder, i, end, "");
	return end - i;
}

static size_t not_enforced(Finder *finder, size_t i)
{
	if (!are_words(finder, i, "not enforced"))
		return 0;
	found(finder, "NOT ENFORCED", 18);
	// Only ALTER TABLE ... ADD may say NOT VALID, and means the same to existing rows.
	replace(finder, i, i + 2,
		is_word(finder, 0, "alter") && i + 2 == finder->tokens.len ? "NOT VALID" : "");
	return 2;
}

static size_t temporal_key(Finder *finder, size_t i)
{
	if (are_words(finder, i, "without overlaps") && is_mark(finder, i + 2, ')')) {
		found(finder, "WITHOUT OVERLAPS", 18);
		replace(finder, i, i + 2, "");
		return 2;
	}
	if (is_word(finder, i, "period") && i > 0 && is_mark(finder, i - 1, ',') && is_name(finder, i + 1)) {
		found(finder, "PERIOD in a foreign key", 18);
		replace(finder, i, i + 1, "");
		return 1;
	}
	return 0;
}

static size_t merge_clause(Finder *finder, size_t i)
{
	if (!is_word(finder, 0, "merge") && !is_word(finder, 0, "with"))
		return 0;
	if (are_words(finder, i, "when not matched by source")) {
		found(finder, "MERGE ... WHEN NOT MATCHED BY SOURCE", 17);
		replace(finder, i, i + 5, "WHEN MATCHED");
		return 5;
	}
	if (are_words(finder, i, "when not matched by target")) {
		found(finder, "MERGE ... WHEN NOT MATCHED BY TARGET", 17);
		replace(finder, i, i + 5, "WHEN NOT MATCHED");
		return 5;
	}
	if (is_word(finder, 0, "merge") && is_word(finder, i, "returning")) {
		found(finder, "MERGE ... RETURNING", 17);
		replace(finder, i, finder->tokens.len, "");
		return finder->tokens.len - i;
	}
	return 0;
}

// JSON_TABLE(value, path ...): a function of the first two.
static size_t json_function(Finder *finder, size_t i)
{
	static const char *const names[] = { "json_table", "json_value", "json_query", "json_exists" };
	bool is_one = false;

	for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++)
		is_one = is_one || is_word(finder, i, names[n]);
	if (!is_one || !is_mark(finder, i + 1, '('))
		return 0;
	size_t end = behind(finder, i + 1), at = i + 2;
	found(finder, is_word(finder, i, "json_table") ? "JSON_TABLE" : "an SQL/JSON query function", 17);
	while (at < end && !is_mark(finder, at, ','))
		at = is_mark(finder, at, '(') ? behind(finder, at) : at + 1;
	if (at + 2 < end - 1)
		replace(finder, at + 2, end - 1, "");
	return end - i;
}

// FROM (SELECT ...) without a name.
static size_t nameless_subquery(Finder *finder, size_t i)
{
	static const char *const next[] = { "where",  "group",     "order", "limit",   "union",
					    "on",     "join",      "left",  "right",   "inner",
					    "cross",  "having",    "full",  "natural", "except",
					    "offset", "returning", "using", "for",     "on" };
	bool is_from = i > 0 &&
		(is_word(finder, i - 1, "from") || is_word(finder, i - 1, "join") ||
		 is_word(finder, i - 1, "lateral") || is_mark(finder, i - 1, ',')) &&
		is_mark(finder, i, '(') &&
		(is_word(finder, i + 1, "select") || is_word(finder, i + 1, "values"));

	if (!is_from)
		return 0;
	size_t end = behind(finder, i);
	bool named = token_at(finder, end).kind == TOKEN_QUOTED_NAME ||
		token_at(finder, end).kind == TOKEN_WORD;
	for (size_t n = 0; named && n < sizeof(next) / sizeof(*next); n++)
		named = !is_word(finder, end, next[n]);
	if (named || !is_mark(finder, end - 1, ')'))
		return 0;
	found(finder, "a subquery in FROM without a name", 16);
	replace(finder, end - 1, end,
		arena_printf(finder->arena, ") AS miglint_%zu", finder->found.edits.len));
	return 1; // there may be more inside
}

static size_t (*const finders[])(Finder *finder, size_t i) = {
	named_not_null, virtual_column, not_enforced,      temporal_key,
	merge_clause,   json_function,  nameless_subquery,
};

// What has no older words: only its name can be told.
static const struct {
	const char *words;
	const char *name;
	int version;
} only_named[] = {
	{ "set expression as", "ALTER COLUMN ... SET EXPRESSION", 17 },
	{ "at local", "AT LOCAL", 17 },
	{ "is json", "IS JSON", 16 },
	{ "json_arrayagg", "JSON_ARRAYAGG", 16 },
	{ "json_objectagg", "JSON_OBJECTAGG", 16 },
	{ "json_scalar", "JSON_SCALAR", 17 },
	{ "json_serialize", "JSON_SERIALIZE", 17 },
	{ "with inherit", "GRANT ... WITH INHERIT", 16 },
	{ "with set", "GRANT ... WITH SET", 16 },
	{ "returning with", "RETURNING WITH (OLD, NEW)", 18 },
	{ "split partition", "SPLIT PARTITION", 19 },
	{ "merge partitions", "MERGE PARTITIONS", 19 },
};

static int compare_edits(const void *a, const void *b)
{
	const NewerEdit *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

// In order, none within another: text that is no SQL may be taken for several things at once.
static void order_edits(NewerSyntax *syntax)
{
	size_t kept = 0;

	if (syntax->edits.len)
		qsort(syntax->edits.items, syntax->edits.len, sizeof(NewerEdit), compare_edits);
	for (size_t i = 0; i < syntax->edits.len; i++)
		if (!kept || syntax->edits.items[i].start >= syntax->edits.items[kept - 1].end)
			syntax->edits.items[kept++] = syntax->edits.items[i];
	syntax->edits.len = kept;
}

NewerSyntax newer_syntax(Arena *arena, Str sql)
{
	Finder finder = { .arena = arena, .sql = sql };

	for (Token token = sql_token(sql, 0); token.kind != TOKEN_END && finder.tokens.len < MAX_TOKENS;
	     token = sql_token(sql, token.end))
		array_push(arena, &finder.tokens, token);
	for (size_t i = 0; i < finder.tokens.len;) {
		size_t took = 0;
		for (size_t n = 0; !took && n < sizeof(finders) / sizeof(*finders); n++)
			took = finders[n](&finder, i);
		i += took ? took : 1;
	}
	for (size_t i = 0; i < finder.tokens.len && !finder.found.name; i++)
		for (size_t n = 0; n < sizeof(only_named) / sizeof(*only_named); n++)
			if (are_words(&finder, i, only_named[n].words))
				found(&finder, only_named[n].name, only_named[n].version);
	// A subquery is found before what is in it.
	order_edits(&finder.found);
	return finder.found;
}

Str newer_rewritten(Arena *arena, Str sql, const NewerSyntax *syntax)
{
	Buffer text = buffer_in(arena);
	uint32_t done = 0;

	for (size_t i = 0; i < syntax->edits.len; i++) {
		const NewerEdit *edit = &syntax->edits.items[i];
		buffer_add_str(&text, str_slice(sql, done, edit->start));
		buffer_puts(&text, edit->text);
		done = edit->end;
	}
	buffer_add_str(&text, str_slice(sql, done, sql.len));
	return buffer_str(&text);
}

uint32_t newer_original(const NewerSyntax *syntax, uint32_t at)
{
	uint32_t old = 0, new = 0; // where the text behind the last edit begins

	for (size_t i = 0; i < syntax->edits.len; i++) {
		const NewerEdit *edit = &syntax->edits.items[i];
		uint32_t starts = new + (edit->start - old), len = (uint32_t)strlen(edit->text);
		if (at < starts)
			break;
		if (at < starts + len)
			return edit->start;
		new = starts + len;
		old = edit->end;
	}
	return old + (at - new);
}
