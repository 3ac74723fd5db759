#include "python/pattern.h"

static Answer matches(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures);

static Answer both(Answer a, Answer b)
{
	if (a == ANSWER_NO || b == ANSWER_NO)
		return ANSWER_NO;
	return a == ANSWER_YES && b == ANSWER_YES ? ANSWER_YES : ANSWER_UNKNOWN;
}

// Values of Python itself, whose kind answers for them.
static bool is_plain(const Value *value)
{
	return value->kind < VALUE_INSTANCE;
}

static void capture(Evaluator *evaluator, Str name, Value *value, CaptureArray *captures)
{
	if (!str_is(name, "_"))
		array_push(evaluator->arena, captures, ((Capture){ name, value }));
}

// ---- patterns that could not be looked into -------------------------------------------------------------------

static void capture_unknown(Evaluator *evaluator, const Code *code, CaptureArray *captures)
{
	capture(evaluator, code_text(evaluator, code),
		unknown(evaluator, code, "part of a value that is not known"), captures);
}

// The name of `*name` or `**name`.
static const Code *splat_name(const Code *pattern)
{
	return code_child(pattern, CODE_IDENTIFIER);
}

// What `pattern` would bind is not known.
static Answer give_up(Evaluator *evaluator, const Code *pattern, CaptureArray *captures)
{
	const Code *child = pattern->first;

	if (pattern->kind == CODE_DOTTED_NAME && (!child || !child->next))
		capture_unknown(evaluator, pattern, captures);
	else if (pattern->kind == CODE_SPLAT_PATTERN && splat_name(pattern))
		capture_unknown(evaluator, splat_name(pattern), captures);
	// Names that are looked up, not bound: of a class, of an attribute.
	if (child && (pattern->kind == CODE_CLASS_PATTERN || pattern->kind == CODE_KEYWORD_PATTERN))
		child = child->next;
	for (; child && evaluator_step(evaluator, 1); child = child->next) {
		if (pattern->kind == CODE_AS_PATTERN && child->kind == CODE_IDENTIFIER)
			capture_unknown(evaluator, child, captures);
		else if (child->field != FIELD_KEY && pattern->kind != CODE_DOTTED_NAME)
			give_up(evaluator, child, captures);
	}
	return ANSWER_UNKNOWN;
}

// ---- names and literals ---------------------------------------------------------------------------------------

static Answer compares(Evaluator *evaluator, const Code *pattern, Str op, Value *value, Value *wanted)
{
	Value *answer = apply_comparison(evaluator, pattern, op, value, wanted);
	bool truth;

	if (!truth_of(evaluator, answer, &truth))
		return ANSWER_UNKNOWN;
	return truth ? ANSWER_YES : ANSWER_NO;
}

static Value *dotted_value(Evaluator *evaluator, const Code *dotted)
{
	Value *value = read_name(evaluator, dotted->first ? dotted->first : dotted);

	for (const Code *name = dotted->first ? dotted->first->next : NULL; name; name = name->next)
		if (name->kind == CODE_IDENTIFIER)
			value = read_attribute(evaluator, name, value, code_text(evaluator, name));
	return value;
}

// A single name captures, a dotted one is a value.
static Answer match_name(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures)
{
	if (pattern->first && pattern->first->next)
		return compares(evaluator, pattern, STR("=="), value, dotted_value(evaluator, pattern));
	capture(evaluator, code_text(evaluator, pattern), value, captures);
	return ANSWER_YES;
}

static Answer match_union(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures)
{
	Answer answer = ANSWER_NO;

	for (const Code *each = pattern->first; each; each = each->next) {
		size_t before = captures->len;

		if (code_is(evaluator, each, "|"))
			continue;
		Answer one = matches(evaluator, each, value, captures);
		if (one == ANSWER_YES && answer == ANSWER_NO)
			return ANSWER_YES;
		captures->len = before;
		if (one == ANSWER_NO)
			continue;
		// Which alternative binds the names is not known.
		give_up(evaluator, each, captures);
		if (one == ANSWER_YES)
			return ANSWER_YES;
		answer = ANSWER_UNKNOWN;
	}
	return answer;
}

