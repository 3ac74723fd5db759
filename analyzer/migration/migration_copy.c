// migration_copy.c - migration_copy(): what is kept of a file that was evaluated in memory of its own.

#include "base/map.h"
#include "migration/migration.h"

// Copier: `sites` has the copy of each CallSite by the bytes of its address, since the steps of one loop share theirs.
typedef struct Copier {
	Arena *arena;
	Map sites;
} Copier;

static Str copy_str(const Copier *copier, Str text)
{
	return text.len ? (Str){ str_dup(copier->arena, text), text.len } : STR_NONE;
}

static const char *copy_words(const Copier *copier, const char *words)
{
	return words ? arena_strndup(copier->arena, words, strlen(words)) : NULL;
}

static void *copy_bytes(const Copier *copier, const void *data, size_t size)
{
	void *copy = size ? arena_alloc_raw(copier->arena, size) : NULL;

	if (size)
		memcpy(copy, data, size);
	return copy;
}

// Gives an Array elements of its own.
#define own_items(copier, array)                                                                        \
	((array)->items = copy_bytes((copier), (array)->items, (array)->len * sizeof(*(array)->items)), \
	 (array)->capacity = (array)->len)

static const Sql *copy_sql(const Copier *copier, const Sql *from)
{
	Sql *sql = copy_bytes(copier, from, sizeof(*from));
	SqlHole *holes = copy_bytes(copier, from->holes, from->hole_count * sizeof(*holes));

	sql->text = copy_str(copier, from->text);
	sql->pieces = copy_bytes(copier, from->pieces, from->piece_count * sizeof(*from->pieces));
	for (size_t i = 0; i < from->hole_count; i++)
		holes[i].expression = copy_words(copier, from->holes[i].expression);
	sql->holes = holes;
	return sql;
}

static const Text *copy_text(const Copier *copier, const Text *from)
{
	Text *text = copy_bytes(copier, from, sizeof(*from));

	own_items(copier, &text->pieces);
	for (size_t i = 0; i < text->pieces.len; i++) {
		TextPiece *piece = &text->pieces.items[i];
		piece->text = copy_str(copier, piece->text);
		piece->hole = copy_words(copier, piece->hole);
	}
	return text;
}

static const CallSite *copy_site(Copier *copier, const CallSite *from)
{
	CallSite *first = NULL, **next = &first;

	for (; from; from = from->outer) {
		Str key = { (const char *)&from, sizeof(from) };
		CallSite *site = map_get(&copier->sites, key);
		*next = site ? site : copy_bytes(copier, from, sizeof(*from));
		if (site)
			break;
		map_set(&copier->sites, copier->arena, copy_str(copier, key), *next);
		next = (CallSite **)(uintptr_t) & (*next)->outer;
	}
	return first;
}

static void own_ids(const Copier *copier, IdArray *ids)
{
	own_items(copier, ids);
	for (size_t i = 0; i < ids->len; i++)
		ids->items[i] = copy_str(copier, ids->items[i]);
}

static void own_step(Copier *copier, Step *step)
{
	step->operation = copy_str(copier, step->operation);
	step->existing_type = copy_str(copier, step->existing_type);
	step->unreadable = copy_str(copier, step->unreadable);
	step->sql = step->sql ? copy_sql(copier, step->sql) : NULL;
	step->fragments = step->fragments ? copy_text(copier, step->fragments) : NULL;
	step->via = copy_site(copier, step->via);
}

static void own_notice(Copier *copier, Notice *notice)
{
	notice->message = copy_words(copier, notice->message);
	notice->help = copy_words(copier, notice->help);
	notice->via = copy_site(copier, notice->via);
	notice->topic = copy_str(copier, notice->topic);
}

Migration *migration_copy(Arena *arena, const Migration *from)
{
	Copier copier = { .arena = arena };
	Migration *migration = copy_bytes(&copier, from, sizeof(*from));

	migration->revision = copy_str(&copier, from->revision);
	own_ids(&copier, &migration->down_revisions);
	own_ids(&copier, &migration->dependencies);
	own_ids(&copier, &migration->branch_labels);
	for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
		StepArray *steps = &migration->steps[direction];
		own_items(&copier, steps);
		for (size_t i = 0; i < steps->len; i++)
			own_step(&copier, &steps->items[i]);
	}
	own_items(&copier, &migration->notices);
	for (size_t i = 0; i < migration->notices.len; i++)
		own_notice(&copier, &migration->notices.items[i]);
	own_items(&copier, &migration->comments);
	return migration;
}
