"""The kinds of case that the fixtures of a rule about SQL must have, read from the fixtures themselves.

    plain    a finding is expected
    many     one is expected in a text of several statements, and not on each of them
    silent   a fixture without a finding of the rule
    block    one is expected inside a DO block
    quoted   one is expected in a statement with a quoted name in mixed case that has a schema
"""

import ast
import re

import project

KINDS = ("plain", "many", "silent", "block", "quoted")
ABOUT_SQL = KINDS[1], *KINDS[3:]

# Their finding stands on the section, the tag or the function: the statement it is about may be any of the file.
STANDS_ELSEWHERE = {"empty-downgrade", "incomplete-downgrade", "irreversible-downgrade", "missing-downgrade", "missing-safety-tag",
                    "overcautious-safety-tag", "unapproved-destructive-change", "unproven-downgrade", "wrong-safety-tag"}
# What they are about has no schema: that it is quoted is enough.
WITHOUT_SCHEMA = {"drop-database", "drop-extension", "drop-owned", "drop-schema", "rename-schema"}

# Which kinds a rule has no use for, and why.
EXEMPT = [
    (ABOUT_SQL, "about Python alone",
     ["alembic-commit", "env-without-transaction", "import-of-project-models", "misspelled-argument", "opaque-python",
      "refused-operation", "syntax-error", "template-without-safety-tag", "undeclared-dependency", "unknown-operation"]),
    (ABOUT_SQL, "about what a framework writes: in SQL another rule reports it, or nobody can write it",
     ["add-required-column-application-default", "drop-unnamed-constraint", "recreate-enum-type"]),
    (ABOUT_SQL, "about files and how they follow each other, not about statements",
     ["duplicate-revision", "edited-migration", "missing-dependency", "missing-parent", "multiple-heads", "numbering-gap",
      "incomplete-squash", "inconsistent-squash", "revision-cycle", "stale-parent", "unreadable-file", "wrong-revises-comment"]),
    (ABOUT_SQL, "about commands outside of migrations", ["migrate-without-backup"]),
    (ABOUT_SQL, "about one comment of the file, whatever its statements are", ["invalid-safety-tag"]),
    (["block"], "PostgreSQL refuses it in a block, which not-allowed-in-transaction reports",
     ["drop-database", "nested-transaction", "unbalanced-transaction"]),
    (["block"], "PostgreSQL refuses CONCURRENTLY in a block, which concurrently-in-transaction reports",
     ["concurrent-index-if-not-exists", "concurrently-on-partitioned-table"]),
    (["block"], "a block is a transaction: SET LOCAL has its effect there", ["set-local-outside-transaction"]),
    (["quoted"], "about a setting, a comment or a transaction, which have no such name",
     ["invalid-suppression", "nested-transaction", "set-local-outside-transaction", "timeout-too-long", "unbalanced-transaction",
      "unused-suppression"]),
]

PART = r'(?:"[^"\n]+"|\w+)'
QUALIFIED = re.compile(rf"{PART}\s*\.\s*{PART}")
MIXED = re.compile(r'"[^"\n]*[A-Z][^"\n]*"')
COMMENT = re.compile(r"--[^\n]*|(?<!\S)#[^\n]*")
BLOCK = re.compile(r"\bDO\s+(\$\w*\$).*?\1", re.DOTALL | re.IGNORECASE)
EXPECT = re.compile(r"(?:#|--) expect(-next)?: ([a-z0-9 ,-]+)")


def exemptions():
    """(rule, kind) of each."""
    return {(rule, kind) for kinds, _, rules in EXEMPT for rule in rules for kind in kinds}


def texts(name, text):
    """(first line, SQL text) of a file: all of it, or the strings in Python that hold more than a name."""
    if name.endswith(".sql"):
        yield 1, text
    if not name.endswith(".py"):
        return
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    lines = text.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            # Of one literal the value has the same lines; of several in a row the quotes around them are no names.
            written = "\n".join(lines[node.lineno - 1:node.end_lineno])
            same = written.count("\n") == node.value.count("\n")
            yield node.lineno, node.value if same else re.sub(r'^[^"\n]*"|"[^"\n]*$', "", written, flags=re.MULTILINE)


def expected_lines(rule, text):
    """The lines on which a finding of the rule is expected."""
    return {number + bool(following) for number, line in enumerate(text.splitlines(), 1)
            for following, wanted in EXPECT.findall(line) if rule in (item.split()[0] for item in wanted.split(","))}


def statements(sql):
    """(first line, last line, text) of what semicolons separate, in blocks too."""
    end = 1
    for piece in COMMENT.sub("", sql).split(";"):
        first = end + piece[:len(piece) - len(piece.lstrip())].count("\n")
        end += piece.count("\n")
        if piece.strip():
            yield first, end, piece


def is_quoted(rule, statement):
    names = [statement] if rule in WITHOUT_SCHEMA else QUALIFIED.findall(statement)
    return any(map(MIXED.search, names))


def kinds_of_text(rule, sql, expected):
    """The kinds of one text with findings on the lines `expected`; None: on any."""
    def here(first, last):
        return expected is None or any(first <= line <= last for line in expected)

    pieces = list(statements(sql))
    named = [piece for first, last, piece in pieces if here(first, last)]
    for block in BLOCK.finditer(sql):
        first = sql.count("\n", 0, block.start()) + 1
        if here(first, first + block[0].count("\n")):
            yield "block"
    if named and len(pieces) > (len(named) if expected else 1):
        yield "many"
    if any(is_quoted(rule, piece) for piece in named):
        yield "quoted"


def kinds_of_file(rule, name, text):
    expected = expected_lines(rule, text)
    if not expected:
        return
    yield "plain"
    for first, sql in texts(name, text):
        if rule in STANDS_ELSEWHERE:
            yield from kinds_of_text(rule, sql, None)
        else:
            yield from kinds_of_text(rule, sql, {line - first + 1 for line in expected})


def kinds(rule, paths):
    """The kinds that the fixtures of a rule have."""
    found = set()
    for path in paths:
        text = path.read_bytes().decode(errors="replace")
        files = [(path.name, text)]
        if path.suffix == ".project":
            files = [(name, body) for name, state, body in project.sections(text) if state is None]
        found |= {kind for name, body in files for kind in kinds_of_file(rule, name, body)} or {"silent"}
    return found
