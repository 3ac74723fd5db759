// internal.h - what the files of python/ share among themselves: the evaluator's state and the contracts between its parts.
//
// How an unknown branch is run: every change of a name or of a mutable value is written to a log (state.c). An arm runs,
// what it changed is read off the log and undone, the other arm runs the same way, and then what both agree on is set
// again, the rest becomes UNKNOWN (branch.c).

#ifndef PYTHON_INTERNAL_H
#define PYTHON_INTERNAL_H

#include "base/map.h"
#include "python/code.h"
#include "python/evaluate.h"
#include "python/literal.h"

#define MAX_EVALUATION_DEPTH 4000 // expressions and statements inside each other, calls included
#define MAX_EVALUATION_BYTES (256u * 1024 * 1024) // memory one function run may take
#define MAX_OPEN_RECURSION 2                      // of one function under a condition that is not known
#define MAX_SEQUENCE_ITEMS 100000 // of a list, tuple, set or dict made by repetition or range()
#define MAX_VALUE_NODES 20000     // values looked at to compare or print one
#define MAX_CLASS_BASES 100       // classes looked at to find an attribute
#define RECORD_ITEMS "()"         // the field of a record instance that holds its values as a tuple
#define MAX_HOLE_BYTES 60         // of the source text that names a hole

// Limit: what can be reached; each is reported once per run.
typedef enum Limit {
	LIMIT_STEPS,
	LIMIT_MEMORY,
	LIMIT_DEPTH,
	LIMIT_CALLS,
	LIMIT_ITERATIONS,
	LIMIT_TEXT,
	LIMIT_ITEMS,
	LIMIT_SYNTAX,
	LIMIT_COUNT,
} Limit;

// Flow: how a statement ended. Ordered by how much is left: what ends less wins when two arms of a branch differ.
typedef enum Flow {
	FLOW_NEXT,
	FLOW_CONTINUE,
	FLOW_BREAK,
	FLOW_RETURN,
	FLOW_RAISE,
	FLOW_STOP, // a limit ends the run
} Flow;

// Scope: the names of one function call, class body, comprehension or module.
typedef struct Scope {
	Map names;
	const struct Scope *lexical; // enclosing function scope; NULL at module level
	Module *module;
	Map *declared; // `global x` -> &module->scope, `nonlocal x` -> that scope; NULL when there is none
	bool is_class; // not visible from functions inside
} Scope;

typedef enum ParameterKind {
	PARAMETER_POSITIONAL, // by position or keyword
	PARAMETER_KEYWORD,    // after `*`
	PARAMETER_STAR,       // *args
	PARAMETER_DOUBLE,     // **kwargs
} ParameterKind;

typedef struct Parameter {
	ParameterKind kind;
	Str name;
	const Code *code;
	Value *standard; // default value, NULL when there is none
} Parameter;

struct Function {
	Str name;         // empty for a lambda
	const Code *code; // function_definition or lambda
	Scope *scope;     // where it was defined
	Array(Parameter) parameters;
	Value *self;       // what a bound method passes first, NULL otherwise
	Class *owner;      // class it was defined in, NULL otherwise
	ValueArray around; // decorators of a library, the innermost first: they may be contexts as well
	bool is_generator;
	bool is_static;
	bool is_class_method;
	bool is_property;
};

// Class: a class of the file, or a module of the project as a namespace.
struct Class {
	Str name;
	Str symbol; // of a namespace: what its unknown attributes are below, else empty
	Map *attributes;
	ValueArray bases;   // CLASS and symbolic values
	Array(Str) fields;  // annotated names in order: what a dataclass or NamedTuple takes
	ValueArray members; // of an enum, in order
	bool is_enum;
	bool is_plain;    // an enum whose members equal their values (str, int)
	bool is_record;   // dataclass or NamedTuple
	bool is_symbolic; // derives from a class of a library
};

struct Module {
	Arena *arena;
	const Source *source;
	const Code *code;
	Scope scope;
	Map bindings;       // name -> Span * of the statement that bound it last
	Array(Str) imports; // dotted names
	Array(Str) stars;   // modules imported by *, made absolute
	bool ended;         // a raise or a limit ended the top level
};

// Change: what to put back. A name: `old` NULL when it was unbound. A mutable value: its former content.
typedef struct Change {
	Scope *scope; // NULL for a mutable value
	Str name;
	Value *value; // the name's old value, or the mutable value itself
	Value content;
} Change;
typedef Array(Change) ChangeArray;

// Frame: one running function (or the module's top level).
typedef struct Frame {
	struct Frame *outer;
	const Function *function;
	ValueArray returns; // of branches that may have returned
	uint32_t effects;   // of the evaluator when it began
	bool maybe_left;    // a branch may have returned: the rest is conditional
	void (*on_yield)(Evaluator *evaluator, void *state, Value *value);
	void *yield_state;
	Value *result; // of FLOW_RETURN
} Frame;

