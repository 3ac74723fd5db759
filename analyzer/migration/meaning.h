// meaning.h - what the configuration says an operation of the project means: nothing, or an SQL template.

#ifndef MIGRATION_MEANING_H
#define MIGRATION_MEANING_H

#include "migration/lowering.h"

// Runs `call`, the operation `name`, as `config` (NULL: nothing is said) has it. False when it says nothing of it.
bool meaning_run(const struct Config *config, Lowering *lowering, const Value *call, Str name);

#endif
