// "%" and str.format(), and the format specifications both share with f-strings.

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "python/internal.h"

static Text *hole_for(Evaluator *evaluator, Span span)
{
	return text_hole(evaluator->arena, span, span_one_line(evaluator->arena, span));
}

// Layout: [[fill]align][sign][0][width][,][.precision][type], as far as we follow it.
typedef struct Layout {
	char fill;
	char align;
	char type;
	char sign;
	bool comma;
	size_t width;
	int precision; // -1: none
	bool known;
} Layout;

static bool is_align(char c)
{
	return c == '<' || c == '>' || c == '^' || c == '=';
}

static size_t read_number(Str text, size_t *at)
{
	size_t number = 0;

	while (*at < text.len && text.data[*at] >= '0' && text.data[*at] <= '9' &&
	       number < MAX_SEQUENCE_ITEMS)
		number = number * 10 + (size_t)(text.data[(*at)++] - '0');
	return number;
}

static Layout read_layout(Str text)
{
	Layout layout = { .fill = ' ', .precision = -1 };
	size_t at = 0;

	if (text.len > 1 && is_align(text.data[1])) {
		layout.fill = text.data[0];
		layout.align = text.data[1];
		at = 2;
	} else if (text.len && is_align(text.data[0])) {
		layout.align = text.data[0];
		at = 1;
	}
	if (at < text.len && (text.data[at] == '+' || text.data[at] == '-' || text.data[at] == ' '))
		layout.sign = text.data[at++];
	if (at < text.len && text.data[at] == '0') {
		layout.fill = '0';
		layout.align = layout.align ? layout.align : '=';
		at++;
	}
	layout.width = read_number(text, &at);
	if (at < text.len && text.data[at] == ',') {
		layout.comma = true;
		at++;
	}
	if (at < text.len && text.data[at] == '.') {
		at++;
		layout.precision = (int)read_number(text, &at);
	}
	if (at < text.len)
		layout.type = text.data[at++];
	layout.known = at == text.len && layout.width < MAX_SEQUENCE_ITEMS && !layout.comma;
	return layout;
}

static Text *pad(Evaluator *evaluator, Span span, Text *text, const Layout *layout, bool number)
{
	Str bytes = text_bytes(text, evaluator->arena);
	size_t len = text_count_characters(bytes);
	char align = layout->align ? layout->align : number ? '>' : '<';
	Buffer fill = buffer_in(evaluator->arena);

	if (len >= layout->width)
		return text;
	size_t missing = layout->width - len;
	size_t before = align == '>' || align == '=' ? missing : align == '^' ? missing / 2 : 0;
	size_t sign = align == '=' && bytes.len && (bytes.data[0] == '-' || bytes.data[0] == '+');
	buffer_fill(&fill, layout->fill, missing);
	Text *padded = text_slice(evaluator->arena, text, 0, sign);
	Str filling = buffer_str(&fill);
	text_add(padded, evaluator->arena,
		 (TextPiece){ .text = str_slice(filling, 0, before), .span = span });
	text_append(padded, evaluator->arena, text_slice(evaluator->arena, text, sign, text->len));
	text_add(padded, evaluator->arena,
		 (TextPiece){ .text = str_slice(filling, before, filling.len), .span = span });
	return padded;
}

static const char *format_real(Evaluator *evaluator, const Value *value, const Layout *layout)
{
	int precision = layout->precision < 0 ? 6 : layout->precision;
	const char *plus = layout->sign == '+' ? "+" : "";
	double number;

	if (precision > 100 || !value_real(evaluator->arena, value, &number))
		return NULL;
	plus = number < 0 ? "" : plus;
	switch (layout->type) {
	case 'e':
		return arena_printf(evaluator->arena, "%s%.*e", plus, precision, number);
	case 'E':
		return arena_printf(evaluator->arena, "%s%.*E", plus, precision, number);
	case 'g':
		return arena_printf(evaluator->arena, "%s%.*g", plus, precision, number);
	case '%':
		return arena_printf(evaluator->arena, "%s%.*f%%", plus, precision, number * 100);
	default:
		return arena_printf(evaluator->arena, "%s%.*f", plus, precision, number);
	}
}

