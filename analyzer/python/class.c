// Classes of the file: namespaces, enums, records; and their instances.

#include "python/internal.h"

static bool is_enum_base(const Value *base)
{
	static const char *const names[] = { "Enum",    "StrEnum",     "IntEnum",       "Flag",
					     "IntFlag", "TextChoices", "IntegerChoices" };
	Str last = value_last_name(base);

	if (base->kind == VALUE_CLASS)
		return base->klass->is_enum;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(last, names[i]))
			return true;
	return false;
}

// Whether members of an enum with this base are equal to their values.
static bool is_plain_base(const Value *base)
{
	static const char *const names[] = { "str",     "int",         "StrEnum",       "IntEnum",
					     "IntFlag", "TextChoices", "IntegerChoices" };
	Str last = value_last_name(base);

	if (base->kind == VALUE_CLASS)
		return base->klass->is_plain;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(last, names[i]))
			return true;
	return false;
}

static bool is_record_name(Str name)
{
	return str_is(name, "dataclasses.dataclass") || str_is(name, "typing.NamedTuple") ||
		str_is(name, "dataclass") || str_is(name, "NamedTuple") || str_is(name, "attr.s") ||
		str_is(name, "attrs.define");
}

static void note_base(Evaluator *evaluator, Class *klass, Value *base)
{
	array_push(evaluator->arena, &klass->bases, base);
	klass->is_enum |= is_enum_base(base);
	klass->is_plain |= is_plain_base(base);
	klass->is_record |= is_record_name(value_symbol_name(base));
	if (base->kind == VALUE_CLASS) {
		klass->is_record |= base->klass->is_record;
		klass->is_symbolic |= base->klass->is_symbolic;
		for (size_t i = 0; i < base->klass->fields.len; i++)
			array_push(evaluator->arena, &klass->fields, base->klass->fields.items[i]);
	} else {
		klass->is_symbolic |= !value_is_symbol(base, "object");
	}
}

static void read_bases(Evaluator *evaluator, Class *klass, const Code *superclasses)
{
	for (const Code *base = superclasses ? superclasses->first : NULL; base; base = base->next) {
		if (base->kind == CODE_OPERATOR)
			continue;
		if (base->kind == CODE_KEYWORD_ARGUMENT) {
			const Code *value = code_field(base, FIELD_VALUE);

			if (value)
				evaluate(evaluator, value);
			continue;
		}
		note_base(evaluator, klass, evaluate(evaluator, base));
	}
}

static void read_fields(Evaluator *evaluator, Class *klass, const Code *body)
{
	for (const Code *statement = body->first; statement; statement = statement->next) {
		const Code *assignment = code_child(statement, CODE_ASSIGNMENT);
		const Code *name = code_field(assignment, FIELD_LEFT);

		if (statement->kind == CODE_EXPRESSION_STATEMENT && name && name->kind == CODE_IDENTIFIER &&
		    code_field(assignment, FIELD_TYPE))
			array_push(evaluator->arena, &klass->fields, code_text(evaluator, name));
	}
}

Value *instance_new(Evaluator *evaluator, const Code *code, Class *klass)
{
	Value *instance = value_new(evaluator->arena, VALUE_INSTANCE, code_span(evaluator, code));

	instance->saved = evaluator->branch;
	instance->instance.klass = klass;
	instance->instance.fields = arena_new(evaluator->arena, Map);
	return instance;
}

// What enum.auto() stands for: 1, 2 ... or, in an enum of strings, the lower-cased name.
static Value *automatic(Evaluator *evaluator, const Class *klass, const Value *value, Str name)
{
	if (!klass->is_plain)
		return value_int(evaluator->arena, value->span, (int64_t)klass->members.len + 1);
	return value_str(evaluator->arena, value->span, str_lower(evaluator->arena, name));
}

