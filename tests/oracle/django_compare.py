#!/usr/bin/python3
"""Compare what miglint derives from Django migrations with what real Django executes, statement by statement.

    django_compare.py [arguments of django_migrate.py]

Prints every difference and the share of equal statements; exit status 1 when there is a difference. What a RunPython runs is not
compared. MIGLINT and BUILD name the program and the build folder.

Used as a module by tests/suites/oracle_django.
"""
import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import compare  # noqa: E402


def run_django(arguments):
    """The entries of django_migrate.py."""
    command = ["/usr/bin/python3", str(HERE / "django_migrate.py"), *map(str, arguments)]
    environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1")
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment).stdout)


def python_lines(path):
    """The lines of functions and of RunPython calls: what stands there is no operation on the schema."""
    lines = set()
    for node in ast.walk(ast.parse(Path(path).read_text())):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", None))
        if name == "RunPython" or isinstance(node, ast.FunctionDef):
            lines.update(range(node.lineno, node.end_lineno + 1))
    return lines


def run_miglint(path, direction):
    objects, problem = compare.run_miglint(path, direction)
    lines = python_lines(path)
    return [item for item in objects if item["line"] not in lines], problem


HOLE = re.compile(r"'\{.*?\}'(?=[ ,)]|$)|\"\w+\"\(\{.*?\}\)(?=[ ,)]|$)|\{.*?\}(?=[ ,)]|$)")


def fill_in(objects, statements):
    """Values that Python makes when it runs are not known to miglint: it says {expression}. Put what Django sent in their place."""
    for item in objects:
        if not item["sql"] or "{" not in item["sql"] or item["unreadable"]:
            continue
        parts = [re.escape(part) for part in HOLE.split(item["sql"])]
        pattern = re.compile(r"\s*(?:'(?:[^']|'')*'(?:::\w+)?|[\w.-]+(?:\(\d+\))?)".join(parts))
        match = next((m[0] for m in (pattern.match(statement["sql"]) for statement in statements) if m), None)
        item["sql"] = match or item["sql"]


def compare_entry(entry, path, cache=None):
    objects, problem = run_miglint(path, entry["direction"])
    statements = [statement for statement in entry["statements"] if not statement["python"]]
    fill_in(objects, statements)
    return compare.compare(path, entry["direction"], dict(entry, statements=statements), objects, problem, cache)


def describe(result):
    return compare.describe(result).replace("  alembic: ", "  django:  ")


def main(arguments):
    results = []
    for entry in run_django(arguments):
        if entry["error"]:
            print("not runnable: %s %s: %s" % (entry["path"] or entry["app"], entry["direction"], entry["error"]))
            continue
        results.append(compare_entry(entry, entry["path"]))
        if not results[-1].same():
            print(describe(results[-1]))
    print("%d runs" % len(results))
    print(compare.totals(results).replace("Alembic", "Django"))
    return 0 if results and all(result.same() for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
