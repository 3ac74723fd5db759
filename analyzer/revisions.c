// revisions.c - what rules of the history group say about revisions (rule.h).

#include <ctype.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "migration/django.h"
#include "rule.h"

Span revision_place(const Revision *revision)
{
	const Migration *migration = revision->migration;

	if (migration->down_revision_span.source)
		return span_first_line(migration->down_revision_span);
	return migration->revision_span.source ? span_first_line(migration->revision_span)
					       : migration->heading;
}

const char *show_revision(Lint *lint, const Revision *revision)
{
	const char *slash = strrchr(revision->path, '/');

	if (revision->id.len)
		return arena_printf(lint_arena(lint), "`%.*s`", STR_ARG(revision->id));
	return arena_printf(lint_arena(lint), "`%s`", slash ? slash + 1 : revision->path);
}

static void add_word(Buffer *out, const char *word, size_t i, size_t count)
{
	buffer_puts(out, i == 0 ? "" : i + 1 < count ? ", " : " and ");
	buffer_puts(out, word);
}

const char *show_revisions(Lint *lint, const RevisionArray *revisions)
{
	Buffer out = buffer_in(lint_arena(lint));

	for (size_t i = 0; i < revisions->len; i++)
		add_word(&out, show_revision(lint, revisions->items[i]), i, revisions->len);
	return str_dup(lint_arena(lint), buffer_str(&out));
}

const char *show_ids(Lint *lint, const IdArray *ids)
{
	Buffer out = buffer_in(lint_arena(lint));

	for (size_t i = 0; i < ids->len; i++)
		add_word(&out, arena_printf(lint_arena(lint), "`%.*s`", STR_ARG(ids->items[i])), i, ids->len);
	return str_dup(lint_arena(lint), buffer_str(&out));
}

const char *revision_near(Lint *lint, const Revision *revision, Str id)
{
	const RevisionArray *all = &revision->set->revisions;
	const Revision *nearest = NULL;
	unsigned best = id.len > 6 ? 3 : id.len > 3 ? 2 : 0;

	for (size_t i = 0; i < all->len; i++) {
		const Revision *other = all->items[i];
		if (!other->id.len || other == revision)
			continue;
		unsigned distance = str_starts_with(other->id, id) || str_starts_with(id, other->id)
			? 1
			: str_distance(other->id, id, best);
		if (distance < best) {
			best = distance;
			nearest = other;
		}
	}
	return nearest ? show_revision(lint, nearest) : NULL;
}

static int number_of(Str name)
{
	size_t digits = 0;
	int number = 0;

	for (; digits < name.len && isdigit((unsigned char)name.data[digits]) && digits <= 5; digits++)
		number = number * 10 + name.data[digits] - '0';
	if (digits == 0 || digits > 5 || (digits < name.len && isalnum((unsigned char)name.data[digits])))
		return -1;
	return number;
}

int revision_number(const Revision *revision)
{
	const char *slash = strrchr(revision->path, '/');

	return number_of(str_from(slash ? slash + 1 : revision->path));
}

int revision_number_below(const Revision *revision, int number)
{
	const DjangoMigration *django = revision->migration ? revision->migration->django : NULL;
	int own = revision_number(revision), below = own < number ? own : -1;

	for (size_t i = 0; django && i < django->replaces.len; i++) {
		int replaced = number_of(django->replaces.items[i].name);
		if (str_equal(django->replaces.items[i].app, django->app) && replaced < number &&
		    replaced > below)
			below = replaced;
	}
	return below;
}
