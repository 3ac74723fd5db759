// mapped_internal.h - what mapped.c and mapped_read.c share.

#ifndef MIGRATION_MAPPED_INTERNAL_H
#define MIGRATION_MAPPED_INTERNAL_H

#include "migration/mapped.h"

// MappedLink: a ManyToManyField, which has a table of its own: `table`, or one that Django names after the model and `field`.
typedef struct MappedLink {
	Str field;
	Str table;
	Span span;
} MappedLink;

// MappedClass: a class as declared; also a MetaData and what is made with one, under the name of its variable.
// - `table`: the table it says it is, its own columns in it; `name` of it is empty for a mixin or an abstract class
// - `bases`: last names of the classes it derives from, and of the metadata it takes
// - `schema`: that its MetaData gives to tables without one; `has_args`: it has __table_args__, so those of its bases do not count; `any_schema`: they
//   name one that is not known
// - `ambiguous`: there are several classes of this name
// - `fields`: it has fields of Django; it is a table when it is a model, which `is_model` (it derives from models.Model itself) or its bases say
// - `abstract`: class Meta says so; `label`: of its app, as class Meta says
// - `links`: tables of its own for relations
typedef struct MappedClass {
	Str name;
	Array(Str) bases;
	MappedTable *table;
	Str schema;
	bool has_args;
	bool any_schema;
	bool ambiguous;
	bool fields;
	bool is_model;
	bool abstract;
	Str label;
	Array(MappedLink) links;
} MappedClass;
typedef Array(MappedClass) MappedClasses;

// Whether a file may declare a table, by a look at its text.
bool mapped_may_declare(Str text);
// Adds the classes with columns, the metadata, and the Table(...) of a file at its top level (as classes without a name). What is added lives in `arena` and
// refers to `source`.
void mapped_read(Arena *arena, const Source *source, MappedClasses *classes);

#endif
