// Strings with something in them: f-strings, implicit concatenation, format specifications.

#include "python/internal.h"

Value *str_value(Evaluator *evaluator, const Code *code, Text *text)
{
	if (text->len >= MAX_TEXT_BYTES)
		evaluator_limit(evaluator, LIMIT_TEXT, code_span(evaluator, code));
	evaluator_step(evaluator, text->pieces.len / 8);
	return value_text(evaluator->arena, VALUE_STR, code_span(evaluator, code), text);
}

// What a method of the file's class makes of an object; NULL when there is none or it gives no text.
static Text *text_by_method(Evaluator *evaluator, Value *value, const char *name)
{
	const Code *code = evaluator->statement ? evaluator->statement : evaluator->module->code;
	Value *method = class_attribute(value->instance.klass, str_from(name));

	if (!method || method->kind != VALUE_FUNCTION)
		return NULL;
	Value *result = call_value(evaluator, code, bind_method(evaluator, method, value, NULL),
				   arena_new(evaluator->arena, Arguments));
	return result->kind == VALUE_STR ? result->text : NULL;
}

Text *instance_text(Evaluator *evaluator, Value *value, bool as_repr)
{
	if (value->kind != VALUE_INSTANCE || class_attribute(value->instance.klass, STR("__format__")))
		return NULL;
	bool by_str = !as_repr && class_attribute(value->instance.klass, STR("__str__"));
	// Enums have a __str__ of their own.
	if (!by_str && !as_repr && value->instance.enum_value)
		return NULL;
	return text_by_method(evaluator, value, by_str ? "__str__" : "__repr__");
}

Text *text_of(Evaluator *evaluator, Span span, Value *value)
{
	Text *special = instance_text(evaluator, value, false);

	if (special)
		return special;
	bool is_hole = value_is_symbolic(value) || value->kind == VALUE_UNKNOWN ||
		value->kind == VALUE_FUNCTION || value->kind == VALUE_CLASS ||
		(value->kind == VALUE_INSTANCE && !value->instance.enum_value);

	if (!is_hole)
		return value_to_text(evaluator->arena, value);
	return text_hole(evaluator->arena, span, span_one_line(evaluator->arena, span));
}

// The text of a format specifier, which may hold values itself; false when one of them is not known.
static bool read_specification(Evaluator *evaluator, const Code *code, Str *specification)
{
	Text *text = text_new(evaluator->arena);
	uint32_t at = code->start + 1; // after the ':'
	Str all = evaluator->module->source->text;
	Span span = code_span(evaluator, code);

	for (const Code *part = code->first; part; part = part->next) {
		const Code *expression = code_field(part, FIELD_EXPRESSION);

		if (part->start > at)
			text_add(text, evaluator->arena,
				 (TextPiece){ .text = str_slice(all, at, part->start), .span = span });
		if (expression)
			text_append(text, evaluator->arena,
				    text_of(evaluator, code_span(evaluator, expression),
					    evaluate(evaluator, expression)));
		at = part->end;
	}
	if (code->end > at)
		text_add(text, evaluator->arena,
			 (TextPiece){ .text = str_slice(all, at, code->end), .span = span });
	*specification = text_bytes(text, evaluator->arena);
	return !text_has_hole(text);
}

static char conversion_of(Evaluator *evaluator, const Code *interpolation)
{
	const Code *conversion = code_child(interpolation, CODE_TYPE_CONVERSION);

	return conversion && conversion->end > conversion->start + 1
		? evaluator->module->source->text.data[conversion->start + 1]
		: '\0';
}

