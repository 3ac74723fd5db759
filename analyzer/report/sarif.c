#include "report/sarif.h"

#include "report/fingerprint.h"
#include "report/report.h"
#include "report/uri.h"
#include "rules.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#define NOT_AN_ARTIFACT (-1)

static void begin(Report *report);
static void file(Report *report, const FileResult *result);
static void end(Report *report, const Summary *summary);

const Reporter reporter_sarif = {
	.name = "sarif",
	.summary = "SARIF 2.1.0, for GitHub code scanning and editors",
	.begin = begin,
	.file = file,
	.end = end,
};

typedef struct Artifact {
	const char *uri;
	size_t bytes;
} Artifact;

// Log: the log being written. Artifacts come after the results, when all of them are known.
// - `scratch`: what one file needs, freed after it
// - `source`, `hashes`: the line hashes of the file last asked for
typedef struct Log {
	JsonWriter json;
	Arena *arena;
	Arena scratch;
	const char *root;
	Array(Artifact) artifacts;
	const Source *linted; // the source artifacts' last entry stands for
	const Source *source;
	LineHashes hashes;
} Log;

static void begin(Report *report)
{
	Log *log = arena_new(report->arena, Log);
	JsonWriter *json = &log->json;

	report->private = log;
	*json = json_writer(&report->out, 1);
	log->arena = report->arena;
	log->root = repository_root(report->arena);
	json_object_begin(json);
	json_member(json, "$schema", SCHEMA);
	json_member(json, "version", "2.1.0");
	json_key(json, "runs");
	json_array_begin(json);
	json_object_begin(json);
	sarif_tool(json, &log->scratch);
	arena_release(&log->scratch);
	json_member(json, "columnKind", "utf16CodeUnits");
	json_key(json, "results");
	json_array_begin(json);
}

// Longer code is left out: a file that is one huge line would be repeated for every finding.
enum { MAX_SNIPPET_BYTES = 8192 };

static void add_snippet(JsonWriter *json, Str text)
{
	json_key(json, "snippet");
	json_object_begin(json);
	json_key(json, "text");
	json_str(json, text);
	json_object_end(json);
}

// Shown in a pull request only when all its lines are changed ones: so one line, the rest is context.
static void add_region(JsonWriter *json, Span span)
{
	Span line = span_first_line(span);
	if (line.end < line.start)
		line.end = line.start;
	Position start = source_position(line.source, line.start, COLUMN_UTF16);
	Position stop = source_position(line.source, line.end, COLUMN_UTF16);

	json_key(json, "region");
	json_object_begin(json);
	json_member_int(json, "startLine", start.line);
	json_member_int(json, "startColumn", start.column);
	json_member_int(json, "endLine", stop.line);
	json_member_int(json, "endColumn", stop.column);
	if (line.end > line.start && line.end - line.start <= MAX_SNIPPET_BYTES)
		add_snippet(json, span_text(line));
	json_object_end(json);
}

// The lines of the whole span with one before and one after; left out when that is no more than the region itself.
static void add_context(JsonWriter *json, Span span)
{
	const Source *source = span.source;
	uint32_t line = source_line(source, span.start);
	uint32_t first = line > 1 ? line - 1 : 1;
	uint32_t last = source_line(source, span.end > span.start ? span.end - 1 : span.end) + 1;

	// A file's last line, when empty, is there only to us.
	while (last > line &&
	       (last > source->line_count || source_line_span(source, last).start >= source->text.len))
		last--;
	Span lines = span_join(source_line_span(source, first), source_line_span(source, last));
	if (first == last || lines.end - lines.start > MAX_SNIPPET_BYTES)
		return;
	json_key(json, "contextRegion");
	json_object_begin(json);
	json_member_int(json, "startLine", first);
	json_member_int(json, "endLine", last);
	add_snippet(json, span_text(lines));
	json_object_end(json);
}

static void add_artifact_location(Log *log, const char *uri, int index)
{
	JsonWriter *json = &log->json;

	json_object_begin(json);
	json_member(json, "uri", uri);
	json_member(json, "uriBaseId", "%SRCROOT%");
	if (index != NOT_AN_ARTIFACT)
		json_member_int(json, "index", index);
	json_object_end(json);
}

