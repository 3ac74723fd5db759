// catalog_print.c - the schema as DDL in a stable order that PostgreSQL can load: what others refer to comes first, and within a kind
// names are sorted, except where order means something (columns) or dependence decides (views).

#include <stdlib.h>

#include "postgres/catalog_store.h"
#include "postgres/parse.h"

typedef Array(const Object *) ObjectArray;

typedef struct Printer {
	const Catalog *catalog;
	Arena *arena;
	Buffer *out;
} Printer;

static int by_name(const void *a, const void *b)
{
	const Object *x = *(const Object *const *)a;
	const Object *y = *(const Object *const *)b;
	int order = str_compare(x->name.schema, y->name.schema);

	return order ? order : str_compare(x->name.name, y->name.name);
}

// The objects of one kind, sorted by name.
static ObjectArray objects_of(const Printer *printer, ObjectKind kind)
{
	const Map *map = &printer->catalog->maps[space_of(kind)];
	ObjectArray objects = { 0 };

	for (size_t i = 0; i < map->len; i++) {
		const Object *object = map->entries[i].value;
		if (object && object->kind == kind)
			array_push(printer->arena, &objects, object);
	}
	if (objects.len)
		qsort(objects.items, objects.len, sizeof(*objects.items), by_name);
	return objects;
}

static void print_for_each(const Printer *printer, ObjectKind kind,
			   void (*print)(const Printer *printer, const Object *object))
{
	ObjectArray objects = objects_of(printer, kind);

	for (size_t i = 0; i < objects.len; i++)
		print(printer, objects.items[i]);
}

static void add(const Printer *printer, const char *text)
{
	buffer_puts(printer->out, text);
}

static void add_str(const Printer *printer, Str text)
{
	buffer_add_str(printer->out, text);
}

static void add_name(const Printer *printer, Str name)
{
	add_str(printer, identifier_show(printer->arena, name));
}

static void add_relation(const Printer *printer, Relation name)
{
	add_str(printer, relation_show(printer->arena, name));
}

static void add_string(const Printer *printer, Str text)
{
	buffer_putc(printer->out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\'')
			buffer_putc(printer->out, '\'');
		buffer_putc(printer->out, text.data[i]);
	}
	buffer_putc(printer->out, '\'');
}

// The statement that made an object, under the object's name of today.
static void add_statement(const Printer *printer, const PgNode *statement)
{
	if (!statement)
		return;
	Str text = postgres_deparse(printer->arena, statement);
	if (text.len)
		buffer_printf(printer->out, "%.*s;\n", STR_ARG(text));
}

// ---- schemas, extensions, types ------------------------------------------------------------------------------

static void print_schema(const Printer *printer, const Object *schema)
{
	if (str_is(schema->name.name, "public"))
		return;
	add(printer, "CREATE SCHEMA ");
	add_name(printer, schema->name.name);
	add(printer, ";\n");
}

static void print_extension(const Printer *printer, const Object *extension)
{
	add(printer, "CREATE EXTENSION IF NOT EXISTS ");
	add_name(printer, extension->name.name);
	add(printer, ";\n");
}

static void print_enum(const Printer *printer, const Object *object)
{
	const CatalogType *type = (const CatalogType *)object;

	add(printer, "CREATE TYPE ");
	add_relation(printer, object->name);
	add(printer, " AS ENUM (");
	for (size_t i = 0; i < type->values.len; i++) {
		add(printer, i ? ", " : "");
		add_string(printer, type->values.items[i]);
	}
	add(printer, ");\n");
}

static void print_type(const Printer *printer, const Object *object)
{
	add_statement(printer, ((const CatalogType *)object)->definition);
}

static void print_domain(const Printer *printer, const Object *object)
{
	const CatalogType *type = (const CatalogType *)object;
	CatalogColumn base = { .type = type->base,
			       .written_type = type->written_base,
			       .default_expression = type->default_expression };

	if (!type->definition)
		return;
	add(printer, "CREATE DOMAIN ");
	add_relation(printer, object->name);
	add(printer, " AS ");
	add_str(printer, column_type_text(printer->arena, &base));
	if (type->default_expression) {
		add(printer, " DEFAULT ");
		add_str(printer, column_default_text(printer->arena, &base));
	}
	add(printer, type->not_null ? " NOT NULL" : "");
	for (size_t i = 0; i < type->checks.len; i++) {
		add(printer, " CONSTRAINT ");
		add_name(printer, type->checks.items[i]->name);
		add(printer, " ");
		CatalogConstraint check = *type->checks.items[i];
		check.validated = true; // NOT VALID is for ALTER DOMAIN only
		add_str(printer, constraint_text(printer->arena, &check));
	}
	add(printer, ";\n");
}

