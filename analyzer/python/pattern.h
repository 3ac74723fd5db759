// pattern.h - patterns of match against a value, with three answers.

#ifndef PYTHON_PATTERN_H
#define PYTHON_PATTERN_H

#include "python/internal.h"

typedef enum Answer {
	ANSWER_NO,
	ANSWER_YES,
	ANSWER_UNKNOWN,
} Answer;

// Capture: a name a pattern binds, and to what. Python binds none of them when the pattern fails.
typedef struct Capture {
	Str name;
	Value *value;
} Capture;
typedef Array(Capture) CaptureArray;

// Whether the patterns of a case clause fit `value`; `captures` is what they bind then, UNKNOWN where that is not known.
Answer clause_matches(Evaluator *evaluator, const Code *clause, Value *value, CaptureArray *captures);

#endif
