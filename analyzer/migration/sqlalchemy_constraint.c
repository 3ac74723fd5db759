#include "migration/sqlalchemy_constraint.h"

#include "migration/sqlalchemy_enum.h"
#include "migration/sqlalchemy_expression.h"
#include "migration/sqlalchemy_name.h"
#include "migration/sqlalchemy_table.h"
#include "migration/sqlalchemy_text.h"

// ---- signatures -----------------------------------------------------------------------------------------------

#define COMMON                                                                     \
	{ "name", PARAMETER_KEYWORD }, { "deferrable", PARAMETER_KEYWORD },        \
		{ "initially", PARAMETER_KEYWORD }, { "info", PARAMETER_KEYWORD }, \
		{ "comment", PARAMETER_KEYWORD },                                  \
	{                                                                          \
		"_create_rule", PARAMETER_KEYWORD                                  \
	}

static const Parameter columns_parameters[] = { { "columns", PARAMETER_REST }, COMMON, { NULL, 0 } };
static const Parameter check_parameters[] = {
	{ "sqltext", PARAMETER_REQUIRED },
	{ "name", 0 },
	{ "deferrable", 0 },
	{ "initially", 0 },
	{ "table", PARAMETER_KEYWORD },
	{ "info", PARAMETER_KEYWORD },
	{ NULL, 0 },
};
static const Parameter foreign_parameters[] = {
	{ "columns", PARAMETER_REQUIRED },
	{ "refcolumns", PARAMETER_REQUIRED },
	{ "name", 0 },
	{ "onupdate", 0 },
	{ "ondelete", 0 },
	{ "deferrable", 0 },
	{ "initially", 0 },
	{ "use_alter", 0 },
	{ "link_to_name", 0 },
	{ "match", 0 },
	{ "table", 0 },
	{ "info", PARAMETER_KEYWORD },
	{ "comment", PARAMETER_KEYWORD },
	{ NULL, 0 },
};
static const Parameter key_parameters[] = {
	{ "column", PARAMETER_REQUIRED },
	{ "_constraint", 0 },
	{ "use_alter", 0 },
	{ "name", 0 },
	{ "onupdate", 0 },
	{ "ondelete", 0 },
	{ "deferrable", 0 },
	{ "initially", 0 },
	{ "link_to_name", 0 },
	{ "match", 0 },
	{ "info", PARAMETER_KEYWORD },
	{ "comment", PARAMETER_KEYWORD },
	{ "_unresolvable", PARAMETER_KEYWORD },
	{ NULL, 0 },
};
static const Parameter exclude_parameters[] = {
	{ "elements", PARAMETER_REST }, COMMON,
	{ "using", PARAMETER_KEYWORD }, { "where", PARAMETER_KEYWORD },
	{ "ops", PARAMETER_KEYWORD },   { NULL, 0 },
};

static const char *const unique_options[] = { "postgresql_nulls_not_distinct", "postgresql_include", NULL };
static const char *const primary_options[] = { "postgresql_include", NULL };
static const char *const not_valid_options[] = { "postgresql_not_valid", NULL };
static const char *const no_options[] = { NULL };

static const Signature foreign_key = { "sa.ForeignKey", key_parameters, not_valid_options,
				       SIGNATURE_DIALECTS };

static const struct {
	const char *name;
	ConstraintKind kind;
	Signature signature;
} constructs[] = {
	{ "PrimaryKeyConstraint",
	  CONSTRAINT_PRIMARY_KEY,
	  { "sa.PrimaryKeyConstraint", columns_parameters, primary_options, SIGNATURE_DIALECTS } },
	{ "UniqueConstraint",
	  CONSTRAINT_UNIQUE,
	  { "sa.UniqueConstraint", columns_parameters, unique_options, SIGNATURE_DIALECTS } },
	{ "ForeignKeyConstraint",
	  CONSTRAINT_FOREIGN_KEY,
	  { "sa.ForeignKeyConstraint", foreign_parameters, not_valid_options, SIGNATURE_DIALECTS } },
	{ "CheckConstraint",
	  CONSTRAINT_CHECK,
	  { "sa.CheckConstraint", check_parameters, not_valid_options, SIGNATURE_DIALECTS } },
	{ "ExcludeConstraint",
	  CONSTRAINT_EXCLUDE,
	  { "postgresql.ExcludeConstraint", exclude_parameters, no_options, SIGNATURE_DIALECTS } },
};

