#include <sys/stat.h>

#include "effects_print.h"
#include "inputs.h"
#include "lint.h"
#include "options.h"
#include "output.h"
#include "report/json.h"
#include "report/terminal.h"
#include "source/discover.h"

// Settings of this command.
typedef struct Settings {
	InputOptions inputs;
	bool downgrade;
	int format;
} Settings;

enum { FORMAT_TEXT, FORMAT_JSON };

static int run(int argc, char **argv);

static const char *format_name(int index)
{
	static const char *const names[] = { [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", NULL };

	return names[index];
}

static const Option options[] = {
	{ .name = "downgrade",
	  .kind = OPTION_FLAG,
	  .offset = offsetof(Settings, downgrade),
	  .summary = "what downgrade() runs instead of upgrade()" },
	{ .name = "output-format",
	  .argument = "FORMAT",
	  .kind = OPTION_CHOICE,
	  .choice = format_name,
	  .offset = offsetof(Settings, format),
	  .summary = "how to print it" },
	INPUT_OPTIONS(Settings),
	{ 0 },
};

const Command command_sql = {
	.name = "sql",
	.operands = "FILE...",
	.summary = "Print the SQL a revision runs, in order",
	.details =
		"What is not known stands there as a comment that says why, and so does what a DO block or a function\n"
		"runs in turn. Exit status: 0, or 2 when a FILE is no\n"
		"migration.\n",
	.options = options,
	.run = run,
};

// Printer: state of one run. Entries are printed as text or as members of one JSON array.
typedef struct Printer {
	bool downgrade;      // asked for
	Direction direction; // of the file being printed
	int format;
	Output output;
	Buffer out;
	JsonWriter json;
	bool failed;
	size_t files; // printed so far
	PositionCursor cursor;
} Printer;

// Entry: one statement, or a step whose SQL is not known.
// - `sql`: empty when nothing of it is known
// - `unreadable`: why it is not known, or why PostgreSQL's grammar rejects it; empty when all is well
// - `fragments`: `sql` is pieces of the text only
// - `enclosed`: the DO, CALL or query printed before runs it
typedef struct Entry {
	const Migration *migration;
	const Step *step;
	Span span;
	Str sql;
	Str unreadable;
	const Statement *statement; // NULL for what is not known
	bool fragments;
	bool conditional;
	bool enclosed;
	bool in_transaction;
} Entry;

// Its own file, or the one with the downgrade.
static const char *path_of(const Entry *entry)
{
	const Migration *migration = entry->migration;

	return migration_has_source(migration, entry->span.source) ? entry->span.source->path
								   : migration->source->path;
}

static Position position_of(Printer *printer, Span span)
{
	return span.source ? source_position_after(&printer->cursor, span.source, span.start)
			   : (Position){ 1, 1 };
}

static void print_effects_json(Printer *printer, const Statement *statement)
{
	json_key(&printer->json, "effects");
	if (statement && statement->node)
		effects_print_json(&printer->json, statement);
	else
		json_none(&printer->json);
}

static void print_json(Printer *printer, const Entry *entry)
{
	JsonWriter *json = &printer->json;
	Position place = position_of(printer, entry->span);

	json_object_begin(json);
	json_member(json, "path", path_of(entry));
	json_key(json, "revision");
	if (entry->migration->revision.len)
		json_str(json, entry->migration->revision);
	else
		json_none(json);
	json_member(json, "direction", direction_name(printer->direction));
	json_member_int(json, "line", place.line);
	json_member_int(json, "column", place.column);
	json_key(json, "sql");
	if (entry->sql.len)
		json_str(json, entry->sql);
	else
		json_none(json);
	json_member_bool(json, "conditional", entry->conditional);
	json_member_bool(json, "enclosed", entry->enclosed);
	json_member_bool(json, "in_transaction", entry->in_transaction);
	json_key(json, "unreadable");
	if (entry->unreadable.len)
		json_str(json, entry->unreadable);
	else
		json_none(json);
	print_effects_json(printer, entry->statement);
	json_object_end(json);
}

// A comment line of our own: nothing of the file may end it early.
static void comment(Printer *printer, const char *label, Str text)
{
	buffer_printf(&printer->out, "-- %s", label);
	terminal_add(&printer->out, text);
	buffer_putc(&printer->out, '\n');
}

// What is no statement to run is shown as a comment.
static void print_fragments(Printer *printer, Str text)
{
	while (text.len) {
		size_t end = str_find_char(text, '\n', 0);
		comment(printer, "  ", str_slice(text, 0, end == SIZE_MAX ? text.len : end));
		text = str_slice(text, end == SIZE_MAX ? text.len : end + 1, text.len);
	}
}

static void print_statement(Printer *printer, Str sql)
{
	size_t line = 0, end;

	while ((end = str_find_char(sql, '\n', line)) != SIZE_MAX)
		line = end + 1;
	buffer_add_str(&printer->out, sql);
	// A semicolon behind a comment would be part of it.
	if (str_find(sql, STR("--"), line) != SIZE_MAX)
		buffer_putc(&printer->out, '\n');
	buffer_puts(&printer->out, ";\n");
}

static void print_text(Printer *printer, const Entry *entry)
{
	Position place = position_of(printer, entry->span);

	buffer_puts(&printer->out, "\n-- ");
	terminal_add(&printer->out, str_from(path_of(entry)));
	buffer_printf(&printer->out, ":%u:%u: ", (unsigned)place.line, (unsigned)place.column);
	terminal_add(&printer->out,
		     entry->enclosed ? STR("run by the statement above") : entry->step->operation);
	buffer_putc(&printer->out, '\n');
	if (entry->conditional)
		comment(printer, "conditional", STR_NONE);
	if (!entry->in_transaction && !entry->enclosed)
		comment(printer, "outside a transaction", STR_NONE);
	if (entry->unreadable.len)
		comment(printer, "not readable: ", entry->unreadable);
	if (entry->statement)
		effects_print_locks(&printer->out, entry->statement);
	// What a block runs must not run twice.
	if (entry->fragments || entry->enclosed)
		print_fragments(printer, entry->sql);
	else if (entry->sql.len)
		print_statement(printer, entry->sql);
}

static void print_entry(Printer *printer, const Entry *entry)
{
	if (printer->format == FORMAT_JSON)
		print_json(printer, entry);
	else
		print_text(printer, entry);
}

static Entry entry_of_statement(const Statement *statement)
{
	return (Entry){
		.migration = statement->migration,
		.step = statement->step,
		.span = statement->span,
		.sql = statement->shown,
		.unreadable = str_from(statement->error),
		.statement = statement,
		.conditional = statement->conditional,
		.enclosed = statement->enclosing != NULL,
		.in_transaction = statement->before.in_transaction,
	};
}

// The known pieces of a text, each hole as {expression}.
static Str known_pieces(Arena *arena, const Text *text)
{
	Buffer out = buffer_in(arena);

	for (size_t i = 0; text && i < text->pieces.len; i++) {
		const TextPiece *piece = &text->pieces.items[i];
		if (piece->hole)
			buffer_printf(&out, "{%s}", piece->hole);
		else
			buffer_add_str(&out, piece->text);
	}
	return str_trim(buffer_str(&out));
}

// Prints the steps in order, each with its statements, which are in the same order.
static void print_steps(Printer *printer, const FileResult *result)
{
	const StepArray *steps = &result->migration->steps[printer->direction];
	const StatementArray *statements = &result->statements[printer->direction];
	Arena scratch = { 0 };
	bool in_transaction = true;
	size_t next = 0;

	for (size_t i = 0; i < steps->len; i++) {
		const Step *step = &steps->items[i];
		if (step->kind == STEP_BOUNDARY)
			in_transaction = step->boundary != BOUNDARY_AUTOCOMMIT_BEGIN &&
				step->boundary != BOUNDARY_AUTOCOMMIT_CONNECTION;
		for (; next < statements->len && statements->items[next].step == step; next++) {
			Entry entry = entry_of_statement(&statements->items[next]);
			in_transaction = entry.in_transaction;
			print_entry(printer, &entry);
		}
		if (!step->unreadable.len)
			continue;
		Entry unread = {
			.migration = result->migration,
			.step = step,
			.span = step->span,
			.sql = known_pieces(&scratch, step->fragments),
			.unreadable = step->unreadable,
			.fragments = true,
			.conditional = step->conditional,
			.in_transaction = in_transaction,
		};
		print_entry(printer, &unread);
	}
	arena_release(&scratch);
}

static void print_heading(Printer *printer, const Migration *migration)
{
	if (printer->format == FORMAT_JSON)
		return;
	if (printer->files++)
		buffer_putc(&printer->out, '\n');
	buffer_puts(&printer->out, "-- ");
	terminal_add(&printer->out, str_from(migration->source->path));
	if (migration->revision.len) {
		buffer_puts(&printer->out, ": revision ");
		terminal_add(&printer->out, migration->revision);
	}
	buffer_printf(&printer->out, ", %s\n", direction_name(printer->direction));
}

// What is wrong with the file as a whole has no place among its statements.
static void complain_about(const Migration *migration, Printer *printer)
{
	for (size_t i = 0; i < migration->notices.len; i++) {
		const Notice *notice = &migration->notices.items[i];
		if (notice->kind != NOTICE_SYNTAX_ERROR)
			continue;
		Position place = position_of(printer, notice->span);
		complain("%s:%u:%u: %s", migration->source->path, (unsigned)place.line,
			 (unsigned)place.column, notice->message);
		printer->failed = true;
	}
}

static void receive(void *state, const FileResult *result)
{
	Printer *printer = state;

	if (result->source->problem || !result->migration) {
		complain("%s: %s", result->source->path,
			 result->source->problem ? result->source->problem : "this is no migration");
		printer->failed = true;
		return;
	}
	// Of a file with nothing but the way back that is what it runs.
	const StepArray *steps = result->migration->steps;
	bool only_back = !steps[DIRECTION_UPGRADE].len && steps[DIRECTION_DOWNGRADE].len &&
		result->migration->sqlfile;
	printer->direction = printer->downgrade || only_back ? DIRECTION_DOWNGRADE : DIRECTION_UPGRADE;
	complain_about(result->migration, printer);
	print_heading(printer, result->migration);
	print_steps(printer, result);
	if (printer->format == FORMAT_TEXT)
		effects_print_order(&printer->out, &result->statements[printer->direction]);
	output_add(&printer->output, &printer->out);
}

// Only files: what a folder means is in no order a database would run it in.
static bool are_files(const NameArray *operands)
{
	struct stat status;

	if (!operands->len)
		complain("sql wants at least one revision file");
	for (size_t i = 0; i < operands->len; i++) {
		if (stat(operands->items[i], &status) == 0 && S_ISDIR(status.st_mode)) {
			complain("%s is a folder; sql wants revision files", operands->items[i]);
			return false;
		}
	}
	return operands->len > 0;
}

static bool print_files(const Settings *settings, Arena *arena, const FileArray *files)
{
	Summary summary = { 0 };
	Printer printer = {
		.downgrade = settings->downgrade,
		.format = settings->format,
		.output = output_stdout(),
		.out = buffer_in(arena),
	};

	printer.json = json_writer(&printer.out, 2);
	if (printer.format == FORMAT_JSON)
		json_array_begin(&printer.json);
	lint_files(files->items, files->len, 0, receive, &printer, &summary);
	if (printer.format == FORMAT_JSON) {
		json_array_end(&printer.json);
		buffer_putc(&printer.out, '\n');
	}
	output_add(&printer.output, &printer.out);
	return output_close(&printer.output) && !printer.failed;
}

static int run(int argc, char **argv)
{
	Arena arena = { 0 };
	NameArray operands = { 0 };
	Settings settings = { .inputs.keep_order = true };
	FileArray files = { 0 };
	OptionsResult parsed = options_parse(&command_sql, &arena, argc, argv, &settings, &operands);
	bool done = parsed == OPTIONS_HELP;

	if (parsed == OPTIONS_OK && are_files(&operands) &&
	    inputs_find(&arena, &operands, &settings.inputs, (Config){ 0 }, &files))
		done = print_files(&settings, &arena, &files);
	arena_release(&arena);
	return done ? 0 : 2;
}
