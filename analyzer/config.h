// config.h - Config, everything a run can be told, whatever it was told by (options now, miglint.toml too later).

#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>

#include "base/array.h"
#include "finding.h"
#include "migration/django_state.h"

#define DEFAULT_POSTGRES_VERSION 15 // the oldest still maintained
#define MIN_POSTGRES_VERSION 12
#define MAX_POSTGRES_VERSION 19

// Assumption: `assume = {"settings.use_sqlite" = false}`: the value of a dotted name the evaluator cannot know. A name matches a
// symbol that equals it or ends in "." and it.
typedef struct Assumption {
	Str name;
	enum { ASSUME_BOOL, ASSUME_INT, ASSUME_STR } kind;
	bool boolean;
	int64_t integer;
	Str string;
} Assumption;

// OperationMeaning: `operations.create_view = {parameters = ["name", "body"], sql = "CREATE VIEW {name} AS {body}"}`: what a directive of
// the project, op.NAME, means; or `operations.NAME = "ignore"`.
typedef struct OperationMeaning {
	Str name;
	bool ignore;
	Array(Str) parameters;
	Str sql; // {parameter} stands for the argument
} OperationMeaning;

// SqlTransaction: how a file of SQL is sent to the server when nothing in it says whose it is.
typedef enum SqlTransaction {
	SQL_TRANSACTION_IMPLICIT, // as one string: several statements are one transaction, a lone one runs by itself
	SQL_TRANSACTION_PER_FILE, // between BEGIN and COMMIT
	SQL_TRANSACTION_NONE,     // statement by statement
} SqlTransaction;

// Config. Lists are in the order given. `exclude` patterns are relative to `root`, the folder of the file they stand in.
typedef struct Config {
	int postgres_version;
	Array(const char *)
		select; // rule ids, group names, "all"; empty = every rule that is not off by default
	Array(const char *) ignore;  // rule ids and group names
	Array(const char *) exclude; // glob patterns of files and folders not to look at
	Array(Assumption) assume;
	Array(OperationMeaning) operations;
	Array(const char *) row_security_schemas; // whose tables need row level security; empty = public
	const char *sql_convention;     // whose files of SQL these are, by its name; NULL: as each one shows
	SqlTransaction sql_transaction; // of files of SQL of no known runner
	DjangoOptions django; // version 0: the default; what settings files say counts where it is empty
	bool pending_tables_are_new; // a table of an earlier pending revision is exempt as one of the same revision is
	bool complete_history; // the history began with an empty database: what it never created does not exist
	Str start_after;       // revision id: it and its ancestors are history and not reported; empty = none
	const struct DiffBase *diff_base; // what the run is compared with (diff_base.h); NULL: nothing
	const char *root;                 // folder of the configuration file, absolute; NULL without one
	int fail_on;                      // Severity; FAIL_NEVER
} Config;
#define FAIL_NEVER SEVERITY_COUNT

Config config_default(void);
// Whether `rule` runs under this configuration. Ignore wins over select.
bool config_selects(const Config *config, const Rule *rule);
// Checks that every name in select and ignore is a rule or a group; on failure false and a message with a suggestion in `*error` (arena).
bool config_check(const Config *config, Arena *arena, const char **error);

#endif
