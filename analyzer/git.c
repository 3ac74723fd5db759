#include "git.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"

#define MAX_OUTPUT (1u << 30)

extern char **environ;

// ---- running --------------------------------------------------------------------------------------------------

// Run: one run of git. `input` may be NULL.
typedef struct Run {
	Arena *arena;
	const char *top;
	const char *const *arguments; // ends in NULL
	FILE *input;
	FILE *messages; // what it wrote to stderr
	Buffer output;
	int status;
} Run;

enum { MAX_ARGUMENTS = 16 };

// A hook is told of the repository by paths relative to where it runs: which one it is follows from the folder asked about.
static bool is_replaced(const char *entry)
{
	static const char *const names[] = { "GIT_DIR=",    "GIT_WORK_TREE=",      "GIT_INDEX_FILE=",
					     "GIT_PREFIX=", "GIT_OPTIONAL_LOCKS=", "GIT_TERMINAL_PROMPT=",
					     "LC_ALL=" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strncmp(entry, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

// Locks are not taken and nobody is asked for a password; messages are in English, since one may be shown.
static char **environment(Arena *arena)
{
	static const char *const set[] = { "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C" };
	Array(char *) all = { 0 };

	for (char **entry = environ; *entry; entry++)
		if (!is_replaced(*entry))
			array_push(arena, &all, *entry);
	for (size_t i = 0; i < sizeof(set) / sizeof(*set); i++)
		array_push(arena, &all, arena_strndup(arena, set[i], strlen(set[i])));
	array_push(arena, &all, NULL);
	return all.items;
}

static char **command(const Run *run)
{
	// Paths are paths, and no program that a configuration names is run.
	const char *const always[] = { "git",   "--literal-pathspecs", "-c", "core.fsmonitor=false", "-C",
				       run->top };
	char **words = arena_array(run->arena, char *, MAX_ARGUMENTS + sizeof(always) / sizeof(*always) + 1);
	size_t count = 0;

	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		words[count++] = arena_strndup(run->arena, always[i], strlen(always[i]));
	for (size_t i = 0; run->arguments[i] && i < MAX_ARGUMENTS; i++)
		words[count++] = arena_strndup(run->arena, run->arguments[i], strlen(run->arguments[i]));
	return words;
}

static int spawn(const Run *run, int output, pid_t *child)
{
	posix_spawn_file_actions_t actions;

	posix_spawn_file_actions_init(&actions);
	if (run->input)
		posix_spawn_file_actions_adddup2(&actions, fileno(run->input), STDIN_FILENO);
	else
		posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(run->messages), STDERR_FILENO);
	int problem = posix_spawnp(child, "git", &actions, NULL, command(run), environment(run->arena));
	posix_spawn_file_actions_destroy(&actions);
	return problem;
}

static void read_all(Run *run, int from)
{
	char bytes[65536];
	ssize_t len;

	while ((len = read(from, bytes, sizeof(bytes))) > 0 || (len < 0 && errno == EINTR))
		if (len > 0 && run->output.len < MAX_OUTPUT)
			buffer_add(&run->output, bytes, (size_t)len);
}

static bool start(Run *run, const char **error)
{
	int ends[2], problem;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) != 0) {
		*error = arena_printf(run->arena, "cannot run git: %s", strerror(errno));
		return false;
	}
	problem = spawn(run, ends[1], &child);
	close(ends[1]);
	if (problem == 0) {
		read_all(run, ends[0]);
		while (waitpid(child, &run->status, 0) < 0 && errno == EINTR)
			;
	} else {
		*error = arena_printf(run->arena, "cannot run git: %s", strerror(problem));
	}
	close(ends[0]);
	return problem == 0;
}

// The first line git wrote to stderr, without "fatal: ".
static const char *complaint(Run *run)
{
	char line[512] = "";

	rewind(run->messages);
	if (!fgets(line, sizeof(line), run->messages))
		return "it gave no reason";
	line[strcspn(line, "\n")] = '\0';
	const char *text = strncmp(line, "fatal: ", 7) == 0 ? line + 7 : line;
	return arena_strndup(run->arena, text, strlen(text));
}

// The output of a run that succeeded; false otherwise, with what git said in `*error`.
static bool run_git(Arena *arena, const char *top, const char *const *arguments, FILE *input, Str *output,
		    const char **error)
{
	Run run = {
		.arena = arena, .top = top, .arguments = arguments, .input = input, .messages = tmpfile()
	};

	if (!run.messages) {
		*error = arena_printf(arena, "cannot make a temporary file: %s", strerror(errno));
		return false;
	}
	run.output = buffer_in(arena);
	bool done = start(&run, error);
	if (done && !(WIFEXITED(run.status) && WEXITSTATUS(run.status) == 0)) {
		*error = arena_printf(arena, "git %s: %s", arguments[0], complaint(&run));
		done = false;
	}
	fclose(run.messages);
	*output = buffer_str(&run.output);
	return done;
}

