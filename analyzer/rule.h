// rule.h - all a rule may know: the Rule struct, what it looks at, how it reports. Rules include only this header.
//
// A rule is policy: which Action in which Context is worth telling whom. Facts (locks, rewrites, versions) are in
// statement->effects; a lock's or version's name never stands in a rule's code.

#ifndef RULE_H
#define RULE_H

#include "around.h"
#include "finding.h"
#include "migration/django_squash.h"
#include "migration/graph.h"
#include "migration/migration.h"
#include "migration/safety.h"
#include "postgres/statement.h"
#include "replayed.h"
#include "revision_past.h"
#include "roundtrip.h"

typedef struct Lint Lint; // lint.c's; opaque here

typedef enum RuleGroup {
	GROUP_SAFETY,
	GROUP_DESTRUCTIVE,
	GROUP_LOCKING,
	GROUP_TRANSACTION,
	GROUP_FAILURE,
	GROUP_COMPATIBILITY,
	GROUP_REVERSIBILITY,
	GROUP_HISTORY,
	GROUP_PROJECT,
	GROUP_ANALYSIS,
	GROUP_SCHEMA,
	GROUP_COUNT,
} RuleGroup;
const char *rule_group_name(RuleGroup group);

// Rule: data first. All texts are mandatory.
// - `id`: kebab-case, names the offence, equals the file name with '-' for '_'
// - `summary`: one sentence without full stop, at most 80 characters
// - `why`: Markdown: what it causes, since which PostgreSQL version
// - `framework`: of the examples
// - `bad`, `good`: complete Alembic revisions (or Django migrations); bad gives exactly one finding of this rule, good none of any default rule
// - `on`: the actions check_action() wants, ended by ACTION_OTHER (0); empty with check_action means all
// - `notice`: the rule reports notices of this kind as they are (the engine does it; no check needed)
// - `check_project`: asked once about the files around the migrations, when the env.py or manage.py among them is linted
// - `on_new_relations`: also wants actions on relations this migration created (default: the engine exempts them)
struct Rule {
	const char *id;
	const char *since;
	RuleGroup group;
	Severity severity;
	Framework framework;
	bool off_by_default;
	const char *summary;
	const char *why;
	const char *bad;
	const char *good;
	ActionKind on[16];
	NoticeKind notice;
	bool on_new_relations;
	void (*check_action)(Lint *lint, const Statement *statement, const Action *action);
	void (*check_statement)(Lint *lint, const Statement *statement);
	void (*check_migration)(Lint *lint, const Migration *migration);
	void (*check_project)(Lint *lint, const Around *around);
};