// An int or float in the given type; NULL when we cannot.
static Text *format_number(Evaluator *evaluator, const Value *value, const Layout *layout)
{
	int64_t integer = value->kind == VALUE_BOOL ? value->boolean : value->integer;
	bool is_float = value->kind == VALUE_FLOAT;
	const char *text = NULL;
	const char *plus = layout->sign == '+' ? "+" : "";

	if (value->number.digits.len && !is_float)
		return NULL;
	if (layout->type && strchr("feEg%F", layout->type)) {
		text = format_real(evaluator, value, layout);
	} else if (is_float && !layout->type && layout->precision < 0) {
		return text_of(evaluator, value->span, (Value *)(uintptr_t)value);
	} else if (is_float || layout->precision >= 0) {
		return NULL;
	} else if (!layout->type || layout->type == 'd') {
		text = arena_printf(evaluator->arena, "%s%lld", integer < 0 ? "" : plus, (long long)integer);
	} else if (layout->type == 'x' && integer >= 0) {
		text = arena_printf(evaluator->arena, "%llx", (unsigned long long)integer);
	} else if (layout->type == 'X' && integer >= 0) {
		text = arena_printf(evaluator->arena, "%llX", (unsigned long long)integer);
	} else if (layout->type == 'o' && integer >= 0) {
		text = arena_printf(evaluator->arena, "%llo", (unsigned long long)integer);
	}
	if (!text)
		return NULL;
	return text_literal(evaluator->arena, str_from(text), value->span, false);
}

Text *format_value(Evaluator *evaluator, Span span, Value *value, char conversion, Str specification)
{
	bool number = value->kind == VALUE_BOOL || value->kind == VALUE_INT || value->kind == VALUE_FLOAT;
	Layout layout = read_layout(specification);
	Text *text = NULL;

	if (conversion == 'r' || conversion == 'a') {
		bool hole = value->kind >= VALUE_FUNCTION;

		text = instance_text(evaluator, value, true);
		if (!text)
			text = hole ? hole_for(evaluator, span) : value_repr(evaluator->arena, value);
		number = false;
	} else if (!conversion && number && specification.len) {
		text = layout.known ? format_number(evaluator, value, &layout) : NULL;
	} else {
		text = text_of(evaluator, span, value);
	}
	if (!specification.len && text)
		return text;
	if (!text || !layout.known || text_has_hole(text))
		return hole_for(evaluator, span);
	if (!number && layout.precision >= 0) {
		Str bytes = text_bytes(text, evaluator->arena);

		if (text_count_characters(bytes) != bytes.len)
			return hole_for(evaluator, span);
		if (bytes.len > (size_t)layout.precision)
			text = text_slice(evaluator->arena, text, 0, (size_t)layout.precision);
	}
	return pad(evaluator, span, text, &layout, number);
}

// Template: a literal with fields being filled. `at` runs over the bytes of all literal pieces; holes come along whole.
typedef struct Template {
	Evaluator *evaluator;
	const Code *code;
	const Text *text; // the template
	Str bytes;
	size_t at;
	Text *result;
	bool broken;
} Template;

// Copies template bytes up to `end`.
static void copy_until(Template *template, size_t end)
{
	// Holes at `end` belong to what comes after; those at the very end of the text are taken with the last copy.
	if (end > template->at)
		text_append(template->result, template->evaluator->arena,
			    text_slice(template->evaluator->arena, template->text, template->at, end));
	template->at = end;
}

// Percent: the right side of "...%...".
typedef struct Percent {
	Value *values; // a tuple, a dict, or one value
	bool is_one;
	size_t next;
} Percent;

static Value *next_positional(Template *template, Percent *percent)
{
	if (percent->is_one && percent->next++ == 0)
		return percent->values;
	if (percent->values->kind == VALUE_TUPLE && percent->next < percent->values->items->len)
		return percent->values->items->items[percent->next++];
	template->broken = true;
	return NULL;
}