// ---- foreign key targets --------------------------------------------------------------------------------------

static Value *str_of(Lowering *lowering, Span span, Text *text)
{
	Value *value = value_str(lowering->arena, span, STR(""));

	value->text = text;
	return value;
}

enum { MAX_PARTS = 16 };

// "schema.table.column" split at its dots, each part with its map and holes. The number of parts.
static size_t split_target(Lowering *lowering, const Text *text, Text *parts[MAX_PARTS])
{
	size_t count = 1;

	parts[0] = text_new(lowering->arena);
	for (size_t i = 0; i < text->pieces.len; i++) {
		TextPiece piece = text->pieces.items[i];
		size_t start = 0, dot;
		while (!piece.hole && count < MAX_PARTS &&
		       (dot = str_find_char(piece.text, '.', start)) != SIZE_MAX) {
			TextPiece part = piece;
			part.text = str_slice(piece.text, start, dot);
			if (piece.verbatim)
				part.span = (Span){ piece.span.source, piece.span.start + (uint32_t)start,
						    piece.span.start + (uint32_t)dot };
			text_add(parts[count - 1], lowering->arena, part);
			parts[count++] = text_new(lowering->arena);
			start = dot + 1;
		}
		if (start) {
			piece.text = str_slice(piece.text, start, piece.text.len);
			if (piece.verbatim)
				piece.span.start += (uint32_t)start;
		}
		text_add(parts[count - 1], lowering->arena, piece);
	}
	return count;
}

static void read_text_target(Lowering *lowering, const Value *value, ForeignTarget *target)
{
	Text *parts[MAX_PARTS];
	size_t count = split_target(lowering, value_to_text(lowering->arena, value), parts);

	if (count < 2) {
		// "table" alone names no column; a wholly unknown string may.
		target->table = str_of(lowering, value->span, parts[0]);
		array_push(lowering->arena, &target->columns,
			   value_unknown(lowering->arena, value->span, STR("column of the foreign key")));
		if (!text_has_hole(parts[0]))
			lowering_refuse(lowering, value->span,
					"a foreign key needs a target like `table.column`");
		return;
	}
	array_push(lowering->arena, &target->columns, str_of(lowering, value->span, parts[count - 1]));
	target->table = str_of(lowering, value->span, parts[count - 2]);
	if (count == 2)
		return;
	Text *schema = parts[0];
	for (size_t i = 1; i + 2 < count; i++) {
		schema = text_concat(lowering->arena, schema,
				     text_literal(lowering->arena, STR("."), value->span, false));
		schema = text_concat(lowering->arena, schema, parts[i]);
	}
	target->schema = str_of(lowering, value->span, schema);
}

// One target column: "t.c", table.c.col, or a Column of a table.
static void read_target(Lowering *lowering, const Value *value, ForeignTarget *target)
{
	TableRef table;
	const Value *column;
	Str key;

	if (table_column_read(lowering, value, &table, &column, &key)) {
		target->table = table.name;
		target->schema = table.schema;
		const Value *name = column ? column_name_of(column) : NULL;
		array_push(lowering->arena, &target->columns,
			   name ? (Value *)(uintptr_t)name : value_str(lowering->arena, value->span, key));
		return;
	}
	read_text_target(lowering, value, target);
}

// ---- reading --------------------------------------------------------------------------------------------------

