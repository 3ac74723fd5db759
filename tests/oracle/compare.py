#!/usr/bin/python3
"""Compare what miglint derives from revisions with what real Alembic emits, statement by statement.

    compare.py [--all] DIR|FILE...

Prints every difference and the share of equal statements; exit status 1 when there is a difference. Revisions that
cannot be judged are listed: those that import more than alembic, sqlalchemy and the standard library, and those that
Alembic itself cannot run offline. --all tries the former too. MIGLINT and BUILD name the program and the build folder.

Used as a module by tests/suites/oracle_alembic.
"""
import ast
import difflib
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = Path(os.environ.get("BUILD", ROOT / "build"))
MIGLINT = os.environ.get("MIGLINT", str(BUILD / "miglint"))
DIRECTIONS = ("upgrade", "downgrade")
TRANSACTION_CONTROL = re.compile(r"(BEGIN|START|COMMIT|END|ROLLBACK)\b(?!.*\b(TO|PREPARED)\b)", re.IGNORECASE)


@dataclass
class Statement:
    text: str  # as libpg_query writes it, or "not SQL: ..." with the white space collapsed
    tree: str  # what is compared: its parse tree without positions, or the text
    in_transaction: object = None  # True, False, or None: not compared
    line: object = None
    unreadable: object = None
    conditional: bool = False
    unordered: object = None  # statements of one such number may come in any order

    def key(self):
        return (self.tree, self.in_transaction)


@dataclass
class Comparison:
    """One file and direction: both lists, and the runs in which they differ."""

    path: str
    direction: str
    expected: list
    got: list
    equal: int = 0
    differences: list = field(default_factory=list)  # pairs of lists (expected, got)
    error: object = None  # why the expected side stops early
    problem: object = None  # what miglint itself did wrong
    notes: list = field(default_factory=list)
    other_branches: int = 0  # conditional statements that this run of Alembic did not come to

    @property
    def total(self):
        return max(len(self.expected), len(self.got) - self.other_branches)

    def same(self):
        return not self.differences and not self.problem


# ---- normalising ------------------------------------------------------------------------------------------------


def deparse(texts, cache=None):
    """Each SQL text as the list of its statements: pairs of (text, tree) for Statement. cache is a dict of texts already
    deparsed, which all of texts are in then."""
    if cache is not None:
        missing = sorted(set(texts) - set(cache))
        cache.update(zip(missing, deparse(missing)) if missing else ())
        return [cache[text] for text in texts]
    texts = [text.replace("\0", "\\0") for text in texts]
    data = b"".join(text.encode("utf-8", "replace") + b"\0" for text in texts)
    command = [str(BUILD / "tools" / "deparse"), "--statements"]
    output = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout
    lines = [json.loads(line) for line in output.splitlines()]
    if len(lines) != len(texts):
        raise RuntimeError("deparse: %d answers for %d texts" % (len(lines), len(texts)))
    return [statements_of(line, text) for line, text in zip(lines, texts)]


def statements_of(line, text):
    if line.get("statements") is not None:
        return [(item["sql"], canonical(item["tree"])) for item in line["statements"]]
    collapsed = " ".join(text.split()).rstrip("; ")
    return [("not SQL: " + collapsed, collapsed)] if collapsed else []


def canonical(tree):
    return json.dumps(without_positions(json.loads(tree)["stmts"]), sort_keys=True)


