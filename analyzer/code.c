#include "code.h"

#include "engine.h"
#include "migration/mapped.h"

enum { MAX_LATER = 2000 }; // revisions that are asked whether they bring something back

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool mentions(Str text, Str name)
{
	for (size_t at = 0; name.len && (at = str_find(text, name, at)) != SIZE_MAX; at += name.len) {
		size_t end = at + name.len;
		if ((at == 0 || !is_word(text.data[at - 1])) && (end == text.len || !is_word(text.data[end])))
			return true;
	}
	return false;
}

// Django's files speak of models and fields: of the column order_id as order, of the table shop_order as Order.
static bool speaks_of_field(Arena *arena, Str text, Str table, Str column)
{
	Str field = str_ends_with(column, STR("_id")) ? str_slice(column, 0, column.len - 3) : column;
	size_t at = str_find_char(table, '_', 0);
	Str model = at == SIZE_MAX ? table : str_slice(table, at + 1, table.len);

	if (column.len)
		return mentions(text, column) || mentions(text, field);
	return mentions(text, table) || mentions(str_lower(arena, text), model);
}

static bool speaks_of(Lint *lint, const Migration *migration, Str table, Str column)
{
	Str text = migration ? migration->source->text : STR_NONE;

	if (migration && migration->framework == FRAMEWORK_DJANGO)
		return speaks_of_field(lint->arena, text, table, column);
	return mentions(text, table) && (!column.len || mentions(text, column));
}

// Whether a later revision speaks of both names: it may bring the column back.
static bool is_spoken_of_later(Lint *lint, const Revision *revision, Str table, Str column)
{
	Array(const Revision *) later = { 0 };
	Map seen = { 0 };

	array_push(lint->arena, &later, revision);
	for (size_t i = 0; i < later.len && i < MAX_LATER; i++) {
		const RevisionArray *followers = &later.items[i]->followers;
		for (size_t j = 0; j < followers->len; j++) {
			const Revision *next = followers->items[j];
			if (map_get(&seen, str_from(next->path)))
				continue;
			if (speaks_of(lint, next->migration, table, column))
				return true;
			map_set(&seen, lint->arena, str_from(next->path), (void *)(uintptr_t)next);
			array_push(lint->arena, &later, next);
		}
	}
	return later.len > MAX_LATER;
}

static bool takes_name(const Action *action, Relation table, Str column)
{
	switch (action->kind) {
	case ACTION_RENAME_COLUMN:
		return column.len && str_equal(action->new_name, column) &&
			relation_equal(action->table, table);
	case ACTION_RENAME_TABLE:
		return str_equal(action->new_name, table.name);
	case ACTION_CREATE_VIEW:
	case ACTION_CREATE_TABLE:
	case ACTION_CREATE_TABLE_AS:
		return relation_equal(action->table, table);
	case ACTION_ADD_COLUMN:
		return str_equal(action->name, column) && relation_equal(action->table, table);
	default:
		return false;
	}
}

// Whether the migration gives the name to something else afterwards.
static bool is_replaced(Lint *lint, const Statement *statement, Relation table, Str column)
{
	const StatementArray *statements = lint_statements(lint, statement->direction);

	for (size_t i = statement->index; i < statements->len; i++)
		for (size_t j = 0; j < statements->items[i].actions.len; j++)
			if (takes_name(&statements->items[i].actions.items[j], table, column))
				return true;
	return false;
}

// A table without schema in the code may be in any: MetaData has a default of its own.
static bool is_same_schema(const MappedTable *mapped, Relation table)
{
	Str schema = table.schema.len ? table.schema : STR("public");

	return !mapped->schema.len || str_equal(mapped->schema, schema);
}

bool lint_is_mapped(Lint *lint, const Statement *statement, Relation table, Str column, Span *place)
{
	const MappedTable *mapped = NULL;
	bool found = false;

	if (!lint->result->mapped || !table.name.len)
		return false;
	for (size_t n = 0; !found; n++) {
		mapped = mapped_table(lint->result->mapped, lint->result->source, table.name, n);
		if (!mapped)
			return false;
		const MappedColumn *own = column.len ? mapped_column(mapped, column) : NULL;
		found = is_same_schema(mapped, table) && (!column.len || own);
		*place = own ? own->span : mapped->span;
	}
	return !is_replaced(lint, statement, table, column) &&
		!(lint->result->node && is_spoken_of_later(lint, lint->result->node, table.name, column));
}
