#include "report/report.h"

#include "report/frame.h"
#include "report/summary.h"
#include "report/terminal.h"
#include "rule.h"

static void file(Report *report, const FileResult *result);
static void end(Report *report, const Summary *summary);

const Reporter reporter_concise = {
	.name = "concise",
	.summary = "one line per finding",
	.file = file,
	.end = end,
};

static void add_finding(Report *report, const Finding *finding)
{
	Buffer *out = &report->out;

	if (finding->span.source) {
		frame_add_place(out, finding->span);
		buffer_puts(out, ": ");
	}
	style_add(out, report->options.color, style_of_severity(finding->severity),
		  severity_name(finding->severity));
	buffer_puts(out, ": ");
	terminal_add(out, str_from(finding->message));
	buffer_printf(out, " [%s]\n", finding->rule->id);
}

static void file(Report *report, const FileResult *result)
{
	for (size_t i = 0; i < result->findings.len; i++)
		add_finding(report, &result->findings.items[i]);
}

static void end(Report *report, const Summary *summary)
{
	if (!report->options.quiet)
		summary_add(&report->out, report->options.color, summary);
}