// ---- sequences -----------------------------------------------------------------------------------------------

static void add_options(const Printer *printer, const CatalogSequence *sequence)
{
	if (!sequence->options.len)
		return;
	add(printer, " ");
	add_str(printer, sequence_text(printer->arena, sequence));
}

static void print_sequence(const Printer *printer, const Object *object)
{
	const CatalogSequence *sequence = (const CatalogSequence *)object;

	if (sequence->is_identity)
		return;
	add(printer, "CREATE SEQUENCE ");
	add_relation(printer, object->name);
	if (sequence->type.len) {
		TypeRef type = { .name = sequence->type, .modifiers_known = true };
		add(printer, " AS ");
		add_str(printer, type_show(printer->arena, &type));
	}
	add_options(printer, sequence);
	add(printer, ";\n");
}

// The sequence of an identity column made by LIKE is a bigint with the limit of what the column is.
static void print_wide_identity(const Printer *printer, const CatalogSequence *sequence)
{
	static const char *const limits[][2] = { { "int2", "32767" }, { "int4", "2147483647" } };
	const CatalogTable *table = catalog_table(printer->catalog, sequence->owner);
	const CatalogColumn *column = table ? table_column(table, sequence->owner_column) : NULL;

	for (size_t i = 0; column && i < COUNT_OF(limits); i++) {
		if (!str_is(column->type.name, limits[i][0]) || !str_is(sequence->type, "int8"))
			continue;
		add(printer, "ALTER SEQUENCE ");
		add_relation(printer, sequence->object.name);
		buffer_printf(printer->out, " AS bigint MAXVALUE %s;\n", limits[i][1]);
	}
}

static void print_owner(const Printer *printer, const Object *object)
{
	const CatalogSequence *sequence = (const CatalogSequence *)object;

	if (sequence->is_identity)
		print_wide_identity(printer, sequence);
	if (sequence->is_identity || !sequence->owner.name.len)
		return;
	add(printer, "ALTER SEQUENCE ");
	add_relation(printer, object->name);
	add(printer, " OWNED BY ");
	add_relation(printer, sequence->owner);
	add(printer, ".");
	add_name(printer, sequence->owner_column);
	add(printer, ";\n");
}

// ---- tables --------------------------------------------------------------------------------------------------

static void add_serial_default(const Printer *printer, const CatalogTable *table, const CatalogColumn *column)
{
	const CatalogSequence *sequence =
		implicit_sequence(printer->catalog, table->object.name, column->name, false);

	if (!sequence)
		return;
	add(printer, " DEFAULT nextval(");
	add_string(printer, relation_show(printer->arena, sequence->object.name));
	add(printer, ")");
}

static void add_identity(const Printer *printer, const CatalogTable *table, const CatalogColumn *column)
{
	const CatalogSequence *sequence =
		implicit_sequence(printer->catalog, table->object.name, column->name, true);

	buffer_printf(printer->out, " GENERATED %s AS IDENTITY",
		      column->identity_always ? "ALWAYS" : "BY DEFAULT");
	if (!sequence)
		return;
	add(printer, " (SEQUENCE NAME ");
	add_relation(printer, sequence->object.name);
	add_options(printer, sequence);
	add(printer, ")");
}

static void add_column(const Printer *printer, const CatalogTable *table, const CatalogColumn *column)
{
	Str text = column_default_text(printer->arena, column);

	add_name(printer, column->name);
	add(printer, " ");
	add_str(printer, column_type_text(printer->arena, column));
	if (column->collation.len) {
		add(printer, " COLLATE ");
		add_name(printer, column->collation);
	}
	if (column->is_generated)
		buffer_printf(printer->out, " GENERATED ALWAYS AS (%.*s) STORED", STR_ARG(text));
	else if (column->is_identity)
		add_identity(printer, table, column);
	else if (column->is_serial)
		add_serial_default(printer, table, column);
	else if (text.len)
		buffer_printf(printer->out, " DEFAULT %.*s", STR_ARG(text));
	add(printer, column->not_null ? " NOT NULL" : "");
}

