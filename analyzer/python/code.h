// code.h - Code, the Python syntax tree in the form the evaluator walks: nodes in document order with numbered kinds, without
// comments, keywords and punctuation. Built from the tree-sitter tree in one pass, since asking that for siblings costs a
// walk from its root each time.

#ifndef PYTHON_CODE_H
#define PYTHON_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "source/syntax.h"

// KIND(name, type): kinds of named nodes.
#define CODE_KINDS(KIND)                                           \
	KIND(MODULE, "module")                                     \
	KIND(BLOCK, "block")                                       \
	KIND(EXPRESSION_STATEMENT, "expression_statement")         \
	KIND(ASSIGNMENT, "assignment")                             \
	KIND(AUGMENTED_ASSIGNMENT, "augmented_assignment")         \
	KIND(IMPORT, "import_statement")                           \
	KIND(IMPORT_FROM, "import_from_statement")                 \
	KIND(IMPORT_FUTURE, "future_import_statement")             \
	KIND(ALIASED_IMPORT, "aliased_import")                     \
	KIND(WILDCARD_IMPORT, "wildcard_import")                   \
	KIND(RELATIVE_IMPORT, "relative_import")                   \
	KIND(IMPORT_PREFIX, "import_prefix")                       \
	KIND(DOTTED_NAME, "dotted_name")                           \
	KIND(FUNCTION, "function_definition")                      \
	KIND(CLASS, "class_definition")                            \
	KIND(DECORATED, "decorated_definition")                    \
	KIND(DECORATOR, "decorator")                               \
	KIND(RETURN, "return_statement")                           \
	KIND(RAISE, "raise_statement")                             \
	KIND(ASSERT, "assert_statement")                           \
	KIND(DELETE, "delete_statement")                           \
	KIND(GLOBAL, "global_statement")                           \
	KIND(NONLOCAL, "nonlocal_statement")                       \
	KIND(PASS, "pass_statement")                               \
	KIND(BREAK, "break_statement")                             \
	KIND(CONTINUE, "continue_statement")                       \
	KIND(EXEC, "exec_statement")                               \
	KIND(PRINT, "print_statement")                             \
	KIND(TYPE_ALIAS, "type_alias_statement")                   \
	KIND(IF, "if_statement")                                   \
	KIND(ELIF, "elif_clause")                                  \
	KIND(ELSE, "else_clause")                                  \
	KIND(FOR, "for_statement")                                 \
	KIND(WHILE, "while_statement")                             \
	KIND(TRY, "try_statement")                                 \
	KIND(EXCEPT, "except_clause")                              \
	KIND(EXCEPT_GROUP, "except_group_clause")                  \
	KIND(FINALLY, "finally_clause")                            \
	KIND(WITH, "with_statement")                               \
	KIND(WITH_CLAUSE, "with_clause")                           \
	KIND(WITH_ITEM, "with_item")                               \
	KIND(MATCH, "match_statement")                             \
	KIND(CASE, "case_clause")                                  \
	KIND(CASE_PATTERN, "case_pattern")                         \
	KIND(UNION_PATTERN, "union_pattern")                       \
	KIND(CLASS_PATTERN, "class_pattern")                       \
	KIND(KEYWORD_PATTERN, "keyword_pattern")                   \
	KIND(DICT_PATTERN, "dict_pattern")                         \
	KIND(SPLAT_PATTERN, "splat_pattern")                       \
	KIND(COMPLEX_PATTERN, "complex_pattern")                   \
	KIND(IDENTIFIER, "identifier")                             \
	KIND(STRING, "string")                                     \
	KIND(STRING_START, "string_start")                         \
	KIND(STRING_CONTENT, "string_content")                     \
	KIND(STRING_END, "string_end")                             \
	KIND(CONCATENATED_STRING, "concatenated_string")           \
	KIND(INTERPOLATION, "interpolation")                       \
	KIND(FORMAT_SPECIFIER, "format_specifier")                 \
	KIND(FORMAT_EXPRESSION, "format_expression")               \
	KIND(TYPE_CONVERSION, "type_conversion")                   \
	KIND(INTEGER, "integer")                                   \
	KIND(FLOAT, "float")                                       \
	KIND(TRUE, "true")                                         \
	KIND(FALSE, "false")                                       \
	KIND(NONE, "none")                                         \
	KIND(ELLIPSIS, "ellipsis")                                 \
	KIND(ATTRIBUTE, "attribute")                               \
	KIND(SUBSCRIPT, "subscript")                               \
	KIND(SLICE, "slice")                                       \
	KIND(CALL, "call")                                         \
	KIND(ARGUMENT_LIST, "argument_list")                       \
	KIND(KEYWORD_ARGUMENT, "keyword_argument")                 \
	KIND(LIST_SPLAT, "list_splat")                             \
	KIND(DICTIONARY_SPLAT, "dictionary_splat")                 \
	KIND(PARENTHESIZED_LIST_SPLAT, "parenthesized_list_splat") \
	KIND(PARENTHESIZED, "parenthesized_expression")            \
	KIND(EXPRESSION_LIST, "expression_list")                   \
	KIND(TUPLE, "tuple")                                       \
	KIND(LIST, "list")                                         \
	KIND(SET, "set")                                           \
	KIND(DICTIONARY, "dictionary")                             \
	KIND(PAIR, "pair")                                         \
	KIND(LIST_COMPREHENSION, "list_comprehension")             \
	KIND(SET_COMPREHENSION, "set_comprehension")               \
	KIND(DICTIONARY_COMPREHENSION, "dictionary_comprehension") \
	KIND(GENERATOR, "generator_expression")                    \
	KIND(FOR_IN, "for_in_clause")                              \
	KIND(IF_CLAUSE, "if_clause")                               \
	KIND(BINARY, "binary_operator")                            \
	KIND(BOOLEAN, "boolean_operator")                          \
	KIND(COMPARISON, "comparison_operator")                    \
	KIND(NOT, "not_operator")                                  \
	KIND(UNARY, "unary_operator")                              \
	KIND(CONDITIONAL, "conditional_expression")                \
	KIND(NAMED, "named_expression")                            \
	KIND(LAMBDA, "lambda")                                     \
	KIND(LAMBDA_PARAMETERS, "lambda_parameters")               \
	KIND(PARAMETERS, "parameters")                             \
	KIND(DEFAULT_PARAMETER, "default_parameter")               \
	KIND(TYPED_PARAMETER, "typed_parameter")                   \
	KIND(TYPED_DEFAULT_PARAMETER, "typed_default_parameter")   \
	KIND(KEYWORD_SEPARATOR, "keyword_separator")               \
	KIND(POSITIONAL_SEPARATOR, "positional_separator")         \
	KIND(LIST_SPLAT_PATTERN, "list_splat_pattern")             \
	KIND(DICTIONARY_SPLAT_PATTERN, "dictionary_splat_pattern") \
	KIND(PATTERN_LIST, "pattern_list")                         \
	KIND(TUPLE_PATTERN, "tuple_pattern")                       \
	KIND(LIST_PATTERN, "list_pattern")                         \
	KIND(AS_PATTERN, "as_pattern")                             \
	KIND(AS_PATTERN_TARGET, "as_pattern_target")               \
	KIND(AWAIT, "await")                                       \
	KIND(YIELD, "yield")                                       \
	KIND(TYPE, "type")                                         \
	KIND(CHEVRON, "chevron")

