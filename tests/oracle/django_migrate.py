#!/usr/bin/python3
"""Run the migrations of a folder of Django apps with the installed Django on a throw-away PostgreSQL and print what they execute, as JSON.

    django_migrate.py [--loose] [--setting NAME=VALUE]... [--app MODULE]... [--facts] [--apart] [--socket DIR --database NAME] FOLDER [LABEL...]

Every subfolder of FOLDER with a folder migrations is an app; with --loose the apps of unpacked packages anywhere below it. --app adds
installed ones. Output: one object per migration (of the apps
LABEL... only, when given) and direction:

    {"app": LABEL, "name": NAME, "path": FILE, "direction": "upgrade" | "downgrade",
     "statements": [{"sql": TEXT, "boundary": BOOL, "unordered": N or null, "python": BOOL}, ...],
     "facts": [[kind, name, fact, detail], ...], "error": null | "Type: message"}

`statements` are what the schema editor sends, in order, with the parameters filled in. `python` marks what a RunPython
runs. Entries with the same `unordered` number come in an order that means nothing. Each migration is run backwards right after it ran
forwards, in a transaction that is rolled back, so that both see the database as its history alone made it; one that is not atomic is
really undone and done again.

With --facts, `facts` are what the database holds then besides what the apps of others have made (see schema.py). With --apart no app of FOLDER
needs another one, but for those of one name up to an underscore: they begin with nothing but those of others, and what they made is dropped behind them. --socket names the folder of a server
that runs already, --database a database to make there.
"""
import argparse
import contextlib
import json
import signal
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import django
from django.conf import settings
import django_loose
import schema
from postgres_server import PostgresServer

DATABASE = "django"
# Sets of Python, and models in the order their classes were last made anew.
WITHOUT_ORDER = ("AlterUniqueTogether", "AlterIndexTogether", "RenameModel")
SECONDS_PER_MIGRATION = 60
EXTENSIONS = ("citext", "hstore", "btree_gist", "btree_gin", "pg_trgm", "bloom", "unaccent", "pgcrypto")


class RolledBack(Exception):
    pass


class Recorder:
    """Collects what schema editors execute."""

    def __init__(self, connection):
        self.connection = connection
        self.statements = []
        self.group = 0
        self.unordered = None
        self.python = 0
        self.quiet = 0
        editor = connection.SchemaEditorClass
        self.editor = type("RecordingEditor", (editor,), {"execute": self.executor(editor.execute)})
        connection.execute_wrappers.append(self.of_python)

    def executor(self, execute):
        def recorded(editor, sql, params=()):
            text = str(sql)
            self.statements.append({"sql": self.filled(text, params), "boundary": False, "unordered": self.unordered,
                                    "python": self.python > 0})
            self.quiet += 1
            try:
                return execute(editor, sql, params)
            finally:
                self.quiet -= 1

        return recorded

    def filled(self, text, params):
        if params is None:
            return text
        with self.connection.cursor() as cursor:
            return cursor.cursor.mogrify(text, params).decode()

    def of_python(self, execute, sql, params, many, context):
        if self.python and not self.quiet:
            self.statements.append({"sql": self.filled(sql, params) if not many else sql, "boundary": False, "unordered": None,
                                    "python": True})
        return execute(sql, params, many, context)

    def watch(self, operation):
        """Mark what one operation does."""
        for name in ("database_forwards", "database_backwards"):
            setattr(operation, name, self.watched(operation, getattr(operation, name)))
        for inner in getattr(operation, "database_operations", ()):
            self.watch(inner)

    def watched(self, operation, run):
        kind = type(operation).__name__

        def call(*arguments, **keywords):
            self.group += 1
            before = self.unordered
            of_key = kind == "AlterField" and operation.field.primary_key  # other tables follow
            self.unordered = self.group if of_key or kind in WITHOUT_ORDER else before
            self.python += kind == "RunPython"
            try:
                return run(*arguments, **keywords)
            finally:
                self.python -= kind == "RunPython"
                self.unordered = before

        return call

    def mark_drops(self, statements):
        """Of several foreign keys of one column the database tells the names in no order."""
        drops = [s["unordered"] is None and s["sql"].startswith("SET CONSTRAINTS") for s in statements]
        for at, statement in enumerate(statements):
            if drops[at] and (at and drops[at - 1] or at + 1 < len(drops) and drops[at + 1]):
                self.group += not (at and drops[at - 1])
                statement["unordered"] = self.group
        return statements

    def take(self, atomic):
        taken, self.statements = self.mark_drops(self.statements), []
        if not atomic:
            taken.insert(0, {"sql": "COMMIT", "boundary": True, "unordered": None, "python": False})
        return taken


