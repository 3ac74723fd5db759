#include "python/casing.h"

// How the characters of a range come by their other case.
typedef enum Rule {
	RULE_NO_CASE,
	RULE_CAPITALS,     // the small letter is `distance` further on
	RULE_SMALL,        // the capital is `distance` before
	RULE_PAIRS_EVEN,   // an even capital, then its small letter
	RULE_PAIRS_ODD,    // an odd one
	RULE_ONLY_SMALL,   // without a capital
	RULE_SMALL_UNSURE, // a small letter with an unusual capital or folded form
} Rule;

typedef struct Range {
	uint32_t first;
	uint32_t last;
	Rule rule;
	uint32_t distance;
} Range;

// Sorted. What is missing has rules of its own: dotless i, final sigma, letters whose capital is two letters.
static const Range ranges[] = {
	{ 0x00, 0x40, RULE_NO_CASE, 0 },        { 0x41, 0x5A, RULE_CAPITALS, 32 },
	{ 0x5B, 0x60, RULE_NO_CASE, 0 },        { 0x61, 0x7A, RULE_SMALL, 32 },
	{ 0x7B, 0xA9, RULE_NO_CASE, 0 },        { 0xAB, 0xB4, RULE_NO_CASE, 0 },
	{ 0xB5, 0xB5, RULE_SMALL_UNSURE, 0 },   { 0xB6, 0xB9, RULE_NO_CASE, 0 },
	{ 0xBB, 0xBF, RULE_NO_CASE, 0 },        { 0xC0, 0xD6, RULE_CAPITALS, 32 },
	{ 0xD7, 0xD7, RULE_NO_CASE, 0 },        { 0xD8, 0xDE, RULE_CAPITALS, 32 },
	{ 0xDF, 0xDF, RULE_SMALL_UNSURE, 0 },   { 0xE0, 0xF6, RULE_SMALL, 32 },
	{ 0xF7, 0xF7, RULE_NO_CASE, 0 },        { 0xF8, 0xFE, RULE_SMALL, 32 },
	{ 0xFF, 0xFF, RULE_SMALL, -121u },      { 0x100, 0x12F, RULE_PAIRS_EVEN, 0 },
	{ 0x132, 0x137, RULE_PAIRS_EVEN, 0 },   { 0x138, 0x138, RULE_ONLY_SMALL, 0 },
	{ 0x139, 0x148, RULE_PAIRS_ODD, 0 },    { 0x149, 0x149, RULE_SMALL_UNSURE, 0 },
	{ 0x14A, 0x177, RULE_PAIRS_EVEN, 0 },   { 0x178, 0x178, RULE_CAPITALS, -121u },
	{ 0x179, 0x17E, RULE_PAIRS_ODD, 0 },    { 0x1F8, 0x21F, RULE_PAIRS_EVEN, 0 },
	{ 0x386, 0x386, RULE_CAPITALS, 38 },    { 0x388, 0x38A, RULE_CAPITALS, 37 },
	{ 0x38C, 0x38C, RULE_CAPITALS, 64 },    { 0x38E, 0x38F, RULE_CAPITALS, 63 },
	{ 0x390, 0x390, RULE_SMALL_UNSURE, 0 }, { 0x391, 0x3A1, RULE_CAPITALS, 32 },
	{ 0x3A4, 0x3AB, RULE_CAPITALS, 32 },    { 0x3AC, 0x3AC, RULE_SMALL, 38 },
	{ 0x3AD, 0x3AF, RULE_SMALL, 37 },       { 0x3B0, 0x3B0, RULE_SMALL_UNSURE, 0 },
	{ 0x3B1, 0x3C1, RULE_SMALL, 32 },       { 0x3C2, 0x3C2, RULE_SMALL_UNSURE, 0 },
	{ 0x3C3, 0x3CB, RULE_SMALL, 32 },       { 0x3CC, 0x3CC, RULE_SMALL, 64 },
	{ 0x3CD, 0x3CE, RULE_SMALL, 63 },       { 0x400, 0x40F, RULE_CAPITALS, 80 },
	{ 0x410, 0x42F, RULE_CAPITALS, 32 },    { 0x430, 0x44F, RULE_SMALL, 32 },
	{ 0x450, 0x45F, RULE_SMALL, 80 },       { 0x460, 0x481, RULE_PAIRS_EVEN, 0 },
	{ 0x48A, 0x4BF, RULE_PAIRS_EVEN, 0 },   { 0x4D0, 0x52F, RULE_PAIRS_EVEN, 0 },
	{ 0x2010, 0x205E, RULE_NO_CASE, 0 },    { 0x20A0, 0x20BF, RULE_NO_CASE, 0 },
	{ 0x2190, 0x2211, RULE_NO_CASE, 0 },    { 0x3001, 0x9FFF, RULE_NO_CASE, 0 },
	{ 0xAC00, 0xD7A3, RULE_NO_CASE, 0 },    { 0x1F300, 0x1F64F, RULE_NO_CASE, 0 },
};

