// sqlalchemy_class.h - classes of the migration file as SQLAlchemy sees them: enums, ORM models, column types.

#ifndef MIGRATION_SQLALCHEMY_CLASS_H
#define MIGRATION_SQLALCHEMY_CLASS_H

#include "migration/lowering.h"

// The name of a class of the file; empty when `value` is none.
Str class_title(const Value *value);
// An attribute of the class (or of the class of an instance), base classes of the file included; NULL when there is none.
const Value *class_field(const Value *value, const char *name);
// The columns of an ORM class in order: Column calls and the attribute names they are bound to.
typedef struct ClassColumn {
	Str name;
	const Value *column;
} ClassColumn;
typedef Array(ClassColumn) ClassColumns;
void class_columns(Arena *arena, const Value *klass, ClassColumns *columns);
// The class of the file that has `column` (the very same Column call) as an attribute, and the attribute's name; NULL when
// there is none.
const Value *class_of_column(Lowering *lowering, const Value *column, Str *name);
// The members of an enum class in order, as INSTANCE values; false when `value` is not an enum class.
bool class_members(Arena *arena, const Value *klass, ValueArray *members);
// What the method `name` of a type class of the file returns when it is called without arguments; NULL when there is no
// such method. `value` is the class or a call of it.
const Value *class_call_method(Lowering *lowering, const Value *value, const char *name);
// A class of the file that has a function `name` of its own; NULL when there is none.
const Value *class_with_method(Lowering *lowering, Str name);
// Calls a function value, or the method `name` of a class, with `arguments`, as if written at `span`.
Value *class_call_function(Lowering *lowering, const Value *function, Span span, Arguments *arguments);
Value *class_call_class_method(Lowering *lowering, const Value *klass, Str name, Span span,
			       Arguments *arguments);
// The object a call of a class of the file makes, its __init__ run; NULL when `call` is none.
Value *class_instantiate(Lowering *lowering, const Value *call);
// Whether both are the same class, or one an instance of the other.
bool class_is_same(const Value *a, const Value *b);

#endif
