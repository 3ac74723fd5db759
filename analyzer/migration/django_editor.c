// What functions of a migration have the schema editor do; declared in django_python.h.
#include "migration/django_name.h"
#include "migration/django_python.h"

// Request: a call of the schema editor. `models`, `model`: its first argument.
typedef struct Request {
	DjangoPython *python;
	DjangoEditor *editor;
	const Value *call;
	const DjangoModels *models;
	const DjangoModel *model;
} Request;

// ---- models and fields ----------------------------------------------------------------------------------------

static bool read_model(Request *request, const Value *value)
{
	const DjangoLowering *lower = request->python->lower;
	Origin origin = value ? django_origin(lower, value) : (Origin){ 0 };

	// A model of the code is not the one of this point of the history.
	if (origin.kind != ORIGIN_MODEL || django_origin_is_imported(&origin))
		return false;
	request->models = django_query_models(lower, origin.model);
	request->model = django_query_model(lower, &origin).model;
	return request->model != NULL;
}

// The name of a field that was made by hand: what set_attributes_from_name() or an assignment gave it.
static Str name_of(const DjangoPython *python, const Value *field, const char *attribute)
{
	for (size_t i = python->assigned.len; i-- > 0;) {
		const DjangoAssigned *assigned = &python->assigned.items[i];
		if (assigned->value && str_is(assigned->name, attribute) &&
		    django_python_same(assigned->row, field))
			return django_text(python->base->arena, assigned->value);
	}
	return STR_NONE;
}

static DjangoPlace made_field(const Request *request, const Value *value)
{
	const DjangoModel *model = request->model;
	Str name = name_of(request->python, value, "name");
	Str column = name_of(request->python, value, "column");
	DjangoField *field = arena_new(request->editor->arena, DjangoField);

	if (!name.len || !django_field_class(value_last_name(value)))
		return (DjangoPlace){ 0 };
	*field = *django_field_read(request->editor->state, model->app, model->name, name, value);
	field->column = column.len ? column : field->column;
	return (DjangoPlace){ request->models, model, field };
}

// Model._meta.get_field("x"), or a field that is made on the spot.
static DjangoPlace field_of(const Request *request, size_t position)
{
	const DjangoLowering *lower = request->python->lower;
	const Value *value = value_positional(request->call, position);
	Value *meta;

	if (!value || value->kind != VALUE_CALL)
		return (DjangoPlace){ 0 };
	if (!str_is(value_method(value, &meta), "get_field"))
		return made_field(request, value);
	Origin origin = django_origin(lower, meta);
	const DjangoModel *model = origin.kind == ORIGIN_META ? django_query_model(lower, &origin).model
							      : NULL;
	if (!model)
		return (DjangoPlace){ 0 };
	return django_model_field(lower->state, django_query_models(lower, origin.model), model,
				  django_text(request->editor->arena, value_positional(value, 0)));
}

// ---- methods --------------------------------------------------------------------------------------------------

static bool create_model(Request *request)
{
	django_create_model(request->editor, request->models, request->model);
	return true;
}

static bool delete_model(Request *request)
{
	django_delete_model(request->editor, request->models, request->model);
	return true;
}

static bool add_field(Request *request)
{
	DjangoPlace place = field_of(request, 1);

	if (place.field)
		django_add_field(request->editor, request->models, request->model, place);
	return place.field != NULL;
}

static bool remove_field(Request *request)
{
	DjangoPlace place = field_of(request, 1);

	if (place.field)
		django_remove_field(request->editor, place);
	return place.field != NULL;
}

static bool alter_field(Request *request)
{
	DjangoPlace old = field_of(request, 1), new = field_of(request, 2);

	if (old.field && new.field)
		django_alter_field(request->editor, request->models, request->model, old, new);
	return old.field && new.field;
}

static bool alter_db_table(Request *request)
{
	Str old = django_text(request->editor->arena, value_positional(request->call, 1));
	Str new = django_text(request->editor->arena, value_positional(request->call, 2));

	if (old.len && new.len)
		django_rename_table(request->editor, old, new);
	return old.len && new.len;
}

