#include "migration/lowering.h"

static Step step_of(const Lowering *lowering, StepKind kind)
{
	return (Step){
		.kind = kind,
		.direction = lowering->direction,
		.span = lowering->span,
		.operation = lowering->operation,
		.existing_type = lowering->existing_type,
		.conditional = lowering->conditional,
		.via = lowering->via,
	};
}

SqlWriter lowering_sql(Lowering *lowering)
{
	return sql_writer(lowering->arena, lowering->span);
}

void lowering_emit(Lowering *lowering, SqlWriter *writer)
{
	Step step = step_of(lowering, STEP_SQL);

	if (lowering->refused)
		return;
	step.sql = sql_finish(writer);
	array_push(lowering->arena, lowering->steps, step);
}

void lowering_boundary(Lowering *lowering, Boundary boundary)
{
	Step step = step_of(lowering, STEP_BOUNDARY);

	step.boundary = boundary;
	array_push(lowering->arena, lowering->steps, step);
}

void lowering_opaque(Lowering *lowering, Str reason, const Text *fragments)
{
	Step step = step_of(lowering, STEP_OPAQUE);

	step.unreadable = reason;
	step.fragments = fragments;
	array_push(lowering->arena, lowering->steps, step);
}

static void add_notice(Lowering *lowering, NoticeKind kind, Span span, const char *message, const char *help)
{
	Notice notice = {
		.kind = kind,
		.direction = lowering->direction,
		.span = span.source ? span : lowering->span,
		.message = message,
		.help = help,
		.via = lowering->via,
	};

	migration_notice(lowering->migration, lowering->arena, notice);
}

void lowering_notice(Lowering *lowering, NoticeKind kind, Span span, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_notice(lowering, kind, span, arena_vprintf(lowering->arena, format, args), NULL);
	va_end(args);
}

void lowering_refuse_as(Lowering *lowering, NoticeKind kind, Span span, const char *message, const char *help)
{
	if (lowering->refused)
		return;
	lowering->refused = true;
	lowering->reason = str_from(message);
	add_notice(lowering, kind, span, message, help);
}

void lowering_refuse(Lowering *lowering, Span span, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *why = arena_vprintf(lowering->arena, format, args);
	va_end(args);
	lowering_refuse_as(lowering, NOTICE_REFUSED_OPERATION, span,
			   arena_printf(lowering->arena, "Alembic refuses this call: %s", why), NULL);
}

void lowering_finish(Lowering *lowering)
{
	if (lowering->refused)
		lowering_opaque(lowering, lowering->reason, NULL);
}
