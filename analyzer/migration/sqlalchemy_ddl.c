#include "migration/sqlalchemy_ddl.h"

#include "migration/sqlalchemy_enum.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_table.h"
#include "migration/sqlalchemy_text.h"

const char *const table_options[] = {
	"postgresql_inherits",
	"postgresql_partition_by",
	"postgresql_using",
	"postgresql_with",
	"postgresql_with_oids",
	"postgresql_on_commit",
	"postgresql_tablespace",
	"postgresql_ignore_search_path", // of reflection
	NULL,
};

static const Parameter parameters[] = {
	{ "name", PARAMETER_REQUIRED },
	{ "metadata", 0 },
	{ "args", PARAMETER_REST },
	{ "schema", PARAMETER_KEYWORD },
	{ "comment", PARAMETER_KEYWORD },
	{ "prefixes", PARAMETER_KEYWORD },
	{ "info", PARAMETER_KEYWORD },
	{ "quote", PARAMETER_KEYWORD },
	{ "quote_schema", PARAMETER_KEYWORD },
	{ "extend_existing", PARAMETER_KEYWORD },
	{ "keep_existing", PARAMETER_KEYWORD },
	{ "autoload", PARAMETER_KEYWORD },
	{ "autoload_with", PARAMETER_KEYWORD },
	{ "autoload_replace", PARAMETER_KEYWORD },
	{ "resolve_fks", PARAMETER_KEYWORD },
	{ "include_columns", PARAMETER_KEYWORD },
	{ "implicit_returning", PARAMETER_KEYWORD },
	{ "listeners", PARAMETER_KEYWORD },
	{ "must_exist", PARAMETER_KEYWORD },
	{ NULL, 0 },
};
static const Signature signature = { "sa.Table", parameters, table_options, SIGNATURE_DIALECTS };

// ---- what columns bring along ---------------------------------------------------------------------------------

static void derive_enum_check(Lowering *lowering, const Column *column, ConstraintArray *constraints)
{
	ColumnType type = type_read(lowering, column->type);
	EnumType read;

	if (!column->type || !enum_read(lowering, &type, &read) || !read.create_constraint)
		return;
	Constraint check = {
		.kind = CONSTRAINT_ENUM, .call = column->call, .name = read.name, .type = column->type
	};
	array_push(lowering->arena, &check.columns, (Value *)(uintptr_t)column->name);
	array_push(lowering->arena, constraints, check);
}

void column_derive_constraints(Lowering *lowering, const Column *column, ConstraintArray *constraints)
{
	if (column->unknown || !column->name)
		return;
	if (column->unique && !column->index) {
		Constraint unique = { .kind = CONSTRAINT_UNIQUE, .call = column->call };
		array_push(lowering->arena, &unique.columns, (Value *)(uintptr_t)column->name);
		array_push(lowering->arena, constraints, unique);
	}
	derive_enum_check(lowering, column, constraints);
	for (size_t i = 0; i < column->foreign_keys.len; i++) {
		Constraint foreign;
		constraint_read_foreign_key(lowering, column->foreign_keys.items[i], column->name, &foreign);
		array_push(lowering->arena, constraints, foreign);
	}
}

bool column_derive_index(const Column *column, const Value *schema, const Value *table, Index *index)
{
	*index = (Index){ .schema = schema, .table = table, .unique = column->unique };
	return column->index && column->name;
}

// ---- reading --------------------------------------------------------------------------------------------------

static Column *find_column(Lowering *lowering, TableDefinition *table, const Value *name)
{
	Str wanted, key;

	if (!name_text(lowering->arena, name, &wanted))
		return NULL;
	for (size_t i = 0; i < table->columns.len; i++) {
		Column *column = &table->columns.items[i];
		if (column->key && name_text(lowering->arena, column->key, &key) && str_equal(key, wanted))
			return column;
	}
	return NULL;
}

// Constraints name columns by key; SQL has their names.
static void name_columns(Lowering *lowering, TableDefinition *table, ValueArray *names)
{
	for (size_t i = 0; i < names->len; i++) {
		Column *column = find_column(lowering, table, names->items[i]);
		if (column && column->name && column->key != column->name)
			names->items[i] = (Value *)(uintptr_t)column->name;
	}
}

