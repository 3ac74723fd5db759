#include "graph_rows.h"

#include "engine.h"

// ---- what a revision does -------------------------------------------------------------------------------------

// Risk: gathered over the statements of upgrade().
typedef struct Risk {
	bool destroys;
	bool blocks_reads;
	bool blocks_writes;
} Risk;

static void add_statement(Lint *lint, const Statement *statement, Risk *risk)
{
	risk->destroys |= lint_destroying_action(lint, statement) != NULL;
	for (size_t i = 0; i < statement->actions.len; i++) {
		bool readers = false;
		if (!action_stops_writers(statement, &statement->actions.items[i], &readers))
			continue;
		risk->blocks_writes = true;
		risk->blocks_reads |= readers;
	}
}

static void add_word(Arena *arena, GraphRow *row, const char *word)
{
	array_push(arena, &row->risk, str_from(word));
}

static void add_count(Arena *arena, GraphRow *row, size_t count, const char *name)
{
	if (count)
		add_word(arena, row, arena_printf(arena, "%zu %s%s", count, name, count == 1 ? "" : "s"));
}

static void describe(Arena *arena, GraphRow *row, Lint *lint, const FileResult *result)
{
	const StatementArray *statements = &result->statements[DIRECTION_UPGRADE];
	size_t counts[SEVERITY_COUNT] = { 0 };
	Risk risk = { 0 };

	for (size_t i = 0; i < statements->len; i++)
		add_statement(lint, &statements->items[i], &risk);
	for (size_t i = 0; i < result->findings.len; i++)
		counts[result->findings.items[i].severity]++;
	row->findings = result->findings.len;
	row->destroys = risk.destroys;
	row->blocks = risk.blocks_writes;
	if (risk.destroys)
		add_word(arena, row, "destroys data");
	if (risk.blocks_writes)
		add_word(arena, row, risk.blocks_reads ? "blocks reads" : "blocks writes");
	// What was not read may do anything.
	if (!lint_is_readable(lint, result->migration, DIRECTION_UPGRADE))
		add_word(arena, row, "not all readable");
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
		add_count(arena, row, counts[severity], severity_name((Severity)severity));
		if (counts[severity] && row->severity < (Severity)severity)
			row->severity = (Severity)severity;
	}
}

// ---- what it is called ----------------------------------------------------------------------------------------

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

// The text between the quotes of a string literal.
static Str within_quotes(Str literal)
{
	size_t start = 0;

	while (start < literal.len && !is_quote(literal.data[start]))
		start++;
	size_t end = start;
	while (end < literal.len && is_quote(literal.data[end]) && end - start < 3)
		end++;
	size_t quotes = end - start == 2 ? 1 : end - start;
	if (literal.len < start + 2 * quotes)
		return STR_NONE;
	return str_slice(literal, start + quotes, literal.len - quotes);
}

static const char *title_of(Arena *arena, const Migration *migration)
{
	Str text = migration->docstring.source ? within_quotes(span_text(migration->docstring)) : STR_NONE;

	text = str_trim(text);
	size_t end = str_find_char(text, '\n', 0);
	Str title = str_trim(str_slice(text, 0, end == SIZE_MAX ? text.len : end));
	// Without a message the first line is a heading of the template.
	if (str_starts_with(title, STR("Revision ID:")) || str_starts_with(title, STR("Revises:")))
		title = STR_NONE;
	// A file of SQL says in its name what it is about.
	const char *slash = strrchr(migration->source->path, '/');
	if (migration->framework == FRAMEWORK_SQL)
		title = str_from(slash ? slash + 1 : migration->source->path);
	return str_dup(arena, title);
}

static const char *id_of(Arena *arena, const FileEntry *file, const Migration *migration)
{
	const char *slash = strrchr(file->shown, '/');

	if (migration->revision.len)
		return str_dup(arena, migration->revision);
	return arena_strndup(arena, slash ? slash + 1 : file->shown, strlen(slash ? slash + 1 : file->shown));
}

// ---- rows -----------------------------------------------------------------------------------------------------

static void add_missing(Arena *arena, GraphRow *row, Str id)
{
	array_push(arena, &row->missing, str_from(str_dup(arena, id)));
}

static void add_edges(Arena *arena, GraphRow *row, const Revision *node)
{
	for (size_t i = 0; i < node->parent_nodes.len; i++) {
		if (node->parent_nodes.items[i])
			array_push(arena, &row->parent_nodes, node->parent_nodes.items[i]);
		else
			add_missing(arena, row, node->parents.items[i]);
	}
	for (size_t i = 0; i < node->dependency_nodes.len; i++) {
		if (node->dependency_nodes.items[i])
			array_push(arena, &row->dependency_nodes, node->dependency_nodes.items[i]);
		else
			add_missing(arena, row, node->dependencies.items[i]);
	}
	for (size_t i = 0; i < node->labels.len; i++)
		array_push(arena, &row->labels, str_from(str_dup(arena, node->labels.items[i])));
}

GraphRow graph_row(Arena *arena, const FileEntry *file, const FileResult *result)
{
	const Revision *node = result->node;
	GraphRow row = {
		.node = node,
		.id = id_of(arena, file, result->migration),
		.path = arena_strndup(arena, file->shown, strlen(file->shown)),
		.title = title_of(arena, result->migration),
	};
	// Rules answer through a Lint; its arena is the run's, which ends with it.
	Arena scratch = { 0 };
	Lint lint = { .config = file->config,
		      .arena = &scratch,
		      .kept = &scratch,
		      .result = (FileResult *)(uintptr_t)result };

	describe(arena, &row, &lint, result);
	arena_release(&scratch);
	if (node) {
		add_edges(arena, &row, node);
		row.is_head = node->id.len && !node->children.len;
		row.on_cycle = node->on_cycle;
		row.group = node->chain;
	}
	return row;
}

static void *as_number(Arena *arena, size_t i)
{
	size_t *number = arena_new(arena, size_t);

	*number = i;
	return number;
}

static Str key_of(const Revision *const *node)
{
	return (Str){ (const char *)node, sizeof(*node) };
}

void graph_rows_link(Arena *arena, GraphRows *rows)
{
	Map numbers = { 0 };

	for (size_t i = 0; i < rows->len; i++)
		if (rows->items[i].node)
			map_set(&numbers, arena, key_of(&rows->items[i].node), as_number(arena, i));
	for (size_t i = 0; i < rows->len; i++) {
		GraphRow *row = &rows->items[i];
		for (size_t n = 0; n < row->parent_nodes.len; n++) {
			const size_t *parent = map_get(&numbers, key_of(&row->parent_nodes.items[n]));
			if (parent)
				array_push(arena, &row->parents, *parent);
		}
		for (size_t n = 0; n < row->dependency_nodes.len; n++) {
			const size_t *earlier = map_get(&numbers, key_of(&row->dependency_nodes.items[n]));
			if (earlier)
				array_push(arena, &row->dependencies, *earlier);
		}
	}
}
