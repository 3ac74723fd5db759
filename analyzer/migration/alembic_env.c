#include "migration/alembic_env.h"

// Env: the run of one env.py.
// - `transactions`: open `with context.begin_transaction()` blocks
// - `done`: context.run_migrations() was reached; what happens later no longer matters
typedef struct Env {
	Arena *arena;
	EnvFacts *facts;
	int transactions;
	bool done;
} Env;

static bool is_context_call(const Value *call, const char *name)
{
	Str dotted = value_symbol_name(call);

	return str_starts_with(dotted, STR("alembic.context.")) && str_is(value_last_name(call), name);
}

// The value behind `name=` or `name =` or `TO` in "SET lock_timeout = '4s'" or "-c lock_timeout=4000".
static Str setting_in(Arena *arena, Str text, const char *name)
{
	size_t at = str_find(text, str_from(name), 0);

	if (at == SIZE_MAX)
		return STR_NONE;
	Str rest = str_trim(str_slice(text, at + strlen(name), text.len));
	if (str_starts_with(rest, STR("=")))
		rest = str_slice(rest, 1, rest.len);
	else if (rest.len > 3 && str_equal_nocase(str_slice(rest, 0, 3), STR("to ")))
		rest = str_slice(rest, 3, rest.len);
	else
		return STR_NONE;
	rest = str_trim(rest);
	size_t end = 0;
	bool quoted = rest.len && rest.data[0] == '\'';
	for (end = quoted; end < rest.len; end++)
		if (quoted ? rest.data[end] == '\'' : memchr(" ;,\t\n", rest.data[end], 5) != NULL)
			break;
	return str_from(str_dup(arena, str_slice(rest, quoted, end)));
}

static void read_timeouts(Env *env, Str text)
{
	Str lowered = str_lower(env->arena, text);
	Str lock = setting_in(env->arena, lowered, "lock_timeout");
	Str statement = setting_in(env->arena, lowered, "statement_timeout");

	if (lock.len)
		env->facts->lock_timeout = lock;
	if (statement.len)
		env->facts->statement_timeout = statement;
}

// Every text in the arguments of a call, nested calls, lists and dicts too: text("SET lock_timeout = 4000"),
// connect_args={"options": "-c lock_timeout=4000"}.
static void read_texts(Env *env, const Value *value, int depth)
{
	Str text;

	if (!value || depth > 8)
		return;
	if (value_plain_text(value, env->arena, &text)) {
		read_timeouts(env, text);
	} else if (value->kind == VALUE_CALL) {
		const Arguments *arguments = value->call.arguments;
		for (size_t i = 0; i < arguments->positional.len; i++)
			read_texts(env, arguments->positional.items[i], depth + 1);
		for (size_t i = 0; i < arguments->keywords.len; i++)
			read_texts(env, arguments->keywords.items[i].value, depth + 1);
	} else if (value->kind == VALUE_DICT) {
		for (size_t i = 0; i < value->dict.entries->len; i++)
			read_texts(env, value->dict.entries->items[i].value, depth + 1);
	}
}

static void read_configure(Env *env, const Value *call)
{
	const Value *per_migration = value_keyword(call, "transaction_per_migration");
	bool truth;

	if (per_migration && value_truth(per_migration, &truth))
		env->facts->transaction_per_migration = truth;
}

static Value *on_call(void *state, Evaluator *evaluator, Value *call)
{
	Env *env = state;
	Value *object;

	if (is_context_call(call, "is_offline_mode"))
		return value_bool(env->arena, call->span, false);
	if (env->done)
		return NULL;
	if (is_context_call(call, "configure"))
		read_configure(env, call);
	if (str_is(value_method(call, &object), "execute") ||
	    str_is(value_method(call, &object), "exec_driver_sql") ||
	    str_is(value_last_name(call), "create_engine") ||
	    str_is(value_last_name(call), "engine_from_config"))
		read_texts(env, call, 0);
	if (is_context_call(call, "run_migrations")) {
		env->done = true;
		env->facts->found = true;
		env->facts->in_transaction = env->transactions > 0;
		env->facts->source = call->span.source;
		env->facts->run_migrations = call->span;
	}
	(void)evaluator;
	return NULL;
}

static Value *on_enter(void *state, Evaluator *evaluator, Value *context)
{
	Env *env = state;
	Value *object;

	(void)evaluator;
	// connection.begin() around the run is a transaction all the same: Alembic joins it.
	if (is_context_call(context, "begin_transaction") ||
	    str_is(value_method(context, &object), "begin") ||
	    str_is(value_method(context, &object), "begin_transaction"))
		env->transactions++;
	return NULL;
}

static void on_leave(void *state, Evaluator *evaluator, Value *context)
{
	Env *env = state;
	Value *object;

	(void)evaluator;
	if (is_context_call(context, "begin_transaction") ||
	    str_is(value_method(context, &object), "begin") ||
	    str_is(value_method(context, &object), "begin_transaction"))
		env->transactions--;
}

void alembic_env_read(Arena *arena, const Source *source, const Code *code, EnvFacts *facts)
{
	Env env = { .arena = arena, .facts = facts };
	Host host = { .state = &env, .call = on_call, .enter = on_enter, .leave = on_leave };
	Module *module = module_evaluate_code(arena, source, code, &host);
	// Templates of async engines reach do_run_migrations() through connection.run_sync(): run it if nothing did.
	static const char *const entries[] = { "run_migrations_online", "do_run_migrations",
					       "run_async_migrations" };

	for (size_t i = 0; !env.done && i < sizeof(entries) / sizeof(*entries); i++) {
		RunEnd end;
		env.transactions = 0;
		module_run(module, entries[i], &host, &end);
	}
}