static void mark_columns(Lowering *lowering, TableDefinition *table, Constraint *constraint)
{
	bool is_key = constraint->kind == CONSTRAINT_PRIMARY_KEY;

	if (!is_key && constraint->kind != CONSTRAINT_FOREIGN_KEY && constraint->kind != CONSTRAINT_UNIQUE)
		return;
	for (size_t i = 0; i < constraint->columns.len; i++) {
		Column *column = find_column(lowering, table, constraint->columns.items[i]);
		if (!column)
			continue;
		if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
			column->in_foreign_key = true;
		if (!is_key)
			continue;
		column->in_key = true;
		if (!column->nullable_given)
			column->nullable = false;
	}
	name_columns(lowering, table, &constraint->columns);
}

static void add_item(Lowering *lowering, TableDefinition *table, Value *item)
{
	Column column;
	Constraint constraint;
	Index index;

	if (constraint_read(lowering, item, &constraint)) {
		array_push(lowering->arena, &table->constraints, constraint);
	} else if (index_read(lowering, item, &index)) {
		index.table = table->name;
		index.schema = table->schema;
		array_push(lowering->arena, &table->indexes, index);
	} else if (column_read(lowering, item, &column)) {
		array_push(lowering->arena, &table->columns, column);
	}
}

// The primary key as a constraint in front; made from the columns' flags when none is written.
static void settle_primary_key(Lowering *lowering, TableDefinition *table)
{
	Constraint key = { .kind = CONSTRAINT_PRIMARY_KEY };
	ConstraintArray others = { 0 };

	for (size_t i = 0; i < table->constraints.len; i++) {
		if (table->constraints.items[i].kind == CONSTRAINT_PRIMARY_KEY)
			key = table->constraints.items[i];
	}
	if (!key.columns.len) {
		// The one that counts up comes first.
		for (int serial = 1; serial >= 0; serial--)
			for (size_t i = 0; i < table->columns.len; i++) {
				const Column *column = &table->columns.items[i];
				bool first = column->autoincrement == AUTOINCREMENT_YES;
				if (column->primary_key && !column->system && first == serial)
					array_push(lowering->arena, &key.columns,
						   (Value *)(uintptr_t)column->name);
			}
	}
	if (key.columns.len)
		array_push(lowering->arena, &others, key);
	for (size_t i = 0; i < table->constraints.len; i++)
		if (table->constraints.items[i].kind != CONSTRAINT_PRIMARY_KEY)
			array_push(lowering->arena, &others, table->constraints.items[i]);
	table->constraints = others;
}

void table_define(Lowering *lowering, TableDefinition *table, const ValueArray *items)
{
	for (size_t i = 0; i < items->len; i++)
		add_item(lowering, table, items->items[i]);
	// A key that is written out wins over the columns' flags.
	for (size_t i = 0; i < table->constraints.len; i++)
		if (table->constraints.items[i].kind == CONSTRAINT_PRIMARY_KEY &&
		    table->constraints.items[i].columns.len)
			for (size_t k = 0; k < table->columns.len; k++)
				table->columns.items[k].in_key = false;
	for (size_t i = 0; i < table->constraints.len; i++)
		mark_columns(lowering, table, &table->constraints.items[i]);
	columns_settle_serial(lowering, &table->columns);
	for (size_t i = 0; i < table->columns.len; i++) {
		Index index;
		column_derive_constraints(lowering, &table->columns.items[i], &table->constraints);
		if (column_derive_index(&table->columns.items[i], table->schema, table->name, &index)) {
			array_push(lowering->arena, &index.elements,
				   (Value *)(uintptr_t)table->columns.items[i].name);
			array_push(lowering->arena, &table->indexes, index);
		}
	}
	settle_primary_key(lowering, table);
}

// Constraints and indexes made apart from the table over its columns.
static void add_attached(Lowering *lowering, const Value *identity, ValueArray *items)
{
	for (size_t i = 0; lowering->attached && i < lowering->attached->len; i++) {
		Value *item = lowering->attached->items[i];
		const ValueArray *arguments = &item->call.arguments->positional;
		for (size_t k = 0; k < arguments->len; k++) {
			TableRef table;
			const Value *column;
			Str key;
			if (!table_column_read(lowering, arguments->items[k], &table, &column, &key) ||
			    table.identity != identity)
				continue;
			array_push(lowering->arena, items, item);
			break;
		}
	}
}