// Letter: a character and both its cases, as far as they are known.
typedef struct Letter {
	uint32_t lower;
	uint32_t upper;
	bool has_case;
	bool is_lower;
	bool upper_unsure;
} Letter;

static const Range *find_range(uint32_t point)
{
	size_t low = 0;
	size_t high = sizeof ranges / sizeof *ranges;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (point > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < sizeof ranges / sizeof *ranges && point >= ranges[low].first;
	return found ? &ranges[low] : NULL;
}

static bool read_letter(uint32_t point, bool is_ascii, Letter *letter)
{
	const Range *range = find_range(point);
	uint32_t odd = range && range->rule == RULE_PAIRS_ODD;

	*letter = (Letter){ point, point, false, true, false };
	if (is_ascii && point >= 0x80)
		return true;
	if (!range)
		return false;
	letter->has_case = range->rule != RULE_NO_CASE;
	switch (range->rule) {
	case RULE_CAPITALS:
		letter->lower = point + range->distance;
		letter->is_lower = false;
		break;
	case RULE_SMALL:
		letter->upper = point - range->distance;
		break;
	case RULE_PAIRS_EVEN:
	case RULE_PAIRS_ODD:
		letter->is_lower = (point & 1) != odd;
		letter->lower = point + !letter->is_lower;
		letter->upper = point - letter->is_lower;
		break;
	case RULE_SMALL_UNSURE:
		letter->upper_unsure = true;
		break;
	case RULE_NO_CASE:
	case RULE_ONLY_SMALL:
		break;
	}
	return true;
}

// What `letter` becomes; `inside` a word or not. False when that is not known.
static bool change_letter(const Letter *letter, Casing casing, bool inside, uint32_t *point)
{
	bool to_upper = casing == CASING_UPPER || (casing == CASING_SWAP && letter->is_lower) ||
		(casing >= CASING_TITLE && !inside);

	*point = to_upper ? letter->upper : letter->lower;
	return !letter->upper_unsure || (!to_upper && casing != CASING_FOLD);
}

// The bytes of the character at `at`, 0 when it is no whole one.
static size_t decode(Str bytes, size_t at, bool is_ascii, uint32_t *point)
{
	unsigned char first = (unsigned char)bytes.data[at];
	size_t len = is_ascii || first < 0x80 ? 1
		: first >= 0xF0               ? 4
		: first >= 0xE0               ? 3
		: first >= 0xC0               ? 2
					      : 0;

	*point = len <= 1 ? first : first & (0x7Fu >> len);
	if (at + len > bytes.len)
		return 0;
	for (size_t i = 1; i < len; i++)
		*point = *point << 6 | ((unsigned char)bytes.data[at + i] & 0x3F);
	return len;
}

// The other case of every letter we know is as long in UTF-8.
static void encode(char *to, uint32_t point, size_t len)
{
	if (len == 1) {
		*to = (char)point;
	} else if (len == 2) {
		to[0] = (char)(0xC0 | point >> 6);
		to[1] = (char)(0x80 | (point & 0x3F));
	}
}

static bool change_piece(Arena *arena, TextPiece *piece, Casing casing, bool is_ascii, bool *inside)
{
	char *changed = arena_strndup(arena, piece->text.data, piece->text.len);

	for (size_t at = 0; at < piece->text.len;) {
		Letter letter;
		uint32_t point;
		size_t len = decode(piece->text, at, is_ascii, &point);

		if (!len || !read_letter(point, is_ascii, &letter) ||
		    !change_letter(&letter, casing, *inside, &point))
			return false;
		encode(changed + at, point, len);
		*inside = casing == CASING_CAPITALIZE || letter.has_case;
		at += len;
	}
	if (memcmp(changed, piece->text.data, piece->text.len) != 0)
		piece->verbatim = false;
	piece->text = (Str){ changed, piece->text.len };
	return true;
}

Text *text_with_case(Arena *arena, const Text *text, Casing casing, bool is_ascii)
{
	Text *result = text_new(arena);
	bool inside = false;

	if (casing >= CASING_TITLE && text_has_hole(text))
		return NULL;
	for (size_t i = 0; i < text->pieces.len; i++) {
		TextPiece piece = text->pieces.items[i];

		if (piece.text.len && !change_piece(arena, &piece, casing, is_ascii, &inside))
			return NULL;
		text_add(result, arena, piece);
	}
	return result;
}
