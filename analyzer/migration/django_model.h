// django_model.h - models and fields as the migrations so far leave them. Everything here is immutable once it is in a DjangoModels: a change makes
// new objects, so that a snapshot is a copy of one struct.

#ifndef MIGRATION_DJANGO_MODEL_H
#define MIGRATION_DJANGO_MODEL_H

#include "base/persistent.h"
#include "migration/django_state.h"
#include "python/value.h"

typedef Array(Str) DjangoNames;

// DjangoFieldClass: what a class of fields is to the database: a row of the table in django_field.c.
// - `type`: "varchar", "numeric", "integer"; NULL when it follows from other things (relations, ArrayField) or there is no column
// - `internal`: the name Django compares types by (get_internal_type)
typedef struct DjangoFieldClass {
	const char *name;
	const char *type;
	unsigned flags;
	const char *internal; // NULL: the name itself
	int length;           // default max_length
} DjangoFieldClass;

typedef enum DjangoFieldFlags {
	FIELD_AUTO = 1 << 0,     // serial or identity
	FIELD_LENGTH = 1 << 1,   // max_length in the type
	FIELD_STRINGS = 1 << 2,  // empty strings are allowed as a default
	FIELD_POSITIVE = 1 << 3, // CHECK (x >= 0)
	FIELD_RELATION = 1 << 4, // a foreign key
	FIELD_UNIQUE = 1 << 5,   // OneToOneField
	FIELD_INDEXED = 1 << 6,  // db_index by default
	FIELD_MANY = 1 << 7,     // ManyToManyField
	FIELD_VIRTUAL = 1 << 8,  // no column
	FIELD_DECIMAL = 1 << 9,  // (max_digits, decimal_places)
	FIELD_ARRAY = 1 << 10,
	FIELD_GENERATED = 1 << 11,
	FIELD_NULL = 1 << 12, // NullBooleanField
	FIELD_GEOMETRY = 1 << 13,
	FIELD_POSTGRES = 1 << 14, // of django.contrib.postgres: Django knows no data type by its name
	FIELD_CITEXT = 1 << 15,   // a stub without a type of its own since Django 5.1
} DjangoFieldFlags;

// DjangoField: one field of a model.
// - `value`: the call that makes it; NULL for what Django adds itself (id, M2M columns, _order)
// - `klass`: NULL when the class is not known
// - `configured`: SQL type of the configuration for this class, empty without
// - `column`: empty when it has none
// - `default_value`: NULL without; `db_default` likewise
// - `to`: "app.model" in lower case, or empty; `to_name`: with the case of the class; `to_field` is empty for the primary key
// - `through`: as `to`, empty for a table Django makes; `db_table` of a ManyToManyField
typedef struct DjangoField {
	Str name;
	const Value *value;
	Str class_name;
	const DjangoFieldClass *klass;
	Str configured;
	Span span;
	Str column;
	bool null, primary_key, unique, db_index, blank, auto_now, db_constraint, auto_created, hidden,
		is_order;
	const Value *default_value;
	const Value *db_default;
	Str collation, tablespace, db_comment;
	Str to, to_name, to_field, through, db_table;
	bool to_setting;         // settings.AUTH_USER_MODEL
	const Value *base_field; // of an ArrayField, the output field of a GeneratedField
} DjangoField;
typedef Array(const DjangoField *) DjangoFields;

// DjangoItem: an index or constraint of a model: the call and its name.
typedef struct DjangoItem {
	Str name;
	const Value *value;
	bool not_valid;
} DjangoItem;
typedef Array(DjangoItem) DjangoItems;

typedef Array(DjangoNames) DjangoTogether;

// DjangoModel: one model. `bases` are the concrete models it derives from, as "app.model" in lower case. `place` is where it stands among the models:
// they grow as models are made, and one that changes keeps its own.
typedef struct DjangoModel {
	Str app, name, key; // `key`: "app.model" in lower case
	size_t place;
	Span span;
	DjangoFields fields;
	DjangoFields gone; // that the models lost and the database may still have
	DjangoItems indexes, constraints;
	DjangoTogether unique_together, index_together;
	DjangoNames bases;
	Str db_table, tablespace, comment;
	bool proxy, unmanaged, swapped;
	bool imagined; // no migration we read creates it: fields may be missing
	Str order_with_respect_to;
	Str swappable;                        // the setting that can put another model in its place
	const struct DjangoModel *through_of; // of a M2M table Django makes: whose
} DjangoModel;

typedef Array(const DjangoModel *) DjangoModelArray;

// DjangoModels: all models at one moment. A copy is a snapshot.
// - `made`: how many there were so far, those that are gone among them
typedef struct DjangoModels {
	PersistentMap by_key;
	size_t made;
	struct DjangoIndex *index; // of all snapshots
} DjangoModels;