static Value *named_value(Template *template, const Percent *percent, Str name)
{
	bool known;

	if (percent->values->kind == VALUE_DICT) {
		Value key = { .kind = VALUE_STR };

		key.text = text_literal(template->evaluator->arena, name, (Span){ 0 }, false);
		return dict_find(percent->values, &key, &known);
	}
	if (percent->values->kind >= VALUE_SYMBOL)
		return value_unknown(template->evaluator->arena, percent->values->span,
				     STR("a value that is not known"));
	return NULL;
}

static Text *text_of_value(Template *template, Value *value)
{
	Evaluator *evaluator = template->evaluator;
	Text *special = instance_text(evaluator, value, false);

	if (special)
		return special;
	return value->kind >= VALUE_FUNCTION && !(value->kind == VALUE_INSTANCE && value->instance.enum_value)
		? text_hole(evaluator->arena, value->span, value_source_line(evaluator->arena, value))
		: value_to_text(evaluator->arena, value);
}

// Adds `value` as "%<flags><type>" writes it.
static void add_converted(Template *template, Value *value, Str flags, char type)
{
	Evaluator *evaluator = template->evaluator;
	bool left = flags.len && flags.data[0] == '-';
	const char *align = left ? "<" : type == 's' && flags.len ? ">" : "";
	Text *text;

	if (!type || !strchr("difxXosra", type)) {
		template->broken = true;
		return;
	}
	Str rest = str_slice(flags, left, flags.len);
	const char *layout =
		arena_printf(evaluator->arena, "%s%.*s%c", align, STR_ARG(rest), type == 'i' ? 'd' : type);
	if (type == 's' && !flags.len)
		text = text_of_value(template, value);
	else if (type == 'r' || type == 'a')
		text = format_value(evaluator, value->span, value, 'r', STR_NONE);
	else
		text = format_value(evaluator, value->span, value, '\0', str_from(layout));
	text_append(template->result, evaluator->arena, text);
}

// One conversion, `template->at` just behind its "%".
static void fill_percent(Template *template, Percent *percent)
{
	Evaluator *evaluator = template->evaluator;
	Str bytes = template->bytes;
	size_t at = template->at;
	size_t flags = at;
	Value *value = NULL;
	bool named = at < bytes.len && bytes.data[at] == '(';

	if (at < bytes.len && bytes.data[at] == '%') {
		text_append(template->result, evaluator->arena,
			    text_slice(evaluator->arena, template->text, at, at + 1));
		template->at = at + 1;
		return;
	}
	if (named) {
		size_t close = str_find_char(bytes, ')', at);

		if (close == SIZE_MAX) {
			template->broken = true;
			return;
		}
		value = named_value(template, percent, str_slice(bytes, at + 1, close));
		flags = close + 1;
	}
	size_t end = flags;
	while (end < bytes.len && strchr("-+ #0123456789.", bytes.data[end]) && bytes.data[end])
		end++;
	if (!named)
		value = next_positional(template, percent);
	if (end >= bytes.len || !value) {
		template->broken = true;
		return;
	}
	template->at = end + 1;
	add_converted(template, value, str_slice(bytes, flags, end), bytes.data[end]);
}

static Template template_of(Evaluator *evaluator, const Code *code, const Value *value)
{
	return (Template){
		.evaluator = evaluator,
		.code = code,
		.text = value->text,
		.bytes = text_bytes(value->text, evaluator->arena),
		.result = text_new(evaluator->arena),
	};
}

Value *format_percent(Evaluator *evaluator, const Code *code, Value *left, Value *right)
{
	Template template = template_of(evaluator, code, left);
	Percent percent = { .values = right,
			    .is_one = right->kind != VALUE_TUPLE && right->kind != VALUE_DICT };

	while (!template.broken && evaluator_step(evaluator, 1)) {
		size_t mark = str_find_char(template.bytes, '%', template.at);

		copy_until(&template, mark == SIZE_MAX ? template.bytes.len : mark);
		if (mark == SIZE_MAX)
			break;
		template.at = mark + 1;
		fill_percent(&template, &percent);
	}
	if (template.broken)
		return unknown(evaluator, code, "'%%' with values that do not fit");
	return str_value(evaluator, code, template.result);
}

