// django_type.h - column types, CHECKs and values of fields.

#ifndef MIGRATION_DJANGO_TYPE_H
#define MIGRATION_DJANGO_TYPE_H

#include "migration/django_model.h"
#include "migration/sql.h"

// DjangoType: the type of a column.
// - `text`: SQL; empty when it is not known: then `hole` is what it depends on. With both, `hole` is the length of `text`
// - `base`: what Django compares to decide on USING: without length, with "serial" of old versions
// - `check`: column >= 0
// - `is_auto`: serial or identity
typedef struct DjangoType {
	Str text;
	Str base;
	const char *hole;
	Span span;
	bool exists; // it has a column at all
	bool check;
	bool is_auto;
} DjangoType;

DjangoType django_type(const DjangoState *state, DjangoPlace place);
void django_write_type(SqlWriter *writer, const DjangoType *type);
bool django_type_equal(const DjangoType *a, const DjangoType *b);
// Collation of the column: of the target for a foreign key (since Django 4.1).
Str django_collation(const DjangoState *state, DjangoPlace place);

// Default: the value Django gives existing rows.
// - `exists`: there is one (it may be None: NULL)
// - `text`: the literal; a hole when it is only known when it runs
typedef enum DjangoDefaultKind {
	DEFAULT_NONE,   // no value, or None
	DEFAULT_VALUE,  // `value`, fit for the field
	DEFAULT_EMPTY,  // ''
	DEFAULT_BYTES,  // '\x'::bytea
	DEFAULT_ZERO,   // 0, of _order
	DEFAULT_MOMENT, // the time it runs
} DjangoDefaultKind;
typedef struct DjangoDefault {
	DjangoDefaultKind kind;
	const Value *value;
	DjangoPlace place; // whose values it takes: of a foreign key the target's
} DjangoDefault;

DjangoDefault django_default(const DjangoState *state, DjangoPlace place);
void django_write_default(const DjangoState *state, SqlWriter *writer, const DjangoDefault *value);
// Whether both are the same each time they are asked for.
bool django_default_equal(const DjangoState *state, const DjangoDefault *a, const DjangoDefault *b);

// `value` as a literal of the field at `place` (`field` may be NULL: by the value alone).
void django_write_value(const DjangoState *state, SqlWriter *writer, DjangoPlace place, const Value *value);

#endif
