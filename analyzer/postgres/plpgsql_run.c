// plpgsql_run.c - what a PL/pgSQL body runs, statement by statement: under which conditions, with which texts.

#include "postgres/expand_internal.h"
#include "postgres/hole.h"
#include "postgres/scan.h"

// Walk: through one body.
// - `left`: RETURN or RAISE: nothing more of the list runs; `returned`: by RETURN
// - `may_have_returned`: by a RETURN under a condition
typedef struct Walk {
	Expander *expander;
	const Sql *sql;
	PlVariables *variables;
	RunContext context;
	bool left;
	bool returned;
	bool may_have_returned;
} Walk;

static void walk_statements(Walk *walk, const PlBranch *branch);

static Span span_of(const Walk *walk, PlRange range)
{
	return sql_span(walk->sql, range.start, range.end);
}

static bool is_empty(PlRange range)
{
	return range.end <= range.start;
}

// ---- variables ------------------------------------------------------------------------------------------------

static void forget(Walk *walk, Str name)
{
	map_remove(&walk->variables->known, name);
}

// Every word of `range` may be a variable that changes.
static void forget_words(Walk *walk, PlRange range)
{
	Str text = str_slice(walk->sql->text, 0, range.end);

	if (is_empty(range) || !walk->variables->known.len)
		return;
	for (Token token = sql_token(text, range.start); token.kind != TOKEN_END;
	     token = sql_token(text, token.end)) {
		Str word = str_slice(text, token.start, token.end);
		if (token.kind == TOKEN_QUOTED_NAME && word.len > 1)
			forget(walk, str_slice(word, 1, word.len - 1));
		else if (token.kind == TOKEN_WORD)
			forget(walk, str_lower(walk->expander->arena, word));
	}
}

// What `statement` may change: known no longer where it may or may not have run.
static void forget_changes(Walk *walk, const PlStatement *statement)
{
	if (!walk->variables->known.len)
		return;
	if (statement->name.len)
		forget(walk, statement->name);
	forget_words(walk, statement->blank);
	for (size_t i = 0; i < statement->branches.len; i++)
		for (size_t n = 0; n < statement->branches.items[i].statements.len; n++)
			forget_changes(walk, &statement->branches.items[i].statements.items[n]);
}

static void set(Walk *walk, Str name, const Text *text)
{
	bool known = false;

	for (size_t i = 0; i < text->pieces.len; i++)
		known |= !text->pieces.items[i].hole;
	if (known || !text->pieces.len)
		map_set(&walk->variables->known, walk->expander->arena, name, (void *)(uintptr_t)text);
	else
		forget(walk, name);
}

// ---- SQL ------------------------------------------------------------------------------------------------------

// Parses `text`, which stands for bytes [range.start, range.end) of the body; its first byte is byte `offset` there.
static ParsedStatement parse(Walk *walk, Str text, uint32_t offset, PlRange range)
{
	ParsedStatement parsed = { .start = range.start, .end = range.end };
	uint32_t at = 0;
	SqlRange one;

	sql_next_statement(text, &at, &one);
	if (one.refused) {
		parsed.error = one.refused;
		parsed.error_offset = offset + one.refused_at;
		parsed.refused = true;
		return parsed;
	}
	parsed = postgres_parse_one(walk->expander->arena, text, offset);
	parsed.start = range.start;
	parsed.end = range.end;
	return parsed;
}

// INTO and its targets become blanks.
static Str without_targets(Walk *walk, const PlStatement *statement)
{
	PlRange sql = statement->expression, blank = statement->blank;
	char *text = str_dup(walk->expander->arena, str_slice(walk->sql->text, sql.start, sql.end));

	memset(text + (blank.start - sql.start), ' ', blank.end - blank.start);
	return (Str){ text, sql.end - sql.start };
}

static void walk_sql(Walk *walk, const PlStatement *statement)
{
	PlRange sql = statement->expression;
	bool whole = is_empty(statement->blank);

	if (is_empty(sql))
		return;
	Str text = whole ? str_slice(walk->sql->text, sql.start, sql.end) : without_targets(walk, statement);
	ParsedStatement parsed = parse(walk, text, sql.start, sql);
	if (!parsed.node && whole)
		parsed = hole_parse(walk->expander->arena, walk->sql, parsed);
	expander_add(walk->expander, &walk->context, walk->sql, &parsed, (Span){ 0 });
	forget_words(walk, statement->blank);
}

