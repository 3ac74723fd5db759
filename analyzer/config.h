// config.h - Config, everything a run can be told, whatever it was told by (options now, miglint.toml too later).

#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>

#include "base/array.h"
#include "finding.h"

#define DEFAULT_POSTGRES_VERSION 15 // the oldest still maintained
#define MIN_POSTGRES_VERSION 12
#define MAX_POSTGRES_VERSION 19

typedef struct Config {
	int postgres_version;
	Array(const char *) select; // rule ids, group names, "all"; empty = every rule that is not off by default
	Array(const char *) ignore; // rule ids and group names
	int fail_on;		    // Severity; FAIL_NEVER
	int threads;		    // 0 = one per core
} Config;
#define FAIL_NEVER SEVERITY_COUNT

Config config_default(void);
// Whether `rule` runs under this configuration. Ignore wins over select.
bool config_selects(const Config *config, const Rule *rule);
// Checks that every name in select and ignore is a rule or a group; on failure false and a message with a suggestion in `*error` (arena).
bool config_check(const Config *config, Arena *arena, const char **error);

#endif
