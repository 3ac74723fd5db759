#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include "postgres/catalog_store.h"

// Facts: what facts_write() was given.
typedef struct Facts {
	const Catalog *catalog;
	Arena *scratch;
	JsonWriter *json;
} Facts;

static const char *words(bool value)
{
	return value ? "true" : "false";
}

static void add_type(Buffer *out, const TypeRef *type)
{
	if (type->schema.len)
		buffer_printf(out, "%.*s.", STR_ARG(type->schema));
	buffer_add_str(out, type->name);
	bool interval = str_is(type->name, "interval");
	int first = interval ? 1 : 0;
	for (int i = first; i < type->modifier_count; i++)
		buffer_printf(out, "%s%d", i == first ? "(" : ",", type->modifiers[i]);
	if (type->modifier_count == 1 && str_is(type->name, "numeric"))
		buffer_puts(out, ",0");
	if (type->modifier_count > first)
		buffer_putc(out, ')');
	if (type->array_dimensions)
		buffer_puts(out, "[]");
}

static void add_relation(Buffer *out, Relation name)
{
	if (name.name.len)
		buffer_printf(out, "%.*s.%.*s", STR_ARG(name.schema), STR_ARG(name.name));
}

static void add_columns(Buffer *out, const Str *columns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_printf(out, "%s%.*s", i ? "," : "", STR_ARG(columns[i]));
}

static Buffer fact(Facts *facts, const char *kind, Relation name)
{
	Buffer out = buffer_in(facts->scratch);

	buffer_printf(&out, "%s|", kind);
	if (name.schema.len)
		buffer_printf(&out, "%.*s.", STR_ARG(name.schema));
	buffer_add_str(&out, name.name);
	return out;
}

static void write_fact(Facts *facts, const Buffer *text)
{
	json_str(facts->json, buffer_str(text));
}

static void column_fact(Facts *facts, const CatalogTable *table, const CatalogColumn *column)
{
	Buffer out = fact(facts, "column", table->object.name);

	buffer_printf(&out, ".%.*s|type=", STR_ARG(column->name));
	add_type(&out, &column->type);
	buffer_printf(&out, " not_null=%s identity=%s generated=%s default=%s inherited=%s comment=%.*s",
		      words(column->not_null),
		      !column->is_identity              ? ""
			      : column->identity_always ? "a"
							: "d",
		      column->is_generated ? "s" : "", words(column->default_expression || column->is_serial),
		      words(column->inherited), STR_ARG(column->comment));
	write_fact(facts, &out);
}

static int compare_str(const void *a, const void *b)
{
	return str_compare(*(const Str *)a, *(const Str *)b);
}

static void constraint_fact(Facts *facts, const CatalogTable *table, const CatalogConstraint *constraint)
{
	static const char letters[] = { [CONSTRAINT_CHECK] = 'c',
					[CONSTRAINT_FOREIGN_KEY] = 'f',
					[CONSTRAINT_PRIMARY_KEY] = 'p',
					[CONSTRAINT_UNIQUE] = 'u',
					[CONSTRAINT_EXCLUSION] = 'x' };
	Buffer out = fact(facts, "constraint", table->object.name);
	StrArray columns = { 0 };

	for (size_t i = 0; i < constraint->columns.len; i++)
		array_push(facts->scratch, &columns, constraint->columns.items[i]);
	if (constraint->kind == CONSTRAINT_CHECK && columns.len)
		qsort(columns.items, columns.len, sizeof(Str), compare_str);
	buffer_printf(&out, ".%.*s|type=%c columns=", STR_ARG(constraint->name), letters[constraint->kind]);
	add_columns(&out, columns.items, columns.len);
	buffer_printf(&out, " valid=%s deferrable=%s deferred=%s inherited=%s no_inherit=%s",
		      words(constraint->validated), words(constraint->deferrable),
		      words(constraint->initially_deferred), words(constraint->inherited),
		      words(constraint->no_inherit && constraint->kind == CONSTRAINT_CHECK));
	if (constraint->kind == CONSTRAINT_FOREIGN_KEY) {
		buffer_puts(&out, " references=");
		add_relation(&out, constraint->references);
		buffer_putc(&out, '(');
		add_columns(&out, constraint->referenced_columns.items, constraint->referenced_columns.len);
		buffer_printf(&out, ") on_update=%c on_delete=%c", constraint->on_update,
			      constraint->on_delete);
	}
	write_fact(facts, &out);
}

static void part_facts(Facts *facts, const CatalogTable *table, const char *kind, const CatalogPart *parts,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		Buffer out = fact(facts, kind, table->object.name);
		buffer_printf(&out, ".%.*s|", STR_ARG(parts[i].name));
		if (strcmp(kind, "trigger") == 0) {
			buffer_printf(&out, "enabled=%s function=", words(parts[i].enabled));
			add_relation(&out, parts[i].function);
		}
		write_fact(facts, &out);
	}
}

