// catalog_object.c - sequences, functions, schemas, extensions, triggers, policies, rules, comments and the search path.

#include "base/buffer.h"
#include "postgres/action_build.h"
#include "postgres/catalog_store.h"

// ---- sequences -----------------------------------------------------------------------------------------------

// A name given by (SEQUENCE NAME x) of an identity, or chosen.
static Relation owned_name(Catalog *catalog, Relation table, const CatalogColumn *column,
			   PgNode *const *options, size_t option_count)
{
	const PgQuery__DefElem *name = defelem_find(options, option_count, "sequence_name");

	if (name)
		return name_for_new(catalog, object_name(name->arg));
	return (Relation){ table.schema, catalog_choose_name(catalog, table, column->name, "seq", false) };
}

static bool is_kept(const char *option)
{
	static const char *const kept[] = { "start", "increment", "minvalue", "maxvalue", "cache", "cycle" };

	for (size_t i = 0; i < COUNT_OF(kept); i++)
		if (strcmp(option, kept[i]) == 0)
			return true;
	return false;
}

static void take_option(Catalog *catalog, CatalogSequence *sequence, const PgNode *option)
{
	for (size_t i = 0; i < sequence->options.len; i++)
		if (strcmp(sequence->options.items[i]->def_elem->defname, option->def_elem->defname) == 0) {
			sequence->options.items[i] = option;
			return;
		}
	array_push(catalog->arena, &sequence->options, option);
}

void sequence_take_options(Catalog *catalog, CatalogSequence *sequence, PgNode *const *options, size_t count)
{
	array_own(catalog->arena, &sequence->options);
	for (size_t i = 0; i < count; i++)
		if (options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM &&
		    is_kept(options[i]->def_elem->defname))
			take_option(catalog, sequence, options[i]);
}

void make_owned_sequence(Catalog *catalog, Relation table, const CatalogColumn *column,
			 PgNode *const *options, size_t option_count)
{
	CatalogSequence *sequence = arena_new(catalog->arena, CatalogSequence);
	Relation name = owned_name(catalog, table, column, options, option_count);

	sequence->object = (Object){ OBJECT_SEQUENCE, name, false };
	sequence->owner = table;
	sequence->owner_column = column->name;
	sequence->is_identity = column->is_identity;
	sequence->type = column->type.name;
	sequence_take_options(catalog, sequence, options, option_count);
	if (!relation_same(name, table))
		make_room(catalog, name);
	put_object(catalog, &sequence->object);
	link_sequence(catalog, sequence, true);
}

const CatalogSequence *implicit_sequence(const Catalog *catalog, Relation table, Str column, bool identity)
{
	const LinkArray *links = links_to(catalog, SPACE_RELATION, table, LINK_SEQUENCE);

	for (size_t i = 0; i < links->len; i++) {
		const CatalogSequence *sequence = catalog_sequence(catalog, links->items[i].relation);
		if (sequence && !sequence->definition && sequence->is_identity == identity &&
		    str_equal(sequence->owner_column, column))
			return sequence;
	}
	return NULL;
}

static Str name_of_type(Arena *arena, const PgQuery__DefElem *option)
{
	if (!option || !option->arg || option->arg->node_case != PG_QUERY__NODE__NODE_TYPE_NAME)
		return STR_NONE;
	return type_from_node(option->arg->type_name, arena).name;
}

static void set_owner(Catalog *catalog, CatalogSequence *sequence, const PgQuery__DefElem *option)
{
	size_t count;
	PgNode *const *names = option ? node_items(option->arg, &count) : NULL;

	if (!names || !count)
		return;
	link_sequence(catalog, sequence, false);
	sequence->owner = (Relation){ STR_NONE, STR_NONE };
	sequence->owner_column = STR_NONE;
	if (count > 1) { // one name is NONE
		sequence->owner_column = node_string(names[count - 1]);
		sequence->owner = resolve_in(catalog, SPACE_RELATION, relation_from_names(names, count - 1));
	}
	link_sequence(catalog, sequence, true);
}

void create_sequence(Catalog *catalog, const Action *action)
{
	const PgQuery__CreateSeqStmt *create = action->definition->create_seq_stmt;
	CatalogSequence *sequence = arena_new(catalog->arena, CatalogSequence);
	Relation name = name_for_new(catalog, action->table);

	if (create->if_not_exists && store_get(catalog, SPACE_RELATION, name))
		return;
	if (create->if_not_exists)
		note_maybe(catalog, OBJECT_SEQUENCE, name);
	sequence->object = (Object){ OBJECT_SEQUENCE, name, false };
	sequence->definition = action->definition;
	sequence->type = name_of_type(catalog->arena, defelem_find(create->options, create->n_options, "as"));
	sequence_take_options(catalog, sequence, create->options, create->n_options);
	make_room(catalog, name);
	put_object(catalog, &sequence->object);
	set_owner(catalog, sequence, defelem_find(create->options, create->n_options, "owned_by"));
}

