#include "postgres/transaction.h"

#include "postgres/creation.h"

// A value of SET that is not known counts as one: neither disabled nor remarkable.
#define UNKNOWN_TIMEOUT_MS 30000
// Open at a time; beyond, hostile input would cost quadratic time.
#define MAX_SAVEPOINTS 1000

// ---- timeouts ------------------------------------------------------------------------------------------------

static const struct Unit {
	const char *name;
	double ms;
} units[] = {
	{ "us", 0.001 }, { "ms", 1 }, { "s", 1000 }, { "min", 60000 }, { "h", 3600000 }, { "d", 86400000 },
};

bool timeout_parse(Str value, uint64_t *ms)
{
	Arena arena = { 0 };
	value = str_trim(value);
	const char *text = str_dup(&arena, value);
	size_t digits = strspn(text, "0123456789.");
	Str unit = str_trim(str_slice(value, digits, value.len));
	double factor = unit.len == 0 ? 1 : -1;

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (str_is(unit, units[i].name))
			factor = units[i].ms;
	bool readable = digits > 0 && digits < 16 && strcspn(text, "0123456789") < digits && factor > 0;
	if (readable)
		*ms = (uint64_t)(strtod(text, NULL) * factor + 0.5);
	arena_release(&arena);
	return readable;
}

static Timeout *timeout_called(Settings *settings, Str name)
{
	if (str_is(name, "lock_timeout"))
		return &settings->lock_timeout;
	if (str_is(name, "statement_timeout"))
		return &settings->statement_timeout;
	return NULL;
}

static Settings settings_now(const Transaction *transaction)
{
	return (Settings){ transaction->now.lock_timeout, transaction->now.statement_timeout,
			   transaction->now.utc };
}

static void set_now(Transaction *transaction, Settings settings)
{
	transaction->now.lock_timeout = settings.lock_timeout;
	transaction->now.statement_timeout = settings.statement_timeout;
	transaction->now.utc = settings.utc;
}

static void put(Transaction *transaction, Str name, Timeout value, bool local)
{
	Settings now = settings_now(transaction);

	if (local && !transaction->now.in_transaction)
		return; // only a warning
	*timeout_called(&now, name) = value;
	set_now(transaction, now);
	if (local)
		return;
	*timeout_called(&transaction->session, name) = value;
	if (!transaction->now.in_transaction)
		*timeout_called(&transaction->committed, name) = value;
}

// What counts is whether the offset is always zero.
static void set_time_zone(Transaction *transaction, Str value, bool local)
{
	static const char zones[] = " utc gmt etc/utc etc/gmt etc/uct uct zulu 0 ";
	Settings now = settings_now(transaction);
	Arena scratch = { 0 };
	bool utc = words_contain(zones, str_lower(&scratch, value));

	arena_release(&scratch);
	if (local && !transaction->now.in_transaction)
		return;
	now.utc = utc;
	set_now(transaction, now);
	if (local)
		return;
	transaction->session.utc = utc;
	if (!transaction->now.in_transaction)
		transaction->committed.utc = utc;
}

static void set_timeout(Transaction *transaction, const Statement *by, Str name, Str value, bool local)
{
	Timeout timeout = { .is_set = true, .by = by };
	const Timeout *outside = timeout_called(&transaction->outside, name);

	if (str_is(name, "timezone"))
		set_time_zone(transaction, value, local);
	if (!outside)
		return;
	if (str_is(value, "DEFAULT")) {
		timeout = *outside;
	} else if (!timeout_parse(value, &timeout.ms)) {
		if (str_find(value, STR(SQL_HOLE_PREFIX), 0) == SIZE_MAX && value.len)
			return; // PostgreSQL refuses it
		timeout.ms = UNKNOWN_TIMEOUT_MS;
		timeout.unknown_value = true;
	}
	put(transaction, name, timeout, local);
}

static void reset_timeout(Transaction *transaction, Str name)
{
	const Timeout *outside = timeout_called(&transaction->outside, name);

	if (str_is(name, "timezone"))
		set_time_zone(transaction, STR_NONE, false);
	if (outside)
		put(transaction, name, *outside, false);
}

