#include "finding.h"

#include <stdlib.h>

#include "base/map.h"
#include "rule.h"

enum { MAX_MERGED_MESSAGES = 10 };

const char *severity_name(Severity severity)
{
	static const char *const names[SEVERITY_COUNT] = { "note", "warning", "error" };

	return names[severity];
}

static int compare(const void *a, const void *b)
{
	const Finding *x = a, *y = b;
	int order = span_compare(x->span, y->span);

	if (!order)
		order = strcmp(x->rule->id, y->rule->id);
	if (!order)
		order = (int)x->in_downgrade - (int)y->in_downgrade;
	if (!order)
		order = strcmp(x->message, y->message);
	return order;
}

// Adds `more`, a finding of the same rule at the same place, to `kept`.
static void merge(Arena *arena, Finding *kept, const Finding *more, size_t already)
{
	if (more->severity > kept->severity)
		kept->severity = more->severity;
	// One operation of Django is both directions: what is said of the way there need not be said of the way back.
	if (strcmp(kept->message, more->message) == 0 || more->in_downgrade != kept->in_downgrade)
		return;
	if (already < MAX_MERGED_MESSAGES)
		array_push(arena, &kept->related, ((Related){ more->span, more->message }));
	else if (already == MAX_MERGED_MESSAGES)
		array_push(arena, &kept->related, ((Related){ more->span, "and more of the same here" }));
}

static void merge_same_place(Arena *arena, FindingArray *findings)
{
	size_t kept = 0, merged = 0;

	for (size_t i = 0; i < findings->len; i++) {
		Finding *finding = &findings->items[i];
		Finding *last = kept ? &findings->items[kept - 1] : NULL;
		if (last && last->rule == finding->rule && span_compare(last->span, finding->span) == 0) {
			merge(arena, last, finding, merged++);
			continue;
		}
		merged = 0;
		findings->items[kept++] = *finding;
	}
	findings->len = kept;
}

static uint64_t mix(uint64_t hash, Str text)
{
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
	return (hash ^ 0xFF) * 1099511628211u; // a separator no text contains
}

static uint64_t hash_of(const Finding *finding)
{
	const Migration *migration = finding->migration;
	Str home = migration && migration->revision.len ? migration->revision
							: str_from(finding->span.source->path);
	uint64_t hash = mix(14695981039346656037u, str_from(finding->rule->id));

	hash = mix(hash, home);
	hash = mix(hash, str_from(finding->function ? finding->function : ""));
	return mix(hash, str_from(finding->key ? finding->key : finding->message));
}

static const char *hex(Arena *arena, uint64_t number)
{
	enum { DIGITS = 16 };
	char *text = arena_alloc(arena, DIGITS + 1);

	for (int i = 0; i < DIGITS; i++)
		text[i] = "0123456789abcdef"[number >> (4 * (DIGITS - 1 - i)) & 15];
	return text;
}

// Rule, revision (path when it has none), direction and what it is about: survives edits around it. Repeats get a number.
static void set_fingerprints(Arena *arena, Arena *scratch, FindingArray *findings)
{
	Map seen = { 0 };

	for (size_t i = 0; i < findings->len; i++) {
		Finding *finding = &findings->items[i];
		const char *text = hex(arena, hash_of(finding));
		size_t *count = map_get(&seen, str_from(text));
		if (!count) {
			count = arena_new(scratch, size_t);
			map_set(&seen, scratch, str_from(text), count);
		}
		finding->fingerprint = ++*count == 1 ? text : arena_printf(arena, "%s:%zu", text, *count);
	}
}

static void limit(Arena *arena, FindingArray *findings)
{
	size_t quota[SEVERITY_COUNT] = { 0 }, left = MAX_FINDINGS_PER_FILE, kept = 0, all = findings->len;

	if (all <= MAX_FINDINGS_PER_FILE)
		return;
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
		for (size_t i = 0; i < all; i++)
			quota[severity] += (int)findings->items[i].severity == severity;
		quota[severity] = quota[severity] < left ? quota[severity] : left;
		left -= quota[severity];
	}
	for (size_t i = 0; i < all; i++) {
		if (quota[findings->items[i].severity] == 0)
			continue;
		quota[findings->items[i].severity]--;
		findings->items[kept++] = findings->items[i];
	}
	findings->len = kept;
	Finding *last = array_last(findings);
	array_push(arena, &last->related,
		   ((Related){ last->span,
			       arena_printf(arena, "%zu more findings in this file are not shown",
					    all - kept) }));
}

static void keep(Arena *arena, FindingArray *findings)
{
	Finding *kept = arena_array(arena, Finding, findings->len);

	if (findings->len)
		memcpy(kept, findings->items, findings->len * sizeof(*kept));
	for (size_t i = 0; i < findings->len; i++)
		kept[i].key = NULL;
	*findings = (FindingArray){ kept, findings->len, findings->len };
}

void findings_finish(Arena *arena, Arena *scratch, FindingArray *findings)
{
	if (findings->len)
		qsort(findings->items, findings->len, sizeof(Finding), compare);
	merge_same_place(arena, findings);
	limit(arena, findings);
	set_fingerprints(arena, scratch, findings);
	keep(arena, findings);
}
