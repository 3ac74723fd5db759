// contradiction_type.c - types and enum values.

#include "postgres/contradiction_internal.h"

void checker_need_type(Checker *checker, Relation name)
{
	if (catalog_type_is_absent(checker->catalog, name) && !checker_shares(checker, name.name))
		checker_contradict(checker, CONTRADICTION_NO_OBJECT, "type", checker_show(checker, name),
				   (Relation){ STR_NONE, STR_NONE });
}

void checker_make_type(Checker *checker, Relation name)
{
	const CatalogType *there = name_is_open(name.name) ? NULL : catalog_type(checker->catalog, name);

	// One that ALTER TYPE alone has shown exists as well.
	if (there && object_is_certain(&there->object))
		checker_contradict(checker, CONTRADICTION_DUPLICATE, "type", checker_show(checker, name),
				   (Relation){ STR_NONE, STR_NONE });
}

static bool has_value(const CatalogType *type, Str value)
{
	for (size_t i = 0; i < type->values.len; i++)
		if (str_equal(type->values.items[i], value))
			return true;
	return false;
}

void checker_check_value(Checker *checker, Str value, bool is_new)
{
	const CatalogType *type = catalog_type(checker->catalog, checker->action->table);

	if (!type || !object_is_certain(&type->object) || type->object.kind != OBJECT_ENUM ||
	    name_is_open(value))
		return;
	if (is_new && has_value(type, value))
		checker_contradict(checker, CONTRADICTION_DUPLICATE, "value", value, type->object.name);
	if (!is_new && type->complete && !has_value(type, value))
		checker_contradict(checker, CONTRADICTION_NO_OBJECT, "value", value, type->object.name);
}

void checker_need_column_types(Checker *checker)
{
	const Action *action = checker->action;

	if (action->column && (action->kind == ACTION_ADD_COLUMN || action->kind == ACTION_ALTER_COLUMN_TYPE))
		checker_need_type(checker,
				  (Relation){ action->column->type.schema, action->column->type.name });
	for (size_t i = 0; i < action->table_columns.len; i++) {
		const TypeRef *type = &action->table_columns.items[i].type;
		checker_need_type(checker, (Relation){ type->schema, type->name });
	}
}