@contextlib.contextmanager
def time_limit(seconds):
    def expire(signum, frame):
        raise TimeoutError("no end after %d seconds" % seconds)

    signal.signal(signal.SIGALRM, expire)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def describe(error):
    return "%s: %s" % (type(error).__name__, " ".join(str(error).split())[:400])


class Facts:
    """What the database holds besides what it held at first."""

    def __init__(self, connection):
        self.connection, self.prepared, self.first = connection, None, {}
        self.first = self.read()

    def read(self):
        with self.connection.connection.cursor() as cursor:  # of psycopg2: Django's would be recorded
            if self.prepared is not self.connection.connection:
                schema.prepare(cursor)
                self.prepared = self.connection.connection
            return {key: value for key, value in schema.facts(cursor).items() if self.first.get(key) != value}

    def drop(self):
        """Go back to what there was at first."""
        kinds = {"table": "TABLE", "extension": "EXTENSION", "schema": "SCHEMA", "sequence": "SEQUENCE", "view": "VIEW",
                 "materialized view": "MATERIALIZED VIEW", "function": "FUNCTION", "enum": "TYPE", "type": "TYPE", "domain": "DOMAIN"}
        with self.connection.connection.cursor() as cursor:
            for wanted, word in kinds.items():
                for kind, name in self.read():
                    if kind == wanted:
                        cursor.execute("DROP %s IF EXISTS %s CASCADE" % (word, ".".join('"%s"' % part for part in name.split(".", 1))))


class Runner:
    def __init__(self, connection, own=(), apart=False, facts=False):
        """own: the labels of the apps that are looked at."""
        from django.db.migrations.executor import MigrationExecutor

        self.connection = connection
        self.own, self.apart, self.wants_facts = own, apart, facts
        self.facts = self.base = self.current = None
        self.found = {}
        self.executor = MigrationExecutor(connection)
        self.recorder = Recorder(connection)

    def plan(self):
        graph = self.executor.loader.graph
        return self.executor.migration_plan(graph.leaf_nodes(), clean_start=True)

    def attempt(self, migration, run):
        """(statements, error)"""
        self.recorder.take(True)
        try:
            with time_limit(SECONDS_PER_MIGRATION):
                run()
            error = None
        except RolledBack:
            error = None
        except Exception as failure:
            error = describe(failure)
            self.connection.connection.close()  # deferred statements that fail leave Django in the middle of a transaction
            self.connection.connect()
        return self.recorder.take(migration.atomic), error

    def forwards(self, migration, state):
        with self.recorder.editor(self.connection, atomic=migration.atomic) as editor:
            return migration.apply(state, editor)

    def backwards(self, migration, state):
        with self.recorder.editor(self.connection, atomic=migration.atomic) as editor:
            migration.unapply(state, editor)

    def undone(self, migration, state):
        from django.db import transaction

        if not migration.atomic:
            self.backwards(migration, state.clone())
            self.note_facts()
            return
        with transaction.atomic():
            self.backwards(migration, state.clone())
            self.note_facts()
            raise RolledBack

    def note_facts(self):
        self.found = self.facts.read() if self.facts and self.wants_facts else {}

    def begin(self, label, state):
        """The state that a migration of the app meets."""
        group = label.partition("_")[0]
        if label not in self.own or group == self.current:
            return state
        self.current = group
        if not self.facts and (self.apart or self.wants_facts):
            self.facts, self.base = Facts(self.connection), state
        if not self.apart:
            return state
        self.facts.drop()
        return self.base.clone()

    def run(self):
        state = self.executor._create_project_state(with_applied_migrations=False)
        failed = set()
        for migration, _ in self.plan():
            state = self.begin(migration.app_label, state)
            if failed & {migration.app_label, *(app for app, _ in migration.dependencies)}:
                failed.add(migration.app_label)
                continue
            for operation in migration.operations:
                self.recorder.watch(operation)
            before = state.clone()
            after = []
            entry, error = self.attempt(migration, lambda: after.append(self.forwards(migration, state.clone())))
            self.note_facts()
            upgraded = self.found
            yield migration, "upgrade", entry, error
            if error:
                failed.add(migration.app_label)  # what follows has nothing to stand on
                continue
            entry, error = self.attempt(migration, lambda: self.undone(migration, before))
            yield migration, "downgrade", entry, error
            if not migration.atomic and not error:
                error = self.attempt(migration, lambda: self.forwards(migration, before.clone()))[1]
                self.note_facts()
            if not migration.atomic and (error or self.found != upgraded):
                failed.add(migration.app_label)  # nobody knows how far it came, or it is another schema than at first
            state = after[0]


