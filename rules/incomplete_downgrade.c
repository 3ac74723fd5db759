#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_incomplete_downgrade = {
	.id = "incomplete-downgrade",
	.since = "0.1",
	.group = GROUP_REVERSIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "Taking the migration back does not restore the schema",
	.why = "What `upgrade()` and then `downgrade()` leave is compared with the schema before, object by "
	       "object: what remains, what is missing, what comes back in another form. `alembic downgrade` "
	       "succeeds all the same, so it is found out later: the next `upgrade()` fails on what is "
	       "already there, the code of the release before misses its index or its NOT NULL.\n\n"
	       "Dropping a table does not drop the enum types of its columns, and a column or constraint "
	       "that is made again is only as good as its definition. Steps without an inverse (ALTER TYPE "
	       "ADD VALUE, VALIDATE CONSTRAINT, row changes) are not counted, and nothing is said where a "
	       "step cannot be read (unproven-downgrade lists those).",
	.bad = "\"\"\"Visits have a kind.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.create_table(\n"
	       "        \"visits\",\n"
	       "        sa.Column(\"id\", sa.Integer(), primary_key=True),\n"
	       "        sa.Column(\"kind\", sa.Enum(\"home\", \"phone\", name=\"visit_kind\")),\n"
	       "    )\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"visits\")\n",
	.good = "\"\"\"Visits have a kind.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.create_table(\n"
		"        \"visits\",\n"
		"        sa.Column(\"id\", sa.Integer(), primary_key=True),\n"
		"        sa.Column(\"kind\", sa.Enum(\"home\", \"phone\", name=\"visit_kind\")),\n"
		"    )\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"visits\")\n"
		"    op.execute(\"DROP TYPE visit_kind\")\n",
	.check_migration = check,
};

enum { MAX_LISTED = 20 };

// One per line, behind the first, which the message has.
static const char *list_of(Lint *lint, const CatalogChanges *changes)
{
	const char *list = "";

	for (size_t i = 1; i < changes->len && i < MAX_LISTED; i++)
		list = arena_printf(lint_arena(lint), "%s\n    - %s", list, changes->items[i].message);
	if (changes->len > MAX_LISTED)
		list = arena_printf(lint_arena(lint), "%s\n    - and %zu more", list,
				    changes->len - MAX_LISTED);
	return list;
}

static const char *advice(Lint *lint, const CatalogChange *change)
{
	if (change->kind == OBJECT_ENUM && change->nature == CHANGE_REMAINS)
		return arena_printf(
			lint_arena(lint),
			"dropping a table or column leaves the enum type of it: in %s, after what uses it, %s",
			show_direction(lint, DIRECTION_DOWNGRADE),
			recipe_execute(lint, "DROP TYPE %s", show_known(lint, change->name)));
	return arena_printf(lint_arena(lint),
			    change->nature == CHANGE_REMAINS ? "take back in %s what %s made"
							     : "make it in %s as it was before %s",
			    show_direction(lint, DIRECTION_DOWNGRADE),
			    show_direction(lint, DIRECTION_UPGRADE));
}

// Django looks up what constraints are called before it does anything with them: what its operations name anew nobody has to mind.
static bool counts(Lint *lint, const CatalogChange *change)
{
	const Statement *cause = lint_cause_of(lint, change);

	return change->nature != CHANGE_RENAMED || !cause ||
		cause->migration->framework != FRAMEWORK_DJANGO || statement_is_written_sql(cause);
}

static void check(Lint *lint, const Migration *migration)
{
	const RoundTrip *trip = lint_round_trip(lint);
	CatalogChanges counted = { 0 };
	const CatalogChanges *changes = &counted;
	const FunctionShape *downgrade = &migration->functions[DIRECTION_DOWNGRADE];

	for (size_t i = 0; i < trip->changes.len; i++)
		if (counts(lint, &trip->changes.items[i]))
			array_push(lint_arena(lint), &counted, trip->changes.items[i]);
	if (!changes->len)
		return;
	Span place = downgrade->span.source ? downgrade->span : migration->heading;
	const char *more = changes->len == 1 ? ""
		: changes->len == 2
		? ", and there is one more difference"
		: arena_printf(lint_arena(lint), ", and there are %zu more differences", changes->len - 1);
	Finding *finding = lint_report(lint, place, "taking this back does not restore the schema: %s%s",
				       changes->items[0].message, more);
	for (size_t i = 0; i < changes->len && i < MAX_LISTED; i++) {
		const Statement *cause = lint_cause_of(lint, &changes->items[i]);
		if (cause)
			finding_related(lint, finding, cause->span, "%s", changes->items[i].message);
	}
	finding_help(lint, finding, "%s%s%s", advice(lint, &changes->items[0]),
		     changes->len > 1 ? "\nand besides:" : "", list_of(lint, changes));
}