// `expression` as a query.
static ParsedStatement parse_expression(Walk *walk, PlRange expression, PlRange whole)
{
	Str select = STR("SELECT ");
	Buffer text = buffer_in(walk->expander->arena);

	buffer_add_str(&text, select);
	buffer_add_str(&text, str_slice(walk->sql->text, expression.start, expression.end));
	return parse(walk, buffer_str(&text), expression.start - (uint32_t)select.len, whole);
}

static void walk_query(Walk *walk, const PlStatement *statement)
{
	if (is_empty(statement->expression))
		return;
	ParsedStatement parsed = parse_expression(walk, statement->expression, statement->range);
	expander_add(walk->expander, &walk->context, walk->sql, &parsed, (Span){ 0 });
}

static bool has_holes(const Sql *sql, PlRange range)
{
	for (size_t i = 0; i < sql->hole_count; i++)
		if (sql->holes[i].start >= range.start && sql->holes[i].start < range.end)
			return true;
	return false;
}

// An expression runs the functions it calls. NULL when there is none or it does not parse, which is said.
static const PgNode *walk_expression(Walk *walk, PlRange expression)
{
	if (is_empty(expression))
		return NULL;
	ParsedStatement parsed = parse_expression(walk, expression, expression);
	if (!parsed.node && !has_holes(walk->sql, expression))
		expander_add(walk->expander, &walk->context, walk->sql, &parsed, (Span){ 0 });
	expander_follow_calls(walk->expander, &walk->context, walk->sql, parsed.node);
	return parsed.node;
}

// ---- texts that are run ---------------------------------------------------------------------------------------

static void run_text(Walk *walk, const Text *text, Span span)
{
	Arena *arena = walk->expander->arena;
	SqlWriter writer = sql_writer(arena, span);
	ParsedStatements statements = { 0 };

	if (!expander_goes_on(walk->expander, &walk->context, span, text->len))
		return;
	sql_add_text(&writer, text);
	const Sql *sql = sql_finish(&writer);
	postgres_parse(arena, sql->text, &statements);
	for (size_t i = 0; i < statements.len; i++) {
		if (!statements.items[i].node)
			statements.items[i] = hole_parse(arena, sql, statements.items[i]);
		expander_add(walk->expander, &walk->context, sql, &statements.items[i], span);
	}
}

static void walk_execute(Walk *walk, PlRange expression, PlRange whole)
{
	walk_expression(walk, expression);
	run_text(walk, plpgsql_text(walk->expander->arena, walk->sql, expression, walk->variables),
		 span_of(walk, whole));
}

static void walk_assignment(Walk *walk, const PlStatement *statement)
{
	walk_expression(walk, statement->expression);
	if (is_empty(statement->expression))
		forget(walk, statement->name);
	else
		set(walk, statement->name,
		    plpgsql_text(walk->expander->arena, walk->sql, statement->expression, walk->variables));
}

// ---- branches and loops ---------------------------------------------------------------------------------------

static void leave_branch(Walk *walk, RunContext before)
{
	walk->context = before;
	if (!walk->may_have_returned || before.conditional)
		return;
	walk->context.conditional = true;
	walk->context.guard = (Guard){ 0 };
}

static void walk_branch(Walk *walk, const PlBranch *branch, Guard guard)
{
	RunContext before = walk->context;

	// A second condition is none of the guard's business.
	walk->context.guard = before.conditional ? (Guard){ 0 } : guard;
	walk->context.conditional = true;
	walk_statements(walk, branch);
	leave_branch(walk, before);
}

// What a branch leaves by RETURN makes the rest conditional; by RAISE it does not: then nothing at all has happened.
static void come_back(Walk *walk, Guard otherwise)
{
	if (walk->left && walk->returned) {
		walk->context.guard = walk->context.conditional ? (Guard){ 0 } : otherwise;
		walk->context.conditional = true;
		walk->may_have_returned = true;
	}
	walk->left = walk->returned = false;
}

// What a condition asks of the schema.
static Guard walk_condition(Walk *walk, PlRange condition)
{
	const PgNode *node = walk_expression(walk, condition);

	if (!node || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT || !node->select_stmt->n_target_list)
		return (Guard){ 0 };
	const PgNode *target = node->select_stmt->target_list[0];
	return guard_of(target->node_case == PG_QUERY__NODE__NODE_RES_TARGET ? target->res_target->val
									     : NULL);
}