// The only line of its output.
static const char *run_for_line(Arena *arena, const char *top, const char *const *arguments,
				const char **error)
{
	Str output;

	if (!run_git(arena, top, arguments, NULL, &output, error))
		return NULL;
	while (output.len && output.data[output.len - 1] == '\n')
		output.len--;
	return str_dup(arena, output);
}

// ---- questions ------------------------------------------------------------------------------------------------

const char *git_top(Arena *arena, const char *folder, const char **error)
{
	const char *const arguments[] = { "rev-parse", "--show-toplevel", NULL };
	const char *top = run_for_line(arena, folder, arguments, error);

	if (top && !*top) {
		*error = arena_printf(arena, "'%s' is in no working tree", folder);
		return NULL;
	}
	return top;
}

const char *git_commit(Arena *arena, const char *top, const char *name, const char **error)
{
	const char *wanted = arena_printf(arena, "%s^{commit}", name);
	const char *const arguments[] = {
		"rev-parse", "--verify", "--quiet", "--end-of-options", wanted, NULL
	};
	const char *commit = *name && *name != '-' ? run_for_line(arena, top, arguments, error) : NULL;

	if (!commit || !*commit) {
		*error = arena_printf(arena, "'%s' is no commit of the repository %s", name, top);
		return NULL;
	}
	return commit;
}

const char *git_merge_base(Arena *arena, const char *top, const char *a, const char *b, const char **error)
{
	const char *const arguments[] = { "merge-base", "--", a, b, NULL };
	const char *commit = run_for_line(arena, top, arguments, error);

	if (!commit || !*commit) {
		*error = arena_printf(
			arena,
			"%.12s and %.12s of %s have no commit in common; a shallow clone has to fetch more",
			a, b, top);
		return NULL;
	}
	return commit;
}

// "100644 blob HASH\tPATH": the mode tells files from links and submodules.
static void add_file(Arena *arena, Str line, GitFiles *files)
{
	size_t tab = str_find_char(line, '\t', 0), space = str_find(line, STR(" blob "), 0);

	if (!str_starts_with(line, STR("100")) || tab == SIZE_MAX || space == SIZE_MAX || space + 6 > tab)
		return;
	GitFile file = { str_dup(arena, str_slice(line, tab + 1, line.len)),
			 str_dup(arena, str_slice(line, space + 6, tab)) };
	array_push(arena, files, file);
}

bool git_files(Arena *arena, const char *top, const char *commit, GitFiles *files, const char **error)
{
	const char *const arguments[] = { "ls-tree", "-r", "-z", "--full-tree", commit, NULL };
	Str output;

	if (!run_git(arena, top, arguments, NULL, &output, error))
		return false;
	for (size_t at = 0, end; at < output.len; at = end + 1) {
		end = str_find_char(output, '\0', at);
		if (end == SIZE_MAX)
			break;
		add_file(arena, str_slice(output, at, end), files);
	}
	return true;
}

// "HASH blob SIZE\n", the content, "\n", for each object in turn.
static bool split_batch(Str output, size_t count, Str *texts)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		size_t line = str_find_char(output, '\n', at);
		size_t blob = line == SIZE_MAX ? SIZE_MAX
					       : str_find(str_slice(output, 0, line), STR(" blob "), at);
		if (blob == SIZE_MAX)
			return false;
		size_t size = strtoul(output.data + blob + 6, NULL, 10);
		if (size >= output.len - line)
			return false;
		texts[i] = str_slice(output, line + 1, line + 1 + size);
		at = line + size + 2;
	}
	return true;
}

bool git_read(Arena *arena, const char *top, const char *const *objects, size_t count, Str *texts,
	      const char **error)
{
	const char *const arguments[] = { "cat-file", "--batch", NULL };
	FILE *input = count ? tmpfile() : NULL;
	Str output;

	if (!count)
		return true;
	if (!input) {
		*error = arena_printf(arena, "cannot make a temporary file: %s", strerror(errno));
		return false;
	}
	for (size_t i = 0; i < count; i++)
		fprintf(input, "%s\n", objects[i]);
	rewind(input);
	bool done = run_git(arena, top, arguments, input, &output, error);
	if (done && !split_batch(output, count, texts)) {
		*error = arena_printf(arena, "git cat-file: the repository %s lacks objects", top);
		done = false;
	}
	fclose(input);
	return done;
}
