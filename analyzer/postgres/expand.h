// expand.h - the statements that run when a statement runs: the body of a DO block, of a function made and called in the same
// migration. Private to the postgres stage; statement.h shows the result.

#ifndef POSTGRES_EXPAND_H
#define POSTGRES_EXPAND_H

#include "base/map.h"
#include "migration/migration.h"
#include "postgres/guard.h"
#include "postgres/parse.h"

#define MAX_ROUTINE_DEPTH 8          // functions that call functions
#define MAX_ROUTINE_STATEMENTS 10000 // run by blocks and functions of one direction
#define MAX_ROUTINE_STEPS 100000     // statements of bodies looked at, a long one counts for several
#define ROUTINE_STEP_BYTES 256       // of it for one step
#define MAX_UNROLLED_ELEMENTS 100    // of the array a FOREACH goes through

#define RUN_OUTERMOST SIZE_MAX

// Run: one statement, in the order they run.
// - `enclosing`: index of the run it happens in, RUN_OUTERMOST for what the migration itself runs
// - `followed`: what it runs stands behind it
// - `raises`: what it runs ends with RAISE EXCEPTION, whatever the conditions
// - `undone_at`: index of the run before which what it did is taken back, because the block it stands in always raises; 0: it stays
// - `span`: where it stands when its text was put together at run time; else null
typedef struct Run {
	ParsedStatement parsed;
	const Sql *sql;
	const Step *step;
	size_t enclosing;
	bool conditional;
	bool followed;
	bool raises;
	size_t undone_at;
	Guard guard;
	Span span;
} Run;
typedef Array(Run) Runs;

// Expander: all runs of one direction.
// - `routines`: functions made so far, by name: the last of each
// - `catalog`: what earlier migrations have made, before all of these statements; NULL when it is not known yet
typedef struct Expander {
	Arena *arena;
	Runs runs;
	Map routines;
	const Catalog *catalog;
	Map recalled; // of functions of the catalog: see recall_routine()
	struct KnownRoutine *active[MAX_ROUTINE_DEPTH];
	unsigned depth;
	size_t inner;
	size_t steps;
	size_t text_work;
	bool limited; // a limit was met, and said
} Expander;

// `parsed`, a statement of `sql`, runs as part of `step`; so does what it calls.
void expander_run(Expander *expander, const Step *step, const Sql *sql, const ParsedStatement *parsed);

#endif
