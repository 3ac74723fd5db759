#include "postgres/definition.h"

static const PgQuery__CreateStmt *create_statement(const PgNode *statement)
{
	if (statement && statement->node_case == PG_QUERY__NODE__NODE_CREATE_STMT)
		return statement->create_stmt;
	if (create_is_foreign(statement))
		return statement->create_foreign_table_stmt->base_stmt;
	return NULL;
}

bool create_is_foreign(const PgNode *statement)
{
	return statement && statement->node_case == PG_QUERY__NODE__NODE_CREATE_FOREIGN_TABLE_STMT;
}

bool create_copies_indexes(const PgNode *statement)
{
	enum {
		INCLUDING_INDEXES = 1 << 6
	}; // CREATE_TABLE_LIKE_INDEXES in PostgreSQL's parsenodes.h, since 14
	const PgQuery__CreateStmt *create = create_statement(statement);

	for (size_t i = 0; create && i < create->n_table_elts; i++)
		if (create->table_elts[i]->node_case == PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE &&
		    (create->table_elts[i]->table_like_clause->options & INCLUDING_INDEXES))
			return true;
	return false;
}

GivenUp definition_gives_up(const PgNode *statement)
{
	if (statement && statement->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD &&
	    statement->alter_table_cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn)
		return GIVES_UP_ATTRIBUTE;
	if (!statement || statement->node_case != PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT)
		return GIVES_UP_NOTHING;
	Str subtype = ast_str(statement->alter_domain_stmt->subtype);
	return str_is(subtype, "X")    ? GIVES_UP_DOMAIN_CONSTRAINT
		: str_is(subtype, "N") ? GIVES_UP_DOMAIN_NOT_NULL
				       : GIVES_UP_NOTHING;
}

bool index_is_btree(const PgNode *statement)
{
	Str method = statement && statement->node_case == PG_QUERY__NODE__NODE_INDEX_STMT
		? ast_str(statement->index_stmt->access_method)
		: STR_NONE;

	return !method.len || str_equal_nocase(method, STR("btree"));
}

static bool names_search_path(const PgQuery__DefElem *option)
{
	return option->arg && option->arg->node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT &&
		str_is(ast_str(option->arg->variable_set_stmt->name), "search_path") &&
		option->arg->variable_set_stmt->kind != PG_QUERY__VARIABLE_SET_KIND__VAR_RESET;
}

void function_security(const PgNode *statement, bool *definer, bool *sets_search_path)
{
	PgNode *const *options = NULL;
	size_t count = 0;

	*definer = *sets_search_path = false;
	if (statement && statement->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT) {
		options = statement->create_function_stmt->options;
		count = statement->create_function_stmt->n_options;
	} else if (statement && statement->node_case == PG_QUERY__NODE__NODE_ALTER_FUNCTION_STMT) {
		options = statement->alter_function_stmt->actions;
		count = statement->alter_function_stmt->n_actions;
	}
	*definer = defelem_is_on(defelem_find(options, count, "security"));
	for (size_t i = 0; i < count; i++)
		if (options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM &&
		    str_is(ast_str(options[i]->def_elem->defname), "set"))
			*sets_search_path |= names_search_path(options[i]->def_elem);
}
