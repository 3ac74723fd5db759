#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_validate_in_same_transaction = {
	.id = "validate-in-same-transaction",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "NOT VALID gains nothing when validated in the same transaction",
	.why = "NOT VALID takes a strong lock for an instant, VALIDATE CONSTRAINT reads the table under a "
	       "weak one. In one transaction the strong lock is kept until the end, so the table is read "
	       "under it: exactly what NOT VALID was to avoid. Validate in the next migration.",
	.bad = "\"\"\"Doses are positive.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_check_constraint(\"dose_positive\", \"prescriptions\", \"dose > 0\", postgresql_not_valid=True)\n"
	       "    op.execute(\"ALTER TABLE prescriptions VALIDATE CONSTRAINT dose_positive\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"dose_positive\", \"prescriptions\", type_=\"check\")\n",
	.good = "\"\"\"New doses are positive; the next migration validates the constraint.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_check_constraint(\"dose_positive\", \"prescriptions\", \"dose > 0\", postgresql_not_valid=True)\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"dose_positive\", \"prescriptions\", type_=\"check\")\n",
	.on = { ACTION_VALIDATE_CONSTRAINT },
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const Statement *by = NULL;

	if (!lint_validates_own(lint, statement, action, &by))
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = lint_report_action(lint, statement, action,
					      "`%s` is validated under the lock that adding it took on `%s`",
					      show_identifier(lint, statement, action->name, ""), table);
	finding_related(lint, finding, by->span, "the lock is taken here, until the transaction ends");
	finding_help(lint, finding,
		     "validate it in the next migration, while others work:\n"
		     "    %s",
		     recipe_execute(lint, "ALTER TABLE %s VALIDATE CONSTRAINT %s", table,
				    show_identifier(lint, statement, action->name, "")));
}
