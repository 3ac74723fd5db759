// Methods of str. What the text came from is kept where the method only moves or drops bytes.

#include "python/builtin.h"
#include "python/casing.h"

#define WHITE_SPACE " \t\n\r\f\v"

static Value *format(const Invocation *in)
{
	return format_braces(in->evaluator, in->code, in->self, in->arguments);
}

static Value *format_map(const Invocation *in)
{
	Arguments arguments = { 0 };
	Value *dict = given(in, 0);
	Str name;

	if (!dict || dict->kind != VALUE_DICT)
		return NULL;
	for (size_t i = 0; i < dict->dict.entries->len; i++)
		if (value_plain_text(dict->dict.entries->items[i].key, in->arena, &name))
			array_push(in->arena, &arguments.keywords,
				   (Keyword){ name, in->span, dict->dict.entries->items[i].value });
	return format_braces(in->evaluator, in->code, in->self, &arguments);
}

static Value *join(const Invocation *in)
{
	ValueArray items = { 0 };
	Text *text = text_new(in->arena);

	if (!given(in, 0) || !iterate(in->evaluator, given(in, 0), &items))
		return NULL;
	for (size_t i = 0; i < items.len; i++) {
		if (i)
			text_append(text, in->arena, in->self->text);
		text_append(text, in->arena, value_to_text(in->arena, items.items[i]));
		if (!evaluator_step(in->evaluator, 1 + in->self->text->pieces.len))
			return NULL;
	}
	return give_text(in, text);
}

static Value *strip_ends(const Invocation *in, bool left, bool right)
{
	Str characters = STR(WHITE_SPACE);

	if (given(in, 0) && given(in, 0)->kind != VALUE_NONE && !given_text(in, 0, &characters))
		return NULL;
	return give_text(in,
			 text_strip(in->arena, in->self->text, str_dup(in->arena, characters), left, right));
}

static Value *strip(const Invocation *in)
{
	return strip_ends(in, true, true);
}

static Value *lstrip(const Invocation *in)
{
	return strip_ends(in, true, false);
}

static Value *rstrip(const Invocation *in)
{
	return strip_ends(in, false, true);
}

// Whether a hole lies between the bytes of [start, end).
static bool has_hole_inside(const Text *text, size_t start, size_t end)
{
	size_t at = 0;

	for (size_t i = 0; i < text->pieces.len && at < end; i++) {
		if (text->pieces.items[i].hole && at > start)
			return true;
		at += text->pieces.items[i].text.len;
	}
	return false;
}

