// catalog_store.h - what the files of the catalog share: the store of immutable versions with its journal, links between objects, and
// helpers over the AST. Private to catalog*.c.
//
// Everything that can change is in one of the maps, and changes only through store_put(), which journals. A new version of an object is
// a shallow copy that shares its arrays with the old one: appending to a shared array is fine (older versions are shorter and history
// is linear), changing or removing an element needs array_own() first.

#ifndef POSTGRES_CATALOG_STORE_H
#define POSTGRES_CATALOG_STORE_H

#include "postgres/catalog.h"

typedef enum Space {
	SPACE_RELATION, // tables, views, indexes, sequences: one name space, as in pg_class
	SPACE_TYPE,
	SPACE_FUNCTION,
	SPACE_SCHEMA,          // the name is in Relation.name
	SPACE_EXTENSION,       // the name is in Relation.name
	SPACE_CONSTRAINT_NAME, // how many constraints of a schema have a name
	SPACE_LINKS_OF_RELATION,
	SPACE_LINKS_OF_TYPE,
	SPACE_LINKS_OF_FUNCTION,
	SPACE_ABSENT_RELATION, // names that something was dropped from or renamed away from, and nothing has taken since
	SPACE_ABSENT_TYPE,
	SPACE_GONE, // Gone: what was dropped without having been known, so it had existed
	SPACE_STATE,
	SPACE_COUNT
} Space;

typedef struct JournalEntry {
	Space space;
	Str key;
	const void *old; // NULL: there was none
} JournalEntry;

// State: what is true of the catalog as a whole.
// - `path`: schemas names are sought in
typedef struct State {
	bool complete;
	Array(Str) path;
} State;

struct Catalog {
	Arena *arena;
	Map maps[SPACE_COUNT];
	Array(JournalEntry) journal;
	const State *state;           // what SPACE_STATE holds
	bool has_temporary;           // some relation is or was in pg_temp
	bool conditional;             // of the statement being applied
	bool chooses_names;           // catalog_leave_names()
	const ActionArray *statement; // being applied
	const char *refusal;
	const Str *prefixes; // catalog_limit(); NULL: of any relation
	size_t prefix_count;
	bool name_refused;      // refuse_name()
	Map function_names;     // without arguments, of all functions there ever were
	Map names_taken;        // of catalog_name.c; nothing in it once a name is free again
	size_t members_changed; // of member_may_change()
};

// ---- store (catalog.c) ---------------------------------------------------------------------------------------

const void *store_get(const Catalog *catalog, Space space, Relation name);
// `value` NULL removes.
void store_put(Catalog *catalog, Space space, Relation name, const void *value);
// Stores a new version of `object` under its name; it is uncertain when the statement is conditional.
void put_object(Catalog *catalog, Object *object);
void remove_object(Catalog *catalog, const Object *object);
Space space_of(ObjectKind kind);
const State *state_of(const Catalog *catalog);
State *state_for_change(Catalog *catalog); // a copy, already stored
// From now on nothing has this name, for certain.
void note_absent(Catalog *catalog, Space space, Relation name);
// The same of a constraint that was there; or it is there again.
void note_constraint_absent(Catalog *catalog, Relation table, Str name, bool absent);
// Marks what has this name as uncertain, if it is there.
void make_uncertain(Catalog *catalog, Space space, Relation name);

// The key of `name` in a map; in `buffer` when it fits.
Str store_key(Arena *arena, Relation name, char buffer[256]);

// Names as written -> names as stored. For what is created: the first schema of the path.
Relation name_for_new(const Catalog *catalog, Relation written);
Relation resolve_in(const Catalog *catalog, Space space, Relation written);
bool name_is_hole(Str name);
// Whether the action list being applied also drops `name` (DROP TABLE a, b; DROP SCHEMA).
bool dropped_by_statement(const Catalog *catalog, Relation name);

typedef enum GonePart {
	GONE_COLUMN,
	GONE_CONSTRAINT,
	GONE_TRIGGER, // also policies and rules
} GonePart;

// Gone: an object, or the part of a table, that a statement dropped and nothing had shown before.
// - `maybe`: or may have dropped (IF EXISTS, a condition), or that was there or made (IF NOT EXISTS, OR REPLACE): it may have existed
typedef struct Gone {
	ObjectKind kind;
	Relation name;
	Str part;
	GonePart of;
	bool maybe;
} Gone;
void note_gone(Catalog *catalog, const Gone *gone);
// An object that may have been there before, under a name the catalog does not know; nothing when it is known that there is none.
void note_maybe(Catalog *catalog, ObjectKind kind, Relation name);
// The name it has in SPACE_GONE.
Relation gone_name(Arena *arena, const Gone *gone);

