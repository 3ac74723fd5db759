// output.h - Output, where results go: standard output or a file.

#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buffer.h"

// Output.
// - `name`: the file, NULL for standard output
// - `reader_left`: standard output is a pipe nobody reads any more; nothing more is written and that is no failure
// - `error`: errno of the first write that failed
typedef struct Output {
	FILE *file;
	const char *name;
	bool reader_left;
	int error;
} Output;

Output output_stdout(void);
// Opens the file at `path`, creating the folders it is in. On failure false, after a message.
bool output_open(Output *output, Arena *arena, const char *path);
// Writes what `buffer` holds and clears it.
void output_add(Output *output, Buffer *buffer);
// Ends the output. False, after a message, when not all of it could be written.
bool output_close(Output *output);

#endif