void constraint_add_columns(Lowering *lowering, const Value *names, ValueArray *columns)
{
	bool known = names &&
		(names->kind == VALUE_LIST || names->kind == VALUE_TUPLE || names->kind == VALUE_SET);

	for (size_t i = 0; known && i < names->items->len; i++)
		array_push(lowering->arena, columns, names->items->items[i]);
	if (known || !names)
		return;
	Str text;
	if (!value_plain_text(names, lowering->arena, &text)) {
		array_push(lowering->arena, columns, (Value *)(uintptr_t)names);
		return;
	}
	// A bare string is a sequence of its characters for Python.
	for (size_t i = 0; i < text.len; i++)
		array_push(lowering->arena, columns,
			   value_str(lowering->arena, names->span, str_slice(text, i, i + 1)));
}

// Names of Column objects (UniqueConstraint(t.c.a)) are their column names.
static void normalise_columns(Lowering *lowering, ValueArray *columns)
{
	for (size_t i = 0; i < columns->len; i++) {
		TableRef table;
		const Value *column = columns->items[i];
		Str key;
		if (sa_is(columns->items[i], "Column") || sa_is(columns->items[i], "column"))
			column = column_name_of(columns->items[i]);
		else if (table_column_read(lowering, columns->items[i], &table, &column, &key))
			column = column ? column_name_of(column)
					: value_str(lowering->arena, columns->items[i]->span, key);
		else
			column = columns->items[i];
		columns->items[i] = (Value *)(uintptr_t)column;
	}
}

static void read_parts(Lowering *lowering, Constraint *constraint)
{
	const Value *remote = bound_get(&constraint->bound, "refcolumns");
	ValueArray targets = { 0 };

	switch (constraint->kind) {
	case CONSTRAINT_FOREIGN_KEY:
		constraint_add_columns(lowering, bound_get(&constraint->bound, "columns"),
				       &constraint->columns);
		constraint_add_columns(lowering, remote, &targets);
		for (size_t i = 0; i < targets.len; i++)
			read_target(lowering, targets.items[i], &constraint->target);
		constraint->use_alter = bound_flag(&constraint->bound, "use_alter", false);
		break;
	case CONSTRAINT_CHECK:
		constraint->condition = bound_get(&constraint->bound, "sqltext");
		break;
	case CONSTRAINT_EXCLUDE:
		constraint->columns = constraint->bound.rest;
		constraint->condition = bound_get(&constraint->bound, "where");
		return;
	default:
		constraint->columns = constraint->bound.rest;
	}
	normalise_columns(lowering, &constraint->columns);
}

bool constraint_read(Lowering *lowering, const Value *value, Constraint *constraint)
{
	*constraint = (Constraint){ .call = value };
	for (size_t i = 0; value->kind == VALUE_CALL && i < sizeof(constructs) / sizeof(constructs[0]); i++) {
		if (!sa_is(value, constructs[i].name))
			continue;
		constraint->kind = constructs[i].kind;
		signature_bind(lowering, &constructs[i].signature, value, NULL, &constraint->bound);
		constraint->name = bound_get(&constraint->bound, "name");
		read_parts(lowering, constraint);
		return true;
	}
	return false;
}

void constraint_read_foreign_key(Lowering *lowering, const Value *call, const Value *column,
				 Constraint *constraint)
{
	*constraint = (Constraint){ .call = call, .kind = CONSTRAINT_FOREIGN_KEY };
	signature_bind(lowering, &foreign_key, call, NULL, &constraint->bound);
	constraint->name = bound_get(&constraint->bound, "name");
	array_push(lowering->arena, &constraint->columns, (Value *)(uintptr_t)column);
	constraint->use_alter = bound_flag(&constraint->bound, "use_alter", false);
	const Value *target = bound_get(&constraint->bound, "column");
	if (target)
		read_target(lowering, target, &constraint->target);
}

// ---- writing --------------------------------------------------------------------------------------------------