// ---- links (catalog_link.c): who refers to an object ----------------------------------------------------------

typedef enum LinkKind {
	LINK_INDEX,     // of relation: its indexes
	LINK_PARTITION, // of relation: its partitions
	LINK_CHILD,     // of relation: tables that INHERIT it; of an index: indexes attached to it
	LINK_REFERENCE, // of relation: foreign keys that reference it (part = constraint)
	LINK_VIEW,      // of relation: views that read it
	LINK_SEQUENCE,  // of relation: sequences a column owns
	LINK_COLUMN,    // of type: columns of it; of sequence: columns whose default uses it (part = column)
	LINK_DOMAIN,    // of type: domains over it
	LINK_TRIGGER,   // of function: triggers that run it (part = trigger)
	LINK_COUNT
} LinkKind;

typedef struct Link {
	Relation relation;
	Str part;
} Link;
typedef Array(Link) LinkArray;

typedef struct Links {
	LinkArray lists[LINK_COUNT];
} Links;

// The links to `target`, an object of `space`; never NULL.
const LinkArray *links_to(const Catalog *catalog, Space space, Relation target, LinkKind kind);
// Adding what is there and removing what is not are allowed.
void link_add(Catalog *catalog, Space space, Relation target, LinkKind kind, Link link);
void link_remove(Catalog *catalog, Space space, Relation target, LinkKind kind, Link link);
// The link to relation `target` that comes from `from` comes from `to` and keeps its place: the order of indexes means something.
void link_rename(Catalog *catalog, Relation target, LinkKind kind, Relation from, Relation to);
// All links of one object go to another name.
void links_move(Catalog *catalog, Space space, Relation from, Relation to);

// What `table` or a part of it refers to, linked or unlinked.
void link_column(Catalog *catalog, Relation table, const CatalogColumn *column, bool add);
void link_constraint(Catalog *catalog, Relation table, const CatalogConstraint *constraint, bool add);
void link_trigger(Catalog *catalog, Relation table, const CatalogPart *trigger, bool add);
void link_table(Catalog *catalog, const CatalogTable *table, bool add);
void link_view(Catalog *catalog, const CatalogView *view, bool add);
void link_index(Catalog *catalog, const CatalogIndex *index, bool add);
void link_sequence(Catalog *catalog, const CatalogSequence *sequence, bool add);
void link_domain(Catalog *catalog, const CatalogType *type, bool add);
// Counts a constraint name as taken in the table's schema, or gives it back.
void claim_constraint_name(Catalog *catalog, Str schema, Str name, bool add);

// ---- tables --------------------------------------------------------------------------------------------------

CatalogTable *table_copy(Catalog *catalog, const CatalogTable *table);
// The table an ALTER TABLE names, as a copy to change and put; an incomplete one when it is unknown. NULL when the name is that of
// another relation, or the table does not exist and the action has IF EXISTS.
CatalogTable *table_for_change(Catalog *catalog, const Action *action);
// Whether a change of a table goes on to `member`, a partition or child of it. After a hundred thousand the answer is no, and what
// the member has becomes uncertain: thousands of changes of thousands of partitions would fill the memory.
bool member_may_change(Catalog *catalog, const CatalogTable *member);
// A table something unknown happened to: parts may be there or not.
void table_forget_details(Catalog *catalog, const CatalogTable *table);
size_t table_column_at(const CatalogTable *table, Str name);     // SIZE_MAX: not there
size_t table_constraint_at(const CatalogTable *table, Str name); // SIZE_MAX: not there
// The column to change, in an array that is the table's own; NULL when it is not there.
CatalogColumn *column_for_change(Catalog *catalog, CatalogTable *table, Str name);
CatalogConstraint *constraint_for_change(Catalog *catalog, CatalogTable *table, Str name);
// As column_for_change(), but an incomplete table gets the column, with what is known: its name.
CatalogColumn *column_revealed(Catalog *catalog, CatalogTable *table, Str name);

// catalog_table.c: a column from its definition; inline constraints are left to the caller.
CatalogColumn *column_from_definition(Catalog *catalog, const PgQuery__ColumnDef *definition);
void column_set_type(Catalog *catalog, CatalogColumn *column, const PgQuery__TypeName *written);
// catalog_query.c: the columns of CREATE TABLE AS; false, and nothing is changed, when they cannot be told. `names`: of the column list.
bool table_take_query(Catalog *catalog, CatalogTable *table, const PgNode *query, PgNode *const *names,
		      size_t name_count);