static void make_members(Evaluator *evaluator, const Code *code, Class *klass)
{
	for (size_t i = 0; i < klass->attributes->len; i++) {
		MapEntry *entry = &klass->attributes->entries[i];
		Value *value = entry->value;

		if (!value || !entry->key.len || entry->key.data[0] == '_' || value->kind == VALUE_FUNCTION ||
		    value->kind == VALUE_CLASS)
			continue;
		if (value->kind == VALUE_CALL && str_is(value_last_name(value), "auto"))
			value = automatic(evaluator, klass, value, entry->key);
		Value *member = instance_new(evaluator, code, klass);
		member->span = value->span;
		member->instance.enum_value = value;
		member->instance.name = entry->key;
		entry->value = member;
		array_push(evaluator->arena, &klass->members, member);
	}
}

static void own_functions(Class *klass)
{
	for (size_t i = 0; i < klass->attributes->len; i++) {
		Value *value = klass->attributes->entries[i].value;

		if (value && value->kind == VALUE_FUNCTION && !value->function->owner)
			((Function *)value->function)->owner = klass;
	}
}

static void run_body(Evaluator *evaluator, Class *klass, const Code *body)
{
	Scope *outer = evaluator->scope;
	bool is_module = outer == &evaluator->module->scope;
	Scope *scope = scope_new(evaluator, is_module ? NULL : outer, evaluator->module);

	scope->is_class = true;
	evaluator->scope = scope;
	run_block(evaluator, body);
	evaluator->scope = outer;
	klass->attributes = &scope->names;
}

static void read_class_decorators(Evaluator *evaluator, const Code *decorated, Class *klass,
				  ValueArray *decorators)
{
	for (const Code *each = decorated ? decorated->first : NULL; each; each = each->next) {
		if (each->kind != CODE_DECORATOR || !code_operand(each))
			continue;
		Value *decorator = evaluate(evaluator, code_operand(each));
		klass->is_record |= is_record_name(value_symbol_name(decorator));
		array_push(evaluator->arena, decorators, decorator);
	}
}

void define_class(Evaluator *evaluator, const Code *code, const Code *decorated)
{
	const Code *name = code_field(code, FIELD_NAME);
	const Code *body = code_field(code, FIELD_BODY);
	Class *klass = arena_new(evaluator->arena, Class);
	Value *value = value_new(evaluator->arena, VALUE_CLASS, code_span(evaluator, code));
	ValueArray decorators = { 0 };

	if (!name || !body)
		return;
	read_class_decorators(evaluator, decorated, klass, &decorators);
	klass->name = code_text(evaluator, name);
	value->klass = klass;
	read_bases(evaluator, klass, code_field(code, FIELD_SUPERCLASSES));
	run_body(evaluator, klass, body);
	read_fields(evaluator, klass, body);
	own_functions(klass);
	if (klass->is_enum)
		make_members(evaluator, code, klass);
	for (size_t i = decorators.len; i-- > 0;)
		tell_decorated(evaluator, decorated, decorators.items[i], value);
	scope_bind(evaluator, klass->name, value);
}

// `budget` counts classes looked at: a hostile class may reach the same base in exponentially many ways.
static Value *attribute_below(const Class *klass, Str name, size_t *budget)
{
	Value *value = klass->attributes ? map_get(klass->attributes, name) : NULL;

	for (size_t i = 0; !value && i < klass->bases.len && *budget; i++) {
		--*budget;
		if (klass->bases.items[i]->kind == VALUE_CLASS)
			value = attribute_below(klass->bases.items[i]->klass, name, budget);
	}
	return value;
}

Value *class_attribute(const Class *klass, Str name)
{
	size_t budget = MAX_CLASS_BASES;

	return attribute_below(klass, name, &budget);
}

Value *super_attribute(Evaluator *evaluator, Str name)
{
	const Function *function = evaluator->frame->function;

	if (!function || !function->owner || !function->self)
		return NULL;
	for (size_t i = 0; i < function->owner->bases.len; i++) {
		const Value *base = function->owner->bases.items[i];
		Value *value = base->kind == VALUE_CLASS ? class_attribute(base->klass, name) : NULL;

		if (value)
			return bind_method(evaluator, value, function->self, function->self);
	}
	return NULL;
}

