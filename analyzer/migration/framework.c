#include "migration/framework.h"

#include "migration/alembic.h"
#include "migration/django.h"
#include "migration/django_project.h"
#include "migration/graph.h"
#include "migration/sqlfile.h"

static const FrameworkFacts frameworks[FRAMEWORK_COUNT] = {
	[FRAMEWORK_ALEMBIC] = { .name = "Alembic",
				.ending = ".py",
				.comment = "#",
				.functions = { "upgrade", "downgrade" },
				.directions = { "upgrade()", "downgrade()" },
				.read = alembic_file_read,
				.folder = graph_folder,
				.files = graph_files,
				.set = graph_set },
	[FRAMEWORK_DJANGO] = { .name = "Django",
			       .ending = ".py",
			       .comment = "#",
			       .directions = { "the migration", "its reverse" },
			       .read = django_file_read,
			       .folder = django_folder,
			       .files = django_files,
			       .set = django_set },
	[FRAMEWORK_SQL] = { .name = "SQL",
			    .ending = ".sql",
			    .comment = "--",
			    .directions = { "the migration", "the down migration" },
			    .read = sqlfile_read,
			    .folder = sqlfile_folder,
			    .files = sqlfile_files,
			    .set = sqlfile_set,
			    .order = sqlfile_order },
};

const FrameworkFacts *framework_facts(Framework framework)
{
	return &frameworks[framework];
}

Migration *migration_read(Arena *arena, const Source *source, const ReadOptions *options)
{
	// Any file named on the command line may be a revision in Python; SQL has to look like it.
	bool is_sql = str_ends_with(str_from(source->path), STR(".sql")) ||
		strcmp(source->path, STDIN_NAME) == 0;

	for (int i = 0; i < FRAMEWORK_COUNT; i++) {
		const FrameworkFacts *framework = &frameworks[i];
		bool may_be = framework->read && (i == FRAMEWORK_SQL) == is_sql;
		Migration *migration = may_be ? framework->read(arena, source, options) : NULL;
		if (migration)
			return migration;
	}
	return NULL;
}
