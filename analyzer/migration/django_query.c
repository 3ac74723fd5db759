#include "migration/django_python.h"

#include "migration/django_name.h"
#include "migration/sqlalchemy_text.h"
#include "python/object.h"

// ---- models ---------------------------------------------------------------------------------------------------

// The app of `clinic.patients.records.models.Record`: the part of the path that is one with such a model, the last first; else what stands before
// `models`.
static Str app_of_path(const DjangoLowering *lower, Str path, Str name)
{
	Arena *arena = lower->django->arena;
	size_t at = str_find(path, STR("models."), 0), end = at == SIZE_MAX || at == 0 ? 0 : at - 1;
	Str first = STR_NONE;

	while (end > 0) {
		size_t start = end;
		while (start > 0 && path.data[start - 1] != '.')
			start--;
		Str app = str_slice(path, start, end);
		if (django_models_find(&lower->state->models, django_key(arena, app, name)))
			return app;
		first = first.len ? first : app;
		end = start ? start - 1 : 0;
	}
	return first.len ? first : lower->django->declared->app;
}

bool django_query_names(const DjangoLowering *lower, const Value *model, Str *app, Str *name)
{
	Arena *arena = lower->django->arena;

	if (model->kind == VALUE_CLASS) {
		*app = lower->django->declared->app;
		*name = class_title(model);
		return true;
	}
	if (model->kind == VALUE_SYMBOL) {
		*app = app_of_path(lower, model->symbol, value_last_name(model));
		*name = value_last_name(model);
		return true;
	}
	*app = django_text(arena, django_argument(model, 0, "app_label"));
	*name = django_text(arena, django_argument(model, 1, "model_name"));
	size_t dot = str_find_char(*app, '.', 0);
	if (!name->len && dot != SIZE_MAX) {
		*name = str_slice(*app, dot + 1, app->len);
		*app = str_slice(*app, 0, dot);
	}
	return app->len && name->len;
}

// The table of a model that no migration makes: of Django's own apps, else as Django would name it.
static Str imagined_table(const DjangoLowering *lower, Str key)
{
	Arena *arena = lower->django->arena;
	const DjangoModels *models = &lower->state->models;
	const DjangoModel nobody = { .app = STR_NONE };
	DjangoField *reference = arena_new(arena, DjangoField);

	reference->to = key;
	DjangoPlace target = django_target(lower->state, (DjangoPlace){ models, &nobody, reference });
	return django_model_table(arena, models, target.model);
}

static QueryModel model_in(const DjangoLowering *lower, const DjangoModels *models, Str app, Str name)
{
	Arena *arena = lower->django->arena;
	QueryModel found = { 0 };

	found.key = django_key(arena, app, name);
	found.model = django_models_find(models, found.key);
	if (found.model)
		found.table = django_model_table(arena, models, found.model);
	else
		found.table = imagined_table(lower, found.key);
	return found;
}

QueryModel django_query_model_named(const DjangoLowering *lower, Str app, Str name)
{
	return model_in(lower, &lower->state->models, app, name);
}

const DjangoModels *django_query_models(const DjangoLowering *lower, const Value *model)
{
	const DjangoPython *python = lower->django->python;
	Str dotted = value_symbol_name(model);

	if (!python || !python->after)
		return &lower->state->models;
	bool forwards = python->base->direction == DIRECTION_UPGRADE;
	bool behind =
		str_starts_with(dotted, forwards ? STR(DJANGO_STATES ".to") : STR(DJANGO_STATES ".from"));
	return behind ? python->after : &lower->state->models;
}

QueryModel django_query_model(const DjangoLowering *lower, const Origin *origin)
{
	Str app, name;

	if (origin->unknown)
		return (QueryModel){ 0 };
	if (origin->at.table.len)
		return origin->at;
	if (!django_query_names(lower, origin->model, &app, &name))
		return (QueryModel){ 0 };
	return model_in(lower, django_query_models(lower, origin->model), app, name);
}

Str django_query_column(const DjangoLowering *lower, const QueryModel *model, Str field, QueryModel *parent)
{
	DjangoPlace place = { 0 };

	if (!model->model)
		return field;
	place = django_model_field(lower->state, &lower->state->models, model->model, field);
	if (!place.field && str_ends_with(field, STR("_id")))
		place = django_model_field(lower->state, &lower->state->models, model->model,
					   str_slice(field, 0, field.len - 3));
	if (!place.field)
		return STR_NONE;
	if (place.model == model->model)
		return place.field->column;
	QueryModel owner = django_query_model_named(lower, place.model->app, place.model->name);
	if (str_equal(owner.table, model->table))
		return place.field->column;
	if (parent)
		*parent = owner;
	return STR_NONE;
}

// ---- conditions -----------------------------------------------------------------------------------------------

void django_query_value(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	if (literal_is_known(value))
		literal_write(lowering, writer, value);
	else
		sql_add_hole(writer, value_source_line(lowering->arena, value), value->span);
}

static void write_in(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	sql_puts(writer, " IN (");
	for (size_t i = 0; django_is_list(value) && i < value->items->len; i++) {
		if (i)
			sql_puts(writer, ", ");
		django_query_value(lowering, writer, value->items->items[i]);
	}
	if (!django_is_list(value) || !value->items->len)
		sql_add_hole(writer, value_source_line(lowering->arena, value), value->span);
	sql_puts(writer, ")");
}

