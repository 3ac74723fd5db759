// What values of a data migration are known to be; declared in django_internal.h.
#include "migration/django_python.h"

static Value *any_row(Django *django, Value *query)
{
	Value *row = arena_new(django->arena, Value);

	row->kind = VALUE_INDEX;
	row->span = query->span;
	row->index.object = query;
	row->index.key = value_unknown(django->arena, query->span, STR("any row"));
	return row;
}

static Value *pair_of(Django *django, const Value *value, Value *first, Value *second)
{
	Value *pair = arena_new(django->arena, Value);

	pair->kind = VALUE_TUPLE;
	pair->span = value->span;
	pair->items = arena_new(django->arena, ValueArray);
	array_push(django->arena, pair->items, first);
	array_push(django->arena, pair->items, second);
	return pair;
}

static Value *any_item(Django *django, Value *value)
{
	Value *row = django_python_item(django, value);

	return row ? row : value_unknown(django->arena, value->span, STR("any item"));
}

// What stands for any row of a query; of enumerate() and zip() of one a tuple with it.
Value *django_python_item(Django *django, Value *value)
{
	Arena *arena = django->arena;
	Value *number = value_unknown(arena, value->span, STR("any number"));
	Value *first = value->kind == VALUE_CALL ? value_positional(value, 0) : NULL;

	if (!django->python)
		return NULL;
	if (value_is_symbol(value, "enumerate") && first)
		return pair_of(django, value, number, any_item(django, first));
	if (value_is_symbol(value, "zip") && value->call.arguments->positional.len == 2)
		return pair_of(django, value, any_item(django, first),
			       any_item(django, value_positional(value, 1)));
	Origin origin = django_origin(django->python->lower, value);
	if (origin.kind == ORIGIN_PAIRS)
		return pair_of(django, value, number, any_row(django, value));
	return origin.kind == ORIGIN_QUERY ? any_row(django, value) : NULL;
}

// self.model_name and its like in a method of an operation: the argument of that name. `x_lower` is the same in lower case.
static Value *of_operation(const Django *django, const Value *value)
{
	static const struct {
		const char *operation;
		const char *parameters[3];
	} rows[] = {
		{ "AddField", { "model_name", "name", "field" } },
		{ "AlterField", { "model_name", "name", "field" } },
		{ "RemoveField", { "model_name", "name" } },
		{ "RenameField", { "model_name", "old_name", "new_name" } },
		{ "CreateModel", { "name", "fields", "options" } },
		{ "DeleteModel", { "name" } },
		{ "RenameModel", { "old_name", "new_name" } },
		{ "AddIndex", { "model_name", "index" } },
		{ "RemoveIndex", { "model_name", "name" } },
		{ "AddConstraint", { "model_name", "constraint" } },
		{ "RemoveConstraint", { "model_name", "name" } },
		{ "RunSQL", { "sql", "reverse_sql", "state_operations" } },
	};
	const DjangoOperation *operation = django->python->operation;
	Str name = value->attribute.name;
	bool lower = str_ends_with(name, STR("_lower"));

	if (!operation || !operation->call || value->attribute.object != operation->written)
		return NULL;
	name = lower ? str_slice(name, 0, name.len - 6) : name;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t k = 0;
		     str_is(operation->name, rows[i].operation) && k < 3 && rows[i].parameters[k]; k++) {
			const Value *given = django_argument(operation->call, k, rows[i].parameters[k]);
			if (!str_is(name, rows[i].parameters[k]) || !given)
				continue;
			Str text = django_text(django->arena, given);
			return lower && text.len
				? value_str(django->arena, value->span, str_lower(django->arena, text))
				: (Value *)(uintptr_t)given;
		}
	return NULL;
}

// Model._meta.db_table, Model._meta.get_field("x").column.
Value *django_python_attribute(Django *django, Value *value)
{
	Arena *arena = django->arena;
	Value *object = value->kind == VALUE_ATTRIBUTE ? value->attribute.object : NULL, *meta;

	if (!object)
		return NULL;
	Value *argument = of_operation(django, value);
	if (argument)
		return argument;
	if (str_is(value->attribute.name, "db_table")) {
		Origin origin = django_origin(django->python->lower, object);
		Str table = origin.kind == ORIGIN_META
			? django_query_model(django->python->lower, &origin).table
			: STR_NONE;
		return table.len ? value_str(arena, value->span, table) : NULL;
	}
	if (!str_is(value->attribute.name, "column") || !str_is(value_method(object, &meta), "get_field"))
		return NULL;
	Origin origin = django_origin(django->python->lower, meta);
	Str field = django_text(arena, value_positional(object, 0));
	if (origin.kind != ORIGIN_META || !field.len)
		return NULL;
	QueryModel model = django_query_model(django->python->lower, &origin);
	Str column = django_query_column(django->python->lower, &model, field, NULL);
	return column.len ? value_str(arena, value->span, column) : NULL;
}