bool table_definition_read(Lowering *lowering, const Value *value, TableDefinition *table)
{
	TableRef reference;

	*table = (TableDefinition){ 0 };
	if (!table_read(lowering, value, &reference))
		return false;
	table->name = reference.name;
	table->schema = reference.schema;
	if (reference.identity->kind == VALUE_CALL && sa_is(reference.identity, "Table")) {
		if (!signature_bind(lowering, &signature, reference.identity, NULL, &table->bound))
			return false;
		table->comment = bound_get(&table->bound, "comment");
		table->columns_open = table->bound.arguments->open_positional;
		ValueArray items = table->bound.rest;
		add_attached(lowering, reference.identity, &items);
		table_define(lowering, table, &items);
		return true;
	}
	table_define(lowering, table, &reference.columns);
	return reference.columns.len > 0;
}

// ---- types that columns take over ----------------------------------------------------------------------------

// The type of the column a foreign key points at, in this table or one MetaData knows; NULL when it is not known.
static const Value *target_type(Lowering *lowering, TableDefinition *table, const ForeignTarget *target)
{
	Str name, wanted, key;

	if (!target->table || !target->columns.len || !name_text(lowering->arena, target->table, &wanted) ||
	    !name_text(lowering->arena, target->columns.items[0], &key))
		return NULL;
	if (name_text(lowering->arena, table->name, &name) && str_equal(name, wanted)) {
		Column *column = find_column(lowering, table, target->columns.items[0]);
		return column ? column->type : NULL;
	}
	for (size_t i = 0; lowering->tables && i < lowering->tables->len; i++) {
		TableRef other;
		if (!table_read(lowering, lowering->tables->items[i], &other) || !other.name ||
		    !name_text(lowering->arena, other.name, &name) || !str_equal(name, wanted))
			continue;
		const Value *column = table_ref_column(lowering, &other, key);
		return column ? column_type_of(column) : NULL;
	}
	return NULL;
}

static void settle_types(Lowering *lowering, TableDefinition *table)
{
	for (size_t i = 0; i < table->columns.len; i++) {
		Column *column = &table->columns.items[i];
		if (column->unknown || !value_is_absent(column->type) || !column->foreign_keys.len ||
		    !column->name)
			continue;
		Constraint foreign;
		constraint_read_foreign_key(lowering, column->foreign_keys.items[0], column->name, &foreign);
		column->type = target_type(lowering, table, &foreign.target);
	}
}

// ---- writing --------------------------------------------------------------------------------------------------

static void write_prefixes(Lowering *lowering, SqlWriter *writer, const Value *prefixes)
{
	bool known = prefixes && (prefixes->kind == VALUE_LIST || prefixes->kind == VALUE_TUPLE);

	for (size_t i = 0; known && i < prefixes->items->len; i++) {
		sql_add_text(writer, value_to_text(lowering->arena, prefixes->items->items[i]));
		sql_puts(writer, " ");
	}
}

