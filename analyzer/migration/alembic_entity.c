// Operations of alembic_utils (create_entity, replace_entity, drop_entity) and alembic_postgresql_enum (sync_enum_values), as the
// SQL they run.
#include "migration/alembic_internal.h"
#include "migration/sqlalchemy_name.h"

// ---- statements as templates ----------------------------------------------------------------------------------

// Writes a statement: `$0` to `$9` stand for the texts of `values`, what is not known for a hole.
static void emit(Lowering *lowering, const char *template, const Value *const *values)
{
	SqlWriter writer = lowering_sql(lowering);

	for (const char *c = template; *c; c++) {
		if (c[0] != '$' || c[1] < '0' || c[1] > '9') {
			sql_add(&writer, (Str){ c, 1 });
			continue;
		}
		const Value *value = values[*++c - '0'];
		if (value && value->kind != VALUE_NONE)
			sql_add_text(&writer, value_to_text(lowering->arena, value));
		else
			sql_add_hole(&writer, "argument", lowering->span);
	}
	lowering_emit(lowering, &writer);
}

static const Value *argument(const Value *call, size_t position, const char *keyword)
{
	const Value *value = value_keyword(call, keyword);

	return value ? value : value_positional(call, position);
}

static bool is_true(const Value *value)
{
	bool truth;

	return value && value_truth(value, &truth) && truth;
}

static bool is_list(const Value *value)
{
	return value && (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE);
}

// `a, b` as one text; NULL when the items are not known. `quote`: around each.
static const Value *joined(Lowering *lowering, const Value *list, const char *quote)
{
	if (!is_list(list))
		return NULL;
	Text *text = text_new(lowering->arena);
	Value *value = value_str(lowering->arena, list->span, STR_NONE);
	Text *mark = text_literal(lowering->arena, str_from(quote), list->span, false);
	for (size_t i = 0; i < list->items->len; i++) {
		if (i)
			text_append(text, lowering->arena,
				    text_literal(lowering->arena, STR(", "), list->span, false));
		text_append(text, lowering->arena, mark);
		text_append(text, lowering->arena, value_to_text(lowering->arena, list->items->items[i]));
		text_append(text, lowering->arena, mark);
	}
	value->text = text;
	return value;
}

// The part of a text before or behind byte `at`.
static const Value *part_of(Lowering *lowering, const Value *value, size_t start, size_t end)
{
	Value *part = value_str(lowering->arena, value->span, STR_NONE);

	part->text = text_slice(lowering->arena, value->text, start, end);
	return part;
}

// ---- alembic_utils --------------------------------------------------------------------------------------------

// Entity: `$0` schema, `$1` name, `$2` definition, `$3` what it is on, `$4` arguments of a function, of a grant its columns, `$5` role.
typedef struct Entity {
	const Value *values[6];
	const Value *call;
} Entity;

typedef enum EntityAction {
	ENTITY_CREATE,
	ENTITY_REPLACE,
	ENTITY_DROP,
} EntityAction;

// name(a int, b text DEFAULT 'x'): the name goes into quotes, and DROP takes no defaults.
static void read_function(Lowering *lowering, Entity *entity, EntityAction action)
{
	const Value *signature = entity->values[1];
	Str text;

	if (!signature || !value_plain_text(signature, lowering->arena, &text))
		return;
	size_t open = str_find_char(text, '(', 0);
	if (open == SIZE_MAX)
		return;
	Buffer kept = buffer_in(lowering->arena);
	bool skips = false;
	for (size_t i = open; i < text.len; i++) {
		if (text.data[i] == ',' || text.data[i] == ')')
			skips = false;
		else if (text.data[i] == '=' ||
			 (text.len - i > 8 && str_equal_nocase(str_slice(text, i, i + 8), STR("default "))))
			skips = action == ENTITY_DROP || skips;
		if (!skips)
			buffer_putc(&kept, text.data[i]);
	}
	entity->values[1] = part_of(lowering, signature, 0, open);
	entity->values[4] = value_str(lowering->arena, signature->span, buffer_str(&kept));
}

