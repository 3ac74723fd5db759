// finding.h - Finding, one problem at one place; order, suppression and counting of findings.

#ifndef FINDING_H
#define FINDING_H

#include "migration/migration.h"

typedef struct Rule Rule;

typedef enum Severity {
	SEVERITY_NOTE,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
} Severity;
#define SEVERITY_COUNT 3
// "error", "warning", "note".
const char *severity_name(Severity severity);

typedef struct Related {
	Span span;
	const char *message;
} Related;

// Finding. Texts live in the arena of the file.
// - `message`: about this place, without final period
// - `sql`: the statement as people read it, NULL when the finding is not about one
// - `lock`: NULL, or the lock story: "ACCESS EXCLUSIVE on accounts (rewrites the table)"
// - `help`: what to do here; NULL when there is nothing better than the rule's text
// - `operation`: the op call it is about, a null span when none: a suppression on its first line counts
// - `flow`: empty, or the story of one transaction in order, the finding's own place among it
// - `key`: what it is about, stable under edits elsewhere: "add_column:accounts.region"; part of the fingerprint
typedef struct Finding {
	const Rule *rule;
	Severity severity;
	Span span;
	Span operation;
	const char *message;
	const char *sql;
	const char *lock;
	const char *help;
	const char *key;
	Array(Related) related;
	Array(Related) flow;
	const Migration *migration; // NULL for a file that is none
	const char *function; // "upgrade", "downgrade" or NULL: also where the framework has no functions
	bool in_downgrade;
	bool has_no_author;      // about SQL by which Django undoes an operation: nobody wrote it
	const char *fingerprint; // hex, set by findings_finish()
} Finding;
typedef Array(Finding) FindingArray;

#define MAX_FINDINGS_PER_FILE 1000

// Sorts by place (path, start, end, rule id), makes one finding of those with the same rule and span (a loop or helper that runs
// several times: the messages of the others become related locations), sets fingerprints.
// Keeps at most MAX_FINDINGS_PER_FILE: errors before warnings before notes; the last one kept then says how many more there were.
// The array and the keys may be in `scratch` and are not needed any more: what is left in `findings` is in `arena`, without keys.
void findings_finish(Arena *arena, Arena *scratch, FindingArray *findings);

#endif
