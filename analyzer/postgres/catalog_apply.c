// catalog_apply.c - from Action to change: which function applies each kind, in which order, and to which tables.

#include "postgres/catalog_store.h"

// Nature: what happens to the name the action is about.
typedef enum Nature {
	CHANGES,
	CREATES,
	REMOVES, // also renames: under a condition both names may be there
} Nature;

// Rule: how one kind of action is applied.
// - `pass`: ALTER TABLE runs its subcommands in passes, as ATRewriteCatalogs does; 0 = not a subcommand
// - `of_table`: changes one table at a time; `recurses`: and then its partitions and children, unless ONLY
typedef struct ApplyRule {
	Nature nature;
	Applier *apply;
	TableApplier *of_table;
	uint8_t pass;
	bool recurses;
} ApplyRule;

enum {
	DROP_PASS = 1,
	TYPE_PASS,
	COLUMN_PASS,
	ATTRIBUTE_PASS,
	INDEX_PASS,
	CONSTRAINT_PASS,
	MISC_PASS,
	LAST_PASS = MISC_PASS
};

#define TABLE(function, in_pass)                                         \
	{                                                                \
		.nature = CHANGES, .of_table = function, .pass = in_pass \
	}
#define FAMILY(function, in_pass)                                                          \
	{                                                                                  \
		.nature = CHANGES, .of_table = function, .pass = in_pass, .recurses = true \
	}

