#include "postgres/creation.h"

// Creation: one time something got the name it is filed under.
// - `from`, `until`: indexes of the first and last statement that meet it
// - `transaction`, `ended_in`: where it was created and where it was dropped or renamed, for ROLLBACK
typedef struct Creation {
	Str schema;
	uint32_t from;
	uint32_t until;
	uint32_t transaction;
	uint32_t ended_in;
	struct Creation *previous;
} Creation;

#define STILL_THERE UINT32_MAX

// Lives of one name that are searched; beyond, hostile input would cost quadratic time.
#define MAX_LIVES 1000

static bool same_schema(Str a, Str b)
{
	return !a.len || !b.len || str_equal(a, b);
}

static Creation *find_creation(const Map *created, Relation relation, uint32_t index)
{
	unsigned lives = 0;

	for (Creation *c = map_get(created, relation.name); c && lives < MAX_LIVES; c = c->previous, lives++)
		if (same_schema(c->schema, relation.schema) && c->from <= index && index <= c->until)
			return c;
	return NULL;
}

bool transaction_created(const Map *created, Relation relation, uint32_t index)
{
	return created && relation.name.len && find_creation(created, relation, index) != NULL;
}

static void add_creation(Transaction *transaction, Arena *arena, Relation relation, uint32_t from)
{
	if (!relation.name.len)
		return;
	Creation *creation = arena_new(arena, Creation);
	*creation = (Creation){
		.schema = relation.schema,
		.from = from,
		.until = STILL_THERE,
		.transaction = transaction->now.transaction,
		.previous = map_get(transaction->created, relation.name),
	};
	map_set(transaction->created, arena, relation.name, creation);
	array_push(arena, &transaction->touched, creation);
}

void creations_inherit(Transaction *transaction, Arena *arena, const Map *earlier)
{
	for (size_t i = 0; i < earlier->len; i++) {
		const Creation *last = earlier->entries[i].value;
		Creation *known = map_get(transaction->created, earlier->entries[i].key);
		// What an earlier one made, a later one may have dropped: it has the last word.
		if (known && last->until != STILL_THERE)
			*known = (Creation){ .schema = last->schema, .from = 1, .until = 0 };
		else if (!known && last->until == STILL_THERE)
			add_creation(transaction, arena, (Relation){ last->schema, earlier->entries[i].key },
				     0);
	}
}

// The statement with this index is the last to meet it. False when it was not created here.
static bool end_creation(Transaction *transaction, Arena *arena, Relation relation, uint32_t index)
{
	Creation *creation = find_creation(transaction->created, relation, index);

	if (!creation)
		return false;
	creation->until = index;
	creation->ended_in = transaction->now.transaction;
	array_push(arena, &transaction->touched, creation);
	return true;
}

void creations_undo(Transaction *transaction, uint32_t next)
{
	uint32_t number = transaction->now.transaction;

	for (size_t i = 0; i < transaction->touched.len; i++) {
		Creation *creation = transaction->touched.items[i];
		if (creation->ended_in == number && creation->transaction != number)
			creation->until = STILL_THERE;
		if (creation->transaction == number && creation->until >= next)
			creation->until = next > 0 ? next - 1 : 0;
	}
}

void creations_undo_since(Transaction *transaction, uint32_t since, uint32_t next)
{
	for (size_t i = 0; i < transaction->touched.len; i++) {
		Creation *creation = transaction->touched.items[i];
		if (creation->from >= since) {
			if (creation->until >= next)
				creation->until = next > 0 ? next - 1 : 0;
		} else if (creation->until != STILL_THERE && creation->until >= since) {
			creation->until = STILL_THERE;
		}
	}
}

static bool replaces(const Action *action)
{
	return action->definition && action->definition->node_case == PG_QUERY__NODE__NODE_VIEW_STMT &&
		action->definition->view_stmt->replace;
}

static void create(Transaction *transaction, Arena *arena, const Action *action, uint32_t index)
{
	if (action->temporary || (!action->if_not_exists && !replaces(action)))
		add_creation(transaction, arena, action->table, index);
}

// An index is as new as its table; one on a table that has rows is not.
static void create_index(Transaction *transaction, Arena *arena, const Action *action, uint32_t index)
{
	Relation name = { action->table.schema, action->name };

	if (transaction_created(transaction->created, action->table, index))
		add_creation(transaction, arena, name, index);
}

static void rename_relation(Transaction *transaction, Arena *arena, const Action *action, uint32_t index)
{
	Relation renamed = action->table;

	if (action->kind == ACTION_SET_SCHEMA)
		renamed.schema = action->new_name;
	else
		renamed.name = action->new_name;
	if (end_creation(transaction, arena, action->table, index))
		add_creation(transaction, arena, renamed, index + 1);
}

void creations_note(Transaction *transaction, Arena *arena, const Statement *statement, const Action *written)
{
	uint32_t index = statement->index;
	Action shown = *written;
	const Action *action = &shown;

	shown.table = relation_of_statement(arena, statement, written->table);
	shown.name = sql_show(arena, statement->sql, written->name);
	shown.new_name = sql_show(arena, statement->sql, written->new_name);
	switch (action->kind) {
	case ACTION_CREATE_TABLE:
	case ACTION_CREATE_TABLE_AS:
	case ACTION_CREATE_PARTITION:
	case ACTION_CREATE_VIEW:
	case ACTION_CREATE_MATERIALIZED_VIEW:
	case ACTION_CREATE_SEQUENCE:
	case ACTION_CREATE_ENUM:
	case ACTION_CREATE_TYPE:
	case ACTION_CREATE_DOMAIN:
		create(transaction, arena, action, index);
		return;
	case ACTION_CREATE_INDEX:
		create_index(transaction, arena, action, index);
		return;
	case ACTION_RENAME_TABLE:
	case ACTION_RENAME_INDEX:
	case ACTION_RENAME_TYPE:
	case ACTION_RENAME_OTHER:
	case ACTION_SET_SCHEMA:
		rename_relation(transaction, arena, action, index);
		return;
	case ACTION_DROP_TABLE:
	case ACTION_DROP_VIEW:
	case ACTION_DROP_MATERIALIZED_VIEW:
	case ACTION_DROP_SEQUENCE:
	case ACTION_DROP_INDEX:
	case ACTION_DROP_TYPE:
	case ACTION_DROP_DOMAIN:
		end_creation(transaction, arena, action->table, index);
		return;
	default:
		return;
	}
}
