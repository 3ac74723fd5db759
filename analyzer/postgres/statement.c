#include "postgres/statement.h"

#include "postgres/expand.h"
#include "postgres/hole.h"
#include "postgres/recall.h"
#include "postgres/scan.h"
#include "postgres/transaction.h"

typedef Array(uint32_t) OffsetArray;

// ---- places --------------------------------------------------------------------------------------------------

static bool is_covered(const Sql *sql, uint32_t offset)
{
	size_t low = 0, high = sql->piece_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const SqlPiece *piece = &sql->pieces[middle];
		if (offset < piece->start)
			high = middle;
		else if (offset >= piece->start + piece->len)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

// SQL the author wrote stands where it is written; SQL we made for an operation stands at the operation, and so does SQL
// that comes from another file. A text put together at run time stands where it is run, unless it is written there.
static Span span_of(const Statement *statement, Span run)
{
	Span home = statement->step->span;

	if (run.source == home.source && run.source)
		home = run;
	if (!is_covered(statement->sql, statement->start))
		return home;
	Span span = sql_span(statement->sql, statement->start, statement->end);
	bool elsewhere = span.source != home.source ||
		(run.source && (span.start < run.start || span.end > run.end));
	return elsewhere ? home : span;
}

Span statement_span(const Statement *statement, uint32_t start, uint32_t end)
{
	Span span = sql_span(statement->sql, start, end);

	return span.source == statement->span.source ? span : statement->span;
}

Relation relation_of_statement(Arena *arena, const Statement *statement, Relation relation)
{
	const Sql *sql = statement->sql;

	return (Relation){ sql_show(arena, sql, relation.schema), sql_show(arena, sql, relation.name) };
}

static void place_error(Statement *statement, uint32_t offset)
{
	if (offset >= statement->end) // "at end of input"
		offset = statement->end > statement->start ? statement->end - 1 : statement->start;
	Token token = sql_token(statement->sql->text, offset);
	bool is_token = token.kind != TOKEN_END && token.start == offset && token.end <= statement->end;
	statement->error_span = statement_span(statement, offset, is_token ? token.end : offset + 1);
}

// ---- places of ALTER TABLE's subcommands ---------------------------------------------------------------------

static uint32_t behind_table_name(Str text, uint32_t at)
{
	Token token = sql_token(text, at);
	Token next = sql_token(text, token.end);

	while (token_punctuation(text, next) == '.') {
		token = sql_token(text, next.end);
		next = sql_token(text, token.end);
	}
	if (next.kind == TOKEN_OPERATOR && text.data[next.start] == '*')
		next = sql_token(text, next.end);
	return next.start;
}

// Where each subcommand begins: at `at`, then behind each comma outside of parentheses.
static void find_subcommands(Arena *arena, Str text, uint32_t at, uint32_t end, OffsetArray *starts)
{
	unsigned depth = 0;

	array_push(arena, starts, at);
	for (Token token = sql_token(text, at); token.kind != TOKEN_END && token.start < end;
	     token = sql_token(text, token.end)) {
		char c = token_punctuation(text, token);
		if (c == '(' || c == '[')
			depth++;
		else if ((c == ')' || c == ']') && depth > 0)
			depth--;
		else if (c == ',' && depth == 0)
			array_push(arena, starts, sql_token(text, token.end).start);
	}
}

static void place_subcommands(Arena *arena, Statement *statement)
{
	const PgNode *node = statement->node;
	OffsetArray starts = { 0 };

	if (node->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_STMT || !node->alter_table_stmt->relation)
		return;
	int32_t table = node->alter_table_stmt->relation->location;
	if (table < 0)
		return;
	Str text = statement->sql->text;
	find_subcommands(arena, text, behind_table_name(text, (uint32_t)table), statement->end, &starts);
	for (size_t i = 0; starts.len == statement->actions.len && i < starts.len; i++)
		statement->actions.items[i].location = starts.items[i];
}

static void place_actions(Arena *arena, Statement *statement)
{
	place_subcommands(arena, statement);
	for (size_t i = 0; i < statement->actions.len; i++) {
		Action *action = &statement->actions.items[i];
		if (action->location < statement->start)
			action->location = statement->start;
	}
}

// ---- statements ----------------------------------------------------------------------------------------------

// Enum.create() and .drop() look whether the type is there, unless told not to: it is IF NOT EXISTS and IF EXISTS in Python.
static void read_check_first(Statement *statement)
{
	const Step *step = statement->step;

	if ((!str_is(step->operation, "create") && !str_is(step->operation, "drop")) ||
	    str_find(span_text(step->span), STR("checkfirst=False"), 0) != SIZE_MAX)
		return;
	for (size_t i = 0; i < statement->actions.len; i++) {
		Action *action = &statement->actions.items[i];
		action->if_not_exists |= action->kind == ACTION_CREATE_ENUM;
		action->if_exists |= action->kind == ACTION_DROP_TYPE;
	}
}

static void read_statement(Arena *arena, Statement *statement, const Run *run)
{
	const Sql *sql = run->sql;
	const ParsedStatement *parsed = &run->parsed;

	statement->start = parsed->start;
	statement->end = parsed->end;
	statement->text = str_slice(sql->text, parsed->start, parsed->end);
	statement->shown = sql_show(arena, sql, statement->text);
	statement->span = span_of(statement, run->span);
	statement->node = parsed->node;
	statement->newer = parsed->newer;
	statement->newer_version = parsed->newer_version;
	statement->error = parsed->error ? str_dup(arena, sql_show(arena, sql, str_from(parsed->error)))
					 : NULL;
	if (parsed->node) {
		actions_of(arena, parsed->node, &statement->actions);
		place_actions(arena, statement);
		read_check_first(statement);
	} else {
		place_error(statement, parsed->error_offset);
	}
}

// The statements of each step, parsed, and what they run in turn.
static void parse_steps(Expander *expander, const StepArray *steps)
{
	for (size_t i = 0; i < steps->len; i++) {
		const Step *step = &steps->items[i];
		ParsedStatements parsed = { 0 };
		if (step->kind != STEP_SQL || !step->sql || step->unreadable.len)
			continue;
		postgres_parse(expander->arena, step->sql->text, &parsed);
		for (size_t n = 0; n < parsed.len; n++) {
			if (!parsed.items[n].node)
				parsed.items[n] = hole_parse(expander->arena, step->sql, parsed.items[n]);
			expander_run(expander, step, step->sql, &parsed.items[n]);
		}
	}
}

static void parse(Expander *expander, const Migration *migration, Direction direction,
		  StatementArray *statements)
{
	Arena *arena = expander->arena;

	parse_steps(expander, &migration->steps[direction]);
	// Contexts point to statements, so these must not move.
	size_t count = expander->runs.len;
	*statements = (StatementArray){ arena_array(arena, Statement, count), count, count };
	for (size_t i = 0; i < count; i++) {
		const Run *run = &expander->runs.items[i];
		Statement *statement = &statements->items[i];
		*statement = (Statement){
			.migration = migration,
			.step = run->step,
			.sql = run->sql,
			.enclosing = run->enclosing == RUN_OUTERMOST ? NULL
								     : &statements->items[run->enclosing],
			.direction = direction,
			.index = (uint32_t)i,
			.conditional = run->conditional,
			.followed = run->followed,
			.raises = run->raises,
			.undone_at = (uint32_t)run->undone_at,
			.guard = run->guard.kind ? &run->guard : NULL,
		};
		read_statement(arena, statement, run);
	}
}

void statements_parse(Arena *arena, const Migration *migration, Direction direction,
		      StatementArray *statements)
{
	Expander expander = { .arena = arena };

	parse(&expander, migration, direction, statements);
}

void statements_recall(Arena *arena, const Migration *migration, Direction direction, const Catalog *catalog,
		       StatementArray *statements)
{
	Expander expander = { .arena = arena, .catalog = catalog };

	if (recall_is_due(statements, catalog))
		parse(&expander, migration, direction, statements);
}

void statements_of(Arena *arena, const Migration *migration, Direction direction,
		   const StatementOptions *options, StatementArray *statements)
{
	statements_parse(arena, migration, direction, statements);
	statements_link(arena, migration, direction, options, statements);
}

const Statement *statement_outermost(const Statement *statement)
{
	while (statement->enclosing)
		statement = statement->enclosing;
	return statement;
}

bool statement_on_new_relation(const Statement *statement, Relation relation)
{
	Arena arena = { 0 };
	Relation known = relation_of_statement(&arena, statement, relation);
	bool created = transaction_created(statement->before.created, known, statement->index);
	const Migration *migration = statement->migration;

	if (statement->direction == DIRECTION_UPGRADE)
		created |= migration->on_new_database ||
			(migration->new_tables && map_get(migration->new_tables, known.name));
	arena_release(&arena);
	return created;
}
