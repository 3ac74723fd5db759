// check.c - fuzz target: the whole pipeline on arbitrary bytes as a revision, all rules, every report format.
//
// Runs on a thread with the stack lint_files() gives its threads; the file goes through a memory file because lint_file()
// reads paths.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lint.h"
#include "report/report.h"
#include "rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report_all(const FileResult *result)
{
	for (size_t i = 0; reporters[i]; i++) {
		Arena arena = { 0 };
		Report report = { .reporter = reporters[i], .out = buffer_in(&arena), .arena = &arena };
		Summary summary = { .files = 1 };
		if (report.reporter->begin)
			report.reporter->begin(&report);
		if (report.reporter->file)
			report.reporter->file(&report, result);
		if (report.reporter->end)
			report.reporter->end(&report, &summary);
		arena_release(&arena);
	}
}

static void done(void *state, const FileResult *result)
{
	(void)state;
	report_all(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("revision", MFD_CLOEXEC);
	char path[64];
	Summary summary;
	Arena arena = { 0 };
	Config config = config_default();

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	array_push(&arena, &config.select, "all");
	// No Python begins with a comment of SQL.
	bool sql = size > 1 && (memcmp(data, "--", 2) == 0 || memcmp(data, "/*", 2) == 0);
	FileEntry file = { .path = path,
			   .shown = sql ? "revision.sql" : "revision.py",
			   .explicit_ = true,
			   .chosen = true,
			   .config = &config };
	lint_files(&file, 1, 1, done, NULL, &summary);
	arena_release(&arena);
	close(fd);
	return 0;
}
