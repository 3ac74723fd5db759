#include "migration/django_query.h"

#include "migration/django_name.h"
#include "migration/sqlalchemy_text.h"
#include "python/object.h"

// ---- models ---------------------------------------------------------------------------------------------------

bool django_query_names(const DjangoLowering *lower, const Value *model, Str *app, Str *name)
{
	Arena *arena = lower->django->arena;

	if (model->kind == VALUE_CLASS) {
		*app = lower->django->declared->app;
		*name = class_title(model);
		return true;
	}
	if (model->kind == VALUE_SYMBOL) {
		size_t at = str_find(model->symbol, STR("models."), 0), start = at > 0 ? at - 1 : 0;
		while (start > 0 && model->symbol.data[start - 1] != '.')
			start--;
		*app = at > 0 ? str_slice(model->symbol, start, at - 1) : STR_NONE;
		*app = app->len ? *app : lower->django->declared->app;
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

QueryModel django_query_model_named(const DjangoLowering *lower, Str app, Str name)
{
	Arena *arena = lower->django->arena;
	const DjangoModels *models = &lower->state->models;
	QueryModel found = { 0 };

	found.model = django_models_find(models, django_key(arena, app, name));
	if (found.model)
		found.table = django_model_table(arena, models, found.model);
	else
		found.table = imagined_table(lower, django_key(arena, app, name));
	return found;
}

QueryModel django_query_model(const DjangoLowering *lower, const Origin *origin)
{
	Str app, name;

	if (origin->related || !django_query_names(lower, origin->model, &app, &name))
		return (QueryModel){ 0 };
	return django_query_model_named(lower, app, name);
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
	QueryModel owner = django_query_model_named(lower, place.model->app, place.model->name);
	if (str_equal(owner.table, model->table))
		return place.field->column;
	if (parent)
		*parent = owner;
	return STR_NONE;
}

// ---- conditions -----------------------------------------------------------------------------------------------

static void write_value(Lowering *lowering, SqlWriter *writer, const Value *value)
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
		write_value(lowering, writer, value->items->items[i]);
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
		write_value(lowering, writer, value);
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

static Str key_column(const DjangoLowering *lower, const QueryModel *model)
{
	DjangoPlace key = { 0 };

	if (model->model)
		key = django_model_key(lower->state, &lower->state->models, model->model);
	return key.field && key.field->column.len ? key.field->column : STR("id");
}

static void write_where(const DjangoLowering *lower, Lowering *lowering, SqlWriter *writer,
			const QueryModel *model, const Origin *origin)
{
	size_t written = 0;

	if (origin->kind == ORIGIN_ROW) {
		sql_puts(writer, " WHERE ");
		django_write_name(writer, key_column(lower, model));
		sql_puts(writer, " = $1");
		return;
	}
	for (size_t i = 0; i < origin->conditions.len; i++) {
		const Value *call = origin->conditions.items[i];
		Str dotted = value_last_name(call);
		Value *object;
		bool excludes = str_is(value_method(call, &object), "exclude") || str_is(dotted, "exclude");
		if (!says_something(call))
			continue;
		sql_puts(writer, written++ ? " AND " : " WHERE ");
		sql_puts(writer, excludes ? "NOT (" : "(");
		write_conditions(lower, lowering, writer, model, call);
		sql_puts(writer, ")");
	}
}

// ---- changes --------------------------------------------------------------------------------------------------

// Query: what a writer below works on.
typedef struct Query {
	const DjangoLowering *lower;
	Lowering *lowering;
	const Value *call;
	const Origin *origin;
	QueryModel model;
	const DjangoNames *assigned; // attributes set on the row
} Query;

static void write_delete(const Query *query)
{
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "DELETE FROM ");
	django_write_name(&writer, query->model.table);
	write_where(query->lower, query->lowering, &writer, &query->model, query->origin);
	lowering_emit(query->lowering, &writer);
}

static void write_column(const Query *query, SqlWriter *writer, Str field)
{
	Str column = django_query_column(query->lower, &query->model, field, NULL);

	// Of a model whose parents are not known.
	if (column.len)
		django_write_name(writer, column);
	else
		sql_add_hole(writer, str_dup(query->lowering->arena, field), query->call->span);
}

// The model whose table has the fields that are set, when it is one that the model derives from.
static bool sets_parent(const Query *query, QueryModel *parent)
{
	const KeywordArray *keywords = &query->call->call.arguments->keywords;
	QueryModel found = { 0 };

	for (size_t i = 0; i < keywords->len; i++)
		if (!django_query_column(query->lower, &query->model, keywords->items[i].name, &found).len &&
		    found.model)
			*parent = found;
	return found.model != NULL;
}

static void write_update(const Query *query)
{
	const KeywordArray *keywords = &query->call->call.arguments->keywords;
	QueryModel parent;

	if (sets_parent(query, &parent)) {
		Query of_parent = *query;
		of_parent.model = parent;
		write_update(&of_parent);
		return;
	}
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "UPDATE ");
	django_write_name(&writer, query->model.table);
	sql_puts(&writer, " SET ");
	for (size_t i = 0; i < keywords->len; i++) {
		if (i)
			sql_puts(&writer, ", ");
		write_column(query, &writer, keywords->items[i].name);
		sql_puts(&writer, " = ");
		write_value(query->lowering, &writer, keywords->items[i].value);
	}
	if (!keywords->len) {
		sql_add_hole(&writer, value_source_line(query->lowering->arena, query->call),
			     query->call->span);
		sql_puts(&writer, " = $1");
	}
	write_where(query->lower, query->lowering, &writer, &query->model, query->origin);
	lowering_emit(query->lowering, &writer);
}

