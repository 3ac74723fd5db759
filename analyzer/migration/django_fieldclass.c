// django_fieldclass.c - fields of a class of the project are calls of the class of Django it derives from.

#include "config.h"
#include "migration/django_internal.h"
#include "python/object.h"

enum { MAX_BASES = 100 };

static bool is_field_name(Str name)
{
	return str_ends_with(name, STR("Field")) || str_ends_with(name, STR("ForeignKey"));
}

// The class of a library that a class of fields derives from; NULL when it derives from none.
static const Value *field_base(const Value *klass, int *budget)
{
	const ValueArray *bases = class_bases(klass);

	for (size_t i = 0; bases && i < bases->len && --*budget > 0; i++) {
		const Value *base = bases->items[i];
		if (base->kind == VALUE_SYMBOL && is_field_name(value_last_name(base)))
			return base;
		base = base->kind == VALUE_CLASS ? field_base(base, budget) : NULL;
		if (base)
			return base;
	}
	return NULL;
}

static bool defines(const Value *klass, const char *method)
{
	const Value *value = class_field(klass, method);

	return value && value->kind == VALUE_FUNCTION;
}

static bool is_configured(const Django *django, Str title)
{
	const Config *config = django->config;

	for (size_t i = 0; config && i < config->django.field_types.len; i++) {
		Str name = config->django.field_types.items[i].name;
		if (str_ends_with(name, title) &&
		    (name.len == title.len || name.data[name.len - title.len - 1] == '.'))
			return true;
	}
	return false;
}

Value *django_field_call(Django *django, Evaluator *evaluator, Value *call)
{
	const Value *klass = call->call.callee;
	const Arguments *outer = django->captured, *arguments = NULL;
	Str title = class_title(klass);
	int budget = MAX_BASES;
	const Value *base = klass->kind == VALUE_CLASS ? field_base(klass, &budget) : NULL;

	// AddField ends in Field too.
	if (!base || django_class_of(call).len)
		return NULL;
	// What it is called decides where its own code says what it is in the database.
	if (is_configured(django, title) || defines(klass, "db_type") || defines(klass, "get_internal_type"))
		base = value_symbol(django->arena, klass->span, title);
	if (defines(klass, "__init__")) {
		django->captured = NULL;
		class_instantiate(evaluator, call);
		arguments = django->captured;
		django->captured = outer;
	}
	return value_call(django->arena, call->span, (Value *)(uintptr_t)base,
			  arguments ? (Arguments *)(uintptr_t)arguments : call->call.arguments);
}
