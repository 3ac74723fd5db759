// evaluate.h - the partial evaluator: runs a module of migration Python abstractly, in execution order, importing and
// executing nothing.
//
// It knows Python, not migrations: calls of library objects become symbolic Values, and a Host (migration/alembic ...) is
// told of every such call in the order Python would make it. What is not known becomes VALUE_UNKNOWN with a reason; a
// condition that is not known takes both branches, with evaluator_is_conditional() true meanwhile. Evaluation always ends: steps, depth,
// unrolling and text sizes are limited by the constants below, and reaching one is a notice, never silence.

#ifndef PYTHON_EVALUATE_H
#define PYTHON_EVALUATE_H

#include <stdbool.h>

#include "python/code.h"
#include "python/value.h"
#include "source/syntax.h"

#define MAX_EVALUATION_STEPS 2000000  // expressions and statements per function run
#define MAX_CALL_DEPTH 40             // functions of the file inlined into each other
#define MAX_UNROLLED_ITERATIONS 10000 // of one loop

typedef struct Evaluator Evaluator;
typedef struct Module Module;

// Names: an imported name is the SYMBOL of its full dotted name (`from . import x` keeps its dots: ".x"), a function or exception
// of Python itself the SYMBOL of its bare name ("isinstance", "ValueError"), any other name UNKNOWN, or a SYMBOL below the
// module of the only star import. Calls of what miglint does not evaluate are CALLs: of a SYMBOL, of an ATTRIBUTE of
// another symbolic value, or of a CLASS of the file that derives from a library's (`User(name="x")`, a TypeDecorator). A CALL whose callee
// is a FUNCTION is a generator that has not run yet; the host is not told of it.
//
// Python that is passed over: calling something UNKNOWN gives UNKNOWN. It is PROBLEM_OPAQUE when an argument is `alembic.op`,
// something got from it by attributes and calls, or a call given one of these (`Session(bind=bind)`); so are eval, exec, compile and
// __import__. A raise under a condition that is not known does not make what follows conditional, since the migration
// fails there; a return does.

// CallSite: how evaluation came to where it is: the call or loop outside, NULL at the top of the function run.
typedef struct CallSite {
	Span span; // of the call of a function of the file, or of the `for` clause
	bool is_loop;
	uint32_t iteration; // 0-based, for a loop
	const struct CallSite *outer;
} CallSite;

typedef enum EvaluationProblem {
	PROBLEM_LIMIT, // a limit was reached; what follows was not evaluated
	PROBLEM_OPAQUE, // Python that may do anything was passed over (eval, exec, an unknown callable given `op`)
	PROBLEM_IMPORT, // a module of the project that is needed could not be read
} EvaluationProblem;

