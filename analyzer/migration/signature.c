#include "migration/signature.h"

static const char *const dialects[] = { "postgresql_", "mysql_",      "mariadb_",     "sqlite_",
					"mssql_",      "oracle_",     "cockroachdb_", "snowflake_",
					"redshift_",   "clickhouse_", "bigquery_",    "starrocks_",
					"firebird_",   "sybase_",     "ibm_db_sa_",   "db2_" };

static bool has_dialect(Str name)
{
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++)
		if (str_starts_with(name, str_from(dialects[i])))
			return true;
	return false;
}

static bool is_postgresql(Str name)
{
	return str_starts_with(name, STR("postgresql_"));
}

static size_t parameter_index(const Signature *signature, Str name)
{
	for (size_t i = 0; signature->parameters[i].name; i++)
		if (str_is(name, signature->parameters[i].name))
			return i;
	return SIZE_MAX;
}

static bool is_option(const Signature *signature, Str name)
{
	for (size_t i = 0; signature->options && signature->options[i]; i++)
		if (str_is(name, signature->options[i]))
			return true;
	return false;
}

// ---- misspellings ---------------------------------------------------------------------------------------------

static void consider(Str name, const char *candidate, unsigned *best, const char **nearest)
{
	unsigned limit = name.len < 5 ? 1 : 3;
	unsigned distance = str_distance(name, str_from(candidate), limit);

	// `_type` and `type` both mean `type_`.
	if (distance > limit && str_find(str_from(candidate), name, 0) != SIZE_MAX && name.len >= 4)
		distance = limit;
	if (distance <= limit && distance < *best) {
		*best = distance;
		*nearest = candidate;
	}
}

static const char *nearest_name(const Signature *signature, Str name)
{
	unsigned best = 100;
	const char *nearest = NULL;

	for (size_t i = 0; signature->parameters[i].name; i++)
		if (!(signature->parameters[i].flags & PARAMETER_REST))
			consider(name, signature->parameters[i].name, &best, &nearest);
	for (size_t i = 0; signature->options && signature->options[i]; i++)
		consider(name, signature->options[i], &best, &nearest);
	return nearest;
}

// `swallowed`: the framework drops the keyword without a word instead of raising.
static void report_keyword(Lowering *lowering, const Signature *signature, const Keyword *keyword,
			   bool swallowed)
{
	const char *nearest = nearest_name(signature, keyword->name);
	const char *help = nearest ? arena_printf(lowering->arena, "did you mean `%s`?", nearest) : NULL;
	char *message = arena_printf(lowering->arena, "`%s()` has no argument `%.*s`%s", signature->shown,
				     STR_ARG(keyword->name),
				     swallowed ? ": it is dropped without a word" : "");

	if (!swallowed) {
		lowering_refuse_as(lowering, NOTICE_MISSPELLED_ARGUMENT, keyword->span, message, help);
		return;
	}
	migration_notice(lowering->migration, lowering->arena,
			 (Notice){ .kind = NOTICE_MISSPELLED_ARGUMENT,
				   .direction = lowering->direction,
				   .span = keyword->span,
				   .message = message,
				   .help = help,
				   .via = lowering->via });
}

// ---- binding --------------------------------------------------------------------------------------------------

static void bind_keyword(Lowering *lowering, Bound *bound, const Keyword *keyword, bool in_batch)
{
	const Signature *signature = bound->signature;
	size_t i = parameter_index(signature, keyword->name);
	bool by_batch = i != SIZE_MAX && in_batch &&
		signature->parameters[i].flags & (PARAMETER_TABLE | PARAMETER_SCHEMA);

	if (i != SIZE_MAX && !by_batch) {
		if (bound->values[i])
			lowering_refuse(lowering, keyword->span, "`%s()` got two values for `%s`",
					signature->shown, signature->parameters[i].name);
		bound->values[i] = keyword->value;
		return;
	}
	if (signature->flags & SIGNATURE_DIALECTS && has_dialect(keyword->name) &&
	    (!is_postgresql(keyword->name) || !signature->options || is_option(signature, keyword->name)))
		return;
	if (signature->flags & SIGNATURE_ANY &&
	    (has_dialect(keyword->name) || is_option(signature, keyword->name)))
		return;
	report_keyword(lowering, signature, keyword, signature->flags & SIGNATURE_ANY);
}