static void add_interpolation(Evaluator *evaluator, Text *text, const Code *interpolation)
{
	const Code *expression = code_field(interpolation, FIELD_EXPRESSION);
	const Code *specifier = code_child(interpolation, CODE_FORMAT_SPECIFIER);
	Str specification = STR_NONE;
	Span span = code_span(evaluator, expression ? expression : interpolation);

	if (!expression)
		expression = interpolation->first ? interpolation->first : interpolation;
	// `{x=}` writes the expression, too.
	Str between = str_slice(evaluator->module->source->text, expression->end, interpolation->end);
	size_t equals = 0;
	while (equals < between.len && between.data[equals] == ' ')
		equals++;
	bool debug = equals < between.len && between.data[equals] == '=';
	if (debug)
		text_add(text, evaluator->arena,
			 (TextPiece){ .text = str_slice(evaluator->module->source->text,
							interpolation->start + 1,
							expression->end + (uint32_t)equals + 1),
				      .span = span });
	Value *value = evaluate(evaluator, expression);
	char conversion = conversion_of(evaluator, interpolation);
	if (specifier && !read_specification(evaluator, specifier, &specification)) {
		text_append(text, evaluator->arena,
			    text_hole(evaluator->arena, span, span_one_line(evaluator->arena, span)));
		return;
	}
	if (debug && !conversion && !specification.len)
		conversion = 'r';
	text_append(text, evaluator->arena, format_value(evaluator, span, value, conversion, specification));
}

// The bytes between the quotes of a string that has no parts; false when it is not closed.
static bool string_content(Evaluator *evaluator, const Code *string, Span *content, StringStyle *style)
{
	Str text = code_text(evaluator, string);
	size_t quotes = 1;
	size_t start = 0;

	while (start < text.len && text.data[start] != '"' && text.data[start] != '\'')
		start++;
	*style = literal_style(str_slice(text, 0, start));
	Str rest = str_slice(text, start, text.len);
	if (rest.len >= 6 && rest.data[1] == rest.data[0] && rest.data[2] == rest.data[0])
		quotes = 3;
	if (rest.len < 2 * quotes || rest.data[rest.len - 1] != rest.data[0])
		return false;
	*content = (Span){ evaluator->module->source, string->start + (uint32_t)(start + quotes),
			   string->end - (uint32_t)quotes };
	return true;
}

// Appends what one string literal says; its kind is VALUE_STR or VALUE_BYTES.
static ValueKind append_literal(Evaluator *evaluator, Text *text, const Code *string)
{
	const Code *start = code_child(string, CODE_STRING_START);
	const Code *end = code_child(string, CODE_STRING_END);
	const Source *source = evaluator->module->source;
	StringStyle style = { 0 };
	Span content;

	if (!string->first && string_content(evaluator, string, &content, &style))
		literal_segment(evaluator->arena, text, content, style);
	if (!start || !end || end->start < start->end)
		return style.bytes ? VALUE_BYTES : VALUE_STR;
	style = literal_style(code_text(evaluator, start));
	uint32_t at = start->end;
	for (const Code *part = start->next; part && part != end; part = part->next) {
		if (part->kind != CODE_INTERPOLATION)
			continue;
		literal_segment(evaluator->arena, text, (Span){ source, at, part->start }, style);
		add_interpolation(evaluator, text, part);
		at = part->end;
	}
	if (at < end->start)
		literal_segment(evaluator->arena, text, (Span){ source, at, end->start }, style);
	return style.bytes ? VALUE_BYTES : VALUE_STR;
}

Value *evaluate_string(Evaluator *evaluator, const Code *code)
{
	Text *text = text_new(evaluator->arena);
	ValueKind kind = append_literal(evaluator, text, code);

	return value_text(evaluator->arena, kind, code_span(evaluator, code), text);
}

Value *evaluate_concatenated(Evaluator *evaluator, const Code *code)
{
	Text *text = text_new(evaluator->arena);
	ValueKind kind = VALUE_STR;

	for (const Code *string = code->first; string && evaluator_step(evaluator, 1); string = string->next)
		if (string->kind == CODE_STRING)
			kind = append_literal(evaluator, text, string);
	return value_text(evaluator->arena, kind, code_span(evaluator, code), text);
}
