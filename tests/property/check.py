"""Run random revisions through Alembic and miglint, compare them, and make a program that differs small.

Alembic runs inside this process, miglint and the deparser once for many files. The order of Python's sets of strings
must be fixed: the process has to be started with PYTHONHASHSEED=0.
"""
import json
import re
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "oracle")]
sys.dont_write_bytecode = True
warnings.simplefilter("ignore")

import alembic_offline  # noqa: E402
import compare  # noqa: E402
import generate  # noqa: E402
from tree import reductions  # noqa: E402


@dataclass
class Verdict:
    seed: int
    direction: str
    statements: int = 0
    invalid: object = None  # Alembic's error: then the generator is wrong
    difference: object = None  # the first difference as text
    signature: object = None  # what kind of difference: equal for programs that fail alike

    def bad(self):
        return bool(self.invalid or self.difference)


def judge(seeds, folder):
    """A Verdict for every seed and direction."""
    paths = {}
    for seed in seeds:
        paths[seed] = folder / ("p%05d.py" % seed)
        paths[seed].write_text(generate.program(seed).text())
    verdicts = judge_files(paths, folder)
    for path in paths.values():
        path.unlink()
    return verdicts


def judge_files(paths, folder, directions=compare.DIRECTIONS):
    entries = {(seed, d): alembic_offline.run(str(path), d) for seed, path in paths.items() for d in directions}
    answers = {}
    for direction in directions:
        answers.update(run_miglint(paths, direction))
    cache = deparse_all(entries, answers)
    return [verdict(seed, d, entries[seed, d], *answers[seed, d], cache) for seed, d in entries]


def run_miglint(paths, direction):
    """{(seed, direction): (objects, problem)}; one process for all, one for each when that goes wrong."""
    command = [compare.MIGLINT, "sql", "--output-format", "json"] + ["--downgrade"] * (direction == "downgrade")
    done = subprocess.run(command + [str(path) for path in paths.values()], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        objects = json.loads(done.stdout) if done.returncode in (0, 1) else None
    except ValueError:
        objects = None
    if objects is None:
        return {(seed, direction): run_alone(path, direction) for seed, path in paths.items()}
    by_path = {}
    for item in objects:
        by_path.setdefault(item["path"], []).append(item)
    return {(seed, direction): (by_path.get(str(path), []), None) for seed, path in paths.items()}


def run_alone(path, direction):
    try:
        return compare.run_miglint(path, direction)
    except subprocess.TimeoutExpired:
        return [], "no end after a minute"


def deparse_all(entries, answers):
    """compare.deparse's cache with all texts in it: one process instead of one for each program."""
    cache = {}
    texts = [item["sql"] for entry in entries.values() for item in entry["statements"]]
    texts += [compare.as_alembic_prints(item["sql"] or "") for objects, _ in answers.values() for item in objects]
    compare.deparse(texts, cache)
    return cache


def verdict(seed, direction, entry, objects, problem, cache):
    result = Verdict(seed, direction)
    if entry["error"]:
        result.invalid = "%s (%s)" % (entry["error"], entry["stage"])
        return result
    compared = compare.compare("", direction, entry, objects, problem, cache)
    result.statements = compared.total
    if not compared.same():
        result.difference = compare.describe(compared).split("\n", 1)[1]
        result.signature = signature(compared)
    elif any(item["conditional"] for item in objects):
        lines = sorted({item["line"] for item in objects if item["conditional"]})
        result.difference = "  marked conditional although every condition is known: lines %s" % lines
        result.signature = "conditional"
    return result


def signature(compared):
    if compared.problem:
        return "problem: " + re.sub(r"\d+", "N", compared.problem)[:80]
    expected, got = compared.differences[0]
    reasons = [statement.unreadable for statement in got if statement.unreadable]
    if reasons:
        return "unreadable: " + re.sub(r"\d+", "N", re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`", "_", reasons[0]))[:70]
    holes = [re.search(r"{(\(*[\w.]*\W?)", statement.text) for statement in got if statement.text.startswith("not SQL")]
    if any(holes):
        return "hole: " + re.sub(r"\d+", "N", next(hole[1] for hole in holes if hole))
    if not expected or not got:
        return "missing" if expected else "too many"
    return "%s -> %s" % (kind(expected), kind(got))


def kind(statements):
    text = re.sub(r"'[^']*'|\"[^\"]*\"", "'_'", statements[0].text)
    words = [word for word in re.findall(r"[A-Za-z_]+", text) if word.isupper()]
    return " ".join(words[:6])


# ---- making it small --------------------------------------------------------------------------------------------


def shrink(bad, folder, seconds):
    """The smallest program found in time that fails like the Verdict bad: (its text, its Verdict)."""
    program = generate.program(bad.seed)
    best, end = bad, time.monotonic() + seconds
    path = folder / ("shrink%05d.py" % bad.seed)
    progress = True
    while progress and time.monotonic() < end:
        progress = False
        for step in reductions(program):
            if time.monotonic() > end:
                break
            undo = step()
            if undo is None:
                continue
            tried = retry(program, path, bad, folder)
            if tried is None:
                undo()
            else:
                best, progress = tried, True
    path.unlink(missing_ok=True)
    return program.text(), best


def retry(program, path, bad, folder):
    """The Verdict of program when it still fails in the same way, else None."""
    text = program.text()
    try:
        compile(text, str(path), "exec")
    except SyntaxError:
        return None
    path.write_text(text)
    tried = next(iter(judge_files({bad.seed: path}, folder, (bad.direction,))))
    if bad.invalid:
        return tried if (tried.invalid or "")[:40] == bad.invalid[:40] else None
    return tried if tried.signature == bad.signature and not tried.invalid else None
