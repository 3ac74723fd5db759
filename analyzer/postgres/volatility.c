// volatility.c - whether an expression gives the same value for every row of an ALTER TABLE (effect.h).

#include "postgres/effect.h"
#include "postgres/parse.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

// PostgreSQL's own functions, from pg_proc of 15 (uuidv4, uuidv7, casefold and the random family: 16 to 18), as far as they can
// stand in a DEFAULT. Where overloads differ the stronger word counts. Each list is in alphabetical order.
static const char volatile_functions[] =
	" clock_timestamp current_query currval gen_random_uuid lastval nextval pg_sleep random "
	"random_normal set_config setseed setval timeofday uuidv4 uuidv7 ";

static const char stable_functions[] =
	" age array_to_json array_to_string concat concat_ws convert convert_from convert_to "
	"current_database current_schema current_schemas current_setting date_part date_trunc enum_first "
	"enum_last enum_range extract format format_type inet_client_addr inet_client_port "
	"inet_server_addr inet_server_port json_build_array json_build_object jsonb_build_array "
	"jsonb_build_object make_timestamptz now pg_backend_pid pg_current_xact_id "
	"pg_get_serial_sequence pg_postmaster_start_time plainto_tsquery quote_literal quote_nullable "
	"row_to_json session_user statement_timestamp timezone to_char to_date to_json to_jsonb "
	"to_number to_regclass to_timestamp to_tsquery to_tsvector transaction_timestamp txid_current "
	"txid_current_snapshot version ";

static const char immutable_functions[] =
	" abs array_append array_cat array_fill array_length array_position array_prepend array_remove "
	"array_replace array_to_tsvector ascii bit_length btrim casefold cbrt ceil ceiling char_length "
	"character_length chr date_bin decode degrees div encode exp factorial floor gcd get_byte "
	"initcap int4range int8range json_array_length json_extract_path json_object json_typeof "
	"jsonb_array_length jsonb_extract_path jsonb_object jsonb_set jsonb_strip_nulls jsonb_typeof "
	"justify_days justify_hours lcm left length like_escape ln log lower lpad ltrim make_date "
	"make_interval make_time make_timestamp md5 mod normalize numrange octet_length overlay pi point "
	"position pow power quote_ident radians regexp_replace repeat replace reverse right round rpad "
	"rtrim scale sha224 sha256 sha384 sha512 sign split_part sqrt starts_with string_to_array strpos "
	"substr substring to_hex translate trim_scale trunc unistr upper width_bucket ";

// Of extensions so common that their names are as good as built in; in whatever schema they were installed.
static const char extension_volatile_functions[] =
	" gen_random_bytes gen_salt nanoid uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 "
	"uuid_generate_v7 gen_random_ulid ";

// Casts to these read settings (TimeZone, DateStyle) or the catalog.
static const char stable_casts[] = " date time timetz timestamp timestamptz regclass regproc regtype money ";

