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

static const Value *symbol_before(Arena *arena, const Value *value, size_t end)
{
	return end == value->symbol.len ? value
					: value_symbol(arena, value->span, str_slice(value->symbol, 0, end));
}

// How a call of `method` goes on from a model or a query.
static Origin after_method(Arena *arena, Origin origin, Str method, const Value *call)
{
	static const char *const rows[] = {
		"get", "first", "last", "latest", "earliest", "get_or_create", "create", "update_or_create",
		"pop", NULL
	};
	static const char *const conditions[] = { "filter", "exclude", "get", NULL };
	static const char *const values[] = { "count",  "exists", "aggregate",   "values_list", "values",
					      "update", "delete", "bulk_create", "bulk_update", NULL };
	bool is_row = is_one_of(method, rows);

	if (origin.kind == ORIGIN_MAPPING) {
		origin.kind = str_is(method, "values") ? ORIGIN_QUERY
			: str_is(method, "items")      ? ORIGIN_PAIRS
			: is_row                       ? ORIGIN_ROW
						       : ORIGIN_NONE;
		return origin;
	}
	// What a method of the class itself gives may be anything.
	if (origin.kind != ORIGIN_QUERY || is_one_of(method, values))
		return (Origin){ 0 };
	if (is_one_of(method, conditions))
		array_push(arena, &origin.conditions, (Value *)(uintptr_t)call);
	origin.kind = str_is(method, "in_bulk") ? ORIGIN_MAPPING : is_row ? ORIGIN_ROW : ORIGIN_QUERY;
	if (is_row)
		origin.relation = (DjangoRelation){ 0 };
	return origin;
}

// An attribute of a row: itself another row, rows that belong to it, or a plain value.
static Origin after_row(const DjangoLowering *lower, Origin origin, Str name)
{
	QueryModel model = django_query_model(lower, &origin);

	if (str_is(name, "_meta")) {
		origin.kind = ORIGIN_META;
		return origin;
	}
	DjangoRelation relation = django_relation(lower, &model, name);
	if (relation.kind == RELATION_VALUE)
		return (Origin){ 0 };
	origin.kind = relation.kind == RELATION_ROW ? ORIGIN_ROW : ORIGIN_QUERY;
	origin.unknown |= relation.kind == RELATION_UNKNOWN || !relation.target.table.len;
	origin.relation = relation.kind == RELATION_ROW ? (DjangoRelation){ 0 } : relation;
	origin.at = relation.target;
	origin.conditions = (ValueArray){ 0 };
	origin.made = NULL;
	return origin;
}

// Model.objects, or Model.field whose rows are in a table of their own.
static Origin after_model(const DjangoLowering *lower, Origin origin, Str name)
{
	static const char *const managers[] = { "objects", "_default_manager", "_base_manager", "all_objects",
						NULL };

	if (str_is(name, "_meta")) {
		origin.kind = ORIGIN_META;
		return origin;
	}
	origin.kind = ORIGIN_QUERY;
	if (is_one_of(name, managers))
		return origin;
	QueryModel model = django_query_model(lower, &origin);
	DjangoRelation relation = django_relation(lower, &model, name);
	if (relation.kind == RELATION_UNKNOWN)
		return origin; // a manager of the project
	if (relation.kind != RELATION_MANY)
		return (Origin){ 0 };
	origin.kind = ORIGIN_LINK;
	origin.relation = relation;
	return origin;
}

static Origin after_attribute(const DjangoLowering *lower, Origin origin, Str name)
{
	bool through = str_is(name, "through") && origin.relation.kind == RELATION_MANY;

	switch (origin.kind) {
	case ORIGIN_MODEL:
		return after_model(lower, origin, name);
	case ORIGIN_ROW:
		return after_row(lower, origin, name);
	case ORIGIN_QUERY:
	case ORIGIN_LINK:
		if (!through)
			return origin.kind == ORIGIN_QUERY ? origin : (Origin){ 0 };
		return (Origin){ .kind = ORIGIN_MODEL, .model = origin.model, .at = origin.relation.through };
	default:
		return (Origin){ 0 };
	}
}