static void table_facts(Facts *facts, const Object *object)
{
	const CatalogTable *table = (const CatalogTable *)object;
	Buffer out = fact(facts, "table", object->name);

	if (table->temporary)
		return;
	buffer_printf(&out, "|kind=%c persistence=%c partition=%s parent=",
		      table->is_partitioned       ? 'p'
			      : table->is_foreign ? 'f'
						  : 'r',
		      table->unlogged ? 'u' : 'p', words(table->is_partition));
	add_relation(&out, table->parent);
	buffer_printf(&out, " rls=%s force=%s comment=%.*s", words(table->row_security),
		      words(table->force_row_security), STR_ARG(table->comment));
	write_fact(facts, &out);
	for (size_t i = 0; i < table->columns.len; i++)
		column_fact(facts, table, table->columns.items[i]);
	for (size_t i = 0; i < table->constraints.len; i++)
		constraint_fact(facts, table, table->constraints.items[i]);
	part_facts(facts, table, "trigger", table->triggers.items, table->triggers.len);
	part_facts(facts, table, "policy", table->policies.items, table->policies.len);
	part_facts(facts, table, "rule", table->rules.items, table->rules.len);
}

static void index_fact(Facts *facts, const Object *object)
{
	const CatalogIndex *index = (const CatalogIndex *)object;
	Buffer out = fact(facts, "index", object->name);

	buffer_puts(&out, "|table=");
	add_relation(&out, index->table);
	buffer_printf(&out, " unique=%s primary=%s valid=%s method=%.*s columns=", words(index->unique),
		      words(index->is_primary), words(index->valid),
		      STR_ARG(index->method.len ? index->method : STR("btree")));
	add_columns(&out, index->columns.items, index->columns.len);
	buffer_printf(&out, " predicate=%s constraint=%.*s parent=", words(index->predicate != NULL),
		      STR_ARG(index->constraint));
	add_relation(&out, index->parent);
	write_fact(facts, &out);
}

static void sequence_fact(Facts *facts, const Object *object)
{
	const CatalogSequence *sequence = (const CatalogSequence *)object;
	Buffer out = fact(facts, "sequence", object->name);

	buffer_puts(&out, "|owner=");
	add_relation(&out, sequence->owner);
	if (sequence->owner.name.len)
		buffer_printf(&out, ".%.*s", STR_ARG(sequence->owner_column));
	buffer_printf(&out, " identity=%s type=%.*s", words(sequence->is_identity),
		      STR_ARG(sequence->type.len ? sequence->type : STR("int8")));
	write_fact(facts, &out);
}

static void enum_fact(Facts *facts, const Object *object)
{
	const CatalogType *type = (const CatalogType *)object;
	Buffer out = fact(facts, "enum", object->name);

	buffer_putc(&out, '|');
	add_columns(&out, type->values.items, type->values.len);
	write_fact(facts, &out);
}

static void domain_fact(Facts *facts, const Object *object)
{
	const CatalogType *type = (const CatalogType *)object;
	Buffer out = fact(facts, "domain", object->name);
	StrArray checks = { 0 };

	for (size_t i = 0; i < type->checks.len; i++)
		array_push(facts->scratch, &checks, type->checks.items[i]->name);
	if (checks.len)
		qsort(checks.items, checks.len, sizeof(Str), compare_str);
	buffer_puts(&out, "|base=");
	add_type(&out, &type->base);
	buffer_printf(&out, " not_null=%s default=%s checks=", words(type->not_null),
		      words(type->default_expression != NULL));
	add_columns(&out, checks.items, checks.len);
	write_fact(facts, &out);
}

// What has a name and no more that is compared.
static void name_fact(Facts *facts, const Object *object)
{
	static const char *const kinds[] = {
		[OBJECT_VIEW] = "view",     [OBJECT_MATERIALIZED_VIEW] = "materialized view",
		[OBJECT_TYPE] = "type",     [OBJECT_FUNCTION] = "function",
		[OBJECT_SCHEMA] = "schema", [OBJECT_EXTENSION] = "extension"
	};

	if (object->kind == OBJECT_SCHEMA && str_is(object->name.name, "public"))
		return;
	Buffer out = fact(facts, kinds[object->kind], object->name);
	buffer_putc(&out, '|');
	write_fact(facts, &out);
}

void facts_write(const Catalog *catalog, Arena *scratch, JsonWriter *json)
{
	static void (*const writers[])(Facts *, const Object *) = {
		[OBJECT_TABLE] = table_facts,      [OBJECT_INDEX] = index_fact,
		[OBJECT_SEQUENCE] = sequence_fact, [OBJECT_ENUM] = enum_fact,
		[OBJECT_DOMAIN] = domain_fact,     [OBJECT_EXTENSION] = name_fact,
	};

	Facts facts = { catalog, scratch, json };
	for (Space space = SPACE_RELATION; space <= SPACE_EXTENSION; space++) {
		const Map *map = &catalog->maps[space];
		for (size_t i = 0; i < map->len; i++) {
			const Object *object = map->entries[i].value;
			if (object)
				(writers[object->kind] ? writers[object->kind] : name_fact)(&facts, object);
		}
	}
}
