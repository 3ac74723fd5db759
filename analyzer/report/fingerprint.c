#include "report/fingerprint.h"

#include <inttypes.h>

#include "base/map.h"
#include "report/utf8.h"

#define WINDOW 100
#define MULTIPLIER 37u
#define END_OF_FILE 0xFFFFu
#define NO_LINE UINT32_MAX

// Rolling: a ring of the last WINDOW units; `line[i]` is the line that begins at unit[i] and whose hash is complete
// once the ring comes round to it.
typedef struct Rolling {
	Arena *arena;
	LineHashes hashes;
	Map counts; // hash -> uint32_t *
	uint32_t unit[WINDOW];
	uint32_t line[WINDOW];
	uint64_t hash;
	uint64_t first_power; // MULTIPLIER to the power of WINDOW
	size_t at;
	uint32_t line_count;
	bool at_line_start;
	bool after_cr;
} Rolling;

static Rolling rolling_start(Arena *arena)
{
	Rolling rolling = { .arena = arena, .first_power = 1, .at_line_start = true };

	for (size_t i = 0; i < WINDOW; i++) {
		rolling.line[i] = NO_LINE;
		rolling.first_power *= MULTIPLIER;
	}
	return rolling;
}

static void output(Rolling *rolling)
{
	if (rolling->line[rolling->at] == NO_LINE)
		return;
	rolling->line[rolling->at] = NO_LINE;
	Str key = { arena_strndup(rolling->arena, (const char *)&rolling->hash, sizeof(rolling->hash)),
		    sizeof(rolling->hash) };
	uint32_t *count = map_get(&rolling->counts, key);
	if (!count) {
		count = arena_new(rolling->arena, uint32_t);
		map_set(&rolling->counts, rolling->arena, key, count);
	}
	array_push(rolling->arena, &rolling->hashes, (LineHash){ rolling->hash, ++*count });
}

static void update(Rolling *rolling, uint32_t unit)
{
	rolling->hash = MULTIPLIER * rolling->hash + unit - rolling->first_power * rolling->unit[rolling->at];
	rolling->unit[rolling->at] = unit;
	rolling->at = (rolling->at + 1) % WINDOW;
}

static void feed(Rolling *rolling, uint32_t unit)
{
	if (unit == ' ' || unit == '\t' || (unit == '\n' && rolling->after_cr)) {
		rolling->after_cr = false;
		return;
	}
	rolling->after_cr = unit == '\r';
	if (unit == '\r')
		unit = '\n';
	output(rolling);
	if (rolling->at_line_start) {
		rolling->at_line_start = false;
		rolling->line[rolling->at] = ++rolling->line_count;
	}
	if (unit == '\n')
		rolling->at_line_start = true;
	update(rolling, unit);
}

LineHashes line_hashes(Arena *arena, Str text)
{
	Rolling rolling = rolling_start(arena);

	for (size_t i = 0, size; i < text.len; i += size) {
		uint32_t c = utf8_decode(text.data + i, text.len - i, &size);
		if (c < 0x10000) {
			feed(&rolling, c);
		} else {
			feed(&rolling, 0xD800 + ((c - 0x10000) >> 10));
			feed(&rolling, 0xDC00 + ((c - 0x10000) & 0x3FF));
		}
	}
	feed(&rolling, END_OF_FILE);
	for (size_t i = 0; i < WINDOW; i++) {
		output(&rolling);
		update(&rolling, 0);
	}
	return rolling.hashes;
}

const char *line_fingerprint(Arena *arena, const LineHashes *hashes, uint32_t line)
{
	const LineHash *hash = &hashes->items[line >= 1 && line <= hashes->len ? line - 1 : 0];

	return arena_printf(arena, "%" PRIx64 ":%" PRIu32, hash->hash, hash->count);
}
