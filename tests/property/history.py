"""Random histories, run by a real PostgreSQL and replayed by miglint's catalog, compared after every revision.

    with PostgresServer() as server:
        run = Run(server, "database")
        failure = run.random(seed, revisions=20)      # None, or the first Failure
        smaller = run.shrink(failure)

After each revision: the facts of both (tests/oracle/schema.py) are equal, and what the server refused because something depends on it the
catalog refused too. Each downgrade runs in a transaction that is rolled back: the schema is restored, or differs, or it fails; the catalog says
the same, and at the end the rules say it of the revisions as files. Then the server loads what the catalog prints, and every detail of both databases is equal.
"""

import json
import os
import random
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import schema
from history_operations import WEIGHTS, Chooser
from history_state import State

ENUM_VALUE = re.compile("value '.*' of enum type .* remains")  # which nothing takes back
RULES = {"sql-syntax-error": "fails", "failing-downgrade": "fails", "incomplete-downgrade": "differs", "empty-downgrade": "differs", "unproven-downgrade": "open"}
MIGLINT = os.environ.get("MIGLINT", str(schema.BUILD / "miglint"))
WITH_ROWS = "which a table with rows does not take"
NULLS = "contains null values"
DEPENDENT = "2BP01"  # dependent_objects_still_exist
NOT_NULL_VIOLATION = "23502"
ADDED = re.compile(r"\bADD COLUMN (\w+|\"[^\"]+\") (.+?)(?=, (?:ADD|DROP) COLUMN|$)")
UNFORESEEN = {  # failures of a downgrade that the rules do not tell: why, by the server's words
    "no identity is added to partitions before PostgreSQL 17": "cannot recursively add identity column",
    "a foreign key needs a unique key of its columns": "there is no unique constraint matching given keys",
    "an inherited constraint is dropped with that of the parent": "cannot drop inherited constraint",
    "a partition has the checks of its table": "child table is missing constraint",
}
BEGIN = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public"
HISTORIES_PER_DATABASE = 12  # the server's catalogs grow with what was dropped


@dataclass
class Revision:
    """refused: those of up that the server refused; verdict: the server's on the downgrade, and reason; required: the columns down adds
    that only a table without rows takes."""

    up: list
    down: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    verdict: str = ""
    reason: str = ""
    required: set = field(default_factory=set)


@dataclass
class Failure:
    """revisions: up to and with the one that fails; what: lines that say how."""

    seed: int
    revisions: list
    what: str

    @property
    def kind(self):
        """What fails, without names and numbers."""
        return re.sub(r'"[^"]*"|\d+', "", self.what.split("\n", maxsplit=1)[0].split(", miglint {")[0])

    def __str__(self):
        lines = [f"seed {self.seed}, {len(self.revisions)} revisions", self.what]
        for number, revision in enumerate(self.revisions, 1):
            lines += [f"revision {number}"] + [f"    {s};" for s in revision.up] + [f"  downgrade: {s};" for s in revision.down]
        return "\n".join(lines)