static Answer match_as(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures)
{
	const Code *inner = code_operand(pattern);
	const Code *alias = code_child(pattern, CODE_IDENTIFIER);

	if (!inner || !alias || inner == alias)
		return give_up(evaluator, pattern, captures);
	Answer answer = matches(evaluator, inner, value, captures);
	if (answer != ANSWER_NO)
		capture(evaluator, code_text(evaluator, alias), value, captures);
	return answer;
}

// None, True and False are compared by identity.
static Answer match_literal(Evaluator *evaluator, const Code *pattern, Value *value)
{
	bool singleton = pattern->kind == CODE_TRUE || pattern->kind == CODE_FALSE ||
		pattern->kind == CODE_NONE;

	return compares(evaluator, pattern, singleton ? STR("is") : STR("=="), value,
			evaluate(evaluator, pattern));
}

static Answer match_inside(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures)
{
	const Code *first = pattern->first;

	// `case -1:` has the sign as a token of its own.
	if (first && first->next && code_is(evaluator, first, "-"))
		return compares(evaluator, pattern, STR("=="), value,
				apply_operator(evaluator, pattern, STR("-"),
					       value_int(evaluator->arena, code_span(evaluator, first), 0),
					       evaluate(evaluator, first->next)));
	if (!first)
		return str_is(code_text(evaluator, pattern), "_") ? ANSWER_YES : ANSWER_UNKNOWN;
	if (first->kind == CODE_OPERATOR && !code_is(evaluator, first, "_"))
		return ANSWER_UNKNOWN;
	return matches(evaluator, first, value, captures);
}

// ---- sequences ------------------------------------------------------------------------------------------------

static const Code *inside(const Code *pattern)
{
	return pattern->kind == CODE_CASE_PATTERN && pattern->first ? pattern->first : pattern;
}

static void capture_rest(Evaluator *evaluator, const Code *splat, const ValueArray *items, size_t from,
			 size_t to, CaptureArray *captures)
{
	ValueArray rest = { 0 };

	if (!splat_name(splat))
		return;
	for (size_t i = from; i < to; i++)
		array_push(evaluator->arena, &rest, items->items[i]);
	capture(evaluator, code_text(evaluator, splat_name(splat)),
		new_items(evaluator, splat, VALUE_LIST, rest), captures);
}

// The patterns are the children of `parent` that are CODE_CASE_PATTERN.
static Answer match_sequence(Evaluator *evaluator, const Code *parent, Value *value, CaptureArray *captures)
{
	bool sequence = value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;
	Answer answer = ANSWER_YES;
	size_t single = 0;
	bool splat = false;
	size_t i = 0;

	for (const Code *each = parent->first; each; each = each->next) {
		bool is_splat = inside(each)->kind == CODE_SPLAT_PATTERN;

		splat |= is_splat;
		single += each->kind == CODE_CASE_PATTERN && !is_splat;
	}
	if (!sequence)
		return is_plain(value) ? ANSWER_NO : give_up(evaluator, parent, captures);
	const ValueArray *items = value->items;
	if (splat ? items->len < single : items->len != single)
		return ANSWER_NO;
	for (const Code *each = parent->first; each && answer != ANSWER_NO; each = each->next) {
		if (each->kind != CODE_CASE_PATTERN)
			continue;
		if (inside(each)->kind == CODE_SPLAT_PATTERN) {
			size_t after = i + items->len - single;

			capture_rest(evaluator, inside(each), items, i, after, captures);
			i = after;
		} else if (i < items->len) {
			answer = both(answer, matches(evaluator, each, items->items[i++], captures));
		}
	}
	return answer;
}

static bool has_comma_after(Evaluator *evaluator, const Code *code)
{
	Str text = evaluator->module->source->text;
	size_t at = code->end;

	while (at < text.len && (text.data[at] == ' ' || text.data[at] == '\t' || text.data[at] == '\n'))
		at++;
	return at < text.len && text.data[at] == ',';
}

