// schema.c - test tool: what the catalog makes of SQL, for the suites that ask PostgreSQL the same.
//
// Input: texts on stdin, each ended by a NUL byte; the first character says what to do with the rest. Output: one line of JSON each.
//	N	begin with an empty schema that is known completely		{}
//	U	run these statements		{"facts": [...], "refused": [...], "errors": [...], "statements": n, "bytes": n}
//	D	run these against the state before the last U, and go back to the state behind it	{"changes": [...], "refused": [...], "errors": [...]}
//	P	print the schema	{"ddl": "..."}
//
// A fact is "kind|name|what is known of it", as tests/oracle/schema_facts.sql makes them. `refused`: what the catalog says PostgreSQL would
// not do. `errors`: what does not parse. `bytes`: what the catalog has taken of memory so far.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postgres/catalog_store.h"
#include "postgres/parse.h"
#include "report/json.h"
#include "workers.h"

typedef struct Tool {
	Arena syntax;  // what the catalog points into
	Arena memory;  // the catalog's own
	Arena scratch; // of one line of output
	Catalog *catalog;
	CatalogMark before; // the last U
	Buffer out;
	JsonWriter json;
} Tool;

// ---- facts ---------------------------------------------------------------------------------------------------

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

static Buffer fact(Tool *tool, const char *kind, Relation name)
{
	Buffer out = buffer_in(&tool->scratch);

	buffer_printf(&out, "%s|", kind);
	if (name.schema.len)
		buffer_printf(&out, "%.*s.", STR_ARG(name.schema));
	buffer_add_str(&out, name.name);
	return out;
}

static void write_fact(Tool *tool, const Buffer *text)
{
	json_str(&tool->json, buffer_str(text));
}

static void column_fact(Tool *tool, const CatalogTable *table, const CatalogColumn *column)
{
	Buffer out = fact(tool, "column", table->object.name);

	buffer_printf(&out, ".%.*s|type=", STR_ARG(column->name));
	add_type(&out, &column->type);
	buffer_printf(&out, " not_null=%s identity=%s generated=%s default=%s inherited=%s comment=%.*s",
		      words(column->not_null),
		      !column->is_identity              ? ""
			      : column->identity_always ? "a"
							: "d",
		      column->is_generated ? "s" : "", words(column->default_expression || column->is_serial),
		      words(column->inherited), STR_ARG(column->comment));
	write_fact(tool, &out);
}

static int compare_str(const void *a, const void *b)
{
	return str_compare(*(const Str *)a, *(const Str *)b);
}

static void constraint_fact(Tool *tool, const CatalogTable *table, const CatalogConstraint *constraint)
{
	static const char letters[] = { [CONSTRAINT_CHECK] = 'c',
					[CONSTRAINT_FOREIGN_KEY] = 'f',
					[CONSTRAINT_PRIMARY_KEY] = 'p',
					[CONSTRAINT_UNIQUE] = 'u',
					[CONSTRAINT_EXCLUSION] = 'x' };
	Buffer out = fact(tool, "constraint", table->object.name);
	StrArray columns = { 0 };

	for (size_t i = 0; i < constraint->columns.len; i++)
		array_push(&tool->scratch, &columns, constraint->columns.items[i]);
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
	write_fact(tool, &out);
}

static void part_facts(Tool *tool, const CatalogTable *table, const char *kind, const CatalogPart *parts,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		Buffer out = fact(tool, kind, table->object.name);
		buffer_printf(&out, ".%.*s|", STR_ARG(parts[i].name));
		if (strcmp(kind, "trigger") == 0) {
			buffer_printf(&out, "enabled=%s function=", words(parts[i].enabled));
			add_relation(&out, parts[i].function);
		}
		write_fact(tool, &out);
	}
}

static void table_facts(Tool *tool, const Object *object)
{
	const CatalogTable *table = (const CatalogTable *)object;
	Buffer out = fact(tool, "table", object->name);

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
	write_fact(tool, &out);
	for (size_t i = 0; i < table->columns.len; i++)
		column_fact(tool, table, table->columns.items[i]);
	for (size_t i = 0; i < table->constraints.len; i++)
		constraint_fact(tool, table, table->constraints.items[i]);
	part_facts(tool, table, "trigger", table->triggers.items, table->triggers.len);
	part_facts(tool, table, "policy", table->policies.items, table->policies.len);
	part_facts(tool, table, "rule", table->rules.items, table->rules.len);
}

