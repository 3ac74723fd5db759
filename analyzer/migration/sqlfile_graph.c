// sqlfile_graph.c - the order of a folder of SQL files as a graph, for who only wants to know what came before what.

#include "migration/graph.h"
#include "migration/sqlfile.h"

static Migration *read(Arena *arena, const char *path, const ReadOptions *options)
{
	const Source *source = source_read(arena, path, path);

	return source->problem ? NULL : sqlfile_read(arena, source, options);
}

Graph *sqlfile_graph(Arena *arena, const char *folder, const struct Config *config)
{
	Graph *graph = graph_new(arena, folder);
	FileArray files = { 0 };
	ReadOptions options = { .config = config, .project = project_new(arena) };
	Array(Migration *) migrations = { 0 };

	sqlfile_files(arena, folder, &files);
	for (size_t i = 0; i < files.len; i++) {
		Migration *migration = read(arena, files.items[i].path, &options);
		if (migration)
			array_push(arena, &migrations, migration);
	}
	sqlfile_order(arena, migrations.items, migrations.len);
	for (size_t i = 0; i < migrations.len; i++) {
		const Migration *migration = migrations.items[i];
		if (migration->sqlfile->belongs || !migration->revision.len)
			continue;
		Revision *revision = graph_add(graph, migration->source->path, NULL);
		revision->id = migration->revision;
		revision->parents = migration->down_revisions;
	}
	graph_link(graph);
	return graph;
}
