#include "postgres/ast.h"

#include <stdlib.h>

// ---- walking -------------------------------------------------------------------------------------------------

typedef bool Visit(void *state, const ProtobufCMessage *message);

static void walk_field(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, Visit *visit,
		       void *state)
{
	const char *bytes = (const char *)message;

	if (field->type != PROTOBUF_C_TYPE_MESSAGE)
		return;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		size_t count = *(const size_t *)(bytes + field->quantifier_offset);
		ProtobufCMessage *const *items = *(ProtobufCMessage *const *const *)(bytes + field->offset);
		for (size_t i = 0; i < count; i++)
			ast_walk_messages(items[i], visit, state);
		return;
	}
	if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) &&
	    *(const uint32_t *)(bytes + field->quantifier_offset) != field->id)
		return;
	ast_walk_messages(*(const ProtobufCMessage *const *)(bytes + field->offset), visit, state);
}

void ast_walk_messages(const ProtobufCMessage *message, Visit *visit, void *state)
{
	if (!message || !visit(state, message))
		return;
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	if (descriptor == &pg_query__node__descriptor) {
		// A Node has hundreds of alternatives, of which one is set.
		const PgNode *node = (const PgNode *)message;
		const ProtobufCFieldDescriptor *field =
			protobuf_c_message_descriptor_get_field(descriptor, (unsigned)node->node_case);
		if (field)
			walk_field(message, field, visit, state);
		return;
	}
	for (unsigned i = 0; i < descriptor->n_fields; i++)
		walk_field(message, &descriptor->fields[i], visit, state);
}

typedef struct NodeVisit {
	bool (*visit)(void *state, const PgNode *node);
	void *state;
} NodeVisit;

static bool visit_if_node(void *state, const ProtobufCMessage *message)
{
	NodeVisit *nodes = state;

	if (message->descriptor != &pg_query__node__descriptor)
		return true;
	return nodes->visit(nodes->state, (const PgNode *)message);
}

void ast_walk(const PgNode *node, bool (*visit)(void *state, const PgNode *node), void *state)
{
	NodeVisit nodes = { visit, state };

	if (node)
		ast_walk_messages(&node->base, visit_if_node, &nodes);
}

const PgQuery__RangeVar *ast_range_var(const ProtobufCMessage *message)
{
	return message->descriptor == &pg_query__range_var__descriptor ? (const PgQuery__RangeVar *)message
								       : NULL;
}

// ---- constants and options -----------------------------------------------------------------------------------

Str node_string(const PgNode *node)
{
	if (node && node->node_case == PG_QUERY__NODE__NODE_STRING)
		return ast_str(node->string->sval);
	return STR_NONE;
}

bool node_integer(const PgNode *node, int32_t *value)
{
	const PgQuery__Integer *integer = NULL;

	if (node && node->node_case == PG_QUERY__NODE__NODE_INTEGER)
		integer = node->integer;
	else if (node && node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
		 node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL)
		integer = node->a_const->ival;
	if (integer)
		*value = integer->ival;
	return integer != NULL;
}

static Str const_text(Arena *arena, const PgQuery__AConst *constant)
{
	switch (constant->val_case) {
	case PG_QUERY__A__CONST__VAL_IVAL:
		return str_from(arena_printf(arena, "%d", constant->ival->ival));
	case PG_QUERY__A__CONST__VAL_FVAL:
		return ast_str(constant->fval->fval);
	case PG_QUERY__A__CONST__VAL_BOOLVAL:
		return constant->boolval->boolval ? STR("true") : STR("false");
	case PG_QUERY__A__CONST__VAL_SVAL:
		return ast_str(constant->sval->sval);
	default:
		return STR_NONE;
	}
}

Str node_constant_text(Arena *arena, const PgNode *node)
{
	if (!node)
		return STR_NONE;
	switch (node->node_case) {
	case PG_QUERY__NODE__NODE_A_CONST:
		return const_text(arena, node->a_const);
	case PG_QUERY__NODE__NODE_STRING:
		return ast_str(node->string->sval);
	case PG_QUERY__NODE__NODE_INTEGER:
		return str_from(arena_printf(arena, "%d", node->integer->ival));
	case PG_QUERY__NODE__NODE_FLOAT:
		return ast_str(node->float_->fval);
	case PG_QUERY__NODE__NODE_BOOLEAN:
		return node->boolean->boolval ? STR("true") : STR("false");
	case PG_QUERY__NODE__NODE_TYPE_NAME:
		if (node->type_name->n_names > 0)
			return node_string(node->type_name->names[node->type_name->n_names - 1]);
		return STR_NONE;
	case PG_QUERY__NODE__NODE_TYPE_CAST:
		return node_constant_text(arena, node->type_cast->arg);
	default:
		return STR_NONE;
	}
}

const PgNode *node_without_casts(const PgNode *node)
{
	while (node && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
		node = node->type_cast->arg;
	return node;
}

bool node_is_null(const PgNode *node)
{
	node = node_without_casts(node);
	return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->isnull;
}

const PgQuery__DefElem *defelem_find(PgNode *const *options, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
			continue;
		const PgQuery__DefElem *option = options[i]->def_elem;
		if (str_equal_nocase(ast_str(option->defname), str_from(name)))
			return option;
	}
	return NULL;
}

