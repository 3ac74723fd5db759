#include "migration/meaning.h"

#include "config.h"

static const OperationMeaning *meaning_find(const Config *config, Str name)
{
	for (size_t i = 0; config && i < config->operations.len; i++)
		if (str_equal(config->operations.items[i].name, name))
			return &config->operations.items[i];
	return NULL;
}

static const Value *keyword_given(const Value *call, Str name)
{
	const KeywordArray *keywords = &call->call.arguments->keywords;

	for (size_t i = 0; i < keywords->len; i++)
		if (str_equal(keywords->items[i].name, name))
			return keywords->items[i].value;
	return NULL;
}

static const Value *argument_of(const Value *call, size_t position, Str name)
{
	const Value *value = value_positional(call, position);

	return value ? value : keyword_given(call, name);
}

// A sequence is its items with commas between; anything else what str() makes of it.
static void add_value(Lowering *lowering, SqlWriter *writer, const Value *value)
{
	bool sequence = value->kind == VALUE_LIST || value->kind == VALUE_TUPLE;

	if (!sequence) {
		sql_add_text(writer, value_to_text(lowering->arena, value));
		return;
	}
	for (size_t i = 0; i < value->items->len; i++) {
		if (i)
			sql_puts(writer, ", ");
		sql_add_text(writer, value_to_text(lowering->arena, value->items->items[i]));
	}
}

static void add_argument(Lowering *lowering, SqlWriter *writer, const Value *call, size_t position, Str name)
{
	const Value *value = argument_of(call, position, name);

	if (value)
		add_value(lowering, writer, value);
	else
		sql_add_hole(writer, str_dup(lowering->arena, name), call->span);
}

// The index of the parameter `{name}` that begins at `at` in the template; the number of parameters when none does.
static size_t parameter_at(const OperationMeaning *meaning, size_t at)
{
	size_t end = str_find_char(meaning->sql, '}', at);

	if (meaning->sql.data[at] != '{' || end == SIZE_MAX)
		return meaning->parameters.len;
	Str name = str_slice(meaning->sql, at + 1, end);
	for (size_t i = 0; i < meaning->parameters.len; i++)
		if (str_equal(meaning->parameters.items[i], name))
			return i;
	return meaning->parameters.len;
}

static void write_template(Lowering *lowering, const OperationMeaning *meaning, const Value *call)
{
	SqlWriter writer = lowering_sql(lowering);
	size_t literal = 0, at = 0;

	while (at < meaning->sql.len) {
		size_t parameter = parameter_at(meaning, at);
		if (parameter == meaning->parameters.len) {
			at++;
			continue;
		}
		sql_add(&writer, str_slice(meaning->sql, literal, at));
		add_argument(lowering, &writer, call, parameter, meaning->parameters.items[parameter]);
		at = literal = at + meaning->parameters.items[parameter].len + 2;
	}
	sql_add(&writer, str_slice(meaning->sql, literal, at));
	lowering_emit(lowering, &writer);
}

bool meaning_run(const Config *config, Lowering *lowering, const Value *call, Str name)
{
	const OperationMeaning *meaning = meaning_find(config, name);

	if (meaning && !meaning->ignore)
		write_template(lowering, meaning, call);
	return meaning != NULL;
}
