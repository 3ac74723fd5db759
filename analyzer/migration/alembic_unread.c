// Calls of code that was not read: libraries and modules that could not be found.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_name.h"
#include "python/object.h"

// op, the migration context, a connection, or something made of one (`Session(bind=bind)`).
static bool is_runner(const Value *value)
{
	return str_is(value_symbol_name(value), "alembic.op") || value_is_context(value) ||
		value_is_bind(value);
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

// What is called for what it says or sets up in the process, not for what it does to a database.
static bool is_harmless(Str name)
{
	static const char *const roots[] = {
		"abc",     "base64", "calendar",    "click",    "copy",      "csv",      "dateutil",
		"decimal", "dotenv", "fractions",   "gc",       "getpass",   "glob",     "hashlib",
		"io",      "locale", "loguru",      "math",     "operator",  "oslo_log", "platform",
		"pprint",  "pytz",   "random",      "rich",     "secrets",   "shutil",   "signal",
		"six",     "struct", "structlog",   "tempfile", "threading", "tqdm",     "traceback",
		"types",   "typer",  "unicodedata", "urllib",   "zoneinfo",
	};
	Str top = str_slice(name, 0, str_find_char(name, '.', 0));

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (str_is(top, roots[i]))
			return true;
	return false;
}

// `clinic.log.logger.info`, `flask.current_app.logger.warning`: a method of loggers on something that is called like one.
static bool is_log_message(Str name)
{
	static const char *const methods[] = { "debug", "info",      "warning",  "warn",
					       "error", "exception", "critical", "log" };
	size_t dot = name.len;

	while (dot > 0 && name.data[dot - 1] != '.')
		dot--;
	Str method = str_slice(name, dot, name.len), rest = str_slice(name, 0, dot ? dot - 1 : 0);
	bool logger = str_ends_with(rest, STR("log")) || str_ends_with(rest, STR("logger")) ||
		str_ends_with(rest, STR("LOG")) || str_ends_with(rest, STR("LOGGER"));

	for (size_t i = 0; logger && i < sizeof(methods) / sizeof(methods[0]); i++)
		if (str_is(method, methods[i]))
			return true;
	return false;
}

bool unread_call(Alembic *alembic, Evaluator *evaluator, const Value *call)
{
	const Value *callee = call->call.callee;
	Str name = callee->kind == VALUE_SYMBOL ? callee->symbol : STR_NONE;

	// Python's own functions have no dot.
	if (str_find_char(name, '.', 0) == SIZE_MAX || project_is_library(name) || sa_name(callee).len)
		return false;
	bool given = is_given_runner(call->call.arguments);
	if (!given &&
	    (!evaluator_discards(evaluator, call) || is_log_message(name) ||
	     (is_harmless(name) && !is_own(alembic, name))))
		return false;
	Lowering lowering = alembic_lowering(alembic, evaluator, call, STR("call"), NULL);
	Str last = value_last_name(call);
	lowering_notice(&lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
			given ? "`%.*s` is given the connection and cannot be read"
			      : "what `%.*s` does cannot be read",
			STR_ARG(last));
	lowering_opaque(&lowering, STR("code that was not read"), NULL);
	lowering_finish(&lowering);
	return true;
}
