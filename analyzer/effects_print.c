#include "effects_print.h"

#include "report/terminal.h"

// The name of a relation of `statement`: quoted where PostgreSQL needs it, holes as {expression}.
static Str name_of(Arena *arena, const Statement *statement, Relation relation)
{
	return sql_show(arena, statement->sql, relation_show(arena, relation));
}

// As PostgreSQL stores it, for programs to compare.
static Str plain_name_of(Arena *arena, const Statement *statement, Relation relation)
{
	Str name = relation.name;

	if (relation.schema.len)
		name = str_from(arena_printf(arena, "%.*s.%.*s", STR_ARG(relation.schema), STR_ARG(name)));
	return sql_show(arena, statement->sql, name);
}

// ---- JSON ----------------------------------------------------------------------------------------------------

typedef struct JsonPrinter {
	Arena arena;
	JsonWriter *json;
	const Statement *statement;
} JsonPrinter;

static void print_name(JsonPrinter *printer, Relation relation)
{
	json_str(printer->json, plain_name_of(&printer->arena, printer->statement, relation));
}

// Locked ACCESS EXCLUSIVE at the end all the same.
static bool is_late(const Effects *effects, const RelationLock *lock)
{
	for (size_t i = 0; lock->is_index && i < effects->late_index_locks.len; i++)
		if (relation_equal(effects->late_index_locks.items[i], lock->relation))
			return true;
	return false;
}

static void print_lock(JsonPrinter *printer, Relation relation, LockMode mode)
{
	json_object_begin(printer->json);
	json_key(printer->json, "relation");
	print_name(printer, relation);
	json_member(printer->json, "mode", lock_mode_name(mode));
	json_object_end(printer->json);
}

static void print_locks(JsonPrinter *printer, const char *key, bool indexes)
{
	const Effects *effects = &printer->statement->effects;
	JsonWriter *json = printer->json;

	json_key(json, key);
	json_array_begin(json);
	for (size_t i = 0; i < effects->locks.len; i++) {
		const RelationLock *lock = &effects->locks.items[i];
		if (lock->is_index == indexes && !is_late(effects, lock))
			print_lock(printer, lock->relation, lock->mode);
	}
	for (size_t i = 0; indexes && i < effects->late_index_locks.len; i++)
		print_lock(printer, effects->late_index_locks.items[i], LOCK_ACCESS_EXCLUSIVE);
	json_array_end(json);
}

static void print_relations(JsonPrinter *printer, const char *key, const RelationArray *relations)
{
	json_key(printer->json, key);
	json_array_begin(printer->json);
	for (size_t i = 0; i < relations->len; i++)
		print_name(printer, relations->items[i]);
	json_array_end(printer->json);
}

void effects_print_json(JsonWriter *json, const Statement *statement)
{
	const Effects *effects = &statement->effects;
	JsonPrinter printer = { .json = json, .statement = statement };

	json_object_begin(json);
	print_locks(&printer, "locks", false);
	print_locks(&printer, "index_locks", true);
	print_relations(&printer, "rewrites", &effects->rewrites);
	print_relations(&printer, "rebuilds_indexes", &effects->rebuilds_indexes);
	print_relations(&printer, "builds_indexes", &effects->builds_indexes);
	print_relations(&printer, "scans", &effects->scans);
	json_member_bool(json, "destroys", effects->destroys);
	json_member_bool(json, "fails_on_rows", effects->fails_on_rows);
	json_member_bool(json, "allowed_in_transaction", effects->allowed_in_transaction);
	json_object_end(json);
	arena_release(&printer.arena);
}

// ---- text ----------------------------------------------------------------------------------------------------

// One item of a comment line; the first begins the line.
static void add_item(Buffer *out, bool *begun, const char *label, const char *what, Str name)
{
	if (*begun)
		buffer_puts(out, ", ");
	else
		buffer_printf(out, "-- %s: ", label);
	*begun = true;
	if (what)
		buffer_printf(out, "%s on ", what);
	terminal_add(out, name);
}

