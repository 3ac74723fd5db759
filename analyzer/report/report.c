#include "report/report.h"

const Reporter *const reporters[] = { &reporter_full, &reporter_concise, &reporter_json, &reporter_sarif,
				      NULL };
