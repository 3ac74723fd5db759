#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_foreign_key_without_index = {
	.id = "foreign-key-without-index",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "The columns of a foreign key have no index",
	.why = "PostgreSQL makes no index for a foreign key. Every DELETE, and every UPDATE of the key, in "
	       "the referenced table then reads the whole referencing table to see whether a row still "
	       "refers to it, holding row locks meanwhile; and joins from parent to child read it as well.\n\n"
	       "An index helps when the key's columns are its first columns, in any order; a partial index "
	       "only when it leaves out nothing but NULLs, an index on an expression never. The index may be "
	       "one that the history made before, of a primary key or unique constraint, or made later in "
	       "the migration. Of tables whose indexes are not known nothing is said, unless the column is "
	       "new.",
	.bad = "\"\"\"Beds stand in wards.\"\"\"\n"
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
	       "    op.create_table(\n"
	       "        \"beds\",\n"
	       "        sa.Column(\"id\", sa.BigInteger(), primary_key=True),\n"
	       "        sa.Column(\"ward_id\", sa.BigInteger(), sa.ForeignKey(\"wards.id\", name=\"beds_ward_id_fkey\")),\n"
	       "    )\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"beds\")\n",
	.good = "\"\"\"Beds stand in wards.\"\"\"\n"
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
		"    op.create_table(\n"
		"        \"beds\",\n"
		"        sa.Column(\"id\", sa.BigInteger(), primary_key=True),\n"
		"        sa.Column(\"ward_id\", sa.BigInteger(), sa.ForeignKey(\"wards.id\", name=\"beds_ward_id_fkey\")),\n"
		"    )\n"
		"    op.create_index(\"beds_ward_id\", \"beds\", [\"ward_id\"])\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"beds\")\n",
	.on_new_relations = true,
	.check_action = check,
};

static bool adds_column(Lint *lint, const Statement *statement, Relation table, Str column)
{
	return lint_earlier(lint, statement, ACTION_ADD_COLUMN, table, column) != NULL;
}

// Whether an index of the table that nobody has shown may serve.
static bool may_have_more(Lint *lint, const Statement *statement, const Action *action,
			  const CatalogTable *table, const ConstraintFacts *key)
{
	if (table->complete && !table->object.uncertain)
		return false;
	for (size_t i = 0; i < key->columns.len; i++)
		if (adds_column(lint, statement, action->table, key->columns.items[i]))
			return table->object.uncertain;
	return true;
}

static bool is_served(const TableAfter *after, const ConstraintFacts *key)
{
	for (size_t i = 0; i < after->indexes.len; i++)
		if (index_leads_with(after->indexes.items[i], key->columns.items, key->columns.len))
			return true;
	return false;
}

static const char *joined(Lint *lint, const Statement *statement, const ConstraintFacts *key,
			  const char *comma)
{
	const char *list = "";

	for (size_t i = 0; i < key->columns.len; i++)
		list = arena_printf(lint_arena(lint), "%s%s%s", list, i ? comma : "",
				    show_identifier(lint, statement, key->columns.items[i], ""));
	return list;
}

static void report(Lint *lint, const Statement *statement, const Action *action, const ConstraintFacts *key)
{
	const char *table = show_relation(lint, statement, action->table);
	const char *columns = joined(lint, statement, key, ", ");
	Finding *finding = lint_report_action(lint, statement, action,
					      "foreign key (%s) of `%s` has no index that begins with it",
					      columns, table);
	const char *name = arena_printf(lint_arena(lint), "%.*s_%s", STR_ARG(action->table.name),
					joined(lint, statement, key, "_"));

	finding_at(finding, statement, key->location);
	finding_help(lint, finding, "make one; on a table that has rows, while others write:\n%s",
		     recipe_autocommit(lint, "CREATE INDEX CONCURRENTLY %s ON %s (%s)",
				       show_identifier(lint, statement, str_from(name), ""), table, columns));
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	size_t count;
	const ConstraintFacts *added = lint_added_constraints(lint, action, &count);
	const TableAfter *after = count ? lint_table_after(lint, action->table) : NULL;

	if (!after || !lint_designs(lint, statement, action))
		return;
	for (size_t i = 0; i < count; i++)
		if (added[i].kind == ACTION_ADD_FOREIGN_KEY && added[i].columns.len &&
		    !is_served(after, &added[i]) &&
		    !may_have_more(lint, statement, action, after->table, &added[i]))
			report(lint, statement, action, &added[i]);
}
