#include "migration/lowering.h"

#include "migration/framework.h"

static Step step_of(const Lowering *lowering, StepKind kind)
{
	return (Step){
		.kind = kind,
		.direction = lowering->direction,
		.span = lowering->span,
		.operation = lowering->operation,
		.existing_type = lowering->existing_type,
		.conditional = lowering->conditional,
		.written = lowering->written,
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
			   arena_printf(lowering->arena, "%s refuses this call: %s",
					framework_facts(lowering->migration->framework)->name, why),
			   NULL);
}

void lowering_finish(Lowering *lowering)
{
	if (lowering->refused)
		lowering_opaque(lowering, lowering->reason, NULL);
}

// ---- SQL that is not known ------------------------------------------------------------------------------------

bool text_says_something(const Text *text)
{
	for (size_t i = 0; i < text->pieces.len; i++)
		if (!text->pieces.items[i].hole && str_trim(text->pieces.items[i].text).len)
			return true;
	return !text_has_hole(text);
}

static Str reason_of(Lowering *lowering, const Value *value)
{
	if (value->kind == VALUE_UNKNOWN && value->unknown.reason.len)
		return value->unknown.reason;
	return str_from(arena_printf(lowering->arena, "the value of '%s' is not known",
				     value_source_line(lowering->arena, value)));
}

static const char *hole_of(const Text *text)
{
	for (size_t i = 0; i < text->pieces.len; i++)
		if (text->pieces.items[i].hole)
			return text->pieces.items[i].hole;
	return "";
}

void lowering_dynamic(Lowering *lowering, const Value *value, const Text *fragments)
{
	const char *expression = fragments && text_has_hole(fragments)
		? hole_of(fragments)
		: value_source_line(lowering->arena, value);

	lowering_notice(lowering, NOTICE_DYNAMIC_SQL, (Span){ 0 },
			"the SQL is not known: it is the value of `%s`", expression);
	lowering_opaque(lowering, reason_of(lowering, value), fragments);
}
