// parse_only.c - the yardstick of `make bench`: reads the files named on standard input, one a line, parses each with
// tree-sitter, and does nothing else. Prints how many bytes and error nodes it saw, so that no work can be optimised away.

#include <stdio.h>
#include <string.h>

#include "source/syntax.h"

int main(void)
{
	char line[4096];
	size_t files = 0, bytes = 0, broken = 0;

	while (fgets(line, sizeof(line), stdin)) {
		Arena arena = { 0 };
		line[strcspn(line, "\n")] = '\0';
		const Source *source = source_read(&arena, line, line);
		Tree tree = syntax_parse(source, LANGUAGE_PYTHON);
		files++;
		bytes += source->text.len;
		broken += ts_node_has_error(tree_root(&tree));
		syntax_free(&tree);
		arena_release(&arena);
	}
	printf("%zu files, %zu bytes, %zu with errors\n", files, bytes, broken);
	return 0;
}