// The value of a replacement field: `0`, `name`, `name.attribute[index]`, or empty for the next one.
static Value *field_value(Template *template, const Arguments *arguments, Str field, size_t *automatic)
{
	Evaluator *evaluator = template->evaluator;
	size_t end = 0;
	Value *value = NULL;

	while (end < field.len && field.data[end] != '.' && field.data[end] != '[')
		end++;
	Str name = str_slice(field, 0, end);
	size_t at = 0;
	size_t position = read_number(name, &at);
	if (at == name.len) {
		position = name.len ? position : (*automatic)++;
		value = position < arguments->positional.len ? arguments->positional.items[position] : NULL;
	}
	for (size_t i = 0; !value && i < arguments->keywords.len; i++)
		if (str_equal(arguments->keywords.items[i].name, name))
			value = arguments->keywords.items[i].value;
	while (value && end < field.len) {
		bool index = field.data[end] == '[';
		size_t start = ++end;

		while (end < field.len && field.data[end] != '.' && field.data[end] != '[' &&
		       field.data[end] != ']')
			end++;
		Str part = str_slice(field, start, end);
		if (index) {
			size_t digits = 0;
			size_t number = read_number(part, &digits);
			Span span = code_span(evaluator, template->code);
			Value *key = part.len && digits == part.len
				? value_int(evaluator->arena, span, (int64_t)number)
				: value_str(evaluator->arena, span, part);

			value = read_item(evaluator, template->code, value, key);
			end += end < field.len;
		} else {
			value = read_attribute(evaluator, template->code, value, part);
		}
	}
	return value;
}

// A replacement field, `template->at` just behind its "{".
static void fill_braces(Template *template, const Arguments *arguments, size_t *automatic)
{
	Evaluator *evaluator = template->evaluator;
	Str bytes = template->bytes;
	size_t close = str_find_char(bytes, '}', template->at);

	if (close == SIZE_MAX) {
		template->broken = true;
		return;
	}
	Str field = str_slice(bytes, template->at, close);
	size_t colon = str_find_char(field, ':', 0);
	Str specification = colon == SIZE_MAX ? STR_NONE : str_slice(field, colon + 1, field.len);
	field = str_slice(field, 0, colon == SIZE_MAX ? field.len : colon);
	size_t mark = str_find_char(field, '!', 0);
	char conversion = mark != SIZE_MAX && mark + 1 < field.len ? field.data[mark + 1] : '\0';
	field = str_slice(field, 0, mark == SIZE_MAX ? field.len : mark);
	bool nested = str_find_char(specification, '{', 0) != SIZE_MAX;
	Value *value = nested ? NULL : field_value(template, arguments, str_trim(field), automatic);
	if (!value && (arguments->open_positional || arguments->open_keywords || nested))
		value = unknown(evaluator, template->code, "format argument");
	if (!value) {
		template->broken = true;
		return;
	}
	template->at = close + 1 + nested;
	if (!conversion && !specification.len)
		text_append(template->result, evaluator->arena, text_of_value(template, value));
	else
		text_append(template->result, evaluator->arena,
			    format_value(evaluator, value->span, value, conversion, specification));
}

Value *format_braces(Evaluator *evaluator, const Code *code, Value *left, const Arguments *arguments)
{
	Template template = template_of(evaluator, code, left);
	size_t automatic = 0;

	while (!template.broken && evaluator_step(evaluator, 1)) {
		size_t mark = template.at;

		while (mark < template.bytes.len && template.bytes.data[mark] != '{' &&
		       template.bytes.data[mark] != '}')
			mark++;
		copy_until(&template, mark);
		if (mark == template.bytes.len)
			break;
		char next = mark + 1 < template.bytes.len ? template.bytes.data[mark + 1] : '\0';
		if (next == template.bytes.data[mark]) {
			template.at = mark + 1;
			copy_until(&template, mark + 2);
		} else if (template.bytes.data[mark] == '{') {
			template.at = mark + 1;
			fill_braces(&template, arguments, &automatic);
		} else {
			template.broken = true;
		}
	}
	if (template.broken)
		return unknown(evaluator, code, "format() with values that do not fit");
	return str_value(evaluator, code, template.result);
}