static char commit_word(char c)
{
	if (c == '_')
		return ' ';
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static void write_option(Lowering *lowering, SqlWriter *writer, const Value *value, const char *words,
			 bool is_name)
{
	if (value_is_absent(value))
		return;
	sql_puts(writer, words);
	if (is_name)
		name_write(lowering, writer, value);
	else
		sql_add_text(writer, value_to_text(lowering->arena, value));
}

static void write_inherits(Lowering *lowering, SqlWriter *writer, const Value *inherits)
{
	if (value_is_absent(inherits))
		return;
	sql_puts(writer, "\n INHERITS ( ");
	name_write_list(lowering, writer, inherits);
	sql_puts(writer, " )");
}

static void write_oids(SqlWriter *writer, const Value *oids)
{
	bool truth;

	if (!value_is_absent(oids) && value_truth(oids, &truth))
		sql_puts(writer, truth ? "\n WITH OIDS" : "\n WITHOUT OIDS");
}

static void write_table_options(Lowering *lowering, SqlWriter *writer, const Bound *bound)
{
	const Value *on_commit = bound_get(bound, "postgresql_on_commit");

	write_inherits(lowering, writer, bound_get(bound, "postgresql_inherits"));
	write_option(lowering, writer, bound_get(bound, "postgresql_partition_by"), "\n PARTITION BY ",
		     false);
	write_option(lowering, writer, bound_get(bound, "postgresql_using"), "\n USING ", false);
	write_oids(writer, bound_get(bound, "postgresql_with_oids"));
	if (!value_is_absent(on_commit)) {
		sql_puts(writer, "\n ON COMMIT ");
		sql_add_text(writer,
			     text_map(lowering->arena, value_to_text(lowering->arena, on_commit),
				      commit_word));
	}
	write_option(lowering, writer, bound_get(bound, "postgresql_tablespace"), "\n TABLESPACE ", true);
}

static void write_body(Lowering *lowering, SqlWriter *writer, const TableDefinition *table)
{
	const char *separator = "\n    ";

	for (size_t i = 0; i < table->columns.len; i++) {
		if (table->columns.items[i].system)
			continue;
		sql_puts(writer, separator);
		column_write(lowering, writer, &table->columns.items[i], table->schema);
		column_write_checks(lowering, writer, &table->columns.items[i]);
		separator = ", \n    ";
	}
	if (table->columns_open) {
		Column more = { .unknown = true,
				.call = value_unknown(lowering->arena, lowering->span, STR("more columns")) };
		sql_puts(writer, separator);
		column_write(lowering, writer, &more, NULL);
		separator = ", \n    ";
	}
	for (size_t i = 0; i < table->constraints.len; i++) {
		if (table->constraints.items[i].use_alter)
			continue;
		sql_puts(writer, separator);
		constraint_write(lowering, writer, &table->constraints.items[i]);
		separator = ", \n    ";
	}
}

static void write_table(Lowering *lowering, const TableDefinition *table)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "CREATE ");
	if (table->bound.signature)
		write_prefixes(lowering, &writer, bound_get(&table->bound, "prefixes"));
	sql_puts(&writer, table->if_not_exists ? "TABLE IF NOT EXISTS " : "TABLE ");
	name_write_qualified(lowering, &writer, table->schema, table->name);
	sql_puts(&writer, " (");
	write_body(lowering, &writer, table);
	sql_puts(&writer, "\n)");
	if (table->bound.signature)
		write_table_options(lowering, &writer, &table->bound);
	lowering_emit(lowering, &writer);
}

void table_write_comment(Lowering *lowering, const Value *schema, const Value *table, const Value *comment)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "COMMENT ON TABLE ");
	name_write_qualified(lowering, &writer, schema, table);
	sql_puts(&writer, " IS ");
	if (value_is_absent(comment))
		sql_puts(&writer, "NULL");
	else
		literal_write_text(&writer, value_to_text(lowering->arena, comment));
	lowering_emit(lowering, &writer);
}

void column_write_comment(Lowering *lowering, const Value *schema, const Value *table, const Value *column,
			  const Value *comment, bool split)
{
	SqlWriter writer = lowering_sql(lowering);

	sql_puts(&writer, "COMMENT ON COLUMN ");
	if (split)
		name_write_split(lowering, &writer, schema, table);
	else
		name_write_qualified(lowering, &writer, schema, table);
	sql_puts(&writer, ".");
	name_write(lowering, &writer, column);
	sql_puts(&writer, " IS ");
	if (value_is_absent(comment))
		sql_puts(&writer, "NULL");
	else
		literal_write_text(&writer, value_to_text(lowering->arena, comment));
	lowering_emit(lowering, &writer);
}

static bool is_comment(const Value *comment, Arena *arena)
{
	Str text;

	return !value_is_absent(comment) && !(value_plain_text(comment, arena, &text) && !text.len);
}

void table_create(Lowering *lowering, TableDefinition *table, bool create_types_once)
{
	Map *types_of_run = lowering->types;
	Map types_of_table = { 0 };

	settle_types(lowering, table);
	if (!create_types_once)
		lowering->types = &types_of_table;
	for (size_t i = 0; i < table->columns.len; i++) {
		const Column *column = &table->columns.items[i];
		if (!column->unknown && column->type)
			named_type_create_once(lowering, column->type, table->schema);
	}
	lowering->types = types_of_run;
	write_table(lowering, table);
	for (size_t i = 0; i < table->indexes.len; i++)
		index_create(lowering, &table->indexes.items[i]);
	if (is_comment(table->comment, lowering->arena))
		table_write_comment(lowering, table->schema, table->name, table->comment);
	for (size_t i = 0; i < table->columns.len; i++)
		if (is_comment(table->columns.items[i].comment, lowering->arena))
			column_write_comment(lowering, table->schema, table->name,
					     table->columns.items[i].name, table->columns.items[i].comment,
					     false);
}
