// code_equal.h - whether two modules are the same program.

#ifndef PYTHON_CODE_EQUAL_H
#define PYTHON_CODE_EQUAL_H

#include "source/source.h"

// Whether two modules differ in nothing but layout, comments, docstrings, type hints, quotes and parentheses that change nothing. `except`: the name of
// a function whose body may differ; NULL for none. Needs a large stack.
bool code_equal(const Source *a, const Source *b, const char *except);

#endif
