// value.h - Value, what the partial evaluator knows of a Python expression.
//
// Three families:
//  - known: None, bool, int, float, str, bytes, list, tuple, dict, set, function, lambda, class
//  - symbolic: what a migration builds out of library objects, kept as written: a dotted SYMBOL after import
//    aliases (`sqlalchemy.Column`), a CALL of a callee with arguments, an ATTRIBUTE or INDEX of a symbolic value, an
//    OPERATOR over values of which one is symbolic (`users.c.status == "x"`)
//  - UNKNOWN: with the reason and the expression it stands for
// Values live in the arena of the file being read and are immutable except list, dict, set and instances, which Python
// code may change in place. Every Value has the span of the expression that made it.

#ifndef PYTHON_VALUE_H
#define PYTHON_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/str.h"
#include "python/text.h"
#include "source/source.h"

typedef struct Value Value;
typedef struct Function Function; // evaluate.h's business
typedef struct Class Class;

typedef enum ValueKind {
	VALUE_NONE,
	VALUE_BOOL,
	VALUE_INT,
	VALUE_FLOAT,
	VALUE_STR,
	VALUE_BYTES,
	VALUE_LIST,
	VALUE_TUPLE,
	VALUE_DICT,
	VALUE_SET,
	VALUE_FUNCTION, // def or lambda of a file we read
	VALUE_CLASS,    // class of a file we read
	VALUE_INSTANCE, // object of such a class; enum members too
	VALUE_SYMBOL,
	VALUE_CALL,
	VALUE_ATTRIBUTE,
	VALUE_INDEX,
	VALUE_OPERATOR,
	VALUE_UNKNOWN,
} ValueKind;

typedef Array(Value *) ValueArray;

// Argument: one keyword argument, or one `key: value` of a dict.
typedef struct Keyword {
	Str name;  // after **dict expansion too
	Span span; // of `name=value` as written; of the dict when expanded from one
	Value *value;
} Keyword;
typedef Array(Keyword) KeywordArray;

// Arguments of a call, in evaluation order, * and ** expanded where known.
// - `open_positional`: a `*x` with unknown x was among the positional ones (from there on positions are unknown)
// - `open_keywords`: a `**x` with unknown x: more keywords may exist
typedef struct Arguments {
	ValueArray positional;
	KeywordArray keywords;
	bool open_positional;
	bool open_keywords;
} Arguments;

typedef struct DictEntry {
	Value *key;
	Value *value;
} DictEntry;
typedef Array(DictEntry) DictEntries;

struct Value {
	ValueKind kind;
	uint32_t
		saved; // the evaluator's: up to which branch the content of a mutable value is recorded for undoing
	bool is_exempt; // VALUE_STR, of a host: it came out of op.f() or conv(). What Python makes of it is a plain str again
	Span span;
	union {
		bool boolean;
		struct {
			int64_t integer; // VALUE_INT; 0 when it does not fit, then it has `digits`
			struct {
				Str digits; // VALUE_FLOAT as Python prints it; VALUE_INT beyond int64 in decimal, else empty
			} number;
		};
		Text *text; // VALUE_STR, VALUE_BYTES
		ValueArray *
			items; // LIST, TUPLE, SET (in insertion order); shared by aliases of the same Python object
		struct {
			DictEntries *entries; // insertion order
		} dict;
		const Function *function;
		Class *klass;
		struct {
			Class *klass;
			struct Map *fields; // name -> Value *
			Value *enum_value;  // the value of an enum member, else NULL
			Str name;           // enum member name, else empty
		} instance;
		Str symbol; // dotted name, aliases resolved: "alembic.op.add_column", "sqlalchemy.dialects.postgresql.JSONB"
		struct {
			Value *callee;
			Arguments *arguments;
			uint32_t
				id; // unique per evaluated call: tells two evaluations of one expression apart
		} call;
		struct {
			Value *object;
			Str name;
		} attribute;
		struct {
			Value *object;
			Value *key;
		} index;
		struct {
			Str op; // Python's spelling: "==", "and", "not", "in", "not in", "is", "is not", "~", "-", "+", "&", "|" ...
			Value *left; // NULL for unary
			Value *right;
		} operation;
		struct {
			Str reason; // why it is not known, a phrase: "parameter 'x'", "result of 'get_tables()'", "loop over unknown"
			Str expression; // source text of the expression, one line
			const ValueArray *
				items; // of a sum of lists, or one that differs between branches: those that are known
			Value *any; // of a comprehension: what stands for each of its elements
		} unknown;
	};
};

const char *value_kind_name(ValueKind kind);

Value *value_none(Arena *arena, Span span);
Value *value_bool(Arena *arena, Span span, bool boolean);
Value *value_int(Arena *arena, Span span, int64_t integer);
// A str whose bytes are `text` and do not stand in the source verbatim (computed).
Value *value_str(Arena *arena, Span span, Str text);
Value *value_symbol(Arena *arena, Span span, Str dotted);
Value *value_call(Arena *arena, Span span, Value *callee, Arguments *arguments);
// Attribute of a symbolic value; of a SYMBOL it is the longer SYMBOL.
Value *value_attribute(Arena *arena, Span span, Value *object, Str name);
Value *value_unknown(Arena *arena, Span span, Str reason);

// Whether nothing inside is UNKNOWN, symbolic or a text with holes: the value is exactly what Python would have.
bool value_is_known(const Value *value);
// Whether `value` is the SYMBOL `dotted` or a CALL of it.
bool value_is_symbol(const Value *value, const char *dotted);
// The dotted name of a SYMBOL, or of the callee of a CALL of a SYMBOL; STR_NONE otherwise.
Str value_symbol_name(const Value *value);
// The last part of that name ("Column" of "sqlalchemy.Column"); STR_NONE otherwise.
Str value_last_name(const Value *value);
// For a call of an attribute (`users.update()`): the method name and, in `*object`, the receiver. STR_NONE otherwise.
// A call of a SYMBOL answers STR_NONE: use value_symbol_name().
Str value_method(const Value *call, Value **object);

// The n-th positional argument of a CALL, NULL when absent (also after `*unknown`).
Value *value_positional(const Value *call, size_t n);
// The keyword argument `name` of a CALL, NULL when absent.
Value *value_keyword(const Value *call, const char *name);

// Truth as Python's bool(): true/false through `*truth`; false returned when it is not known.
bool value_truth(const Value *value, bool *truth);
// Equality where both are known: answer in `*equal`; false returned when it cannot be told.
bool value_equal(const Value *a, const Value *b, bool *equal);

// The bytes of a STR without holes; false when it is not one.
bool value_plain_text(const Value *value, Arena *arena, Str *text);
// What Python's str() gives, as a Text; what is not known becomes a hole that names the expression. Never NULL.
Text *value_to_text(Arena *arena, const Value *value);

#endif
