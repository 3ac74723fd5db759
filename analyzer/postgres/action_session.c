// action_session.c - SET, RESET and transaction commands.

#include "base/buffer.h"
#include "postgres/action_build.h"

static Str value_text(Arena *arena, PgNode *const *values, size_t count)
{
	Buffer out = buffer_in(arena);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_puts(&out, ", ");
		buffer_add_str(&out, node_constant_text(arena, values[i]));
	}
	return buffer_str(&out);
}

void action_set(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__VariableSetStmt *set = statement->variable_set_stmt;
	bool reset = set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET ||
		set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL;
	ActionKind kind = reset ? ACTION_RESET : set->is_local ? ACTION_SET_LOCAL : ACTION_SET;
	Action *action = action_add(builder, kind, statement);

	action->name = str_lower(builder->arena, ast_str(set->name));
	if (set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_DEFAULT)
		action->new_name = STR("DEFAULT");
	else if (set->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE)
		action->new_name = value_text(builder->arena, set->args, set->n_args);
}

static ActionKind kind_of_transaction(PgQuery__TransactionStmtKind kind)
{
	switch (kind) {
	case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
	case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
		return ACTION_BEGIN;
	case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
		return ACTION_COMMIT;
	case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
		return ACTION_ROLLBACK;
	case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
		return ACTION_SAVEPOINT;
	case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
		return ACTION_RELEASE;
	case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
		return ACTION_ROLLBACK_TO;
	case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_PREPARE:
		return ACTION_PREPARE_TRANSACTION;
	default:
		return ACTION_OTHER; // COMMIT PREPARED, ROLLBACK PREPARED: other transactions
	}
}

void action_transaction(ActionBuilder *builder, const PgNode *statement)
{
	const PgQuery__TransactionStmt *transaction = statement->transaction_stmt;
	Action *action = action_add(builder, kind_of_transaction(transaction->kind), statement);

	action->name = ast_str(transaction->savepoint_name);
}
