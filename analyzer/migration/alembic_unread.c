// Calls of code that was not read: libraries and modules that could not be found.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_name.h"
#include "python/object.h"

// op, the migration context, a connection, or something made of one (`Session(bind=bind)`).
static bool is_runner(const Value *value)
{
	return str_is(value_symbol_name(value), "alembic.op") || value_is_context(value) || value_is_bind(value);
}

static bool is_given_runner(const Arguments *arguments)
{
	for (size_t i = 0; i < arguments->positional.len; i++)
		if (is_runner(arguments->positional.items[i]))
			return true;
	for (size_t i = 0; i < arguments->keywords.len; i++)
		if (is_runner(arguments->keywords.items[i].value))
			return true;
	return false;
}

// Whether the dotted name is of code of the project.
static bool is_own(Alembic *alembic, Str name)
{
	if (name.len && name.data[0] == '.')
		return true;
	return alembic->imports && imports_own(alembic->imports, alembic->migration->source, name);
}

bool unread_call(Alembic *alembic, Evaluator *evaluator, const Value *call)
{
	const Value *callee = call->call.callee;
	Str name = callee->kind == VALUE_SYMBOL ? callee->symbol : STR_NONE;

	// Python's own functions have no dot.
	if (str_find_char(name, '.', 0) == SIZE_MAX || project_is_library(name) || sa_name(callee).len)
		return false;
	bool given = is_given_runner(call->call.arguments);
	if (!given && !(evaluator_discards(evaluator, call) && is_own(alembic, name)))
		return false;
	Lowering lowering = alembic_lowering(alembic, evaluator, call, STR("call"), NULL);
	Str last = value_last_name(call);
	lowering_notice(&lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
			given ? "`%.*s` is given the connection and cannot be read" : "what `%.*s` does cannot be read",
			STR_ARG(last));
	lowering_opaque(&lowering, STR("code that was not read"), NULL);
	lowering_finish(&lowering);
	return true;
}
