#include "report/summary.h"

#include "report/terminal.h"

static void add_count(Buffer *out, size_t count, const char *noun)
{
	buffer_printf(out, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}

// "1 error, 2 warnings and 3 notes", those there are none of left out.
static void add_findings(Buffer *out, bool color, const Summary *summary)
{
	size_t kinds = 0, written = 0;

	for (int severity = 0; severity < SEVERITY_COUNT; severity++)
		kinds += summary->findings[severity] > 0;
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
		if (!summary->findings[severity])
			continue;
		if (written++)
			buffer_puts(out, written == kinds ? " and " : ", ");
		Style style = style_of_severity((Severity)severity);
		style_begin(out, color, style);
		add_count(out, summary->findings[severity], severity_name((Severity)severity));
		style_end(out, color, style);
	}
}

static size_t finding_count(const Summary *summary)
{
	size_t count = 0;

	for (int severity = 0; severity < SEVERITY_COUNT; severity++)
		count += summary->findings[severity];
	return count;
}

void summary_add(Buffer *out, bool color, const Summary *summary)
{
	if (finding_count(summary)) {
		buffer_puts(out, "Found ");
		add_findings(out, color, summary);
		if (summary->migrations_with_findings) { // files that cannot be read are none
			buffer_printf(out, " in %zu of ", summary->migrations_with_findings);
			add_count(out, summary->migrations, "migration");
		}
	} else if (summary->migrations) { // nothing looked at is nothing passed
		style_add(out, color, STYLE_GOOD, "All checks passed!");
	}
	if (summary->suppressed)
		buffer_printf(out, " (%zu suppressed)", summary->suppressed);
	if (finding_count(summary))
		buffer_putc(out, '.');
	buffer_puts(out, finding_count(summary) || summary->migrations ? "\nChecked " : "Checked ");
	add_count(out, summary->migrations, "migration");
	buffer_puts(out, ", ");
	add_count(out, summary->statements, "statement");
	buffer_printf(out, " (%zu not readable).", summary->unreadable);
	if (summary->skipped) {
		buffer_puts(out, " Skipped ");
		add_count(out, summary->skipped, "file");
		buffer_puts(out, " without a migration (--show-files lists them).");
	}
	buffer_putc(out, '\n');
}
