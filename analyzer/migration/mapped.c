#include "migration/mapped.h"

#include "base/map.h"
#include "migration/mapped_internal.h"
#include "migration/project.h"
#include "source/discover.h"

enum {
	MAX_FOLDERS_DOWN = 8,
	MAX_FILES = 5000,   // of one project that are looked at
	MAX_PARSED = 1000,  // of them, that may declare tables
	MAX_COLUMNS = 1600, // of one table, as PostgreSQL has it
	MAX_BASES = 500,    // of one class, and theirs
	MAX_BASES_UP = 4,   // classes derive from classes that derive ...
};

// CodeTables: what the code below one folder maps.
typedef struct CodeTables {
	MappedClasses classes;
	Map by_class; // last name of a class -> MappedClass; the first of several
	Map by_table; // name of a table -> MappedTableArray
} CodeTables;

struct MappedTables {
	Arena *arena;
	Project *project;
	Map codes; // folder -> CodeTables
};

MappedTables *mapped_new(Arena *arena)
{
	MappedTables *mapped = arena_new(arena, MappedTables);

	mapped->arena = arena;
	mapped->project = project_new(arena);
	return mapped;
}

// ---- reading a project -----------------------------------------------------------------------------------------

// Folders below which models are not those of the running code.
static bool is_code(Str path)
{
	static const char *const others[] = { "/versions/", "/migrations/", "/tests/", "/test/",
					      "/alembic/" };

	if (!str_ends_with(path, STR(".py")))
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (str_find(path, str_from(others[i]), 0) != SIZE_MAX)
			return false;
	const char *slash = strrchr(path.data, '/');
	Str name = str_from(slash ? slash + 1 : path.data);
	return !str_starts_with(name, STR("test_")) && !str_is(name, "conftest.py");
}

static bool may_declare(const FileEntry *entry)
{
	Arena scratch = { 0 };
	const Source *source = source_read(&scratch, entry->path, entry->shown);
	bool may = !source->problem && mapped_may_declare(source->text);

	arena_release(&scratch);
	return may;
}

static void read_folder(MappedTables *mapped, Str folder, CodeTables *code)
{
	FileArray files = { 0 };
	const char *error;
	size_t parsed = 0;

	discover_near(mapped->arena, str_dup(mapped->arena, folder), MAX_FOLDERS_DOWN, &files, &error);
	files_finish(&files);
	for (size_t i = 0; i < files.len && i < MAX_FILES && parsed < MAX_PARSED; i++) {
		// What lies above the project does not matter.
		Str below = str_from(files.items[i].path + folder.len);
		if (!is_code(below) || !may_declare(&files.items[i]))
			continue;
		parsed++;
		mapped_read(mapped->arena,
			    source_read(mapped->arena, files.items[i].path, files.items[i].shown),
			    &code->classes);
	}
}

// `left`: classes that may still be looked at.
static void inherit(MappedTables *mapped, const CodeTables *code, MappedTable *table,
		    const MappedClass *class, int levels, int *left)
{
	for (size_t i = 0; levels > 0 && i < class->bases.len && --*left > 0; i++) {
		const MappedClass *base = map_get(&code->by_class, class->bases.items[i]);
		// A base with a table of its own keeps its columns there.
		if (!base || base == class || base->table->name.len)
			continue;
		for (size_t j = 0; j < base->table->columns.len && table->columns.len < MAX_COLUMNS; j++)
			array_push(mapped->arena, &table->columns, base->table->columns.items[j]);
		inherit(mapped, code, table, base, levels - 1, left);
	}
}

// Whether a class of Django is a model: it, or what it derives from, is a models.Model.
static bool is_model(const CodeTables *code, const MappedClass *class, int levels, int *left)
{
	if (class->is_model)
		return true;
	for (size_t i = 0; levels > 0 && i < class->bases.len && --*left > 0; i++) {
		const MappedClass *base = map_get(&code->by_class, class->bases.items[i]);
		if (base && base != class && is_model(code, base, levels - 1, left))
			return true;
	}
	return false;
}

