// django_perform.h - the SQL of each operation; as DjangoOperationRow has it.

#ifndef MIGRATION_DJANGO_PERFORM_H
#define MIGRATION_DJANGO_PERFORM_H

#include "migration/django_apply.h"

#define DJANGO_PERFORMS(name)                                                                   \
	void name(DjangoEditor *editor, const DjangoApplied *applied, const DjangoModels *from, \
		  const DjangoModels *to)

// django_perform.c
DJANGO_PERFORMS(django_do_create_model);
DJANGO_PERFORMS(django_undo_create_model);
DJANGO_PERFORMS(django_do_rename_model);
DJANGO_PERFORMS(django_undo_rename_model);
DJANGO_PERFORMS(django_do_model_table);
DJANGO_PERFORMS(django_do_model_comment);
DJANGO_PERFORMS(django_do_unique_together);
DJANGO_PERFORMS(django_do_index_together);
DJANGO_PERFORMS(django_do_order);

// django_perform_field.c
DJANGO_PERFORMS(django_do_add_field);
DJANGO_PERFORMS(django_undo_add_field);
DJANGO_PERFORMS(django_undo_remove_field);
DJANGO_PERFORMS(django_do_alter_field);
DJANGO_PERFORMS(django_do_rename_field);
DJANGO_PERFORMS(django_undo_rename_field);

// django_perform_item.c
DJANGO_PERFORMS(django_do_add_index);
DJANGO_PERFORMS(django_undo_add_index);
DJANGO_PERFORMS(django_do_remove_index);
DJANGO_PERFORMS(django_undo_remove_index);
DJANGO_PERFORMS(django_do_rename_index);
DJANGO_PERFORMS(django_undo_rename_index);
DJANGO_PERFORMS(django_do_add_constraint);
DJANGO_PERFORMS(django_undo_add_constraint);
DJANGO_PERFORMS(django_do_remove_constraint);
DJANGO_PERFORMS(django_undo_remove_constraint);

// django_perform_postgres.c
DJANGO_PERFORMS(django_do_extension);
DJANGO_PERFORMS(django_undo_extension);
DJANGO_PERFORMS(django_do_collation);
DJANGO_PERFORMS(django_undo_collation);
DJANGO_PERFORMS(django_do_validate);

// The model that the argument names in `models`; NULL when it is not there.
const DjangoModel *django_performed_model(const DjangoEditor *editor, const DjangoApplied *applied,
					  const DjangoModels *models, size_t position, const char *keyword);
// Text of an argument.
Str django_performed_text(const DjangoEditor *editor, const DjangoApplied *applied, size_t position,
			  const char *keyword);

#endif
