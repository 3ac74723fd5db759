"""The cases of this folder's *.sql files: what they look like, and how measured facts are written beside them.

    -- ## heading, or any other remark between cases
    -- case: unique_name
    -- setup: SQL                        run and committed before; not part of the migration. May repeat
    -- locks: item ACCESS EXCLUSIVE; rewrites: item; rebuilds: indexes of item; scans: item
    --   (goes on in lines indented like this one)
    -- destroys: yes                     rows or stored values are gone afterwards (declared, not measured)
    -- certain: yes                      "fails on rows" holds for every table with rows, not just for these rows
    -- needs: history FIELD...           without knowing the schema a model cannot know these (no FIELD: any) of
                                         locks index_locks rewrites rebuilds_indexes builds_indexes scans fails_on_rows destroys
    -- needs: session FIELD...           the same for what settings, or the planner, decide
    -- needs: body FIELD...              the same for what a block or procedure runs
    -- needs: rows FIELD...              the same for what only the rows decide: none in the table, where they are
    -- needs: server FIELD...            the same for the server's own state: roles, tablespaces, members of extensions
    -- needs: catalog FIELD...           the same for objects that miglint's catalog does not keep: statistics, tables OF a type
    -- server: >= 15                     run only on these versions
    -- cleanup: SQL                      run afterwards, for what lives outside the database
    -- note: for the reader
    STATEMENT;

The facts, "locks:" and what follows it, are what the server did, in this order, and "make accept" rewrites them:
    locks: NAME MODE, ...     strongest lock per table, view or sequence that existed before; "none"
    index locks: ...          the same for indexes, from SHARE UPDATE EXCLUSIVE up
    rewrites: ...             tables and materialized views written anew. Not emptied ones
    rebuilds: ...             indexes that existed and were built again
    builds: ...               new indexes on tables that existed
    scans: ...                tables read from end to end. Not measured when the statement fails
    not in a transaction block
    fails on rows: SQLSTATE   with these rows, but not on empty tables (there the rest was measured)
    fails always: SQLSTATE    nothing else is measured
"""

import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SCHEMA = FOLDER / "schema.sql"
FIELDS = ("locks", "index_locks", "rewrites", "rebuilds_indexes", "builds_indexes", "scans", "fails_on_rows",
          "destroys", "allowed_in_transaction")
NEEDS = ("history", "session", "body", "rows", "server", "catalog")
MODES = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
         "EXCLUSIVE", "ACCESS EXCLUSIVE")
# Weaker index locks follow from planning a query on the table; nobody waits for them who does not wait for the table.
WEAKEST_INDEX_LOCK = MODES.index("SHARE UPDATE EXCLUSIVE")
WIDTH = 118
HEADER = re.compile(r"-- (\w+): ?(.*)")
HUMAN = ("setup", "destroys", "certain", "needs", "server", "cleanup", "note")


class CaseError(Exception):
    pass


@dataclass
class Case:
    name: str
    path: str
    line: int
    sql: str = ""
    setup: list = field(default_factory=list)
    cleanup: list = field(default_factory=list)
    facts: str = ""
    destroys: bool = False
    certain: bool = False
    needs: dict = field(default_factory=dict)  # one of NEEDS -> the FIELDS
    servers: list = field(default_factory=list)  # (operator, version)
    notes: list = field(default_factory=list)

    def runs_on(self, major):
        compare = {">=": major.__ge__, "<": major.__lt__}
        return all(compare[operator](version) for operator, version in self.servers)

    def waits_for(self, name, history):
        """Whether field name depends on what a model does not know. history: it knows the schema."""
        return any(name in fields for what, fields in self.needs.items() if what != "history" or not history)


def read(path):
    """The cases of one file."""
    cases, case, key = [], None, None
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").split("\n"), 1):
        header = HEADER.fullmatch(line)
        if header and header[1] == "case":
            case = Case(header[2], Path(path).name, number)
            cases.append(case)
            key = "case"
        elif case is None or line.startswith("-- ##"):
            case = None
        elif header and not case.sql:
            key = header[1]
            _take(case, key, header[2])
        elif line.startswith("--   ") and key == "locks" and not case.sql:
            case.facts += " " + line[2:].strip()
        elif line.strip():
            case.sql += line + "\n"
    for case in cases:
        case.sql = case.sql.strip()
        if not case.sql:
            raise CaseError(f"{case.path}:{case.line}: case {case.name} has no statement")
    return cases


