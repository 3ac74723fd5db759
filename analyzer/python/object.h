// object.h - classes and functions of the files that were read, for hosts: what a class has, and calling what it defines.

#ifndef PYTHON_OBJECT_H
#define PYTHON_OBJECT_H

#include "python/evaluate.h"

// The name of a class of the file, also of the class of an instance; empty when `value` is neither.
Str class_title(const Value *value);
// An attribute of the class (or of the class of an instance), base classes of the file included; NULL when there is none.
const Value *class_field(const Value *value, const char *name);

// The base classes of a class (or of the class of an instance) as written, in order; NULL when `value` is neither.
const ValueArray *class_bases(const Value *value);

// What the body of a class binds, in order; without its base classes.
typedef struct ClassEntry {
	Str name;
	const Value *value;
} ClassEntry;
typedef Array(ClassEntry) ClassEntries;
void class_entries(Arena *arena, const Value *klass, ClassEntries *entries);
// The same of the top level of a module.
void module_entries(Arena *arena, const Module *module, ClassEntries *entries);

// The members of an enum class in order, as INSTANCE values; false when `value` is not an enum class.
bool class_members(Arena *arena, const Value *klass, ValueArray *members);
// Whether both are the same class, or one an instance of the other.
bool class_is_same(const Value *a, const Value *b);
// The class bound at the top level of the running module that has this very `value` as an attribute, and the attribute's
// name; NULL when there is none.
const Value *class_holding(const Evaluator *evaluator, const Value *value, Str *name);
// The object a call of a class of the file makes, its __init__ run; NULL when `call` is none.
Value *class_instantiate(Evaluator *evaluator, const Value *call);

// Whether the body of a function value is empty but for `pass`, a docstring, `return`.
bool function_does_nothing(const Value *function);

// Calls a function value, or the class method `name` of a class, with `arguments`, as if written at `span`.
Value *function_call(Evaluator *evaluator, const Value *function, Span span, Arguments *arguments);
// NULL when the class has no such method.
Value *class_method_call(Evaluator *evaluator, const Value *klass, Str name, Span span, Arguments *arguments);

// Whether nothing takes what `call` yields: it is a statement of its own.
bool evaluator_discards(const Evaluator *evaluator, const Value *call);

#endif
