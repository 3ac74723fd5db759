// sarif.h - the parts sarif.c puts a SARIF log together from; private to it.

#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H

#include "finding.h"
#include "report/json.h"

// "tool": the driver and every rule of the build, fired or not, so that ruleIndex is stable.
void sarif_tool(JsonWriter *json, Arena *scratch);

// The finding's message as SARIF wants it: whole sentences that end in a period, no braces (they are placeholders there), no
// accidental links; links to the related locations, numbered from 1, behind it; one-line help last. In `scratch`.
Str sarif_message(Arena *scratch, const Finding *finding);
// The same for any text, without links and help.
Str sarif_sentence(Arena *scratch, const char *text);

#endif
