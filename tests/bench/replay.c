// replay.c - what replaying a history costs: reads the revisions named on standard input, one a line in the order they run in, then takes one
// catalog past all of them. Prints the CPU seconds (user and system) of both, the best of ROUNDS, and how much memory the catalog has taken after
// 100, 500, 1000 ... revisions: what one revision adds must not grow with how many there were before.

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lint.h"
#include "workers.h"

enum { ROUNDS = 5 };

typedef struct Bench {
	Arena arena;
	Config config;
	Array(FileEntry) files;
	double read; // best of all rounds
	double replay;
} Bench;

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void note_best(double *best, double seconds)
{
	if (*best == 0 || seconds < *best)
		*best = seconds;
}

static bool is_shown(size_t count, size_t all)
{
	return count == 100 || count == 500 || count % 1000 == 0 || count == all;
}

static void replay_all(Bench *bench, FileResult *results, bool print)
{
	Arena arena = { 0 };
	Catalog *catalog = catalog_new(&arena, true);

	for (size_t i = 0; i < bench->files.len; i++) {
		lint_pass(&bench->files.items[i], &results[i], catalog);
		if (print && is_shown(i + 1, bench->files.len))
			printf("memory %zu %zu\n", i + 1, arena_used(&arena) / (i + 1));
	}
	arena_release(&arena);
}

static void run_round(Bench *bench, bool print)
{
	Arena arena = { 0 };
	Project *project = project_new(&arena);
	FileResult *results = arena_array(&arena, FileResult, bench->files.len);
	double start = cpu_seconds();

	for (size_t i = 0; i < bench->files.len; i++) {
		lint_read(&bench->files.items[i], project, &results[i]);
		if (results[i].migration)
			lint_parse(&results[i]);
	}
	double middle = cpu_seconds();
	replay_all(bench, results, print);
	note_best(&bench->read, middle - start);
	note_best(&bench->replay, cpu_seconds() - middle);
	for (size_t i = 0; i < bench->files.len; i++)
		file_result_release(&results[i]);
	arena_release(&arena);
}

static void run(void *state)
{
	for (int round = 0; round < ROUNDS; round++)
		run_round(state, round == 0);
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
	printf("read %.6f\nreplay %.6f\n", bench.read, bench.replay);
	arena_release(&bench.arena);
	return 0;
}