static void reset(Transaction *transaction, Str name)
{
	if (name.len) {
		reset_timeout(transaction, name);
		return;
	}
	reset_timeout(transaction, STR("lock_timeout"));
	reset_timeout(transaction, STR("statement_timeout"));
	reset_timeout(transaction, STR("timezone"));
}

// ---- set_config ----------------------------------------------------------------------------------------------

typedef struct Setter {
	Transaction *transaction;
	Arena *arena;
	const Statement *statement;
} Setter;

static Str argument_text(const Setter *setter, const PgQuery__FuncCall *call, size_t i)
{
	return i < call->n_args ? node_constant_text(setter->arena, call->args[i]) : STR_NONE;
}

// set_config(name, value, is_local) anywhere in a SELECT.
static bool find_set_config(void *state, const PgNode *node)
{
	Setter *setter = state;

	if (node->node_case != PG_QUERY__NODE__NODE_FUNC_CALL)
		return true;
	const PgQuery__FuncCall *call = node->func_call;
	Relation function = relation_from_names(call->funcname, call->n_funcname);
	if (!str_is(function.name, "set_config") || call->n_args != 3)
		return true;
	Str local = argument_text(setter, call, 2);
	bool is_local = str_is(local, "true") || str_is(local, "t") || str_is(local, "1");
	set_timeout(setter->transaction, setter->statement, argument_text(setter, call, 0),
		    argument_text(setter, call, 1), is_local);
	return true;
}

// ---- begin and end -------------------------------------------------------------------------------------------

static void begin(Transaction *transaction)
{
	transaction->now.in_transaction = true;
	transaction->began = catalog_mark(transaction->catalog);
	transaction->now.transaction = ++transaction->count;
	transaction->savepoints.len = 0;
	transaction->touched.len = 0;
}

// After the end of a transaction, statements run outside one, each for itself.
static void leave(Transaction *transaction)
{
	transaction->now.in_transaction = false;
	transaction->now.transaction = ++transaction->count;
	transaction->savepoints.len = 0;
	transaction->touched.len = 0;
	set_now(transaction, transaction->session);
}

static void commit(Transaction *transaction)
{
	transaction->committed = transaction->session;
	leave(transaction);
}

static void roll_back(Transaction *transaction, uint32_t next)
{
	if (transaction->now.in_transaction) {
		creations_undo(transaction, next);
		transaction->session = transaction->committed;
		catalog_rollback(transaction->catalog, transaction->began);
	}
	leave(transaction);
}

static Savepoint *find_savepoint(Transaction *transaction, Str name)
{
	for (size_t i = transaction->savepoints.len; i > 0; i--)
		if (str_equal(transaction->savepoints.items[i - 1].name, name))
			return &transaction->savepoints.items[i - 1];
	return NULL;
}

Savepoint transaction_save(const Transaction *transaction, Str name, uint32_t next)
{
	return (Savepoint){ name, next, settings_now(transaction), transaction->session,
			    catalog_mark(transaction->catalog) };
}

void transaction_undo(Transaction *transaction, const Savepoint *savepoint, uint32_t next)
{
	set_now(transaction, savepoint->now);
	transaction->session = savepoint->session;
	catalog_rollback(transaction->catalog, savepoint->schema);
	creations_undo_since(transaction, savepoint->next, next);
}

static void roll_back_to(Transaction *transaction, Str name, uint32_t next)
{
	Savepoint *savepoint = find_savepoint(transaction, name);

	if (!savepoint)
		return;
	transaction_undo(transaction, savepoint, next);
	transaction->savepoints.len = (size_t)(savepoint - transaction->savepoints.items) + 1;
}

static void release(Transaction *transaction, Str name)
{
	Savepoint *savepoint = find_savepoint(transaction, name);

	if (savepoint)
		transaction->savepoints.len = (size_t)(savepoint - transaction->savepoints.items);
}

