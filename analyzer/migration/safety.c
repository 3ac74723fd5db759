#include "migration/safety.h"

#include "source/pattern.h"

static const struct {
	Str name;
	SafetyKind kind;
} values[] = {
	{ { "DESTRUCTIVE", 11 }, SAFETY_DESTRUCTIVE },
	{ { "NON_DESTRUCTIVE", 15 }, SAFETY_NON_DESTRUCTIVE },
};
enum { VALUE_COUNT = sizeof(values) / sizeof(*values), NEAR_KEY = 2, NEAR_VALUE = 4 };

// Upper-cased, blanks and dashes as underscores: "non-destructive" reads as NON_DESTRUCTIVE when guessing what was meant.
static Str normalised(Arena *arena, Str value)
{
	char *copy = str_dup(arena, value);

	for (size_t i = 0; i < value.len; i++) {
		if (copy[i] == ' ' || copy[i] == '-')
			copy[i] = '_';
		else if (copy[i] >= 'a' && copy[i] <= 'z')
			copy[i] = (char)(copy[i] - 32);
	}
	return (Str){ copy, value.len };
}

// The value that was probably meant, NULL when it looks like none.
static const char *guess(Arena *arena, Str first_word, Str rest)
{
	Str word = normalised(arena, first_word);
	const char *name = NULL;
	unsigned nearest = NEAR_VALUE;

	// "NON DESTRUCTIVE"
	if (str_is(word, "NON") && str_starts_with(normalised(arena, rest), STR("DESTRUCTIVE")))
		return values[SAFETY_NON_DESTRUCTIVE].name.data;
	for (int i = 0; i < VALUE_COUNT; i++) {
		unsigned distance = str_distance(word, values[i].name, NEAR_VALUE);
		if (distance < nearest) {
			nearest = distance;
			name = values[i].name.data;
		}
	}
	return name;
}

static bool is_upper_word(Str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.data[i] >= 'a' && word.data[i] <= 'z')
			return false;
	return word.len > 0;
}

// Reads one comment; false when it is prose ("# Safety: callers hold the lock").
static bool read_tag(Arena *arena, Span comment, SafetyTag *tag)
{
	Str groups[MAX_PATTERN_GROUPS];

	if (pattern_match(PATTERN_SAFETY_TAG, span_text(comment), 0, groups) != PATTERN_MATCH)
		return false;
	Str key = groups[1], word = groups[2], rest = groups[3];
	bool exact_key = str_equal_nocase(key, STR("SAFETY"));
	*tag = (SafetyTag){ SAFETY_INVALID, comment, key, word, NULL };
	for (int i = 0; exact_key && i < VALUE_COUNT; i++) {
		if (str_equal_nocase(word, values[i].name)) {
			tag->kind = values[i].kind;
			return true;
		}
	}
	unsigned key_distance = str_distance(normalised(arena, key), STR("SAFETY"), NEAR_KEY);
	tag->intended = key_distance <= NEAR_KEY ? guess(arena, word, rest) : NULL;
	if (tag->intended)
		return true;
	// Nothing like a value: a tag only when it shouts like one.
	return exact_key && is_upper_word(key) && (!word.len || is_upper_word(word));
}

SafetyTags safety_read(Arena *arena, const Migration *migration)
{
	SafetyTags tags = { 0 };
	Str groups[MAX_PATTERN_GROUPS];

	for (size_t i = 0; i < migration->comments.len; i++) {
		Span comment = migration->comments.items[i];
		SafetyTag tag;
		// A file with the downgrade says nothing about the upgrade.
		if (comment.source != migration->source)
			continue;
		if (read_tag(arena, comment, &tag))
			array_push(arena, &tags.tags, tag);
		else if (pattern_match(PATTERN_APPROVAL, span_text(comment), 0, groups) == PATTERN_MATCH &&
			 groups[1].len)
			array_push(arena, &tags.approved_by, groups[1]);
	}
	return tags;
}

const SafetyTag *safety_declared(const SafetyTags *tags)
{
	const SafetyTag *declared = NULL;

	for (size_t i = 0; i < tags->tags.len; i++) {
		const SafetyTag *tag = &tags->tags.items[i];
		if (tag->kind == SAFETY_INVALID || (declared && declared->kind != tag->kind))
			return NULL;
		declared = tag;
	}
	return declared;
}
