// catalog_text.c - definitions as SQL text, deparsed when asked for, and what a CHECK proves.

#include "base/buffer.h"
#include "postgres/catalog_store.h"
#include "postgres/parse.h"

static Str behind(Str text, const char *prefix)
{
	return str_starts_with(text, str_from(prefix)) ? str_slice(text, strlen(prefix), text.len) : STR_NONE;
}

// An expression is written as the only column of a SELECT.
static Str expression_text(Arena *arena, const PgNode *expression)
{
	PgQuery__SelectStmt select = PG_QUERY__SELECT_STMT__INIT;
	PgQuery__ResTarget target = PG_QUERY__RES_TARGET__INIT;
	PgNode target_node = PG_QUERY__NODE__INIT;
	PgNode statement = PG_QUERY__NODE__INIT;
	PgNode *targets[] = { &target_node };

	if (!expression)
		return STR_NONE;
	target.val = (PgNode *)(uintptr_t)expression;
	target_node.node_case = PG_QUERY__NODE__NODE_RES_TARGET;
	target_node.res_target = &target;
	select.n_target_list = 1;
	select.target_list = targets;
	select.limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
	select.op = PG_QUERY__SET_OPERATION__SETOP_NONE;
	statement.node_case = PG_QUERY__NODE__NODE_SELECT_STMT;
	statement.select_stmt = &select;
	return behind(postgres_deparse(arena, &statement), "SELECT ");
}

Str column_default_text(Arena *arena, const CatalogColumn *column)
{
	return expression_text(arena, column->default_expression);
}

// Modifiers that are no numbers (geometry(Point, 4326)) are only in the AST.
static Str deparsed_type(Arena *arena, const PgQuery__TypeName *written)
{
	PgNode null_node = PG_QUERY__NODE__INIT;
	PgNode cast_node = PG_QUERY__NODE__INIT;
	PgQuery__AConst null = PG_QUERY__A__CONST__INIT;
	PgQuery__TypeCast cast = PG_QUERY__TYPE_CAST__INIT;

	null.isnull = true;
	null_node.node_case = PG_QUERY__NODE__NODE_A_CONST;
	null_node.a_const = &null;
	cast.arg = &null_node;
	cast.type_name = (PgQuery__TypeName *)(uintptr_t)written;
	cast_node.node_case = PG_QUERY__NODE__NODE_TYPE_CAST;
	cast_node.type_cast = &cast;
	return behind(expression_text(arena, &cast_node), "NULL::");
}

Str column_type_text(Arena *arena, const CatalogColumn *column)
{
	if (!column->type.modifiers_known && column->written_type)
		return deparsed_type(arena, column->written_type);
	return column->type.name.len ? type_show(arena, &column->type) : STR_NONE;
}

Str sequence_text(Arena *arena, const CatalogSequence *sequence)
{
	PgQuery__CreateSeqStmt create = PG_QUERY__CREATE_SEQ_STMT__INIT;
	PgQuery__RangeVar name = PG_QUERY__RANGE_VAR__INIT;
	PgNode statement = PG_QUERY__NODE__INIT;
	char letter[] = "s";
	char permanent[] = "p";

	if (!sequence->options.len)
		return STR_NONE;
	name.relname = letter;
	name.inh = true;
	name.relpersistence = permanent;
	create.sequence = &name;
	create.options = (PgNode **)(uintptr_t)sequence->options.items;
	create.n_options = sequence->options.len;
	statement.node_case = PG_QUERY__NODE__NODE_CREATE_SEQ_STMT;
	statement.create_seq_stmt = &create;
	return behind(postgres_deparse(arena, &statement), "CREATE SEQUENCE s ");
}

// ---- constraints ---------------------------------------------------------------------------------------------

static void add_columns(Buffer *out, const Str *columns, size_t count)
{
	buffer_puts(out, " (");
	for (size_t i = 0; i < count; i++) {
		buffer_puts(out, i ? ", " : "");
		buffer_add_str(out, identifier_show(out->arena, columns[i]));
	}
	buffer_putc(out, ')');
}

static const char *action_words(char action)
{
	return action == 'r'    ? "RESTRICT"
		: action == 'c' ? "CASCADE"
		: action == 'n' ? "SET NULL"
		: action == 'd' ? "SET DEFAULT"
				: NULL;
}

