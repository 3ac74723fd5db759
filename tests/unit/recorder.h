// recorder.h - runs a piece of Python through the evaluator and writes down, as text, what its host is told.
//
// One line per event:
//
//	f(1, 'x', k={y})   a call; holes of texts in braces, "? " in front when it is conditional
//	enter c / leave c  a with block
//	c.b = v            an attribute of a library object assigned
//	limit, opaque      a problem; raised, stopped: how run() ended when not normally
//
// The host leaves out the module "lib." in names. It knows that `lib.yes` is true and `lib.no` false, that lib.answer()
// is 42 and `lib.x.name` the text "known", that `lib.pairs` holds 1, and it can read one module of the project, PROJECT.

#ifndef TESTS_UNIT_RECORDER_H
#define TESTS_UNIT_RECORDER_H

#include "base/buffer.h"
#include "python/evaluate.h"

#define PROJECT                                                                 \
	"import lib\nCONSTANT = 'from project'\n"                               \
	"def helper(x=1):\n\tlib.helped(x, CONSTANT)\n\treturn private() + x\n" \
	"def private():\n\treturn 10\n"

typedef struct Recorder {
	Arena *arena;
	Buffer out;
	const Module *project;
} Recorder;

static void record_value(Recorder *recorder, const Value *value, int depth);

static void record_text(Recorder *recorder, const Text *text)
{
	for (size_t i = 0; i < text->pieces.len; i++) {
		const TextPiece *piece = &text->pieces.items[i];

		if (piece->hole)
			buffer_printf(&recorder->out, "{%s}", piece->hole);
		else
			buffer_add_str(&recorder->out, piece->text);
	}
}

static void record_list(Recorder *recorder, const ValueArray *items, int depth)
{
	for (size_t i = 0; i < items->len; i++) {
		buffer_puts(&recorder->out, i ? ", " : "");
		record_value(recorder, items->items[i], depth);
	}
}

static void record_call(Recorder *recorder, const Value *call, int depth)
{
	const Arguments *arguments = call->call.arguments;
	const char *comma = arguments->positional.len ? ", " : "";

	record_value(recorder, call->call.callee, depth);
	buffer_puts(&recorder->out, "(");
	record_list(recorder, &arguments->positional, depth);
	if (arguments->open_positional) {
		buffer_printf(&recorder->out, "%s*?", comma);
		comma = ", ";
	}
	for (size_t i = 0; i < arguments->keywords.len; i++, comma = ", ") {
		buffer_printf(&recorder->out, "%s%.*s=", comma, STR_ARG(arguments->keywords.items[i].name));
		record_value(recorder, arguments->keywords.items[i].value, depth);
	}
	if (arguments->open_keywords)
		buffer_printf(&recorder->out, "%s**?", comma);
	buffer_puts(&recorder->out, ")");
}

static void record_dict(Recorder *recorder, const DictEntries *entries, int depth)
{
	buffer_puts(&recorder->out, "{");
	for (size_t i = 0; i < entries->len; i++) {
		buffer_puts(&recorder->out, i ? ", " : "");
		record_value(recorder, entries->items[i].key, depth);
		buffer_puts(&recorder->out, ": ");
		record_value(recorder, entries->items[i].value, depth);
	}
	buffer_puts(&recorder->out, "}");
}

static void record_symbolic(Recorder *recorder, const Value *value, int depth)
{
	Buffer *out = &recorder->out;

	if (value->kind == VALUE_SYMBOL) {
		size_t skip = str_starts_with(value->symbol, STR("lib.")) ? 4 : 0;

		buffer_add_str(out, str_slice(value->symbol, skip, value->symbol.len));
	} else if (value->kind == VALUE_CALL) {
		record_call(recorder, value, depth);
	} else if (value->kind == VALUE_ATTRIBUTE) {
		record_value(recorder, value->attribute.object, depth);
		buffer_printf(out, ".%.*s", STR_ARG(value->attribute.name));
	} else if (value->kind == VALUE_INDEX) {
		record_value(recorder, value->index.object, depth);
		buffer_puts(out, "[");
		record_value(recorder, value->index.key, depth);
		buffer_puts(out, "]");
	} else {
		buffer_puts(out, "(");
		if (value->operation.left)
			record_value(recorder, value->operation.left, depth);
		buffer_printf(out, "%s%.*s ", value->operation.left ? " " : "", STR_ARG(value->operation.op));
		record_value(recorder, value->operation.right, depth);
		buffer_puts(out, ")");
	}
}