static const ApplyRule rules[ACTION_KIND_COUNT] = {
	[ACTION_CREATE_TABLE] = { CREATES, create_table },
	[ACTION_CREATE_PARTITION] = { CREATES, create_table },
	[ACTION_CREATE_TABLE_AS] = { CREATES, create_table_as },
	[ACTION_DROP_TABLE] = { REMOVES, drop_action_relation },
	[ACTION_RENAME_TABLE] = { REMOVES, rename_relation },
	[ACTION_SET_SCHEMA] = { REMOVES, set_schema },
	[ACTION_ADD_COLUMN] = FAMILY(alter_add_column, COLUMN_PASS),
	[ACTION_DROP_COLUMN] = { REMOVES, drop_action_column, NULL, DROP_PASS },
	[ACTION_RENAME_COLUMN] = { REMOVES, rename_column },
	[ACTION_ALTER_COLUMN_TYPE] = FAMILY(alter_type, TYPE_PASS),
	[ACTION_SET_NOT_NULL] = FAMILY(alter_set_not_null, ATTRIBUTE_PASS),
	[ACTION_ADD_NOT_NULL_CONSTRAINT] = FAMILY(alter_set_not_null, ATTRIBUTE_PASS),
	[ACTION_DROP_NOT_NULL] = FAMILY(alter_drop_not_null, DROP_PASS),
	[ACTION_SET_DEFAULT] = FAMILY(alter_set_default, ATTRIBUTE_PASS),
	[ACTION_DROP_DEFAULT] = FAMILY(alter_drop_default, DROP_PASS),
	[ACTION_DROP_EXPRESSION] = FAMILY(alter_drop_expression, DROP_PASS),
	[ACTION_ADD_IDENTITY] = TABLE(alter_add_identity, ATTRIBUTE_PASS),
	[ACTION_SET_IDENTITY] = TABLE(alter_set_identity, ATTRIBUTE_PASS),
	[ACTION_DROP_IDENTITY] = TABLE(alter_drop_identity, DROP_PASS),
	[ACTION_ADD_FOREIGN_KEY] = FAMILY(alter_add_constraint, CONSTRAINT_PASS),
	[ACTION_ADD_CHECK] = FAMILY(alter_add_constraint, CONSTRAINT_PASS),
	[ACTION_ADD_UNIQUE] = TABLE(alter_add_constraint, INDEX_PASS),
	[ACTION_ADD_PRIMARY_KEY] = TABLE(alter_add_constraint, INDEX_PASS),
	[ACTION_ADD_EXCLUSION] = TABLE(alter_add_constraint, INDEX_PASS),
	[ACTION_ADD_UNIQUE_USING_INDEX] = TABLE(alter_use_index, INDEX_PASS),
	[ACTION_ADD_PRIMARY_KEY_USING_INDEX] = TABLE(alter_use_index, INDEX_PASS),
	[ACTION_ALTER_CONSTRAINT] = FAMILY(alter_constraint, MISC_PASS),
	[ACTION_VALIDATE_CONSTRAINT] = FAMILY(alter_validate, MISC_PASS),
	[ACTION_DROP_CONSTRAINT] = { REMOVES, drop_action_constraint, NULL, DROP_PASS },
	[ACTION_RENAME_CONSTRAINT] = { REMOVES, rename_constraint },
	[ACTION_SET_LOGGED] = TABLE(alter_persistence, MISC_PASS),
	[ACTION_SET_UNLOGGED] = TABLE(alter_persistence, MISC_PASS),
	[ACTION_SET_ACCESS_METHOD] = TABLE(alter_access_method, MISC_PASS),
	[ACTION_ENABLE_TRIGGER] = TABLE(alter_trigger_state, MISC_PASS),
	[ACTION_DISABLE_TRIGGER] = TABLE(alter_trigger_state, MISC_PASS),
	[ACTION_ENABLE_RULE] = TABLE(alter_rule_state, MISC_PASS),
	[ACTION_DISABLE_RULE] = TABLE(alter_rule_state, MISC_PASS),
	[ACTION_ENABLE_ROW_SECURITY] = TABLE(alter_row_security, MISC_PASS),
	[ACTION_DISABLE_ROW_SECURITY] = TABLE(alter_row_security, MISC_PASS),
	[ACTION_FORCE_ROW_SECURITY] = TABLE(alter_row_security, MISC_PASS),
	[ACTION_NO_FORCE_ROW_SECURITY] = TABLE(alter_row_security, MISC_PASS),
	[ACTION_ATTACH_PARTITION] = { CHANGES, alter_attach },
	[ACTION_DETACH_PARTITION] = { CHANGES, alter_detach },
	[ACTION_DETACH_PARTITION_FINALIZE] = { CHANGES, alter_detach },
	[ACTION_ADD_INHERIT] = { CHANGES, alter_inherit, NULL, MISC_PASS },
	[ACTION_DROP_INHERIT] = { CHANGES, alter_inherit, NULL, MISC_PASS },
	[ACTION_CREATE_INDEX] = { CHANGES, create_index },
	[ACTION_DROP_INDEX] = { REMOVES, drop_action_relation },
	[ACTION_RENAME_INDEX] = { REMOVES, rename_relation },
	[ACTION_ATTACH_INDEX_PARTITION] = { CHANGES, attach_index },
	[ACTION_CREATE_VIEW] = { CREATES, create_view },
	[ACTION_CREATE_MATERIALIZED_VIEW] = { CREATES, create_view },
	[ACTION_DROP_VIEW] = { REMOVES, drop_action_relation },
	[ACTION_DROP_MATERIALIZED_VIEW] = { REMOVES, drop_action_relation },
	[ACTION_CREATE_ENUM] = { CREATES, create_enum },
	[ACTION_ADD_ENUM_VALUE] = { CHANGES, add_enum_value },
	[ACTION_RENAME_ENUM_VALUE] = { CHANGES, rename_enum_value },
	[ACTION_CREATE_TYPE] = { CREATES, create_type },
	[ACTION_RENAME_TYPE] = { REMOVES, rename_type },
	[ACTION_DROP_TYPE] = { REMOVES, drop_action_type },
	[ACTION_CREATE_DOMAIN] = { CREATES, create_domain },
	[ACTION_ALTER_DOMAIN_ADD_CONSTRAINT] = { CHANGES, alter_domain },
	[ACTION_ALTER_DOMAIN_VALIDATE] = { CHANGES, alter_domain },
	[ACTION_ALTER_DOMAIN_SET_NOT_NULL] = { CHANGES, alter_domain },
	[ACTION_ALTER_DOMAIN_OTHER] = { CHANGES, alter_domain },
	[ACTION_DROP_DOMAIN] = { REMOVES, drop_action_type },
	[ACTION_CREATE_SEQUENCE] = { CREATES, create_sequence },
	[ACTION_ALTER_SEQUENCE] = { CHANGES, alter_sequence },
	[ACTION_DROP_SEQUENCE] = { REMOVES, drop_action_relation },
	[ACTION_CREATE_FUNCTION] = { CREATES, create_function },
	[ACTION_DROP_FUNCTION] = { REMOVES, drop_action_function },
	[ACTION_CREATE_TRIGGER] = { CHANGES, create_trigger },
	[ACTION_DROP_TRIGGER] = { REMOVES, drop_action_part },
	[ACTION_CREATE_RULE] = { CHANGES, create_rule },
	[ACTION_DROP_RULE] = { REMOVES, drop_action_part },
	[ACTION_CREATE_POLICY] = { CHANGES, create_policy },
	[ACTION_ALTER_POLICY] = { CHANGES, create_policy },
	[ACTION_DROP_POLICY] = { REMOVES, drop_action_part },
	[ACTION_CREATE_EXTENSION] = { CREATES, create_extension },
	[ACTION_DROP_EXTENSION] = { REMOVES, drop_action_extension },
	[ACTION_CREATE_SCHEMA] = { CREATES, create_schema },
	[ACTION_DROP_SCHEMA] = { REMOVES, drop_action_schema },
	[ACTION_RENAME_SCHEMA] = { REMOVES, rename_schema },
	[ACTION_RENAME_OTHER] = { REMOVES, rename_other },
	[ACTION_COMMENT] = { CHANGES, comment_on },
	[ACTION_SET] = { CHANGES, set_search_path },
	[ACTION_SET_LOCAL] = { CHANGES, set_search_path },
	[ACTION_RESET] = { CHANGES, set_search_path },
};

