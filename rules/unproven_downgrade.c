#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_unproven_downgrade = {
	.id = "unproven-downgrade",
	.since = "0.1",
	.group = GROUP_REVERSIBILITY,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "Whether taking the migration back restores the schema cannot be told",
	.why = "incomplete-downgrade compares the schema before `upgrade()` with the one after "
	       "`downgrade()`. Where a step of either cannot be read, or `upgrade()` does not fit the "
	       "history, there is nothing to compare, and silence must not be taken for proof.\n\n"
	       "Off by default: what cannot be read has a finding of its own.",
	.bad = "\"\"\"Labels are a view.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "from clinic.schema import drop_labels\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE VIEW labels AS SELECT id, name FROM patients\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    drop_labels(op)\n",
	.good = "\"\"\"Labels are a view.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"CREATE VIEW labels AS SELECT id, name FROM patients\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"DROP VIEW labels\")\n",
	.check_migration = check,
};

static void check(Lint *lint, const Migration *migration)
{
	const RoundTrip *trip = lint_round_trip(lint);
	const FunctionShape *downgrade = &migration->functions[DIRECTION_DOWNGRADE];

	if (!trip->happens || !trip->unread || trip->failing)
		return;
	Span place = downgrade->span.source ? downgrade->span : migration->heading;
	Finding *finding = lint_report(
		lint, place, "cannot tell whether taking this back restores the schema: %s", trip->unread);
	if (trip->unread_span.source)
		finding_related(lint, finding, trip->unread_span, "this cannot be told from the file");
	finding_help(lint, finding,
		     "try it on a copy: there and back, comparing pg_dump -s before and after");
}