// `(pattern)` is only a group.
static Answer match_tuple(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures)
{
	const Code *first = code_child(pattern, CODE_CASE_PATTERN);
	bool alone = first && !code_next_field(first->next, first->field) &&
		inside(first)->kind != CODE_SPLAT_PATTERN;

	if (alone && !has_comma_after(evaluator, first))
		return matches(evaluator, first, value, captures);
	return match_sequence(evaluator, pattern, value, captures);
}

// ---- mappings -------------------------------------------------------------------------------------------------

static Value *key_of(Evaluator *evaluator, const Code *key)
{
	key = inside(key);
	if (key->kind == CODE_OPERATOR)
		return NULL; // the sign of a number
	return key->kind == CODE_DOTTED_NAME ? dotted_value(evaluator, key) : evaluate(evaluator, key);
}

// The entries of `dict` whose keys are not in `keys`.
static void capture_others(Evaluator *evaluator, const Code *splat, const Value *dict, const Value *keys,
			   CaptureArray *captures)
{
	Value *others = new_dict(evaluator, splat);
	bool known = true;

	for (size_t i = 0; i < dict->dict.entries->len; i++) {
		const DictEntry *entry = &dict->dict.entries->items[i];

		if (!dict_find(keys, entry->key, &known))
			dict_put(evaluator, others, entry->key, entry->value);
	}
	if (splat_name(splat))
		capture(evaluator, code_text(evaluator, splat_name(splat)), others, captures);
}

static Answer match_entry(Evaluator *evaluator, const Code *key, Value *dict, Value *keys,
			  CaptureArray *captures)
{
	const Code *pattern = code_next_field(key, FIELD_VALUE);
	Value *wanted = key_of(evaluator, key);
	bool known = false;

	if (!pattern)
		return ANSWER_UNKNOWN;
	Value *value = wanted ? dict_find(dict, wanted, &known) : NULL;
	if (!known)
		return give_up(evaluator, pattern, captures);
	if (!value)
		return ANSWER_NO;
	dict_put(evaluator, keys, wanted, value);
	return matches(evaluator, pattern, value, captures);
}

static Answer match_mapping(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures)
{
	Answer answer = ANSWER_YES;
	Value *keys = new_dict(evaluator, pattern);

	if (value->kind != VALUE_DICT)
		return is_plain(value) ? ANSWER_NO : give_up(evaluator, pattern, captures);
	for (const Code *each = pattern->first; each && answer != ANSWER_NO; each = each->next) {
		if (each->field == FIELD_KEY)
			answer = both(answer, match_entry(evaluator, each, value, keys, captures));
		else if (each->kind == CODE_SPLAT_PATTERN && answer == ANSWER_YES)
			capture_others(evaluator, each, value, keys, captures);
		else if (each->kind == CODE_SPLAT_PATTERN)
			give_up(evaluator, each, captures);
	}
	return answer;
}

// ---- classes --------------------------------------------------------------------------------------------------

// Types of Python whose one positional pattern is for the value itself.
static bool takes_itself(const Value *type)
{
	static const char *const names[] = { "bool", "bytearray", "bytes", "dict", "float", "frozenset",
					     "int",  "list",      "set",   "str",  "tuple" };

	for (size_t i = 0; type->kind == VALUE_SYMBOL && i < sizeof names / sizeof *names; i++)
		if (str_is(type->symbol, names[i]))
			return true;
	return false;
}

static Answer match_attribute(Evaluator *evaluator, const Code *pattern, Value *value, Str name,
			      CaptureArray *captures)
{
	if (value->kind != VALUE_INSTANCE)
		return give_up(evaluator, pattern, captures);
	Value *part = read_attribute(evaluator, pattern, value, name);
	if (part->kind == VALUE_UNKNOWN)
		return give_up(evaluator, pattern, captures);
	return matches(evaluator, pattern, part, captures);
}

