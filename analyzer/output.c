#include "output.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"

// A terminal shows each file's findings as they come; anything else gets them in large pieces.
enum { WRITTEN_BYTES = 64 * 1024 };

Output output_stdout(void)
{
	static char pending[WRITTEN_BYTES];

	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, pending, _IOFBF, sizeof(pending));
	return (Output){ .file = stdout };
}

static bool create_parents(Arena *arena, const char *path)
{
	char *copy = str_dup(arena, str_from(path));

	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return true;
}

bool output_open(Output *output, Arena *arena, const char *path)
{
	*output = (Output){ .name = path };
	if (*path && create_parents(arena, path))
		output->file = fopen(path, "w");
	if (output->file)
		return true;
	complain("cannot write %s: %s", *path ? path : "a file without name",
		 strerror(*path ? errno : EINVAL));
	return false;
}

static void note_failure(Output *output)
{
	if (errno == EPIPE && !output->name)
		output->reader_left = true;
	else if (!output->error)
		output->error = errno;
}

void output_add(Output *output, Buffer *buffer)
{
	if (!output->reader_left && !output->error && buffer->len &&
	    fwrite(buffer->data, 1, buffer->len, output->file) != buffer->len)
		note_failure(output);
	buffer_clear(buffer);
}

bool output_close(Output *output)
{
	bool is_file = output->name != NULL;

	if ((is_file ? fclose(output->file) : fflush(output->file)) != 0)
		note_failure(output);
	output->file = NULL;
	if (!output->error)
		return true;
	complain("cannot write %s: %s", is_file ? output->name : "to standard output",
		 strerror(output->error));
	return false;
}