static Value *replace(const Invocation *in)
{
	const Text *text = in->self->text;
	Str bytes = text_bytes(text, in->arena);
	Value *new = given(in, 1);
	int64_t count = INT64_MAX;
	Str old;
	Text *result = text_new(in->arena);
	size_t at = 0;

	if (!given_text(in, 0, &old) || !new || new->kind != VALUE_STR || !old.len)
		return NULL;
	if (given(in, 2) && !given_int(in, 2, &count))
		return NULL;
	for (size_t found = 0; count != 0 && evaluator_step(in->evaluator, 1);) {
		found = str_find(bytes, old, found);
		if (found == SIZE_MAX)
			break;
		if (!has_hole_inside(text, found, found + old.len)) {
			text_append(result, in->arena, text_slice(in->arena, text, at, found));
			text_add_holes(result, in->arena, text, found);
			text_append(result, in->arena, new->text);
			at = found + old.len;
			count--;
		}
		found += old.len;
	}
	text_append(result, in->arena, text_slice(in->arena, text, at, text->len));
	return give_text(in, result);
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static char to_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static Value *change_case(const Invocation *in)
{
	static const struct {
		const char *name;
		Casing casing;
	} names[] = {
		{ "lower", CASING_LOWER },   { "upper", CASING_UPPER }, { "swapcase", CASING_SWAP },
		{ "casefold", CASING_FOLD }, { "title", CASING_TITLE }, { "capitalize", CASING_CAPITALIZE },
	};
	size_t i = 0;

	while (!str_is(in->name, names[i].name))
		i++;
	Text *text =
		text_with_case(in->arena, in->self->text, names[i].casing, in->self->kind == VALUE_BYTES);
	return text ? give_text(in, text) : NULL;
}

static void add_part(const Invocation *in, ValueArray *parts, size_t start, size_t end)
{
	array_push(in->arena, parts, give_text(in, text_slice(in->arena, in->self->text, start, end)));
}

static Value *split_at_space(const Invocation *in, Str bytes, int64_t limit)
{
	ValueArray parts = { 0 };
	size_t at = 0;

	while (evaluator_step(in->evaluator, 1)) {
		while (at < bytes.len && strchr(WHITE_SPACE, bytes.data[at]) && bytes.data[at])
			at++;
		size_t end = at;
		if (at == bytes.len)
			break;
		while (end < bytes.len && !(bytes.data[end] && strchr(WHITE_SPACE, bytes.data[end])))
			end++;
		if (limit-- == 0)
			end = bytes.len;
		add_part(in, &parts, at, end);
		at = end;
	}
	return give_items(in, VALUE_LIST, parts);
}

static Value *split(const Invocation *in)
{
	Str bytes = text_bytes(in->self->text, in->arena);
	ValueArray parts = { 0 };
	Value *separator = given_either(in, 0, "sep");
	int64_t limit = -1;
	size_t at = 0;
	Str mark;

	if (text_has_hole(in->self->text) || given_keyword(in, "maxsplit") ||
	    (given(in, 1) && !given_int(in, 1, &limit)))
		return NULL;
	if (!separator || separator->kind == VALUE_NONE)
		return split_at_space(in, bytes, limit);
	if (!value_plain_text(separator, in->arena, &mark) || !mark.len)
		return NULL;
	while (evaluator_step(in->evaluator, 1)) {
		size_t found = limit-- == 0 ? SIZE_MAX : str_find(bytes, mark, at);

		add_part(in, &parts, at, found == SIZE_MAX ? bytes.len : found);
		if (found == SIZE_MAX)
			break;
		at = found + mark.len;
	}
	return give_items(in, VALUE_LIST, parts);
}

// The last occurrence of `mark`, SIZE_MAX when there is none.
static size_t find_last(Str bytes, Str mark)
{
	for (size_t at = bytes.len + 1; mark.len <= bytes.len && at-- > 0;)
		if (at + mark.len <= bytes.len && memcmp(bytes.data + at, mark.data, mark.len) == 0)
			return at;
	return SIZE_MAX;
}

static Value *rsplit(const Invocation *in)
{
	Str bytes = text_bytes(in->self->text, in->arena);
	ValueArray parts = { 0 };
	int64_t limit;
	Str mark;

	if (!given(in, 1))
		return split(in);
	if (text_has_hole(in->self->text) || !given_int(in, 1, &limit) || limit != 1 ||
	    !given_text(in, 0, &mark) || !mark.len)
		return NULL;
	size_t found = find_last(bytes, mark);
	if (found != SIZE_MAX)
		add_part(in, &parts, 0, found);
	add_part(in, &parts, found == SIZE_MAX ? 0 : found + mark.len, bytes.len);
	return give_items(in, VALUE_LIST, parts);
}

static Value *partition_at(const Invocation *in, bool last)
{
	Str bytes = text_bytes(in->self->text, in->arena);
	ValueArray parts = { 0 };
	Str mark;

	if (text_has_hole(in->self->text) || !given_text(in, 0, &mark) || !mark.len)
		return NULL;
	size_t found = last ? find_last(bytes, mark) : str_find(bytes, mark, 0);
	size_t missing = last ? 0 : bytes.len;
	add_part(in, &parts, 0, found == SIZE_MAX ? missing : found);
	add_part(in, &parts, found == SIZE_MAX ? missing : found,
		 found == SIZE_MAX ? missing : found + mark.len);
	add_part(in, &parts, found == SIZE_MAX ? missing : found + mark.len, bytes.len);
	return give_items(in, VALUE_TUPLE, parts);
}

static Value *partition(const Invocation *in)
{
	return partition_at(in, false);
}

static Value *rpartition(const Invocation *in)
{
	return partition_at(in, true);
}

static Value *splitlines(const Invocation *in)
{
	Str bytes = text_bytes(in->self->text, in->arena);
	ValueArray parts = { 0 };
	bool keep = false;

	if (text_has_hole(in->self->text))
		return NULL;
	if (given_either(in, 0, "keepends") && !value_truth(given_either(in, 0, "keepends"), &keep))
		return NULL;
	for (size_t at = 0; at < bytes.len && evaluator_step(in->evaluator, 1);) {
		size_t end = str_find_char(bytes, '\n', at);
		size_t next = end == SIZE_MAX ? bytes.len : end + 1;

		add_part(in, &parts, at, keep || end == SIZE_MAX ? next : end);
		at = next;
	}
	return give_items(in, VALUE_LIST, parts);
}

// Whether the text begins (or ends) with `affix`; false in `*known` when holes leave it open.
static bool has_affix(const Invocation *in, const Value *affix, bool at_end, bool *known)
{
	const Text *text = in->self->text;
	Str bytes;

	*known = value_plain_text(affix, in->arena, &bytes);
	if (!*known || !bytes.len)
		return *known;
	if (text_has_hole(text)) {
		// Enough of it is there when the outermost piece is longer than what is asked for.
		const TextPiece *piece =
			text->pieces.len ? &text->pieces.items[at_end ? text->pieces.len - 1 : 0] : NULL;

		*known = piece && !piece->hole && piece->text.len >= bytes.len;
		return *known &&
			(at_end ? str_ends_with(piece->text, bytes) : str_starts_with(piece->text, bytes));
	}
	Str all = text_bytes(text, in->arena);
	return at_end ? str_ends_with(all, bytes) : str_starts_with(all, bytes);
}

static Value *affix(const Invocation *in, bool at_end)
{
	Value *wanted = given(in, 0);
	bool all_known = true;
	bool known;

	if (!wanted || given(in, 1))
		return NULL;
	if (wanted->kind != VALUE_TUPLE) {
		bool answer = has_affix(in, wanted, at_end, &known);

		return known ? give_bool(in, answer) : NULL;
	}
	for (size_t i = 0; i < wanted->items->len; i++) {
		if (has_affix(in, wanted->items->items[i], at_end, &known))
			return give_bool(in, true);
		all_known &= known;
	}
	return all_known ? give_bool(in, false) : NULL;
}

static Value *startswith(const Invocation *in)
{
	return affix(in, false);
}

static Value *endswith(const Invocation *in)
{
	return affix(in, true);
}

static Value *removeprefix(const Invocation *in)
{
	bool known;
	Str bytes;
	bool has = given_text(in, 0, &bytes) && has_affix(in, given(in, 0), false, &known);

	if (!given_text(in, 0, &bytes) || !known)
		return NULL;
	return has ? give_text(in, text_slice(in->arena, in->self->text, bytes.len, in->self->text->len))
		   : in->self;
}

static Value *removesuffix(const Invocation *in)
{
	bool known;
	Str bytes;
	bool has = given_text(in, 0, &bytes) && has_affix(in, given(in, 0), true, &known);
	size_t len = in->self->text->len;

	if (!given_text(in, 0, &bytes) || !known)
		return NULL;
	return has ? give_text(in, text_slice(in->arena, in->self->text, 0, len - bytes.len)) : in->self;
}

static Value *find(const Invocation *in)
{
	Str bytes = text_bytes(in->self->text, in->arena);
	Str mark;

	if (text_has_hole(in->self->text) || !given_text(in, 0, &mark) || given(in, 1))
		return NULL;
	size_t found = in->name.data[0] == 'r' ? find_last(bytes, mark) : str_find(bytes, mark, 0);
	if (found == SIZE_MAX)
		return str_ends_with(in->name, STR("find")) ? give_int(in, -1) : NULL;
	return give_int(in, (int64_t)text_count_characters(str_slice(bytes, 0, found)));
}

static Value *count(const Invocation *in)
{
	Str bytes = text_bytes(in->self->text, in->arena);
	int64_t times = 0;
	Str mark;

	if (text_has_hole(in->self->text) || !given_text(in, 0, &mark) || !mark.len || given(in, 1))
		return NULL;
	for (size_t at = 0; (at = str_find(bytes, mark, at)) != SIZE_MAX; at += mark.len)
		times++;
	return give_int(in, times);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

static bool is_alnum(char c)
{
	return is_digit(c) || is_alpha(c);
}

static bool is_space(char c)
{
	return c && strchr(WHITE_SPACE, c);
}

static bool is_word(char c)
{
	return is_alnum(c) || c == '_';
}

// Whether every character is of a class; not told for texts beyond ASCII.
static Value *consists_of(const Invocation *in)
{
	static const struct {
		const char *name;
		bool (*holds)(char c);
	} classes[] = {
		{ "isdigit", is_digit },     { "isdecimal", is_digit }, { "isnumeric", is_digit },
		{ "isalpha", is_alpha },     { "isalnum", is_alnum },   { "isspace", is_space },
		{ "isidentifier", is_word },
	};
	Str bytes = text_bytes(in->self->text, in->arena);
	bool all = bytes.len > 0;

	if (text_has_hole(in->self->text))
		return NULL;
	for (size_t c = 0; c < sizeof classes / sizeof *classes; c++)
		for (size_t i = 0; str_is(in->name, classes[c].name) && i < bytes.len; i++) {
			if ((unsigned char)bytes.data[i] >= 0x80)
				return NULL;
			all &= classes[c].holds(bytes.data[i]);
		}
	if (str_is(in->name, "isidentifier"))
		all = all && !is_digit(bytes.data[0]);
	return give_bool(in, all);
}

static Value *is_cased(const Invocation *in)
{
	Str bytes = text_bytes(in->self->text, in->arena);
	bool wants_upper = str_is(in->name, "isupper");
	bool any = false;
	bool all = true;

	if (text_has_hole(in->self->text))
		return NULL;
	for (size_t i = 0; i < bytes.len; i++) {
		if ((unsigned char)bytes.data[i] >= 0x80)
			return NULL;
		any |= is_alpha(bytes.data[i]);
		all &= !is_alpha(bytes.data[i]) || (to_upper(bytes.data[i]) == bytes.data[i]) == wants_upper;
	}
	return give_bool(in, any && all);
}

static Value *pad_to(const Invocation *in)
{
	char align = str_is(in->name, "ljust") ? '<' : str_is(in->name, "center") ? '^' : '>';
	int64_t width;
	Str fill = STR(" ");

	if (!given_int(in, 0, &width) || width > (int64_t)MAX_SEQUENCE_ITEMS)
		return NULL;
	if (given(in, 1) && (!given_text(in, 1, &fill) || fill.len != 1))
		return NULL;
	bool zeros = str_is(in->name, "zfill");
	const char *layout = arena_printf(in->arena, "%c%c%lld", zeros ? '0' : fill.data[0],
					  zeros ? '=' : align, (long long)(width < 0 ? 0 : width));
	return give_text(in, format_value(in->evaluator, in->span, in->self, '\0', str_from(layout)));
}

static Value *expandtabs(const Invocation *in)
{
	Value *given_size = given_either(in, 0, "tabsize");
	int64_t size = given_size && given_size->kind == VALUE_INT ? given_size->integer : 8;
	const Text *text = in->self->text;
	Str bytes = text_bytes(text, in->arena);
	Text *result = text_new(in->arena);
	int64_t column = 0;
	size_t from = 0;

	if (given_size && given_size->kind != VALUE_INT)
		return NULL;
	if (str_find_char(bytes, '\t', 0) == SIZE_MAX)
		return in->self;
	if (text_has_hole(text) || size < 0 || size > 100)
		return NULL;
	for (size_t i = 0; i < bytes.len && evaluator_step(in->evaluator, 1); i++) {
		if (bytes.data[i] != '\t') {
			bool first = ((unsigned char)bytes.data[i] & 0xC0) != 0x80;

			column = bytes.data[i] == '\n' || bytes.data[i] == '\r' ? 0 : column + first;
			continue;
		}
		int64_t width = size ? size - column % size : 0;
		const char *blanks = arena_printf(in->arena, "%*s", (int)width, "");
		text_append(result, in->arena, text_slice(in->arena, text, from, i));
		text_append(result, in->arena, text_literal(in->arena, str_from(blanks), in->span, false));
		column += width;
		from = i + 1;
	}
	text_append(result, in->arena, text_slice(in->arena, text, from, bytes.len));
	return give_text(in, result);
}

static Value *encode(const Invocation *in)
{
	return value_text(in->arena, VALUE_BYTES, in->span, in->self->text);
}

static Value *decode(const Invocation *in)
{
	return value_text(in->arena, VALUE_STR, in->span, in->self->text);
}

static const Row rows[] = {
	{ "capitalize", change_case },
	{ "casefold", change_case },
	{ "center", pad_to },
	{ "count", count },
	{ "decode", decode },
	{ "encode", encode },
	{ "endswith", endswith },
	{ "expandtabs", expandtabs },
	{ "find", find },
	{ "format", format },
	{ "format_map", format_map },
	{ "index", find },
	{ "isalnum", consists_of },
	{ "isalpha", consists_of },
	{ "isdecimal", consists_of },
	{ "isdigit", consists_of },
	{ "isidentifier", consists_of },
	{ "islower", is_cased },
	{ "isnumeric", consists_of },
	{ "isspace", consists_of },
	{ "isupper", is_cased },
	{ "join", join },
	{ "ljust", pad_to },
	{ "lower", change_case },
	{ "lstrip", lstrip },
	{ "partition", partition },
	{ "removeprefix", removeprefix },
	{ "removesuffix", removesuffix },
	{ "replace", replace },
	{ "rfind", find },
	{ "rindex", find },
	{ "rjust", pad_to },
	{ "rpartition", rpartition },
	{ "rsplit", rsplit },
	{ "rstrip", rstrip },
	{ "split", split },
	{ "splitlines", splitlines },
	{ "startswith", startswith },
	{ "strip", strip },
	{ "swapcase", change_case },
	{ "title", change_case },
	{ "upper", change_case },
	{ "zfill", pad_to },
};

const Row *method_of_str(Str name)
{
	return row_find(rows, sizeof rows / sizeof *rows, name);
}
