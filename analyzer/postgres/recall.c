#include "postgres/recall.h"

#include "postgres/scan.h"

// ---- whether there is a call ----------------------------------------------------------------------------------

// Search: for calls of what the catalog knows.
typedef struct Search {
	Arena scratch;
	const Catalog *catalog;
	bool found;
} Search;

static bool find_call(void *state, const ProtobufCMessage *message)
{
	Search *search = state;

	if (message->descriptor == &pg_query__func_call__descriptor) {
		const PgQuery__FuncCall *call = (const PgQuery__FuncCall *)message;
		search->found |= catalog_function(search->catalog,
						  relation_from_names(call->funcname, call->n_funcname)) !=
			NULL;
	}
	return !search->found;
}

// Of the code of a block any word may be that of a call.
static void find_words(Search *search, Str text)
{
	for (Token token = sql_token(text, 0); token.kind != TOKEN_END && !search->found;
	     token = sql_token(text, token.end)) {
		Str word = str_lower(&search->scratch, str_slice(text, token.start, token.end));
		uint32_t start, end;
		if (token.kind == TOKEN_WORD)
			search->found = catalog_function(search->catalog, (Relation){ STR_NONE, word });
		else if (token.kind == TOKEN_STRING && token_string(text, token, &start, &end) == QUOTE_PLAIN)
			find_words(search, str_slice(text, start, end));
	}
}

static bool calls_known(Search *search, const Statement *statement, bool followed)
{
	if (!statement->node || statement->enclosing)
		return false;
	switch (statement->node->node_case) {
	case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
		if (!followed)
			return false;
		// fallthrough
	case PG_QUERY__NODE__NODE_DO_STMT:
		find_words(search, statement->text);
		return search->found;
	default:
		if (node_evaluates(statement->node))
			ast_walk_messages(&statement->node->base, find_call, search);
		return search->found;
	}
}

bool recall_is_due(const StatementArray *statements, const Catalog *catalog)
{
	Search search = { .catalog = catalog };
	bool followed = false;

	if (!catalog_has_functions(catalog))
		return false;
	for (size_t i = 0; i < statements->len; i++)
		followed |= statements->items[i].followed;
	for (size_t i = 0; i < statements->len && !calls_known(&search, &statements->items[i], followed); i++)
		;
	arena_release(&search.scratch);
	return search.found;
}

// ---- the routine ----------------------------------------------------------------------------------------------

// Holes of the migration that made it: what they stand for is not known here.
static void add_code(SqlWriter *writer, Str code, Span span)
{
	Str prefix = STR(SQL_HOLE_PREFIX);

	for (size_t at; (at = str_find(code, prefix, 0)) != SIZE_MAX;) {
		sql_add_from(writer, str_slice(code, 0, at), span);
		sql_add_hole(writer, "what the function was made with", span);
		for (at += prefix.len; at < code.len && code.data[at] >= '0' && code.data[at] <= '9';)
			at++;
		code = str_slice(code, at, code.len);
	}
	sql_add_from(writer, code, span);
}

// BEGIN ATOMIC ... END and RETURN, which are kept as trees.
static void add_tree(Arena *arena, SqlWriter *writer, const PgNode *tree, Span span)
{
	if (tree->node_case == PG_QUERY__NODE__NODE_LIST) {
		for (size_t i = 0; i < tree->list->n_items; i++)
			add_tree(arena, writer, tree->list->items[i], span);
		return;
	}
	if (tree->node_case == PG_QUERY__NODE__NODE_RETURN_STMT)
		return;
	sql_add_from(writer, postgres_deparse(arena, tree), span);
	sql_puts(writer, ";\n");
}

static Str code_of(const PgQuery__CreateFunctionStmt *create)
{
	const PgQuery__DefElem *code = defelem_find(create->options, create->n_options, "as");

	if (!code || !code->arg)
		return STR_NONE;
	if (code->arg->node_case == PG_QUERY__NODE__NODE_LIST)
		return code->arg->list->n_items == 1 ? node_string(code->arg->list->items[0]) : STR_NONE;
	return node_string(code->arg);
}

static Str language_of(Arena *arena, const PgQuery__CreateFunctionStmt *create)
{
	const PgQuery__DefElem *language = defelem_find(create->options, create->n_options, "language");

	return language && language->arg ? str_lower(arena, node_string(language->arg)) : STR("sql");
}

static KnownRoutine *new_routine(Arena *arena, const CatalogFunction *function, Span span)
{
	const PgQuery__CreateFunctionStmt *create = function->definition->create_function_stmt;
	KnownRoutine *known = arena_new(arena, KnownRoutine);
	SqlWriter writer = sql_writer(arena, span);

	if (create->sql_body)
		add_tree(arena, &writer, create->sql_body, span);
	else
		add_code(&writer, code_of(create), span);
	const Sql *sql = sql_finish(&writer);
	*known = (KnownRoutine){
		.routine = { language_of(arena, create), sql, { 0, (uint32_t)sql->text.len }, create },
		.span = span,
		.is_uncertain = function->object.uncertain,
	};
	return known;
}

// The same text, all of it at `span`.
static const Sql *placed_at(Arena *arena, const Sql *sql, Span span)
{
	Sql *moved = arena_new(arena, Sql);
	SqlPiece *pieces = arena_array(arena, SqlPiece, sql->piece_count);
	SqlHole *holes = arena_array(arena, SqlHole, sql->hole_count);

	*moved = *sql;
	for (size_t i = 0; i < sql->piece_count; i++) {
		pieces[i] = sql->pieces[i];
		pieces[i].span = span;
	}
	for (size_t i = 0; i < sql->hole_count; i++) {
		holes[i] = sql->holes[i];
		holes[i].span = span;
	}
	moved->whole = span;
	moved->pieces = pieces;
	moved->holes = holes;
	return moved;
}

KnownRoutine *recall_routine(Expander *expander, const PgQuery__FuncCall *call, Span span)
{
	Arena *arena = expander->arena;
	Relation name = relation_from_names(call->funcname, call->n_funcname);
	const CatalogFunction *function = catalog_function(expander->catalog, name);
	const PgNode *definition = function ? function->definition : NULL;

	if (!definition || definition->node_case != PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
		return NULL;
	// Its text and what was read of it are the same wherever it is called.
	Str key = relation_show(arena, function->object.name);
	const KnownRoutine *first = map_get(&expander->recalled, key);
	KnownRoutine *known = first ? arena_new(arena, KnownRoutine) : new_routine(arena, function, span);
	if (first) {
		*known = *first;
		known->routine.sql = placed_at(arena, first->routine.sql, span);
		known->span = span;
	} else {
		map_set(&expander->recalled, arena, key, known);
	}
	known->name = name;
	return known;
}