// One pattern in the parentheses, the n-th positional one unless it is `name=pattern`.
static Answer match_part(Evaluator *evaluator, const Code *part, const Value *type, Value *value, size_t n,
			 CaptureArray *captures)
{
	const Code *keyword = inside(part)->kind == CODE_KEYWORD_PATTERN ? inside(part) : NULL;

	if (keyword && keyword->first && keyword->first->next)
		return match_attribute(evaluator, keyword->first->next, value,
				       code_text(evaluator, keyword->first), captures);
	if (!keyword && takes_itself(type) && n == 0)
		return matches(evaluator, part, value, captures);
	bool has_fields = value->kind == VALUE_INSTANCE && value->instance.klass->is_record &&
		n < value->instance.klass->fields.len &&
		!class_attribute(value->instance.klass, STR("__match_args__"));
	if (keyword || !has_fields)
		return give_up(evaluator, part, captures);
	return match_attribute(evaluator, part, value, value->instance.klass->fields.items[n], captures);
}

static Answer match_class(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures)
{
	bool known = true;
	size_t n = 0;

	if (!pattern->first || value->kind >= VALUE_SYMBOL)
		return give_up(evaluator, pattern, captures);
	const Value *type = dotted_value(evaluator, pattern->first);
	bool is_instance = value_is_instance(value, type, &known);
	if (!is_instance && !known)
		return give_up(evaluator, pattern, captures);
	Answer answer = is_instance ? ANSWER_YES : ANSWER_NO;
	for (const Code *part = pattern->first->next; part && answer != ANSWER_NO; part = part->next)
		if (part->kind == CODE_CASE_PATTERN)
			answer = both(answer, match_part(evaluator, part, type, value, n++, captures));
	return answer;
}

static Answer matches(Evaluator *evaluator, const Code *pattern, Value *value, CaptureArray *captures)
{
	if (!evaluator_step(evaluator, 1))
		return ANSWER_NO;
	switch (pattern->kind) {
	case CODE_OPERATOR:
		return ANSWER_YES; // `_`
	case CODE_CASE_PATTERN:
		return match_inside(evaluator, pattern, value, captures);
	case CODE_DOTTED_NAME:
	case CODE_IDENTIFIER:
		return match_name(evaluator, pattern, value, captures);
	case CODE_UNION_PATTERN:
		return match_union(evaluator, pattern, value, captures);
	case CODE_LIST_PATTERN:
		return match_sequence(evaluator, pattern, value, captures);
	case CODE_TUPLE_PATTERN:
		return match_tuple(evaluator, pattern, value, captures);
	case CODE_DICT_PATTERN:
		return match_mapping(evaluator, pattern, value, captures);
	case CODE_CLASS_PATTERN:
		return match_class(evaluator, pattern, value, captures);
	case CODE_AS_PATTERN:
		return match_as(evaluator, pattern, value, captures);
	case CODE_STRING:
	case CODE_CONCATENATED_STRING:
	case CODE_INTEGER:
	case CODE_FLOAT:
	case CODE_TRUE:
	case CODE_FALSE:
	case CODE_NONE:
		return match_literal(evaluator, pattern, value);
	default:
		return give_up(evaluator, pattern, captures);
	}
}

Answer clause_matches(Evaluator *evaluator, const Code *clause, Value *value, CaptureArray *captures)
{
	const Code *first = code_child(clause, CODE_CASE_PATTERN);
	size_t patterns = 0;

	for (const Code *child = clause->first; child; child = child->next)
		patterns += child->kind == CODE_CASE_PATTERN;
	if (!first)
		return ANSWER_YES;
	// `case a, b:` is a sequence without brackets.
	if (patterns > 1 || has_comma_after(evaluator, first) || inside(first)->kind == CODE_SPLAT_PATTERN) {
		Code *sequence = arena_new(evaluator->arena, Code);

		*sequence = *clause;
		sequence->kind = CODE_LIST_PATTERN;
		sequence->first = first;
		return match_sequence(evaluator, sequence, value, captures);
	}
	return matches(evaluator, first, value, captures);
}