def without_positions(node):
    if isinstance(node, list):
        return [without_positions(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "ParamRef" in node:
        # A parameter without a value: Alembic prints NULL, we keep it as the server would see it.
        return {"A_Const": {"isnull": True}}
    # The RETURNING that SQLAlchemy adds to read a generated key changes nothing in the database.
    skipped = ("location", "stmt_len", "returningList")
    return {key: without_positions(value) for key, value in node.items() if not key.endswith(skipped)}


def as_alembic_prints(sql):
    return sql.replace("\t", "    ")


# ---- the two sides ----------------------------------------------------------------------------------------------


def run_alembic(paths):
    """What Alembic emits: {(path, direction): entry of alembic_offline.py}."""
    results = {}
    paths = [str(path) for path in paths]
    for start in range(0, len(paths), 100):
        command = ["/usr/bin/python3", str(HERE / "alembic_offline.py"), *paths[start : start + 100]]
        # The order of Python's sets of strings must not depend on the day.
        environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1")
        output = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment).stdout
        results.update({(entry["path"], entry["direction"]): entry for entry in json.loads(output)})
    return results


def expected_statements(entries, cache=None):
    """Flatten oracle entries ({"sql", "boundary", "unordered"}) into Statements, following the transaction."""
    result, depth = [], 1
    for entry, texts in zip(entries, deparse([entry["sql"] for entry in entries], cache)):
        if entry["boundary"]:
            depth += 1 if entry["sql"] == "BEGIN" else -1
            continue
        for text, tree in texts:
            if TRANSACTION_CONTROL.match(text):
                result.append(Statement(text, tree, None))
                depth = 1 if text.upper().startswith(("BEGIN", "START")) else 0
            else:
                result.append(Statement(text, tree, depth > 0, unordered=entry["unordered"]))
    return result


def run_miglint(path, direction):
    """What miglint sends: (its JSON objects, None) or ([], what went wrong)."""
    command = [MIGLINT, "sql", "--output-format", "json", str(path)]
    if direction == "downgrade":
        command.insert(2, "--downgrade")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    if done.returncode not in (0, 1):
        message = done.stderr.decode(errors="replace").strip()[-1500:]
        return [], "exit status %d: %s" % (done.returncode, message)
    try:
        # What a block runs in turn is the server's doing.
        return [item for item in json.loads(done.stdout) if not item["enclosed"]], None
    except ValueError as error:
        return [], "no JSON: %s: %r" % (error, done.stdout[:200])


def got_statements(objects, cache=None):
    texts = deparse([as_alembic_prints(item["sql"] or "") for item in objects], cache)
    result = []
    for item, statements in zip(objects, texts):
        if item["unreadable"] and not all(text.startswith("not SQL: ") for text, _ in statements):
            statements = []  # it is SQL to PostgreSQL: then why is it unreadable
        if not statements:
            text = "unreadable: %s: %s" % (item["unreadable"], " ".join((item["sql"] or "").split()))
            statements = [(text, text)]
        for text, tree in statements:
            transaction = None if TRANSACTION_CONTROL.match(text) else item["in_transaction"]
            result.append(Statement(text, tree, transaction, item["line"], item["unreadable"], item["conditional"]))
    return result


# ---- comparing --------------------------------------------------------------------------------------------------


def arrange(expected, got):
    """Put statements whose order means nothing into the order the expected side has them: each group where it first fits, behind
    the one before, since one run may make the same table twice."""
    groups = {}
    for at, statement in enumerate(expected):
        if statement.unordered is not None:
            groups.setdefault(statement.unordered, (at, []))[1].append(statement.key())
    got, start = list(got), 0
    for place, keys in groups.values():
        # What comes before it may be the same statements: the closest is meant.
        for at in sorted(range(start, len(got) - len(keys) + 1), key=lambda at: abs(at - place)):
            window = got[at : at + len(keys)]
            if sorted(statement.key()[0] for statement in window) == sorted(key[0] for key in keys):
                got[at : at + len(keys)] = sorted(window, key=lambda s: keys.index(s.key()) if s.key() in keys else len(keys))
                start = at + len(keys)
                break
    return got


def compare(path, direction, entry, objects, problem=None, cache=None):
    """Compare one oracle entry ({"statements", "error"}) with miglint's objects. cache is deparse()'s."""
    expected = expected_statements(entry["statements"], cache)
    got = arrange(expected, got_statements(objects, cache))
    result = Comparison(str(path), direction, expected, got, error=entry["error"], problem=problem)
    matcher = difflib.SequenceMatcher(None, [s.key() for s in expected], [s.key() for s in got], autojunk=False)
    for tag, first, last, got_first, got_last in matcher.get_opcodes():
        if tag == "equal":
            result.equal += last - first
            continue
        extra = got[got_first:got_last]
        if first == last:
            # Where the answer of an "if" is not known we take both branches, and say so.
            result.other_branches += sum(statement.conditional for statement in extra)
            extra = [statement for statement in extra if not statement.conditional]
        if extra or first != last:
            result.differences.append((expected[first:last], extra))
    result.notes = [item["unreadable"] for item in objects if item["unreadable"]]
    return result


def describe(result):
    """The differences as text, one block each."""
    lines = ["%s %s: %d of %d statements equal" % (result.path, result.direction, result.equal, result.total)]
    if result.problem:
        lines.append("  miglint: " + result.problem)
    for expected, got in result.differences:
        for statement in expected:
            lines.append("  alembic: %s%s" % (statement.text, mode(statement)))
        if not expected:
            lines.append("  alembic: nothing")
        for statement in got:
            lines.append("  miglint: %s%s   [line %s]" % (statement.text, mode(statement), statement.line))
        if not got:
            lines.append("  miglint: nothing")
    return "\n".join(lines)


def mode(statement):
    return "   (outside a transaction)" if statement.in_transaction is False else ""


# ---- as a program -----------------------------------------------------------------------------------------------


def find_revisions(arguments):
    paths = []
    for argument in map(Path, arguments):
        paths += sorted(argument.rglob("*.py")) if argument.is_dir() else [argument]
    return [path for path in paths if is_revision(path)]


def is_revision(path):
    text = path.read_text(errors="replace")
    return bool(re.search(r"^(revision|down_revision)\b", text, re.MULTILINE)) and "def upgrade" in text


def foreign_imports(path):
    """Names of imported modules that are neither Alembic, SQLAlchemy nor the standard library."""
    known = set(sys.stdlib_module_names) | {"alembic", "sqlalchemy"}
    names = set()
    for node in ast.walk(ast.parse(path.read_text(errors="replace"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return sorted(name for name in names if name.split(".")[0] not in known)


def judge(paths):
    """Compare every path in both directions; returns (comparisons, [(path, direction, why not judged)])."""
    oracle = run_alembic(paths)
    results, skipped = [], []
    for path in paths:
        for direction in DIRECTIONS:
            entry = oracle[str(path), direction]
            if entry["error"]:
                skipped.append((path, direction, entry["error"]))
                continue
            objects, problem = run_miglint(path, direction)
            results.append(compare(path, direction, entry, objects, problem))
    return results, skipped


def totals(results):
    total, equal = sum(r.total for r in results), sum(r.equal for r in results)
    share = 100 * equal / total if total else 100.0
    extra = sum(r.other_branches for r in results)
    note = ", and %d more of branches that Alembic did not take" % extra if extra else ""
    return "%d statements compared, %d equal, %.2f %%%s" % (total, equal, share, note)


def main(arguments):
    everything = "--all" in arguments
    paths = find_revisions([argument for argument in arguments if argument != "--all"])
    if not paths:
        print("compare.py: no revisions", file=sys.stderr)
        return 2
    judged = []
    for path in paths:
        foreign = [] if everything else foreign_imports(path)
        if foreign:
            print("not judged: %s imports %s" % (path, ", ".join(foreign)))
        else:
            judged.append(path)
    results, skipped = judge(judged)
    for path, direction, why in skipped:
        print("not runnable: %s %s: %s" % (path, direction, why))
    for result in results:
        if not result.same():
            print(describe(result))
    print("%d revisions, %d judged, %d runs of them not runnable" % (len(paths), len(judged), len(skipped)))
    print(totals(results))
    return 0 if all(result.same() for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
