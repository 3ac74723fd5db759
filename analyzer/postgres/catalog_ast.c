// catalog_ast.c - what the catalog asks of expressions: columns mentioned, equality, copies, the name PostgreSQL would give a column.

#include "postgres/catalog_store.h"

bool strs_contain(const Str *items, size_t len, Str name)
{
	for (size_t i = 0; i < len; i++)
		if (str_equal(items[i], name))
			return true;
	return false;
}

// ---- columns -------------------------------------------------------------------------------------------------

typedef struct Mentions {
	Arena *arena;
	StrArray *columns;
} Mentions;

static bool note_column(void *state, const PgNode *node)
{
	Mentions *mentions = state;

	if (node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || !node->column_ref->n_fields)
		return true;
	Str name = node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
	if (name.len && !strs_contain(mentions->columns->items, mentions->columns->len, name))
		array_push(mentions->arena, mentions->columns, name);
	return true;
}

void columns_mentioned(Arena *arena, const PgNode *node, StrArray *columns)
{
	Mentions mentions = { arena, columns };

	ast_walk(node, note_column, &mentions);
}

// ---- copies --------------------------------------------------------------------------------------------------

static void *allocate(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void keep(void *arena, void *pointer)
{
	(void)arena;
	(void)pointer;
}

ProtobufCMessage *ast_clone(Arena *arena, const ProtobufCMessage *message)
{
	ProtobufCAllocator allocator = { allocate, keep, arena };
	size_t size = protobuf_c_message_get_packed_size(message);
	uint8_t *packed = arena_alloc(arena, size);

	protobuf_c_message_pack(message, packed);
	return protobuf_c_message_unpack(message->descriptor, &allocator, size, packed);
}

// ---- equality ------------------------------------------------------------------------------------------------

static bool strings_equal(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static size_t scalar_size(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return 8;
	default:
		return 4; // also booleans and enums
	}
}

static bool values_equal(const ProtobufCFieldDescriptor *field, const void *a, const void *b)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return ast_equal(*(const ProtobufCMessage *const *)a, *(const ProtobufCMessage *const *)b);
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return strings_equal(*(const char *const *)a, *(const char *const *)b);
	return memcmp(a, b, scalar_size(field)) == 0;
}

static bool lists_equal(const ProtobufCFieldDescriptor *field, const char *a, const char *b)
{
	size_t count = *(const size_t *)(a + field->quantifier_offset);
	bool pointers = field->type == PROTOBUF_C_TYPE_MESSAGE || field->type == PROTOBUF_C_TYPE_STRING;
	size_t step = pointers ? sizeof(void *) : scalar_size(field);
	const char *items_a = *(const char *const *)(a + field->offset);
	const char *items_b = *(const char *const *)(b + field->offset);

	if (count != *(const size_t *)(b + field->quantifier_offset))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!values_equal(field, items_a + i * step, items_b + i * step))
			return false;
	return true;
}

static bool fields_equal(const ProtobufCFieldDescriptor *field, const char *a, const char *b)
{
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return lists_equal(field, a, b);
	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
		uint32_t which = *(const uint32_t *)(a + field->quantifier_offset);
		if (which != *(const uint32_t *)(b + field->quantifier_offset))
			return false;
		if (which != field->id)
			return true;
	}
	return values_equal(field, a + field->offset, b + field->offset);
}

// Fields that make no difference to what a tree means: where it stood, and the name we gave an index column.
static bool says_nothing(const char *field)
{
	return !strcmp(field, "location") || !strcmp(field, "indexcolname");
}

// Whether a schema makes no difference: there the function is found anyway.
static bool is_usual_schema(Relation function)
{
	return !function.schema.len || str_is(function.schema, "pg_catalog") ||
		(str_is(function.schema, "public") && !function_is_built_in(function.name));
}

static bool same_function_name(const PgQuery__FuncCall *a, const PgQuery__FuncCall *b)
{
	Relation x = relation_from_names(a->funcname, a->n_funcname);
	Relation y = relation_from_names(b->funcname, b->n_funcname);

	return str_equal(x.name, y.name) &&
		((is_usual_schema(x) && is_usual_schema(y)) || str_equal(x.schema, y.schema));
}

static bool message_fields_equal(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *a,
				 const ProtobufCMessage *b)
{
	if (a->descriptor == &pg_query__func_call__descriptor && !strcmp(field->name, "funcname"))
		return same_function_name((const PgQuery__FuncCall *)a, (const PgQuery__FuncCall *)b);
	return says_nothing(field->name) || fields_equal(field, (const char *)a, (const char *)b);
}

