// alembic_file.c - one file as an Alembic revision: is it one, evaluate it, note what does not parse.

#include "migration/alembic.h"
#include "source/syntax.h"

// ---- files that do not parse ----------------------------------------------------------------------------------

// Whether a file that may not parse was meant to be a migration: what every revision has stands at the start of a line.
static bool looks_like_migration(Str text)
{
	static const char *const marks[] = { "def upgrade(",  "def downgrade(", "revision =",
					     "revision:",     "down_revision",  "from alembic import",
					     "import alembic" };
	size_t found = 0;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		Str mark = str_from(marks[i]);
		for (size_t at = str_find(text, mark, 0); at != SIZE_MAX; at = str_find(text, mark, at + 1)) {
			if (at > 0 && text.data[at - 1] != '\n' && text.data[at - 1] != '\r')
				continue;
			found++;
			break;
		}
	}
	return found >= 2;
}

enum { MAX_SYNTAX_NOTICES = 3 };

static void note_syntax_errors(Migration *migration, Arena *arena, const Tree *tree)
{
	NodeArray errors = { 0 };

	syntax_errors(arena, tree, MAX_SYNTAX_NOTICES, &errors);
	for (size_t i = 0; i < errors.len; i++) {
		Span span = span_first_line(node_span(tree, errors.items[i]));
		Notice notice = {
			.kind = NOTICE_SYNTAX_ERROR,
			.span = span,
			.message = "this is not Python; what stands here was not read",
		};
		migration_notice(migration, arena, notice);
	}
}

// ---- where findings about the whole file stand ----------------------------------------------------------------

static Span find_heading(const Migration *migration, const Module *module)
{
	Span docstring = module_docstring(module);

	if (docstring.source)
		return span_first_line(docstring);
	if (migration->revision_span.source)
		return span_first_line(migration->revision_span);
	return source_line_span(migration->source, 1);
}

// ---- reading --------------------------------------------------------------------------------------------------

static Migration *read_tree(Arena *arena, const Source *source, const Tree *tree, const ReadOptions *options)
{
	static const EnvFacts template = { .in_transaction = true };
	Migration *migration = arena_new(arena, Migration);
	Alembic *alembic = alembic_new(arena, migration, options);

	migration->source = source;
	migration->env = &template;
	const Code *code = code_build(arena, tree, &migration->comments);
	Module *module = module_evaluate_code(arena, source, code, alembic_host(alembic));
	bool recognised = alembic_recognises(module);
	if (!recognised && !(ts_node_has_error(tree_root(tree)) && looks_like_migration(source->text)))
		return NULL;
	if (options->project)
		migration->env = project_env(options->project, source);
	note_syntax_errors(migration, arena, tree);
	if (recognised)
		alembic_read(alembic, module);
	migration->docstring = module_docstring(module);
	migration->heading = find_heading(migration, module);
	return migration;
}

// What every revision has in its text: a look that costs nothing, so that a folder full of other Python is passed over quickly.
static bool may_be_migration(Str text)
{
	if (str_find(text, STR("down_revision"), 0) != SIZE_MAX)
		return true;
	return str_find(text, STR("alembic"), 0) != SIZE_MAX &&
		(str_find(text, STR("upgrade"), 0) != SIZE_MAX ||
		 str_find(text, STR("downgrade"), 0) != SIZE_MAX);
}

Migration *alembic_file_read(Arena *arena, const Source *source, const ReadOptions *options)
{
	if (!may_be_migration(source->text))
		return NULL;
	// Code and values are many times what is kept of them.
	Arena scratch = { 0 };
	Tree tree = syntax_parse(source, LANGUAGE_PYTHON);
	Migration *migration = read_tree(&scratch, source, &tree, options);

	syntax_free(&tree);
	if (migration)
		migration = migration_copy(arena, migration);
	arena_release(&scratch);
	return migration;
}