static void walk_if(Walk *walk, const PlStatement *statement)
{
	Guard first = { 0 };
	bool alone = statement->branches.len == 1;

	for (size_t i = 0; i < statement->branches.len; i++) {
		const PlBranch *branch = &statement->branches.items[i];
		Guard guard = walk_condition(walk, branch->condition);
		if (i == 0)
			first = guard;
		else // of the second only what the first leaves is known
			guard = i == 1 && is_empty(branch->condition) ? guard_negated(first) : (Guard){ 0 };
		walk_branch(walk, branch, guard);
		come_back(walk, alone ? guard_negated(first) : (Guard){ 0 });
	}
	forget_changes(walk, statement);
}

static void walk_body_of_loop(Walk *walk, const PlStatement *statement, bool conditional)
{
	RunContext before = walk->context;

	walk->context.conditional |= conditional;
	if (conditional)
		walk->context.guard = (Guard){ 0 };
	for (size_t i = 0; i < statement->branches.len; i++)
		walk_statements(walk, &statement->branches.items[i]);
	leave_branch(walk, before);
	come_back(walk, (Guard){ 0 });
}

// FOR r IN SELECT ... or UPDATE ... RETURNING, not 1..10 or a cursor.
static bool is_query(const Walk *walk, PlRange range)
{
	static const char *const words[] = { "select", "with",   "values", "insert",
					     "update", "delete", "merge",  "table" };
	Token token = sql_token(walk->sql->text, range.start);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (token_is_word(walk->sql->text, token, words[i]))
			return true;
	return token_punctuation(walk->sql->text, token) == '(';
}

static void walk_loop(Walk *walk, const PlStatement *statement)
{
	PlStatement query = { .expression = statement->expression };

	if (statement->dynamic)
		walk_execute(walk, statement->expression, statement->expression);
	else if (!is_empty(statement->expression) && is_query(walk, statement->expression))
		walk_sql(walk, &query);
	for (size_t i = 0; i < statement->branches.len; i++)
		walk_expression(walk, statement->branches.items[i].condition);
	forget_changes(walk, statement);
	walk_body_of_loop(walk, statement, true);
	forget_changes(walk, statement);
}

static bool has_exit(const PlStatement *statement)
{
	if (statement->kind == PL_EXIT || statement->kind == PL_RETURN)
		return true;
	for (size_t i = 0; i < statement->branches.len; i++)
		for (size_t n = 0; n < statement->branches.items[i].statements.len; n++)
			if (has_exit(&statement->branches.items[i].statements.items[n]))
				return true;
	return false;
}

static void walk_foreach(Walk *walk, const PlStatement *statement)
{
	PlElements elements = { 0 };
	bool known = plpgsql_elements(walk->expander->arena, walk->sql, statement->expression,
				      walk->variables, &elements) &&
		elements.len <= MAX_UNROLLED_ELEMENTS;
	bool leaves = known && has_exit(statement);

	walk_expression(walk, statement->expression);
	if (!known)
		forget_changes(walk, statement);
	for (size_t i = 0; i < (known ? elements.len : 1) && !walk->expander->limited; i++) {
		if (known)
			set(walk, statement->name, elements.items[i]);
		walk_body_of_loop(walk, statement, !known || leaves);
	}
	if (!known)
		forget_changes(walk, statement);
	forget(walk, statement->name);
}

// ---- blocks ---------------------------------------------------------------------------------------------------

static void forget_declared(Walk *walk, const PlBranch *body)
{
	for (size_t i = 0; i < body->statements.len && body->statements.items[i].kind == PL_ASSIGN; i++)
		forget(walk, body->statements.items[i].name);
}

// The block they stand in is a subtransaction that ends with RAISE EXCEPTION.
static void undo(Runs *runs, size_t first)
{
	for (size_t i = first; i < runs->len; i++)
		runs->items[i].undone_at = runs->len;
}