static void read_trigger(Lowering *lowering, Entity *entity, EntityAction action)
{
	(void)lowering;
	(void)action;
	entity->values[3] = argument(entity->call, 2, "on_entity");
	entity->values[2] = argument(entity->call, 3, "definition");
}

// SELECT ( a, b ): the right is a str or a member of an enum.
static void read_grant(Lowering *lowering, Entity *entity, EntityAction action)
{
	const Value *right = argument(entity->call, 4, "grant");
	const Value *columns = joined(lowering, argument(entity->call, 2, "columns"), "");

	(void)action;
	if (right && right->kind == VALUE_SYMBOL)
		right = value_str(lowering->arena, right->span, value_last_name(right));
	entity->values[1] = argument(entity->call, 1, "table");
	entity->values[2] = right;
	entity->values[4] = columns;
	entity->values[5] = argument(entity->call, 3, "role");
}

// What each action runs, NULL ends.
static const struct {
	const char *name;
	void (*read)(Lowering *lowering, Entity *entity, EntityAction action);
	const char *statements[3][2];
} entities[] = {
	{ "PGFunction",
	  read_function,
	  { { "CREATE FUNCTION \"$0\".\"$1\"$4 $2" },
	    { "CREATE OR REPLACE FUNCTION \"$0\".\"$1\"$4 $2" },
	    { "DROP FUNCTION \"$0\".\"$1\"$4" } } },
	// Replacing goes through a DO block that makes the view anew when it cannot be replaced.
	{ "PGView",
	  NULL,
	  { { "CREATE VIEW \"$0\".\"$1\" AS $2" },
	    { "CREATE OR REPLACE VIEW \"$0\".\"$1\" AS $2" },
	    { "DROP VIEW \"$0\".\"$1\"" } } },
	{ "PGMaterializedView",
	  NULL,
	  { { "CREATE MATERIALIZED VIEW \"$0\".\"$1\" AS $2" },
	    { "DROP MATERIALIZED VIEW IF EXISTS \"$0\".\"$1\"",
	      "CREATE MATERIALIZED VIEW \"$0\".\"$1\" AS $2" },
	    { "DROP MATERIALIZED VIEW \"$0\".\"$1\"" } } },
	{ "PGTrigger",
	  read_trigger,
	  { { "CREATE TRIGGER \"$1\" $2" },
	    { "DROP TRIGGER IF EXISTS \"$1\" ON $3", "CREATE TRIGGER \"$1\" $2" },
	    { "DROP TRIGGER \"$1\" ON $3" } } },
	{ "PGPolicy",
	  read_trigger,
	  { { "CREATE POLICY $1 ON $3 $2" },
	    { "DROP POLICY IF EXISTS $1 ON $3", "CREATE POLICY $1 ON $3 $2" },
	    { "DROP POLICY $1 ON $3" } } },
	{ "PGExtension",
	  NULL,
	  { { "CREATE EXTENSION \"$1\" WITH SCHEMA \"$0\"" },
	    { "ALTER EXTENSION \"$1\" SET SCHEMA \"$0\"" },
	    { "DROP EXTENSION \"$1\"" } } },
	{ "PGGrantTable",
	  read_grant,
	  { { "GRANT $2 ( $4 ) ON \"$0\".\"$1\" TO \"$5\"" },
	    { "GRANT $2 ( $4 ) ON \"$0\".\"$1\" TO \"$5\"" },
	    { "REVOKE $2 ( $4 ) ON \"$0\".\"$1\" FROM \"$5\"" } } },
};

// What follows a statement on the entity's or the call's word.
static const char *ending(const Value *entity, const Value *call, EntityAction action)
{
	const Value *data = value_keyword(entity, "with_data");
	bool truth;

	if (action == ENTITY_DROP)
		return is_true(argument(call, 1, "cascade")) ? " CASCADE" : "";
	if (str_is(value_last_name(entity), "PGMaterializedView"))
		return data && value_truth(data, &truth) && !truth ? " WITH NO DATA" : " WITH DATA";
	return is_true(value_keyword(entity, "with_grant_option")) ? " WITH GRANT OPTION" : "";
}

