// syntax.h - tree-sitter behind a few words: parse a Source, walk its nodes. The only header that includes tree_sitter/api.h.
//
// tree-sitter never fails: where the text is not Python, the tree has ERROR and MISSING nodes; syntax_errors() finds them.
// Trees are deep when the input is: walk with explicit depth limits (MAX_SYNTAX_DEPTH), never with bare recursion.

#ifndef SOURCE_SYNTAX_H
#define SOURCE_SYNTAX_H

#include <stdbool.h>
#include <stdint.h>
#include <tree_sitter/api.h>

#include "base/array.h"
#include "source/source.h"

#define MAX_SYNTAX_DEPTH 1000

typedef enum Language {
	LANGUAGE_PYTHON,
	LANGUAGE_TOML,
} Language;

typedef TSNode Node; // by value, 32 bytes; valid as long as its Tree

// Tree: the syntax tree of a Source. Owns memory: syntax_free() it; copies share it.
typedef struct Tree {
	const Source *source;
	TSTree *tree;
	Language language;
	Arena arena; // all of tree-sitter's memory for it
} Tree;

// Parses `source`; cannot fail on any bytes. Aborts (our bug) when the grammar's ABI does not fit the library.
Tree syntax_parse(const Source *source, Language language);
void syntax_free(Tree *tree);
Node tree_root(const Tree *tree);

// The grammar itself, for those who number all its node types and fields.
const TSLanguage *syntax_language(Language language);
// Numeric id of a node type of the grammar: resolve once at start-up (they are constants of the grammar).
uint16_t syntax_kind_id(Language language, const char *type);

Span node_span(const Tree *tree, Node node);
Str node_text(const Tree *tree, Node node);
static inline uint16_t node_kind(Node node)
{
	return ts_node_symbol(node);
}
static inline Node node_field(Node node, uint16_t field)
{
	return ts_node_child_by_field_id(node, field);
}
static inline bool node_exists(Node node)
{
	return !ts_node_is_null(node);
}

// `text` on one line, runs of white space folded to one blank (to none where a line ends inside
// brackets or before a method), cut to `max` bytes with "...".
const char *syntax_one_line(Arena *arena, Str text, size_t max);

// First ERROR or MISSING nodes of the tree in order, at most `max`, outermost only.
typedef Array(Node) NodeArray;
void syntax_errors(Arena *arena, const Tree *tree, size_t max, NodeArray *errors);
// Every comment at and below a node in order (their spans include the '#').
typedef Array(Span) SpanArray;
void syntax_comments(Arena *arena, const Tree *tree, Node below, SpanArray *comments);

#endif
