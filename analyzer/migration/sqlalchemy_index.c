#include "migration/sqlalchemy_index.h"

#include "migration/sqlalchemy_expression.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_table.h"
#include "migration/sqlalchemy_text.h"

const char *const index_options[] = {
	"postgresql_using",
	"postgresql_where",
	"postgresql_ops",
	"postgresql_concurrently",
	"postgresql_with",
	"postgresql_tablespace",
	"postgresql_include",
	"postgresql_nulls_not_distinct",
	NULL,
};

static const Parameter parameters[] = {
	{ "name", PARAMETER_REQUIRED },        { "expressions", PARAMETER_REST },
	{ "unique", PARAMETER_KEYWORD },       { "quote", PARAMETER_KEYWORD },
	{ "info", PARAMETER_KEYWORD },         { "_table", PARAMETER_KEYWORD },
	{ "_column_flag", PARAMETER_KEYWORD }, { NULL, 0 },
};
static const Signature signature = { "sa.Index", parameters, index_options, SIGNATURE_DIALECTS };

bool index_read(Lowering *lowering, const Value *value, Index *index)
{
	*index = (Index){ 0 };
	if (value->kind != VALUE_CALL || !sa_is(value, "Index"))
		return false;
	signature_bind(lowering, &signature, value, NULL, &index->bound);
	index->name = bound_get(&index->bound, "name");
	index->elements = index->bound.rest;
	index->unique = bound_flag(&index->bound, "unique", false);
	return true;
}

// ---- default name ---------------------------------------------------------------------------------------------

static char dot_to_underscore(char c)
{
	return c == '.' ? '_' : c;
}

static void add_name_part(Lowering *lowering, Text *name, const Value *part, bool is_schema)
{
	Text *text = value_to_text(lowering->arena, name_of(part).value);

	text_append(name, lowering->arena, text_literal(lowering->arena, STR("_"), part->span, false));
	text_append(name, lowering->arena,
		    is_schema ? text_map(lowering->arena, text, dot_to_underscore) : text);
}

void index_write_default_name(Lowering *lowering, SqlWriter *writer, const Value *schema, const Value *table,
			      const Value *element)
{
	Text *name = text_new(lowering->arena);
	TableRef owner;
	const Value *column = NULL;
	Str key;

	if (table_column_read(lowering, element, &owner, &column, &key))
		element = value_str(lowering->arena, element->span, key);
	else if (sa_is(element, "column") || sa_is(element, "Column"))
		element = column_name_of(element);
	text_append(name, lowering->arena, text_literal(lowering->arena, STR("ix"), lowering->span, false));
	if (!value_is_absent(schema))
		add_name_part(lowering, name, schema, true);
	if (!value_is_absent(table))
		add_name_part(lowering, name, table, false);
	if (!value_is_absent(element))
		add_name_part(lowering, name, element, false);
	name_write_text(writer, name);
}

// ---- options --------------------------------------------------------------------------------------------------

static const Value *option(const Index *index, const char *name)
{
	return index->bound.signature ? bound_get(&index->bound, name) : NULL;
}

// The key postgresql_ops finds an element by: its column name, the words of text(), its label.
static bool element_key(Lowering *lowering, const Value *element, Str *key)
{
	TextClause clause;
	Value *object;

	if (element->kind == VALUE_CALL && str_is(value_method(element, &object), "label") &&
	    value_positional(element, 0))
		return value_plain_text(value_positional(element, 0), lowering->arena, key);
	if (element->kind == VALUE_CALL && (sa_is(element, "column") || sa_is(element, "Column")))
		return column_name_of(element) &&
			value_plain_text(column_name_of(element), lowering->arena, key);
	if (!text_clause_read(lowering, element, &clause) || text_has_hole(clause.text))
		return false;
	*key = text_bytes(clause.text, lowering->arena);
	return true;
}

static void write_operator_class(Lowering *lowering, SqlWriter *writer, const Index *index,
				 const Value *element)
{
	const Value *ops = option(index, "postgresql_ops");
	Str wanted, key;

	if (ops && ops->kind == VALUE_NONE)
		lowering_refuse(lowering, ops->span, "`postgresql_ops` must be a dict");
	if (!ops || ops->kind != VALUE_DICT || !element_key(lowering, element, &wanted))
		return;
	for (size_t i = 0; i < ops->dict.entries->len; i++) {
		const DictEntry *entry = &ops->dict.entries->items[i];
		if (!value_plain_text(entry->key, lowering->arena, &key) || !str_equal(key, wanted))
			continue;
		sql_puts(writer, " ");
		sql_add_text(writer, value_to_text(lowering->arena, entry->value));
	}
}