def apps_below(folder):
    return sorted(path.parent.name for path in folder.glob("*/migrations") if path.is_dir())


CONTRIB = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.postgres"]


@contextlib.contextmanager
def server_of(folder):
    """One that runs already, or one of our own."""
    if not folder:
        with PostgresServer() as server:
            yield server
        return
    yield PostgresServer.running(folder)


def configure(server, database, modules, given):
    values = dict(
        INSTALLED_APPS=modules,
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": database, "HOST": str(server.folder),
                               "USER": "miglint"}},
        USE_TZ=True,
        SECRET_KEY="none",
        ROOT_URLCONF="none",
    )
    values.update(given)
    settings.configure(**values)
    django.setup()


def main(arguments):
    folder = Path(arguments.folder).resolve()
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    found = django_loose.find(folder) if arguments.loose else []
    own = [app.label for app in found] or apps_below(folder)
    modules = django_loose.configs(found) if found else own
    given = dict(pair.split("=", 1) for pair in arguments.setting)
    with server_of(arguments.socket) as server:
        server.execute('CREATE DATABASE "%s"' % arguments.database)
        for extension in arguments.extension:
            server.execute('CREATE EXTENSION "%s"' % extension, arguments.database)
        configure(server, arguments.database, [app for app in CONTRIB + arguments.app if app.rpartition(".")[2] not in own] + modules, given)
        from django.db import connection

        results = []
        for label, why in (django_loose.disable_broken(found, settings) if found else {}).items():
            results.append({"app": label, "name": "", "path": "", "direction": "", "statements": [], "error": why})
        runner = Runner(connection, own, arguments.apart, arguments.facts)
        files = {}
        for migration, direction, statements, error in runner.run():
            wanted = arguments.labels or own
            if migration.app_label not in wanted:
                continue
            module = files.setdefault((migration.app_label, migration.name), sys.modules[migration.__module__].__file__)
            for app in found:
                if app.label == migration.app_label:
                    module = str(app.folder / "migrations" / (migration.name + ".py"))
            results.append({"app": migration.app_label, "name": migration.name, "path": module, "direction": direction,
                            "statements": statements, "facts": [[*key, *value] for key, value in runner.found.items()], "error": error})
        connection.close()
    json.dump(results, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--setting", action="append", default=[])
    parser.add_argument("--app", action="append", default=[])
    parser.add_argument("--extension", action="append", default=[])
    parser.add_argument("--loose", action="store_true")
    parser.add_argument("--facts", action="store_true")
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--socket")
    parser.add_argument("--database", default=DATABASE)
    parser.add_argument("folder")
    parser.add_argument("labels", nargs="*")
    main(parser.parse_args())