static DjangoScope scope_of(const Request *request)
{
	return (DjangoScope){ request->editor->state, request->models, request->model };
}

// models.Index(...) as an argument; `name` is empty when it is none or not known.
static DjangoItem index_of(const Request *request, const DjangoScope *scope)
{
	const Value *value = value_positional(request->call, 1);
	DjangoItem item = { .value = value };

	if (value && value->kind == VALUE_CALL)
		item.name = django_index_name(scope, value);
	return item;
}

static bool add_index(Request *request)
{
	DjangoScope scope = scope_of(request);
	DjangoItem item = index_of(request, &scope);

	if (!item.name.len)
		return false;
	DjangoStatement statement = django_index_of(request->editor, &scope, &item);
	statement.concurrently = django_true(value_keyword(request->call, "concurrently"), false);
	django_run_statement(request->editor, &statement);
	return true;
}

static bool remove_index(Request *request)
{
	DjangoScope scope = scope_of(request);
	DjangoItem item = index_of(request, &scope);

	if (item.name.len)
		django_drop_index(request->editor, item.name,
				  django_true(value_keyword(request->call, "concurrently"), false));
	return item.name.len > 0;
}

static DjangoItem constraint_of(const Request *request)
{
	const Value *value = value_positional(request->call, 1);

	return (DjangoItem){ .value = value,
			     .name = django_text(request->editor->arena,
						 django_argument(value, SIZE_MAX, "name")) };
}

static bool add_constraint(Request *request)
{
	DjangoScope scope = scope_of(request);
	DjangoItem item = constraint_of(request);

	if (item.name.len)
		django_add_constraint(request->editor, &scope, &item);
	return item.name.len > 0;
}

static bool remove_constraint(Request *request)
{
	DjangoScope scope = scope_of(request);
	DjangoItem item = constraint_of(request);

	if (item.name.len)
		django_remove_constraint(request->editor, &scope, &item);
	return item.name.len > 0;
}

// ---- calls ----------------------------------------------------------------------------------------------------

// Forwards what waits for the end of the migration waits with that of the operations; a function that undoes something has its own end.
static DjangoEditor *editor_of(DjangoPython *python)
{
	const DjangoLowering *lower = python->lower;

	if (python->base->direction == DIRECTION_UPGRADE)
		return django_run_editor(lower->run);
	if (!python->editor) {
		python->editor = arena_new(python->base->arena, DjangoEditor);
		*python->editor = (DjangoEditor){ .state = lower->state,
						  .arena = lower->state->arena,
						  .database = django_database_copy(lower->state->database) };
	}
	return python->editor;
}

bool django_editor_call(DjangoPython *python, Evaluator *evaluator, const Value *call, Str method)
{
	static const struct {
		const char *name;
		bool (*run)(Request *request);
	} methods[] = {
		{ "create_model", create_model },     { "delete_model", delete_model },
		{ "add_field", add_field },           { "remove_field", remove_field },
		{ "alter_field", alter_field },       { "alter_db_table", alter_db_table },
		{ "add_index", add_index },           { "remove_index", remove_index },
		{ "add_constraint", add_constraint }, { "remove_constraint", remove_constraint },
	};
	Request request = { .python = python, .editor = editor_of(python), .call = call };

	if (!read_model(&request, value_positional(call, 0)))
		return false;
	request.editor->lowering = django_python_lowering(python, evaluator, call->span);
	request.editor->lowering.operation = method;
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (str_is(method, methods[i].name))
			return methods[i].run(&request);
	return false;
}

void django_editor_note_name(DjangoPython *python, const Value *call, Str method, const Value *object)
{
	bool sets = str_is(method, "set_attributes_from_name"), joins = str_is(method, "contribute_to_class");
	const Value *name = sets ? value_positional(call, 0) : joins ? value_positional(call, 1) : NULL;

	if (name && object && object->kind == VALUE_CALL)
		array_push(python->base->arena, &python->assigned,
			   ((DjangoAssigned){ object, STR("name"), name }));
}

void django_editor_finish(DjangoPython *python)
{
	if (!python->editor)
		return;
	python->editor->lowering.steps = python->base->steps;
	django_run_deferred(python->editor);
}