// UPDATE of named fields to values that are not known, of the rows in hand.
static void write_fields(const Query *query, const DjangoNames *fields)
{
	QueryModel parent = { 0 };

	for (size_t i = 0; i < fields->len; i++)
		django_query_column(query->lower, &query->model, fields->items[i], &parent);
	if (parent.model) {
		Query of_parent = *query;
		of_parent.model = parent;
		write_fields(&of_parent, fields);
		return;
	}
	SqlWriter writer = lowering_sql(query->lowering);

	sql_puts(&writer, "UPDATE ");
	django_write_name(&writer, query->model.table);
	sql_puts(&writer, " SET ");
	for (size_t i = 0; i < fields->len; i++) {
		if (i)
			sql_puts(&writer, ", ");
		write_column(query, &writer, fields->items[i]);
		sql_puts(&writer, arena_printf(query->lowering->arena, " = $%zu", i + 2));
	}
	sql_puts(&writer, " WHERE ");
	django_write_name(&writer, key_column(query->lower, &query->model));
	sql_puts(&writer, " = $1");
	lowering_emit(query->lowering, &writer);
}

static void write_opaque(const Query *query)
{
	lowering_notice(query->lowering, NOTICE_OPAQUE_PYTHON, (Span){ 0 },
			"rows are changed in a way that cannot be read");
	lowering_opaque(query->lowering, STR("rows are changed by Python"), NULL);
}

// save() of a row writes all its columns.
static void write_all_fields(const Query *query)
{
	const DjangoModel *model = query->model.model;
	DjangoNames fields = { 0 };

	for (size_t i = 0; model && i < model->fields.len; i++)
		if (model->fields.items[i]->column.len && !model->fields.items[i]->primary_key)
			array_push(query->lowering->arena, &fields, model->fields.items[i]->name);
	if (fields.len)
		write_fields(query, &fields);
	else
		write_opaque(query);
}

static void write_bulk_update(const Query *query)
{
	DjangoNames fields = django_names(query->lowering->arena, django_argument(query->call, 1, "fields"));

	if (fields.len)
		write_fields(query, &fields);
	else
		write_opaque(query);
}

