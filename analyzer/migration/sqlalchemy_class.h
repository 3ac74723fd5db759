// sqlalchemy_class.h - classes of the migration file as SQLAlchemy sees them: enums, ORM models, column types.

#ifndef MIGRATION_SQLALCHEMY_CLASS_H
#define MIGRATION_SQLALCHEMY_CLASS_H

#include "migration/lowering.h"
#include "python/object.h"

// The columns of an ORM class in order: Column calls and the attribute names they are bound to.
typedef struct ClassColumn {
	Str name;
	const Value *column;
} ClassColumn;
typedef Array(ClassColumn) ClassColumns;
void class_columns(Arena *arena, const Value *klass, ClassColumns *columns);
// What the method `name` of a type class of the file returns when it is called without arguments; NULL when there is no
// such method. `value` is the class or a call of it.
const Value *class_call_method(Lowering *lowering, const Value *value, const char *name);

#endif