def _take(case, key, value):
    where = f"{case.path}:{case.line}"
    if key == "setup":
        case.setup.append(value)
    elif key == "cleanup":
        case.cleanup.append(value)
    elif key == "locks":
        case.facts = f"locks: {value}"
    elif key in ("destroys", "certain"):
        if value != "yes":
            raise CaseError(f"{where}: {key} says {value!r}; it is \"yes\" or left out")
        setattr(case, key, True)
    elif key == "needs":
        what, *fields = value.split()
        unknown = set(fields) - set(FIELDS)
        if what not in NEEDS or unknown:
            raise CaseError(f"{where}: cannot read needs: {value}")
        case.needs.setdefault(what, set()).update(fields or FIELDS)
    elif key == "server":
        operator, version = value.split()
        case.servers.append((operator, int(version)))
    elif key == "note":
        case.notes.append(value)
    else:
        raise CaseError(f"{where}: what is {key!r}?")


def read_all(folder=FOLDER):
    cases = [c for path in sorted(Path(folder).glob("*.sql")) if path != SCHEMA for c in read(path)]
    names = [c.name for c in cases]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise CaseError(f"case names used twice: {', '.join(twice)}")
    return cases


# ---- facts ----------------------------------------------------------------------------------------------------------


def strongest_first(locks):
    return sorted(locks.items(), key=lambda item: (-MODES.index(item[1]), item[0]))


def significant(index_locks):
    return {n: m for n, m in index_locks.items() if MODES.index(m) >= WEAKEST_INDEX_LOCK}


def shorten(names, indexes):
    """Names of indexes; all of a table's, when it has several, as "indexes of TABLE". indexes: table -> its own."""
    names, out = set(names), []
    for table, own in sorted(indexes.items()):
        if len(own) > 1 and names >= set(own):
            out.append(f"indexes of {table}")
            names -= set(own)
    return sorted(names) + out


def facts(record):
    """What was measured, as it stands in a case."""
    outside = [] if record["allowed_in_transaction"] else ["not in a transaction block"]
    if record["fails_always"]:
        return "; ".join(["locks: none", *outside, f"fails always: {record['error'][:5]}"])
    locks = ", ".join(f"{name} {mode}" for name, mode in strongest_first(record["locks"]))
    parts = [f"locks: {locks or 'none'}"]
    index_locks = significant(record["index_locks"])
    shown = []
    for mode in reversed(MODES):
        shown += [f"{n} {mode}" for n in shorten([i for i, m in index_locks.items() if m == mode], record["indexes"])]
    lists = (("index locks", shown), ("rewrites", record["rewrites"]),
             ("rebuilds", shorten(record["rebuilds_indexes"], record["indexes"])), ("builds", record["builds_indexes"]),
             ("scans", [name for name, how in record["scans"].items() if how == "full"]))
    parts += [f"{title}: {', '.join(sorted(names))}" for title, names in lists if names] + outside
    if record["fails_on_rows"]:
        parts.append(f"fails on rows: {record['error'][:5]}")
    return "; ".join(parts)


def facts_lines(text):
    """The comment lines facts are written as."""
    return textwrap.wrap(text, WIDTH, initial_indent="-- ", subsequent_indent="--   ", break_long_words=False,
                         break_on_hyphens=False)


def accept(path, measured):
    """Rewrite the facts in one file. measured: case name -> facts."""
    out, case, dropping = [], None, False
    for line in Path(path).read_text(encoding="utf-8").split("\n"):
        header = HEADER.fullmatch(line)
        if header and header[1] == "case":
            case = header[2]
        dropping = bool(case in measured and (line.startswith("-- locks:") or dropping and line.startswith("--   ")))
        if dropping:
            continue
        # Facts go before the first line that is neither the name nor the setup.
        if case in measured and not (header and header[1] in ("case", "setup")):
            out += facts_lines(measured[case])
            case = None
        out.append(line)
    Path(path).write_text("\n".join(out), encoding="utf-8")
