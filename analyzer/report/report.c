#include "report/report.h"

const Reporter *const reporters[] = { &reporter_full, &reporter_concise, &reporter_json, &reporter_sarif,
				      NULL };

const Reporter *reporter_find(const char *name)
{
	for (size_t i = 0; reporters[i]; i++)
		if (strcmp(reporters[i]->name, name) == 0)
			return reporters[i];
	return NULL;
}