// FIELD(name, field)
#define CODE_FIELDS(FIELD)                  \
	FIELD(ALIAS, "alias")               \
	FIELD(ALTERNATIVE, "alternative")   \
	FIELD(ARGUMENT, "argument")         \
	FIELD(ARGUMENTS, "arguments")       \
	FIELD(ATTRIBUTE, "attribute")       \
	FIELD(BODY, "body")                 \
	FIELD(CAUSE, "cause")               \
	FIELD(CONDITION, "condition")       \
	FIELD(CONSEQUENCE, "consequence")   \
	FIELD(DEFINITION, "definition")     \
	FIELD(EXPRESSION, "expression")     \
	FIELD(FUNCTION, "function")         \
	FIELD(GUARD, "guard")               \
	FIELD(KEY, "key")                   \
	FIELD(LEFT, "left")                 \
	FIELD(MODULE_NAME, "module_name")   \
	FIELD(NAME, "name")                 \
	FIELD(OBJECT, "object")             \
	FIELD(OPERATOR, "operator")         \
	FIELD(OPERATORS, "operators")       \
	FIELD(PARAMETERS, "parameters")     \
	FIELD(RETURN_TYPE, "return_type")   \
	FIELD(RIGHT, "right")               \
	FIELD(SUBJECT, "subject")           \
	FIELD(SUBSCRIPT, "subscript")       \
	FIELD(SUPERCLASSES, "superclasses") \
	FIELD(TYPE, "type")                 \
	FIELD(VALUE, "value")

typedef enum CodeKind {
	CODE_OTHER,    // a named node of no interest
	CODE_OPERATOR, // an operator, `(`, or keyword that tells nodes apart: the text of its span says which
	CODE_ERROR,    // ERROR or MISSING
	CODE_TOO_DEEP, // below MAX_SYNTAX_DEPTH: its children are left out
#define KIND(name, type) CODE_##name,
	CODE_KINDS(KIND)
#undef KIND
		CODE_KIND_COUNT,
} CodeKind;

typedef enum CodeField {
	FIELD_NONE,
#define FIELD(name, field) FIELD_##name,
	CODE_FIELDS(FIELD)
#undef FIELD
} CodeField;

// Code: one node. Text between `start` and `end` of the module's source.
typedef struct Code {
	uint8_t kind;  // CodeKind
	uint8_t field; // CodeField: which child of its parent it is
	uint32_t start;
	uint32_t end;
	const struct Code *first; // first child
	const struct Code *next;  // next sibling
} Code;

// The whole tree in `arena`; does not need `tree` afterwards. Its comments, which the Code leaves out, are added to `comments` in
// order (NULL: nobody asks): walking a tree-sitter tree costs so much that it is done once for both.
const Code *code_build(Arena *arena, const Tree *tree, SpanArray *comments);
// The first child that is the `field` of `code`, NULL when there is none (also for code NULL).
const Code *code_field(const Code *code, CodeField field);
// The first child of that kind, NULL when there is none.
const Code *code_child(const Code *code, CodeKind kind);
// From `code` on through its siblings, the first with this field.
const Code *code_next_field(const Code *code, CodeField field);
// Whether `code` or something below it, functions, lambdas and classes left out, is of that kind.
bool code_contains(const Code *code, CodeKind kind);

#endif