static void record_value(Recorder *recorder, const Value *value, int depth)
{
	static const char *const brackets[] = {
		[VALUE_LIST] = "[]", [VALUE_TUPLE] = "()", [VALUE_SET] = "{}"
	};
	Buffer *out = &recorder->out;

	if (depth > 8) {
		buffer_puts(out, "...");
	} else if (value->kind >= VALUE_SYMBOL && value->kind <= VALUE_OPERATOR) {
		record_symbolic(recorder, value, depth + 1);
	} else if (value->kind == VALUE_STR) {
		buffer_puts(out, "'");
		record_text(recorder, value->text);
		buffer_puts(out, "'");
	} else if (value->kind == VALUE_LIST || value->kind == VALUE_TUPLE || value->kind == VALUE_SET) {
		buffer_putc(out, brackets[value->kind][0]);
		record_list(recorder, value->items, depth + 1);
		buffer_putc(out, brackets[value->kind][1]);
	} else if (value->kind == VALUE_DICT) {
		record_dict(recorder, value->dict.entries, depth + 1);
	} else if (value->kind == VALUE_UNKNOWN) {
		buffer_printf(out, "<%.*s>", STR_ARG(value->unknown.expression));
	} else if (value->kind == VALUE_FUNCTION || value->kind == VALUE_CLASS ||
		   value->kind == VALUE_INSTANCE) {
		buffer_puts(out, value_kind_name(value->kind));
	} else {
		record_text(recorder, value_to_text(recorder->arena, value));
	}
}

static void record_line(Recorder *recorder, const Evaluator *evaluator, const char *word, const Value *value)
{
	buffer_printf(&recorder->out, "%s%s", evaluator_is_conditional(evaluator) ? "? " : "", word);
	record_value(recorder, value, 0);
	buffer_puts(&recorder->out, "\n");
}

static Value *on_call(void *state, Evaluator *evaluator, Value *call)
{
	if (value_is_symbol(call, "lib.answer"))
		return value_int(evaluator_arena(evaluator), call->span, 42);
	record_line(state, evaluator, "", call);
	return NULL;
}

static Value *on_attribute(void *state, Evaluator *evaluator, Value *attribute)
{
	(void)state;
	if (!str_is(value_symbol_name(attribute), "lib.x.name"))
		return NULL;
	return value_str(evaluator_arena(evaluator), attribute->span, STR("known"));
}

static bool on_iterate(void *state, Evaluator *evaluator, Value *value, ValueArray *items)
{
	(void)state;
	if (!value_is_symbol(value, "lib.pairs"))
		return false;
	array_push(evaluator_arena(evaluator), items, value_int(evaluator_arena(evaluator), value->span, 1));
	return true;
}

static bool on_truth(void *state, Evaluator *evaluator, const Value *condition, bool *truth)
{
	(void)state;
	(void)evaluator;
	*truth = value_is_symbol(condition, "lib.yes");
	return *truth || value_is_symbol(condition, "lib.no");
}

static Value *on_enter(void *state, Evaluator *evaluator, Value *context)
{
	record_line(state, evaluator, "enter ", context);
	return NULL;
}

static void on_leave(void *state, Evaluator *evaluator, Value *context)
{
	record_line(state, evaluator, "leave ", context);
}

static void on_assign(void *state, Evaluator *evaluator, Value *attribute, Value *value)
{
	Recorder *recorder = state;

	(void)evaluator;
	record_value(recorder, attribute, 0);
	buffer_puts(&recorder->out, " = ");
	record_value(recorder, value, 0);
	buffer_puts(&recorder->out, "\n");
}

static void on_problem(void *state, Evaluator *evaluator, EvaluationProblem problem, Span span,
		       const char *message)
{
	Recorder *recorder = state;

	(void)evaluator;
	(void)span;
	(void)message;
	buffer_puts(&recorder->out,
		    problem == PROBLEM_LIMIT            ? "limit\n"
			    : problem == PROBLEM_OPAQUE ? "opaque\n"
							: "import\n");
}

static const Module *on_import(void *state, Evaluator *evaluator, const Module *importer, Str dotted,
			       int level)
{
	Recorder *recorder = state;

	(void)evaluator;
	(void)importer;
	return str_is(dotted, "project") || (level == 1 && str_is(dotted, "sibling")) ? recorder->project
										      : NULL;
}

// The events of evaluating `source` and running its function run(), if it has one.
static const char *record(Arena *arena, const char *source)
{
	Recorder recorder = { .arena = arena, .out = buffer_in(arena) };
	const Host host = { .state = &recorder,
			    .call = on_call,
			    .attribute = on_attribute,
			    .iterate = on_iterate,
			    .truth = on_truth,
			    .enter = on_enter,
			    .leave = on_leave,
			    .assign = on_assign,
			    .problem = on_problem,
			    .import = on_import };
	Tree project = syntax_parse(source_from_text(arena, "project.py", STR(PROJECT)), LANGUAGE_PYTHON);
	Tree tree = syntax_parse(source_from_text(arena, "case.py", str_from(source)), LANGUAGE_PYTHON);
	RunEnd end;

	recorder.project = module_evaluate(arena, &project, NULL);
	Module *module = module_evaluate(arena, &tree, &host);
	if (module_run(module, "run", &host, &end) && end != RUN_FELL_THROUGH)
		buffer_puts(&recorder.out, end == RUN_RAISED ? "raised\n" : "stopped\n");
	syntax_free(&project);
	syntax_free(&tree);
	return recorder.out.data ? recorder.out.data : "";
}

#endif