class Run:
    """One database, used by one history after the other."""

    def __init__(self, server, name):
        self.server, self.name, self.used = server, name, 0
        self.connection = self.loader = None
        self.tool = schema.Tool()
        self.counts = Counter()
        self.facts = {}

    def close(self):
        for connection in (self.connection, self.loader):
            if connection:
                connection.close()
        self.tool.close()

    # ---- one history ------------------------------------------------------------------------------------------

    def random(self, seed, revisions):
        """Make up a history and compare it on the way; the Failure, or None."""
        rnd = random.Random(seed)
        chooser, done = Chooser(rnd), []
        self._begin()
        for _ in range(revisions):
            chooser.state = State(self.facts)
            before = chooser.state
            revision, downs = self._make_up(chooser)
            self.facts = schema.facts(self.cursor)
            revision.down = spoilt(rnd, [s for down in downs for s in (down(before, State(self.facts)) if callable(down) else [down])])
            done.append(revision)
            what = self._compare(revision)
            if what:
                return Failure(seed, done, what)
        what = self._load() or self._check(done)
        return Failure(seed, done, what) if what else None

    def replay(self, revisions, seed=0):
        """Compare a history that is given; the Failure, or None."""
        self._begin()
        done = []
        for given in revisions:
            outcomes = [(s, self._execute(s)) for s in given.up]
            done.append(Revision([s for s, done in outcomes if done is not None], given.down, [s for s, done in outcomes if done is False]))
            self.facts = schema.facts(self.cursor)
            what = self._compare(done[-1])
            if what:
                return Failure(seed, done, what)
        what = self._load() or self._check(done)
        return Failure(seed, done, what) if what else None

    def shrink(self, failure, attempts=400):
        """A smaller history that fails too: revisions, then statements, then downgrades left out."""
        best = failure
        for size in (16, 8, 4, 2, 1, 1):
            at = 0
            while at < len(best.revisions) and attempts > 0:
                attempts -= 1
                smaller = self._again(failure, best.revisions[:at] + best.revisions[at + size:])
                best, at = (smaller, at) if smaller else (best, at + size)
        for part in ("down", "up"):
            for number in range(len(best.revisions) - 1, -1, -1):
                at = 0
                while number < len(best.revisions) and at < len(getattr(best.revisions[number], part)) and attempts > 0:
                    attempts -= 1
                    smaller = self._again(failure, without(best.revisions, number, part, at))
                    best, at = (smaller, at) if smaller else (best, at + 1)
        return best

    def _again(self, failure, revisions):
        """The Failure of a smaller history; None also when it fails in another way, which would be another story."""
        again = self.replay(revisions, failure.seed)
        return again if again and again.kind == failure.kind else None

    # ---- steps ------------------------------------------------------------------------------------------------

    def _begin(self):
        if self.used % HISTORIES_PER_DATABASE == 0:
            self._connect()
        self.used += 1
        others = "SELECT string_agg(format('DROP SCHEMA %I CASCADE;', nspname), ' ') FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$'"
        self.cursor.execute(others)
        self.cursor.execute((self.cursor.fetchone()[0] or "") + BEGIN)
        self.tool.begin()
        self.facts, self.known = {}, {}

    def _connect(self):
        for connection in (self.connection, self.loader):
            if connection:
                connection.close()
        for name in (self.name, self.name + "_loaded"):
            self.server.drop_database(name)
            self.server.execute(f'CREATE DATABASE "{name}"')
        self.connection, self.loader = self.server.connect(self.name), self.server.connect(self.name + "_loaded", autocommit=False)
        self.cursor, self.loading = self.connection.cursor(), self.loader.cursor()
        for cursor in (self.cursor, self.loading):
            cursor.execute("SET client_min_messages = error")
            schema.prepare(cursor)
        self.loader.commit()

    def _execute(self, statement):
        """True; False when something depends on what it would change; None when it fails otherwise."""
        try:
            self.cursor.execute(statement)
            return True
        except psycopg2.Error as error:
            return False if is_dependency(error) else None

    def _make_up(self, chooser):
        """A revision of the statements the server took or refused for what depends on them, and what takes it back, last first."""
        revision, downs = Revision([]), []
        for _ in range(chooser.random.randint(1, 4)):
            made = chooser.random.choices(list(WEIGHTS), WEIGHTS.values())[0](chooser)
            if not made:
                continue
            for number, statement in enumerate(made[0]):
                done = self._execute(statement)
                if done is not None:
                    revision.up.append(statement)
                if done is False:
                    revision.refused.append(statement)
                if not done:
                    break
                self.counts["statements"] += 1
                if number == 0:
                    downs[:0] = made[1][::-1] if len(made[1]) > 1 else made[1]
        return revision, downs

    def _compare(self, revision):
        answer = self.tool.upgrade(joined(revision.up))
        before, self.known = self.known, self.facts
        self.counts["revisions"] += 1
        self.counts["facts"] += len(self.facts)
        wrong = [f"does not parse: {e}" for e in answer.errors] + schema.differences(self.facts, answer.facts)
        if wrong:
            return "\n".join(["after upgrade:", *wrong, *[f"miglint refused: {r}" for r in answer.refused]])
        revision.verdict, revision.reason = self._downgrade(revision, before)
        ours = self.tool.downgrade(joined(revision.down))
        return self._judge(revision.verdict, revision.reason, ours)

    def _downgrade(self, revision, before):
        """What the server makes of a downgrade: its verdict, and why."""
        for at, statement in enumerate(revision.down):
            revision.required |= {name for name, definition in ADDED.findall(statement) if self._is_required(revision.down[:at], definition)}
        self.cursor.execute("BEGIN")
        try:
            for statement in revision.down:
                self.cursor.execute(statement)
            after = schema.facts(self.cursor)
        except psycopg2.Error as error:
            return ("depends" if is_dependency(error) else "fails"), str(error).split("\n", maxsplit=1)[0]
        finally:
            self.cursor.execute("ROLLBACK")
        lines = schema.left_different(before, after)
        return ("differs" if lines else "restored"), "\n".join(lines)

    def _is_required(self, before, definition):
        """Whether a table with a row does not take the column. It is tried with a table of its own, for its type and default are all that matters."""
        self.cursor.execute("BEGIN")
        try:
            for statement in [*before, "CREATE TEMP TABLE probe AS SELECT 1 AS one", f"ALTER TABLE probe ADD COLUMN probed {definition}"]:
                self.cursor.execute(statement)
        except psycopg2.Error as error:
            return error.pgcode == NOT_NULL_VIOLATION
        finally:
            self.cursor.execute("ROLLBACK")
        return False

    def _judge(self, server, reason, ours):
        self.counts[server] += 1
        if server == "fails":  # what the catalog alone does not say
            return None
        changes = [c for c in ours.changes if not ENUM_VALUE.match(c)]
        said = "depends" if ours.refused else "differs" if changes else "restored"
        if said == server:
            return None
        return "\n".join([f"downgrade: the server says {server}, miglint {said}", reason, *ours.refused, *ours.changes, *ours.errors])

    def _check(self, revisions):
        """What the rules say of every downgrade, the revisions being files of one history."""
        with tempfile.TemporaryDirectory() as folder:
            return self._check_in(Path(folder), revisions)

    def _check_in(self, folder, revisions):
        if not revisions:
            return None
        (folder / "miglint.toml").write_text("complete-history = true\n", encoding="utf-8")
        for number, revision in enumerate(revisions):
            (folder / f"r{number:03}.py").write_text(revision_file(number, revision), encoding="utf-8")
        done = subprocess.run([MIGLINT, "check", "--output-format", "json", "--select", ",".join(RULES), "."], cwd=folder, capture_output=True,
                              text=True, check=False)
        if done.returncode not in (0, 1):
            return f"miglint check ended with status {done.returncode}: {done.stderr}"
        found = {}
        for finding in json.loads(done.stdout):
            found.setdefault(int(finding["path"][-6:-3]), {})[finding["rule"]] = finding["message"]
        wrong = []
        for number, revision in enumerate(revisions):
            told = found.get(number, {})
            server = "fails" if revision.verdict == "depends" else revision.verdict
            outcome = judged(server, told, revision)
            self.counts["rules " + outcome] += 1
            if outcome != "agree" and outcome not in UNFORESEEN:
                wrong.append(f"the rules on the downgrade of revision {number + 1}: the server says {server} {revision.reason}, miglint {told}")
        return "\n".join(wrong)

    def _load(self):
        """Load what the catalog prints into another database and compare everything."""
        ddl = self.tool.ddl()
        try:
            for statement in schema.split(ddl):
                self.loading.execute(statement)
            loaded = schema.facts(self.loading)
        except psycopg2.Error as error:
            return f"what miglint prints does not load: {error}{statement}"
        finally:
            self.loader.rollback()
        lines = schema.differences(self.facts, loaded)
        self.counts["details"] += len(self.facts)
        return "\n".join(["what miglint prints is another schema:", *lines]) if lines else None


