// graph_export.c - the graph for programs that draw: Graphviz, Mermaid, and JSON for everything else.

#include "graph_rows.h"
#include "report/json.h"

// ---- Graphviz -------------------------------------------------------------------------------------------------

// Inside a quoted string of DOT: what a label would take for an escape, and control characters, are no longer that.
static void add_dot(Buffer *out, Str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c == '"' || c == '\\')
			buffer_putc(out, '\\');
		buffer_putc(out, c < 0x20 || c == 0x7f ? ' ' : (char)c);
		if (c == '&') // Graphviz knows HTML's entities
			buffer_puts(out, "amp;");
	}
}

static const char *dot_color(const GraphRow *row)
{
	if (row->destroys)
		return "#f4b6b6";
	return row->blocks ? "#f8e2a8" : "#ffffff";
}

static void add_dot_words(Buffer *out, const IdArray *words)
{
	for (size_t i = 0; i < words->len; i++) {
		buffer_puts(out, i ? ", " : "\\n");
		add_dot(out, words->items[i]);
	}
}

static void add_dot_node(Buffer *out, const GraphRow *row, size_t i)
{
	buffer_printf(out, "\tn%zu [label=\"", i);
	add_dot(out, str_from(row->id));
	add_dot_words(out, &row->labels);
	if (*row->title) {
		buffer_puts(out, "\\n");
		add_dot(out, str_from(row->title));
	}
	add_dot_words(out, &row->risk);
	buffer_printf(out, "\", fillcolor=\"%s\"%s];\n", dot_color(row), row->is_head ? ", penwidth=2" : "");
	for (size_t n = 0; n < row->missing.len; n++) {
		buffer_printf(out, "\tn%zu_missing%zu [label=\"", i, n);
		add_dot(out, row->missing.items[n]);
		buffer_printf(out, "\\nis missing\", style=dashed];\n\tn%zu -> n%zu_missing%zu;\n", i, i, n);
	}
}

void graph_draw_dot(Buffer *out, const GraphRows *rows)
{
	buffer_puts(
		out,
		"digraph migrations {\n\trankdir=BT;\n\tnode [shape=box, style=filled, fillcolor=\"#ffffff\"];\n");
	for (size_t i = 0; i < rows->len; i++)
		add_dot_node(out, &rows->items[i], i);
	for (size_t i = 0; i < rows->len; i++) {
		const GraphRow *row = &rows->items[i];
		for (size_t n = 0; n < row->parents.len; n++)
			buffer_printf(out, "\tn%zu -> n%zu;\n", i, row->parents.items[n]);
		for (size_t n = 0; n < row->dependencies.len; n++)
			buffer_printf(out, "\tn%zu -> n%zu [style=dashed];\n", i, row->dependencies.items[n]);
	}
	buffer_puts(out, "}\n");
}

// ---- Mermaid --------------------------------------------------------------------------------------------------

// Inside a quoted label of Mermaid, which is Markdown and HTML: anything that is not plain text becomes an entity by number.
static void add_mermaid(Buffer *out, Str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c < 0x20 || c == 0x7f)
			buffer_putc(out, ' ');
		else if (strchr("\"#<>&`*_~[](){}\\|;%", c))
			buffer_printf(out, "#%u;", c);
		else
			buffer_putc(out, (char)c);
	}
}

static void add_mermaid_words(Buffer *out, const IdArray *words)
{
	for (size_t i = 0; i < words->len; i++) {
		buffer_puts(out, i ? ", " : "<br/>");
		add_mermaid(out, words->items[i]);
	}
}

static void add_mermaid_node(Buffer *out, const GraphRow *row, size_t i)
{
	buffer_printf(out, "\tn%zu[\"", i);
	add_mermaid(out, str_from(row->id));
	add_mermaid_words(out, &row->labels);
	if (*row->title) {
		buffer_puts(out, "<br/>");
		add_mermaid(out, str_from(row->title));
	}
	add_mermaid_words(out, &row->risk);
	buffer_printf(out, "\"]%s\n", row->destroys ? ":::destroys" : row->blocks ? ":::blocks" : "");
	for (size_t n = 0; n < row->missing.len; n++) {
		buffer_printf(out, "\tn%zu_missing%zu[\"", i, n);
		add_mermaid(out, row->missing.items[n]);
		buffer_printf(out, "<br/>is missing\"]\n\tn%zu --> n%zu_missing%zu\n", i, i, n);
	}
}

void graph_draw_mermaid(Buffer *out, const GraphRows *rows)
{
	buffer_puts(out, "flowchart BT\n");
	for (size_t i = 0; i < rows->len; i++)
		add_mermaid_node(out, &rows->items[i], i);
	for (size_t i = 0; i < rows->len; i++) {
		const GraphRow *row = &rows->items[i];
		for (size_t n = 0; n < row->parents.len; n++)
			buffer_printf(out, "\tn%zu --> n%zu\n", i, row->parents.items[n]);
		for (size_t n = 0; n < row->dependencies.len; n++)
			buffer_printf(out, "\tn%zu -.-> n%zu\n", i, row->dependencies.items[n]);
	}
	buffer_puts(out, "\tclassDef destroys fill:#f4b6b6\n\tclassDef blocks fill:#f8e2a8\n");
}

// ---- JSON -----------------------------------------------------------------------------------------------------

static void add_texts(JsonWriter *json, const char *key, const IdArray *texts)
{
	json_key(json, key);
	json_array_begin(json);
	for (size_t i = 0; i < texts->len; i++)
		json_str(json, texts->items[i]);
	json_array_end(json);
}

static void add_rows(JsonWriter *json, const char *key, const GraphRows *rows, const size_t *numbers,
		     size_t count)
{
	json_key(json, key);
	json_array_begin(json);
	for (size_t i = 0; i < count; i++)
		json_text(json, rows->items[numbers[i]].path);
	json_array_end(json);
}

void graph_draw_json(Buffer *out, const GraphRows *rows)
{
	JsonWriter json = json_writer(out, 2);

	json_array_begin(&json);
	for (size_t i = 0; i < rows->len; i++) {
		const GraphRow *row = &rows->items[i];
		json_object_begin(&json);
		json_member(&json, "path", row->path);
		json_member(&json, "revision", row->id);
		json_member(&json, "title", row->title);
		json_member_bool(&json, "head", row->is_head);
		add_rows(&json, "parents", rows, row->parents.items, row->parents.len);
		add_rows(&json, "dependencies", rows, row->dependencies.items, row->dependencies.len);
		add_texts(&json, "missing", &row->missing);
		add_texts(&json, "labels", &row->labels);
		add_texts(&json, "risk", &row->risk);
		json_object_end(&json);
	}
	json_array_end(&json);
	buffer_putc(out, '\n');
}
