#include "report/json.h"
#include "report/report.h"
#include "rule.h"

static void begin(Report *report);
static void file(Report *report, const FileResult *result);
static void end(Report *report, const Summary *summary);

const Reporter reporter_json = {
	.name = "json",
	.summary = "an array with one object per finding (README has its keys)",
	.begin = begin,
	.file = file,
	.end = end,
};

static void begin(Report *report)
{
	JsonWriter *json = arena_new(report->arena, JsonWriter);

	*json = json_writer(&report->out, 2);
	report->private = json;
	json_array_begin(json);
}

// "path", "line", "column" of where `span` starts, null when it is nowhere.
static void add_start(JsonWriter *json, Span span)
{
	json_member(json, "path", span.source ? span.source->path : NULL);
	Position start = { 1, 1 };
	if (span.source)
		start = source_position(span.source, span.start, COLUMN_CODE_POINTS);
	json_member_int(json, "line", start.line);
	json_member_int(json, "column", start.column);
}

static void add_end(JsonWriter *json, Span span)
{
	Position stop = { 1, 1 };

	if (span.source)
		stop = source_position(span.source, span.end, COLUMN_CODE_POINTS);
	json_member_int(json, "end_line", stop.line);
	json_member_int(json, "end_column", stop.column);
}

static void add_related(JsonWriter *json, const Related *related)
{
	json_object_begin(json);
	add_start(json, related->span);
	json_member(json, "message", related->message);
	json_object_end(json);
}

static void add_finding(JsonWriter *json, const Finding *finding)
{
	json_object_begin(json);
	json_member(json, "rule", finding->rule->id);
	json_member(json, "severity", severity_name(finding->severity));
	json_member(json, "message", finding->message);
	add_start(json, finding->span);
	add_end(json, finding->span);
	json_member(json, "sql", finding->sql);
	json_member(json, "lock", finding->lock);
	json_member(json, "help", finding->help);
	json_key(json, "related");
	json_array_begin(json);
	for (size_t i = 0; i < finding->related.len; i++)
		add_related(json, &finding->related.items[i]);
	json_array_end(json);
	json_member(json, "fingerprint", finding->fingerprint);
	json_object_end(json);
}

static void file(Report *report, const FileResult *result)
{
	for (size_t i = 0; i < result->findings.len; i++)
		add_finding(report->private, &result->findings.items[i]);
}

static void end(Report *report, const Summary *summary)
{
	(void)summary;
	json_array_end(report->private);
	buffer_putc(&report->out, '\n');
}
