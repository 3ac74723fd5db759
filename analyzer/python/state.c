// Names and mutable values, and the log that can put both back.

#include "python/internal.h"

Scope *scope_new(Evaluator *evaluator, const Scope *lexical, Module *module)
{
	Scope *scope = arena_new(evaluator->arena, Scope);

	scope->lexical = lexical;
	scope->module = module;
	return scope;
}

Value *scope_find(const Evaluator *evaluator, Str name)
{
	const Scope *here = evaluator->scope;
	Scope *elsewhere = here->declared ? map_get(here->declared, name) : NULL;

	if (elsewhere)
		return map_get(&elsewhere->names, name);
	for (const Scope *scope = here; scope; scope = scope->lexical) {
		if (scope != here && scope->is_class)
			continue;
		Value *value = map_get(&scope->names, name);
		if (value)
			return value;
	}
	return map_get(&here->module->scope.names, name);
}

void scope_set(Evaluator *evaluator, Scope *scope, Str name, Value *value)
{
	Value *old = map_get(&scope->names, name);

	if (old == value)
		return;
	if (evaluator->branch)
		array_push(evaluator->arena, &evaluator->log,
			   (Change){ .scope = scope, .name = name, .value = old });
	if (value)
		map_set(&scope->names, evaluator->arena, name, value);
	else
		map_remove(&scope->names, name);
	if (scope == &evaluator->module->scope && evaluator->branch < FIRST_RUN_BRANCH &&
	    evaluator->statement) {
		Span *span = arena_new(evaluator->arena, Span);

		*span = code_span(evaluator, evaluator->statement);
		map_set(&evaluator->module->bindings, evaluator->arena, name, span);
	}
}

void scope_bind(Evaluator *evaluator, Str name, Value *value)
{
	Scope *scope = evaluator->scope;
	Scope *elsewhere = scope->declared ? map_get(scope->declared, name) : NULL;

	scope_set(evaluator, elsewhere ? elsewhere : scope, name, value);
}

void scope_unbind(Evaluator *evaluator, Str name)
{
	scope_bind(evaluator, name, NULL);
}

static ValueArray *copy_items(Arena *arena, const ValueArray *items)
{
	ValueArray *copy = arena_new(arena, ValueArray);

	copy->len = copy->capacity = items->len;
	copy->items = arena_array(arena, Value *, items->len);
	if (items->len)
		memcpy(copy->items, items->items, items->len * sizeof *items->items);
	return copy;
}

static DictEntries *copy_entries(Arena *arena, const DictEntries *entries)
{
	DictEntries *copy = arena_new(arena, DictEntries);

	copy->len = copy->capacity = entries->len;
	copy->items = arena_array(arena, DictEntry, entries->len);
	if (entries->len)
		memcpy(copy->items, entries->items, entries->len * sizeof *entries->items);
	return copy;
}

static Map *copy_map(Arena *arena, const Map *map)
{
	Map *copy = arena_new(arena, Map);

	for (size_t i = 0; i < map->len; i++)
		if (map->entries[i].value)
			map_set(copy, arena, map->entries[i].key, map->entries[i].value);
	return copy;
}

void value_touch(Evaluator *evaluator, Value *value)
{
	if (!evaluator->branch || value->saved == evaluator->branch)
		return;
	Change change = { .value = value, .content = *value };
	// The old content is kept as it is, and what is changed from now on is a copy.
	if (value_is_sequence(value))
		value->items = copy_items(evaluator->arena, value->items);
	else if (value->kind == VALUE_DICT)
		value->dict.entries = copy_entries(evaluator->arena, value->dict.entries);
	else if (value->kind == VALUE_INSTANCE)
		value->instance.fields = copy_map(evaluator->arena, value->instance.fields);
	else
		return;
	value->saved = evaluator->branch;
	array_push(evaluator->arena, &evaluator->log, change);
}

void log_undo(Evaluator *evaluator, size_t mark)
{
	while (evaluator->log.len > mark) {
		Change *change = &evaluator->log.items[--evaluator->log.len];

		if (!change->scope)
			*change->value = change->content;
		else if (change->value)
			map_set(&change->scope->names, evaluator->arena, change->name, change->value);
		else
			map_remove(&change->scope->names, change->name);
	}
}

Value *new_items(Evaluator *evaluator, const Code *code, ValueKind kind, ValueArray items)
{
	Value *value = value_items(evaluator->arena, kind, code_span(evaluator, code), items);

	// Made in this branch: nothing to undo when the branch changes it.
	value->saved = evaluator->branch;
	return value;
}

Value *new_dict(Evaluator *evaluator, const Code *code)
{
	Value *value = value_dict(evaluator->arena, code_span(evaluator, code));

	value->saved = evaluator->branch;
	return value;
}

void dict_put(Evaluator *evaluator, Value *dict, Value *key, Value *value)
{
	DictEntries *entries = dict->dict.entries;
	bool same;

	evaluator_step(evaluator, entries->len / 64);
	for (size_t i = 0; i < entries->len; i++)
		if (value_equal(entries->items[i].key, key, &same) && same) {
			entries->items[i].value = value;
			return;
		}
	array_push(evaluator->arena, entries, (DictEntry){ key, value });
}

Value *set_of(Evaluator *evaluator, const Code *code, const ValueArray *items)
{
	ValueArray unique = { 0 };

	for (size_t i = 0; i < items->len && evaluator_step(evaluator, 1 + unique.len / 4); i++) {
		bool found = false;

		for (size_t j = 0; j < unique.len && !found; j++)
			found = value_same(unique.items[j], items->items[i]);
		if (!found)
			array_push(evaluator->arena, &unique, items->items[i]);
	}
	return new_items(evaluator, code, VALUE_SET, unique);
}

void value_forget(Evaluator *evaluator, Value *value, Str reason)
{
	uint32_t saved = value->saved;

	*value = *value_unknown(evaluator->arena, value->span, reason);
	value->saved = saved;
}

bool item_remove(Value *object, const Value *key)
{
	bool same;

	if (object->kind == VALUE_DICT) {
		DictEntries *entries = object->dict.entries;

		for (size_t i = 0; i < entries->len; i++) {
			if (!value_equal(entries->items[i].key, key, &same))
				return false;
			if (!same)
				continue;
			memmove(&entries->items[i], &entries->items[i + 1],
				(entries->len - i - 1) * sizeof(DictEntry));
			entries->len--;
			return true;
		}
		return false;
	}
	int64_t len = (int64_t)object->items->len;
	int64_t index = key->kind == VALUE_INT && key->integer < 0 ? key->integer + len : key->integer;
	if (key->kind != VALUE_INT || index < 0 || index >= len)
		return false;
	Value **at = &object->items->items[index];
	memmove(at, at + 1, (size_t)(len - index - 1) * sizeof(Value *));
	object->items->len--;
	return true;
}
