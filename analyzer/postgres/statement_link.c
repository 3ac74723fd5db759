// statement_link.c - statements in the order they run: what holds before each, what the catalog knows, what they do.

#include "postgres/effect_indexes.h"
#include "postgres/guard.h"
#include "postgres/scan.h"
#include "postgres/transaction.h"

typedef struct Linker {
	Arena *arena;
	const StatementOptions *options;
	Catalog *catalog;
	Transaction transaction;
	bool in_block;            // outside a transaction: it is one
	uint32_t undone_at;       // Statement.undone_at of the block that runs; 0: none
	Savepoint subtransaction; // its begin
} Linker;

// ---- effects -------------------------------------------------------------------------------------------------

// A reason may name a type.
static void show_reason(Arena *arena, const Statement *statement, Effects *effects)
{
	if (effects->reason && strstr(effects->reason, SQL_HOLE_PREFIX))
		effects->reason = str_dup(arena, sql_show(arena, statement->sql, str_from(effects->reason)));
}

static void add_effects(Linker *linker, Statement *statement)
{
	EffectContext context = {
		.postgres_version = linker->options->postgres_version,
		.old_type = statement->step->existing_type,
		.catalog = linker->catalog,
		.actions = &statement->actions,
		.utc = statement->before.utc,
	};

	statement->effects = (Effects){ .allowed_in_transaction = true };
	statement->action_effects = arena_array(linker->arena, Effects, statement->actions.len);
	for (size_t i = 0; i < statement->actions.len; i++) {
		Effects *effects = &statement->action_effects[i];
		context.facts = &statement->facts[i];
		*effects = effects_of_action(linker->arena, &statement->actions.items[i], &context);
		show_reason(linker->arena, statement, effects);
		if (statement->actions.len > 1)
			effects_merge(linker->arena, &statement->effects, effects);
		else
			statement->effects = effects_shared(effects);
	}
}

// ---- what is not known ---------------------------------------------------------------------------------------

// Whether SQL that cannot be read only changes rows, judged by its first word.
static bool only_changes_rows(Str sql)
{
	static const char *const words[] = {
		"select", "insert", "update", "delete", "with", "values", "set"
	};
	Token token = sql_token(sql, 0);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (token_is_word(sql, token, words[i]))
			return true;
	return false;
}

static Str first_fragment(const Step *step)
{
	const Text *text = step->fragments;

	return text && text->pieces.len && !text->pieces.items[0].hole ? text->pieces.items[0].text
								       : STR_NONE;
}

bool step_may_change_schema(const Step *step)
{
	return step->unreadable.len && !only_changes_rows(first_fragment(step)) &&
		!str_starts_with(step->unreadable, STR("rows ")) && !str_is(step->operation, "bulk_insert");
}

static void apply(Linker *linker, Statement *statement)
{
	if (statement->node) {
		catalog_leave_names(linker->catalog, statement->step->written);
		catalog_apply(linker->catalog, &statement->actions, statement->conditional);
		statement->refusal = statement->guard ? NULL : catalog_refusal(linker->catalog);
	} else if (!only_changes_rows(statement->text)) {
		catalog_blur(linker->catalog);
	}
}

// ---- in order ------------------------------------------------------------------------------------------------

static bool ends_transaction(const Statement *statement)
{
	ActionKind kind = statement->actions.len ? statement->actions.items[0].kind : ACTION_OTHER;

	return kind == ACTION_COMMIT || kind == ACTION_ROLLBACK;
}

static void leave_block(Linker *linker)
{
	if (linker->in_block)
		transaction_boundary(&linker->transaction, BOUNDARY_COMMIT, 0);
	linker->in_block = false;
}

// COMMIT in a block: PostgreSQL refuses it when the block itself is inside a transaction, otherwise begins another.
static bool end_in_block(Linker *linker, Statement *statement)
{
	if (linker->in_block) {
		statement->before.in_transaction = false;
		return true;
	}
	statement->effects.allowed_in_transaction = false;
	statement->action_effects[0].allowed_in_transaction = false;
	return false;
}

// A block or function that runs outside a transaction is one.
static void enter_block(Linker *linker, const Statement *statement)
{
	if (!statement->enclosing)
		leave_block(linker);
	else if (!linker->transaction.now.in_transaction) {
		linker->in_block = true;
		transaction_block_begin(&linker->transaction);
	}
}

// Before the statement with index `next`: a block that always raises ends.
static void end_subtransaction(Linker *linker, uint32_t next)
{
	if (!linker->undone_at || next < linker->undone_at)
		return;
	transaction_undo(&linker->transaction, &linker->subtransaction, next);
	linker->undone_at = 0;
}

static void begin_subtransaction(Linker *linker, const Statement *statement)
{
	if (!statement->undone_at || linker->undone_at)
		return;
	linker->undone_at = statement->undone_at;
	linker->subtransaction = transaction_save(&linker->transaction, STR_NONE, statement->index);
}

// What is known to fail in a block that catches it has not run.
static bool guard_holds(const Linker *linker, const Statement *statement)
{
	for (size_t i = 0; i < statement->actions.len; i++)
		if (statement->facts[i].contradiction.kind)
			return false;
	return guard_ask(statement->guard, linker->catalog, &statement->actions) == GUARD_HOLDS;
}

static void link_statement(Linker *linker, Statement *statement)
{
	bool runs = true;

	end_subtransaction(linker, statement->index);
	enter_block(linker, statement);
	begin_subtransaction(linker, statement);
	statement->before = linker->transaction.now;
	statement->facts = action_facts_of(linker->arena, linker->catalog, &statement->actions);
	if (statement->guard)
		statement->conditional = !guard_holds(linker, statement);
	add_effects(linker, statement);
	if (statement->enclosing && ends_transaction(statement))
		runs = end_in_block(linker, statement);
	Arena scratch = { 0 };
	Map indexes = effects_indexes_before(&scratch, linker->catalog, statement);
	if (runs)
		transaction_after(&linker->transaction, linker->arena, statement);
	apply(linker, statement);
	effects_add_built_indexes(linker->arena, &scratch, linker->catalog, &indexes, statement);
	arena_release(&scratch);
}

void statements_link(Arena *arena, const Migration *migration, Direction direction,
		     const StatementOptions *options, StatementArray *statements)
{
	const StepArray *steps = &migration->steps[direction];
	Catalog *catalog = options->catalog ? options->catalog : catalog_new(arena, false);
	Linker linker = { arena, options, catalog, transaction_begin(arena, options->start, catalog) };
	size_t next = 0;

	for (size_t i = 0; i < steps->len; i++) {
		const Step *step = &steps->items[i];
		// A rollback() in a handler is on a way that ends in an exception.
		bool handled = step->conditional && step->boundary == BOUNDARY_ROLLBACK;
		if (step->kind == STEP_BOUNDARY && !handled)
			transaction_boundary(&linker.transaction, step->boundary, (uint32_t)next);
		if (step_may_change_schema(step))
			catalog_doubt(catalog);
		for (; next < statements->len && statements->items[next].step == step; next++)
			link_statement(&linker, &statements->items[next]);
		end_subtransaction(&linker, (uint32_t)next);
		leave_block(&linker);
	}
}

const ActionFacts *action_facts(const Statement *statement, const Action *action)
{
	return &statement->facts[action - statement->actions.items];
}