static Str without_semicolon(Str text)
{
	text = str_trim(text);
	while (text.len && text.data[text.len - 1] == ';')
		text = str_trim(str_slice(text, 0, text.len - 1));
	return text;
}

static void run_entity(Lowering *lowering, const Value *value, const Value *call, EntityAction action)
{
	Entity entity = { .call = value,
			  .values = { argument(value, 0, "schema"), argument(value, 1, "signature"),
				      argument(value, 2, "definition") } };
	size_t row = 0, count = sizeof(entities) / sizeof(entities[0]);

	while (row < count && !str_is(value_last_name(value), entities[row].name))
		row++;
	if (row == count || value->kind != VALUE_CALL) {
		lowering_notice(lowering, NOTICE_UNKNOWN_OPERATION, (Span){ 0 },
				"what `op.%.*s()` runs here cannot be read", STR_ARG(lowering->operation));
		lowering_opaque(lowering, STR("an entity that is not known"), NULL);
		return;
	}
	if (entities[row].read)
		entities[row].read(lowering, &entity, action);
	Str definition;
	if (entity.values[2] && value_plain_text(entity.values[2], lowering->arena, &definition)) {
		Str kept = without_semicolon(definition);
		size_t start = (size_t)(kept.data - definition.data);
		entity.values[2] = part_of(lowering, entity.values[2], start, start + kept.len);
	}
	for (size_t i = 0; i < 2 && entities[row].statements[action][i]; i++) {
		bool last = i == 1 || !entities[row].statements[action][1];
		emit(lowering,
		     arena_printf(lowering->arena, "%s%s", entities[row].statements[action][i],
				  last ? ending(value, call, action) : ""),
		     entity.values);
	}
}

// ---- alembic_postgresql_enum ----------------------------------------------------------------------------------

// Affected: `$0` table with schema, `$1` column, `$2` type, `$3` default, `$4` its new value as an expression.
typedef struct Affected {
	const Value *values[5];
	bool is_array;
} Affected;

static const Value *text_value(Lowering *lowering, Span span, Text *text)
{
	Value *value = value_str(lowering->arena, span, STR_NONE);

	value->text = text;
	return value;
}

// `schema.name`; the name alone when the schema is None.
static const Value *qualified(Lowering *lowering, const Value *schema, const Value *name)
{
	Text *text = text_new(lowering->arena);

	if (!name)
		return NULL;
	if (!value_is_absent(schema)) {
		text_append(text, lowering->arena, value_to_text(lowering->arena, schema));
		text_append(text, lowering->arena,
			    text_literal(lowering->arena, STR("."), name->span, false));
	}
	text_append(text, lowering->arena, value_to_text(lowering->arena, name));
	return text_value(lowering, name->span, text);
}

// A tuple (table, column) in the older form, or a TableReference.
static bool read_affected(Lowering *lowering, const Value *reference, const Value *schema, Affected *affected)
{
	const Value *type = NULL;

	if (is_list(reference) && reference->items->len >= 2) {
		affected->values[0] = qualified(lowering, schema, reference->items->items[0]);
		affected->values[1] = reference->items->items[1];
		type = reference->items->len > 2 ? reference->items->items[2] : NULL;
	} else if (str_is(value_last_name(reference), "TableReference") && reference->kind == VALUE_CALL) {
		const Value *own = argument(reference, 2, "table_schema");
		affected->values[0] =
			qualified(lowering, own ? own : schema, argument(reference, 0, "table_name"));
		affected->values[1] = argument(reference, 1, "column_name");
		type = argument(reference, 3, "column_type");
		affected->values[3] = argument(reference, 4, "existing_server_default");
	} else {
		return false;
	}
	affected->is_array = type && str_is(value_last_name(type), "ARRAY");
	return affected->values[0] && affected->values[1];
}

