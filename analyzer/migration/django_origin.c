// Which model a value of a data migration comes from; declared in django_query.h.
#include "migration/django_query.h"
#include "python/object.h"

enum { MAX_CHAIN = 200 };

static bool is_one_of(Str name, const char *const *names)
{
	for (; *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

static bool is_capital(Str name)
{
	return name.len && name.data[0] >= 'A' && name.data[0] <= 'Z';
}

static Str last_part(Str dotted)
{
	size_t dot = dotted.len;

	while (dot > 0 && dotted.data[dot - 1] != '.')
		dot--;
	return str_slice(dotted, dot, dotted.len);
}

// The end of the model's name in `app.models.Author.objects.filter`; 0 when it is no such thing.
static size_t imported_model(Str dotted)
{
	size_t at = str_find(dotted, STR("models."), 0);

	if (at == SIZE_MAX || str_starts_with(dotted, STR("django.db.")) ||
	    (at > 0 && dotted.data[at - 1] != '.'))
		return 0;
	for (size_t start = at + 7, end; start < dotted.len; start = end + 1) {
		end = str_find_char(dotted, '.', start);
		if (end == SIZE_MAX)
			end = dotted.len;
		if (is_capital(str_slice(dotted, start, end)))
			return end;
	}
	return 0;
}

// How a call of `method` goes on from a model or a query.
static Origin after_method(Arena *arena, Origin origin, Str method, const Value *call)
{
	static const char *const rows[] = { "get",      "first",         "last",   "latest",
					    "earliest", "get_or_create", "create", "update_or_create",
					    NULL };
	static const char *const conditions[] = { "filter", "exclude", "get", NULL };
	static const char *const values[] = { "count",       "exists",      "aggregate", "values_list",
					      "values",      "in_bulk",     "update",    "delete",
					      "bulk_create", "bulk_update", NULL };

	if ((origin.kind != ORIGIN_MODEL && origin.kind != ORIGIN_QUERY) || is_one_of(method, values))
		return (Origin){ 0 };
	if (is_one_of(method, conditions))
		array_push(arena, &origin.conditions, (Value *)(uintptr_t)call);
	origin.kind = is_one_of(method, rows) ? ORIGIN_ROW : ORIGIN_QUERY;
	return origin;
}

static Origin after_attribute(Origin origin, Str name)
{
	switch (origin.kind) {
	case ORIGIN_MODEL:
		origin.kind = str_is(name, "_meta") ? ORIGIN_META : ORIGIN_QUERY;
		return origin;
	case ORIGIN_ROW:
		origin.kind = ORIGIN_QUERY;
		origin.relation = origin.related ? STR_NONE : name;
		origin.related = true;
		origin.made = NULL;
		return origin;
	case ORIGIN_QUERY:
		return origin;
	default:
		return (Origin){ 0 };
	}
}

static Origin origin_of_symbol(Arena *arena, const Value *value)
{
	size_t end = imported_model(value->symbol);
	Origin origin = { .kind = end ? ORIGIN_MODEL : ORIGIN_NONE };

	if (!end)
		return origin;
	origin.model = end == value->symbol.len
		? value
		: value_symbol(arena, value->span, str_slice(value->symbol, 0, end));
	for (size_t start = end + 1; start < value->symbol.len && origin.kind;) {
		size_t dot = str_find_char(value->symbol, '.', start);
		dot = dot == SIZE_MAX ? value->symbol.len : dot;
		origin = after_attribute(origin, str_slice(value->symbol, start, dot));
		start = dot + 1;
	}
	return origin;
}

static Origin origin_below(Arena *arena, const Value *value, int depth);

static Origin origin_of_call(Arena *arena, const Value *call, int depth)
{
	const Value *callee = call->call.callee;
	Str dotted = value_symbol_name(call);
	Origin origin = { 0 };

	if (str_ends_with(dotted, STR("apps.get_model")))
		return (Origin){ .kind = ORIGIN_MODEL, .model = call };
	if (callee->kind == VALUE_ATTRIBUTE) {
		origin = origin_below(arena, callee->attribute.object, depth + 1);
		return after_method(arena, origin, callee->attribute.name, call);
	}
	if (callee->kind == VALUE_SYMBOL && imported_model(dotted) && imported_model(dotted) < dotted.len) {
		Str method = last_part(dotted);
		const Value *object =
			value_symbol(arena, callee->span, str_slice(dotted, 0, dotted.len - method.len - 1));
		return after_method(arena, origin_of_symbol(arena, object), method, call);
	}
	origin = origin_below(arena, callee, depth + 1);
	if (origin.kind != ORIGIN_MODEL)
		return (Origin){ 0 };
	origin.kind = ORIGIN_ROW;
	origin.made = call;
	return origin;
}

static bool derives_from_model(const Value *klass)
{
	const ValueArray *bases = class_bases(klass);

	for (size_t i = 0; bases && i < bases->len; i++)
		if (str_ends_with(value_symbol_name(bases->items[i]), STR("Model")))
			return true;
	return class_field(klass, "objects") != NULL;
}

static Origin origin_below(Arena *arena, const Value *value, int depth)
{
	Origin origin = { 0 };

	if (depth > MAX_CHAIN)
		return origin;
	switch (value->kind) {
	case VALUE_SYMBOL:
		return origin_of_symbol(arena, value);
	case VALUE_CLASS:
		if (derives_from_model(value))
			origin = (Origin){ .kind = ORIGIN_MODEL, .model = value };
		return origin;
	case VALUE_CALL:
		return origin_of_call(arena, value, depth);
	case VALUE_ATTRIBUTE:
		origin = origin_below(arena, value->attribute.object, depth + 1);
		return after_attribute(origin, value->attribute.name);
	case VALUE_INDEX:
		origin = origin_below(arena, value->index.object, depth + 1);
		if (origin.kind == ORIGIN_QUERY)
			origin.kind = ORIGIN_ROW;
		return origin;
	default:
		return origin;
	}
}

Origin django_origin(Arena *arena, const Value *value)
{
	return origin_below(arena, value, 0);
}

bool django_origin_is_imported(const Origin *origin)
{
	return origin->kind != ORIGIN_NONE && origin->model->kind != VALUE_CALL;
}