static void write_elements(Lowering *lowering, SqlWriter *writer, const Index *index)
{
	sql_puts(writer, "(");
	for (size_t i = 0; i < index->elements.len; i++) {
		const Value *element = index->elements.items[i];
		Name name = name_of(element);
		sql_puts(writer, i ? ", " : "");
		if (name.value && name.value->kind == VALUE_STR)
			name_write(lowering, writer, element);
		else
			expression_write_element(lowering, writer, element);
		write_operator_class(lowering, writer, index, element);
	}
	sql_puts(writer, ")");
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static void write_using(Lowering *lowering, SqlWriter *writer, const Index *index)
{
	const Value *using = option(index, "postgresql_using");

	if (value_is_absent(using))
		return;
	sql_puts(writer, "USING ");
	sql_add_text(writer, text_map(lowering->arena, value_to_text(lowering->arena, using), lower));
	sql_puts(writer, " ");
}

static void write_storage(Lowering *lowering, SqlWriter *writer, const Value *with)
{
	if (value_is_absent(with) || with->kind != VALUE_DICT || !with->dict.entries->len)
		return;
	sql_puts(writer, " WITH (");
	for (size_t i = 0; i < with->dict.entries->len; i++) {
		sql_puts(writer, i ? ", " : "");
		sql_add_text(writer, value_to_text(lowering->arena, with->dict.entries->items[i].key));
		sql_puts(writer, " = ");
		sql_add_text(writer, value_to_text(lowering->arena, with->dict.entries->items[i].value));
	}
	sql_puts(writer, ")");
}

static void write_options(Lowering *lowering, SqlWriter *writer, const Index *index)
{
	const Value *include = option(index, "postgresql_include"),
		    *where = option(index, "postgresql_where");
	const Value *tablespace = option(index, "postgresql_tablespace");
	const Value *nulls = option(index, "postgresql_nulls_not_distinct");
	bool truth;

	if (!value_is_empty(include)) {
		sql_puts(writer, " INCLUDE (");
		name_write_list(lowering, writer, include);
		sql_puts(writer, ")");
	}
	if (!value_is_absent(nulls) && value_truth(nulls, &truth))
		sql_puts(writer, truth ? " NULLS NOT DISTINCT" : " NULLS DISTINCT");
	write_storage(lowering, writer, option(index, "postgresql_with"));
	if (!value_is_absent(tablespace)) {
		sql_puts(writer, " TABLESPACE ");
		name_write(lowering, writer, tablespace);
	}
	if (!value_is_absent(where)) {
		sql_puts(writer, " WHERE ");
		expression_write_condition(lowering, writer, where);
	}
}

static void write_name(Lowering *lowering, SqlWriter *writer, const Index *index)
{
	const Value *quote = option(index, "quote");
	bool quoted = quote && quote->kind == VALUE_BOOL && quote->boolean;

	if (value_is_absent(index->name) && index->elements.len) {
		index_write_default_name(lowering, writer, index->schema, index->table,
					 index->elements.items[0]);
	} else if (quoted) {
		sql_puts(writer, "\"");
		sql_add_doubled(writer, value_to_text(lowering->arena, name_of(index->name).value), '"');
		sql_puts(writer, "\"");
	} else {
		name_write_limited(lowering, writer, index->name);
	}
}

void index_create(Lowering *lowering, const Index *index)
{
	SqlWriter writer = lowering_sql(lowering);
	const Value *concurrently = option(index, "postgresql_concurrently");
	bool truth = false;

	sql_puts(&writer, index->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
	if (concurrently && value_truth(concurrently, &truth) && truth)
		sql_puts(&writer, "CONCURRENTLY ");
	sql_puts(&writer, index->if_not_exists ? "IF NOT EXISTS " : "");
	write_name(lowering, &writer, index);
	sql_puts(&writer, " ON ");
	name_write_qualified(lowering, &writer, index->schema, index->table);
	sql_puts(&writer, " ");
	write_using(lowering, &writer, index);
	write_elements(lowering, &writer, index);
	write_options(lowering, &writer, index);
	lowering_emit(lowering, &writer);
}