bool ast_equal(const ProtobufCMessage *a, const ProtobufCMessage *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->descriptor != b->descriptor)
		return false;
	const ProtobufCMessageDescriptor *descriptor = a->descriptor;
	if (descriptor == &pg_query__node__descriptor) {
		// A Node has hundreds of alternatives, of which one is set.
		const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
			descriptor, (unsigned)((const PgNode *)a)->node_case);
		return ((const PgNode *)a)->node_case == ((const PgNode *)b)->node_case &&
			(!field || fields_equal(field, (const char *)a, (const char *)b));
	}
	for (unsigned i = 0; i < descriptor->n_fields; i++)
		if (!message_fields_equal(&descriptor->fields[i], a, b))
			return false;
	return true;
}

// ---- nextval -------------------------------------------------------------------------------------------------

static Str unquote(Arena *arena, Str text)
{
	if (text.len >= 2 && text.data[0] == '"')
		return str_slice(text, 1, text.len - 1);
	return str_lower(arena, text);
}

Relation nextval_sequence(Arena *arena, const PgNode *expression)
{
	Relation none = { STR_NONE, STR_NONE };

	expression = node_without_casts(expression);
	if (!expression || expression->node_case != PG_QUERY__NODE__NODE_FUNC_CALL)
		return none;
	const PgQuery__FuncCall *call = expression->func_call;
	if (call->n_args != 1 ||
	    !str_is(relation_from_names(call->funcname, call->n_funcname).name, "nextval"))
		return none;
	Str text = node_constant_text(arena, node_without_casts(call->args[0]));
	size_t dot = str_find_char(text, '.', 0);
	if (dot == SIZE_MAX)
		return (Relation){ STR_NONE, unquote(arena, text) };
	return (Relation){ unquote(arena, str_slice(text, 0, dot)),
			   unquote(arena, str_slice(text, dot + 1, text.len)) };
}

// ---- FigureColnameInternal of parse_target.c -----------------------------------------------------------------

enum { NO_NAME, WEAK_NAME, GOOD_NAME };

static int figure_name(const PgNode *node, Str *name);

static int good_name(Str *name, Str value)
{
	*name = value;
	return GOOD_NAME;
}

// A name that only counts when what is inside has no good one.
static int weak_name(const PgNode *inside, Str *name, Str value)
{
	int strength = figure_name(inside, name);

	if (strength > WEAK_NAME)
		return strength;
	*name = value;
	return WEAK_NAME;
}

static int figure_indirection(const PgQuery__AIndirection *indirection, Str *name)
{
	for (size_t i = indirection->n_indirection; i-- > 0;)
		if (node_string(indirection->indirection[i]).len)
			return good_name(name, node_string(indirection->indirection[i]));
	return figure_name(indirection->arg, name);
}

static int figure_column(const PgQuery__ColumnRef *column, Str *name)
{
	for (size_t i = column->n_fields; i-- > 0;)
		if (node_string(column->fields[i]).len)
			return good_name(name, node_string(column->fields[i]));
	return NO_NAME;
}

static int figure_name(const PgNode *node, Str *name)
{
	if (!node)
		return NO_NAME;
	switch (node->node_case) {
	case PG_QUERY__NODE__NODE_COLUMN_REF:
		return figure_column(node->column_ref, name);
	case PG_QUERY__NODE__NODE_A_INDIRECTION:
		return figure_indirection(node->a_indirection, name);
	case PG_QUERY__NODE__NODE_FUNC_CALL:
		return good_name(
			name,
			relation_from_names(node->func_call->funcname, node->func_call->n_funcname).name);
	case PG_QUERY__NODE__NODE_A_EXPR:
		if (node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF)
			return good_name(name, STR("nullif"));
		return NO_NAME;
	case PG_QUERY__NODE__NODE_TYPE_CAST:
		return weak_name(node->type_cast->arg, name,
				 relation_from_names(node->type_cast->type_name->names,
						     node->type_cast->type_name->n_names)
					 .name);
	case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
		return figure_name(node->collate_clause->arg, name);
	case PG_QUERY__NODE__NODE_CASE_EXPR:
		return weak_name(node->case_expr->defresult, name, STR("case"));
	case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
		return good_name(name, STR("array"));
	case PG_QUERY__NODE__NODE_ROW_EXPR:
		return good_name(name, STR("row"));
	case PG_QUERY__NODE__NODE_COALESCE_EXPR:
		return good_name(name, STR("coalesce"));
	case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
		return good_name(name,
				 node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? STR("greatest")
											     : STR("least"));
	case PG_QUERY__NODE__NODE_XML_SERIALIZE:
		return good_name(name, STR("xmlserialize"));
	default:
		return NO_NAME;
	}
}

Str expression_name(const PgNode *node)
{
	Str name = STR_NONE;

	figure_name(node, &name);
	return name;
}