// A serial column whose sequence gets another owner goes on taking its numbers from it.
static void make_default_explicit(Catalog *catalog, CatalogSequence *sequence, const PgNode *definition)
{
	const CatalogTable *table = catalog_table(catalog, sequence->owner);
	CatalogTable *copy = table ? table_copy(catalog, table) : NULL;
	CatalogColumn *column = copy ? column_for_change(catalog, copy, sequence->owner_column) : NULL;

	if (!column || !column->is_serial)
		return;
	sequence->definition = definition;
	column->is_serial = false;
	column->default_expression = make_nextval(catalog, sequence->object.name);
	link_column(catalog, copy->object.name, column, true);
	put_object(catalog, &copy->object);
}

void alter_sequence(Catalog *catalog, const Action *action)
{
	const PgQuery__AlterSeqStmt *alter = action->definition->alter_seq_stmt;
	const CatalogSequence *sequence = catalog_sequence(catalog, action->table);
	CatalogSequence *copy = arena_new(catalog->arena, CatalogSequence);

	if (!sequence)
		return;
	*copy = *sequence;
	if (!sequence->definition && defelem_find(alter->options, alter->n_options, "owned_by"))
		make_default_explicit(catalog, copy, action->definition);
	set_owner(catalog, copy, defelem_find(alter->options, alter->n_options, "owned_by"));
	Str type = name_of_type(catalog->arena, defelem_find(alter->options, alter->n_options, "as"));
	if (type.len)
		copy->type = type;
	sequence_take_options(catalog, copy, alter->options, alter->n_options);
	put_object(catalog, &copy->object);
}

// ---- functions -----------------------------------------------------------------------------------------------

static void add_argument(Catalog *catalog, Buffer *out, const PgQuery__TypeName *written)
{
	TypeRef type = type_from_node(written, catalog->arena);

	if (out->data[out->len - 1] != '(')
		buffer_puts(out, ", ");
	buffer_add_str(out, type.name);
	if (type.array_dimensions > 0)
		buffer_puts(out, "[]");
}

static bool is_input(PgQuery__FunctionParameterMode mode)
{
	return mode != PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT &&
		mode != PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE;
}

void create_function(Catalog *catalog, const Action *action)
{
	CatalogFunction *function = arena_new(catalog->arena, CatalogFunction);
	Relation name = name_for_new(catalog, action->table);
	Buffer out = buffer_in(catalog->arena);

	map_set(&catalog->function_names, catalog->arena, name.name, function);
	buffer_add_str(&out, name.name);
	buffer_putc(&out, '(');
	if (action->definition->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT) {
		const PgQuery__CreateFunctionStmt *create = action->definition->create_function_stmt;
		for (size_t i = 0; i < create->n_parameters; i++) {
			const PgQuery__FunctionParameter *parameter =
				create->parameters[i]->function_parameter;
			if (is_input(parameter->mode))
				add_argument(catalog, &out, parameter->arg_type);
		}
	}
	buffer_putc(&out, ')');
	if (action->definition->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT &&
	    action->definition->create_function_stmt->replace)
		note_maybe(catalog, OBJECT_FUNCTION, name);
	name.name = buffer_str(&out);
	function->object = (Object){ OBJECT_FUNCTION, name, false };
	function->definition = action->definition;
	put_object(catalog, &function->object);
}

// ---- schemas, extensions, search path ------------------------------------------------------------------------

static void create_named(Catalog *catalog, Str name, ObjectKind kind)
{
	Object *object = arena_new(catalog->arena, Object);

	*object = (Object){ kind, { STR_NONE, name }, false };
	if (!store_get(catalog, space_of(kind), object->name))
		put_object(catalog, object);
}

void create_schema(Catalog *catalog, const Action *action)
{
	if (action->if_not_exists)
		note_maybe(catalog, OBJECT_SCHEMA, (Relation){ STR_NONE, action->table.name });
	create_named(catalog, action->table.name, OBJECT_SCHEMA);
}

void create_extension(Catalog *catalog, const Action *action)
{
	if (action->if_not_exists)
		note_maybe(catalog, OBJECT_EXTENSION, (Relation){ STR_NONE, action->table.name });
	create_named(catalog, action->table.name, OBJECT_EXTENSION);
}