// Host: what a migration framework adds to Python. Every member may be NULL. `state` is passed through.
typedef struct Host {
	void *state;
	// A CALL value was made: callee and arguments are evaluated, `call` is symbolic. Returns what the call yields; NULL
	// leaves the CALL itself as the value.
	Value *(*call)(void *state, Evaluator *evaluator, Value *call);
	// An attribute or item of a symbolic value was read (`bind.dialect.name`). Returns its value; NULL leaves it symbolic. Not
	// told of the attribute that is the callee of a call.
	Value *(*attribute)(void *state, Evaluator *evaluator, Value *attribute);
	// The value of a name whatever the files read say: asked for names that are imported and attributes of modules by their dotted
	// name, and for names and attributes that are not known as they are written.
	Value *(*name)(void *state, Span span, Str dotted);
	// Whether a symbolic value is known not to have an attribute, so that getattr(value, name, default) is the default.
	bool (*lacks)(void *state, const Value *value, Str name);
	// The items of a symbolic value (`for column in table.columns`); false returned when they are not known.
	bool (*iterate)(void *state, Evaluator *evaluator, Value *value, ValueArray *items);
	// What stands for any item of a symbolic value whose items are not known; NULL: something UNKNOWN.
	Value *(*item)(void *state, Evaluator *evaluator, Value *value);
	// Whether operators on this symbolic value make expressions of the library (`users.c.name + "x"`) even with a str.
	bool (*overloads)(void *state, const Value *value);
	// Truth of a symbolic condition, e.g. `isinstance(bind.dialect, PGDialect)`; false returned when not known.
	bool (*truth)(void *state, Evaluator *evaluator, const Value *condition, bool *truth);
	// `with context as name:` - returns what is bound to the name (NULL: `context` itself); leave() at the end of the block,
	// also when the block is left by return. A decorator of a library is told of in the same way, around what it decorates.
	Value *(*enter)(void *state, Evaluator *evaluator, Value *context);
	void (*leave)(void *state, Evaluator *evaluator, Value *context);
	// An attribute was assigned on a symbolic value (`user.name = "x"`: an ORM object).
	void (*assign)(void *state, Evaluator *evaluator, Value *attribute, Value *value);
	void (*problem)(void *state, Evaluator *evaluator, EvaluationProblem problem, Span span,
			const char *message);
	// `super().name(...)` where no base class of the files that were read has it: the callee is an ATTRIBUTE of the call of super. As
	// `call`, but NULL leaves something UNKNOWN.
	Value *(*inherited)(void *state, Evaluator *evaluator, Value *call);
	// A Module belongs to one thread at a time: functions of it are run where they are called.
	// The module `dotted` imported by a project file, if the host can read it; NULL when it is a library (then symbolic).
	const Module *(*import)(void *state, Evaluator *evaluator, const Module *importer, Str dotted,
				int relative_level);
	// import() had no module for what the statement at `span` names.
	void (*missing)(void *state, Evaluator *evaluator, const Module *importer, Span span, Str dotted,
			int relative_level);
} Host;

// How the run of a function ended.
typedef enum RunEnd {
	RUN_FELL_THROUGH, // ran to the end, or returned
	RUN_RAISED,       // an unconditional raise
	RUN_LIMIT,
} RunEnd;

// Evaluates the top level of `tree` (imports, assignments, defs, classes); op calls there are seen by `host` (may be NULL).
// Everything is allocated in `arena`; the tree is not needed afterwards.
Module *module_evaluate(Arena *arena, const Tree *tree, const Host *host);
// The same of code that was built before (code_build()) and is kept: it must outlive the module.
Module *module_evaluate_code(Arena *arena, const Source *source, const Code *code, const Host *host);

// The value bound to `name` at module level, NULL when none.
Value *module_get(const Module *module, const char *name);
// The span of the statement that last bound `name` (`revision = "..."`), a null span when none.
Span module_binding_span(const Module *module, const char *name);
// The file it was read from.
const Source *module_source(const Module *module);
// The module's docstring literal, a null span when there is none. It may follow imports or comments.
Span module_docstring(const Module *module);
// Whether the module imports `dotted` or something below it ("alembic").
bool module_imports(const Module *module, const char *dotted);

// FunctionShape: what a def looks like without running it.
typedef struct FunctionShape {
	bool exists;
	Span span;        // `def name(...)` up to the colon
	Span name;        // the name
	bool is_empty;    // only pass, ..., docstring, comments, return / return None
	bool only_raises; // the body (after a docstring) is a raise
} FunctionShape;
FunctionShape module_function_shape(const Module *module, const char *name);

// Runs the module-level function `name` without arguments (parameters without default are unknown; a parameter called `op` is
// the symbol alembic.op). `host` sees its calls. False when there is no such function.
bool module_run(Module *module, const char *name, const Host *host, RunEnd *end);

// Runs any function of a file that was read, for `module`, with `arguments`; parameters beyond them are as above. `from`: where the module
// names it, the call site when it is a function of another file.
void module_call(Module *module, const Value *function, Arguments *arguments, Span from, const Host *host,
		 RunEnd *end);

// For hosts, during a callback:
Arena *evaluator_arena(const Evaluator *evaluator);
// Whether what happens now happens only under a condition that is not known (branch, except handler, loop over unknown ...).
bool evaluator_is_conditional(const Evaluator *evaluator);
// Whether what happens now is in the body of a try with handlers: it may fail without ending the run.
bool evaluator_is_guarded(const Evaluator *evaluator);
const CallSite *evaluator_call_site(const Evaluator *evaluator);
// Source text of what `value` was made from, on one line.
const char *value_source_line(Arena *arena, const Value *value);

#endif
