#include "postgres/expand_internal.h"

#include "postgres/hole.h"
#include "postgres/recall.h"
#include "postgres/scan.h"

#define MAX_CALLS 20 // of known functions in one statement

// ---- runs -----------------------------------------------------------------------------------------------------

static size_t push(Expander *expander, const RunContext *context, const Sql *sql,
		   const ParsedStatement *parsed, Span span)
{
	Run run = {
		.parsed = *parsed,
		.sql = sql,
		.step = context->step,
		.enclosing = context->enclosing,
		.conditional = context->conditional,
		.guard = context->guard,
		.span = span,
	};

	expander->inner += context->enclosing != RUN_OUTERMOST;
	array_push(expander->arena, &expander->runs, run);
	return expander->runs.len - 1;
}

// `code`: what is there of it, to be searched for words that destroy; NULL when nothing is.
static void add_unread(Expander *expander, const RunContext *context, Span span, const char *what,
		       const Text *code)
{
	SqlWriter writer = sql_writer(expander->arena, span);

	sql_add_hole(&writer, what, span);
	if (code) {
		sql_puts(&writer, " ");
		sql_add_text(&writer, code);
	}
	const Sql *sql = sql_finish(&writer);
	ParsedStatement parsed = postgres_parse_one(expander->arena, sql->text, 0);
	push(expander, context, sql, &parsed, span);
}

void expander_add_unknown(Expander *expander, const RunContext *context, Span span, const char *what)
{
	add_unread(expander, context, span, what, NULL);
}

bool expander_goes_on(Expander *expander, const RunContext *context, Span span, size_t bytes)
{
	if (expander->limited)
		return false;
	expander->steps += 1 + bytes / ROUTINE_STEP_BYTES;
	if (expander->inner < MAX_ROUTINE_STATEMENTS && expander->steps < MAX_ROUTINE_STEPS)
		return true;
	expander->limited = true;
	expander_add_unknown(expander, context, span, "what else blocks and functions run");
	return false;
}

// ---- calls ----------------------------------------------------------------------------------------------------

// Calls: of functions this migration or one before it has made, in one statement of `sql`.
typedef struct Calls {
	Expander *expander;
	const Sql *sql;
	size_t count;
	const PgQuery__FuncCall *call[MAX_CALLS];
	KnownRoutine *routine[MAX_CALLS];
} Calls;

static Span span_of_call(const Sql *sql, const PgQuery__FuncCall *call)
{
	if (call->location < 0 || (size_t)call->location >= sql->text.len)
		return sql->whole;
	Token token = sql_token(sql->text, (uint32_t)call->location);
	return sql_span(sql, token.start, token.end);
}

static KnownRoutine *find_routine(const Calls *calls, const PgQuery__FuncCall *call)
{
	Expander *expander = calls->expander;
	Relation name = relation_from_names(call->funcname, call->n_funcname);
	KnownRoutine *known = map_get(&expander->routines, name.name);

	if (known && relation_equal(known->name, name))
		return known;
	return expander->catalog ? recall_routine(expander, call, span_of_call(calls->sql, call)) : NULL;
}

static bool find_call(void *state, const ProtobufCMessage *message)
{
	Calls *calls = state;

	if (calls->count == MAX_CALLS)
		return false;
	if (message->descriptor != &pg_query__func_call__descriptor)
		return true;
	const PgQuery__FuncCall *call = (const PgQuery__FuncCall *)message;
	KnownRoutine *routine = find_routine(calls, call);
	if (routine) {
		calls->call[calls->count] = call;
		calls->routine[calls->count++] = routine;
	}
	return true;
}

bool node_evaluates(const PgNode *node)
{
	switch (node->node_case) {
	case PG_QUERY__NODE__NODE_SELECT_STMT:
	case PG_QUERY__NODE__NODE_INSERT_STMT:
	case PG_QUERY__NODE__NODE_UPDATE_STMT:
	case PG_QUERY__NODE__NODE_DELETE_STMT:
	case PG_QUERY__NODE__NODE_MERGE_STMT:
	case PG_QUERY__NODE__NODE_CALL_STMT:
	case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
		return true;
	default:
		return false;
	}
}

// Arguments that are constants are known inside.
static void bind_arguments(Expander *expander, const Sql *sql, const PgQuery__FuncCall *call,
			   const Routine *routine, PlVariables *variables)
{
	for (size_t i = 0; i < call->n_args; i++) {
		const PgNode *argument = node_without_casts(call->args[i]);
		Str name = routine_parameter(routine, i);
		if (argument->node_case != PG_QUERY__NODE__NODE_A_CONST || !argument->a_const->sval ||
		    argument->a_const->location < 0)
			continue;
		Token token = sql_token(sql->text, (uint32_t)argument->a_const->location);
		Text *text = string_token_text(expander->arena, sql, token);
		if (!text)
			continue;
		if (name.len)
			map_set(&variables->known, expander->arena, name, text);
		char *number = arena_printf(expander->arena, "$%zu", i + 1);
		map_set(&variables->known, expander->arena, str_from(number), text);
	}
}