// The parameter that the next positional argument fills: the one at `i` or a later one the batch does not fill.
static size_t next_parameter(const Signature *signature, size_t i, bool in_batch)
{
	while (in_batch && signature->parameters[i].name &&
	       signature->parameters[i].flags & (PARAMETER_TABLE | PARAMETER_SCHEMA))
		i++;
	return i;
}

static void bind_positional(Lowering *lowering, Bound *bound, bool in_batch)
{
	const Signature *signature = bound->signature;
	const ValueArray *given = &bound->arguments->positional;
	size_t parameter = next_parameter(signature, 0, in_batch);

	for (size_t i = 0; i < given->len; i++) {
		const Parameter *p = &signature->parameters[parameter];
		if (!p->name) {
			lowering_refuse(lowering, given->items[i]->span,
					"`%s()` takes fewer positional arguments", signature->shown);
			return;
		}
		if (p->flags & PARAMETER_REST) {
			array_push(lowering->arena, &bound->rest, given->items[i]);
			continue;
		}
		if (p->flags & PARAMETER_KEYWORD)
			lowering_notice(lowering, NOTICE_UNKNOWN_OPERATION, given->items[i]->span,
					"`%s()` takes `%s` by keyword only since Alembic 1.11",
					signature->shown, p->name);
		bound->values[parameter] = given->items[i];
		parameter = next_parameter(signature, parameter + 1, in_batch);
	}
}

static void bind_batch(Bound *bound, const BatchTarget *batch)
{
	for (size_t i = 0; bound->signature->parameters[i].name; i++) {
		if (bound->signature->parameters[i].flags & PARAMETER_TABLE)
			bound->values[i] = batch->table;
		if (bound->signature->parameters[i].flags & PARAMETER_SCHEMA)
			bound->values[i] = batch->schema;
	}
}

// A required argument that is missing is refused, unless `*args` or `**kwargs` of unknown content may hold it: then it is unknown.
static void check_required(Lowering *lowering, Bound *bound, const Value *call)
{
	bool open = bound->arguments->open_positional || bound->arguments->open_keywords;

	for (size_t i = 0; bound->signature->parameters[i].name; i++) {
		if (!(bound->signature->parameters[i].flags & PARAMETER_REQUIRED) || bound->values[i])
			continue;
		if (!open)
			lowering_refuse(lowering, call->span, "`%s()` needs the argument `%s`",
					bound->signature->shown, bound->signature->parameters[i].name);
		bound->values[i] = value_unknown(lowering->arena, call->span, STR("unknown arguments"));
	}
}

bool signature_bind(Lowering *lowering, const Signature *signature, const Value *call,
		    const BatchTarget *batch, Bound *bound)
{
	*bound = (Bound){ .signature = signature, .arguments = call->call.arguments, .span = call->span };
	if (batch)
		bind_batch(bound, batch);
	bind_positional(lowering, bound, batch != NULL);
	for (size_t i = 0; i < bound->arguments->keywords.len; i++)
		bind_keyword(lowering, bound, &bound->arguments->keywords.items[i], batch != NULL);
	check_required(lowering, bound, call);
	return !lowering->refused;
}

const Value *bound_get(const Bound *bound, const char *name)
{
	if (!bound->signature)
		return NULL;
	size_t i = parameter_index(bound->signature, str_from(name));
	if (i != SIZE_MAX)
		return bound->values[i];
	for (i = 0; i < bound->arguments->keywords.len; i++)
		if (str_is(bound->arguments->keywords.items[i].name, name))
			return bound->arguments->keywords.items[i].value;
	return NULL;
}

bool bound_flag(const Bound *bound, const char *name, bool otherwise)
{
	const Value *value = bound_get(bound, name);
	bool truth;

	return value && value_truth(value, &truth) ? truth : otherwise;
}
