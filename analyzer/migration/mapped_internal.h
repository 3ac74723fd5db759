// mapped_internal.h - what mapped.c and mapped_read.c share.

#ifndef MIGRATION_MAPPED_INTERNAL_H
#define MIGRATION_MAPPED_INTERNAL_H

#include "migration/mapped.h"

// MappedClass: a class as declared.
// - `table`: the table it says it is, its own columns in it; `name` of it is empty for a mixin or an abstract class
// - `bases`: last names of the classes it derives from
// - `fields`: it has fields of Django; it is a table when it is a model, which `is_model` (it derives from models.Model itself) or its bases say
// - `abstract`: class Meta says so; `label`: of its app, as class Meta or the file's place says
typedef struct MappedClass {
	Str name;
	Array(Str) bases;
	MappedTable *table;
	bool fields;
	bool is_model;
	bool abstract;
	Str label;
} MappedClass;
typedef Array(MappedClass) MappedClasses;

// Whether a file may declare a table, by a look at its text.
bool mapped_may_declare(Str text);
// Adds the classes with columns, and the Table(...) of a file at its top level (as classes without a name). What is added lives in `arena` and
// refers to `source`.
void mapped_read(Arena *arena, const Source *source, MappedClasses *classes);

#endif