static void write_names(Lowering *lowering, SqlWriter *writer, const ValueArray *names)
{
	sql_puts(writer, "(");
	for (size_t i = 0; i < names->len; i++) {
		sql_puts(writer, i ? ", " : "");
		name_write(lowering, writer, names->items[i]);
	}
	sql_puts(writer, ")");
}

// Words taken as they are: ON DELETE CASCADE. An unknown word cannot stand there as a placeholder: it is left out.
static void write_phrase(Lowering *lowering, SqlWriter *writer, const char *words, const Value *value)
{
	if (value_is_absent(value) || !value_is_known(value))
		return;
	sql_puts(writer, words);
	sql_add_text(writer, value_to_text(lowering->arena, value));
}

static bool is_action(Str action)
{
	static const char *const actions[] = { "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT",
					       "NO ACTION" };

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		Str known = str_from(actions[i]);
		if (str_equal_nocase(action, known))
			return true;
		// SET NULL (a, b)
		if (action.len > known.len && known.len > 7 && action.data[known.len] == ' ' &&
		    str_equal_nocase(str_slice(action, 0, known.len), known))
			return action.data[action.len - 1] == ')';
	}
	return false;
}

static void write_action(Lowering *lowering, SqlWriter *writer, const Constraint *constraint,
			 const char *name, const char *words)
{
	const Value *value = bound_get(&constraint->bound, name);
	Str text;

	if (value && value_plain_text(value, lowering->arena, &text) && !is_action(text))
		lowering_refuse(lowering, value->span, "`%.*s` is no %s action", STR_ARG(text), name);
	write_phrase(lowering, writer, words, value);
}

static void write_deferrability(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	const Value *deferrable = bound_get(&constraint->bound, "deferrable");
	bool truth;

	if (!value_is_absent(deferrable) && value_truth(deferrable, &truth))
		sql_puts(writer, truth ? " DEFERRABLE" : " NOT DEFERRABLE");
	write_phrase(lowering, writer, " INITIALLY ", bound_get(&constraint->bound, "initially"));
}

static void write_include(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	const Value *include = bound_get(&constraint->bound, "postgresql_include");

	if (value_is_empty(include))
		return;
	sql_puts(writer, " INCLUDE (");
	name_write_list(lowering, writer, include);
	sql_puts(writer, ")");
}

static void write_not_valid(SqlWriter *writer, const Constraint *constraint)
{
	sql_puts(writer, bound_flag(&constraint->bound, "postgresql_not_valid", false) ? " NOT VALID" : "");
}

void constraint_write_references(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	sql_puts(writer, " REFERENCES ");
	name_write_qualified(lowering, writer, constraint->target.schema, constraint->target.table);
	sql_puts(writer, " ");
	write_names(lowering, writer, &constraint->target.columns);
	write_phrase(lowering, writer, " MATCH ", bound_get(&constraint->bound, "match"));
	write_action(lowering, writer, constraint, "ondelete", " ON DELETE ");
	write_action(lowering, writer, constraint, "onupdate", " ON UPDATE ");
	write_deferrability(lowering, writer, constraint);
}

static void write_foreign_key(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	sql_puts(writer, "FOREIGN KEY");
	write_names(lowering, writer, &constraint->columns);
	constraint_write_references(lowering, writer, constraint);
	write_not_valid(writer, constraint);
}

static void write_primary_key(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	sql_puts(writer, "PRIMARY KEY ");
	write_names(lowering, writer, &constraint->columns);
	write_include(lowering, writer, constraint);
	write_deferrability(lowering, writer, constraint);
}

static void write_unique(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	const Value *nulls = bound_get(&constraint->bound, "postgresql_nulls_not_distinct");
	bool truth;

	sql_puts(writer, "UNIQUE ");
	if (!value_is_absent(nulls) && value_truth(nulls, &truth))
		sql_puts(writer, truth ? "NULLS NOT DISTINCT " : "NULLS DISTINCT ");
	write_names(lowering, writer, &constraint->columns);
	write_include(lowering, writer, constraint);
	write_deferrability(lowering, writer, constraint);
}