static bool chains(const Action *action)
{
	return action->definition->node_case == PG_QUERY__NODE__NODE_TRANSACTION_STMT &&
		action->definition->transaction_stmt->chain;
}

static Timeout timeout_from_outside(Str value)
{
	Timeout timeout = { .is_set = value.len > 0 };

	if (value.len && !timeout_parse(value, &timeout.ms)) {
		timeout.ms = UNKNOWN_TIMEOUT_MS;
		timeout.unknown_value = true;
	}
	return timeout;
}

Transaction transaction_begin(Arena *arena, const TransactionStart *start, Catalog *catalog)
{
	static const TransactionStart usual = { .in_transaction = true };
	Transaction transaction = { .created = arena_new(arena, Map), .catalog = catalog };

	start = start ? start : &usual;
	transaction.outside = (Settings){
		timeout_from_outside(start->lock_timeout),
		timeout_from_outside(start->statement_timeout),
		false,
	};
	transaction.session = transaction.committed = transaction.outside;
	set_now(&transaction, transaction.outside);
	transaction.now.created = transaction.created;
	for (size_t i = 0; i < start->created_count; i++)
		creations_inherit(&transaction, arena, start->created[i]);
	transaction.autocommit = !start->in_transaction && !start->transaction_per_migration;
	if (transaction.autocommit)
		leave(&transaction);
	else
		begin(&transaction);
	return transaction;
}

void transaction_boundary(Transaction *transaction, Boundary boundary, uint32_t next)
{
	switch (boundary) {
	case BOUNDARY_AUTOCOMMIT_BEGIN:
	case BOUNDARY_AUTOCOMMIT_CONNECTION:
		commit(transaction);
		transaction->autocommit = true;
		return;
	case BOUNDARY_AUTOCOMMIT_END:
		commit(transaction);
		transaction->autocommit = false;
		begin(transaction);
		return;
	case BOUNDARY_COMMIT:
		commit(transaction);
		break;
	case BOUNDARY_ROLLBACK:
		roll_back(transaction, next);
		break;
	}
	if (!transaction->autocommit)
		begin(transaction);
}

void transaction_block_begin(Transaction *transaction)
{
	begin(transaction);
}

static void run(Transaction *transaction, Arena *arena, const Statement *statement, const Action *action)
{
	uint32_t next = statement->index + 1;

	switch (action->kind) {
	case ACTION_BEGIN:
		if (!transaction->now.in_transaction)
			begin(transaction);
		return;
	case ACTION_COMMIT:
	case ACTION_PREPARE_TRANSACTION:
		commit(transaction);
		break;
	case ACTION_ROLLBACK:
		roll_back(transaction, next);
		break;
	case ACTION_SAVEPOINT:
		if (transaction->savepoints.len == MAX_SAVEPOINTS)
			return;
		array_push(arena, &transaction->savepoints,
			   transaction_save(transaction, action->name, next));
		return;
	case ACTION_ROLLBACK_TO:
		roll_back_to(transaction, action->name, next);
		return;
	case ACTION_RELEASE:
		release(transaction, action->name);
		return;
	case ACTION_SET:
	case ACTION_SET_LOCAL:
		set_timeout(transaction, statement, action->name, action->new_name,
			    action->kind == ACTION_SET_LOCAL);
		return;
	case ACTION_RESET:
		reset(transaction, action->name);
		return;
	case ACTION_SELECT: {
		Setter setter = { transaction, arena, statement };
		ast_walk(action->definition, find_set_config, &setter);
		return;
	}
	default:
		creations_note(transaction, arena, statement, action);
		return;
	}
	if (chains(action))
		begin(transaction);
}

void transaction_after(Transaction *transaction, Arena *arena, const Statement *statement)
{
	uint32_t number = transaction->now.transaction;

	for (size_t i = 0; i < statement->actions.len; i++)
		run(transaction, arena, statement, &statement->actions.items[i]);
	if (!transaction->now.in_transaction && transaction->now.transaction == number)
		transaction->now.transaction = ++transaction->count;
}
