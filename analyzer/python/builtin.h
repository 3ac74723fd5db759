// builtin.h - how functions and methods of Python that miglint evaluates itself are written and listed: one table per
// kind of object, sorted by name, a small function per row.

#ifndef PYTHON_BUILTIN_H
#define PYTHON_BUILTIN_H

#include "python/internal.h"

// Invocation: one call. `self` is NULL for a function.
typedef struct Invocation {
	Evaluator *evaluator;
	Arena *arena;
	const Code *code;
	Span span;
	Value *self;
	const Arguments *arguments;
	Str name; // as in the table
} Invocation;

// Row: `run` answers NULL when the arguments are not known well enough; a row without `run` is a name that is known to be
// Python's and never evaluated.
typedef struct Row {
	const char *name;
	Value *(*run)(const Invocation *in);
} Row;

// The row called `name` of a table sorted by name, NULL when there is none.
const Row *row_find(const Row *rows, size_t count, Str name);
// The n-th positional argument, NULL when it was not given.
Value *given(const Invocation *in, size_t n);
Value *given_keyword(const Invocation *in, const char *name);
// The n-th positional argument or that keyword.
Value *given_either(const Invocation *in, size_t n, const char *name);
// The n-th argument as a small int or plain text; false when it is something else or absent.
bool given_int(const Invocation *in, size_t n, int64_t *number);
bool given_text(const Invocation *in, size_t n, Str *text);
Value *give_none(const Invocation *in);
Value *give_bool(const Invocation *in, bool truth);
Value *give_int(const Invocation *in, int64_t number);
Value *give_text(const Invocation *in, Text *text);
Value *give_items(const Invocation *in, ValueKind kind, ValueArray items);
// Sorts in place by `key` (a callable or NULL); false when an order is not known.
bool sort_values(const Invocation *in, ValueArray *items, Value *key, bool reverse);

// Methods of each kind of value.
const Row *method_of_str(Str name);
const Row *method_of_list(Str name);
const Row *method_of_dict(Str name);
const Row *method_of_set(Str name);
// A function of the standard library by its dotted name.
const Row *library_function(Str dotted);

// sequence.c and sort.c: functions of Python over sequences.
Value *builtin_list(const Invocation *in);
Value *builtin_tuple(const Invocation *in);
Value *builtin_set(const Invocation *in);
Value *builtin_dict(const Invocation *in);
Value *builtin_range(const Invocation *in);
Value *builtin_enumerate(const Invocation *in);
Value *builtin_zip(const Invocation *in);
Value *builtin_reversed(const Invocation *in);
Value *builtin_map(const Invocation *in);
Value *builtin_filter(const Invocation *in);
Value *builtin_quantifier(const Invocation *in);
Value *builtin_sum(const Invocation *in);
Value *builtin_next(const Invocation *in);
Value *builtin_isinstance(const Invocation *in);
Value *builtin_sorted(const Invocation *in);
Value *builtin_extreme(const Invocation *in);

// functional.c, record.c, json.c: functions of the standard library.
Value *library_partial(const Invocation *in);
Value *library_reduce(const Invocation *in);
Value *library_namedtuple(const Invocation *in);
Value *library_namespace(const Invocation *in);
Value *library_dumps(const Invocation *in);

// textwrap.dedent and inspect.cleandoc of a text; the map is kept.
Text *text_dedent(Arena *arena, const Text *text);
Text *text_cleandoc(Arena *arena, const Text *text);
Text *text_strip(Arena *arena, const Text *text, const char *characters, bool left, bool right);

#endif
