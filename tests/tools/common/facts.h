// facts.h - what a catalog holds, in the words tests/oracle/schema_facts.sql has for what a server holds.

#ifndef FACTS_H
#define FACTS_H

#include "postgres/catalog.h"
#include "report/json.h"

// Writes a text "kind|name|what is known of it" for each object of `catalog`, its columns and constraints, into the array that is open in `json`.
void facts_write(const Catalog *catalog, Arena *scratch, JsonWriter *json);

#endif