static void add_foreign_key(Buffer *out, const CatalogConstraint *key)
{
	buffer_puts(out, "FOREIGN KEY");
	add_columns(out, key->columns.items, key->columns.len);
	buffer_puts(out, " REFERENCES ");
	buffer_add_str(out, relation_show(out->arena, key->references));
	if (key->referenced_columns.len)
		add_columns(out, key->referenced_columns.items, key->referenced_columns.len);
	if (key->definition && str_is(ast_str(key->definition->fk_matchtype), "f"))
		buffer_puts(out, " MATCH FULL");
	if (action_words(key->on_update))
		buffer_printf(out, " ON UPDATE %s", action_words(key->on_update));
	if (action_words(key->on_delete))
		buffer_printf(out, " ON DELETE %s", action_words(key->on_delete));
}

static void add_key(Buffer *out, const CatalogConstraint *key)
{
	const PgQuery__Constraint *definition = key->definition;

	buffer_puts(out, key->kind == CONSTRAINT_PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE");
	if (definition && definition->nulls_not_distinct)
		buffer_puts(out, " NULLS NOT DISTINCT");
	add_columns(out, key->columns.items, key->columns.len);
	if (!definition || !definition->n_including)
		return;
	Array(Str) including = { 0 };
	for (size_t i = 0; i < definition->n_including; i++)
		array_push(out->arena, &including, node_string(definition->including[i]));
	buffer_puts(out, " INCLUDE");
	add_columns(out, including.items, including.len);
}

static Str exclusion_text(Arena *arena, const PgQuery__Constraint *definition)
{
	PgQuery__Constraint copy = *definition;
	PgQuery__AlterTableStmt alter = PG_QUERY__ALTER_TABLE_STMT__INIT;
	PgQuery__AlterTableCmd command = PG_QUERY__ALTER_TABLE_CMD__INIT;
	PgQuery__RangeVar table = PG_QUERY__RANGE_VAR__INIT;
	PgNode constraint_node = PG_QUERY__NODE__INIT;
	PgNode command_node = PG_QUERY__NODE__INIT;
	PgNode statement = PG_QUERY__NODE__INIT;
	PgNode *commands[] = { &command_node };
	char name[] = "t";
	char none[] = "";

	copy.conname = none;
	constraint_node.node_case = PG_QUERY__NODE__NODE_CONSTRAINT;
	constraint_node.constraint = &copy;
	command.subtype = PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint;
	command.behavior = PG_QUERY__DROP_BEHAVIOR__DROP_RESTRICT;
	command.def = &constraint_node;
	command_node.node_case = PG_QUERY__NODE__NODE_ALTER_TABLE_CMD;
	command_node.alter_table_cmd = &command;
	table.relname = name;
	table.inh = true;
	alter.relation = &table;
	alter.n_cmds = 1;
	alter.cmds = commands;
	alter.objtype = PG_QUERY__OBJECT_TYPE__OBJECT_TABLE;
	statement.node_case = PG_QUERY__NODE__NODE_ALTER_TABLE_STMT;
	statement.alter_table_stmt = &alter;
	return behind(postgres_deparse(arena, &statement), "ALTER TABLE t ADD ");
}

Str constraint_text(Arena *arena, const CatalogConstraint *constraint)
{
	Buffer out = buffer_in(arena);

	switch (constraint->kind) {
	case CONSTRAINT_EXCLUSION:
		return exclusion_text(arena, constraint->definition);
	case CONSTRAINT_CHECK:
		buffer_puts(&out, "CHECK (");
		buffer_add_str(&out, expression_text(arena, constraint->check));
		buffer_puts(&out, constraint->no_inherit ? ") NO INHERIT" : ")");
		break;
	case CONSTRAINT_FOREIGN_KEY:
		add_foreign_key(&out, constraint);
		break;
	default:
		add_key(&out, constraint);
	}
	if (constraint->deferrable)
		buffer_puts(&out,
			    constraint->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED"
							   : " DEFERRABLE");
	if (!constraint->validated)
		buffer_puts(&out, " NOT VALID");
	return buffer_str(&out);
}

// ---- indexes, views ------------------------------------------------------------------------------------------

static void add_names(Buffer *out, const char *before, PgNode *const *names, size_t count)
{
	if (!count)
		return;
	buffer_puts(out, before);
	buffer_add_str(out, relation_show(out->arena, relation_from_names(names, count)));
}

// Not left to libpg_query, whose version 15 forgets the parentheses that some expressions need here.
static void add_index_element(Buffer *out, const PgQuery__IndexElem *element)
{
	bool bare = !element->expr || element->expr->node_case == PG_QUERY__NODE__NODE_FUNC_CALL;

	buffer_puts(out, bare ? "" : "(");
	buffer_add_str(out,
		       element->expr ? expression_text(out->arena, element->expr)
				     : identifier_show(out->arena, ast_str(element->name)));
	buffer_puts(out, bare ? "" : ")");
	add_names(out, " COLLATE ", element->collation, element->n_collation);
	add_names(out, " ", element->opclass, element->n_opclass);
	if (element->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC)
		buffer_puts(out, " DESC");
	if (element->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST)
		buffer_puts(out, " NULLS FIRST");
	if (element->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST)
		buffer_puts(out, " NULLS LAST");
}

static void add_index_elements(Buffer *out, PgNode *const *elements, size_t count)
{
	buffer_puts(out, " (");
	for (size_t i = 0; i < count; i++) {
		buffer_puts(out, i ? ", " : "");
		add_index_element(out, elements[i]->index_elem);
	}
	buffer_putc(out, ')');
}

// Of an option of WITH the server makes a text, whatever was written: on, 70, 'auto'.
static void add_option(Buffer *out, const PgQuery__DefElem *option)
{
	const PgNode *value = option->arg;
	int32_t number;

	buffer_add_str(out, identifier_show(out->arena, ast_str(option->defname)));
	if (!value)
		return;
	if (node_integer(value, &number))
		buffer_printf(out, "='%d'", number);
	else if (value->node_case == PG_QUERY__NODE__NODE_FLOAT)
		buffer_printf(out, "='%s'", value->float_->fval);
	else if (value->node_case == PG_QUERY__NODE__NODE_TYPE_NAME)
		buffer_printf(out, "='%.*s'",
			      STR_ARG(node_string(value->type_name->names[value->type_name->n_names - 1])));
	else
		buffer_printf(out, "='%.*s'", STR_ARG(node_string(value)));
}

static void add_options(Buffer *out, PgNode *const *options, size_t count)
{
	buffer_puts(out, count ? " WITH (" : "");
	for (size_t i = 0; i < count; i++) {
		buffer_puts(out, i ? ", " : "");
		if (options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM)
			add_option(out, options[i]->def_elem);
	}
	buffer_puts(out, count ? ")" : "");
}

Str index_text(Arena *arena, const CatalogIndex *index)
{
	const PgQuery__IndexStmt *definition = index->definition;
	Buffer out = buffer_in(arena);

	if (!definition)
		return STR_NONE;
	buffer_puts(&out, "USING ");
	buffer_add_str(&out, identifier_show(arena, index->method));
	add_index_elements(&out, definition->index_params, definition->n_index_params);
	if (definition->n_index_including_params) {
		buffer_puts(&out, " INCLUDE");
		add_index_elements(&out, definition->index_including_params,
				   definition->n_index_including_params);
	}
	buffer_puts(&out, definition->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
	add_options(&out, definition->options, definition->n_options);
	if (definition->where_clause) {
		buffer_puts(&out, " WHERE ");
		buffer_add_str(&out, expression_text(arena, definition->where_clause));
	}
	return buffer_str(&out);
}

Str view_text(Arena *arena, const CatalogView *view)
{
	return postgres_deparse(arena,
				view->definition->node_case == PG_QUERY__NODE__NODE_VIEW_STMT
					? view->definition->view_stmt->query
					: view->definition->create_table_as_stmt->query);
}

// ---- proofs --------------------------------------------------------------------------------------------------

static bool implies_not_null(const PgNode *node, Str column)
{
	if (node->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR &&
	    node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR) {
		for (size_t i = 0; i < node->bool_expr->n_args; i++)
			if (implies_not_null(node->bool_expr->args[i], column))
				return true;
		return false;
	}
	if (node->node_case != PG_QUERY__NODE__NODE_NULL_TEST ||
	    node->null_test->nulltesttype != PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL || !node->null_test->arg ||
	    node->null_test->arg->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
		return false;
	const PgQuery__ColumnRef *reference = node->null_test->arg->column_ref;
	return reference->n_fields &&
		str_equal(node_string(reference->fields[reference->n_fields - 1]), column);
}

bool table_proves_not_null(const CatalogTable *table, Str column)
{
	for (size_t i = 0; i < table->constraints.len; i++) {
		const CatalogConstraint *constraint = table->constraints.items[i];
		if (constraint->kind == CONSTRAINT_CHECK && constraint->validated && constraint->check &&
		    implies_not_null(constraint->check, column))
			return true;
	}
	return false;
}
