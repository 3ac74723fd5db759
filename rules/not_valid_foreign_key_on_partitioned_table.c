#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_not_valid_foreign_key_on_partitioned_table = {
	.id = "not-valid-foreign-key-on-partitioned-table",
	.since = "0.1",
	.group = GROUP_FAILURE,
	.severity = SEVERITY_ERROR,
	.summary = "A partitioned table's foreign key cannot be NOT VALID",
	.why = "Before version 18 PostgreSQL refuses ADD FOREIGN KEY ... NOT VALID on a partitioned table "
	       "(42809). Add it NOT VALID to each partition, validate them, and then add it to the parent, "
	       "which finds them there.",
	.bad = "\"\"\"Measurements belong to a patient.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"CREATE TABLE measurements_2026 PARTITION OF measurements FOR VALUES FROM (2026) TO (2027)\")\n"
	       "    op.execute(\"ALTER TABLE measurements ADD CONSTRAINT of_patient FOREIGN KEY (patient) REFERENCES patients (id) NOT VALID\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n",
	.good = "\"\"\"Measurements of 2026 belong to a patient.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER TABLE measurements_2026 ADD CONSTRAINT of_patient FOREIGN KEY (patient) REFERENCES patients (id) NOT VALID\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"of_patient\", \"measurements_2026\", type_=\"foreignkey\")\n",
	.on = { ACTION_ADD_FOREIGN_KEY },
	.on_new_relations = true,
	.check_action = check,
};

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!action->not_valid || lint_partitioned_can_be_not_valid(lint) ||
	    !lint_is_partitioned(lint, statement, action))
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "`%s` is partitioned: NOT VALID fails on its foreign keys",
					      show_relation(lint, statement, action->table));
	finding_help(lint, finding,
		     "add it NOT VALID to each partition, validate it there, then add it to the parent");
}