bool words_contain(const char *words, Str word)
{
	size_t len = strlen(words);

	for (const char *at = words; word.len && at + word.len < words + len; at++) {
		at = memmem(at, (size_t)(words + len - at), word.data, word.len);
		if (!at)
			return false;
		if (at > words && at[-1] == ' ' && at[word.len] == ' ')
			return true;
	}
	return false;
}

bool defelem_is_on(const PgQuery__DefElem *option)
{
	static const char *const off[] = { "false", "off", "no", "0" };
	int32_t number;

	if (!option)
		return false;
	if (!option->arg)
		return true;
	if (node_integer(option->arg, &number))
		return number != 0;
	if (option->arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN)
		return option->arg->boolean->boolval;
	Str text = node_string(option->arg);
	for (size_t i = 0; i < sizeof(off) / sizeof(*off); i++)
		if (str_equal_nocase(text, str_from(off[i])))
			return false;
	return true;
}

// ---- names ---------------------------------------------------------------------------------------------------

Relation relation_from_range_var(const PgQuery__RangeVar *range)
{
	if (!range)
		return (Relation){ STR_NONE, STR_NONE };
	return (Relation){ ast_str(range->schemaname), ast_str(range->relname) };
}

Relation relation_from_names(PgNode *const *names, size_t count)
{
	Relation relation = { STR_NONE, STR_NONE };

	if (count > 0)
		relation.name = node_string(names[count - 1]);
	if (count > 1)
		relation.schema = node_string(names[count - 2]);
	return relation;
}

// Keywords that cannot name a table or column without quotes: reserved, or reserved except as function or type. Sorted.
static const char *const reserved[] = {
	"all",
	"analyse",
	"analyze",
	"and",
	"any",
	"array",
	"as",
	"asc",
	"asymmetric",
	"authorization",
	"binary",
	"both",
	"case",
	"cast",
	"check",
	"collate",
	"collation",
	"column",
	"concurrently",
	"constraint",
	"create",
	"cross",
	"current_catalog",
	"current_date",
	"current_role",
	"current_schema",
	"current_time",
	"current_timestamp",
	"current_user",
	"default",
	"deferrable",
	"desc",
	"distinct",
	"do",
	"else",
	"end",
	"except",
	"false",
	"fetch",
	"for",
	"foreign",
	"freeze",
	"from",
	"full",
	"grant",
	"group",
	"having",
	"ilike",
	"in",
	"initially",
	"inner",
	"intersect",
	"into",
	"is",
	"isnull",
	"join",
	"lateral",
	"leading",
	"left",
	"like",
	"limit",
	"localtime",
	"localtimestamp",
	"natural",
	"not",
	"notnull",
	"null",
	"offset",
	"on",
	"only",
	"or",
	"order",
	"outer",
	"overlaps",
	"placing",
	"primary",
	"references",
	"returning",
	"right",
	"select",
	"session_user",
	"similar",
	"some",
	"symmetric",
	"system_user",
	"table",
	"tablesample",
	"then",
	"to",
	"trailing",
	"true",
	"union",
	"unique",
	"user",
	"using",
	"variadic",
	"verbose",
	"when",
	"where",
	"window",
	"with",
};

static int compare_word(const void *name, const void *word)
{
	const Str *text = name;
	const char *reserved_word = *(const char *const *)word;
	int order = (unsigned char)text->data[0] - (unsigned char)reserved_word[0];

	if (order)
		return order;
	order = strncmp(text->data, reserved_word, text->len);

	return order ? order : -(reserved_word[text->len] != '\0');
}

bool identifier_is_reserved(Str name)
{
	return bsearch(&name, reserved, sizeof(reserved) / sizeof(*reserved), sizeof(*reserved),
		       compare_word);
}

static bool needs_quotes(Str name)
{
	if (!name.len || (name.data[0] >= '0' && name.data[0] <= '9') || name.data[0] == '$')
		return true;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$'))
			return true;
	}
	return identifier_is_reserved(name);
}

Str identifier_show(Arena *arena, Str name)
{
	if (!needs_quotes(name))
		return name;
	char *quoted = arena_alloc(arena, name.len * 2 + 3);
	size_t len = 0;
	quoted[len++] = '"';
	for (size_t i = 0; i < name.len; i++) {
		if (name.data[i] == '"')
			quoted[len++] = '"';
		quoted[len++] = name.data[i];
	}
	quoted[len++] = '"';
	return (Str){ quoted, len };
}

Str relation_show(Arena *arena, Relation relation)
{
	Str name = identifier_show(arena, relation.name);

	if (!relation.schema.len)
		return name;
	Str schema = identifier_show(arena, relation.schema);
	return str_from(arena_printf(arena, "%.*s.%.*s", STR_ARG(schema), STR_ARG(name)));
}