// Reports at `span`; the rule is the one being run. The Finding may be refined with the functions below until the check returns.
Finding *lint_report(Lint *lint, Span span, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Reports on a statement, or on one action of it (`action` may be NULL): span, SQL, lock story, direction and the call or loop it was
// reached through are filled in.
Finding *lint_report_action(Lint *lint, const Statement *statement, const Action *action, const char *format,
			    ...) __attribute__((format(printf, 4, 5)));
// Says that what was reported with lint_report() is about one direction.
void finding_direction(Finding *finding, const Migration *migration, Direction direction);
void finding_help(Lint *lint, Finding *finding, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void finding_related(Lint *lint, Finding *finding, Span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

// Adds the next step of the story of a transaction: the statement that took the lock, what runs while it is held ... The finding's own
// place is a step too.
void finding_flow(Lint *lint, Finding *finding, Span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

// Facts of the run.
Arena *lint_arena(Lint *lint);
int lint_postgres_version(const Lint *lint);
// Statements of one direction of the migration being linted, in order.
const StatementArray *lint_statements(const Lint *lint, Direction direction);
// The effects of one action of a statement.
const Effects *action_effects(const Statement *statement, const Action *action);
// A table that upgrade() gives a foreign key or an index, as it is behind upgrade(); NULL when the name is not there any more.
const TableAfter *lint_table_after(Lint *lint, Relation table);
// What upgrade() and then downgrade() make of the schema.
const RoundTrip *lint_round_trip(const Lint *lint);
// The statement one of its changes is due to, NULL when none can be named.
const Statement *lint_cause_of(const Lint *lint, const CatalogChange *change);
// Why `action` fails for certain on the schema its history left, CONTRADICTION_NONE when nothing says so. Only of upgrade(), and of what
// runs under no condition: a downgrade that fails is the round trip's.
Contradiction action_contradiction(const Statement *statement, const Action *action);
// The place of the migration in its history, NULL when nothing is known of that.
const Revision *lint_node(const Lint *lint);
// The statements of the n-th upgrade that runs before this one in the same transaction, as far as none of them ends it; NULL behind the
// last. Only what is said to be pending (start-after, --diff-base) runs together.
const StatementArray *lint_together(const Lint *lint, size_t n);
// The declared safety of the migration.
const SafetyTags *lint_safety(const Lint *lint);

// Words for messages, in the lint's arena. Names with holes show the expression in braces.
const char *show_relation(Lint *lint, const Statement *statement, Relation relation);
const char *show_name(Lint *lint, const Statement *statement, Str name);
const char *show_type(Lint *lint, const TypeRef *type);
// What a DROP or CREATE is about, in backticks: the relation or object, a trigger or policy with its table ("`audit` on `accounts`").
const char *show_object(Lint *lint, const Statement *statement, const Action *action);
// A name the catalog knows, as one writes it: without "public".
const char *show_known(Lint *lint, Relation relation);
// What a direction of the migration is called: "downgrade()", in a file of SQL "the down migration".
const char *show_direction(const Lint *lint, Direction direction);
// What goes silently with the column of DROP COLUMN, as the history knows: "index `a`, constraint `b`"; NULL when nothing does, "" when
// nobody knows.
const char *show_parts_of_column(Lint *lint, const Statement *statement, const Action *action);
// What CASCADE takes along, as the history knows: "view `v`, constraint `k` of `t`, column `c` of `t`"; "" when it knows of nothing.
const char *show_dependents(Lint *lint, const Statement *statement, const Action *action);
// An action as one begins to write it: "DROP TABLE `a`", "DELETE FROM `a`".
const char *show_action(Lint *lint, const Statement *statement, const Action *action);
// `name` and `suffix` as an identifier in SQL, quoted where PostgreSQL needs it.
const char *show_identifier(Lint *lint, const Statement *statement, Str name, const char *suffix);
// The types of ALTER COLUMN TYPE: the new one, and the old one as the history has it, else as
// existing_type= gives it; "" when neither does.
const char *show_new_type(Lint *lint, const Statement *statement, const Action *action);
const char *show_old_type(Lint *lint, const Statement *statement, const Action *action);

// Looking around (rule.c). "Earlier" and "later" include the statement itself; an empty `table` or `name` matches any. They
// answer the action found, NULL when there is none.
const Action *lint_earlier(Lint *lint, const Statement *statement, ActionKind kind, Relation table, Str name);
const Action *lint_later(Lint *lint, const Statement *statement, ActionKind kind, Relation table, Str name);
// Whether the migration makes anew what `action` drops, or gives its name to something else, later on.
bool lint_recreates(Lint *lint, const Statement *statement, const Action *action);
// replaced.c. Whether every row `table` had was deleted before `statement`, whatever branch is taken, and none inserted since.
bool lint_is_emptied(Lint *lint, const Statement *statement, Relation table);
// Whether what a DROP CONSTRAINT gives up is given back or has lost its object: the migration adds a constraint of the same kind on the
// same columns, or drops its table or column later. Of a constraint the history does not know, its name tells kind and columns.
bool lint_replaces_constraint(Lint *lint, const Statement *statement, const Action *action);
// Whether the migration has dropped a column of the type before, or its table.
bool lint_drops_users_of(Lint *lint, const Statement *statement, Relation type);
// Whether a downgrade's `action` takes back what upgrade() of the same migration made (dropping it is what downgrade is for), or is
// on a table upgrade() made. The engine exempts these from the destructive group.
bool lint_undoes_upgrade(Lint *lint, const Statement *statement, const Action *action);
// Whether a downgrade's RENAME TABLE or SET SCHEMA gives back the name that upgrade() took: the code of the release before expects it.
bool lint_renames_back(Lint *lint, const Statement *statement, const Action *action);
// The CREATE TYPE by which the direction replaces the enum type `name` (the old or the new one's name): rename, create, cast the
// columns, drop. NULL when it does not.
const Action *lint_enum_replacement(Lint *lint, const Statement *statement, Str name);
// Whether the direction has made, by then, the schema a DROP SCHEMA is about, which was not there before.
bool lint_makes_schema(Lint *lint, const Statement *statement, const Action *action);
// Whether rows or values that existed before the migration are gone after `action`; the first such action of a statement, or NULL.
bool lint_action_destroys(Lint *lint, const Statement *statement, const Action *action);
const Action *lint_destroying_action(Lint *lint, const Statement *statement);
// The first statement of the direction at or after `index` that destroys data, NULL when there is none.
const Statement *lint_next_destroying(Lint *lint, Direction direction, size_t index);
// Whether every step of the direction could be read.
bool lint_is_readable(Lint *lint, const Migration *migration, Direction direction);
// Verdict on an ALTER COLUMN TYPE; false when either type is not known, and the verdict is then the careful one.
bool lint_type_change(Lint *lint, const Statement *statement, const Action *action, TypeChange *change);
// Whether the statement may wait, without lock_timeout, for a lock behind which others wait: writers at least, on a `relation` that
// existed before the migration.
bool statement_waits_without_limit(const Statement *statement, Relation *relation, bool *blocks_reads);
// Whether it takes such a lock, and may then run without statement_timeout.
bool statement_runs_without_limit(const Statement *statement, Relation *relation);
// Whether it changes the schema in a way that a statement can take back.
bool statement_has_inverse(const Statement *statement);
// The first hole in the text of `statement`, NULL when all of it is known.
const SqlHole *statement_hole(const Statement *statement);
// Whether the WHERE of a DELETE or UPDATE keeps every row: there is none, or it is always true.
bool action_hits_all_rows(const Action *action);
// Whether an INSERT or UPDATE writes as many rows as an existing table has: no WHERE, a backfill of new columns that picks no rows by
// value, a join with another table, INSERT ... SELECT of a whole table.
bool lint_is_bulk(Lint *lint, const Statement *statement, const Action *action);
// Whether an UPDATE sets no other columns than ones this migration added before it.
bool lint_is_backfill(Lint *lint, const Statement *statement, const Action *action);
// The next identifier of the statement that PostgreSQL would cut, searched from byte `*start` of its SQL: [*start, *end).
bool statement_long_identifier(const Statement *statement, uint32_t *start, uint32_t *end);
// Whether a CHECK that this migration added, and validated, proves that the column of SET NOT NULL holds no NULL.
bool lint_proves_not_null(Lint *lint, const Statement *statement, const Action *action);
// The columns of a constraint or index as SQL writes them, with commas; "..." when one is an expression.
const char *show_columns(Lint *lint, const Statement *statement, const Action *action);
// "PostgreSQL 15": whose grammar reads the SQL.
const char *lint_grammar(Lint *lint);
// Of a statement with `newer` in it: whether the server it is meant for is too old for that; "PostgreSQL 18": which one is not.
bool statement_needs_newer_server(const Lint *lint, const Statement *statement);
const char *show_newer_grammar(Lint *lint, const Statement *statement);

// The last matching action before `statement`, or in it, of the same transaction; `*by` (may be NULL) is its statement.
const Action *lint_in_transaction(Lint *lint, const Statement *statement, ActionKind kind, Relation table,
				  Str name, const Statement **by);
// Whether the NOT VALID constraint a VALIDATE CONSTRAINT is about was added in the same transaction, by the statement `*by`.
bool lint_validates_own(Lint *lint, const Statement *statement, const Action *action, const Statement **by);
// The work of an action, less what the migration itself proved to be unnecessary.
Work lint_work(Lint *lint, const Statement *statement, const Action *action);
// Whether an action reads or writes a table that existed before the migration from end to end.
bool lint_is_heavy(Lint *lint, const Statement *statement, const Action *action);
// Whether it does so while others write: CREATE INDEX CONCURRENTLY, VALIDATE CONSTRAINT.
bool statement_works_online(const Statement *statement);
// Whether the statement runs where nothing begins a transaction for it: in autocommit_block() and the like.
bool lint_in_autocommit(Lint *lint, const Statement *statement);
// Whether PostgreSQL gets the statement in one string with others: they run in a transaction of their own even in autocommit.
bool lint_shares_string(Lint *lint, const Statement *statement);
// Whether it is part of a block outside a transaction that commits behind it under a condition: a loop that works in batches.
bool lint_works_in_batches(Lint *lint, const Statement *statement);
// Whether the table of `action` (of an index: the index's table) is known to be partitioned: the history says so, or this migration
// shows it in either direction.
bool lint_is_partitioned(Lint *lint, const Statement *statement, const Action *action);
// Whether the table is partitioned and has a DEFAULT partition.
bool action_meets_default_partition(const Statement *statement, const Action *action);
// The table of the index that `action` is about (DROP INDEX, REINDEX INDEX), as far as the history or either direction of the migration
// tells; an empty one when they do not.
Relation lint_table_of_index(Lint *lint, const Statement *statement, const Action *action);
// Whether the table of an index that is dropped is dropped as well, later in the migration.
bool lint_drops_table_of(Lint *lint, const Statement *statement, const Action *action);
// Whether a unique constraint or index is beside one, or takes the place of one, by some of the same columns: rows that were different
// are still different, and who kept to that one keeps to this.
bool lint_widens_unique(Lint *lint, const Statement *statement, const Action *action);
// Whether every constant of ATTACH PARTITION's bound stands in a validated CHECK of the partition.
bool lint_proves_bound(Lint *lint, const Statement *statement, const Action *action);
// Whether the action of kind REVOKE takes privileges away from what exists.
bool action_revokes_now(const Action *action);
// What depends on the PostgreSQL version alone.
bool statement_ends_transaction(const Statement *statement);
bool lint_can_use_enum_value(Lint *lint, const Statement *statement, Relation type);
bool lint_can_detach_concurrently(Lint *lint);
bool lint_partitioned_can_be_not_valid(Lint *lint);
// Whether `statement` uses the enum value that `added` (ADD VALUE) adds.
bool statement_uses_value(const Statement *statement, const Action *added);

// The history (revisions.c). Where a revision says what it follows: the line of down_revision, else of its id, else its heading.
Span revision_place(const Revision *revision);
// Revisions or ids as in "`a`, `b` and `c`".
const char *show_revisions(Lint *lint, const RevisionArray *revisions);
const char *show_ids(Lint *lint, const IdArray *ids);
// Its id, or the name of its file.
const char *show_revision(Lint *lint, const Revision *revision);
// The id of the history a misspelt or shortened one is nearest to, NULL when none is near.
const char *revision_near(Lint *lint, const Revision *revision, Str id);
// The number a file name begins with, -1 when there is none; dates and times are none.
int revision_number(const Revision *revision);
// The greatest number below `number` that it has or that a migration it replaces had; -1 when there is none.
int revision_number_below(const Revision *revision, int number);

// HeldLocks: the locks on what existed before the migration that its transaction holds, gathered as the statements of one direction go
// by (held.c). Zero it, then call held_enter() before and held_add() after looking at each statement.
// - `items`: in the order they are taken, one per relation, at its strongest; indexes are left out
typedef struct Held {
	Relation relation;
	LockMode mode;
	const Statement *by; // that took `mode`
	const Action *action;
} Held;
typedef struct HeldLocks {
	uint32_t transaction;
	Array(Held) items;
	Map places; // shown relation -> index in items, plus one
} HeldLocks;
// Forgets what an ended transaction held.
void held_enter(HeldLocks *held, Lint *lint, const Statement *statement);
void held_add(HeldLocks *held, Lint *lint, const Statement *statement);
// Whether `action` takes a lock behind which writers wait, on a table or index that existed before; `*readers` too.
bool action_stops_writers(const Statement *statement, const Action *action, bool *readers);
// Whether a lock is on a partition of the table its action is about: they are one to those who use them.
bool held_is_partition(const Held *held);
// The strongest lock held that blocks writes and is stronger than what `statement` itself takes on that relation; NULL when none is.
const Held *held_above(const HeldLocks *held, const Statement *statement);

#include "code.h"
#include "design.h"
#include "recipe.h"

#endif