static void add(Lowering *lowering, Text *text, const char *words, const Value *value)
{
	text_append(text, lowering->arena,
		    text_literal(lowering->arena, str_from(words), lowering->span, false));
	if (value)
		text_append(text, lowering->arena, value_to_text(lowering->arena, value));
}

// column::text::type, old labels replaced.
static const Value *converted(Lowering *lowering, const Affected *affected, const Value *renames)
{
	Text *text = text_new(lowering->arena);
	const Value *column = affected->values[1], *type = affected->values[2];
	size_t count = is_list(renames) ? renames->items->len : 0;

	if (count)
		add(lowering, text, "CASE ", NULL);
	for (size_t i = 0; i < count; i++) {
		const Value *pair = renames->items->items[i];
		if (!is_list(pair) || pair->items->len != 2)
			continue;
		add(lowering, text, "WHEN ", column);
		add(lowering, text, "::text = '", pair->items->items[0]);
		add(lowering, text, "' THEN '", pair->items->items[1]);
		add(lowering, text, "'::", type);
		add(lowering, text, " ", NULL);
	}
	add(lowering, text, count ? "ELSE " : "", column);
	add(lowering, text, affected->is_array ? "::text[]::" : "::text::", type);
	add(lowering, text, affected->is_array ? "[]" : "", NULL);
	if (count)
		add(lowering, text, " END", NULL);
	return text_value(lowering, lowering->span, text);
}

static void change_column(Lowering *lowering, Affected *affected, const Value *renames)
{
	bool has_default = !value_is_absent(affected->values[3]);

	affected->values[4] = converted(lowering, affected, renames);
	if (has_default)
		emit(lowering, "ALTER TABLE $0 ALTER COLUMN $1 DROP DEFAULT", affected->values);
	emit(lowering,
	     affected->is_array ? "ALTER TABLE $0 ALTER COLUMN $1 TYPE $2[] USING $4"
				: "ALTER TABLE $0 ALTER COLUMN $1 TYPE $2 USING $4",
	     affected->values);
	if (has_default)
		emit(lowering, "ALTER TABLE $0 ALTER COLUMN $1 SET DEFAULT $3", affected->values);
}

// The operators it makes to compare old and new values meanwhile, and drops, change nothing that lasts.
static void sync_enum_values(Lowering *lowering, const Value *call)
{
	const Value *schema = argument(call, 0, "enum_schema"), *name = argument(call, 1, "enum_name");
	const Value *type = qualified(lowering, schema, name),
		    *columns = argument(call, 3, "affected_columns");
	const Value *renames = argument(call, 4, "enum_values_to_rename");
	const Value *values[] = { type, name, joined(lowering, argument(call, 2, "new_values"), "'"),
				  schema };

	emit(lowering, "ALTER TYPE $0 RENAME TO $1_old", values);
	emit(lowering, "CREATE TYPE $0 AS ENUM ($2)", values);
	for (size_t i = 0; is_list(columns) && i < columns->items->len; i++) {
		Affected affected = { .values = { NULL, NULL, type } };
		if (read_affected(lowering, columns->items->items[i], schema, &affected))
			change_column(lowering, &affected, renames);
		else
			lowering_opaque(lowering, STR("the columns are not known"), NULL);
	}
	if (!is_list(columns))
		lowering_opaque(lowering, STR("the columns are not known"), NULL);
	emit(lowering, "DROP TYPE $0_old", values);
}

// ---- both -----------------------------------------------------------------------------------------------------

bool entity_run(Lowering *lowering, const Value *call, Str name)
{
	static const char *const actions[] = { "create_entity", "replace_entity", "drop_entity" };

	if (str_is(name, "sync_enum_values")) {
		sync_enum_values(lowering, call);
		return true;
	}
	for (int action = 0; action < 3; action++) {
		if (!str_is(name, actions[action]))
			continue;
		const Value *entity = argument(call, 0, "entity");
		run_entity(lowering, entity ? entity : call, call, (EntityAction)action);
		return true;
	}
	return false;
}
