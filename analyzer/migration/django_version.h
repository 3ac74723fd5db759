// django_version.h - what Django does from which version on.

#ifndef MIGRATION_DJANGO_VERSION_H
#define MIGRATION_DJANGO_VERSION_H

#include "migration/django_model.h"

typedef enum DjangoFeature {
	DJANGO_CHECKS_AFTER_FILLING,  // SET CONSTRAINTS ALL IMMEDIATE after the UPDATE of AlterField
	DJANGO_REMAKES_HIDDEN_KEYS,   // foreign keys of M2M tables are made again after a change of type
	DJANGO_QUALIFIES_CONSTRAINTS, // SET CONSTRAINTS "schema"."name"
	DJANGO_IDENTITY,              // identity columns in the place of serial
	DJANGO_RELATED_COLLATIONS, // a foreign key has the collation of its target; TYPE and COLLATE go together
	DJANGO_COMMENTS,
	DJANGO_PSYCOPG3,
	DJANGO_SINGLE_PERCENT,   // % in conditions is not doubled
	DJANGO_TOGETHER_AT_ONCE, // index_together of CreateModel does not wait
	DJANGO_NO_CITEXT,
	DJANGO_REMAKES_LIKE_INDEX,    // after a change from varchar to text
	DJANGO_DROPS_WITHOUT_CASCADE, // of columns
	DJANGO_BIG_AUTO_FIELD,        // the default of DEFAULT_AUTO_FIELD
	DJANGO_FEATURE_COUNT,
} DjangoFeature;

bool django_has(const DjangoState *state, DjangoFeature feature);

#endif