// "PARTITION BY ...", "FOR VALUES ...": written as part of a CREATE TABLE, whose beginning is known.
static Str partition_text(const Printer *printer, const CatalogTable *table, bool bound)
{
	PgQuery__CreateStmt create = PG_QUERY__CREATE_STMT__INIT;
	PgQuery__RangeVar name = PG_QUERY__RANGE_VAR__INIT;
	PgQuery__RangeVar parent = PG_QUERY__RANGE_VAR__INIT;
	PgNode parent_node = PG_QUERY__NODE__INIT;
	PgNode statement = PG_QUERY__NODE__INIT;
	PgNode *parents[] = { &parent_node };
	char letter[] = "t";

	name.relname = parent.relname = letter;
	name.inh = parent.inh = true;
	name.relpersistence = parent.relpersistence = letter + 1;
	parent_node.node_case = PG_QUERY__NODE__NODE_RANGE_VAR;
	parent_node.range_var = &parent;
	create.relation = &name;
	create.oncommit = PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_NOOP;
	if (bound) {
		create.n_inh_relations = 1;
		create.inh_relations = parents;
		create.partbound = (PgQuery__PartitionBoundSpec *)(uintptr_t)table->partition_bound;
	} else {
		create.partspec = (PgQuery__PartitionSpec *)(uintptr_t)table->partition_key;
	}
	statement.node_case = PG_QUERY__NODE__NODE_CREATE_STMT;
	statement.create_stmt = &create;
	Str text = postgres_deparse(printer->arena, &statement);
	size_t at = str_find(text, bound ? STR("PARTITION OF t ") : STR("PARTITION BY"), 0);
	if (at == SIZE_MAX)
		return STR_NONE;
	return str_slice(text, at + (bound ? strlen("PARTITION OF t ") : 0), text.len);
}

