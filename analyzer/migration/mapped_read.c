// mapped_read.c - the tables one Python file declares, read from its syntax tree: nothing is evaluated.

#include "migration/mapped_internal.h"
#include "source/syntax.h"

enum { MAX_SCHEMA_BYTES = 100 };

// Reader: one file.
typedef struct Reader {
	Arena *arena;
	const Tree *tree;
	MappedClasses *classes;
} Reader;

bool mapped_may_declare(Str text)
{
	static const char *const marks[] = { "__tablename__", "Table(",   "mapped_column(", "Column(",
					     "Mapped[",       "SQLModel", "models.",        "MetaData(" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_find(text, str_from(marks[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

// ---- nodes -----------------------------------------------------------------------------------------------------

static bool is(Node node, const char *type)
{
	return node_exists(node) && strcmp(ts_node_type(node), type) == 0;
}

static Node field(Node node, const char *name)
{
	return ts_node_child_by_field_name(node, name, (uint32_t)strlen(name));
}

static Str text_of(const Reader *reader, Node node)
{
	return node_exists(node) ? node_text(reader->tree, node) : STR_NONE;
}

static NodeArray children(const Reader *reader, Node node)
{
	NodeArray found = { 0 };
	TSTreeCursor cursor = ts_tree_cursor_new(node);

	if (ts_tree_cursor_goto_first_child(&cursor)) {
		do {
			Node child = ts_tree_cursor_current_node(&cursor);
			if (ts_node_is_named(child))
				array_push(reader->arena, &found, child);
		} while (ts_tree_cursor_goto_next_sibling(&cursor));
	}
	ts_tree_cursor_delete(&cursor);
	return found;
}

// The inside of a plain string literal; empty for an f-string, bytes, one with escapes, and for what is no string.
static Str string_text(const Reader *reader, Node node)
{
	Str text = is(node, "string") ? text_of(reader, node) : STR_NONE;
	size_t start = 0;

	while (start < text.len && strchr("rRuU", text.data[start]))
		start++;
	if (start == text.len || (text.data[start] != '"' && text.data[start] != '\'') ||
	    str_find_char(text, '\\', 0) != SIZE_MAX)
		return STR_NONE;
	size_t quotes = text.len - start >= 6 && text.data[start + 1] == text.data[start] &&
			text.data[start + 2] == text.data[start]
		? 3
		: 1;
	return text.len < start + 2 * quotes ? STR_NONE : str_slice(text, start + quotes, text.len - quotes);
}

// "Column" of sa.Column, empty for what is no name.
static Str last_name(const Reader *reader, Node node)
{
	while (is(node, "subscript"))
		node = field(node, "value");
	if (is(node, "identifier"))
		return text_of(reader, node);
	if (is(node, "attribute"))
		return text_of(reader, field(node, "attribute"));
	return STR_NONE;
}

static Str called(const Reader *reader, Node call)
{
	return is(call, "call") ? last_name(reader, field(call, "function")) : STR_NONE;
}

// The value of an argument by its name; a null node when it is not given.
static Node keyword(const Reader *reader, const NodeArray *arguments, const char *name)
{
	for (size_t i = 0; i < arguments->len; i++)
		if (is(arguments->items[i], "keyword_argument") &&
		    str_is(text_of(reader, field(arguments->items[i], "name")), name))
			return field(arguments->items[i], "value");
	return (Node){ 0 };
}

// ---- columns ---------------------------------------------------------------------------------------------------

static bool is_column_call(const Reader *reader, Node node)
{
	Str name = called(reader, node);

	return str_is(name, "Column") || str_is(name, "mapped_column");
}

// The Column(...) a value is, or is made around: deferred(Column(...)), Field(sa_column=Column(...)).
static Node column_call(const Reader *reader, Node value)
{
	Str name = called(reader, value);

	if (!name.len || is_column_call(reader, value))
		return name.len ? value : (Node){ 0 };
	NodeArray arguments = children(reader, field(value, "arguments"));
	if (str_is(name, "Field")) {
		Node column = keyword(reader, &arguments, "sa_column");
		return is_column_call(reader, column) ? column : (Node){ 0 };
	}
	if ((str_is(name, "deferred") || str_is(name, "column_property")) && arguments.len &&
	    is_column_call(reader, arguments.items[0]))
		return arguments.items[0];
	return (Node){ 0 };
}

// The name a Column(...) gives itself, empty when it takes the attribute's.
static Str own_name(const Reader *reader, Node call)
{
	NodeArray arguments = children(reader, field(call, "arguments"));
	Str name = string_text(reader, keyword(reader, &arguments, "name"));

	if (!name.len && arguments.len)
		name = string_text(reader, arguments.items[0]);
	return name;
}

static void add_column(const Reader *reader, MappedTable *table, Str name, Node node)
{
	if (name.len)
		array_push(reader->arena, &table->columns,
			   ((MappedColumn){ name, node_span(reader->tree, node) }));
}

// Whether an annotation alone makes a column: Mapped[...], and anything in a class of SQLModel.
static bool annotates_column(const Reader *reader, Node type, Node value, bool sqlmodel)
{
	Str text = text_of(reader, type);

	if (!text.len || str_find(text, STR("ClassVar"), 0) != SIZE_MAX)
		return false;
	if (!node_exists(value))
		return sqlmodel || str_starts_with(text, STR("Mapped[")) ||
			str_find(text, STR(".Mapped["), 0) != SIZE_MAX;
	return sqlmodel && !str_is(called(reader, value), "Relationship");
}

static void read_attribute(const Reader *reader, MappedTable *table, Node assignment, bool sqlmodel)
{
	Node left = field(assignment, "left"), value = field(assignment, "right");
	Node call = column_call(reader, value);
	Str attribute = is(left, "identifier") ? text_of(reader, left) : STR_NONE;

	if (!attribute.len || str_starts_with(attribute, STR("__")))
		return;
	if (node_exists(call)) {
		Str name = own_name(reader, call);
		add_column(reader, table, name.len ? name : attribute, left);
	} else if (annotates_column(reader, field(assignment, "type"), value, sqlmodel)) {
		add_column(reader, table, attribute, left);
	}
}

// @declared_attr def created_at(cls): return Column(...)
static void read_declared(const Reader *reader, MappedTable *table, Node decorated)
{
	Node function = field(decorated, "definition");
	Str text = text_of(reader, decorated);

	if (is(function, "function_definition") && str_find(text, STR("declared_attr"), 0) != SIZE_MAX &&
	    (str_find(text, STR("Column("), 0) != SIZE_MAX ||
	     str_find(text, STR("mapped_column("), 0) != SIZE_MAX))
		add_column(reader, table, text_of(reader, field(function, "name")), field(function, "name"));
}

// ---- Django ----------------------------------------------------------------------------------------------------

// tags = models.ManyToManyField(Tag), which is no column but a table, unless `through` says whose.
static bool read_link(const Reader *reader, MappedClass *class, Node left, Node value)
{
	if (!str_is(called(reader, value), "ManyToManyField"))
		return false;
	NodeArray arguments = children(reader, field(value, "arguments"));
	if (!node_exists(keyword(reader, &arguments, "through")))
		array_push(reader->arena, &class->links,
			   ((MappedLink){ text_of(reader, left),
					  string_text(reader, keyword(reader, &arguments, "db_table")),
					  node_span(reader->tree, left) }));
	return true;
}

// at = models.DateTimeField(db_column="x"), order = models.ForeignKey(Order, ...): order_id.
static bool read_field(const Reader *reader, MappedTable *table, Node left, Node value)
{
	Str name = called(reader, value), attribute = text_of(reader, left);
	bool key = str_is(name, "ForeignKey") || str_is(name, "OneToOneField");

	if (!key && (!str_ends_with(name, STR("Field")) || name.len == strlen("Field")))
		return false;
	NodeArray arguments = children(reader, field(value, "arguments"));
	Str column = string_text(reader, keyword(reader, &arguments, "db_column"));
	if (!column.len && key)
		column = str_from(arena_printf(reader->arena, "%.*s_id", STR_ARG(attribute)));
	add_column(reader, table, column.len ? column : attribute, left);
	return true;
}

// class Meta of a model.
static void read_meta(const Reader *reader, MappedClass *class, Node body)
{
	NodeArray statements = { 0 };

	if (node_exists(body))
		statements = children(reader, body);
	for (size_t i = 0; i < statements.len; i++) {
		NodeArray parts = children(reader, statements.items[i]);
		if (!parts.len || !is(parts.items[0], "assignment"))
			continue;
		Str name = text_of(reader, field(parts.items[0], "left"));
		Node value = field(parts.items[0], "right");
		if (str_is(name, "db_table"))
			class->table->name = string_text(reader, value);
		else if (str_is(name, "app_label"))
			class->label = string_text(reader, value);
		else if (str_is(name, "abstract"))
			class->abstract = str_is(text_of(reader, value), "True");
	}
}

// ---- metadata --------------------------------------------------------------------------------------------------

// MetaData(schema="clinic"), or what is made with one: declarative_base(metadata=...), SQLAlchemy(metadata=metadata).
static bool read_metadata(const Reader *reader, Node value, MappedClass *class)
{
	static const char *const makers[] = { "declarative_base", "automap_base", "registry", "SQLAlchemy" };
	Str name = called(reader, value);
	bool makes = false;

	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++)
		makes |= str_is(name, makers[i]);
	if (!makes && !str_is(name, "MetaData"))
		return false;
	NodeArray arguments = children(reader, field(value, "arguments"));
	Node metadata = makes ? keyword(reader, &arguments, "metadata") : value;
	if (is(metadata, "identifier"))
		array_push(reader->arena, &class->bases, text_of(reader, metadata));
	else if (makes && !read_metadata(reader, metadata, class))
		return false;
	else if (!makes)
		class->schema = string_text(reader, keyword(reader, &arguments, "schema"));
	return true;
}

// metadata = MetaData(schema="clinic") at the top level.
static void read_variable(Reader *reader, Node assignment)
{
	MappedClass class = { .name = text_of(reader, field(assignment, "left")) };

	if (!is(field(assignment, "left"), "identifier") ||
	    !read_metadata(reader, field(assignment, "right"), &class))
		return;
	class.table = arena_new(reader->arena, MappedTable);
	array_push(reader->arena, reader->classes, class);
}

// The name of the metadata a Table(...) is given: "metadata", "Base" of Base.metadata.
static Str metadata_name(const Reader *reader, Node argument)
{
	if (is(argument, "attribute") && str_is(text_of(reader, field(argument, "attribute")), "metadata"))
		argument = field(argument, "object");
	return last_name(reader, argument);
}

// ---- tables ----------------------------------------------------------------------------------------------------

// The value of "schema" in __table_args__.
static Str schema_in(const Reader *reader, Node value)
{
	Str text = text_of(reader, value);
	size_t at = str_find(text, STR("schema"), 0);

	if (at == SIZE_MAX)
		return STR_NONE;
	size_t start = at + strlen("schema");
	while (start < text.len && strchr("\"': =", text.data[start]))
		start++;
	size_t end = start;
	while (end < text.len && end - start < MAX_SCHEMA_BYTES && !strchr("\"',})", text.data[end]))
		end++;
	bool quoted = end < text.len && (text.data[end] == '"' || text.data[end] == '\'');
	return quoted ? str_slice(text, start, end) : STR_NONE;
}

// Table("visits", metadata, Column("id", ...), schema="s")
static void read_table(Reader *reader, Node call)
{
	if (!str_is(called(reader, call), "Table"))
		return;
	NodeArray arguments = children(reader, field(call, "arguments"));
	MappedTable *table = arena_new(reader->arena, MappedTable);

	table->name = arguments.len ? string_text(reader, arguments.items[0]) : STR_NONE;
	if (!table->name.len)
		return;
	table->span = node_span(reader->tree, arguments.items[0]);
	table->schema = string_text(reader, keyword(reader, &arguments, "schema"));
	for (size_t i = 1; i < arguments.len; i++)
		if (is_column_call(reader, arguments.items[i]))
			add_column(reader, table, own_name(reader, arguments.items[i]), arguments.items[i]);
	MappedClass class = { .table = table };
	Str metadata = arguments.len > 1 ? metadata_name(reader, arguments.items[1]) : STR_NONE;
	if (metadata.len)
		array_push(reader->arena, &class.bases, metadata);
	array_push(reader->arena, reader->classes, class);
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

// As Flask-SQLAlchemy names the table of a class: BlogPost, blog_post.
static Str snake_case(Arena *arena, Str name)
{
	char *out = arena_alloc(arena, name.len * 2 + 1);
	size_t len = 0;

	for (size_t i = 0; i < name.len; i++) {
		bool starts = is_capital(name.data[i]) && i > 0 &&
			(!is_capital(name.data[i - 1]) ||
			 (i + 1 < name.len && !is_capital(name.data[i + 1])));
		if (starts)
			out[len++] = '_';
		out[len++] = (char)(is_capital(name.data[i]) ? name.data[i] + ('a' - 'A') : name.data[i]);
	}
	return (Str){ out, len };
}

// What the line `class Visit(Base, table=True)` says: the bases, and whether the framework names the table itself.
static void read_bases(const Reader *reader, Node node, MappedClass *class, bool *sqlmodel, bool *flask)
{
	Node list = field(node, "superclasses");
	NodeArray bases = { 0 };

	if (node_exists(list))
		bases = children(reader, list);
	*sqlmodel = str_is(text_of(reader, keyword(reader, &bases, "table")), "True");
	*flask = false;
	for (size_t i = 0; i < bases.len; i++) {
		Str name = last_name(reader, bases.items[i]);
		*flask |= str_is(text_of(reader, bases.items[i]), "db.Model");
		class->is_model |= str_is(text_of(reader, bases.items[i]), "models.Model");
		if (name.len)
			array_push(reader->arena, &class->bases, name);
		if (str_is(text_of(reader, bases.items[i]), "db.Model"))
			array_push(reader->arena, &class->bases, STR("db"));
	}
}

static void read_statement(Reader *reader, MappedClass *class, Node statement, bool sqlmodel)
{
	MappedTable *table = class->table;

	if (is(statement, "class_definition") && str_is(text_of(reader, field(statement, "name")), "Meta")) {
		read_meta(reader, class, field(statement, "body"));
		return;
	}
	if (is(statement, "decorated_definition")) {
		read_declared(reader, table, statement);
		return;
	}
	NodeArray parts = { 0 };
	if (is(statement, "expression_statement"))
		parts = children(reader, statement);
	if (!parts.len || !is(parts.items[0], "assignment"))
		return;
	Node assignment = parts.items[0], value = field(assignment, "right");
	Str name = text_of(reader, field(assignment, "left"));
	if (str_is(name, "__tablename__")) {
		table->name = string_text(reader, value);
	} else if (str_is(name, "__table_args__")) {
		table->schema = schema_in(reader, value);
		class->has_args = true;
		class->any_schema = !table->schema.len &&
			str_find(text_of(reader, value), STR("schema"), 0) != SIZE_MAX;
	} else if (str_is(name, "metadata") && read_metadata(reader, value, class)) {
		return;
	} else if (str_is(name, "metadata") && is(value, "identifier")) {
		array_push(reader->arena, &class->bases, text_of(reader, value));
	} else if (str_is(name, "__table__")) {
		read_table(reader, value);
	} else if (!sqlmodel && is(field(assignment, "left"), "identifier") &&
		   read_link(reader, class, field(assignment, "left"), value)) {
		class->fields = true;
	} else if (!sqlmodel && is(field(assignment, "left"), "identifier") &&
		   read_field(reader, table, field(assignment, "left"), value)) {
		class->fields = true;
	} else {
		read_attribute(reader, table, assignment, sqlmodel);
	}
}

static void read_class(Reader *reader, Node node)
{
	MappedClass class = { .name = text_of(reader, field(node, "name")) };
	Node body = field(node, "body");
	bool sqlmodel, flask;

	if (!node_exists(body))
		return;
	read_bases(reader, node, &class, &sqlmodel, &flask);
	class.table = arena_new(reader->arena, MappedTable);
	class.table->span = node_span(reader->tree, field(node, "name"));
	NodeArray statements = children(reader, body);
	for (size_t i = 0; i < statements.len; i++)
		read_statement(reader, &class, statements.items[i], sqlmodel);
	if (!class.table->name.len && sqlmodel)
		class.table->name = str_lower(reader->arena, class.name);
	else if (!class.table->name.len && flask && class.table->columns.len)
		class.table->name = snake_case(reader->arena, class.name);
	if (class.table->name.len || class.table->columns.len || class.bases.len || class.schema.len ||
	    class.has_args)
		array_push(reader->arena, reader->classes, class);
}

static void read_top_level(Reader *reader, Node statement)
{
	if (is(statement, "decorated_definition"))
		statement = field(statement, "definition");
	if (is(statement, "class_definition")) {
		read_class(reader, statement);
	} else if (is(statement, "expression_statement")) {
		NodeArray parts = children(reader, statement);
		if (!parts.len || !is(parts.items[0], "assignment"))
			return;
		read_table(reader, field(parts.items[0], "right"));
		read_variable(reader, parts.items[0]);
	}
}

void mapped_read(Arena *arena, const Source *source, MappedClasses *classes)
{
	Tree tree = syntax_parse(source, LANGUAGE_PYTHON);
	Reader reader = { arena, &tree, classes };
	NodeArray statements = children(&reader, tree_root(&tree));

	for (size_t i = 0; i < statements.len; i++)
		read_top_level(&reader, statements.items[i]);
	syntax_free(&tree);
}
