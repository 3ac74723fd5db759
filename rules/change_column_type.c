#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_change_column_type = {
	.id = "change-column-type",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "Changing a column's type rewrites or re-reads the table",
	.why = "Most type changes write the whole table and its indexes anew, or read all of it, under "
	       "ACCESS EXCLUSIVE: nobody reads or writes until that is done and the transaction commits. "
	       "PostgreSQL does neither for a few: varchar to a larger length or to text, numeric to a "
	       "higher precision at the same scale, cidr to inet, timestamp and interval to a higher "
	       "precision. Of a foreign key column the table on the other side is locked as well.\n\n"
	       "The old type is what `existing_type=` says; without it PostgreSQL's choice cannot be known, "
	       "and the change is reported.",
	.bad = "\"\"\"Result numbers outgrow integers.\"\"\"\n"
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
	       "    op.alter_column(\"results\", \"number\", existing_type=sa.Integer(), type_=sa.BigInteger())\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"COMMENT ON COLUMN results.number IS 'may be a bigint'\")\n",
	.good = "\"\"\"Result numbers outgrow integers: a second column, to be filled in batches and swapped later.\"\"\"\n"
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
		"    op.add_column(\"results\", sa.Column(\"number_big\", sa.BigInteger()))\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_column(\"results\", \"number_big\")\n",
	.on = { ACTION_ALTER_COLUMN_TYPE },
	.check_action = check,
};

static const char *consequence(Lint *lint, const Statement *statement, const Action *action,
			       const Effects *effects)
{
	TypeChange change;

	if (!lint_type_change(lint, statement, action, &change))
		return *show_old_type(lint, statement, action)
			? ", which is not known and may rewrite the table"
			: "; the old type is not known, so the table may be rewritten";
	// Of lost values narrow-column-type speaks.
	bool says_why = effects->reason && !change.loses_data;
	return arena_printf(lint_arena(lint), ", which %s%s%s", work_phrase(effects->work),
			    says_why ? ": " : "", says_why ? effects->reason : "");
}

static bool collates(const Action *action)
{
	const PgNode *definition = action->definition;

	return definition && definition->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF &&
		definition->column_def->coll_clause;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const Effects *effects = action_effects(statement, action);

	if (!action->column || effects->work < WORK_SCAN)
		return;
	const char *table = show_relation(lint, statement, action->table);
	const char *column = show_identifier(lint, statement, action->name, "");
	const char *old_type = show_old_type(lint, statement, action);
	const char *new_type = show_new_type(lint, statement, action);
	const char *words = consequence(lint, statement, action, effects);
	bool same = strcmp(old_type, new_type) == 0 && collates(action);
	Finding *finding = lint_report_action(lint, statement, action, "column `%s` of `%s` %s%s%s%s%s%s",
					      column, table, same ? "stays " : "changes its type",
					      !same && *old_type ? " from " : "", old_type,
					      same ? " but for its collation" : " to ", same ? "" : new_type,
					      words);
	const char *new_column = show_identifier(lint, statement, action->name, "_new");
	finding_help(
		lint, finding,
		"%sadd a column of the new type, fill it in batches outside the migration, and let it take the "
		"name in a later one:\n"
		"    %s",
		*old_type || statement_is_written_sql(statement) ||
				statement->migration->framework != FRAMEWORK_ALEMBIC
			? ""
			: "say the type it has now with existing_type=, PostgreSQL may not need a rewrite; else ",
		recipe_execute(lint, "ALTER TABLE %s ADD COLUMN %s %s", table, new_column,
			       show_new_type(lint, statement, action)));
}