def judged(server, told, revision):
    """How what the rules tell of a downgrade stands to the server's verdict: agree, disagree, or a reason of UNFORESEEN."""
    told, on_rows = dict(told), told.get("failing-downgrade", "")
    if WITH_ROWS in on_rows and NULLS in revision.reason:  # CREATE TABLE AS made a row
        return "agree"
    if WITH_ROWS in on_rows:  # the tables here are empty
        del told["failing-downgrade"]
        if server != "fails" and not any(f"`{name}`" in on_rows for name in revision.required):
            return "disagree"
    said = next((verdict for rule, verdict in RULES.items() if rule in told), "restored")
    if said == server or (server == "restored" and list(told) == ["empty-downgrade"]):  # upgrade() changes nothing either
        return "agree"
    reason = next((reason for reason, words in UNFORESEEN.items() if words in revision.reason), "disagree")
    return reason if server == "fails" else "disagree"


def revision_file(number, revision):
    up = [s for s in revision.up if s not in revision.refused]
    return "\n".join(['"""A random revision."""', "from alembic import op", "", f'revision = "r{number}"',
                      f"down_revision = {f'r{number - 1}' if number else None!r}", "", "", "def upgrade():",
                      *map(execute, up), "    pass", "", "", "def downgrade():", *map(execute, revision.down), "    pass", ""])


def execute(statement):
    return f'    op.execute(r"""{statement}{" " * statement.endswith(chr(34))}""")'


def is_dependency(error):
    return error.pgcode == DEPENDENT or "cannot alter type of a column used" in str(error)


def joined(statements):
    return ";\n".join(statements)


def without(revisions, number, part, at):
    changed = Revision(list(revisions[number].up), list(revisions[number].down))
    del getattr(changed, part)[at]
    return revisions[:number] + [changed] + revisions[number + 1:]


def spoilt(rnd, downs):
    """Downgrades as people write them: most right, some with a statement missing, out of order or a little wrong."""
    way = rnd.random()
    downs = list(downs)
    if not downs or way < 0.6:
        return downs
    at = rnd.randrange(len(downs))
    if way < 0.8:
        del downs[at]
    elif way < 0.87:
        rnd.shuffle(downs)
    else:
        for old, new in (("varchar(20)", "varchar(50)"), (" NOT NULL", ""), ("CREATE UNIQUE INDEX", "CREATE INDEX"), (" DEFAULT ", " CHECK (true) DEFAULT "),
                         (" CASCADE", ""), ("DROP TABLE", "TRUNCATE"), ("integer", "bigint"), (" > ", " >= "), ("DROP VIEW", "DROP MATERIALIZED VIEW IF EXISTS")):
            if old in downs[at]:
                downs[at] = downs[at].replace(old, new, 1)
                break
    return downs
