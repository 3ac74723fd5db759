// expand_internal.h - what expand.c (statements and the routines they run) and plpgsql_run.c (PL/pgSQL bodies) share.

#ifndef POSTGRES_EXPAND_INTERNAL_H
#define POSTGRES_EXPAND_INTERNAL_H

#include "postgres/expand.h"
#include "postgres/plpgsql_text.h"
#include "postgres/routine.h"

// KnownRoutine: a DO, a function this migration has made, or one that an earlier one has.
// - `span`: of the statement that makes it, or calls one of an earlier migration; `statement`: its text, empty for those
// - `is_uncertain`: perhaps it was not made, or made otherwise
// - `body`: read at the first call
typedef struct KnownRoutine {
	Routine routine;
	Relation name;
	Span span;
	Str statement;
	bool is_uncertain;
	bool is_read;
	PlBody body;
} KnownRoutine;

// RunContext: what is said of every statement that runs at a place.
typedef struct RunContext {
	const Step *step;
	size_t enclosing;
	bool conditional;
	Guard guard;
} RunContext;

// `parsed`, a statement of `sql`, runs, and what it calls. `span`: as Run.span.
void expander_add(Expander *expander, const RunContext *context, const Sql *sql,
		  const ParsedStatement *parsed, Span span);
// Something runs of which only `what` can be said.
void expander_add_unknown(Expander *expander, const RunContext *context, Span span, const char *what);
// One more statement of a body, of this many bytes and standing at `span`, is looked at; false, and said once, when there were too many.
bool expander_goes_on(Expander *expander, const RunContext *context, Span span, size_t bytes);
// Functions that `node`, an expression or query in `sql`, calls.
void expander_follow_calls(Expander *expander, const RunContext *context, const Sql *sql, const PgNode *node);
// Whether `statement` runs the functions its expressions call; CREATE VIEW and DEFAULT keep them for later.
bool node_evaluates(const PgNode *statement);
void expander_run_routine(Expander *expander, const RunContext *context, KnownRoutine *known,
			  PlVariables *variables);
// The body of `known`, in PL/pgSQL.
void plpgsql_run(Expander *expander, const RunContext *context, KnownRoutine *known, PlVariables *variables);

#endif
