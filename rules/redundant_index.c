#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_redundant_index = {
	.id = "redundant-index",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_WARNING,
	.off_by_default = true,
	.summary = "Another index does all that this one does",
	.why = "A B-tree index whose keys are the first keys of another finds nothing that the other does "
	       "not find, and costs its share of every INSERT and UPDATE, of disk and of cache. A unique "
	       "index is needed for its own sake, unless another is unique by the same columns; partial "
	       "indexes are compared with ones of the same condition only.\n\n"
	       "The other index may be older, also that of a primary key or unique constraint, or made by "
	       "the same migration; when the new one is the longer, it is the old one that has become "
	       "redundant.",
	.bad = "\"\"\"Visits are looked up by ward and time.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.create_table(\"visits\", sa.Column(\"id\", sa.BigInteger(), primary_key=True), sa.Column(\"ward\", sa.Text()), sa.Column(\"at\", sa.DateTime(timezone=True)))\n"
	       "    op.create_index(\"visits_ward\", \"visits\", [\"ward\"])\n"
	       "    op.create_index(\"visits_ward_at\", \"visits\", [\"ward\", \"at\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_table(\"visits\")\n",
	.good = "\"\"\"Visits are looked up by ward and time.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.create_table(\"visits\", sa.Column(\"id\", sa.BigInteger(), primary_key=True), sa.Column(\"ward\", sa.Text()), sa.Column(\"at\", sa.DateTime(timezone=True)))\n"
		"    op.create_index(\"visits_ward_at\", \"visits\", [\"ward\", \"at\"])\n"
		"    op.create_index(\"visits_at\", \"visits\", [\"at\"])\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_table(\"visits\")\n",
	.on = { ACTION_CREATE_INDEX },
	.on_new_relations = true,
	.check_action = check,
};

static const CatalogIndex *index_called(const TableAfter *after, Str name)
{
	for (size_t i = 0; i < after->indexes.len; i++)
		if (str_equal(after->indexes.items[i]->object.name.name, name))
			return after->indexes.items[i];
	return NULL;
}

// The first index that covers `index`; of two that cover each other the later is redundant.
static const CatalogIndex *covering(const TableAfter *after, const CatalogIndex *index)
{
	bool later = false;

	for (size_t i = 0; i < after->indexes.len; i++) {
		const CatalogIndex *other = after->indexes.items[i];
		later |= other == index;
		if (index_is_covered(index, other) && !(later && index_is_covered(other, index)))
			return other;
	}
	return NULL;
}

// An index from before that `index` covers, and does more.
static const CatalogIndex *covered(Lint *lint, const Statement *statement, const TableAfter *after,
				   const CatalogIndex *index)
{
	for (size_t i = 0; i < after->indexes.len; i++) {
		const CatalogIndex *other = after->indexes.items[i];
		if (index_is_covered(other, index) && !index_is_covered(index, other) &&
		    !other->constraint.len &&
		    !lint_earlier(lint, statement, ACTION_CREATE_INDEX, (Relation){ STR_NONE, STR_NONE },
				  other->object.name.name) &&
		    !lint_later(lint, statement, ACTION_CREATE_INDEX, (Relation){ STR_NONE, STR_NONE },
				other->object.name.name))
			return other;
	}
	return NULL;
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	const TableAfter *after = lint_table_after(lint, action->table);
	const CatalogIndex *index = after ? index_called(after, action->name) : NULL;

	if (!index || !lint_designs(lint, statement, action))
		return;
	const CatalogIndex *other = covering(after, index);
	if (other) {
		Finding *finding = lint_report_action(
			lint, statement, action, "index `%s` is redundant: index `%s` begins with its keys",
			show_identifier(lint, statement, action->name, ""),
			show_known(lint, other->object.name));
		finding_help(lint, finding, "leave it out");
		return;
	}
	other = covered(lint, statement, after, index);
	if (!other)
		return;
	Finding *finding = lint_report_action(lint, statement, action,
					      "index `%s` makes `%s` redundant, whose keys it begins with",
					      show_identifier(lint, statement, action->name, ""),
					      show_known(lint, other->object.name));
	finding_help(lint, finding, "drop the old one once this one is there:\n%s",
		     recipe_autocommit(lint, "DROP INDEX CONCURRENTLY %s",
				       show_known(lint, other->object.name)));
}
