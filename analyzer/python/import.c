// Imports: names become symbols, or what a module of the project defines.

#include "base/buffer.h"
#include "python/internal.h"
#include "python/stdlib.h"

// The text of a dotted name without blanks.
static Str dotted_text(Evaluator *evaluator, const Code *code)
{
	Buffer text = buffer_in(evaluator->arena);

	for (const Code *part = code->first; part; part = part->next) {
		if (part->kind != CODE_IDENTIFIER)
			continue;
		if (text.len)
			buffer_putc(&text, '.');
		buffer_add_str(&text, code_text(evaluator, part));
	}
	return text.len ? buffer_str(&text) : code_text(evaluator, code);
}

// Target: what an import statement names: leading dots and a dotted name.
typedef struct Target {
	int level;
	Str dotted; // without the dots
	Str symbol; // with them: what its names are symbols below
} Target;

static Target read_target(Evaluator *evaluator, const Code *code)
{
	Target target = { 0 };

	if (code->kind != CODE_RELATIVE_IMPORT) {
		target.dotted = target.symbol = dotted_text(evaluator, code);
		return target;
	}
	Buffer symbol = buffer_in(evaluator->arena);
	Str text = code_text(evaluator, code);
	for (size_t i = 0; i < text.len; i++)
		target.level += text.data[i] == '.' &&
			(i == 0 || text.data[i - 1] == '.' || text.data[i - 1] == ' ');
	const Code *name = code_child(code, CODE_DOTTED_NAME);
	if (name)
		target.dotted = dotted_text(evaluator, name);
	buffer_fill(&symbol, '.', (size_t)target.level);
	buffer_add_str(&symbol, target.dotted);
	target.symbol = buffer_str(&symbol);
	return target;
}

static const Module *import_module(Evaluator *evaluator, Str dotted, int level)
{
	const Host *host = evaluator->host;

	const Module *module =
		host->import ? host->import(host->state, evaluator, evaluator->module, dotted, level) : NULL;
	size_t dot = str_find_char(dotted, '.', 0);
	Str top = dot == SIZE_MAX ? dotted : str_slice(dotted, 0, dot);

	// Migrations do not run without the first two.
	evaluator->risks += !module && !str_is(top, "alembic") && !str_is(top, "sqlalchemy") &&
		!is_standard_module(top);
	return module;
}

// The module that an import statement itself names.
static const Module *import_named(Evaluator *evaluator, const Code *code, Str dotted, int level)
{
	const Module *module = import_module(evaluator, dotted, level);

	if (!module && evaluator->host->missing)
		evaluator->host->missing(evaluator->host->state, evaluator, evaluator->module,
					 code_span(evaluator, code), dotted, level);
	return module;
}

static Str join_dotted(Evaluator *evaluator, Str module, Str name)
{
	bool dot = module.len && module.data[module.len - 1] != '.';

	return str_join(evaluator->arena, module, dot ? "." : "", name);
}

// What the module says it imports; of use only for the module being read.
static void note_import(Evaluator *evaluator, Str dotted)
{
	Module *module = evaluator->module;

	if (evaluator->branch < FIRST_RUN_BRANCH)
		array_push(module->arena, &module->imports, dotted);
}

// `import a.b`: binds `a`.
static void import_plain(Evaluator *evaluator, const Code *code)
{
	Str dotted = dotted_text(evaluator, code);
	size_t dot = str_find_char(dotted, '.', 0);
	Str top = dot == SIZE_MAX ? dotted : str_slice(dotted, 0, dot);
	const Module *module = import_named(evaluator, code, dotted, 0);

	note_import(evaluator, dotted);
	if (module && dot == SIZE_MAX)
		scope_bind(evaluator, top, namespace_value(evaluator, code, module, dotted));
	else if (module)
		bind_nested_namespace(evaluator, code, module, dotted);
	else if (!scope_find(evaluator, top) || scope_find(evaluator, top)->kind != VALUE_CLASS)
		scope_bind(evaluator, top, value_symbol(evaluator->arena, code_span(evaluator, code), top));
}

static void import_alias(Evaluator *evaluator, const Code *code)
{
	const Code *name = code_field(code, FIELD_NAME);
	const Code *alias = code_field(code, FIELD_ALIAS);

	if (!name || !alias)
		return;
	Str dotted = dotted_text(evaluator, name);
	const Module *module = import_named(evaluator, name, dotted, 0);
	note_import(evaluator, dotted);
	scope_bind(evaluator, code_text(evaluator, alias),
		   module ? namespace_value(evaluator, code, module, dotted)
			  : value_symbol(evaluator->arena, code_span(evaluator, code), dotted));
}

static void import_star(Evaluator *evaluator, const Module *module, Target target)
{
	Module *here = evaluator->module;

	if (!module) {
		for (size_t i = 0; i < here->stars.len; i++)
			if (str_equal(here->stars.items[i], target.symbol))
				return;
		array_push(here->arena, &here->stars, target.symbol);
		return;
	}
	for (size_t i = 0; i < module->scope.names.len; i++) {
		const MapEntry *entry = &module->scope.names.entries[i];

		if (entry->value && entry->key.len && entry->key.data[0] != '_')
			scope_bind(evaluator, entry->key, entry->value);
	}
}

// The value of `from target import name`.
static Value *imported_value(Evaluator *evaluator, const Code *code, const Module *module, Target target,
			     Str name)
{
	Value *value = module ? map_get(&module->scope.names, name) : NULL;
	Str dotted = join_dotted(evaluator, target.dotted, name);
	Value *told = told_name(evaluator, code_span(evaluator, code), dotted);

	if (told || value)
		return told ? told : value;
	if (evaluator->host->import && (module || target.level)) {
		const Module *inner = import_module(evaluator, dotted, target.level);

		if (inner)
			return namespace_value(evaluator, code, inner, dotted);
	}
	return value_symbol(evaluator->arena, code_span(evaluator, code),
			    join_dotted(evaluator, target.symbol, name));
}

static void import_from(Evaluator *evaluator, const Code *code)
{
	const Code *module_name = code_field(code, FIELD_MODULE_NAME);

	if (!module_name)
		return;
	Target target = read_target(evaluator, module_name);
	const Module *module = import_named(evaluator, module_name, target.dotted, target.level);
	note_import(evaluator, target.symbol);
	if (code_child(code, CODE_WILDCARD_IMPORT))
		import_star(evaluator, module, target);
	for (const Code *item = code->first; item; item = item->next) {
		const Code *name = item->kind == CODE_ALIASED_IMPORT ? code_field(item, FIELD_NAME) : item;
		const Code *alias = item->kind == CODE_ALIASED_IMPORT ? code_field(item, FIELD_ALIAS) : item;

		if (item->field != FIELD_NAME || !name || !alias)
			continue;
		Str text = dotted_text(evaluator, name);
		note_import(evaluator, join_dotted(evaluator, target.symbol, text));
		scope_bind(evaluator, code_text(evaluator, alias),
			   imported_value(evaluator, item, module, target, text));
	}
}

void run_import(Evaluator *evaluator, const Code *code)
{
	if (code->kind == CODE_IMPORT_FROM) {
		import_from(evaluator, code);
		return;
	}
	for (const Code *item = code->first; item; item = item->next) {
		if (item->kind == CODE_ALIASED_IMPORT)
			import_alias(evaluator, item);
		else if (item->kind == CODE_DOTTED_NAME)
			import_plain(evaluator, item);
	}
}
