// stages.c - what each stage of the pipeline costs: runs the files named on standard input, one a line, through the first
// stage, then through the first two, and so on, on one thread. Prints for each the CPU seconds (user and system) of all
// stages up to it; ci/bench takes the differences.

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lint.h"
#include "migration/framework.h"
#include "report/report.h"
#include "workers.h"

typedef struct Bench {
	Arena arena;
	Config config;
	Array(FileEntry) files;
	Project *project; // of the pass that runs
} Bench;

static void read_file(Bench *bench, const FileEntry *file)
{
	Arena arena = { 0 };

	(void)bench;
	source_read(&arena, file->path, file->shown);
	arena_release(&arena);
}

static void parse_file(Bench *bench, const FileEntry *file)
{
	Arena arena = { 0 };
	Tree tree = syntax_parse(source_read(&arena, file->path, file->shown), LANGUAGE_PYTHON);

	(void)bench;
	syntax_free(&tree);
	arena_release(&arena);
}

static void evaluate_file(Bench *bench, const FileEntry *file)
{
	Arena arena = { 0 };
	ReadOptions options = { .config = &bench->config, .project = bench->project };

	migration_read(&arena, source_read(&arena, file->path, file->shown), &options);
	arena_release(&arena);
}

static void parse_sql_of_file(Bench *bench, const FileEntry *file)
{
	FileResult result;

	lint_read(file, bench->project, &result);
	if (result.migration)
		lint_parse(&result);
	file_result_release(&result);
}

static void receive_nothing(void *state, const FileResult *result)
{
	(void)state;
	(void)result;
}

static void judge_all(Bench *bench)
{
	Summary summary;

	lint_files(bench->files.items, bench->files.len, 1, receive_nothing, NULL, &summary);
}

static void receive_report(void *state, const FileResult *result)
{
	Report *report = state;

	report->reporter->file(report, result);
	report->out.len = 0;
}

static void report_all(Bench *bench)
{
	Summary summary;
	Report report = { .reporter = &reporter_concise,
			  .out = buffer_in(&bench->arena),
			  .arena = &bench->arena };

	lint_files(bench->files.items, bench->files.len, 1, receive_report, &report, &summary);
}

// Each does what the one before does, and more.
static const struct Stage {
	const char *name;
	void (*file)(Bench *bench, const FileEntry *file);
	void (*all)(Bench *bench);
} stages[] = {
	{ "read", read_file, NULL },
	{ "parse", parse_file, NULL },
	{ "evaluate and lower", evaluate_file, NULL },
	{ "parse SQL", parse_sql_of_file, NULL },
	{ "replay and judge", NULL, judge_all },
	{ "report", NULL, report_all },
};

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void run_stage(Bench *bench, const struct Stage *stage)
{
	Arena arena = { 0 };
	double start = cpu_seconds();

	bench->project = project_new(&arena);
	for (size_t i = 0; stage->file && i < bench->files.len; i++)
		stage->file(bench, &bench->files.items[i]);
	if (stage->all)
		stage->all(bench);
	arena_release(&arena);
	printf("%.6f %s\n", cpu_seconds() - start, stage->name);
}

static void run(void *state)
{
	// Once for nothing: what is set up on first use belongs to no stage.
	report_all(state);
	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
		run_stage(state, &stages[i]);
}

int main(void)
{
	static Bench bench;
	char line[4096];

	bench.config = config_default();
	while (fgets(line, sizeof(line), stdin)) {
		const char *path = arena_strndup(&bench.arena, line, strcspn(line, "\n"));

		array_push(&bench.arena, &bench.files,
			   ((FileEntry){ .path = path, .shown = path, .config = &bench.config }));
	}
	on_large_stack(run, &bench);
	arena_release(&bench.arena);
	return 0;
}
