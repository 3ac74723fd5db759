// contradiction_relation.c - relations that are not there, are of another kind, or have the name already.

#include "postgres/contradiction_internal.h"

static const char *word_of_rename(const Action *action)
{
	switch (action->definition->rename_stmt->rename_type) {
	case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
		return "view";
	case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
		return "materialized view";
	case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE:
		return "sequence";
	default:
		return "table";
	}
}

const char *checker_word(const Action *action)
{
	switch (action->kind) {
	case ACTION_RENAME_OTHER:
		return word_of_rename(action);
	case ACTION_DROP_INDEX:
	case ACTION_RENAME_INDEX:
	case ACTION_ATTACH_INDEX_PARTITION:
		return "index";
	case ACTION_REINDEX:
		return "relation";
	case ACTION_CREATE_VIEW:
	case ACTION_DROP_VIEW:
		return "view";
	case ACTION_CREATE_MATERIALIZED_VIEW:
	case ACTION_REFRESH_MATERIALIZED_VIEW:
	case ACTION_DROP_MATERIALIZED_VIEW:
		return "materialized view";
	case ACTION_CREATE_SEQUENCE:
	case ACTION_ALTER_SEQUENCE:
	case ACTION_DROP_SEQUENCE:
		return "sequence";
	default:
		return "table";
	}
}

void checker_need_relation(Checker *checker, Relation name, const char *what)
{
	if (catalog_relation_is_absent(checker->catalog, name) && !checker_shares(checker, name.name))
		checker_contradict(checker, CONTRADICTION_NO_RELATION, what, checker_show(checker, name),
				   (Relation){ STR_NONE, STR_NONE });
}

static bool replaces_view(const Action *action, const Object *there)
{
	return action->kind == ACTION_CREATE_VIEW && there->kind == OBJECT_VIEW &&
		action->definition->node_case == PG_QUERY__NODE__NODE_VIEW_STMT &&
		action->definition->view_stmt->replace;
}

static const char *kind_of(const Object *object)
{
	switch (object->kind) {
	case OBJECT_VIEW:
		return "view";
	case OBJECT_MATERIALIZED_VIEW:
		return "materialized view";
	case OBJECT_INDEX:
		return "index";
	case OBJECT_SEQUENCE:
		return "sequence";
	default:
		return "table";
	}
}

// ALTER TABLE takes views and more, so what it shows of an older object is not what kind it is.
static bool knows_kind(const Catalog *catalog, const Object *object)
{
	if (object->kind == OBJECT_TABLE)
		return catalog_table(catalog, object->name)->created;
	if (object->kind == OBJECT_VIEW || object->kind == OBJECT_MATERIALIZED_VIEW)
		return catalog_view(catalog, object->name)->definition != NULL;
	return object->kind == OBJECT_SEQUENCE ||
		(object->kind == OBJECT_INDEX && catalog_index(catalog, object->name)->definition);
}

// DROP takes only what its word says, IF EXISTS or not.
void checker_check_kind(Checker *checker)
{
	static const struct {
		ActionKind action;
		ObjectKind object;
	} drops[] = {
		{ ACTION_DROP_TABLE, OBJECT_TABLE },
		{ ACTION_DROP_VIEW, OBJECT_VIEW },
		{ ACTION_DROP_MATERIALIZED_VIEW, OBJECT_MATERIALIZED_VIEW },
		{ ACTION_DROP_INDEX, OBJECT_INDEX },
		{ ACTION_DROP_SEQUENCE, OBJECT_SEQUENCE },
	};
	const Action *action = checker->action;
	const Object *there =
		name_is_open(action->table.name) ? NULL : catalog_relation(checker->catalog, action->table);

	if (!object_is_certain(there) || !knows_kind(checker->catalog, there) ||
	    checker_shares(checker, action->table.name))
		return;
	for (size_t i = 0; i < sizeof(drops) / sizeof(*drops); i++) {
		if (drops[i].action != action->kind || drops[i].object == there->kind)
			continue;
		const char *is = kind_of(there);
		checker->found.kind = CONTRADICTION_NO_RELATION;
		checker->found.message = arena_printf(checker->arena, "`%.*s` is %s %s, not %s %s",
						      STR_ARG(checker_show(checker, action->table)),
						      there->kind == OBJECT_INDEX ? "an" : "a", is,
						      action->kind == ACTION_DROP_INDEX ? "an" : "a",
						      checker_word(action));
	}
}

// A name without schema is made in the schema that new things go to, where something of this name would be found first.
void checker_make_relation(Checker *checker, Relation name)
{
	const Object *there = name_is_open(name.name) ? NULL : catalog_relation(checker->catalog, name);

	if (!object_is_certain(there) || checker->action->temporary ||
	    replaces_view(checker->action, there) || checker_shares(checker, name.name))
		return;
	checker_contradict(checker, CONTRADICTION_DUPLICATE, kind_of(there), checker_show(checker, name),
			   (Relation){ STR_NONE, STR_NONE });
}

void checker_make_index(Checker *checker, Str name)
{
	const Object *table = catalog_relation(checker->catalog, checker->action->table);

	if (table && name.len)
		checker_make_relation(
			checker, catalog_shown(checker->catalog, (Relation){ table->name.schema, name }));
}

void checker_use_index(Checker *checker, Str name)
{
	const CatalogIndex *index = catalog_index(checker->catalog, checker->action->other);

	if (index && object_is_certain(&index->object) && index->constraint.len &&
	    !checker_shares(checker, index->constraint))
		checker_contradict(checker, CONTRADICTION_DUPLICATE, "constraint", index->constraint,
				   index->table);
	if (!str_equal(name, checker->action->other.name))
		checker_make_index(checker, name);
}

void checker_rename_index(Checker *checker, Str from, Str to)
{
	const CatalogConstraint *constraint = checker->table ? table_constraint(checker->table, from) : NULL;

	if (constraint && constraint->kind != CONSTRAINT_CHECK && constraint->kind != CONSTRAINT_FOREIGN_KEY)
		checker_make_index(checker, to);
}
