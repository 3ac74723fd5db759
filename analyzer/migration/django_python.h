// django_python.h - DjangoPython, a function of a data migration while it runs.

#ifndef MIGRATION_DJANGO_PYTHON_H
#define MIGRATION_DJANGO_PYTHON_H

#include "migration/django_model.h"
#include "migration/django_query.h"

// DjangoAssigned: an attribute set on a row.
typedef struct DjangoAssigned {
	const Value *row;
	Str name;
} DjangoAssigned;

// DjangoPython: one function on its way to steps.
// - `base`: the operation it belongs to, as a Lowering
// - `method`: of an operation of the project, what it does of its base class; `method.before` is set where it calls that
// - `in_transaction`: Django has begun one for the migration or the operation
// - `atomic`: how many blocks of transaction.atomic() are open
struct DjangoPython {
	DjangoLowering *lower;
	const Lowering *base;
	Array(DjangoAssigned) assigned;
	ValueArray told; // models whose import was reported
	DjangoMethod method;
	bool in_transaction;
	unsigned atomic;
};

// The Lowering of what happens at `span` now.
Lowering django_python_lowering(const DjangoPython *python, Evaluator *evaluator, Span span);
// Something at `span` changes the database in a way that cannot be read, as `message` says.
void django_python_opaque(DjangoPython *python, Evaluator *evaluator, Span span, const char *message);

// django_atomic.c: `with transaction.atomic():`, or the same as a decorator.
void django_atomic_enter(DjangoPython *python, Evaluator *evaluator, const Value *context);
void django_atomic_leave(DjangoPython *python, Evaluator *evaluator, const Value *context);
// Whether the function asks if it runs in a transaction, `connection.in_atomic_block`: then the answer.
Value *django_atomic_fact(const Django *django, Span span, Str dotted);

#endif