// DjangoPlace: a field with what it takes to say what it is in the database.
typedef struct DjangoPlace {
	const DjangoModels *models;
	const DjangoModel *model;
	const DjangoField *field; // NULL: there is no such field
} DjangoPlace;

struct DjangoState {
	Arena *arena;
	const DjangoOptions *options;
	int version;
	DjangoModels models;
	bool inexact; // not all that operations did to the models was known
	struct DjangoDatabase *database;
};

// ---- models ---------------------------------------------------------------------------------------------------

// "app.model" in lower case.
Str django_key(Arena *arena, Str app, Str model);
// No models.
DjangoModels django_models_new(Arena *arena);
// NULL when there is none. `key` is in lower case.
const DjangoModel *django_models_find(const DjangoModels *models, Str key);
// `models` with `model` (borrowed, its `place` is set) in the place of the one with its key, or at the end.
DjangoModels django_models_with(Arena *arena, const DjangoModels *models, DjangoModel *model);
DjangoModels django_models_without(Arena *arena, const DjangoModels *models, Str key);
// Every model that refers to the one with this key, by a field, its `through` or its bases; others may be among them. In no order to rely on.
DjangoModelArray django_models_referring(Arena *arena, const DjangoModels *models, Str key);
// Every model that a setting can swap.
DjangoModelArray django_models_swappable(Arena *arena, const DjangoModels *models);
// The models of the app with this label.
DjangoModelArray django_models_of_app(Arena *arena, const DjangoModels *models, Str app);
// Puts them in the order Django goes through them: its apps by label, the models of one in the order they were made.
void django_models_sort(DjangoModelArray *models);

// The model whose table this one uses: itself but for proxies.
const DjangoModel *django_model_concrete(const DjangoModels *models, const DjangoModel *model);
// Its table as Django has it, unquoted: db_table or app_model, shortened.
Str django_model_table(Arena *arena, const DjangoModels *models, const DjangoModel *model);
// Its own fields as Django orders them, the ones Django adds among them (id, parent_ptr, _order).
DjangoFields django_model_fields(const DjangoState *state, const DjangoModels *models,
				 const DjangoModel *model);
// A field by name ("pk" too), own or inherited; `field` is NULL when there is none.
DjangoPlace django_model_field(const DjangoState *state, const DjangoModels *models, const DjangoModel *model,
			       Str name);
// The primary key.
DjangoPlace django_model_key(const DjangoState *state, const DjangoModels *models, const DjangoModel *model);
// Whether migrations touch its table.
bool django_model_migrates(const DjangoModel *model);
// The model of the table Django makes for a ManyToManyField.
const DjangoModel *django_model_through(const DjangoState *state, const DjangoModels *models,
					const DjangoModel *model, const DjangoField *field);
// The names of the two foreign keys of that table, its model's first.
void django_through_names(Arena *arena, const DjangoModel *model, const DjangoField *field, Str *from,
			  Str *to);
// The column a foreign key refers to. A model that is not known is taken for what Django would make of it.
DjangoPlace django_target(const DjangoState *state, DjangoPlace place);

// ---- fields ---------------------------------------------------------------------------------------------------

// The field called `name` of a model of `app` called `model` that `value` makes. Never NULL; what is not known of it stays open.
const DjangoField *django_field_read(const DjangoState *state, Str app, Str model, Str name,
				     const Value *value);
// A copy under another name.
DjangoField *django_field_renamed(Arena *arena, const DjangoField *field, Str name);
// A field that Django makes itself: of a class of django.db.models.
DjangoField *django_field_make(Arena *arena, const char *klass, Str name);
// The class of DEFAULT_AUTO_FIELD.
const DjangoFieldClass *django_field_class(Str name);
bool django_field_is(const DjangoField *field, unsigned flags);

// Whether Django's schema editor looks at the two at all: something that is not mere Python differs.
bool django_field_differs(const DjangoField *old, const DjangoField *new);

// ---- arguments ------------------------------------------------------------------------------------------------

// The argument at `position` (from 0; SIZE_MAX: keyword only) or by keyword; NULL when it is absent.
const Value *django_argument(const Value *call, size_t position, const char *keyword);
// Its plain text; empty when absent, None or not known.
Str django_text(Arena *arena, const Value *value);
bool django_true(const Value *value, bool otherwise);
bool django_is_none(const Value *value);
// The strings of a list, tuple or set; a plain string is one.
DjangoNames django_names(Arena *arena, const Value *value);
bool django_is_list(const Value *value);
// The value of `key` of a dict with plain keys; NULL when absent.
const Value *django_entry(Arena *arena, const Value *dict, const char *key);

#endif