static void write_check(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	sql_puts(writer, "CHECK (");
	if (constraint->condition)
		expression_write_condition(lowering, writer, constraint->condition);
	sql_puts(writer, ")");
	write_deferrability(lowering, writer, constraint);
	write_not_valid(writer, constraint);
}

// The operator class of an EXCLUDE element, by its column name.
static const Value *operator_class(Lowering *lowering, const Constraint *constraint, const Value *element)
{
	const Value *ops = bound_get(&constraint->bound, "ops");
	const Value *name = sa_is(element, "column") || sa_is(element, "Column") ? column_name_of(element)
										 : element;
	Str key, wanted;

	if (!ops || ops->kind != VALUE_DICT || !name || !value_plain_text(name, lowering->arena, &wanted))
		return NULL;
	for (size_t i = 0; i < ops->dict.entries->len; i++)
		if (value_plain_text(ops->dict.entries->items[i].key, lowering->arena, &key) &&
		    str_equal(key, wanted))
			return ops->dict.entries->items[i].value;
	return NULL;
}

static void write_exclude_element(Lowering *lowering, SqlWriter *writer, const Constraint *constraint,
				  const Value *pair)
{
	if (pair->kind != VALUE_TUPLE || pair->items->len != 2) {
		name_write(lowering, writer, pair);
		sql_puts(writer, " WITH =");
		return;
	}
	const Value *element = pair->items->items[0];
	const Value *class = operator_class(lowering, constraint, element);
	expression_write_element(lowering, writer, element);
	if (class) {
		sql_puts(writer, " ");
		sql_add_text(writer, value_to_text(lowering->arena, class));
	}
	sql_puts(writer, " WITH ");
	sql_add_text(writer, value_to_text(lowering->arena, pair->items->items[1]));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static void write_exclude(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	const Value *using = bound_get(&constraint->bound, "using");

	sql_puts(writer, "EXCLUDE USING ");
	if (value_is_absent(using))
		sql_puts(writer, "gist");
	else
		sql_add_text(writer, text_map(lowering->arena, value_to_text(lowering->arena, using), lower));
	sql_puts(writer, " (");
	for (size_t i = 0; i < constraint->columns.len; i++) {
		sql_puts(writer, i ? ", " : "");
		write_exclude_element(lowering, writer, constraint, constraint->columns.items[i]);
	}
	sql_puts(writer, ")");
	if (!value_is_absent(constraint->condition)) {
		sql_puts(writer, " WHERE (");
		expression_write_condition(lowering, writer, constraint->condition);
		sql_puts(writer, ")");
	}
	write_deferrability(lowering, writer, constraint);
}

static void write_enum_check(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	ColumnType type = type_read(lowering, constraint->type);
	EnumType read;

	if (enum_read(lowering, &type, &read))
		enum_write_check(lowering, writer, &read, constraint->columns.items[0]);
}

void constraint_write(Lowering *lowering, SqlWriter *writer, const Constraint *constraint)
{
	static void (*const writers[])(Lowering *, SqlWriter *, const Constraint *) = {
		[CONSTRAINT_PRIMARY_KEY] = write_primary_key, [CONSTRAINT_UNIQUE] = write_unique,
		[CONSTRAINT_FOREIGN_KEY] = write_foreign_key, [CONSTRAINT_CHECK] = write_check,
		[CONSTRAINT_EXCLUDE] = write_exclude,         [CONSTRAINT_ENUM] = write_enum_check,
	};

	if (!value_is_absent(constraint->name)) {
		sql_puts(writer, "CONSTRAINT ");
		name_write_limited(lowering, writer, constraint->name);
		sql_puts(writer, " ");
	}
	writers[constraint->kind](lowering, writer, constraint);
}
