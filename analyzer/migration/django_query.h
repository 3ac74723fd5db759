// django_query.h - QuerySets in data migrations: which model a chain of calls begins with, and the SQL of what changes rows.

#ifndef MIGRATION_DJANGO_QUERY_H
#define MIGRATION_DJANGO_QUERY_H

#include "migration/django_internal.h"
#include "migration/django_model.h"

typedef enum OriginKind {
	ORIGIN_NONE,
	ORIGIN_MODEL,   // apps.get_model("app", "Model")
	ORIGIN_META,    // Model._meta
	ORIGIN_QUERY,   // Model.objects, .filter(...)
	ORIGIN_ROW,     // .get(), an item of a loop, Model(...)
	ORIGIN_MAPPING, // .in_bulk(): rows by a key
	ORIGIN_PAIRS,   // its .items()
	ORIGIN_LINK,    // Model.field of a ManyToManyField, which has `.through`
} OriginKind;

// QueryModel: the table and, when the state has it, the model. `table` is empty when it is not known. `key`: "app.model" in lower case.
typedef struct QueryModel {
	Str table;
	const DjangoModel *model;
	Str key;
} QueryModel;

typedef enum RelationKind {
	RELATION_UNKNOWN, // nothing the state knows
	RELATION_VALUE,   // a column that refers to nothing
	RELATION_ROW,     // a foreign key, or one that refers here and is unique: one row
	RELATION_ROWS,    // the rows whose foreign key refers here
	RELATION_MANY,    // those of a ManyToManyField
} RelationKind;

// Relation: what an attribute of a row leads to.
// - `column`: ROWS: of `target`, what refers here; MANY: of `through`
// - `other`: MANY: of `through`, what refers to `target`
typedef struct DjangoRelation {
	RelationKind kind;
	QueryModel target;
	QueryModel through;
	Str column;
	Str other;
} DjangoRelation;

// Origin: what a symbolic value is to the database.
// - `model`: what names the model it begins with: the get_model() call, or an imported class
// - `at`: the model relations lead to from there; none: that one
// - `relation`: of a query, the one that it is of a row
// - `conditions`: the filter() and exclude() calls on the way, the first first; get() among them
// - `unknown`: reached through a relation that is not known
// - `made`: the call of the model that makes a new row, NULL for a row that is there
typedef struct Origin {
	OriginKind kind;
	const Value *model;
	QueryModel at;
	DjangoRelation relation;
	ValueArray conditions;
	bool unknown;
	const Value *made;
} Origin;

Origin django_origin(const DjangoLowering *lower, const Value *value);
// What the attribute `name` of a row of `model` is; django_relation.c. The relation of the table between the two sides of a ManyToManyField is
// found by its field as well.
DjangoRelation django_relation(const DjangoLowering *lower, const QueryModel *model, Str name);
// The models a get_model() asks: those before the operation that runs, or behind it.
const DjangoModels *django_query_models(const DjangoLowering *lower, const Value *model);
// Whether the model was imported from code (`from app.models import X`) and not asked of `apps`.
bool django_origin_is_imported(const Origin *origin);

// What get_model() or an import names: ("app", "Model"), ("app.Model",), app.models.Model. False when it is not known.
bool django_query_names(const DjangoLowering *lower, const Value *model, Str *app, Str *name);

// The model of an origin.
QueryModel django_query_model(const DjangoLowering *lower, const Origin *origin);
// The same of a model by the label of its app and its name.
QueryModel django_query_model_named(const DjangoLowering *lower, Str app, Str name);
// The column of a field by name, its name when the model is not known; empty when there is no such field, or it is in the table of another
// model, which `*parent` (may be NULL) then is.
Str django_query_column(const DjangoLowering *lower, const QueryModel *model, Str field, QueryModel *parent);

// The column of the primary key.
Str django_query_key(const DjangoLowering *lower, const QueryModel *model);

// Query: a change of rows on its way to a statement.
// - `assigned`: attributes set on the row
typedef struct Query {
	const DjangoLowering *lower;
	Lowering *lowering;
	const Value *call;
	const Origin *origin;
	QueryModel model;
	const DjangoNames *assigned;
} Query;

// " WHERE ..." of the rows the query is about; nothing for all of them.
void django_query_where(const Query *query, SqlWriter *writer);
// The value, or a hole.
void django_query_value(Lowering *lowering, SqlWriter *writer, const Value *value);

// What a call of `method` on `origin` does to rows, as steps. False when it changes none. django_rows.c
bool django_query_call(const DjangoLowering *lower, Lowering *lowering, const Value *call, Str method,
		       const Origin *origin, const DjangoNames *assigned);

#endif