static Origin origin_of_symbol(const DjangoLowering *lower, const Value *value)
{
	size_t end = imported_model(value->symbol);
	Origin origin = { .kind = end ? ORIGIN_MODEL : ORIGIN_NONE };

	if (!end)
		return origin;
	origin.model = symbol_before(lower->django->arena, value, end);
	for (size_t start = end + 1; start < value->symbol.len && origin.kind;) {
		size_t dot = str_find_char(value->symbol, '.', start);
		dot = dot == SIZE_MAX ? value->symbol.len : dot;
		origin = after_attribute(lower, origin, str_slice(value->symbol, start, dot));
		start = dot + 1;
	}
	return origin;
}

static Origin origin_below(const DjangoLowering *lower, const Value *value, int depth);

// list(query), sorted(query) and others that hand on its rows.
static Origin of_function(const DjangoLowering *lower, const Value *call, int depth)
{
	static const struct {
		const char *name;
		size_t argument;
	} functions[] = {
		{ "list", 0 },   { "tuple", 0 },     { "set", 0 },       { "frozenset", 0 },
		{ "sorted", 0 }, { "reversed", 0 },  { "iter", 0 },      { "filter", 1 },
		{ "next", 0 },   { "tqdm.tqdm", 0 }, { "copy.copy", 0 }, { "copy.deepcopy", 0 },
	};
	Str name = value_symbol_name(call);

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		const Value *argument = str_is(name, functions[i].name)
			? value_positional(call, functions[i].argument)
			: NULL;
		if (!argument)
			continue;
		Origin origin = origin_below(lower, argument, depth + 1);
		if (str_is(name, "next") && origin.kind == ORIGIN_QUERY)
			origin.kind = ORIGIN_ROW;
		return origin.kind == ORIGIN_QUERY || origin.kind == ORIGIN_ROW ? origin : (Origin){ 0 };
	}
	return (Origin){ 0 };
}

static Origin origin_of_call(const DjangoLowering *lower, const Value *call, int depth)
{
	Arena *arena = lower->django->arena;
	const Value *callee = call->call.callee;
	Str dotted = value_symbol_name(call);
	Origin origin = { 0 };

	if (str_ends_with(dotted, STR("apps.get_model")))
		return (Origin){ .kind = ORIGIN_MODEL, .model = call };
	if (callee->kind == VALUE_ATTRIBUTE) {
		origin = origin_below(lower, callee->attribute.object, depth + 1);
		return after_method(arena, origin, callee->attribute.name, call);
	}
	if (callee->kind == VALUE_SYMBOL && imported_model(dotted) && imported_model(dotted) < dotted.len) {
		Str method = last_part(dotted);
		const Value *object =
			value_symbol(arena, callee->span, str_slice(dotted, 0, dotted.len - method.len - 1));
		return after_method(arena, origin_of_symbol(lower, object), method, call);
	}
	if (callee->kind == VALUE_SYMBOL && !imported_model(dotted))
		return of_function(lower, call, depth);
	origin = origin_below(lower, callee, depth + 1);
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

// An item of a query, or a part of it.
static Origin of_index(Origin origin, const Value *key)
{
	if (origin.kind == ORIGIN_QUERY && !value_is_symbol(key, "slice"))
		origin.kind = ORIGIN_ROW;
	else if (origin.kind == ORIGIN_MAPPING || origin.kind == ORIGIN_PAIRS)
		origin.kind = ORIGIN_ROW;
	if (origin.kind == ORIGIN_ROW)
		origin.relation = (DjangoRelation){ 0 };
	return origin;
}

static Origin origin_below(const DjangoLowering *lower, const Value *value, int depth)
{
	Origin origin = { 0 };

	if (depth > MAX_CHAIN)
		return origin;
	switch (value->kind) {
	case VALUE_SYMBOL:
		return origin_of_symbol(lower, value);
	case VALUE_CLASS:
		if (derives_from_model(value))
			origin = (Origin){ .kind = ORIGIN_MODEL, .model = value };
		return origin;
	case VALUE_CALL:
		return origin_of_call(lower, value, depth);
	case VALUE_ATTRIBUTE:
		origin = origin_below(lower, value->attribute.object, depth + 1);
		return after_attribute(lower, origin, value->attribute.name);
	case VALUE_INDEX:
		return of_index(origin_below(lower, value->index.object, depth + 1), value->index.key);
	default:
		return origin;
	}
}

Origin django_origin(const DjangoLowering *lower, const Value *value)
{
	return origin_below(lower, value, 0);
}

bool django_origin_is_imported(const Origin *origin)
{
	return origin->kind != ORIGIN_NONE && origin->model->kind != VALUE_CALL;
}