static const char *comparison(Str lookup)
{
	static const struct {
		const char *lookup;
		const char *sql;
	} comparisons[] = {
		{ "", " = " },     { "exact", " = " }, { "gt", " > " },
		{ "gte", " >= " }, { "lt", " < " },    { "lte", " <= " },
	};

	for (size_t i = 0; i < sizeof(comparisons) / sizeof(*comparisons); i++)
		if (str_is(lookup, comparisons[i].lookup))
			return comparisons[i].sql;
	return NULL;
}

// `field__lookup=value`; what goes through relations or is not simple is a hole.
static void write_condition(const DjangoLowering *lower, Lowering *lowering, SqlWriter *writer,
			    const QueryModel *model, const Keyword *keyword)
{
	size_t split = str_find(keyword->name, STR("__"), 0);
	Str field = str_slice(keyword->name, 0, split == SIZE_MAX ? keyword->name.len : split);
	Str lookup = split == SIZE_MAX ? STR_NONE : str_slice(keyword->name, split + 2, keyword->name.len);
	Str column = django_query_column(lower, model, field, NULL);
	const Value *value = keyword->value;
	bool truth, is_null = str_is(lookup, "isnull") && value_truth(value, &truth);

	if (!is_null && value->kind == VALUE_NONE && comparison(lookup))
		is_null = truth = true;
	if (!column.len || (!is_null && !comparison(lookup) && !str_is(lookup, "in"))) {
		Str text = span_text(keyword->span);
		sql_add_hole(writer, syntax_one_line(lowering->arena, text, 60), keyword->span);
		return;
	}
	django_write_name(writer, column);
	if (is_null) {
		sql_puts(writer, truth ? " IS NULL" : " IS NOT NULL");
	} else if (str_is(lookup, "in")) {
		write_in(lowering, writer, value);
	} else {
		sql_puts(writer, comparison(lookup));
		django_query_value(lowering, writer, value);
	}
}

static void write_conditions(const DjangoLowering *lower, Lowering *lowering, SqlWriter *writer,
			     const QueryModel *model, const Value *call)
{
	const Arguments *arguments = call->call.arguments;
	size_t written = 0;

	for (size_t i = 0; i < arguments->positional.len; i++) {
		const Value *q = arguments->positional.items[i];
		sql_puts(writer, written++ ? " AND " : "");
		sql_add_hole(writer, value_source_line(lowering->arena, q), q->span);
	}
	for (size_t i = 0; i < arguments->keywords.len; i++) {
		sql_puts(writer, written++ ? " AND " : "");
		write_condition(lower, lowering, writer, model, &arguments->keywords.items[i]);
	}
	if (arguments->open_keywords || arguments->open_positional) {
		sql_puts(writer, written ? " AND " : "");
		sql_add_hole(writer, value_source_line(lowering->arena, call), call->span);
	}
}

static bool says_something(const Value *call)
{
	const Arguments *arguments = call->call.arguments;

	return arguments->positional.len || arguments->keywords.len || arguments->open_keywords ||
		arguments->open_positional;
}

Str django_query_key(const DjangoLowering *lower, const QueryModel *model)
{
	DjangoPlace key = { 0 };

	if (model->model)
		key = django_model_key(lower->state, &lower->state->models, model->model);
	return key.field && key.field->column.len ? key.field->column : STR("id");
}

// The rows of a relation: those that refer to the row it is of.
static bool write_relation(const Query *query, SqlWriter *writer)
{
	const DjangoRelation *relation = &query->origin->relation;

	if (relation->kind == RELATION_ROWS) {
		sql_puts(writer, " WHERE ");
		django_write_name(writer, relation->column);
		sql_puts(writer, " = $1");
	} else if (relation->kind == RELATION_MANY) {
		sql_puts(writer, " WHERE ");
		django_write_name(writer, django_query_key(query->lower, &query->model));
		sql_puts(writer, " IN (SELECT ");
		django_write_name(writer, relation->other);
		sql_puts(writer, " FROM ");
		django_write_name(writer, relation->through.table);
		sql_puts(writer, " WHERE ");
		django_write_name(writer, relation->column);
		sql_puts(writer, " = $1)");
	}
	return relation->kind == RELATION_ROWS || relation->kind == RELATION_MANY;
}

void django_query_where(const Query *query, SqlWriter *writer)
{
	const Origin *origin = query->origin;

	if (origin->kind == ORIGIN_ROW) {
		sql_puts(writer, " WHERE ");
		django_write_name(writer, django_query_key(query->lower, &query->model));
		sql_puts(writer, " = $1");
		return;
	}
	bool written = write_relation(query, writer);
	for (size_t i = 0; i < origin->conditions.len; i++) {
		const Value *call = origin->conditions.items[i];
		Str dotted = value_last_name(call);
		Value *object;
		bool excludes = str_is(value_method(call, &object), "exclude") || str_is(dotted, "exclude");
		if (!says_something(call))
			continue;
		sql_puts(writer, written ? " AND " : " WHERE ");
		written = true;
		sql_puts(writer, excludes ? "NOT (" : "(");
		write_conditions(query->lower, query->lowering, writer, &query->model, call);
		sql_puts(writer, ")");
	}
}