// Context: what switches together when control goes into a function and comes back.
typedef struct Context {
	Module *module;
	Scope *scope;
	Frame *frame;
	struct Loop *loop;
	const CallSite *site;
} Context;

// Loop: the innermost running loop.
typedef struct Loop {
	struct Loop *outer;
	bool maybe_broken;
	bool maybe_continued;
} Loop;

struct Evaluator {
	Arena *arena;
	const Host *host;
	Module *module; // whose code is running
	Scope *scope;
	Frame *frame;
	Loop *loop;
	const CallSite *site;
	size_t conditional; // how many unknown conditions we are under
	size_t guarded;     // `try` bodies with handlers we are in: a raise does not end the run
	size_t steps;
	size_t depth;
	size_t call_depth;
	size_t memory_limit;
	const Code *statement; // the running one
	bool raised;           // inside an expression: unwind to the statement
	Value *exception;      // the class of what was raised last, NULL when it is not known
	uint32_t risks;        // how much was done so far that may have raised
	bool stopped;          // a limit was reached: unwind everything
	bool reported[LIMIT_COUNT];
	ChangeArray log;
	uint32_t branch;   // number of the branch being run; 0: nothing is logged
	uint32_t branches; // how many numbers are used up
	uint32_t calls;
	uint32_t effects; // calls so far that may have run SQL
};

// ---- evaluate.c: limits, problems, spans -------------------------------------------------------------------------

// Numbers of branches: at module level from 1 on, in function runs from here on. What a run changes is undone at its end, so
// runs may share numbers, but values the module level made must never look as if a run had recorded them.
#define FIRST_RUN_BRANCH (1u << 30)

Evaluator evaluator_new(Arena *arena, Module *module, const Host *host);
// Counts `steps` of work; false when evaluation has stopped or a raise is under way.
bool evaluator_step(Evaluator *evaluator, size_t steps);
void evaluator_limit(Evaluator *evaluator, Limit limit, Span span);
void evaluator_problem(Evaluator *evaluator, EvaluationProblem problem, Span span, const char *message);
Span code_span(const Evaluator *evaluator, const Code *code);
Str code_text(const Evaluator *evaluator, const Code *code);
bool code_is(const Evaluator *evaluator, const Code *code, const char *text);
// First child that is not an operator token.
const Code *code_operand(const Code *code);
// UNKNOWN for `code`; `reason` is printf-like.
Value *unknown(Evaluator *evaluator, const Code *code, const char *reason, ...)
	__attribute__((format(printf, 3, 4)));

// ---- state.c: names, mutable values, the log ---------------------------------------------------------------------

Scope *scope_new(Evaluator *evaluator, const Scope *lexical, Module *module);
// The value of a name as Python looks it up, NULL when no scope has it.
Value *scope_find(const Evaluator *evaluator, Str name);
// Binds `name` in the running scope, or where it was declared global or nonlocal. Logged.
void scope_bind(Evaluator *evaluator, Str name, Value *value);
void scope_unbind(Evaluator *evaluator, Str name);
// Sets `name` in that very scope. Logged; `value` NULL unbinds.
void scope_set(Evaluator *evaluator, Scope *scope, Str name, Value *value);
// Call before changing the content of a list, dict, set, instance or class value.
void value_touch(Evaluator *evaluator, Value *value);
// Makes a touched mutable value UNKNOWN, for all who hold it.
void value_forget(Evaluator *evaluator, Value *value, Str reason);
// Takes the item of a list or the entry of a dict out; false when the key is not known to be there.
bool item_remove(Value *object, const Value *key);
// A set of `items` without duplicates.
Value *set_of(Evaluator *evaluator, const Code *code, const ValueArray *items);
// A new list, tuple or set; a new dict.
Value *new_items(Evaluator *evaluator, const Code *code, ValueKind kind, ValueArray items);
Value *new_dict(Evaluator *evaluator, const Code *code);
// dict[key] = value. Does not touch.
void dict_put(Evaluator *evaluator, Value *dict, Value *key, Value *value);
// Undoes everything logged since `mark`.
void log_undo(Evaluator *evaluator, size_t mark);

// ---- branch.c ----------------------------------------------------------------------------------------------------

// Arm: one way a branch may go.
typedef Flow (*Arm)(Evaluator *evaluator, void *state);
// Runs the arms as alternatives of which one happens, all conditional; `arms[i]` NULL does nothing. Names and values they
// leave different become UNKNOWN.
Flow branch_run(Evaluator *evaluator, size_t count, const Arm *arms, void *const *states);
// Runs one arm that may or may not happen.
Flow branch_optional(Evaluator *evaluator, Arm arm, void *state);
// Marks the rest of what `flow` would have left as conditional.
void branch_maybe(Evaluator *evaluator, Flow flow, Value *result);