// Django names the table of a model: app_model.
static void name_model(MappedTables *mapped, const CodeTables *code, MappedClass *class)
{
	int left = MAX_BASES;

	if (class->abstract) {
		class->table->name = STR_NONE;
		return;
	}
	if ((!class->fields && !class->is_model) || !is_model(code, class, MAX_BASES_UP, &left))
		return;
	Str label = class->label.len ? class->label
				     : project_label_of_code(mapped->project, class->table->span.source);
	Str name = str_lower(mapped->arena, class->name);
	if (!class->table->name.len && label.len)
		class->table->name =
			str_from(arena_printf(mapped->arena, "%.*s_%.*s", STR_ARG(label), STR_ARG(name)));
}

// The schema of a table that names none: of the __table_args__ of a base, or of the metadata. Empty when it is not known.
static Str schema_of(const CodeTables *code, const MappedClass *class, bool args, int levels, int *left)
{
	if (args && class->table->schema.len)
		return class->table->schema;
	if (class->schema.len)
		return class->schema;
	for (size_t i = 0; levels > 0 && i < class->bases.len && --*left > 0; i++) {
		const MappedClass *base = map_get(&code->by_class, class->bases.items[i]);
		Str schema = base && base != class && !base->ambiguous
			? schema_of(code, base, args && !class->has_args, levels - 1, left)
			: STR_NONE;
		if (schema.len)
			return schema;
	}
	return STR_NONE;
}

static void add_table(MappedTables *mapped, CodeTables *code, const MappedTable *table)
{
	MappedTableArray *tables = map_get(&code->by_table, table->name);

	if (!tables) {
		tables = arena_new(mapped->arena, MappedTableArray);
		map_set(&code->by_table, mapped->arena, table->name, tables);
	}
	array_push(mapped->arena, tables, table);
}

static void add_link(MappedTables *mapped, CodeTables *code, const MappedClass *class, const MappedLink *link)
{
	MappedTable *table = arena_new(mapped->arena, MappedTable);

	table->span = link->span;
	table->name = link->table.len
		? link->table
		: str_from(arena_printf(mapped->arena, "%.*s_%.*s", STR_ARG(class->table->name),
					STR_ARG(link->field)));
	add_table(mapped, code, table);
}

static void link_code(MappedTables *mapped, CodeTables *code)
{
	for (size_t i = 0; i < code->classes.len; i++) {
		MappedClass *class = &code->classes.items[i];
		MappedClass *same = class->name.len ? map_get(&code->by_class, class->name) : NULL;
		if (same)
			same->ambiguous = true;
		else if (class->name.len)
			map_set(&code->by_class, mapped->arena, class->name, class);
	}
	for (size_t i = 0; i < code->classes.len; i++)
		name_model(mapped, code, &code->classes.items[i]);
	for (size_t i = 0; i < code->classes.len; i++) {
		MappedClass *class = &code->classes.items[i];
		if (!class->table->name.len)
			continue;
		int left = MAX_BASES;
		inherit(mapped, code, class->table, class, MAX_BASES_UP, &left);
		left = MAX_BASES;
		if (!class->table->schema.len && !class->any_schema)
			class->table->schema = schema_of(code, class, true, MAX_BASES_UP, &left);
		add_table(mapped, code, class->table);
		for (size_t n = 0; n < class->links.len; n++)
			add_link(mapped, code, class, &class->links.items[n]);
	}
}

static const CodeTables *code_of(MappedTables *mapped, Str folder)
{
	CodeTables *code = folder.len ? map_get(&mapped->codes, folder) : NULL;

	if (code || !folder.len)
		return code;
	code = arena_new(mapped->arena, CodeTables);
	map_set(&mapped->codes, mapped->arena, folder, code);
	read_folder(mapped, folder, code);
	link_code(mapped, code);
	return code;
}

// ---- asking ----------------------------------------------------------------------------------------------------

const MappedTable *mapped_table(MappedTables *mapped, const Source *migration, Str name, size_t n)
{
	const CodeTables *code = code_of(mapped, project_code(mapped->project, migration, false));

	// Migrations may have a project of their own, beside that of the code.
	if (!code || !code->by_table.len)
		code = code_of(mapped, project_code(mapped->project, migration, true));
	const MappedTableArray *tables = code ? map_get(&code->by_table, name) : NULL;
	return tables && n < tables->len ? tables->items[n] : NULL;
}

const MappedColumn *mapped_column(const MappedTable *table, Str name)
{
	for (size_t i = 0; i < table->columns.len; i++)
		if (str_equal(table->columns.items[i].name, name))
			return &table->columns.items[i];
	return NULL;
}