// ---- a table and its family ----------------------------------------------------------------------------------

// Constraints the parent has just got; columns bring theirs along.
static bool adds_constraints(ActionKind kind)
{
	return kind == ACTION_ADD_COLUMN || kind == ACTION_ADD_CHECK || kind == ACTION_ADD_FOREIGN_KEY;
}

static void apply_to_family(Catalog *catalog, const ApplyRule *rule, const CatalogTable *parent,
			    const Action *action, LinkKind kind)
{
	LinkArray links = *links_to(catalog, SPACE_RELATION, parent->object.name, kind);

	for (size_t i = 0; i < links.len; i++) {
		const CatalogTable *member = catalog_table(catalog, links.items[i].relation);
		if (!member || !member_may_change(catalog, member))
			continue;
		CatalogTable *copy = table_copy(catalog, member);
		put_object(catalog, &copy->object);
		rule->of_table(catalog, copy, action, true);
		if (adds_constraints(action->kind)) {
			table_inherit_checks(catalog, copy, parent);
			if (kind == LINK_PARTITION)
				table_inherit_foreign_keys(catalog, copy, parent);
		}
		apply_to_family(catalog, rule, copy, action, LINK_PARTITION);
		apply_to_family(catalog, rule, copy, action, LINK_CHILD);
	}
}

static void apply_to_table(Catalog *catalog, const ApplyRule *rule, const Action *action)
{
	CatalogTable *table = table_for_change(catalog, action);

	if (!table)
		return;
	rule->of_table(catalog, table, action, false);
	if (!rule->recurses || action->only)
		return;
	apply_to_family(catalog, rule, table, action, LINK_PARTITION);
	apply_to_family(catalog, rule, table, action, LINK_CHILD);
}

// ---- what is not known ---------------------------------------------------------------------------------------

static Space space_of_action(ActionKind kind)
{
	switch (kind) {
	case ACTION_DROP_TYPE:
	case ACTION_DROP_DOMAIN:
	case ACTION_RENAME_TYPE:
		return SPACE_TYPE;
	case ACTION_DROP_FUNCTION:
		return SPACE_FUNCTION;
	case ACTION_DROP_SCHEMA:
	case ACTION_RENAME_SCHEMA:
		return SPACE_SCHEMA;
	case ACTION_DROP_EXTENSION:
		return SPACE_EXTENSION;
	default:
		return SPACE_RELATION;
	}
}