static void walk_block(Walk *walk, const PlStatement *statement)
{
	static const Guard caught = { .kind = GUARD_CAUGHT };

	if (!statement->branches.len)
		return;
	const PlBranch *body = &statement->branches.items[0];
	if (statement->branches.len == 1) {
		walk_statements(walk, body);
	} else {
		size_t first = walk->expander->runs.len;
		bool may_return = walk->may_have_returned;
		walk_branch(walk, body, caught);
		bool returned = walk->left && walk->returned;
		if (walk->left && !returned && walk->may_have_returned == may_return)
			undo(&walk->expander->runs, first);
		for (size_t i = 1; i < statement->branches.len; i++) {
			walk->left = walk->returned = false;
			walk_branch(walk, &statement->branches.items[i], (Guard){ 0 });
		}
		walk->left = walk->returned = returned;
		forget_changes(walk, statement);
	}
	forget_declared(walk, body);
}

static void walk_return(Walk *walk, const PlStatement *statement)
{
	walk_expression(walk, statement->expression);
	walk->left = walk->returned = true;
}

static void walk_raise(Walk *walk)
{
	Runs *runs = &walk->expander->runs;

	walk->left = true;
	for (size_t by = walk->context.enclosing; !walk->context.conditional && by != RUN_OUTERMOST;
	     by = runs->items[by].enclosing)
		runs->items[by].raises = true;
}

static void walk_statement(Walk *walk, const PlStatement *statement)
{
	switch (statement->kind) {
	case PL_SQL:
		walk_sql(walk, statement);
		return;
	case PL_QUERY:
		walk_query(walk, statement);
		return;
	case PL_EXECUTE:
		walk_execute(walk, statement->expression, statement->range);
		forget_words(walk, statement->blank);
		return;
	case PL_ASSIGN:
		walk_assignment(walk, statement);
		return;
	case PL_RAISE:
		walk_raise(walk);
		return;
	case PL_RETURN:
		walk_return(walk, statement);
		return;
	case PL_EXIT: // of a loop, which is conditional anyway
		return;
	case PL_BLOCK:
		walk_block(walk, statement);
		return;
	case PL_IF:
		walk_if(walk, statement);
		return;
	case PL_LOOP:
		walk_loop(walk, statement);
		return;
	case PL_FOREACH:
		walk_foreach(walk, statement);
		return;
	case PL_OTHER:
		forget_words(walk, statement->blank);
		return;
	}
}

static void walk_statements(Walk *walk, const PlBranch *branch)
{
	for (size_t i = 0; i < branch->statements.len && !walk->left; i++) {
		const PlStatement *statement = &branch->statements.items[i];
		PlRange range = statement->range;
		if (!expander_goes_on(walk->expander, &walk->context, span_of(walk, range),
				      range.end - range.start))
			return;
		walk_statement(walk, statement);
	}
}

// ---- what libpg_query says of it ------------------------------------------------------------------------------

static void add_error(Walk *walk, const char *message, PlRange place)
{
	ParsedStatement error = { place.start, place.end, NULL, message, place.start, false };

	expander_add(walk->expander, &walk->context, walk->sql, &error, (Span){ 0 });
}

// What could not be read is wrong when libpg_query says so too; otherwise we do not know it.
static void report_problem(Walk *walk, const KnownRoutine *known)
{
	const PlBody *body = &known->body;
	PlRange range = known->routine.body;
	uint32_t at = body->problem_at < range.end ? body->problem_at : range.start;
	PlRange place = { at, at < range.end ? at + 1 : at };
	bool readable = !has_holes(walk->sql, range) && known->statement.len &&
		known->statement.len <= MAX_SQL_BYTES;
	const char *message = readable ? postgres_check_plpgsql(walk->expander->arena, known->statement)
				       : NULL;

	if (message)
		add_error(walk, message, place);
	else
		expander_add_unknown(walk->expander, &walk->context, span_of(walk, place),
				     "the rest of this block");
}

void plpgsql_run(Expander *expander, const RunContext *context, KnownRoutine *known, PlVariables *variables)
{
	const Routine *routine = &known->routine;
	Walk walk = {
		.expander = expander, .sql = routine->sql, .variables = variables, .context = *context
	};
	bool is_first = !known->is_read;

	if (is_first)
		known->body = plpgsql_read(expander->arena, routine->sql->text, routine->body.start,
					   routine->body.end);
	known->is_read = true;
	walk_block(&walk, &known->body.block);
	walk.context = *context;
	if (is_first && known->body.problem)
		report_problem(&walk, known);
}