static void write_insert_of(const Query *query, const Arguments *arguments)
{
	SqlWriter writer = lowering_sql(query->lowering);
	const KeywordArray *keywords = &arguments->keywords;

	sql_puts(&writer, "INSERT INTO ");
	django_write_name(&writer, query->model.table);
	if (!keywords->len || arguments->open_keywords) {
		sql_puts(&writer, " VALUES (");
		sql_add_hole(&writer, value_source_line(query->lowering->arena, query->call),
			     query->call->span);
	} else {
		sql_puts(&writer, " (");
		for (size_t i = 0; i < keywords->len; i++) {
			sql_puts(&writer, i ? ", " : "");
			write_column(query, &writer, keywords->items[i].name);
		}
		sql_puts(&writer, ") VALUES (");
		for (size_t i = 0; i < keywords->len; i++) {
			sql_puts(&writer, i ? ", " : "");
			write_value(query->lowering, &writer, keywords->items[i].value);
		}
	}
	sql_puts(&writer, ")");
	lowering_emit(query->lowering, &writer);
}

static void write_create(const Query *query)
{
	write_insert_of(query, query->call->call.arguments);
}

static void write_bulk_create(const Query *query)
{
	static const Arguments none = { 0 };

	write_insert_of(query, &none);
}

static void write_save(const Query *query)
{
	DjangoNames fields =
		django_names(query->lowering->arena, django_argument(query->call, SIZE_MAX, "update_fields"));

	if (query->origin->made)
		write_insert_of(query, query->origin->made->call.arguments);
	else if (fields.len || query->assigned->len)
		write_fields(query, fields.len ? &fields : query->assigned);
	else
		write_all_fields(query);
}

static const struct Change {
	const char *method;
	unsigned kinds; // 1 << OriginKind
	bool conditional;
	void (*write)(const Query *query);
} changes[] = {
	{ "update", 1 << ORIGIN_QUERY, false, write_update },
	{ "delete", 1 << ORIGIN_QUERY | 1 << ORIGIN_ROW, false, write_delete },
	{ "_raw_delete", 1 << ORIGIN_QUERY, false, write_delete },
	{ "create", 1 << ORIGIN_QUERY, false, write_create },
	{ "bulk_create", 1 << ORIGIN_QUERY, false, write_bulk_create },
	{ "get_or_create", 1 << ORIGIN_QUERY, true, write_bulk_create },
	{ "update_or_create", 1 << ORIGIN_QUERY, true, write_bulk_create },
	{ "bulk_update", 1 << ORIGIN_QUERY, false, write_bulk_update },
	{ "save", 1 << ORIGIN_ROW, false, write_save },
	// Many-to-many relations of a row.
	{ "add", 1 << ORIGIN_QUERY, false, write_opaque },
	{ "set", 1 << ORIGIN_QUERY, false, write_opaque },
	{ "remove", 1 << ORIGIN_QUERY, false, write_opaque },
	{ "clear", 1 << ORIGIN_QUERY, false, write_opaque },
};

// element.styles.update(...): a dict in a column, not a relation.
static bool is_plain_value(const DjangoLowering *lower, const Origin *origin)
{
	Origin row = *origin;

	if (!origin->related || !origin->relation.len)
		return false;
	row.related = false;
	QueryModel model = django_query_model(lower, &row);
	if (!model.model)
		return false;
	DjangoPlace place =
		django_model_field(lower->state, &lower->state->models, model.model, origin->relation);
	return place.field && place.field->column.len && !place.field->to.len;
}

bool django_query_call(const DjangoLowering *lower, Lowering *lowering, const Value *call, Str method,
		       const Origin *origin, const DjangoNames *assigned)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		if (!str_is(method, changes[i].method) || !(changes[i].kinds & 1u << origin->kind))
			continue;
		if (is_plain_value(lower, origin))
			return false;
		Query query = { lower, lowering, call, origin, django_query_model(lower, origin), assigned };
		lowering->conditional |= changes[i].conditional;
		if (query.model.table.len)
			changes[i].write(&query);
		else
			write_opaque(&query);
		return true;
	}
	return false;
}
