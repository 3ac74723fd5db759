// Functions of Python's standard library that are evaluated, by their dotted names.

#include "base/buffer.h"
#include "python/builtin.h"

static Value *dedent(const Invocation *in)
{
	Value *text = given(in, 0);

	return text && text->kind == VALUE_STR ? give_text(in, text_dedent(in->arena, text->text)) : NULL;
}

static Value *cleandoc(const Invocation *in)
{
	Value *text = given(in, 0);

	return text && text->kind == VALUE_STR ? give_text(in, text_cleandoc(in->arena, text->text)) : NULL;
}

static Value *path_join(const Invocation *in)
{
	Buffer path = buffer_in(in->arena);
	Str part;

	for (size_t i = 0; given(in, i); i++) {
		if (!given_text(in, i, &part))
			return NULL;
		if (part.len && part.data[0] == '/')
			buffer_clear(&path);
		else if (path.len && path.data[path.len - 1] != '/')
			buffer_putc(&path, '/');
		buffer_add_str(&path, part);
	}
	return value_str(in->arena, in->span, buffer_str(&path));
}

static size_t name_start(Str path)
{
	size_t start = path.len;

	while (start && path.data[start - 1] != '/')
		start--;
	return start;
}

static Value *path_dirname(const Invocation *in)
{
	Str path;

	if (!given_text(in, 0, &path))
		return NULL;
	size_t end = name_start(path);
	while (end > 1 && path.data[end - 1] == '/')
		end--;
	return value_str(in->arena, in->span, str_slice(path, 0, end));
}

static Value *path_basename(const Invocation *in)
{
	Str path;

	if (!given_text(in, 0, &path))
		return NULL;
	return value_str(in->arena, in->span, str_slice(path, name_start(path), path.len));
}

// Functions that give back what they are given: asyncio.run(), typing.cast(), copy.copy() of what cannot change.
static Value *same(const Invocation *in)
{
	return given(in, 0);
}

static Value *second(const Invocation *in)
{
	return given(in, 1);
}

static Value *chain(const Invocation *in)
{
	ValueArray items = { 0 };

	for (size_t i = 0; given(in, i); i++)
		if (!iterate(in->evaluator, given(in, i), &items))
			return NULL;
	return give_items(in, VALUE_LIST, items);
}

static Value *chain_of(const Invocation *in)
{
	ValueArray sequences = { 0 };
	ValueArray items = { 0 };

	if (!given(in, 0) || !iterate(in->evaluator, given(in, 0), &sequences))
		return NULL;
	for (size_t i = 0; i < sequences.len; i++)
		if (!iterate(in->evaluator, sequences.items[i], &items))
			return NULL;
	return give_items(in, VALUE_LIST, items);
}

static Value *from_keys(const Invocation *in)
{
	Value *value = given(in, 1) ? given(in, 1) : give_none(in);
	Value *dict = new_dict(in->evaluator, in->code);
	ValueArray keys = { 0 };

	if (!given(in, 0) || !iterate(in->evaluator, given(in, 0), &keys))
		return NULL;
	for (size_t i = 0; i < keys.len && evaluator_step(in->evaluator, 1); i++)
		dict_put(in->evaluator, dict, keys.items[i], value);
	return dict;
}

static Value *product(const Invocation *in)
{
	ValueArray rows = { 0 };

	array_push(in->arena, &rows, give_items(in, VALUE_TUPLE, (ValueArray){ 0 }));
	for (size_t i = 0; given(in, i); i++) {
		ValueArray items = { 0 };
		ValueArray longer = { 0 };

		if (!iterate(in->evaluator, given(in, i), &items))
			return NULL;
		if (rows.len * items.len > MAX_SEQUENCE_ITEMS) {
			evaluator_limit(in->evaluator, LIMIT_ITEMS, in->span);
			return NULL;
		}
		for (size_t row = 0; row < rows.len; row++)
			for (size_t j = 0; j < items.len; j++) {
				ValueArray one = { 0 };

				array_push(in->arena, &one, items.items[j]);
				array_push(in->arena, &longer,
					   apply_operator(in->evaluator, in->code, STR("+"), rows.items[row],
							  give_items(in, VALUE_TUPLE, one)));
			}
		rows = longer;
	}
	return in->arguments->keywords.len ? NULL : give_items(in, VALUE_LIST, rows);
}

static const Row rows[] = {
	{ "asyncio.run", same },
	{ "collections.OrderedDict", builtin_dict },
	{ "collections.namedtuple", library_namedtuple },
	{ "dict.fromkeys", from_keys },
	{ "functools.partial", library_partial },
	{ "functools.reduce", library_reduce },
	{ "inspect.cleandoc", cleandoc },
	{ "itertools.chain", chain },
	{ "itertools.chain.from_iterable", chain_of },
	{ "itertools.product", product },
	{ "json.dumps", library_dumps },
	{ "os.path.abspath", same },
	{ "os.path.basename", path_basename },
	{ "os.path.dirname", path_dirname },
	{ "os.path.join", path_join },
	{ "os.path.realpath", same },
	{ "textwrap.dedent", dedent },
	{ "types.SimpleNamespace", library_namespace },
	{ "typing.cast", second },
};

const Row *library_function(Str dotted)
{
	return row_find(rows, sizeof rows / sizeof *rows, dotted);
}
