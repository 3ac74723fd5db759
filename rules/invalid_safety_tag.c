#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_invalid_safety_tag = {
	.id = "invalid-safety-tag",
	.since = "0.1",
	.group = GROUP_SAFETY,
	.severity = SEVERITY_ERROR,
	.summary = "The safety tag cannot be understood",
	.why = "A tag with an unknown value, a misspelt key such as `# SAFTEY:`, or two tags that contradict "
	       "each other declare nothing: the deployment gate does not see the one that was meant.",
	.bad = "\"\"\"A note for every patient.\"\"\"\n"
	       "# SAFETY: NONDESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"note\")\n",
	.good = "\"\"\"A note for every patient.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.add_column(\"patients\", sa.Column(\"note\", sa.Text()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"patients\", \"note\")\n",
	.check_migration = check,
};

static void report_invalid(Lint *lint, const SafetyTag *tag)
{
	Arena *arena = lint_arena(lint);
	Finding *finding = str_equal_nocase(tag->key, STR("SAFETY"))
		? lint_report(lint, tag->span, "`%s` is no safety a migration can declare",
			      str_dup(arena, tag->value))
		: lint_report(lint, tag->span, "`%s` looks like a misspelt safety tag",
			      str_dup(arena, tag->key));

	if (tag->intended)
		finding_help(lint, finding, "did you mean:\n    %s",
			     recipe_comment(lint,
					    arena_printf(lint_arena(lint), "SAFETY: %s", tag->intended)));
	else
		finding_help(lint, finding, "write one of:\n    %s\n    %s",
			     recipe_comment(lint, "SAFETY: DESTRUCTIVE"),
			     recipe_comment(lint, "SAFETY: NON_DESTRUCTIVE"));
}

static void check(Lint *lint, const Migration *migration)
{
	const SafetyTags *tags = lint_safety(lint);
	const SafetyTag *first = NULL;

	(void)migration;
	for (size_t i = 0; i < tags->tags.len; i++) {
		const SafetyTag *tag = &tags->tags.items[i];
		if (tag->kind == SAFETY_INVALID) {
			report_invalid(lint, tag);
		} else if (first && first->kind != tag->kind) {
			Finding *finding =
				lint_report(lint, tag->span, "a second safety tag contradicts the first");
			finding_related(lint, finding, first->span, "the first tag");
			finding_help(lint, finding, "keep the one that is true");
		} else if (!first) {
			first = tag;
		}
	}
}