static void add_physical_location(Log *log, Span span)
{
	int index = span.source == log->linted ? (int)log->artifacts.len - 1 : NOT_AN_ARTIFACT;
	const char *uri = index == NOT_AN_ARTIFACT
		? repository_uri(&log->scratch, log->root, span.source->path)
		: array_last(&log->artifacts)->uri;

	json_key(&log->json, "physicalLocation");
	json_object_begin(&log->json);
	json_key(&log->json, "artifactLocation");
	add_artifact_location(log, uri, index);
	add_region(&log->json, span);
	add_context(&log->json, span);
	json_object_end(&log->json);
}

static void add_logical_location(JsonWriter *json, const Finding *finding, Arena *scratch)
{
	if (!finding->migration || !finding->function)
		return;
	Str revision = finding->migration->revision;
	json_key(json, "logicalLocations");
	json_array_begin(json);
	json_object_begin(json);
	json_member(json, "fullyQualifiedName",
		    arena_printf(scratch, "%.*s%s%s", STR_ARG(revision), revision.len ? "." : "",
				 finding->function));
	json_member(json, "kind", "function");
	json_object_end(json);
	json_array_end(json);
}

static void add_text_message(Log *log, const char *message)
{
	JsonWriter *json = &log->json;

	json_key(json, "message");
	json_object_begin(json);
	json_key(json, "text");
	json_str(json, sarif_sentence(&log->scratch, message));
	json_object_end(json);
}