// 'now'::timestamptz and the like depend on when they are read; other constants are what they are.
static bool names_a_moment(const PgNode *constant)
{
	static const char *const moments[] = { "now", "today", "tomorrow", "yesterday" };

	if (constant->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
		return false;
	Str text = str_trim(ast_str(constant->a_const->sval->sval));
	for (size_t i = 0; i < COUNT(moments); i++)
		if (str_equal_nocase(text, str_from(moments[i])))
			return true;
	return false;
}

static Volatility volatility_of_cast(const PgQuery__TypeCast *cast)
{
	Relation type = { STR_NONE, STR_NONE };

	if (cast->type_name)
		type = relation_from_names(cast->type_name->names, cast->type_name->n_names);
	if (!words_contain(stable_casts, type.name))
		return VOLATILITY_CONSTANT;
	if (cast->arg && cast->arg->node_case == PG_QUERY__NODE__NODE_A_CONST)
		return names_a_moment(cast->arg) || str_starts_with(type.name, STR("reg"))
			? VOLATILITY_STABLE
			: VOLATILITY_CONSTANT;
	return VOLATILITY_STABLE;
}

bool function_is_built_in(Str name)
{
	return words_contain(volatile_functions, name) || words_contain(stable_functions, name) ||
		words_contain(immutable_functions, name);
}

static Volatility volatility_of_known_function(Relation function)
{
	bool built_in = !function.schema.len || str_is(function.schema, "pg_catalog");

	if (words_contain(extension_volatile_functions, function.name))
		return VOLATILITY_VOLATILE;
	if (!built_in)
		return VOLATILITY_UNKNOWN;
	if (words_contain(volatile_functions, function.name))
		return VOLATILITY_VOLATILE;
	if (words_contain(stable_functions, function.name))
		return VOLATILITY_STABLE;
	if (words_contain(immutable_functions, function.name))
		return VOLATILITY_IMMUTABLE;
	return VOLATILITY_UNKNOWN;
}

// ---- functions the history created ---------------------------------------------------------------------------

// Calls that are followed into SQL functions.
#define MAX_INLINING 4

typedef struct Strongest {
	const Catalog *catalog;
	int depth;
	Volatility known;
	bool unknown;
} Strongest;

static Volatility volatility_within(const PgNode *expression, const Catalog *catalog, int depth);

static Str option_text(const PgQuery__CreateFunctionStmt *create, const char *name)
{
	const PgQuery__DefElem *option = defelem_find(create->options, create->n_options, name);

	if (!option || !option->arg)
		return STR_NONE;
	if (option->arg->node_case == PG_QUERY__NODE__NODE_LIST && option->arg->list->n_items == 1)
		return node_string(option->arg->list->items[0]);
	return node_string(option->arg);
}

// The one expression an SQL function selects, as PostgreSQL inlines it; NULL when it is more than that.
static const PgNode *inlined_body(Arena *arena, const PgQuery__CreateFunctionStmt *create)
{
	ParsedStatements parsed = { 0 };
	Str body = option_text(create, "as");

	if (!str_is(option_text(create, "language"), "sql") || !body.len ||
	    defelem_find(create->options, create->n_options, "security") ||
	    defelem_find(create->options, create->n_options, "set") ||
	    (create->return_type && create->return_type->setof))
		return NULL;
	postgres_parse(arena, str_from(str_dup(arena, body)), &parsed);
	const PgNode *node = parsed.len == 1 ? parsed.items[0].node : NULL;
	if (!node || node->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
		return NULL;
	const PgQuery__SelectStmt *select = node->select_stmt;
	if (select->n_from_clause || select->where_clause || select->n_target_list != 1 ||
	    select->with_clause || select->limit_count ||
	    select->target_list[0]->node_case != PG_QUERY__NODE__NODE_RES_TARGET)
		return NULL;
	return select->target_list[0]->res_target->val;
}

static Volatility volatility_of_created(const PgQuery__CreateFunctionStmt *create, const Catalog *catalog,
					int depth)
{
	Str declared = option_text(create, "volatility");
	Volatility volatility = VOLATILITY_VOLATILE;
	Arena scratch = { 0 };

	if (str_is(declared, "immutable"))
		return VOLATILITY_IMMUTABLE;
	if (str_is(declared, "stable"))
		return VOLATILITY_STABLE;
	const PgNode *body = depth < MAX_INLINING ? inlined_body(&scratch, create) : NULL;
	if (body)
		volatility = volatility_within(body, catalog, depth + 1);
	arena_release(&scratch);
	return volatility;
}

static Volatility volatility_of_function(const Strongest *strongest, Relation name)
{
	Volatility volatility = volatility_of_known_function(name);
	const CatalogFunction *function = strongest->catalog && volatility == VOLATILITY_UNKNOWN
		? catalog_function(strongest->catalog, name)
		: NULL;

	if (!function || function->object.uncertain || !function->definition ||
	    function->definition->node_case != PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
		return volatility;
	return volatility_of_created(function->definition->create_function_stmt, strongest->catalog,
				     strongest->depth);
}

// ---- expressions ---------------------------------------------------------------------------------------------

static Volatility volatility_of_node(const Strongest *strongest, const PgNode *node)
{
	switch (node->node_case) {
	case PG_QUERY__NODE__NODE_FUNC_CALL:
		return volatility_of_function(strongest,
					      relation_from_names(node->func_call->funcname,
								  node->func_call->n_funcname));
	case PG_QUERY__NODE__NODE_TYPE_CAST:
		return volatility_of_cast(node->type_cast);
	case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
	case PG_QUERY__NODE__NODE_XML_EXPR:
		return VOLATILITY_STABLE;
	case PG_QUERY__NODE__NODE_SUB_LINK:
		return VOLATILITY_UNKNOWN;
	case PG_QUERY__NODE__NODE_COLUMN_REF:
	case PG_QUERY__NODE__NODE_A_EXPR:
	case PG_QUERY__NODE__NODE_BOOL_EXPR:
	case PG_QUERY__NODE__NODE_CASE_EXPR:
	case PG_QUERY__NODE__NODE_COALESCE_EXPR:
	case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
	case PG_QUERY__NODE__NODE_NULL_TEST:
	case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
		return VOLATILITY_IMMUTABLE;
	default:
		return VOLATILITY_CONSTANT;
	}
}

static bool visit(void *state, const PgNode *node)
{
	Strongest *strongest = state;
	Volatility volatility = volatility_of_node(strongest, node);

	if (volatility == VOLATILITY_UNKNOWN)
		strongest->unknown = true;
	else if (volatility > strongest->known)
		strongest->known = volatility;
	return true;
}

static Volatility volatility_within(const PgNode *expression, const Catalog *catalog, int depth)
{
	Strongest strongest = { catalog, depth, VOLATILITY_CONSTANT, false };

	ast_walk(expression, visit, &strongest);
	if (strongest.unknown && strongest.known != VOLATILITY_VOLATILE)
		return VOLATILITY_UNKNOWN;
	return strongest.known;
}

Volatility expression_volatility(const PgNode *expression, const Catalog *catalog)
{
	return volatility_within(expression, catalog, 0);
}