// ---- expression.c, access.c --------------------------------------------------------------------------------------

// Whether `code`, an item or an argument, has a star in front; its value is that of what follows the star.
bool is_splat(const Code *code);
// Never NULL.
Value *evaluate(Evaluator *evaluator, const Code *code);
// The value of an attribute; symbolic values ask the host.
Value *read_attribute(Evaluator *evaluator, const Code *code, Value *object, Str name);
// An attribute of a str, list, dict ... that is not being called.
Value *value_attribute_of_known(Evaluator *evaluator, const Code *code, Value *object, Str name);
Value *evaluate_subscript(Evaluator *evaluator, const Code *code);
Value *read_item(Evaluator *evaluator, const Code *code, Value *object, Value *key);
// Truth, the host's opinion included.
bool truth_of(Evaluator *evaluator, const Value *value, bool *truth);
Value *read_name(Evaluator *evaluator, const Code *code);
// What the host says of a dotted name, NULL when nothing.
Value *told_name(Evaluator *evaluator, Span span, Str dotted);

// ---- strings.c ---------------------------------------------------------------------------------------------------

Value *evaluate_string(Evaluator *evaluator, const Code *code);
Value *evaluate_concatenated(Evaluator *evaluator, const Code *code);
// `value` as format() gives it with a conversion ('r', 's', 'a' or 0) and a format
// specification; a hole stands for the expression at `span`.
Text *format_value(Evaluator *evaluator, Span span, Value *value, char conversion, Str specification);
// "..." % right and "...".format(...); NULL when the template itself cannot be read.
Value *format_percent(Evaluator *evaluator, const Code *code, Value *left, Value *right);
Value *format_braces(Evaluator *evaluator, const Code *code, Value *template, const Arguments *arguments);
// float.c: left OP right of two numbers of which one is a float, or `/`; NULL when Python would raise.
Value *apply_floats(Evaluator *evaluator, const Code *code, Str op, const Value *left, const Value *right);
// The number a bool, int or float is; false when it is none.
bool value_real(Arena *arena, const Value *value, double *real);
// left + right where one of them is a text.
Value *concatenate(Evaluator *evaluator, const Code *code, Value *left, Value *right);
// str() of `value`; a hole stands for the expression at `span`.
Text *text_of(Evaluator *evaluator, Span span, Value *value);
Value *str_value(Evaluator *evaluator, const Code *code, Text *text);
// What __str__ or __repr__ of the file's class gives for an object; NULL when it has none.
Text *instance_text(Evaluator *evaluator, Value *value, bool as_repr);

// ---- operator.c --------------------------------------------------------------------------------------------------

Value *evaluate_binary(Evaluator *evaluator, const Code *code);
Value *evaluate_unary(Evaluator *evaluator, const Code *code);
Value *evaluate_comparison(Evaluator *evaluator, const Code *code);
Value *evaluate_boolean(Evaluator *evaluator, const Code *code);
Value *evaluate_not(Evaluator *evaluator, const Code *code);
// left `op` right, `op` a binary operator without the "=" of augmented assignment. `code` has fields left and right.
Value *apply_comparison(Evaluator *evaluator, const Code *code, Str op, Value *left, Value *right);
Value *apply_operator(Evaluator *evaluator, const Code *code, Str op, Value *left, Value *right);
// -1, 0, 1 of two known values of comparable kinds; false when they have no known order.
bool value_order(const Value *a, const Value *b, int *order);

// ---- call.c, builtin.c, method.c ---------------------------------------------------------------------------------

// Whether the SQL of the migration may run through `value`: it comes from alembic.op, directly or through calls.
bool can_run_sql(const Value *value);
Value *evaluate_call(Evaluator *evaluator, const Code *code);
// Calls any value. `code` is the call expression (for spans).
Value *call_value(Evaluator *evaluator, const Code *code, Value *callee, Arguments *arguments);
// functional.c: a call of what functools.partial() gave; NULL when `callee` is something else.
Value *call_partial(Evaluator *evaluator, const Code *code, const Value *callee, const Arguments *arguments);
Value *call_function(Evaluator *evaluator, const Code *code, const Function *function, Arguments *arguments);
// The function a `def` or lambda makes; `decorated` is the decorated_definition around it, or NULL.
Value *define_function(Evaluator *evaluator, const Code *code, const Code *decorated);
// Tells the host what a decorator of a library that was called with arguments is given: a function or a class.
void tell_decorated(Evaluator *evaluator, const Code *code, Value *decorator, Value *decorated);
Context context_save(const Evaluator *evaluator);
void context_restore(Evaluator *evaluator, Context context);
// Runs a generator, `on_yield` for every yield.
// Returns how the body ended.
Flow run_generator(Evaluator *evaluator, Value *generator,
		   void (*on_yield)(Evaluator *evaluator, void *state, Value *value), void *state);