static void index_fact(Tool *tool, const Object *object)
{
	const CatalogIndex *index = (const CatalogIndex *)object;
	Buffer out = fact(tool, "index", object->name);

	buffer_puts(&out, "|table=");
	add_relation(&out, index->table);
	buffer_printf(&out, " unique=%s primary=%s valid=%s method=%.*s columns=", words(index->unique),
		      words(index->is_primary), words(index->valid),
		      STR_ARG(index->method.len ? index->method : STR("btree")));
	add_columns(&out, index->columns.items, index->columns.len);
	buffer_printf(&out, " predicate=%s constraint=%.*s parent=", words(index->predicate != NULL),
		      STR_ARG(index->constraint));
	add_relation(&out, index->parent);
	write_fact(tool, &out);
}

static void sequence_fact(Tool *tool, const Object *object)
{
	const CatalogSequence *sequence = (const CatalogSequence *)object;
	Buffer out = fact(tool, "sequence", object->name);

	buffer_puts(&out, "|owner=");
	add_relation(&out, sequence->owner);
	if (sequence->owner.name.len)
		buffer_printf(&out, ".%.*s", STR_ARG(sequence->owner_column));
	buffer_printf(&out, " identity=%s type=%.*s", words(sequence->is_identity),
		      STR_ARG(sequence->type.len ? sequence->type : STR("int8")));
	write_fact(tool, &out);
}

static void enum_fact(Tool *tool, const Object *object)
{
	const CatalogType *type = (const CatalogType *)object;
	Buffer out = fact(tool, "enum", object->name);

	buffer_putc(&out, '|');
	add_columns(&out, type->values.items, type->values.len);
	write_fact(tool, &out);
}

static void domain_fact(Tool *tool, const Object *object)
{
	const CatalogType *type = (const CatalogType *)object;
	Buffer out = fact(tool, "domain", object->name);
	StrArray checks = { 0 };

	for (size_t i = 0; i < type->checks.len; i++)
		array_push(&tool->scratch, &checks, type->checks.items[i]->name);
	if (checks.len)
		qsort(checks.items, checks.len, sizeof(Str), compare_str);
	buffer_puts(&out, "|base=");
	add_type(&out, &type->base);
	buffer_printf(&out, " not_null=%s default=%s checks=", words(type->not_null),
		      words(type->default_expression != NULL));
	add_columns(&out, checks.items, checks.len);
	write_fact(tool, &out);
}

// What has a name and no more that is compared.
static void name_fact(Tool *tool, const Object *object)
{
	static const char *const kinds[] = {
		[OBJECT_VIEW] = "view",     [OBJECT_MATERIALIZED_VIEW] = "materialized view",
		[OBJECT_TYPE] = "type",     [OBJECT_FUNCTION] = "function",
		[OBJECT_SCHEMA] = "schema", [OBJECT_EXTENSION] = "extension"
	};

	if (object->kind == OBJECT_SCHEMA && str_is(object->name.name, "public"))
		return;
	Buffer out = fact(tool, kinds[object->kind], object->name);
	buffer_putc(&out, '|');
	write_fact(tool, &out);
}

static void facts(Tool *tool)
{
	static void (*const writers[])(Tool *, const Object *) = {
		[OBJECT_TABLE] = table_facts,      [OBJECT_INDEX] = index_fact,
		[OBJECT_SEQUENCE] = sequence_fact, [OBJECT_ENUM] = enum_fact,
		[OBJECT_DOMAIN] = domain_fact,     [OBJECT_EXTENSION] = name_fact,
	};

	for (Space space = SPACE_RELATION; space <= SPACE_EXTENSION; space++) {
		const Map *map = &tool->catalog->maps[space];
		for (size_t i = 0; i < map->len; i++) {
			const Object *object = map->entries[i].value;
			if (object)
				(writers[object->kind] ? writers[object->kind] : name_fact)(tool, object);
		}
	}
}

// ---- commands ------------------------------------------------------------------------------------------------

// Outcome: what running statements came to.
typedef struct Outcome {
	Array(const char *) refused;
	Array(const char *) errors;
	size_t statements;
} Outcome;

