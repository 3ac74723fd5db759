// sqlalchemy_function.h - sa.func.name(...), Sequence.next_value().

#ifndef MIGRATION_SQLALCHEMY_FUNCTION_H
#define MIGRATION_SQLALCHEMY_FUNCTION_H

#include "migration/sqlalchemy_operator.h"

// False when `value` is no function call.
bool function_write(Expression *e, const Value *value);
bool function_is_function(const Value *value);
// The name as SQL has it ("now"), empty when `value` is no func.NAME(...).
Str function_name(Arena *arena, const Value *value);

#endif