void expander_follow_calls(Expander *expander, const RunContext *context, const Sql *sql, const PgNode *node)
{
	Calls calls = { .expander = expander, .sql = sql };

	if ((!expander->routines.len && !expander->catalog) || !node)
		return;
	ast_walk_messages(&node->base, find_call, &calls);
	for (size_t i = 0; i < calls.count; i++) {
		PlVariables variables = { .work = &expander->text_work };
		RunContext inside = *context;
		inside.conditional |= calls.routine[i]->is_uncertain;
		bind_arguments(expander, sql, calls.call[i], &calls.routine[i]->routine, &variables);
		if (context->enclosing != RUN_OUTERMOST)
			expander->runs.items[context->enclosing].followed = true;
		expander_run_routine(expander, &inside, calls.routine[i], &variables);
	}
}

// ---- routines -------------------------------------------------------------------------------------------------

static bool is_active(const Expander *expander, const KnownRoutine *known)
{
	for (unsigned i = 0; i < expander->depth; i++)
		if (expander->active[i] == known ||
		    (known->routine.definition &&
		     expander->active[i]->routine.definition == known->routine.definition))
			return true;
	return false;
}

static void run_sql_body(Expander *expander, const RunContext *context, const Routine *routine)
{
	PlRange body = routine->body;
	ParsedStatements statements = { 0 };

	if (!expander_goes_on(expander, context, sql_span(routine->sql, body.start, body.end),
			      body.end - body.start))
		return;
	postgres_parse_range(expander->arena, routine->sql->text, body.start, body.end, &statements);
	for (size_t i = 0; i < statements.len; i++) {
		if (!statements.items[i].node)
			statements.items[i] = hole_parse(expander->arena, routine->sql, statements.items[i]);
		expander_add(expander, context, routine->sql, &statements.items[i], (Span){ 0 });
	}
}

// Code nobody here reads.
static void add_foreign(Expander *expander, const RunContext *context, const KnownRoutine *known)
{
	const Routine *routine = &known->routine;
	const char *what = arena_printf(expander->arena, "code in %.*s", STR_ARG(routine->language));

	add_unread(expander, context, known->span, what,
		   sql_text(expander->arena, routine->sql, routine->body.start, routine->body.end));
}

void expander_run_routine(Expander *expander, const RunContext *context, KnownRoutine *known,
			  PlVariables *variables)
{
	const Routine *routine = &known->routine;

	if (is_active(expander, known))
		return; // what it does has been seen
	if (expander->depth == MAX_ROUTINE_DEPTH) {
		expander_add_unknown(expander, context, known->span, "what functions called so deep do");
		return;
	}
	expander->active[expander->depth++] = known;
	if (!routine->sql)
		expander_add_unknown(expander, context, known->span, "the code of this routine");
	else if (str_is(routine->language, "plpgsql"))
		plpgsql_run(expander, context, known, variables);
	else if (str_is(routine->language, "sql"))
		run_sql_body(expander, context, routine);
	else
		add_foreign(expander, context, known);
	expander->depth--;
}

static KnownRoutine *remember(Expander *expander, const Sql *sql, const ParsedStatement *parsed,
			      const Routine *routine)
{
	KnownRoutine *known = arena_new(expander->arena, KnownRoutine);

	*known = (KnownRoutine){
		.routine = *routine,
		.span = sql_span(sql, parsed->start, parsed->end),
		.statement = str_slice(sql->text, parsed->start, parsed->end),
	};
	if (routine->definition) {
		known->name =
			relation_from_names(routine->definition->funcname, routine->definition->n_funcname);
		map_set(&expander->routines, expander->arena, known->name.name, known);
	}
	return known;
}

// What `parsed`, the run with this index, runs in turn.
static void follow(Expander *expander, const RunContext *context, size_t index, const Sql *sql,
		   const ParsedStatement *parsed)
{
	RunContext inside = *context;
	Routine routine;

	inside.enclosing = index;
	if (!parsed->node)
		return;
	if (node_evaluates(parsed->node)) {
		expander_follow_calls(expander, &inside, sql, parsed->node);
	} else if (routine_of(expander->arena, sql, parsed, &routine)) {
		KnownRoutine *known = remember(expander, sql, parsed, &routine);
		PlVariables variables = { .work = &expander->text_work };
		if (routine.definition)
			return;
		expander->runs.items[index].followed = true;
		expander_run_routine(expander, &inside, known, &variables);
	}
}

// ---- statements and what they run ------------------------------------------------------------------------------

void expander_add(Expander *expander, const RunContext *context, const Sql *sql,
		  const ParsedStatement *parsed, Span span)
{
	if (context->enclosing != RUN_OUTERMOST &&
	    !expander_goes_on(expander, context, sql_span(sql, parsed->start, parsed->end), 0))
		return;
	follow(expander, context, push(expander, context, sql, parsed, span), sql, parsed);
}

void expander_run(Expander *expander, const Step *step, const Sql *sql, const ParsedStatement *parsed)
{
	RunContext context = { .step = step, .enclosing = RUN_OUTERMOST, .conditional = step->conditional };

	expander_add(expander, &context, sql, parsed, (Span){ 0 });
}