static void print_table(const Printer *printer, const Object *object)
{
	const CatalogTable *table = (const CatalogTable *)object;

	if (!table->complete)
		add(printer, "-- only what the statements show of it\n");
	add(printer, table->unlogged ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ");
	add_relation(printer, object->name);
	add(printer, " (");
	const char *separator = "\n\t";
	for (size_t i = 0; i < table->columns.len; i++) {
		if (!table->columns.items[i]->type.name.len)
			continue; // revealed by name only
		add(printer, separator);
		add_column(printer, table, table->columns.items[i]);
		separator = ",\n\t";
	}
	add(printer, *separator == ',' ? "\n)" : ")");
	if (table->partition_key) {
		Str key = partition_text(printer, table, false);
		buffer_printf(printer->out, " %.*s", STR_ARG(key));
	}
	add(printer, ";\n");
}

static void print_family(const Printer *printer, const Object *object)
{
	const CatalogTable *table = (const CatalogTable *)object;

	if (!table->parent.name.len)
		return;
	add(printer, "ALTER TABLE ");
	add_relation(printer, table->is_partition ? table->parent : object->name);
	add(printer, table->is_partition ? " ATTACH PARTITION " : " INHERIT ");
	add_relation(printer, table->is_partition ? object->name : table->parent);
	if (table->is_partition && table->partition_bound) {
		Str bound = partition_text(printer, table, true);
		buffer_printf(printer->out, " %.*s", STR_ARG(bound));
	}
	add(printer, ";\n");
}

static void print_constraint(const Printer *printer, const CatalogTable *table,
			     const CatalogConstraint *constraint)
{
	add(printer, "ALTER TABLE ");
	if (table->is_partitioned && constraint->kind != CONSTRAINT_CHECK &&
	    constraint->kind != CONSTRAINT_FOREIGN_KEY)
		add(printer, "ONLY ");
	add_relation(printer, table->object.name);
	add(printer, " ADD CONSTRAINT ");
	add_name(printer, constraint->name);
	add(printer, " ");
	add_str(printer, constraint_text(printer->arena, constraint));
	add(printer, ";\n");
}

static int by_constraint_name(const void *a, const void *b)
{
	const CatalogConstraint *x = *(const CatalogConstraint *const *)a;
	const CatalogConstraint *y = *(const CatalogConstraint *const *)b;

	return str_compare(x->name, y->name);
}

static void print_constraints(const Printer *printer, const CatalogTable *table, ConstraintKind first,
			      ConstraintKind last)
{
	Array(const CatalogConstraint *) sorted = { 0 };

	for (size_t i = 0; i < table->constraints.len; i++)
		array_push(printer->arena, &sorted, table->constraints.items[i]);
	if (sorted.len)
		qsort(sorted.items, sorted.len, sizeof(*sorted.items), by_constraint_name);
	for (size_t i = 0; i < sorted.len; i++)
		if (sorted.items[i]->kind >= first && sorted.items[i]->kind <= last)
			print_constraint(printer, table, sorted.items[i]);
}

static void print_checks(const Printer *printer, const Object *object)
{
	print_constraints(printer, (const CatalogTable *)object, CONSTRAINT_CHECK, CONSTRAINT_CHECK);
}

static void print_keys(const Printer *printer, const Object *object)
{
	print_constraints(printer, (const CatalogTable *)object, CONSTRAINT_PRIMARY_KEY,
			  CONSTRAINT_EXCLUSION);
}

// Those a partition has from its parent come with the parent's. `partitioned`: those that reference a partitioned table, for which
// PostgreSQL makes more constraints whose names it chooses.
static void print_foreign_keys(const Printer *printer, const CatalogTable *table, bool partitioned)
{
	CatalogTable own = *table;

	array_own(printer->arena, &own.constraints);
	for (size_t i = own.constraints.len; i-- > 0;) {
		const CatalogConstraint *key = own.constraints.items[i];
		const CatalogTable *referenced = catalog_table(printer->catalog, key->references);
		if ((own.is_partition && key->inherited) ||
		    (referenced && referenced->is_partitioned) != partitioned)
			array_remove_at(printer->arena, &own.constraints, i);
	}
	print_constraints(printer, &own, CONSTRAINT_FOREIGN_KEY, CONSTRAINT_FOREIGN_KEY);
}

static void print_plain_foreign_keys(const Printer *printer, const Object *object)
{
	print_foreign_keys(printer, (const CatalogTable *)object, false);
}

static void print_other_foreign_keys(const Printer *printer, const Object *object)
{
	print_foreign_keys(printer, (const CatalogTable *)object, true);
}

// A trigger, policy or rule, under the names it and its table have today.
static void print_part(const Printer *printer, const CatalogTable *table, const CatalogPart *part)
{
	PgQuery__RangeVar range = PG_QUERY__RANGE_VAR__INIT;
	PgNode *copy = (PgNode *)ast_clone(printer->arena, &part->definition->base);
	char *name = str_dup(printer->arena, part->name);

	range.schemaname = str_dup(printer->arena, table->object.name.schema);
	range.relname = str_dup(printer->arena, table->object.name.name);
	range.inh = true;
	if (copy->node_case == PG_QUERY__NODE__NODE_CREATE_TRIG_STMT) {
		copy->create_trig_stmt->relation = &range;
		copy->create_trig_stmt->trigname = name;
	} else if (copy->node_case == PG_QUERY__NODE__NODE_CREATE_POLICY_STMT) {
		copy->create_policy_stmt->table = &range;
		copy->create_policy_stmt->policy_name = name;
	} else if (copy->node_case == PG_QUERY__NODE__NODE_RULE_STMT) {
		copy->rule_stmt->relation = &range;
		copy->rule_stmt->rulename = name;
	}
	add_statement(printer, copy);
	if (part->enabled || copy->node_case == PG_QUERY__NODE__NODE_CREATE_POLICY_STMT)
		return;
	add(printer, "ALTER TABLE ");
	add_relation(printer, table->object.name);
	add(printer,
	    copy->node_case == PG_QUERY__NODE__NODE_RULE_STMT ? " DISABLE RULE " : " DISABLE TRIGGER ");
	add_name(printer, part->name);
	add(printer, ";\n");
}

static void print_table_rest(const Printer *printer, const Object *object)
{
	const CatalogTable *table = (const CatalogTable *)object;
	Str name = relation_show(printer->arena, object->name);

	if (table->row_security)
		buffer_printf(printer->out, "ALTER TABLE %.*s ENABLE ROW LEVEL SECURITY;\n", STR_ARG(name));
	if (table->force_row_security)
		buffer_printf(printer->out, "ALTER TABLE %.*s FORCE ROW LEVEL SECURITY;\n", STR_ARG(name));
	for (size_t i = 0; i < table->policies.len; i++)
		print_part(printer, table, &table->policies.items[i]);
	for (size_t i = 0; i < table->triggers.len; i++)
		print_part(printer, table, &table->triggers.items[i]);
	for (size_t i = 0; i < table->rules.len; i++)
		print_part(printer, table, &table->rules.items[i]);
	if (table->comment.len) {
		buffer_printf(printer->out, "COMMENT ON TABLE %.*s IS ", STR_ARG(name));
		add_string(printer, table->comment);
		add(printer, ";\n");
	}
	for (size_t i = 0; i < table->columns.len; i++) {
		if (!table->columns.items[i]->comment.len)
			continue;
		buffer_printf(printer->out, "COMMENT ON COLUMN %.*s.", STR_ARG(name));
		add_name(printer, table->columns.items[i]->name);
		add(printer, " IS ");
		add_string(printer, table->columns.items[i]->comment);
		add(printer, ";\n");
	}
}

// ---- indexes, views, functions -------------------------------------------------------------------------------

static void print_index(const Printer *printer, const Object *object)
{
	const CatalogIndex *index = (const CatalogIndex *)object;
	const CatalogTable *table = catalog_table(printer->catalog, index->table);

	if (index->constraint.len || !index->definition)
		return;
	add(printer, index->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
	add_name(printer, object->name.name);
	add(printer, table && table->is_partitioned ? " ON ONLY " : " ON ");
	add_relation(printer, index->table);
	add(printer, " ");
	add_str(printer, index_text(printer->arena, index));
	add(printer, ";\n");
}

static void print_attachment(const Printer *printer, const Object *object)
{
	const CatalogIndex *index = (const CatalogIndex *)object;

	if (!index->parent.name.len)
		return;
	add(printer, "ALTER INDEX ");
	add_relation(printer, index->parent);
	add(printer, " ATTACH PARTITION ");
	add_relation(printer, object->name);
	add(printer, ";\n");
}

static void add_aliases(const Printer *printer, const CatalogView *view)
{
	const PgQuery__ViewStmt *statement = view->definition->view_stmt;

	for (size_t i = 0; i < statement->n_aliases; i++) {
		add(printer, i ? ", " : " (");
		add_name(printer, node_string(statement->aliases[i]));
	}
	add(printer, statement->n_aliases ? ")" : "");
}

static void print_view(const Printer *printer, const Object *object, Map *done)
{
	const CatalogView *view = (const CatalogView *)object;
	char buffer[256];
	Str key = store_key(printer->arena, object->name, buffer);

	if (map_get(done, key))
		return;
	key.data = arena_strndup(printer->arena, key.data, key.len);
	map_set(done, printer->arena, key, done);
	for (size_t i = 0; i < view->uses.len; i++) {
		const CatalogView *used = catalog_view(printer->catalog, view->uses.items[i]);
		if (used)
			print_view(printer, &used->object, done);
	}
	add(printer, object->kind == OBJECT_VIEW ? "CREATE VIEW " : "CREATE MATERIALIZED VIEW ");
	add_relation(printer, object->name);
	if (object->kind == OBJECT_VIEW)
		add_aliases(printer, view);
	add(printer, " AS ");
	add_str(printer, view_text(printer->arena, view));
	add(printer, ";\n");
}

static void print_views(const Printer *printer)
{
	Map done = { 0 };

	for (ObjectKind kind = OBJECT_VIEW; kind <= OBJECT_MATERIALIZED_VIEW; kind++) {
		ObjectArray views = objects_of(printer, kind);
		for (size_t i = 0; i < views.len; i++)
			print_view(printer, views.items[i], &done);
	}
}

static void print_function(const Printer *printer, const Object *object)
{
	add_statement(printer, ((const CatalogFunction *)object)->definition);
}

void catalog_print(const Catalog *catalog, Buffer *out)
{
	Arena arena = { 0 };
	Printer printer = { catalog, &arena, out };

	print_for_each(&printer, OBJECT_SCHEMA, print_schema);
	print_for_each(&printer, OBJECT_EXTENSION, print_extension);
	print_for_each(&printer, OBJECT_ENUM, print_enum);
	print_for_each(&printer, OBJECT_TYPE, print_type);
	print_for_each(&printer, OBJECT_DOMAIN, print_domain);
	print_for_each(&printer, OBJECT_SEQUENCE, print_sequence);
	print_for_each(&printer, OBJECT_TABLE, print_table);
	print_for_each(&printer, OBJECT_SEQUENCE, print_owner);
	print_for_each(&printer, OBJECT_TABLE, print_checks);
	print_for_each(&printer, OBJECT_TABLE, print_family);
	print_for_each(&printer, OBJECT_TABLE, print_keys);
	print_for_each(&printer, OBJECT_FUNCTION, print_function);
	print_views(&printer);
	print_for_each(&printer, OBJECT_INDEX, print_index);
	print_for_each(&printer, OBJECT_INDEX, print_attachment);
	print_for_each(&printer, OBJECT_TABLE, print_plain_foreign_keys);
	print_for_each(&printer, OBJECT_TABLE, print_other_foreign_keys);
	print_for_each(&printer, OBJECT_TABLE, print_table_rest);
	arena_release(&arena);
}
