"""Run a history with real Alembic against a throw-away PostgreSQL and compare what is there with what miglint replays.

    comparison = Comparison(server, "database")
    for step in compare(comparison, Folder(path), scratch): ...     # or File(path), of one revision alone

For every revision, in Alembic's order: upgrade, and then
- what "miglint schema" prints is loaded into another database: every object with every detail is equal;
- so is what it prints of what pg_dump prints;
- downgrade: the schema is what it was, or it differs, or the downgrade fails. Then upgrade again.
"""

import importlib.util
import os
import re
import subprocess
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import schema
from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
import sqlalchemy

MIGLINT = os.environ.get("MIGLINT", str(schema.BUILD / "miglint"))
VERSION_TABLE = "alembic_version"


@dataclass
class Step:
    """One revision. error: why Alembic could not run it; verdict: restored, differs, fails, or none without a downgrade."""

    path: str
    revision: str
    name: str = ""
    error: str = ""
    objects: int = 0
    differing: int = 0  # of them, or more that only miglint has
    differences: list = field(default_factory=list)
    dump_differing: int = 0
    dump_differences: list = field(default_factory=list)
    verdict: str = ""
    reason: str = ""


# ---- running Alembic --------------------------------------------------------------------------------------------


DOWN_REVISION = re.compile(r"^down_revision\b.*?=.*$", re.MULTILINE)


