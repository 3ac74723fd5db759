// report.h - Reporter, one output format; the table of all of them.
//
// Reporters get findings that are sorted, without duplicates and suppressed ones, file by file, and only format: the one thing they compute is
// line and column in their own unit. They write into a Buffer that the caller flushes after each call.

#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buffer.h"
#include "lint.h"

// ReportOptions.
// - `color`: escape sequences wanted
// - `exit_status`: what the run will end with; only known in end()
typedef struct ReportOptions {
	bool color;
	bool quiet; // findings only, no summary
	bool show_files;
	int exit_status;
} ReportOptions;

// Report: state of one report while it is written. `private` is the reporter's.
typedef struct Report {
	const struct Reporter *reporter;
	ReportOptions options;
	Buffer out;
	Arena *arena; // of the run
	void *private;
} Report;

// Reporter. begin(), file() and end() may be NULL. file() is called for every file looked at, in path order, findings or not.
typedef struct Reporter {
	const char *name; // value of --output-format
	const char *summary;
	void (*begin)(Report *report);
	void (*file)(Report *report, const FileResult *result);
	void (*end)(Report *report, const Summary *summary);
} Reporter;

extern const Reporter reporter_full;
extern const Reporter reporter_concise;
extern const Reporter reporter_json;
extern const Reporter reporter_sarif;

// All reporters, NULL-terminated, in the order --help lists them.
extern const Reporter *const reporters[];

#endif
