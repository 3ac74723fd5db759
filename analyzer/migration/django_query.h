// django_query.h - QuerySets in data migrations: which model a chain of calls begins with, and the SQL of what changes rows.

#ifndef MIGRATION_DJANGO_QUERY_H
#define MIGRATION_DJANGO_QUERY_H

#include "migration/django_internal.h"
#include "migration/django_model.h"

typedef enum OriginKind {
	ORIGIN_NONE,
	ORIGIN_MODEL, // apps.get_model("app", "Model")
	ORIGIN_META,  // Model._meta
	ORIGIN_QUERY, // Model.objects, .filter(...)
	ORIGIN_ROW,   // .get(), an item of a loop, Model(...)
} OriginKind;

// Origin: what a symbolic value is to the database.
// - `model`: what names it: the get_model() call, or an imported class
// - `conditions`: the filter() and exclude() calls on the way, the first first; get() among them
// - `related`: reached through a relation of a row, `relation`: its model is not known
// - `made`: the call of the model that makes a new row, NULL for a row that is there
typedef struct Origin {
	OriginKind kind;
	const Value *model;
	ValueArray conditions;
	bool related;
	Str relation;
	const Value *made;
} Origin;

Origin django_origin(Arena *arena, const Value *value);
// Whether the model was imported from code (`from app.models import X`) and not asked of `apps`.
bool django_origin_is_imported(const Origin *origin);

// What get_model() or an import names: ("app", "Model"), ("app.Model",), app.models.Model. False when it is not known.
bool django_query_names(const DjangoLowering *lower, const Value *model, Str *app, Str *name);

// The table and, when the state has it, the model of an origin. `table` is empty when it is not known.
typedef struct QueryModel {
	Str table;
	const DjangoModel *model;
} QueryModel;
QueryModel django_query_model(const DjangoLowering *lower, const Origin *origin);
// The same of a model by the label of its app and its name.
QueryModel django_query_model_named(const DjangoLowering *lower, Str app, Str name);
// The column of a field by name, its name when the model is not known; empty when there is no such field, or it is in the table of another
// model, which `*parent` (may be NULL) then is.
Str django_query_column(const DjangoLowering *lower, const QueryModel *model, Str field, QueryModel *parent);

// What a call of `method` on `origin` does to rows, as steps. False when it changes none.
bool django_query_call(const DjangoLowering *lower, Lowering *lowering, const Value *call, Str method,
		       const Origin *origin, const DjangoNames *assigned);

#endif
