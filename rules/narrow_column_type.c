#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_narrow_column_type = {
	.id = "narrow-column-type",
	.since = "0.1",
	.group = GROUP_DESTRUCTIVE,
	.severity = SEVERITY_WARNING,
	.summary = "A narrower type loses values or fails on them",
	.why = "Some changes lose data silently: numeric to a smaller scale, timestamp to a lower precision "
	       "or to date, double precision to real or integer round or cut every value. Others stop the "
	       "migration at the first value that does not fit: a shorter varchar, a smaller integer, text "
	       "to an enum - unless a USING expression such as `left(x, 10)` cuts it.\n\n"
	       "The old type is what `existing_type=` says. Where it is not known, change-column-type says "
	       "so instead.",
	.bad = "\"\"\"Phone numbers have at most 15 digits.\"\"\"\n"
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
	       "    op.alter_column(\"patients\", \"phone\", existing_type=sa.String(30), type_=sa.String(15))\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.alter_column(\"patients\", \"phone\", existing_type=sa.String(15), type_=sa.String(30))\n",
	.good = "\"\"\"New phone numbers have at most 15 digits.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER TABLE patients ADD CONSTRAINT phone_length CHECK (length(phone) <= 15) NOT VALID\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"phone_length\", \"patients\", type_=\"check\")\n",
	.on = { ACTION_ALTER_COLUMN_TYPE },
	.check_action = check,
};

static const char *fits(Lint *lint, const char *column, const TypeRef *type)
{
	bool is_text = str_is(type->name, "varchar") || str_is(type->name, "bpchar");

	if (is_text && type->modifier_count == 1)
		return arena_printf(lint_arena(lint), "length(%s) <= %d", column, type->modifiers[0]);
	return arena_printf(lint_arena(lint), "%s::%s = %s", column, show_type(lint, type), column);
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	TypeChange change;

	// A replaced enum is drop-enum-value's.
	if (!action->column || lint_enum_replacement(lint, statement, action->column->type.name) ||
	    !lint_type_change(lint, statement, action, &change) || !change.loses_data)
		return;
	const char *table = show_relation(lint, statement, action->table);
	const char *column = show_identifier(lint, statement, action->name, "");
	const char *old_type = show_old_type(lint, statement, action);
	const char *new_type = show_new_type(lint, statement, action);
	Finding *finding = lint_report_action(
		lint, statement, action,
		"column `%s` of `%s` becomes narrower, %s to %s: values that do not fit are lost "
		"or stop the migration",
		column, table, old_type, new_type);
	finding_help(lint, finding,
		     "keep the type and refuse what does not fit from now on:\n"
		     "    %s",
		     recipe_execute(lint, "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID", table,
				    show_identifier(lint, statement, action->name, "_fits"),
				    fits(lint, show_identifier(lint, statement, action->name, ""),
					 &action->column->type)));
}
