"""What a schema holds, as PostgreSQL says and as miglint's catalog says, in the same words.

    tool = schema.Tool()                    # build/tools/schema, see there
    answer = tool.upgrade("CREATE TABLE t (a int)")
    facts = schema.facts(connection)        # {(kind, name): (fact, detail)}
    schema.differences(facts, answer.facts)

A *fact* is what the catalog knows in a form that compares exactly. The *detail* is the rest, as PostgreSQL writes it
(expressions, definitions): it is compared between two databases only, one of which has loaded what the catalog printed.
"""

import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ.get("BUILD", ROOT / "build"))
QUERY = (Path(__file__).parent / "schema_facts.sql").read_text(encoding="utf-8")


@dataclass
class Answer:
    """facts: {(kind, name): fact}; refused and errors: messages; changes: what a downgrade leaves different."""

    facts: dict = field(default_factory=dict)
    refused: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    statements: int = 0
    bytes: int = 0
    ddl: str = ""


class Tool:
    """The program build/tools/schema, which keeps one catalog."""

    def __init__(self):
        self.process = subprocess.Popen([BUILD / "tools" / "schema"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _ask(self, command, sql=""):
        self.process.stdin.write((command + sql).encode() + b"\0")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"tools/schema ended with status {self.process.wait()} at {command} {sql[:300]}")
        answer = Answer(**json.loads(line))
        answer.facts = dict(split_fact(text) for text in answer.facts or ())
        return answer

    def begin(self):
        self._ask("N")

    def upgrade(self, sql):
        return self._ask("U", sql)

    def downgrade(self, sql):
        return self._ask("D", sql)

    def ddl(self):
        return self._ask("P").ddl

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def split_fact(text):
    kind, name, fact = text.split("|", 2)
    return (kind, name), fact


def prepare(cursor):
    """Once a connection: planning the query costs more than running it."""
    cursor.execute(f"PREPARE schema_facts AS {QUERY}")


def facts(cursor):
    """{(kind, name): (fact, detail)} of the database; prepare() was called."""
    cursor.execute("EXECUTE schema_facts")
    return {(kind, name): (fact, detail) for kind, name, fact, detail in cursor.fetchall()}


def load(cursor, ddl):
    """Run a printed schema; the messages of what the server refuses, statement by statement."""
    problems = []
    for statement in split(ddl):
        try:
            cursor.execute(statement)
        except Exception as error:  # of psycopg2: it is the result
            problems.append(f"{str(error).splitlines()[0]}: {statement[:300]}")
    return problems


def split(ddl):
    """The statements of a text that ends each with a semicolon at the end of a line, dollar quotes apart."""
    statements, lines, tag = [], [], None
    for line in ddl.splitlines():
        if not lines and (not line.strip() or line.startswith("--")):
            continue
        lines.append(line)
        for word in line.split("$")[1::2] if tag is None else [w for w in line.split("$") if f"${w}$" == tag]:
            if f"${word}$" in line:
                tag = None if tag else f"${word}$" if line.count(f"${word}$") % 2 else None
        if tag is None and line.rstrip().endswith(";"):
            statements.append("\n".join(lines))
            lines = []
    return statements + (["\n".join(lines)] if lines else [])


def without_accidents(facts):
    """Facts of a server without what a downgrade need not restore: comments, and what the sequence of a column is called.

    Nor the type of an identity's sequence: CREATE TABLE LIKE makes it another one than the column's, any change of the column's type the same.
    """
    out = {}
    for (kind, name), (fact, detail) in facts.items():
        owner = re.match(r"owner=(\S+) identity=(\w+)", fact) if kind == "sequence" else None
        if owner and (owner[2] == "true" or "nextval(" in facts["column", owner[1]][1]):
            name = f"of {owner[1]}"
            if owner[2] == "true":
                fact, detail = fact.split(" type=")[0], " ".join(detail.split(" ")[:2])
        if kind == "column" and "nextval(" in detail:
            detail = detail.split("\x1f")[0] + " nextval"
        out[kind, name] = (fact.split(" comment=")[0], detail)
    return out


def left_different(before, after):
    """What a downgrade leaves different, without what nothing takes back: a value of an enum, that a constraint was validated."""
    before, after = without_accidents(before), without_accidents(after)
    for key in before.keys() & after.keys():
        (fact, detail), (now, detail_now) = before[key], after[key]
        if key[0] == "enum" and set(fact.split(",")) < set(now.split(",")):
            after[key] = (",".join(v for v in now.split(",") if v in fact.split(",")), detail)
        if key[0] == "constraint" and " valid=false" in fact and " valid=true" in now:
            after[key] = (now.replace(" valid=true", " valid=false"), detail_now + " NOT VALID")
    return differences(before, after, ("before", "after"))


def differences(server, ours, names=("server", "miglint")):
    """Lines that tell how the facts of two sides differ; values of the server's may be pairs."""
    lines = []
    for key in sorted(server.keys() | ours.keys()):
        theirs, mine = server.get(key), ours.get(key)
        if isinstance(theirs, tuple) and not isinstance(mine, tuple):
            theirs = theirs[0]
        if theirs != mine:
            lines.append(f"{key[0]} {key[1]}\n    {names[0]:8}{shown(theirs)}\n    {names[1]:8}{shown(mine)}")
    return lines


def shown(value):
    return "does not have it" if value is None else " / ".join(v.replace("\x1f", " ") for v in value if v) if isinstance(value, tuple) else value
