// stdlib.h - which modules Python brings along.

#ifndef PYTHON_STDLIB_H
#define PYTHON_STDLIB_H

#include <stdbool.h>

#include "base/str.h"

// Whether `name` is a top-level module of Python's standard library.
bool is_standard_module(Str name);

#endif
