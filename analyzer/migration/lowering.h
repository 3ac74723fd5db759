// lowering.h - Lowering, one call of a framework on its way to steps: where it stands, where its statements go, and
// whether the framework would refuse it.
//
// A writer that meets something the framework cannot compile calls lowering_refuse() and goes on writing; what it writes is
// then dropped, and the call becomes one unreadable step. What is merely not known becomes a hole in the SQL.

#ifndef MIGRATION_LOWERING_H
#define MIGRATION_LOWERING_H

#include "base/map.h"
#include "migration/migration.h"

// Lowering: the context of one call.
// - `steps`: where finished steps go: the direction's, or the buffer of an open batch
// - `operation`: as in Step, "add_column"
// - `types`: enum and domain types this run created already: identifier -> anything
// - `tables`: every sa.Table(...) made so far, in order: what MetaData would know
// - `attached`: every constraint and index made so far: those over columns of a table are part of it
typedef struct Lowering {
	Arena *arena;
	Evaluator *evaluator;
	Migration *migration;
	StepArray *steps;
	Map *types;
	const ValueArray *tables;
	const ValueArray *attached;
	Direction direction;
	Span span;
	Str operation;
	Str existing_type;
	const CallSite *via;
	bool conditional;
	bool written;     // nothing but PostgreSQL names what the SQL leaves unnamed
	unsigned nesting; // of the type being written
	bool refused;
	Str reason; // why it was refused
} Lowering;

// A writer for one statement of the call.
SqlWriter lowering_sql(Lowering *lowering);
// The statement as a step; nothing when the call was refused meanwhile.
void lowering_emit(Lowering *lowering, SqlWriter *writer);
void lowering_boundary(Lowering *lowering, Boundary boundary);
// A step whose SQL is not known. `fragments` (may be NULL) are the pieces that are. `reason` as in Step.unreadable.
void lowering_opaque(Lowering *lowering, Str reason, const Text *fragments);
// Whether the known pieces of an SQL text hold anything but blanks, or nothing is missing: otherwise nothing is known of it.
bool text_says_something(const Text *text);
// The call runs SQL that is not known, `value`: a notice and an unreadable step. `fragments` as above.
void lowering_dynamic(Lowering *lowering, const Value *value, const Text *fragments);
// Adds a notice at `span` (the call itself when null). The message is a complete finding message.
void lowering_notice(Lowering *lowering, NoticeKind kind, Span span, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
// The framework raises here: a notice that says "Alembic refuses this call: ..." (or Django), and no further statements of it.
// Only the first refusal of a call speaks.
void lowering_refuse(Lowering *lowering, Span span, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
// The same for a notice of another kind with a message of its own; `reason` is kept for the unreadable step.
void lowering_refuse_as(Lowering *lowering, NoticeKind kind, Span span, const char *message,
			const char *help);
// At the end of the call: turns a refusal into an unreadable step.
void lowering_finish(Lowering *lowering);

#endif