class File:
    """One revision file, run without env.py on an empty database. miglint gets a copy of it that says it comes first."""

    def __init__(self, path):
        self.path = Path(path)
        self.target = str(path)

    def start(self, url, folder):
        self.copy = Path(folder) / self.path.name
        self.copy.write_text(DOWN_REVISION.sub("down_revision = None", self.path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
        self.engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
        specification = importlib.util.spec_from_file_location("revision_" + self.path.stem, self.path)
        self.module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(self.module)
        return [(getattr(self.module, "revision", None) or "", str(self.copy))]

    def arguments(self, _revision):
        return [str(self.copy)]

    def run(self, direction, _revision):
        with self.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
            with context.begin_transaction(_per_migration=True), Operations.context(context):
                getattr(self.module, direction)()

    def comes_after(self, _revision, _count):
        return True

    def has_downgrade(self, _revision):
        return hasattr(self.module, "downgrade")


class Folder:
    """A folder with an env.py, run as "alembic upgrade" runs it; or with revisions only, run with the plainest env.py there is."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.target = str(folder)

    def arguments(self, revision):
        return ["--at", revision, self.target]

    def start(self, url, _folder):
        self.config = Config(str(self.folder / "alembic.ini")) if (self.folder / "alembic.ini").exists() else Config()
        if not self.config.get_main_option("script_location"):
            self.config.set_main_option("script_location", str(self.folder))
        self.config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        self.script = ScriptDirectory.from_config(self.config)
        self.down = {r.revision: r.down_revision for r in self.script.walk_revisions()}
        self.linear = len(set(self.down.values())) == len(self.down)
        return [(r.revision, r.path) for r in reversed(list(self.script.walk_revisions()))]

    def run(self, direction, revision):
        if direction == "upgrade":
            command.upgrade(self.config, revision)
        else:
            command.downgrade(self.config, self.down[revision] or "base")

    def comes_after(self, revision, count):
        """Whether count revisions, all that there are, come before it."""
        return self.linear or len(list(self.script.iterate_revisions(revision, "base"))) == count + 1

    def has_downgrade(self, revision):
        return self.linear and hasattr(self.script.get_revision(revision).module, "downgrade")


# ---- comparing --------------------------------------------------------------------------------------------------


class Comparison:
    """Two databases, used by one history after the other."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        for database in (name, name + "_loaded"):
            server.execute(f'CREATE DATABASE "{database}"')
        self.connection = server.connect(name)
        self.loader = server.connect(name + "_loaded", autocommit=False)
        self.cursor, self.loading = self.connection.cursor(), self.loader.cursor()
        for cursor in (self.cursor, self.loading):
            cursor.execute("SET client_min_messages = error")
            schema.prepare(cursor)
        self.loader.commit()

    def close(self):
        self.connection.close()
        self.loader.close()

    def begin(self):
        """An empty database."""
        self.cursor.execute("SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$'")
        for (statement,) in self.cursor.fetchall():
            self.cursor.execute(statement)
        self.cursor.execute("CREATE SCHEMA public")

    @property
    def url(self):
        return f"postgresql+psycopg2://miglint@/{self.name}?host={self.server.folder}"

    def facts(self):
        return {key: value for key, value in schema.facts(self.cursor).items() if f".{VERSION_TABLE}" not in key[1]}

    def loaded(self, ddl):
        """The facts of a database made of ddl, and what of it could not be loaded."""
        problems = []
        for statement in schema.split(ddl):
            self.loading.execute("SAVEPOINT statement")
            try:
                self.loading.execute(statement)
            except psycopg2.Error as error:
                problems.append(f"does not load: {str(error).splitlines()[0]}: {statement[:300]}")
                self.loading.execute("ROLLBACK TO statement")
        found = schema.facts(self.loading)
        self.loader.rollback()
        return found, problems

    def dump(self):
        return subprocess.run([self.server.binaries / "pg_dump", "--schema-only", "--no-owner", "-h", str(self.server.folder), "-U", "miglint",
                               f"--exclude-table={VERSION_TABLE}", self.name], capture_output=True, text=True, check=True).stdout

    def printed(self, arguments, facts, text=None):
        """How many objects differ, and lines that say how, when the server loads what "miglint schema" prints."""
        done = subprocess.run([MIGLINT, "schema", *arguments], input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            return len(facts), [f"miglint schema {' '.join(arguments)}: status {done.returncode}: {done.stderr}"]
        found, problems = self.loaded(done.stdout)
        lines = schema.differences(facts, found)
        return len(lines), problems + lines

    def compare(self, step, facts, arguments):
        """What miglint replays, and what it reads from pg_dump, against the facts of the server."""
        step.objects = len(facts)
        step.differing, step.differences = self.printed(arguments, facts)
        dump = self.dump()
        step.dump_differing, step.dump_differences = self.printed(["--isolated", "-"], facts, dump)
        if step.dump_differing:
            # The server itself writes some casts another way once it has loaded its own words.
            again, _ = self.loaded("\n".join(line for line in dump.splitlines() if not line.startswith(("\\", "SELECT pg_catalog.set_config"))))
            step.dump_differing, step.dump_differences = self.printed(["--isolated", "-"], again, dump)


def first_line(error):
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


def judge_downgrade(comparison, history, step, before, after):
    if not history.has_downgrade(step.revision):
        step.verdict = "none"
        return
    try:
        history.run("downgrade", step.revision)
    except (Exception, SystemExit) as error:  # whatever it raises is the verdict
        step.verdict, step.reason = "fails", first_line(error)
        return
    found = comparison.facts()
    lines = schema.left_different(before, found)
    step.verdict, step.reason = ("differs", "\n".join(lines)) if lines else ("restored", "")


def compare(comparison, history, folder, downgrades=True, every=True):
    """The Steps of a history, up to the first that Alembic cannot run; with every False only the last is compared. folder: an empty one."""
    warnings.simplefilter("ignore")
    comparison.begin()
    steps, after = [], {}
    try:
        revisions = history.start(comparison.url, folder)
    except (Exception, SystemExit) as error:
        return [Step(history.target, "", error=first_line(error))]
    for number, (revision, path) in enumerate(revisions):
        step, before = Step(path, revision), after
        steps.append(step)
        try:
            history.run("upgrade", revision)
        except (Exception, SystemExit) as error:
            step.error = first_line(error)
            break
        after = comparison.facts()
        if (every or number == len(revisions) - 1) and history.comes_after(revision, number):
            comparison.compare(step, after, history.arguments(revision))
        if downgrades:
            judge_downgrade(comparison, history, step, before, after)
            if step.verdict != "none" and number < len(revisions) - 1:
                come_back(comparison, history, step, after, revisions[:number + 1])
    return steps


def come_back(comparison, history, step, after, revisions):
    """Upgrade again; where the downgrade led elsewhere, from nothing."""
    try:
        if step.verdict != "fails":
            history.run("upgrade", step.revision)
            if comparison.facts() == after:
                return
    except Exception:
        pass  # what the downgrade left is in the way
    comparison.begin()
    for revision, _ in revisions:
        history.run("upgrade", revision)