Value *bind_method(Evaluator *evaluator, Value *value, Value *self, Value *klass)
{
	if (value->kind != VALUE_FUNCTION || !value->function->owner || value->function->is_static)
		return value;
	Value *first = self;
	if (value->function->is_class_method) {
		first = klass;
		if (!first) {
			first = value_new(evaluator->arena, VALUE_CLASS, self->span);
			first->klass = self->instance.klass;
		}
	} else if (!self) {
		return value;
	}
	Function *bound = arena_new(evaluator->arena, Function);
	Value *method = value_new(evaluator->arena, VALUE_FUNCTION, value->span);
	*bound = *value->function;
	bound->self = first;
	method->function = bound;
	return method;
}

static Value *enum_member_of(Evaluator *evaluator, const Code *code, const Class *klass,
			     const Arguments *arguments)
{
	bool same;

	for (size_t i = 0; arguments->positional.len == 1 && i < klass->members.len; i++)
		if (value_equal(klass->members.items[i]->instance.enum_value, arguments->positional.items[0],
				&same) &&
		    same)
			return klass->members.items[i];
	return unknown(evaluator, code, "member of '%.*s'", STR_ARG(klass->name));
}

static void fill_record(Evaluator *evaluator, const Code *code, Value *instance, const Arguments *arguments)
{
	const Class *klass = instance->instance.klass;
	ValueArray items = { 0 };

	for (size_t i = 0; i < klass->fields.len; i++) {
		Str name = klass->fields.items[i];
		Value *value = i < arguments->positional.len ? arguments->positional.items[i] : NULL;

		for (size_t j = 0; !value && j < arguments->keywords.len; j++)
			if (str_equal(arguments->keywords.items[j].name, name))
				value = arguments->keywords.items[j].value;
		bool open = arguments->open_positional || arguments->open_keywords;
		if (!value && !open)
			value = class_attribute(klass, name);
		if (!value)
			value = unknown(evaluator, code, "field '%.*s'", STR_ARG(name));
		map_set(instance->instance.fields, evaluator->arena, name, value);
		array_push(evaluator->arena, &items, value);
	}
	map_set(instance->instance.fields, evaluator->arena, STR(RECORD_ITEMS),
		new_items(evaluator, code, VALUE_TUPLE, items));
}

Value *instantiate(Evaluator *evaluator, const Code *code, Value *value, Arguments *arguments)
{
	Class *klass = value->klass;
	Value *init = class_attribute(klass, STR("__init__"));

	if (klass->is_enum)
		return enum_member_of(evaluator, code, klass, arguments);
	Value *instance = instance_new(evaluator, code, klass);
	if (init && init->kind == VALUE_FUNCTION)
		call_function(evaluator, code, bind_method(evaluator, init, instance, value)->function,
			      arguments);
	else if (klass->is_record)
		fill_record(evaluator, code, instance, arguments);
	return instance;
}

Value *namespace_value(Evaluator *evaluator, const Code *code, const Module *module, Str dotted)
{
	Value *value = value_new(evaluator->arena, VALUE_CLASS, code_span(evaluator, code));

	value->klass = arena_new(evaluator->arena, Class);
	value->klass->name = value->klass->symbol = dotted;
	value->klass->attributes = module ? (Map *)&module->scope.names : arena_new(evaluator->arena, Map);
	return value;
}

void bind_nested_namespace(Evaluator *evaluator, const Code *code, const Module *module, Str dotted)
{
	size_t dot = str_find_char(dotted, '.', 0);
	Str top = str_slice(dotted, 0, dot);
	Value *outer = scope_find(evaluator, top);

	if (!outer || outer->kind != VALUE_CLASS || !outer->klass->symbol.len) {
		outer = namespace_value(evaluator, code, NULL, top);
		scope_bind(evaluator, top, outer);
	}
	while (dot != SIZE_MAX) {
		size_t next = str_find_char(dotted, '.', dot + 1);
		size_t end = next == SIZE_MAX ? dotted.len : next;
		Str name = str_slice(dotted, dot + 1, end);
		Value *inner = map_get(outer->klass->attributes, name);

		if (!inner || inner->kind != VALUE_CLASS || next == SIZE_MAX) {
			inner = namespace_value(evaluator, code, next == SIZE_MAX ? module : NULL,
						str_slice(dotted, 0, end));
			map_set(outer->klass->attributes, evaluator->arena, name, inner);
		}
		outer = inner;
		dot = next;
	}
}
