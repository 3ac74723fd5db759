#include "report/report.h"

#include "report/frame.h"
#include "report/summary.h"
#include "report/terminal.h"
#include "rule.h"

static void file(Report *report, const FileResult *result);
static void end(Report *report, const Summary *summary);

const Reporter reporter_full = {
	.name = "full",
	.summary = "code frames with the SQL, its lock and what to do",
	.file = file,
	.end = end,
};

static void add_title(Report *report, const Finding *finding)
{
	Buffer *out = &report->out;
	Style style = style_of_severity(finding->severity);

	style_begin(out, report->options.color, style);
	buffer_printf(out, "%s[%s]", severity_name(finding->severity), finding->rule->id);
	style_end(out, report->options.color, style);
	style_begin(out, report->options.color, STYLE_BOLD);
	buffer_puts(out, ": ");
	terminal_add(out, str_from(finding->message));
	style_end(out, report->options.color, STYLE_BOLD);
	buffer_putc(out, '\n');
}

static void add_finding(Report *report, const Finding *finding)
{
	Style style = style_of_severity(finding->severity);
	Frame frame = frame_for(&report->out, report->options.color, style, finding->span);

	add_title(report, finding);
	frame_add(&frame, finding->span);
	for (size_t i = 0; i < finding->related.len; i++)
		frame_add_related(&frame, finding->related.items[i].span, finding->related.items[i].message);
	if (finding->sql)
		frame_add_sql(&frame, finding->sql);
	if (finding->lock)
		frame_add_note(&frame, "lock", finding->lock);
	if (finding->help)
		frame_add_note(&frame, "help", finding->help);
	buffer_putc(&report->out, '\n');
}

static void file(Report *report, const FileResult *result)
{
	for (size_t i = 0; i < result->findings.len; i++)
		add_finding(report, &result->findings.items[i]);
}

static void end(Report *report, const Summary *summary)
{
	if (report->options.quiet)
		return;
	summary_add(&report->out, report->options.color, summary);
	if (summary->findings[SEVERITY_ERROR] || summary->findings[SEVERITY_WARNING] ||
	    summary->findings[SEVERITY_NOTE])
		buffer_puts(&report->out, "Run \"miglint rule NAME\" to read about a rule.\n");
}