// The story of one transaction as the one thread flow of the one code flow: what viewers step through.
static void add_code_flow(Log *log, const Finding *finding)
{
	JsonWriter *json = &log->json;

	if (!finding->flow.len)
		return;
	json_key(json, "codeFlows");
	json_array_begin(json);
	json_object_begin(json);
	json_key(json, "threadFlows");
	json_array_begin(json);
	json_object_begin(json);
	json_key(json, "locations");
	json_array_begin(json);
	for (size_t i = 0; i < finding->flow.len; i++) {
		json_object_begin(json);
		json_key(json, "location");
		json_object_begin(json);
		add_text_message(log, finding->flow.items[i].message);
		add_physical_location(log, finding->flow.items[i].span);
		json_object_end(json);
		json_member_int(json, "executionOrder", (int64_t)i + 1);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
	json_array_end(json);
	json_object_end(json);
	json_array_end(json);
}

static void add_related(Log *log, const Finding *finding)
{
	JsonWriter *json = &log->json;

	if (!finding->related.len)
		return;
	json_key(json, "relatedLocations");
	json_array_begin(json);
	for (size_t i = 0; i < finding->related.len; i++) {
		const Related *related = &finding->related.items[i];
		json_object_begin(json);
		json_member_int(json, "id", (int64_t)i + 1);
		add_text_message(log, related->message);
		if (related->span.source)
			add_physical_location(log, related->span);
		json_object_end(json);
	}
	json_array_end(json);
}

static void add_fingerprints(Log *log, const Finding *finding, Span span)
{
	JsonWriter *json = &log->json;

	if (log->source != span.source) {
		log->source = span.source;
		log->hashes = line_hashes(&log->scratch, span.source->text);
	}
	json_key(json, "partialFingerprints");
	json_object_begin(json);
	json_member(json, "primaryLocationLineHash",
		    line_fingerprint(&log->scratch, &log->hashes, source_line(span.source, span.start)));
	if (finding->fingerprint)
		json_member(json, "miglintOperation/v1", finding->fingerprint);
	json_object_end(json);
}

// What the message does not say, for those who read the log with a program.
static void add_properties(JsonWriter *json, const Finding *finding)
{
	const char *const members[][2] = {
		{ "sql", finding->sql },
		{ "lock", finding->lock },
		{ "help", finding->help },
	};

	if (!finding->sql && !finding->lock && !finding->help)
		return;
	json_key(json, "properties");
	json_object_begin(json);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (members[i][1])
			json_member(json, members[i][0], members[i][1]);
	json_object_end(json);
}

static void add_result(Log *log, const FileResult *result, const Finding *finding)
{
	JsonWriter *json = &log->json;
	Span span = finding->span.source ? finding->span : (Span){ .source = result->source };

	json_object_begin(json);
	json_member(json, "ruleId", finding->rule->id);
	json_member_int(json, "ruleIndex", (int64_t)rule_index(finding->rule));
	json_member(json, "kind", "fail");
	json_member(json, "level", severity_name(finding->severity));
	json_key(json, "message");
	json_object_begin(json);
	json_key(json, "text");
	json_str(json, sarif_message(&log->scratch, finding));
	json_object_end(json);
	json_key(json, "locations");
	json_array_begin(json);
	json_object_begin(json);
	add_physical_location(log, span);
	add_logical_location(json, finding, &log->scratch);
	json_object_end(json);
	json_array_end(json);
	add_related(log, finding);
	add_code_flow(log, finding);
	add_fingerprints(log, finding, span);
	add_properties(json, finding);
	json_object_end(json);
}

static void file(Report *report, const FileResult *result)
{
	Log *log = report->private;

	if (!result->is_migration && !result->findings.len)
		return;
	const char *uri = repository_uri(log->arena, log->root, result->source->path);
	array_push(log->arena, &log->artifacts, (Artifact){ uri, result->source->text.len });
	log->linted = result->source;
	for (size_t i = 0; i < result->findings.len; i++)
		add_result(log, result, &result->findings.items[i]);
	log->source = log->linted = NULL;
	arena_release(&log->scratch);
}

static void add_artifacts(Log *log)
{
	JsonWriter *json = &log->json;

	json_key(json, "artifacts");
	json_array_begin(json);
	for (size_t i = 0; i < log->artifacts.len; i++) {
		json_object_begin(json);
		json_key(json, "location");
		add_artifact_location(log, log->artifacts.items[i].uri, NOT_AN_ARTIFACT);
		json_member_int(json, "length", (int64_t)log->artifacts.items[i].bytes);
		json_member(json, "mimeType", "text/x-python");
		json_member(json, "sourceLanguage", "python");
		json_key(json, "roles");
		json_array_begin(json);
		json_text(json, "analysisTarget");
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static void add_invocation(JsonWriter *json, int exit_status)
{
	static const char *const meaning[] = {
		"nothing to report",
		"problems were found",
		"the files could not be checked",
	};

	json_key(json, "invocations");
	json_array_begin(json);
	json_object_begin(json);
	json_member_bool(json, "executionSuccessful", exit_status < 2);
	json_member_int(json, "exitCode", exit_status);
	json_member(json, "exitCodeDescription", meaning[exit_status]);
	json_object_end(json);
	json_array_end(json);
}

static void add_root(JsonWriter *json)
{
	json_key(json, "originalUriBaseIds");
	json_object_begin(json);
	json_key(json, "%SRCROOT%");
	json_object_begin(json);
	json_key(json, "description");
	json_object_begin(json);
	json_member(json, "text", "The root of the repository.");
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
}

static void add_coverage(JsonWriter *json, const Summary *summary)
{
	json_key(json, "properties");
	json_object_begin(json);
	json_member_int(json, "migrations", (int64_t)summary->migrations);
	json_member_int(json, "statements", (int64_t)summary->statements);
	json_member_int(json, "unreadable", (int64_t)summary->unreadable);
	json_member_int(json, "suppressed", (int64_t)summary->suppressed);
	json_object_end(json);
}

static void end(Report *report, const Summary *summary)
{
	Log *log = report->private;
	JsonWriter *json = &log->json;

	json_array_end(json);
	add_artifacts(log);
	add_root(json);
	add_invocation(json, report->options.exit_status);
	json_member(json, "defaultEncoding", "utf-8");
	json_key(json, "newlineSequences");
	json_array_begin(json);
	json_text(json, "\r\n");
	json_text(json, "\n");
	json_array_end(json);
	json_member(json, "language", "en-US");
	add_coverage(json, summary);
	json_object_end(json);
	json_array_end(json);
	json_object_end(json);
	buffer_putc(&report->out, '\n');
}
