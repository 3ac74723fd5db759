// Statements: one function per kind of node.

#include "python/internal.h"

typedef Flow (*Run)(Evaluator *evaluator, const Code *code);

// How an expression was left.
static Flow after_expression(const Evaluator *evaluator)
{
	return evaluator->stopped ? FLOW_STOP : evaluator->raised ? FLOW_RAISE : FLOW_NEXT;
}

static Flow run_nothing(Evaluator *evaluator, const Code *code)
{
	(void)evaluator;
	(void)code;
	return FLOW_NEXT;
}

static Flow run_deep(Evaluator *evaluator, const Code *code)
{
	evaluator_limit(evaluator, LIMIT_SYNTAX, code_span(evaluator, code));
	return FLOW_NEXT;
}

static Flow run_expression(Evaluator *evaluator, const Code *code)
{
	const Code *expression = code->first;

	if (!expression)
		return FLOW_NEXT;
	if (expression->kind == CODE_AUGMENTED_ASSIGNMENT)
		run_augmented(evaluator, expression);
	else
		for (; expression; expression = expression->next)
			if (expression->kind != CODE_STRING)
				evaluate(evaluator, expression);
	return after_expression(evaluator);
}

static Flow run_import_statement(Evaluator *evaluator, const Code *code)
{
	run_import(evaluator, code);
	return after_expression(evaluator);
}

static Flow run_function(Evaluator *evaluator, const Code *code)
{
	const Code *name = code_field(code, FIELD_NAME);

	if (name)
		scope_bind(evaluator, code_text(evaluator, name), define_function(evaluator, code, NULL));
	return after_expression(evaluator);
}

static Flow run_class(Evaluator *evaluator, const Code *code)
{
	define_class(evaluator, code, NULL);
	return after_expression(evaluator);
}

static Flow run_decorated(Evaluator *evaluator, const Code *code)
{
	const Code *definition = code_field(code, FIELD_DEFINITION);
	const Code *name = code_field(definition, FIELD_NAME);

	if (definition && definition->kind == CODE_CLASS)
		define_class(evaluator, definition, code);
	else if (definition && name)
		scope_bind(evaluator, code_text(evaluator, name),
			   define_function(evaluator, definition, code));
	return after_expression(evaluator);
}

static Flow run_return(Evaluator *evaluator, const Code *code)
{
	Value *value = code->first ? evaluate(evaluator, code->first)
				   : value_none(evaluator->arena, code_span(evaluator, code));
	Flow flow = after_expression(evaluator);

	if (flow != FLOW_NEXT)
		return flow;
	evaluator->frame->result = value;
	return FLOW_RETURN;
}

static Flow run_raise(Evaluator *evaluator, const Code *code)
{
	Value *value = code->first ? evaluate(evaluator, code->first) : NULL;

	// The operand may itself have raised.
	if (!evaluator->raised)
		raise_value(evaluator, value);
	return evaluator->stopped ? FLOW_STOP : FLOW_RAISE;
}

static Flow run_assert(Evaluator *evaluator, const Code *code)
{
	bool truth;

	if (!code->first)
		return FLOW_NEXT;
	Value *condition = evaluate(evaluator, code->first);
	if (after_expression(evaluator) != FLOW_NEXT)
		return after_expression(evaluator);
	// The message is evaluated only when the assertion fails.
	if (!truth_of(evaluator, condition, &truth)) {
		evaluator->risks++;
		return FLOW_NEXT;
	}
	if (!truth)
		raise_value(evaluator,
			    value_symbol(evaluator->arena, code_span(evaluator, code),
					 STR("AssertionError")));
	return truth ? FLOW_NEXT : FLOW_RAISE;
}

static Flow run_delete_statement(Evaluator *evaluator, const Code *code)
{
	run_delete(evaluator, code);
	return after_expression(evaluator);
}

static Scope *enclosing_with(Scope *scope, Str name)
{
	for (const Scope *outer = scope->lexical; outer; outer = outer->lexical)
		if (!outer->is_class && map_get(&outer->names, name))
			return (Scope *)outer;
	return NULL;
}

static Flow run_global(Evaluator *evaluator, const Code *code)
{
	Scope *scope = evaluator->scope;

	for (const Code *name = code->first; name; name = name->next) {
		Str text = code_text(evaluator, name);
		Scope *owner = code->kind == CODE_GLOBAL ? &evaluator->module->scope
							 : enclosing_with(scope, text);

		if (!owner || owner == scope)
			continue;
		if (!scope->declared)
			scope->declared = arena_new(evaluator->arena, Map);
		map_set(scope->declared, evaluator->arena, text, owner);
	}
	return FLOW_NEXT;
}

static Flow run_break(Evaluator *evaluator, const Code *code)
{
	(void)code;
	return evaluator->loop ? FLOW_BREAK : FLOW_NEXT;
}

static Flow run_continue(Evaluator *evaluator, const Code *code)
{
	(void)code;
	return evaluator->loop ? FLOW_CONTINUE : FLOW_NEXT;
}

