#include "rule.h"

static void check(Lint *lint, const Migration *migration);

const Rule rule_statement_per_alter = {
	.id = "statement-per-alter",
	.since = "0.1",
	.group = GROUP_SCHEMA,
	.severity = SEVERITY_NOTE,
	.off_by_default = true,
	.summary = "Several ALTER TABLE on one table could be one",
	.why = "ALTER TABLE takes a list. Its subcommands share one wait for the lock and, where they "
	       "rewrite the table or verify its rows (TYPE, SET NOT NULL, CHECK, ADD COLUMN with a "
	       "volatile default), one pass over it: two statements that rewrite a table write it "
	       "twice.\n\n"
	       "Reported are statements in a row on one table, in one transaction, written as SQL; "
	       "operations of a framework, which has no call for the list, only when two of them read "
	       "or rewrite the table. Not reported: RENAME, SET SCHEMA, ATTACH and DETACH PARTITION, "
	       "which PostgreSQL takes only alone, VALIDATE CONSTRAINT, which takes a weaker lock "
	       "alone, and what uses a column or constraint that a statement before it added.",
	.bad = "\"\"\"Visits have a reason.\"\"\"\n"
	       "# SAFETY: NON_DESTRUCTIVE\n"
	       "from alembic import op\n"
	       "\n"
	       "revision = \"0042\"\n"
	       "down_revision = \"0041\"\n"
	       "\n"
	       "\n"
	       "def upgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE visits ADD COLUMN reason text\")\n"
	       "    op.execute(\"ALTER TABLE visits ADD COLUMN minutes bigint\")\n"
	       "\n"
	       "\n"
	       "def downgrade():\n"
	       "    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
	       "    op.execute(\"ALTER TABLE visits DROP COLUMN reason, DROP COLUMN minutes\")\n",
	.good = "\"\"\"Visits have a reason.\"\"\"\n"
		"# SAFETY: NON_DESTRUCTIVE\n"
		"from alembic import op\n"
		"\n"
		"revision = \"0042\"\n"
		"down_revision = \"0041\"\n"
		"\n"
		"\n"
		"def upgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER TABLE visits ADD COLUMN reason text, ADD COLUMN minutes bigint\")\n"
		"\n"
		"\n"
		"def downgrade():\n"
		"    op.execute(\"SET LOCAL lock_timeout = '5s'\")\n"
		"    op.execute(\"ALTER TABLE visits DROP COLUMN reason, DROP COLUMN minutes\")\n",
	.on_new_relations = true,
	.check_migration = check,
};

enum {
	MAX_SHOWN = 8, // statements put together in the recipe
	MAX_RUN = 100, // statements that are counted together
};

// Run: statements in a row that could be one.
typedef struct Run {
	size_t first;
	size_t len;
	size_t last;
	size_t passes; // that read the whole table
	bool written;  // as SQL, all of them
} Run;

static bool can_stand_in_a_list(const Action *action)
{
	switch (action->kind) {
	case ACTION_RENAME_COLUMN:
	case ACTION_RENAME_CONSTRAINT:
	case ACTION_VALIDATE_CONSTRAINT:
	case ACTION_ATTACH_PARTITION:
	case ACTION_DETACH_PARTITION:
	case ACTION_DETACH_PARTITION_FINALIZE:
		return false;
	default:
		return action->kind >= ACTION_ADD_COLUMN && action->kind <= ACTION_ALTER_TABLE_OTHER;
	}
}

static bool is_alter_table(const Statement *statement)
{
	Str text = str_slice(statement->text, 0, strlen("ALTER TABLE"));

	if (!statement->actions.len || !str_equal_nocase(text, STR("ALTER TABLE")))
		return false;
	for (size_t i = 0; i < statement->actions.len; i++)
		if (!can_stand_in_a_list(&statement->actions.items[i]))
			return false;
	return true;
}

// PostgreSQL does what is dropped first, then types, then the rest, in whatever order the list has it.
static bool drops(const Action *action)
{
	switch (action->kind) {
	case ACTION_DROP_COLUMN:
	case ACTION_DROP_CONSTRAINT:
	case ACTION_DROP_NOT_NULL:
	case ACTION_DROP_DEFAULT:
	case ACTION_DROP_EXPRESSION:
	case ACTION_DROP_IDENTITY:
		return true;
	default:
		return false;
	}
}

static bool names(const Action *action, Str name)
{
	if (str_equal(action->name, name))
		return true;
	for (size_t i = 0; i < action->constraints.len; i++)
		if (str_equal(action->constraints.items[i].name, name))
			return true;
	return false;
}