// Whether a hole in the action's names settles it: without the name nothing can be applied.
static bool apply_unknown(Catalog *catalog, const ApplyRule *rule, const Action *action)
{
	bool object = name_is_hole(action->table.name) || name_is_hole(action->table.schema);
	bool part = name_is_hole(action->name) || name_is_hole(action->new_name);
	const CatalogTable *known = part ? catalog_table(catalog, action->table) : NULL;

	if (object && rule->nature == CREATES) {
		if (catalog_is_complete(catalog))
			state_for_change(catalog)->complete = false;
		catalog->conditional = true;
		return false;
	}
	if (part && rule->apply == set_search_path && !str_is(action->name, "search_path"))
		return true;
	if (object || (part && rule->apply == set_search_path)) {
		catalog_blur(catalog);
		return true;
	}
	if (part && action->kind == ACTION_CREATE_INDEX)
		return false; // an index of unknown name: it makes nothing else unknown
	if (part && known)
		table_forget_details(catalog, known);
	return part;
}

// What a DROP under a condition may have dropped, of what is not known.
static void note_maybe_gone(Catalog *catalog, const ApplyRule *rule, const Action *action)
{
	Gone gone = { .kind = OBJECT_TABLE,
		      .name = resolve_in(catalog, SPACE_RELATION, action->table),
		      .part = action->name,
		      .maybe = true };

	if (rule->apply == drop_action_relation)
		note_maybe(catalog, OBJECT_TABLE, gone.name);
	else if (rule->apply == drop_action_type)
		note_maybe(catalog, OBJECT_TYPE, resolve_in(catalog, SPACE_TYPE, action->table));
	else if (rule->apply == drop_action_function)
		note_maybe(catalog, OBJECT_FUNCTION, name_for_new(catalog, action->table));
	if (rule->apply != drop_action_column && rule->apply != drop_action_constraint &&
	    rule->apply != drop_action_part)
		return;
	gone.of = rule->apply == drop_action_column ? GONE_COLUMN
		: rule->apply == drop_action_part   ? GONE_TRIGGER
						    : GONE_CONSTRAINT;
	note_gone(catalog, &gone);
}

static void apply(Catalog *catalog, const Action *action, bool conditional)
{
	const ApplyRule *rule = &rules[action->kind];

	if (!rule->apply && !rule->of_table)
		return;
	catalog->conditional = conditional;
	if (apply_unknown(catalog, rule, action))
		return;
	if (conditional && rule->nature == REMOVES) {
		Space space = space_of_action(action->kind);
		Relation name = action->table;
		if (space != SPACE_SCHEMA && space != SPACE_EXTENSION)
			name = resolve_in(catalog, space, name);
		make_uncertain(catalog, space, name);
		note_maybe_gone(catalog, rule, action);
	} else if (rule->of_table) {
		apply_to_table(catalog, rule, action);
	} else {
		rule->apply(catalog, action);
	}
	catalog->conditional = false;
}

void catalog_apply(Catalog *catalog, const ActionArray *actions, bool conditional)
{
	CatalogMark before = catalog_mark(catalog);
	bool in_passes = false;

	catalog->statement = actions;
	catalog->refusal = NULL;
	catalog->name_refused = false;
	for (size_t i = 0; actions->len > 1 && i < actions->len; i++)
		in_passes |= rules[actions->items[i].kind].pass != 0;
	for (int pass = in_passes ? 0 : LAST_PASS; pass <= LAST_PASS; pass++)
		for (size_t i = 0; i < actions->len; i++)
			if (!in_passes || rules[actions->items[i].kind].pass == pass)
				apply(catalog, &actions->items[i], conditional);
	catalog->conditional = false;
	catalog->statement = NULL;
	if (catalog->refusal ||
	    catalog->name_refused) // the other parts of the statement do not happen either
		catalog_rollback(catalog, before);
}
