// django_python.h - DjangoPython, a function of a data migration while it runs.

#ifndef MIGRATION_DJANGO_PYTHON_H
#define MIGRATION_DJANGO_PYTHON_H

#include "migration/django_model.h"
#include "migration/django_query.h"
#include "migration/django_schema.h"

// DjangoAssigned: an attribute set on a row, or on anything else that is symbolic.
typedef struct DjangoAssigned {
	const Value *row;
	Str name;
	const Value *value;
} DjangoAssigned;

// DjangoPython: one function on its way to steps.
// - `base`: the operation it belongs to, as a Lowering
// - `method`: of an operation of the project, what it does of its base class; `method.before` is set where it calls that
// - `in_transaction`: Django has begun one for the migration or the operation
// - `operation`: of the project whose method runs; NULL for a function
// - `after`: the models behind that operation; NULL: the same as before
// - `editor`: of a function that undoes something; made when it is needed
// - `given_away`: the class of a model was given to another library
// - `atomic`: how many blocks of transaction.atomic() are open
struct DjangoPython {
	DjangoLowering *lower;
	const Lowering *base;
	Array(DjangoAssigned) assigned;
	ValueArray told; // models whose import was reported
	DjangoMethod method;
	const DjangoOperation *operation;
	const DjangoModels *after;
	DjangoEditor *editor;
	bool in_transaction;
	bool given_away;
	unsigned atomic;
};

// The Lowering of what happens at `span` now.
Lowering django_python_lowering(const DjangoPython *python, Evaluator *evaluator, Span span);
// Something at `span` changes the database in a way that cannot be read, as `message` says.
void django_python_opaque(DjangoPython *python, Evaluator *evaluator, Span span, const char *message);

// Whether `value` is connection.schema_editor(): another editor, with a transaction of its own.
bool django_python_opens_editor(const Value *value);
// Whether both were made by the same expression.
bool django_python_same(const Value *a, const Value *b);

// django_editor.c: a method of the schema editor as the statements it sends; false when what it is given is not known.
bool django_editor_call(DjangoPython *python, Evaluator *evaluator, const Value *call, Str method);
// Remembers the name a field is given by a method of its own, `method` of `object`.
void django_editor_note_name(DjangoPython *python, const Value *call, Str method, const Value *object);
// The function has run.
void django_editor_finish(DjangoPython *python);

// django_atomic.c: `with transaction.atomic():`, or the same as a decorator.
void django_atomic_enter(DjangoPython *python, Evaluator *evaluator, const Value *context);
void django_atomic_leave(DjangoPython *python, Evaluator *evaluator, const Value *context);
// Whether the function asks if it runs in a transaction, `connection.in_atomic_block`: then the answer.
Value *django_atomic_fact(const Django *django, Span span, Str dotted);

#endif