// Whether `action` would be done before `earlier`, which it needs or takes back, or cannot stand in one list with it.
static bool is_out_of_order(const Action *action, const Action *earlier)
{
	if (!names(earlier, action->name))
		return false;
	if (action->kind == ACTION_ALTER_COLUMN_TYPE)
		return earlier->kind == ACTION_ADD_COLUMN || earlier->kind == ACTION_ALTER_COLUMN_TYPE;
	return drops(action) && !drops(earlier);
}

static bool depends(const Statement *statement, const StatementArray *statements, const Run *run)
{
	for (size_t a = 0; a < statement->actions.len; a++)
		for (size_t i = run->first; i <= run->last; i++)
			for (size_t j = 0; j < statements->items[i].actions.len; j++)
				if (is_out_of_order(&statement->actions.items[a],
						    &statements->items[i].actions.items[j]))
					return true;
	return false;
}

static bool joins(const Statement *statement, const StatementArray *statements, const Run *run)
{
	const Statement *first = &statements->items[run->first];

	if (!run->len || run->len == MAX_RUN || !statement->actions.len || !first->actions.len)
		return false;
	const Action *own = &statement->actions.items[0], *other = &first->actions.items[0];
	return relation_equal(own->table, other->table) && own->only == other->only &&
		statement->before.transaction == first->before.transaction &&
		statement->before.in_transaction == first->before.in_transaction &&
		statement->conditional == first->conditional && !depends(statement, statements, run);
}

// SET and comments may stand between.
static bool is_between(const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		ActionKind kind = statement->actions.items[i].kind;
		if (kind != ACTION_SET && kind != ACTION_SET_LOCAL && kind != ACTION_RESET &&
		    kind != ACTION_COMMENT)
			return false;
	}
	return statement->actions.len > 0;
}

// Whether it reads the table from end to end in the pass that a list shares.
static bool makes_a_pass(Lint *lint, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++) {
		const Action *action = &statement->actions.items[i];
		if (lint_work(lint, statement, action) >= WORK_SCAN &&
		    (action->kind == ACTION_ALTER_COLUMN_TYPE || action->kind == ACTION_ADD_COLUMN ||
		     action->kind == ACTION_SET_NOT_NULL || action->kind == ACTION_ADD_CHECK))
			return !statement_on_new_relation(statement, action->table);
	}
	return false;
}

static const char *together(Lint *lint, const StatementArray *statements, const Run *run)
{
	const Statement *first = &statements->items[run->first];
	Buffer out = buffer_in(lint_arena(lint));
	size_t shown = 1;

	buffer_add_str(&out, first->shown);
	for (size_t i = run->first + 1; i <= run->last && shown < MAX_SHOWN; i++) {
		const Statement *statement = &statements->items[i];
		if (is_between(statement))
			continue;
		buffer_printf(&out, ", %s",
			      show_name(lint, statement,
					str_slice(statement->sql->text, statement->actions.items[0].location,
						  statement->end)));
		shown++;
	}
	return shown < run->len ? "ALTER TABLE ..." : out.data;
}

static void report(Lint *lint, const StatementArray *statements, const Run *run)
{
	if (run->len < 2 || (!run->written && run->passes < 2))
		return;
	const Statement *first = &statements->items[run->first];
	// A Django operation that becomes SQL is no longer in the state.
	if (!run->written && first->migration->framework == FRAMEWORK_DJANGO)
		return;
	size_t second = run->first + 1;
	while (is_between(&statements->items[second]))
		second++;
	const char *table = show_relation(lint, first, first->actions.items[0].table);
	Finding *finding = lint_report_action(
		lint, &statements->items[second], &statements->items[second].actions.items[0],
		"%zu ALTER TABLE on `%s` that could be one%s", run->len, table,
		run->passes > 1 ? ": some go over the whole table, each by itself" : "");
	finding_related(lint, finding, first->span, "the first of them");
	finding_help(lint, finding, "write them as one:\n    %s",
		     recipe_execute(lint, "%s", together(lint, statements, run)));
}

static void check_direction(Lint *lint, const StatementArray *statements)
{
	Run run = { 0 };

	for (size_t i = 0; i < statements->len; i++) {
		const Statement *statement = &statements->items[i];
		if (run.len && is_between(statement))
			continue;
		bool alters = is_alter_table(statement);
		if (!alters || !joins(statement, statements, &run)) {
			report(lint, statements, &run);
			run = (Run){ .first = i, .written = true };
		}
		if (!alters)
			continue;
		run.last = i;
		run.len++;
		run.passes += makes_a_pass(lint, statement);
		run.written &= statement_is_written_sql(statement);
	}
	report(lint, statements, &run);
}

static void check(Lint *lint, const Migration *migration)
{
	(void)migration;
	check_direction(lint, lint_statements(lint, DIRECTION_UPGRADE));
}