// Adds the column, links it, makes the sequence of a serial or identity.
void table_add_column(Catalog *catalog, CatalogTable *table, CatalogColumn *column,
		      const PgQuery__ColumnDef *definition);

// Makes a copy of a serial column of table `from` one that takes its default from the same sequence.
void take_serial_default(Catalog *catalog, CatalogColumn *copy, Relation from);

// Draft: a constraint as written; `column`: of an inline one, empty otherwise.
typedef struct Draft {
	const PgQuery__Constraint *constraint;
	Str column;
} Draft;
typedef Array(Draft) DraftArray;

// catalog_constraint.c
void drafts_of_column(Catalog *catalog, const PgQuery__ColumnDef *definition, DraftArray *drafts);
// In PostgreSQL's order: CHECKs, indexes (primary key first), foreign keys. `table` is a copy being changed.
// `in_create`: part of CREATE TABLE, where foreign keys need no validation and equal unique constraints fall together.
void table_add_constraints(Catalog *catalog, CatalogTable *table, const DraftArray *drafts, bool in_create);
void table_add_constraint(Catalog *catalog, CatalogTable *table, CatalogConstraint *constraint);
void table_use_index(Catalog *catalog, CatalogTable *table, const Action *action);
// A CHECK a child gets from its parent.
void table_inherit_checks(Catalog *catalog, CatalogTable *child, const CatalogTable *parent);
void table_inherit_foreign_keys(Catalog *catalog, CatalogTable *child, const CatalogTable *parent);

// catalog_index.c
// IndexRequest: an index to make. `name` empty: PostgreSQL chooses. `parent`: partitioned index it will be part of.
typedef struct IndexRequest {
	const PgQuery__IndexStmt *definition;
	Str name;
	Str schema;
	Relation parent;
	bool constraint;
	bool only;
} IndexRequest;
// Makes the index on a table and its partitions; the answer is good until the next change. `table`: a copy being changed or a stored one.
const CatalogIndex *make_index(Catalog *catalog, const CatalogTable *table, const IndexRequest *request);
// The parent's indexes for a new partition, or attached to equal ones it has.
void inherit_indexes(Catalog *catalog, CatalogTable *child, const CatalogTable *parent);
// The constraint an index was copied with, for the copy.
void take_index_constraint(Catalog *catalog, CatalogTable *table, const CatalogConstraint *constraint,
			   const CatalogIndex *index, bool inherited);
// Makes an index again: it is named after what its columns are called now.
void remake_index(Catalog *catalog, const CatalogIndex *index);
CatalogIndex *index_copy(Catalog *catalog, const CatalogIndex *index);

// catalog_object.c
// The sequence PostgreSQL made for a serial or `identity` column; NULL when there is none (any more).
const CatalogSequence *implicit_sequence(const Catalog *catalog, Relation table, Str column, bool identity);
// `options`: those of GENERATED AS IDENTITY (...), if any.
void make_owned_sequence(Catalog *catalog, Relation table, const CatalogColumn *column,
			 PgNode *const *options, size_t option_count);
// Gives it the options of a statement that changes it.
void sequence_take_options(Catalog *catalog, CatalogSequence *sequence, PgNode *const *options, size_t count);

// catalog_drop.c
// The function of this name, whatever its arguments; NULL, and all of them uncertain, when there are several.
const CatalogFunction *only_function(Catalog *catalog, Relation name);
void drop_relation(Catalog *catalog, Relation name);
// What the catalog wrongly has under a name that something new gets is dropped, with all that belongs to it.
void make_room(Catalog *catalog, Relation name);
void drop_column(Catalog *catalog, Relation table, Str column);
void drop_constraint(Catalog *catalog, Relation table, Str name);

// ---- refusing (catalog_refuse.c) -----------------------------------------------------------------------------

