// django_declared.c - what the class Migration of a file declares.

#include "migration/django_internal.h"
#include "python/object.h"

static bool is_sequence(const Value *value)
{
	return value->kind == VALUE_LIST || value->kind == VALUE_TUPLE || value->kind == VALUE_SET;
}

// ---- dependencies ---------------------------------------------------------------------------------------------

static Str setting_name(const Value *value)
{
	Str dotted = value->kind == VALUE_SYMBOL ? value->symbol : STR_NONE;
	size_t at = str_find(dotted, STR("settings."), 0);

	return at == SIZE_MAX ? STR_NONE : str_slice(dotted, at + 9, dotted.len);
}

// migrations.swappable_dependency(settings.AUTH_USER_MODEL), or the same of a model that is written out.
static bool read_swappable(Django *django, const Value *value, DjangoKey *key)
{
	const Value *setting = value->kind == VALUE_CALL &&
			str_is(value_last_name(value), "swappable_dependency")
		? value_positional(value, 0)
		: NULL;
	Str text;

	if (!setting)
		return false;
	if (value_plain_text(setting, django->arena, &text)) {
		size_t dot = str_find_char(text, '.', 0);
		key->app = dot == SIZE_MAX ? text : str_slice(text, 0, dot);
		key->name = STR("__first__");
		return true;
	}
	key->app = STR("__setting__");
	key->name = setting_name(setting);
	return key->name.len > 0;
}

static bool read_key(Django *django, const Value *value, DjangoKey *key)
{
	key->span = value->span;
	if ((value->kind == VALUE_TUPLE || value->kind == VALUE_LIST) && value->items->len == 2)
		return value_plain_text(value->items->items[0], django->arena, &key->app) &&
			value_plain_text(value->items->items[1], django->arena, &key->name);
	return read_swappable(django, value, key);
}

static void read_keys(Django *django, const Value *klass, const char *name, DjangoKeys *keys)
{
	const Value *value = class_field(klass, name);
	bool known = !value || is_sequence(value);

	for (size_t i = 0; value && known && i < value->items->len; i++) {
		DjangoKey key = { 0 };
		if (read_key(django, value->items->items[i], &key))
			array_push(django->arena, keys, key);
		else
			django->migration->unreadable_place = true;
	}
	django->migration->unreadable_place |= !known;
}

static Str revision_id(Django *django, DjangoKey key)
{
	return str_join(django->arena, key.app, ".", key.name);
}

// Parents of the same app are what the history of the app goes on from; the rest has to run before.
static void read_place(Django *django, const Value *klass)
{
	DjangoMigration *declared = django->declared;
	Migration *migration = django->migration;
	const Value *dependencies = class_field(klass, "dependencies");

	read_keys(django, klass, "dependencies", &declared->dependencies);
	read_keys(django, klass, "run_before", &declared->run_before);
	read_keys(django, klass, "replaces", &declared->replaces);
	if (dependencies && dependencies->span.source == migration->source)
		migration->down_revision_span = migration->dependencies_span = dependencies->span;
	for (size_t i = 0; i < declared->dependencies.len; i++) {
		DjangoKey key = declared->dependencies.items[i];
		bool own = str_equal(key.app, declared->app) && !str_starts_with(key.name, STR("__"));
		array_push(django->arena, own ? &migration->down_revisions : &migration->dependencies,
			   revision_id(django, key));
	}
	migration->is_merge = migration->down_revisions.len > 1;
}

static void note_unreadable_place(Django *django)
{
	Notice notice = {
		.kind = NOTICE_OPAQUE_PYTHON,
		.span = django->migration->down_revision_span.source ? django->migration->down_revision_span
								     : django->migration->revision_span,
		.message = "where this migration stands in the history cannot be read",
		.help = "write `dependencies` as a list of tuples of plain strings",
	};

	if (django->migration->unreadable_place)
		migration_notice(django->migration, django->arena, notice);
}

// ---- operations -----------------------------------------------------------------------------------------------

static bool is_inside(Span inner, Span outer)
{
	return inner.source == outer.source && inner.start >= outer.start && inner.end <= outer.end &&
		(inner.start != outer.start || inner.end != outer.end);
}

static bool is_nested(const MadeArray *made, const Value *call)
{
	for (size_t i = 0; i < made->len; i++)
		if (is_inside(call->span, made->items[i].call->span))
			return true;
	return false;
}

// Whether a call is made where the class says what its operations are, and not somewhere to be taken from by those who want it.
static bool is_in_class(const Django *django, const Made *made)
{
	const Source *home = django->migration->source;
	Span span = made->call->span;

	for (const CallSite *via = made->via; via; via = via->outer)
		if (!via->is_loop)
			span = via->span;
	return span.source == home && span.start > django->migration->revision_span.start;
}

// `operations` depends on what is not known: each operation that was made under a condition, or may be taken under one, may be one of them.
static bool take_what_was_made(Django *django)
{
	DjangoOperations *operations = &django->declared->operations;

	for (size_t i = 0; i < django->made.len; i++) {
		const Value *call = django->made.items[i].call;
		if (is_nested(&django->made, call))
			continue;
		DjangoOperation operation = django_operation_of(django, (Value *)(uintptr_t)call, NULL);
		operation.conditional |= !is_in_class(django, &django->made.items[i]);
		array_push(django->arena, operations, operation);
	}
	return operations->len > 0;
}

static void note_unknown_operations(Django *django, const Value *value)
{
	Notice notice = {
		.kind = NOTICE_UNKNOWN_OPERATION,
		.span = value->span.source == django->migration->source ? span_first_line(value->span)
									: django->migration->revision_span,
		.message =
			"`operations` is made by code that cannot be read: what this migration does is not known",
	};

	migration_notice(django->migration, django->arena, notice);
}

static void read_operations(Django *django, const Value *klass)
{
	const Value *value = class_field(klass, "operations");

	if (!value)
		return;
	if (is_sequence(value)) {
		for (size_t i = 0; i < value->items->len; i++)
			array_push(django->arena, &django->declared->operations,
				   django_operation_of(django, value->items->items[i], NULL));
		return;
	}
	if (!take_what_was_made(django))
		note_unknown_operations(django, value);
}

static bool read_flag(const Value *klass, const char *name, bool otherwise)
{
	const Value *value = class_field(klass, name);
	bool truth;

	return value && value_truth(value, &truth) ? truth : otherwise;
}

void django_declared(Django *django, const Value *klass)
{
	static const EnvFacts in_transaction = { .in_transaction = true, .transaction_per_migration = true };
	static const EnvFacts autocommit = { .found = false };

	Migration *migration = django->migration;

	migration->functions[DIRECTION_UPGRADE] =
		(FunctionShape){ .exists = true, .span = migration->revision_span };
	migration->functions[DIRECTION_DOWNGRADE] = migration->functions[DIRECTION_UPGRADE];
	django->declared->initial = read_flag(klass, "initial", false);
	django->declared->atomic = read_flag(klass, "atomic", true);
	django->migration->env = django->declared->atomic ? &in_transaction : &autocommit;
	read_place(django, klass);
	note_unreadable_place(django);
	read_operations(django, klass);
	migration->functions[DIRECTION_UPGRADE].is_empty = !django->declared->operations.len &&
		!migration->notices.len;
}
