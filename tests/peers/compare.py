#!/usr/bin/python3
"""tests/peers/compare.py [--list] - which hazards miglint, squawk and pgfence find, against what PostgreSQL was seen to do.

The statements are the cases of tests/effects, whose facts were measured. One is a hazard when, on a table that existed before, it
  works     rewrites, scans or builds under a lock that stops writers
  destroys  rows or stored values are gone
  fails     on the rows there are
Statements that fail always, and those where rows or server settings decide, are left out. Of a hazard a tool must say anything
that rules.py counts as saying "hazard"; of any other statement it must not.

miglint runs twice: with the statement alone, as the others see it, and with the migration that made the schema before it.
--list names the cases each tool misses and is wrong about.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests" / part) for part in ("", "effects", "peers")]

import cases as case_files  # noqa: E402
import rules  # noqa: E402

PACKAGE = ROOT / "tests" / "peers"
SQUAWK = PACKAGE / "node_modules" / "@squawk-cli" / "linux-x64" / "bin" / "squawk"
PGFENCE = PACKAGE / "node_modules" / ".bin" / "pgfence"
VERSION = "15"
BATCH = 200
SEARCH_PATH = "SET search_path = shop, public;\n"  # as the server has it where the facts were measured
STOPS_WRITERS = case_files.MODES.index("SHARE")
DECIDED_ELSEWHERE = {"rows", "session", "server", "body", "catalog"}


@dataclass
class Tool:
    name: str
    said: dict = field(default_factory=dict)  # case -> the rules
    hazards: Counter = field(default_factory=Counter)
    missed: list = field(default_factory=list)
    wrong: list = field(default_factory=list)


def install():
    """Empty, or what npm complained of."""
    stamp = PACKAGE / "node_modules" / ".package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < (PACKAGE / "package-lock.json").stat().st_mtime:
        done = subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=PACKAGE, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.stdout + done.stderr
        stamp.touch()
    SQUAWK.chmod(0o755)
    return ""


def truth(case):
    """The kinds of hazard; None when the case is left out."""
    facts = dict(part.split(": ", 1) for part in case.facts.split("; ") if ": " in part)
    if "fails always" in facts or DECIDED_ELSEWHERE & set(case.needs):
        return None
    kinds = set()
    modes = [lock.split(" ", 1)[1] for lock in facts["locks"].split(", ") if lock != "none"]
    strongest = max(map(case_files.MODES.index, modes), default=-1)
    if strongest >= STOPS_WRITERS and {"rewrites", "rebuilds", "builds", "scans"} & set(facts):
        kinds.add("works")
    if case.destroys:
        kinds.add("destroys")
    if "fails on rows" in facts:
        kinds.add("fails")
    return kinds


def in_batches(paths):
    return (paths[i:i + BATCH] for i in range(0, len(paths), BATCH))


def run_json(command, ok=(0, 1)):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in ok:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr[-400:]}")
    return json.loads(done.stdout)


def run_squawk(paths, said):
    for batch in in_batches(paths):
        for finding in run_json([str(SQUAWK), "--reporter", "json", "--pg-version", f"{VERSION}.0", *map(str, batch)]):
            said.setdefault(Path(finding["file"]).stem, set()).add(finding["rule_name"])


def run_pgfence(paths, said):
    for batch in in_batches(paths):
        answer = run_json(["node", str(PGFENCE), "analyze", "--output", "json", "--format", "sql", "--min-pg-version", VERSION,
                           "--no-lock-timeout", "--no-statement-timeout", *map(str, batch)])
        for result in answer["results"]:
            said.setdefault(Path(result["filePath"]).stem, set()).update(c["ruleId"] for c in result["checks"])


def run_miglint(miglint, folder, said):
    for batch in in_batches(sorted(folder.rglob("0002_change.sql"))):
        for finding in run_json([miglint, "check", "--isolated", "--postgres-version", VERSION, "--output-format", "json",
                                 "--fail-on", "never", *map(str, batch)]):
            said.setdefault(Path(finding["path"]).parent.parent.name, set()).add(finding["rule"])


def write_alone(folder, chosen):
    """One file a case, and the same as the only migration of a history."""
    for case in chosen:
        (folder / "files" / f"{case.name}.sql").write_text(case.sql + "\n")
        migrations = folder / "alone" / case.name / "migrations"
        migrations.mkdir(parents=True)
        (migrations / "0002_change.sql").write_text(case.sql + "\n")


def write_histories(folder, chosen):
    schema = case_files.SCHEMA.read_text()
    for case in chosen:
        migrations = folder / "history" / case.name / "migrations"
        migrations.mkdir(parents=True)
        (migrations / "0001_schema.sql").write_text(SEARCH_PATH + schema + "\n" + "\n".join(f"{s};" for s in case.setup) + "\n")
        (migrations / "0002_change.sql").write_text(f"{SEARCH_PATH}{case.sql}\n")


def judge(tool, claims, truths):
    for name, kinds in truths.items():
        claimed = {rule for rule in tool.said.get(name, ()) if rule in claims}
        for kind in kinds if claimed else ():
            tool.hazards[kind] += 1
        if kinds and not claimed:
            tool.missed.append(name)
        if claimed and not kinds:
            tool.wrong.append(f"{name}: {', '.join(sorted(claimed))}")


def hazards_of(table):
    return {name for name, row in table.items() if row[0] == rules.HAZARD}


def compare(miglint):
    """[Tool], {case: kinds}."""
    truths = {case.name: truth(case) for case in case_files.read_all()}
    chosen = [case for case in case_files.read_all() if truths[case.name] is not None]
    truths = {name: kinds for name, kinds in truths.items() if kinds is not None}
    alone, history, squawk, pgfence = (Tool(n) for n in ("miglint", "miglint, with the schema", "squawk", "pgfence"))
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        (folder / "files").mkdir()
        write_alone(folder, chosen)
        write_histories(folder, chosen)
        files = sorted((folder / "files").glob("*.sql"))
        run_squawk(files, squawk.said)
        run_pgfence(files, pgfence.said)
        run_miglint(miglint, folder / "alone", alone.said)
        run_miglint(miglint, folder / "history", history.said)
    for tool, claims in ((alone, rules.MIGLINT), (history, rules.MIGLINT), (squawk, hazards_of(rules.SQUAWK)),
                         (pgfence, hazards_of(rules.PGFENCE))):
        judge(tool, claims, truths)
    return [alone, history, squawk, pgfence], truths


def table(tools, truths):
    total = Counter(kind for kinds in truths.values() for kind in kinds)
    hazards = sum(1 for kinds in truths.values() if kinds)
    safe = len(truths) - hazards
    out = [f"{'':26}{'hazards':>12}{'works':>12}{'destroys':>12}{'fails':>12}{'false alarms':>16}"]
    for tool in tools:
        kinds = "".join(f"{f'{tool.hazards[kind]}/{total[kind]}':>12}" for kind in ("works", "destroys", "fails"))
        out.append(f"{tool.name:26}{f'{hazards - len(tool.missed)}/{hazards}':>12}{kinds}{f'{len(tool.wrong)}/{safe}':>16}")
    return out


def main():
    problem = install()
    if problem:
        raise SystemExit(problem)
    tools, truths = compare(os.environ.get("MIGLINT", str(ROOT / "build" / "miglint")))
    print("\n".join(table(tools, truths)))
    for tool in tools if "--list" in sys.argv[1:] else ():
        print(f"\n{tool.name} misses:", *tool.missed, sep="\n  ")
        print(f"{tool.name} is wrong about:", *tool.wrong, sep="\n  ")


if __name__ == "__main__":
    main()