static void end_line(Buffer *out, bool begun)
{
	if (begun)
		buffer_putc(out, '\n');
}

static void print_list(Buffer *out, const char *label, const Statement *statement,
		       const RelationArray *relations)
{
	Arena arena = { 0 };
	bool begun = false;

	for (size_t i = 0; i < relations->len; i++)
		add_item(out, &begun, label, NULL, name_of(&arena, statement, relations->items[i]));
	end_line(out, begun);
	arena_release(&arena);
}

// Index locks that only follow from the lock on the table say nothing new.
static bool is_worth_a_word(const Effects *effects, const RelationLock *lock)
{
	return !lock->is_index || !effects->locks.len || effects->locks.items[0].is_index ||
		lock->mode > effects->locks.items[0].mode;
}

void effects_print_locks(Buffer *out, const Statement *statement)
{
	const Effects *effects = &statement->effects;
	Arena arena = { 0 };
	bool begun = false;

	for (size_t i = 0; i < effects->locks.len; i++) {
		const RelationLock *lock = &effects->locks.items[i];
		if (is_worth_a_word(effects, lock))
			add_item(out, &begun, "locks", lock_mode_name(lock->mode),
				 name_of(&arena, statement, lock->relation));
	}
	end_line(out, begun);
	arena_release(&arena);
	print_list(out, "rewrites", statement, &effects->rewrites);
	print_list(out, "scans", statement, &effects->scans);
	print_list(out, "builds", statement, &effects->builds_indexes);
}

// ---- the order of locks --------------------------------------------------------------------------------------

// Held: one relation a transaction has locked so far.
typedef struct Held {
	LockMode mode;
} Held;

// The locks of one transaction, each when it is taken or made stronger: what another transaction may meet in another order.
static size_t print_transaction(Buffer *out, const StatementArray *statements, size_t first)
{
	uint32_t number = statements->items[first].before.transaction;
	Arena arena = { 0 };
	Map held = { 0 };
	bool begun = false;
	size_t at = first;

	for (; at < statements->len && statements->items[at].before.transaction == number; at++) {
		const Statement *statement = &statements->items[at];
		for (size_t i = 0; i < statement->effects.locks.len; i++) {
			const RelationLock *lock = &statement->effects.locks.items[i];
			if (lock->is_index || statement_on_new_relation(statement, lock->relation))
				continue;
			Str name = name_of(&arena, statement, lock->relation);
			Held *before = map_get(&held, name);
			if (before && before->mode >= lock->mode)
				continue;
			Held *now = arena_new(&arena, Held);
			now->mode = lock->mode;
			map_set(&held, &arena, name, now);
			add_item(out, &begun, "in this order", lock_mode_name(lock->mode), name);
		}
	}
	end_line(out, begun);
	arena_release(&arena);
	return at;
}

static bool locks_several(const StatementArray *statements, size_t first)
{
	uint32_t number = statements->items[first].before.transaction;
	const RelationLock *seen = NULL;

	for (size_t at = first; at < statements->len && statements->items[at].before.transaction == number;
	     at++) {
		const Statement *statement = &statements->items[at];
		for (size_t i = 0; i < statement->effects.locks.len; i++) {
			const RelationLock *lock = &statement->effects.locks.items[i];
			if (lock->is_index || statement_on_new_relation(statement, lock->relation))
				continue;
			if (seen && !relation_equal(seen->relation, lock->relation))
				return true;
			seen = lock;
		}
	}
	return false;
}

void effects_print_order(Buffer *out, const StatementArray *statements)
{
	for (size_t i = 0; i < statements->len;) {
		uint32_t number = statements->items[i].before.transaction;
		if (locks_several(statements, i)) {
			buffer_printf(out, "\n-- transaction %u takes locks\n", (unsigned)number);
			i = print_transaction(out, statements, i);
			continue;
		}
		while (i < statements->len && statements->items[i].before.transaction == number)
			i++;
	}
}