// Notes that the statement is refused for what depends on it ("constraint `name` of `of`"); true.
bool refuse(Catalog *catalog, const char *what, Str name, Relation of);
// Whether PostgreSQL refuses to give the relation a name, because something has it for certain: then the statement changes nothing.
// It sets no refusal: what has the name is a contradiction (contradiction.h).
bool refuse_name(Catalog *catalog, Relation name);
// The same of a constraint of a table.
bool refuse_constraint_name(Catalog *catalog, const CatalogTable *table, Str name);
// The same of a primary key for a table that has one.
bool refuse_second_key(Catalog *catalog, const CatalogTable *table);
// Whether something is there that the statement does not drop too.
bool stays(const Catalog *catalog, Space space, Relation name);
// Whether PostgreSQL refuses to drop it because something uses it; sets the refusal.
bool refused(Catalog *catalog, const Object *object);
bool refused_by_foreign_keys(Catalog *catalog, const CatalogIndex *index);
bool refused_for_column(Catalog *catalog, const CatalogTable *table, Str column);
bool refused_for_type(Catalog *catalog, Relation type);
// The same for retyping it.
bool refused_by_users_of_column(Catalog *catalog, const CatalogTable *table, Str column);
// n-th foreign key that relies on `index`: its table.
const CatalogTable *relying(const Catalog *catalog, const CatalogIndex *index, size_t n,
			    const CatalogConstraint **constraint);
// Whether a generated column is made of `column`.
bool depends_on_column(const CatalogColumn *generated, Str column);
// Whether the trigger, policy or rule uses the column.
bool part_mentions(Catalog *catalog, const CatalogPart *part, Str column);

// ---- AST (catalog_ast.c) -------------------------------------------------------------------------------------

typedef Array(Str) StrArray;
typedef Array(Relation) RelationArray;

bool strs_contain(const Str *items, size_t len, Str name);
// The columns `node` mentions unqualified or qualified by `table`, each once.
void columns_mentioned(Arena *arena, const PgNode *node, StrArray *columns);
// A deep copy that may be changed.
ProtobufCMessage *ast_clone(Arena *arena, const ProtobufCMessage *message);
// Whether two trees say the same; locations do not count.
bool ast_equal(const ProtobufCMessage *a, const ProtobufCMessage *b);
// The sequence nextval('...') names; an empty name when `expression` is no such call.
// nextval('schema.sequence') (catalog_rewrite.c).
const PgNode *make_nextval(Catalog *catalog, Relation sequence);
Relation nextval_sequence(Arena *arena, const PgNode *expression);
// What PostgreSQL would call an output column of this expression (FigureIndexColname); empty = no better name than "expr".
Str expression_name(const PgNode *node);

// ---- appliers: one per ActionKind, in the table of catalog_apply.c ---------------------------------------------

typedef void Applier(Catalog *catalog, const Action *action);
// Changes one table (a copy, which the caller stores); called again for each partition and child with `child` set.
typedef void TableApplier(Catalog *catalog, CatalogTable *table, const Action *action, bool child);

TableApplier alter_add_column, alter_type, alter_set_not_null, alter_drop_not_null, alter_set_default,
	alter_drop_default, alter_drop_expression, alter_add_identity, alter_set_identity,
	alter_drop_identity, alter_add_constraint, alter_use_index, alter_constraint, alter_validate,
	alter_persistence, alter_access_method, alter_row_security, alter_trigger_state, alter_rule_state;
Applier alter_attach, alter_detach, alter_inherit;
Applier create_table, create_table_as, create_index, attach_index, create_view, create_enum, add_enum_value,
	rename_enum_value, create_type, create_domain, alter_domain, create_sequence, alter_sequence,
	create_function, create_schema, create_extension, create_trigger, create_policy, create_rule,
	comment_on, set_search_path;
Applier drop_action_relation, drop_action_column, drop_action_constraint, drop_action_type,
	drop_action_function, drop_action_schema, drop_action_extension, drop_action_part;
Applier rename_relation, rename_column, rename_constraint, rename_type, rename_schema, rename_other,
	set_schema;

// `array` with its own copy of the items, so that they may be changed.
#define array_own(arena, array)                                                                        \
	((array)->items = own_items_((arena), (array)->items, (array)->len * sizeof(*(array)->items)), \
	 (void)((array)->capacity = (array)->len))
#define array_remove_at(arena, array, at)                            \
	(array_own((arena), (array)),                                \
	 memmove((array)->items + (at), (array)->items + (at) + 1,   \
		 ((array)->len - (at)-1) * sizeof(*(array)->items)), \
	 (void)(array)->len--)

static inline void *own_items_(Arena *arena, const void *items, size_t size)
{
	void *copy = arena_alloc(arena, size);

	if (size)
		memcpy(copy, items, size);
	return copy;
}

static inline bool relation_same(Relation a, Relation b)
{
	return str_equal(a.name, b.name) && str_equal(a.schema, b.schema);
}

#define COUNT_OF(table) (sizeof(table) / sizeof(*(table)))

#endif
