#include "rule.h"

static void check(Lint *lint, const Statement *statement, const Action *action);

const Rule rule_add_foreign_key_validates = {
	.id = "add-foreign-key-validates",
	.since = "0.1",
	.group = GROUP_LOCKING,
	.severity = SEVERITY_WARNING,
	.summary = "Adding a foreign key reads the table under locks on both",
	.why = "PostgreSQL looks up every row's reference while it holds SHARE ROW EXCLUSIVE on both tables: "
	       "nobody writes to either until the transaction commits. NOT VALID skips that: new rows are "
	       "checked at once, old ones by VALIDATE CONSTRAINT in a later transaction, which lets others "
	       "write. `op.add_column()` with a `sa.ForeignKey` adds the constraint as a second statement, "
	       "which reads the table as well.",
	.bad = "\"\"\"Who booked an appointment.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.create_foreign_key(\"booked_by_staff\", \"appointments\", \"staff\", [\"booked_by\"], [\"id\"])\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.drop_constraint(\"booked_by_staff\", \"appointments\", type_=\"foreignkey\")\n",
	.good = "\"\"\"Who booked an appointment; the old ones are checked by the next migration.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.create_foreign_key(\n"
		"        \"booked_by_staff\", \"appointments\", \"staff\", [\"booked_by\"], [\"id\"], postgresql_not_valid=True\n"
		"    )\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.drop_constraint(\"booked_by_staff\", \"appointments\", type_=\"foreignkey\")\n",
	.on = { ACTION_ADD_FOREIGN_KEY, ACTION_ADD_COLUMN },
	.check_action = check,
};

static bool validates(const Action *action)
{
	// PostgreSQL checks nothing for a new column that has no default clause: it is NULL everywhere.
	if (action->kind == ACTION_ADD_COLUMN)
		return action->column && action->column->has_references && action->column->has_default_clause;
	return !action->not_valid;
}

static const char *show_key(Lint *lint, const Statement *statement, const Action *action)
{
	if (action->kind == ACTION_ADD_COLUMN || !action->name.len)
		return "a foreign key";
	return arena_printf(lint_arena(lint), "foreign key `%s`",
			    show_identifier(lint, statement, action->name, ""));
}

// The name as given, or the one PostgreSQL chooses.
static Str name_of(Lint *lint, const Action *action)
{
	Arena *arena = lint_arena(lint);
	const char *name = arena_printf(arena, "%.*s_", STR_ARG(action->table.name));

	if (action->kind == ACTION_ADD_FOREIGN_KEY && action->name.len)
		return action->name;
	if (action->kind == ACTION_ADD_COLUMN)
		name = arena_printf(arena, "%s%.*s_", name, STR_ARG(action->column->name));
	for (size_t i = 0; action->kind == ACTION_ADD_FOREIGN_KEY && i < action->columns.len; i++)
		name = arena_printf(arena, "%s%.*s_", name, STR_ARG(action->columns.items[i]));
	return str_from(arena_printf(arena, "%sfkey", name));
}

// The same key, checked for new rows only.
static const char *not_valid(Lint *lint, const Statement *statement, const Action *action, const char *table,
			     const char *name)
{
	bool is_inline = action->kind == ACTION_ADD_COLUMN;

	return recipe_execute(
		lint, "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s NOT VALID", table,
		name,
		is_inline ? show_identifier(lint, statement, action->column->name, "")
			  : show_columns(lint, statement, action),
		show_relation(lint, statement, is_inline ? action->column->references : action->other));
}

static void help(Lint *lint, const Statement *statement, const Action *action, Finding *finding)
{
	const char *table = show_relation(lint, statement, action->table);
	const char *name = show_identifier(lint, statement, name_of(lint, action), "");
	const char *call = recipe_not_valid(lint, statement);

	finding_help(lint, finding,
		     "check new rows only, and the old ones in the next migration, while others write:\n"
		     "    %s\n"
		     "    %s\n"
		     "    %s",
		     call ? call : not_valid(lint, statement, action, table, name),
		     recipe_comment(lint, "in the next migration"),
		     recipe_execute(lint, "ALTER TABLE %s VALIDATE CONSTRAINT %s", table, name));
}

static void check(Lint *lint, const Statement *statement, const Action *action)
{
	if (!validates(action))
		return;
	const char *table = show_relation(lint, statement, action->table);
	bool is_inline = action->kind == ACTION_ADD_COLUMN;
	Relation referenced = is_inline ? action->column->references : action->other;
	Finding *finding = lint_report_action(
		lint, statement, action,
		"adding %s reads all of `%s`; nobody writes to it or to `%s` meanwhile",
		show_key(lint, statement, action), table, show_relation(lint, statement, referenced));
	help(lint, statement, action, finding);
}
