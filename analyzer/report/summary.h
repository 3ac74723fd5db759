// summary.h - the last lines of a text report: what was found, and how much was looked at.

#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "report/report.h"

// "Found 1 error and 2 warnings in 2 of 14 migrations (1 suppressed)." or "All checks passed!", then "Checked 14 migrations, ...".
void summary_add(Buffer *out, bool color, const Summary *summary);

#endif