static Flow run_exec(Evaluator *evaluator, const Code *code)
{
	evaluator_problem(evaluator, PROBLEM_OPAQUE, code_span(evaluator, code), "`exec` may do anything");
	return FLOW_NEXT;
}

static Flow run_print(Evaluator *evaluator, const Code *code)
{
	for (const Code *argument = code->first; argument; argument = argument->next)
		if (argument->kind != CODE_OPERATOR && argument->kind != CODE_CHEVRON)
			evaluate(evaluator, argument);
	return after_expression(evaluator);
}

// The next `elif` or `else` after `clause`.
static const Code *next_alternative(const Code *clause)
{
	return clause ? code_next_field(clause->next, FIELD_ALTERNATIVE) : NULL;
}

static Flow run_arm_block(Evaluator *evaluator, void *block)
{
	return block ? run_block(evaluator, block) : FLOW_NEXT;
}

static Flow run_clause(Evaluator *evaluator, const Code *clause, const Code *alternative);

static Flow run_alternative(Evaluator *evaluator, void *state)
{
	const Code *clause = state;

	if (!clause)
		return FLOW_NEXT;
	if (clause->kind == CODE_ELIF)
		return run_clause(evaluator, clause, next_alternative(clause));
	const Code *body = code_field(clause, FIELD_BODY);
	return body ? run_block(evaluator, body) : FLOW_NEXT;
}

// `clause` is an if statement or an elif; `alternative` what comes when its condition is false.
static Flow run_clause(Evaluator *evaluator, const Code *clause, const Code *alternative)
{
	const Code *condition = code_field(clause, FIELD_CONDITION);
	const Code *body = code_field(clause, FIELD_CONSEQUENCE);
	bool truth;

	if (!condition)
		return FLOW_NEXT;
	Value *value = evaluate(evaluator, condition);
	Flow flow = after_expression(evaluator);
	if (flow != FLOW_NEXT)
		return flow;
	if (evaluator->depth >= MAX_EVALUATION_DEPTH) {
		evaluator_limit(evaluator, LIMIT_DEPTH, code_span(evaluator, clause));
		return FLOW_STOP;
	}
	evaluator->depth++;
	if (truth_of(evaluator, value, &truth))
		flow = truth ? run_arm_block(evaluator, (void *)body)
			     : run_alternative(evaluator, (void *)alternative);
	else
		flow = branch_run(evaluator, 2, (const Arm[]){ run_arm_block, run_alternative },
				  (void *const[]){ (void *)body, (void *)alternative });
	evaluator->depth--;
	return flow;
}

static Flow run_if(Evaluator *evaluator, const Code *code)
{
	return run_clause(evaluator, code, code_field(code, FIELD_ALTERNATIVE));
}

static const Run runs[CODE_KIND_COUNT] = {
	[CODE_TOO_DEEP] = run_deep,
	[CODE_EXPRESSION_STATEMENT] = run_expression,
	[CODE_IMPORT] = run_import_statement,
	[CODE_IMPORT_FROM] = run_import_statement,
	[CODE_FUNCTION] = run_function,
	[CODE_CLASS] = run_class,
	[CODE_DECORATED] = run_decorated,
	[CODE_RETURN] = run_return,
	[CODE_RAISE] = run_raise,
	[CODE_ASSERT] = run_assert,
	[CODE_DELETE] = run_delete_statement,
	[CODE_GLOBAL] = run_global,
	[CODE_NONLOCAL] = run_global,
	[CODE_BREAK] = run_break,
	[CODE_CONTINUE] = run_continue,
	[CODE_EXEC] = run_exec,
	[CODE_PRINT] = run_print,
	[CODE_IF] = run_if,
	[CODE_FOR] = run_for,
	[CODE_WHILE] = run_while,
	[CODE_TRY] = run_try,
	[CODE_WITH] = run_with,
	[CODE_MATCH] = run_match,
	[CODE_BLOCK] = run_block,
};

Flow run_statement(Evaluator *evaluator, const Code *code)
{
	Run run = runs[code->kind] ? runs[code->kind] : run_nothing;

	if (!evaluator_step(evaluator, 1))
		return after_expression(evaluator);
	if (evaluator->depth >= MAX_EVALUATION_DEPTH) {
		evaluator_limit(evaluator, LIMIT_DEPTH, code_span(evaluator, code));
		return FLOW_STOP;
	}
	const Code *outer = evaluator->statement;
	evaluator->statement = code;
	evaluator->depth++;
	Flow flow = run(evaluator, code);
	evaluator->depth--;
	evaluator->statement = outer;
	// A raise inside an expression has arrived at its statement.
	if (flow == FLOW_RAISE)
		evaluator->raised = false;
	return flow;
}

Flow run_block(Evaluator *evaluator, const Code *block)
{
	if (block->kind == CODE_TOO_DEEP)
		return run_deep(evaluator, block);
	for (const Code *statement = block->first; statement; statement = statement->next) {
		Flow flow = run_statement(evaluator, statement);

		if (flow != FLOW_NEXT)
			return flow;
	}
	return FLOW_NEXT;
}