static Outcome run_statements(Tool *tool, Str sql)
{
	Outcome outcome = { 0 };
	ParsedStatements statements = { 0 };

	postgres_parse(&tool->syntax, sql, &statements);
	outcome.statements = statements.len;
	for (size_t i = 0; i < statements.len; i++) {
		ActionArray actions = { 0 };
		if (!statements.items[i].node) {
			array_push(&tool->scratch, &outcome.errors, statements.items[i].error);
			continue;
		}
		actions_of(&tool->syntax, statements.items[i].node, &actions);
		catalog_apply(tool->catalog, &actions, false);
		if (catalog_refusal(tool->catalog))
			array_push(&tool->scratch, &outcome.refused, catalog_refusal(tool->catalog));
	}
	return outcome;
}

static void write_strings(Tool *tool, const char *key, const char *const *items, size_t count)
{
	json_key(&tool->json, key);
	json_array_begin(&tool->json);
	for (size_t i = 0; i < count; i++)
		json_text(&tool->json, items[i]);
	json_array_end(&tool->json);
}

static void write_outcome(Tool *tool, const Outcome *outcome)
{
	write_strings(tool, "refused", outcome->refused.items, outcome->refused.len);
	write_strings(tool, "errors", outcome->errors.items, outcome->errors.len);
}

static void upgrade(Tool *tool, Str sql)
{
	tool->before = catalog_mark(tool->catalog);
	Outcome outcome = run_statements(tool, sql);
	json_key(&tool->json, "facts");
	json_array_begin(&tool->json);
	facts(tool);
	json_array_end(&tool->json);
	write_outcome(tool, &outcome);
	json_member_int(&tool->json, "statements", (int64_t)outcome.statements);
	json_member_int(&tool->json, "bytes", (int64_t)arena_used(&tool->memory));
}

static void downgrade(Tool *tool, Str sql)
{
	CatalogMark upgraded = catalog_mark(tool->catalog);
	CatalogChanges changes = { 0 };
	Outcome outcome = run_statements(tool, sql);

	catalog_changes(tool->catalog, &tool->scratch, tool->before, &changes);
	json_key(&tool->json, "changes");
	json_array_begin(&tool->json);
	for (size_t i = 0; i < changes.len; i++)
		json_text(&tool->json, changes.items[i].message);
	json_array_end(&tool->json);
	write_outcome(tool, &outcome);
	catalog_rollback(tool->catalog, upgraded);
}

static void print(Tool *tool)
{
	Buffer ddl = buffer_in(&tool->scratch);

	catalog_print(tool->catalog, &ddl);
	json_key(&tool->json, "ddl");
	json_str(&tool->json, buffer_str(&ddl));
}

static void begin(Tool *tool)
{
	arena_release(&tool->memory);
	arena_release(&tool->syntax);
	tool->catalog = catalog_new(&tool->memory, true);
}

static void run_command(Tool *tool, Str text)
{
	char command = text.len ? text.data[0] : '\0';
	Str sql = text.len ? str_slice(text, 1, text.len) : text;

	tool->out = buffer_in(&tool->scratch);
	tool->json = json_writer(&tool->out, 0);
	json_object_begin(&tool->json);
	if (command == 'N')
		begin(tool);
	else if (command == 'U')
		upgrade(tool, sql);
	else if (command == 'D')
		downgrade(tool, sql);
	else if (command == 'P')
		print(tool);
	else
		json_member(&tool->json, "unknown", "command");
	json_object_end(&tool->json);
	buffer_putc(&tool->out, '\n');
	fwrite(tool->out.data, 1, tool->out.len, stdout);
	fflush(stdout); // somebody waits for it
	arena_release(&tool->scratch);
}

static void run(void *state)
{
	Tool *tool = state;
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	begin(tool);
	while ((length = getdelim(&line, &capacity, '\0', stdin)) > 0) {
		size_t end = (size_t)length - (line[length - 1] == '\0');
		run_command(tool, str_from(arena_strndup(&tool->syntax, line, end)));
	}
	free(line);
	arena_release(&tool->memory);
	arena_release(&tool->syntax);
}

int main(void)
{
	static Tool tool;

	on_large_stack(run, &tool);
	return ferror(stdin) || ferror(stdout) ? 2 : 0;
}
