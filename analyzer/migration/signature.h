// signature.h - the parameters of directives and constructs, as tables; binding of a call's arguments to them.

#ifndef MIGRATION_SIGNATURE_H
#define MIGRATION_SIGNATURE_H

#include "migration/lowering.h"

#define MAX_PARAMETERS 24

typedef enum ParameterFlags {
	PARAMETER_REQUIRED = 1 << 0,
	PARAMETER_KEYWORD = 1 << 1, // keyword only
	PARAMETER_REST = 1 << 2,    // *args: takes all further positional ones
	PARAMETER_TABLE = 1 << 3,   // given by the batch: its table name
	PARAMETER_SCHEMA = 1 << 4,  // given by the batch: its schema
} ParameterFlags;

typedef struct Parameter {
	const char *name; // NULL ends a list
	unsigned flags;
} Parameter;

typedef enum SignatureFlags {
	SIGNATURE_DIALECTS = 1 << 0, // takes DIALECT_option keywords
	SIGNATURE_ANY = 1 << 1,      // swallows any keyword without a word
} SignatureFlags;

// Signature: what can be called with what.
// - `shown`: for messages, "op.add_column"
// - `options`: the postgresql_* keywords it has, NULL ends; NULL: every one is taken
typedef struct Signature {
	const char *shown;
	const Parameter *parameters;
	const char *const *options;
	unsigned flags;
} Signature;

// Bound: a call's arguments by parameter. Without `signature` it is one without arguments.
typedef struct Bound {
	const Signature *signature;
	const Value *values[MAX_PARAMETERS];
	ValueArray rest;
	const Arguments *arguments;
	Span span;
} Bound;

// Batch: what an open batch_alter_table gives to every call in it.
typedef struct BatchTarget {
	const Value *table;
	const Value *schema;
} BatchTarget;

// Binds the arguments of `call`. Notices tell of unknown keywords; false when the framework would raise (it was refused then).
// `batch` is NULL outside a batch.
bool signature_bind(Lowering *lowering, const Signature *signature, const Value *call,
		    const BatchTarget *batch, Bound *bound);
// The argument for a parameter or an option keyword ("postgresql_where"); NULL when it was not given.
const Value *bound_get(const Bound *bound, const char *name);
// A flag argument: its truth, `otherwise` when it is absent or not known.
bool bound_flag(const Bound *bound, const char *name, bool otherwise);

#endif
