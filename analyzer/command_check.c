#include <stdlib.h>
#include <unistd.h>

#include "inputs.h"
#include "lint.h"
#include "options.h"
#include "output.h"
#include "report/report.h"
#include "source/discover.h"

#define FORMAT_VARIABLE "MIGLINT_OUTPUT_FORMAT"
#define MAX_THREADS 64

enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

// Settings of this command.
typedef struct Settings {
	int format; // index in reporters[]
	const char *output_file;
	int fail_on; // as Config has it
	InputOptions inputs;
	int threads;
	int color;
	bool quiet;
	bool show_files;
	bool pass_on_no_files;
} Settings;

static int run(int argc, char **argv);

static const char *format_name(int index)
{
	return reporters[index] ? reporters[index]->name : NULL;
}

static const char *color_name(int index)
{
	static const char *const names[] = {
		[COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never", NULL
	};
	return names[index];
}

static const char *fail_on_name(int index)
{
	return index < SEVERITY_COUNT ? severity_name((Severity)index) : index == FAIL_NEVER ? "never" : NULL;
}

#define FIELD(name) .offset = offsetof(Settings, name)
static const Option options[] = {
	{ .name = "output-format",
	  .argument = "FORMAT",
	  .kind = OPTION_CHOICE,
	  .choice = format_name,
	  FIELD(format),
	  .summary = "default full or $" FORMAT_VARIABLE },
	{ .name = "output-file",
	  .letter = 'o',
	  .argument = "FILE",
	  .kind = OPTION_TEXT,
	  FIELD(output_file),
	  .summary = "write the report there, without colour; creates folders" },
	{ .name = "fail-on",
	  .argument = "SEVERITY",
	  .kind = OPTION_CHOICE,
	  .choice = fail_on_name,
	  FIELD(fail_on),
	  .summary = "exit 1 from here on (default error)" },
	{ .name = "strict",
	  .kind = OPTION_CONSTANT,
	  .value = SEVERITY_WARNING,
	  FIELD(fail_on),
	  .summary = "the same as --fail-on warning" },
	{ .name = "exit-zero",
	  .letter = 'e',
	  .kind = OPTION_CONSTANT,
	  .value = FAIL_NEVER,
	  FIELD(fail_on),
	  .summary = "the same as --fail-on never" },
	INPUT_OPTIONS(Settings),
	{ .name = "select",
	  .argument = "LIST",
	  .kind = OPTION_NAMES,
	  FIELD(inputs.select),
	  .summary = "only these rules and groups, or all (comma-separated, repeatable)" },
	{ .name = "ignore",
	  .argument = "LIST",
	  .kind = OPTION_NAMES,
	  FIELD(inputs.ignore),
	  .summary = "not these rules and groups; wins over --select" },
	{ .name = "diff-base",
	  .argument = "REF",
	  .kind = OPTION_TEXT,
	  FIELD(inputs.diff_base),
	  .summary = "compare with where this branch left REF, as git has it" },
	{ .name = "threads",
	  .argument = "N",
	  .kind = OPTION_NUMBER,
	  .max = MAX_THREADS,
	  FIELD(threads),
	  .summary = "how many files at a time (default 0: one per core)" },
	{ .name = "color",
	  .argument = "WHEN",
	  .kind = OPTION_CHOICE,
	  .choice = color_name,
	  FIELD(color),
	  .summary = "whether to use colour" },
	{ .name = "quiet",
	  .letter = 'q',
	  .kind = OPTION_FLAG,
	  FIELD(quiet),
	  .summary = "findings only, no summary" },
	{ .name = "show-files",
	  .kind = OPTION_FLAG,
	  FIELD(show_files),
	  .summary = "list the files that would be checked and those skipped" },
	{ .name = "pass-on-no-files",
	  .kind = OPTION_FLAG,
	  FIELD(pass_on_no_files),
	  .summary = "finding no migration at all is no failure" },
	{ .name = "force-exclude",
	  .kind = OPTION_FLAG,
	  FIELD(inputs.force_exclude),
	  .summary = "leave excluded files out even when they are named" },
	{ 0 },
};

const Command command_check = {
	.name = "check",
	.operands = "[PATH...]",
	.summary = "Check migrations",
	.details =
		"PATH is a revision file, a folder searched for them, or - for standard input; the working directory\n"
		"when there is none.\n"
		"Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the run failed.\n",
	.options = options,
	.run = run,
};

// Check: one run of this command while its files come in.
typedef struct Check {
	const Settings *settings;
	Report report;
	Output output;
	const FileArray *files;
	size_t done; // of them
	bool failed; // a file could not be read and no finding says so
} Check;

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

static bool wants_color(const Settings *settings)
{
	const char *terminal = getenv("TERM"), *force = getenv("FORCE_COLOR"),
		   *cli_force = getenv("CLICOLOR_FORCE");

	if (settings->output_file || settings->color == COLOR_NEVER)
		return false;
	if (settings->color == COLOR_ALWAYS)
		return true;
	if (is_set("NO_COLOR"))
		return false;
	if ((force && *force && strcmp(force, "0") != 0) ||
	    (cli_force && *cli_force && strcmp(cli_force, "0") != 0))
		return true;
	if (terminal && strcmp(terminal, "dumb") == 0)
		return false;
	return isatty(STDOUT_FILENO);
}

// ---- reporting -----------------------------------------------------------------------------------------------------

static void show_file(Buffer *out, const FileResult *result)
{
	const Source *source = result->source;

	buffer_printf(out, "%s: ", source->path);
	if (source->problem)
		buffer_puts(out, source->problem);
	else if (!result->is_migration)
		buffer_puts(out, "skipped, no migration");
	else if (result->migration && result->migration->revision.len)
		buffer_printf(out, "migration %.*s", STR_ARG(result->migration->revision));
	else
		buffer_puts(out, "migration");
	buffer_putc(out, '\n');
}

// What no finding says: the rule that would have may not have been selected.
static void complain_about(Check *check, const FileEntry *entry, const FileResult *result)
{
	if (result->is_migration || result->findings.len || result->suppressed)
		return;
	if (result->source->problem) {
		complain("%s: %s", entry->shown, result->source->problem);
		check->failed = true;
	} else if (entry->explicit_ && !check->settings->quiet) {
		complain("%s is no migration, skipped", entry->shown);
	}
}

static void receive(void *state, const FileResult *result)
{
	Check *check = state;
	Report *report = &check->report;
	const FileEntry *entry = &check->files->items[check->done++];

	if (check->settings->show_files) {
		show_file(&report->out, result);
	} else {
		complain_about(check, entry, result);
		if (report->reporter->file)
			report->reporter->file(report, result);
	}
	output_add(&check->output, &report->out);
}

static int exit_status(int fail_on, const Summary *summary)
{
	for (int severity = fail_on; severity < SEVERITY_COUNT; severity++)
		if (summary->findings[severity])
			return 1;
	return 0;
}

static bool has_findings(const Summary *summary)
{
	for (int severity = 0; severity < SEVERITY_COUNT; severity++)
		if (summary->findings[severity])
			return true;
	return false;
}

// A gate that looked at nothing must not be taken for one that found nothing.
static bool looked_at_nothing(const Check *check, const Summary *summary, const NameArray *paths)
{
	if (summary->migrations || has_findings(summary) || check->settings->pass_on_no_files)
		return false;
	if (paths->len == 1)
		complain("no migrations found in %s", paths->items[0]);
	else
		complain("no migrations found in %zu paths", paths->len);
	return true;
}

static int check_files(Check *check, const NameArray *paths)
{
	Report *report = &check->report;
	const Reporter *reporter = report->reporter;
	bool show_files = check->settings->show_files;
	Summary summary = { 0 };

	if (reporter->begin && !show_files)
		reporter->begin(report);
	output_add(&check->output, &report->out);
	lint_files(check->files->items, check->files->len, check->settings->threads, receive, check,
		   &summary);
	int status = show_files ? 0 : exit_status(check->settings->fail_on, &summary);
	if (!show_files && (check->failed || looked_at_nothing(check, &summary, paths)))
		status = 2;
	report->options.exit_status = status;
	if (reporter->end && !show_files)
		reporter->end(report, &summary);
	output_add(&check->output, &report->out);
	return output_close(&check->output) ? status : 2;
}

// ---- setting up ----------------------------------------------------------------------------------------------------

static bool read_environment(Settings *settings, Arena *arena)
{
	if (!is_set(FORMAT_VARIABLE))
		return true;
	return option_set(option_find(options, "output-format"), arena, settings, getenv(FORMAT_VARIABLE),
			  FORMAT_VARIABLE);
}

static int check(const Settings *settings, Arena *arena, NameArray *paths)
{
	Config given = { .fail_on = settings->fail_on };
	FileArray files = { 0 };

	if (!paths->len)
		array_push(arena, paths, ".");
	if (!inputs_find(arena, paths, &settings->inputs, given, &files))
		return 2;
	Check state = {
		.settings = settings,
		.report = { .reporter = reporters[settings->format],
			    .out = buffer_in(arena),
			    .arena = arena },
		.output = output_stdout(),
		.files = &files,
	};
	state.report.options = (ReportOptions){ .color = wants_color(settings),
						.quiet = settings->quiet,
						.show_files = settings->show_files };
	if (settings->output_file && !output_open(&state.output, arena, settings->output_file))
		return 2;
	return check_files(&state, paths);
}

static int run(int argc, char **argv)
{
	Arena arena = { 0 };
	Settings settings = { .fail_on = config_default().fail_on };
	NameArray paths = { 0 };
	int status = 2;

	if (read_environment(&settings, &arena)) {
		OptionsResult parsed = options_parse(&command_check, &arena, argc, argv, &settings, &paths);
		status = parsed == OPTIONS_HELP ? 0 : 2;
		if (parsed == OPTIONS_OK)
			status = check(&settings, &arena, &paths);
	}
	arena_release(&arena);
	return status;
}