void catalog_leave_names(Catalog *catalog, bool to_postgres)
{
	catalog->chooses_names = to_postgres;
}

void catalog_begin_session(Catalog *catalog)
{
	const State *now = state_of(catalog);

	if (now->path.len == 1 && str_is(now->path.items[0], "public"))
		return;
	State *state = state_for_change(catalog);
	memset(&state->path, 0, sizeof(state->path));
	array_push(catalog->arena, &state->path, STR("public"));
}

void set_search_path(Catalog *catalog, const Action *action)
{
	Str rest = action->new_name;

	if (!str_is(action->name, "search_path") && !(action->kind == ACTION_RESET && !action->name.len))
		return;
	State *state = state_for_change(catalog);
	memset(&state->path, 0, sizeof(state->path));
	while (rest.len && action->kind != ACTION_RESET && !str_is(action->new_name, "DEFAULT")) {
		size_t comma = str_find_char(rest, ',', 0);
		Str name = str_trim(str_slice(rest, 0, comma == SIZE_MAX ? rest.len : comma));
		if (name.len && !str_is(name, "$user") && !str_is(name, "pg_catalog"))
			array_push(catalog->arena, &state->path, name);
		rest = comma == SIZE_MAX ? STR_NONE : str_slice(rest, comma + 1, rest.len);
	}
	if (!state->path.len)
		array_push(catalog->arena, &state->path, STR("public"));
}

// ---- parts of tables -----------------------------------------------------------------------------------------

// The function called `name`; triggers take no arguments.
static Relation trigger_function(Catalog *catalog, Relation name)
{
	name.name = str_from(arena_printf(catalog->arena, "%.*s()", STR_ARG(name.name)));
	return resolve_in(catalog, SPACE_FUNCTION, name);
}

#define REPLACE_PART(catalog, parts, part)                                     \
	do {                                                                   \
		for (size_t i = 0; i < (parts)->len; i++)                      \
			if (str_equal((parts)->items[i].name, (part).name)) {  \
				array_remove_at((catalog)->arena, (parts), i); \
				break;                                         \
			}                                                      \
		array_push((catalog)->arena, (parts), (part));                 \
	} while (0)

void create_trigger(Catalog *catalog, const Action *action)
{
	const PgQuery__CreateTrigStmt *create = action->definition->create_trig_stmt;
	CatalogTable *table = table_for_change(catalog, action);
	CatalogPart trigger = { .name = action->name, .enabled = true, .definition = action->definition };

	if (!table)
		return;
	if (create->replace && !table->complete)
		note_gone(catalog,
			  &(Gone){ .kind = OBJECT_TABLE,
				   .name = table->object.name,
				   .part = action->name,
				   .of = GONE_TRIGGER,
				   .maybe = true });
	trigger.function =
		trigger_function(catalog, relation_from_names(create->funcname, create->n_funcname));
	REPLACE_PART(catalog, &table->triggers, trigger);
	link_trigger(catalog, table->object.name, &trigger, true);
}

void create_policy(Catalog *catalog, const Action *action)
{
	CatalogTable *table = table_for_change(catalog, action);
	CatalogPart policy = { .name = action->name, .enabled = true, .definition = action->definition };

	if (!table)
		return;
	if (action->kind == ACTION_ALTER_POLICY) // what it keeps of the old definition is not worked out
		make_uncertain(catalog, SPACE_RELATION, table->object.name);
	else
		REPLACE_PART(catalog, &table->policies, policy);
}

void create_rule(Catalog *catalog, const Action *action)
{
	const Object *relation = catalog_relation(catalog, action->table);
	CatalogPart rule = { .name = action->name, .enabled = true, .definition = action->definition };
	CatalogTable *table = relation && relation->kind != OBJECT_TABLE ? NULL
									 : table_for_change(catalog, action);

	if (table)
		REPLACE_PART(catalog, &table->rules, rule);
}

void comment_on(Catalog *catalog, const Action *action)
{
	const PgQuery__CommentStmt *comment = action->definition->comment_stmt;
	bool column = comment->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN;
	const CatalogTable *known = catalog_table(catalog, action->table);

	if ((!column && comment->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE) || !known)
		return;
	CatalogTable *table = table_copy(catalog, known);
	if (column) {
		CatalogColumn *copy = column_revealed(catalog, table, action->name);
		if (copy)
			copy->comment = ast_str(comment->comment);
	} else {
		table->comment = ast_str(comment->comment);
	}
	put_object(catalog, &table->object);
}