// A deferred call of a generator function of the file.
bool is_generator(const Value *value);
bool is_builtin_name(Str name);
// A function of the standard library by its dotted name; NULL when it is none of ours or its arguments are not known.
Value *call_library(Evaluator *evaluator, const Code *code, Str name, Arguments *arguments);
// A method of a known value; NULL when the value has none of that name or the arguments are not known. `*known_name` says which.
Value *call_method(Evaluator *evaluator, const Code *code, Value *object, Str name, Arguments *arguments);

// ---- class.c -----------------------------------------------------------------------------------------------------

void define_class(Evaluator *evaluator, const Code *code, const Code *decorated);
// An attribute as super() finds it, NULL when no base of the file has it.
Value *super_attribute(Evaluator *evaluator, Str name);
// A project module as a value; attributes it has not are symbols below `dotted`.
Value *namespace_value(Evaluator *evaluator, const Code *code, const Module *module, Str dotted);
// `import a.b.c` of a project module: binds `a` so that `a.b.c` is the module.
void bind_nested_namespace(Evaluator *evaluator, const Code *code, const Module *module, Str dotted);
// The attribute of a class or its bases of the file, NULL when none has it.
Value *class_attribute(const Class *klass, Str name);
// An object without fields.
Value *instance_new(Evaluator *evaluator, const Code *code, Class *klass);
Value *instantiate(Evaluator *evaluator, const Code *code, Value *klass, Arguments *arguments);
// `value` bound to `self` where it is a method.
Value *bind_method(Evaluator *evaluator, Value *value, Value *self, Value *klass);

// ---- exception.c, try.c, guard.c --------------------------------------------------------------------------------

typedef enum Catch {
	CATCH_NO,
	CATCH_YES,
	CATCH_MAYBE,
} Catch;

// Notes what `value`, the operand of a raise, is; NULL for one that is not known.
void raise_value(Evaluator *evaluator, Value *value);
// For what Python surely refuses with its exception `name`: raises it where a try may catch it. Gives an UNKNOWN.
Value *raise_known(Evaluator *evaluator, const Code *code, const char *name, const char *reason);
// Whether `except wanted` takes an exception of that class (NULL: not known).
Catch exception_catch(const Value *wanted, const Value *exception);
// Whether calling `callee` makes an exception object and nothing else.
bool makes_exception(const Value *callee);
Flow run_with(Evaluator *evaluator, const Code *code);
Flow run_try(Evaluator *evaluator, const Code *code);

// ---- iterate.c ---------------------------------------------------------------------------------------------------

// The items of a known iterable; false when they are not known.
bool iterate(Evaluator *evaluator, Value *value, ValueArray *items);
// forget.c: makes UNKNOWN what running `code` again and again may change.
void forget_changes(Evaluator *evaluator, const Code *code);
Flow run_for(Evaluator *evaluator, const Code *code);
Flow run_while(Evaluator *evaluator, const Code *code);
Value *evaluate_comprehension(Evaluator *evaluator, const Code *code);

// ---- statement.c, import.c, assign.c, match.c --------------------------------------------------------------------

Flow run_block(Evaluator *evaluator, const Code *block);
Flow run_statement(Evaluator *evaluator, const Code *code);
Flow run_match(Evaluator *evaluator, const Code *code);
void run_import(Evaluator *evaluator, const Code *code);
// Binds a target (name, tuple, attribute, index ...) to a value.
void assign(Evaluator *evaluator, const Code *target, Value *value);
Value *run_assignment(Evaluator *evaluator, const Code *code);
void run_augmented(Evaluator *evaluator, const Code *code);
void run_delete(Evaluator *evaluator, const Code *code);

// ---- value.c, compare.c, convert.c -------------------------------------------------------------------------------

Value *value_new(Arena *arena, ValueKind kind, Span span);
Value *value_text(Arena *arena, ValueKind kind, Span span, Text *text);
Value *value_items(Arena *arena, ValueKind kind, Span span, ValueArray items);
Value *value_dict(Arena *arena, Span span);
const char *span_one_line(Arena *arena, Span span);
bool value_is_symbolic(const Value *value);
// list, tuple or set
bool value_is_sequence(const Value *value);
// Whether both are surely the same Python value: equal and known, or the very same symbolic value.
bool value_same(const Value *a, const Value *b);
Value *dict_find(const Value *dict, const Value *key, bool *known);
// sequence.c: isinstance(); `*known` is made false when a "no" is not certain.
bool value_is_instance(const Value *value, const Value *type, bool *known);
// Python's repr().
Text *value_repr(Arena *arena, const Value *value);
size_t text_count_characters(Str text);

#endif
