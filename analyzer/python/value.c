#include "python/value.h"

#include "python/internal.h"
#include "source/syntax.h"

static const char *const kind_names[] = {
	[VALUE_NONE] = "None",         [VALUE_BOOL] = "bool",
	[VALUE_INT] = "int",           [VALUE_FLOAT] = "float",
	[VALUE_STR] = "str",           [VALUE_BYTES] = "bytes",
	[VALUE_LIST] = "list",         [VALUE_TUPLE] = "tuple",
	[VALUE_DICT] = "dict",         [VALUE_SET] = "set",
	[VALUE_FUNCTION] = "function", [VALUE_CLASS] = "class",
	[VALUE_INSTANCE] = "instance", [VALUE_SYMBOL] = "symbol",
	[VALUE_CALL] = "call",         [VALUE_ATTRIBUTE] = "attribute",
	[VALUE_INDEX] = "index",       [VALUE_OPERATOR] = "operator",
	[VALUE_UNKNOWN] = "unknown",
};

const char *value_kind_name(ValueKind kind)
{
	return kind_names[kind];
}

Value *value_new(Arena *arena, ValueKind kind, Span span)
{
	Value *value = arena_new(arena, Value);

	value->kind = kind;
	value->span = span;
	return value;
}

Value *value_none(Arena *arena, Span span)
{
	return value_new(arena, VALUE_NONE, span);
}

Value *value_bool(Arena *arena, Span span, bool boolean)
{
	Value *value = value_new(arena, VALUE_BOOL, span);

	value->boolean = boolean;
	return value;
}

Value *value_int(Arena *arena, Span span, int64_t integer)
{
	Value *value = value_new(arena, VALUE_INT, span);

	value->integer = integer;
	return value;
}

Value *value_text(Arena *arena, ValueKind kind, Span span, Text *text)
{
	Value *value = value_new(arena, kind, span);

	value->text = text;
	return value;
}

Value *value_str(Arena *arena, Span span, Str text)
{
	return value_text(arena, VALUE_STR, span, text_literal(arena, text, span, false));
}

Value *value_items(Arena *arena, ValueKind kind, Span span, ValueArray items)
{
	Value *value = value_new(arena, kind, span);

	value->items = arena_new(arena, ValueArray);
	*value->items = items;
	return value;
}

Value *value_dict(Arena *arena, Span span)
{
	Value *value = value_new(arena, VALUE_DICT, span);

	value->dict.entries = arena_new(arena, DictEntries);
	return value;
}

Value *value_symbol(Arena *arena, Span span, Str dotted)
{
	Value *value = value_new(arena, VALUE_SYMBOL, span);

	value->symbol = dotted;
	return value;
}

Value *value_call(Arena *arena, Span span, Value *callee, Arguments *arguments)
{
	Value *value = value_new(arena, VALUE_CALL, span);

	value->call.callee = callee;
	value->call.arguments = arguments;
	return value;
}

Value *value_attribute(Arena *arena, Span span, Value *object, Str name)
{
	if (object->kind == VALUE_SYMBOL)
		return value_symbol(arena, span, str_join(arena, object->symbol, ".", name));
	Value *value = value_new(arena, VALUE_ATTRIBUTE, span);
	value->attribute.object = object;
	value->attribute.name = name;
	return value;
}

Value *value_unknown(Arena *arena, Span span, Str reason)
{
	Value *value = value_new(arena, VALUE_UNKNOWN, span);

	value->unknown.reason = reason;
	value->unknown.expression = str_from(span_one_line(arena, span));
	return value;
}

const char *span_one_line(Arena *arena, Span span)
{
	return span.source ? syntax_one_line(arena, span_text(span), MAX_HOLE_BYTES) : "?";
}

const char *value_source_line(Arena *arena, const Value *value)
{
	if (value->kind == VALUE_UNKNOWN)
		return str_dup(arena, value->unknown.expression);
	return span_one_line(arena, value->span);
}

bool value_is_symbolic(const Value *value)
{
	return value->kind >= VALUE_SYMBOL && value->kind <= VALUE_OPERATOR;
}

bool value_is_sequence(const Value *value)
{
	return value->kind >= VALUE_LIST && value->kind <= VALUE_SET && value->kind != VALUE_DICT;
}

bool value_is_symbol(const Value *value, const char *dotted)
{
	return str_is(value_symbol_name(value), dotted);
}

Str value_symbol_name(const Value *value)
{
	if (value && value->kind == VALUE_CALL)
		value = value->call.callee;
	return value && value->kind == VALUE_SYMBOL ? value->symbol : STR_NONE;
}

Str value_last_name(const Value *value)
{
	Str name = value_symbol_name(value);
	size_t start = name.len;

	while (start && name.data[start - 1] != '.')
		start--;
	return name.len ? str_slice(name, start, name.len) : STR_NONE;
}

Str value_method(const Value *call, Value **object)
{
	if (call->kind != VALUE_CALL || call->call.callee->kind != VALUE_ATTRIBUTE)
		return STR_NONE;
	*object = call->call.callee->attribute.object;
	return call->call.callee->attribute.name;
}

Value *value_positional(const Value *call, size_t n)
{
	const Arguments *arguments = call->kind == VALUE_CALL ? call->call.arguments : NULL;

	return arguments && n < arguments->positional.len ? arguments->positional.items[n] : NULL;
}

Value *value_keyword(const Value *call, const char *name)
{
	const Arguments *arguments = call->kind == VALUE_CALL ? call->call.arguments : NULL;

	for (size_t i = 0; arguments && i < arguments->keywords.len; i++)
		if (str_is(arguments->keywords.items[i].name, name))
			return arguments->keywords.items[i].value;
	return NULL;
}

bool value_plain_text(const Value *value, Arena *arena, Str *text)
{
	if (!value || value->kind != VALUE_STR || text_has_hole(value->text))
		return false;
	*text = text_bytes(value->text, arena);
	return true;
}
