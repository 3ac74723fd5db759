#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_drop_column_still_mapped = {
	.id = "drop-column-still-mapped",
	.since = "0.1",
	.group = GROUP_COMPATIBILITY,
	.severity = SEVERITY_WARNING,
	.summary = "The project's code still maps what the migration drops or renames",
	.why = "SQLAlchemy names every mapped column in its SELECT and INSERT statements: from the "
	       "migration on each query of the model fails with `column ... does not exist`, in the "
	       "code that runs and in the code that is deployed with the migration. Take the column "
	       "out of the model first, release that, and drop or rename the column in a later "
	       "migration.\n\n"
	       "miglint reads the Python files of the project (below the closest folder with a "
	       "pyproject.toml, setup.py or the like, or with .git): declarative classes with their "
	       "bases and mixins, SQLModel, `Table(...)`, models of Django. Not reported when a later revision speaks of "
	       "the same table and column: it may bring it back.",
	.bad = "# ---- pyproject.toml\n"
	       "[project]\n"
	       "name = \"clinic\"\n"
	       "# ---- clinic/models.py\n"
	       "from sqlalchemy import Column, Integer, Text\n"
	       "from sqlalchemy.orm import declarative_base\n"
	       "\n"
	       "Base = declarative_base()\n"
	       "\n"
	       "\n"
	       "class Patient(Base):\n"
	       "    __tablename__ = \"patients\"\n"
	       "\n"
	       "    id = Column(Integer, primary_key=True)\n"
	       "    name = Column(Text)\n"
	       "    fax = Column(Text)\n"
	       "# ---- versions/0041_patients.py\n"
	       "\"\"\"The patients, since before the first revision.\"\"\"\n"
	       "revision = \"0041\"\n"
	       "down_revision = None\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    pass\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    pass\n"
	       "# ---- versions/0042_fax.py\n"
	       "\"\"\"Nobody sends faxes any more.\"\"\"\n"
	       "# SAFETY: DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "import sqlalchemy as sa\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_column(\"patients\", \"fax\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.add_column(\"patients\", sa.Column(\"fax\", sa.Text()))\n",
	.good = "# ---- pyproject.toml\n"
		"[project]\n"
		"name = \"clinic\"\n"
		"# ---- clinic/models.py\n"
		"from sqlalchemy import Column, Integer, Text\n"
		"from sqlalchemy.orm import declarative_base\n"
		"\n"
		"Base = declarative_base()\n"
		"\n"
		"\n"
		"class Patient(Base):\n"
		"    __tablename__ = \"patients\"\n"
		"\n"
		"    id = Column(Integer, primary_key=True)\n"
		"    name = Column(Text)\n"
		"# ---- versions/0041_patients.py\n"
		"\"\"\"The patients, since before the first revision.\"\"\"\n"
		"revision = \"0041\"\n"
		"down_revision = None\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    pass\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    pass\n"
		"# ---- versions/0042_fax.py\n"
		"\"\"\"Nobody sends faxes any more.\"\"\"\n"
		"# SAFETY: DESTRUCTIVE\n"
		"from alembic import op\n"
		"import sqlalchemy as sa\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    # miglint: ignore[drop-column] not mapped since 31, saved to the archive on 2024-05-02\n"
		"    op.drop_column(\"patients\", \"fax\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.add_column(\"patients\", sa.Column(\"fax\", sa.Text()))\n",
	.on = { ACTION_DROP_COLUMN, ACTION_RENAME_COLUMN, ACTION_DROP_TABLE, ACTION_RENAME_TABLE },
	.check_action = check,
};

static const char *verb(const Action *action)
{
	return action->kind == ACTION_DROP_COLUMN || action->kind == ACTION_DROP_TABLE ? "dropped"
										       : "renamed";
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	bool column = action->kind == ACTION_DROP_COLUMN || action->kind == ACTION_RENAME_COLUMN;
	Span place;

	if (statement->direction != DIRECTION_UPGRADE ||
	    !lint_is_mapped(lint, statement, action->table, column ? action->name : STR_NONE, &place))
		return;
	const char *table = show_relation(lint, statement, action->table);
	Finding *finding = column
		? lint_report_action(
			  lint, statement, action,
			  "column `%s` of `%s` is %s, but the code still maps it: its queries will fail",
			  show_identifier(lint, statement, action->name, ""), table, verb(action))
		: lint_report_action(lint, statement, action,
				     "table `%s` is %s, but the code still maps it: its queries will fail",
				     table, verb(action));
	finding_related(lint, finding, place, "mapped here");
	finding_help(lint, finding, "change the code first, release it, and do this in a later migration");
}
