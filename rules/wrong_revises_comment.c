#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_wrong_revises_comment = {
	.id = "wrong-revises-comment",
	.since = "0.1",
	.group = GROUP_HISTORY,
	.severity = SEVERITY_NOTE,
	.summary = "The docstring names another revision than the code does",
	.why = "Alembic writes \"Revises:\" into the docstring once and never reads it. Whoever looks at the file to see "
	       "where it stands, in a review or in an incident, reads the wrong answer first.",
	.bad = "\"\"\"Notes.\n"
	       "\n"
	       "Revision ID: 0042\n"
	       "Revises: 0040\n"
	       "\"\"\"\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Notes.\n"
		"\n"
		"Revision ID: 0042\n"
		"Revises: 0041\n"
		"\"\"\"\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    pass\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n",
	.check_migration = check,
};

// What stands behind `label` at the start of a line of the docstring; a null span when it has no such line.
static Span line_of(const Migration *migration, const char *label)
{
	Str text = span_text(migration->docstring);
	uint32_t base = migration->docstring.start;

	for (size_t at = 0; at < text.len;) {
		size_t end = str_find_char(text, '\n', at);
		if (end == SIZE_MAX)
			end = text.len;
		Str line = str_slice(text, at, end);
		Str trimmed = str_trim(line);
		if (str_starts_with(trimmed, str_from(label))) {
			uint32_t start = base + (uint32_t)(trimmed.data - text.data);
			return (Span){ migration->docstring.source, start, start + (uint32_t)trimmed.len };
		}
		at = end + 1;
	}
	return (Span){ 0 };
}

static bool is_separator(char c)
{
	return strchr(" \t\r,()[]'\"", c) != NULL;
}

static bool is_id_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		c == '.' || c == '-';
}

// Splits "0040, 0041" into ids. False when it is prose.
static bool split(Lint *lint, Str text, IdArray *ids)
{
	for (size_t i = 0; i < text.len;) {
		if (is_separator(text.data[i])) {
			i++;
			continue;
		}
		size_t start = i;
		while (i < text.len && is_id_byte(text.data[i]))
			i++;
		if (i == start)
			return false;
		array_push(lint_arena(lint), ids, str_slice(text, start, i));
	}
	if (ids->len == 1 && (str_is(ids->items[0], "None") || str_is(ids->items[0], "base")))
		ids->len = 0;
	return ids->len < 2 || str_find_char(text, ',', 0) != SIZE_MAX;
}

static bool contains(const IdArray *ids, Str id)
{
	for (size_t i = 0; i < ids->len; i++)
		if (str_equal(ids->items[i], id))
			return true;
	return false;
}

static bool same(const IdArray *a, const IdArray *b)
{
	for (size_t i = 0; i < a->len; i++)
		if (!contains(b, a->items[i]))
			return false;
	return a->len == b->len;
}

static void compare(Lint *lint, const Migration *migration, const char *label, const char *variable,
		    const IdArray *declared)
{
	Span line = line_of(migration, label);
	IdArray said = { 0 };
	Str text = span_text(line);

	if (!line.source || !split(lint, str_slice(text, strlen(label), text.len), &said) ||
	    same(&said, declared))
		return;
	Finding *finding = lint_report(lint, line, "the docstring says %s, but %s is %s",
				       said.len ? show_ids(lint, &said) : "nothing", variable,
				       declared->len ? show_ids(lint, declared) : "None");
	Buffer ids = buffer_in(lint_arena(lint));
	for (size_t i = 0; i < declared->len; i++)
		buffer_printf(&ids, "%s%.*s", i ? ", " : "", STR_ARG(declared->items[i]));
	finding_help(lint, finding, "write `%s%s%.*s`", label, ids.len ? " " : "", STR_ARG(buffer_str(&ids)));
}

static void check(Lint *lint, const Migration *migration)
{
	Str own[] = { migration->revision };
	IdArray revision = { own, 1, 1 };

	if (!migration->docstring.source || !migration->revision.len || migration->unreadable_place)
		return;
	compare(lint, migration, "Revises:", "down_revision", &migration->down_revisions);
	compare(lint, migration, "Revision ID:", "revision", &revision);
}
