#!/usr/bin/python3
"""Run the last migration of a project with the installed Django on a throw-away PostgreSQL and print what it sends, as JSON.

    django_python.py PROJECT

PROJECT is a text as of tests/project.py. Output, for each direction:

    {"upgrade" | "downgrade": [{"sql": TEXT, "in_transaction": BOOL}, ...]}

without what reads, and without savepoints. The migration is run with `migrate`, with all before it, and undone.
"""
import json
import sys
import tempfile
import warnings
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import django
import project
from django.conf import settings
from postgres_server import PostgresServer

DATABASE = "django"
PASSED_OVER = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def build(folder, text):
    """The dotted names of the apps of a project, the last first."""
    project.build(folder, text)
    found = []
    for path, _, _ in reversed(project.sections(text)):
        for parent in list(Path(path).parents)[:-1]:
            Path(folder, parent, "__init__.py").touch()
        app = ".".join(Path(path).parts[:-2])
        if Path(path).parent.name == "migrations" and app not in found:
            found.append(app)
    return found


class Watch:
    """What is sent while the one migration runs."""

    def __init__(self, connection, name):
        from django.db.migrations.executor import MigrationExecutor

        self.connection, self.sent, self.watching = connection, [], False
        for method in ("apply_migration", "unapply_migration"):
            setattr(MigrationExecutor, method, self.watched(getattr(MigrationExecutor, method), name))
        from django.db.migrations.recorder import MigrationRecorder
        for method in ("record_applied", "record_unapplied"):
            setattr(MigrationRecorder, method, self.unwatched(getattr(MigrationRecorder, method)))
        connection.execute_wrappers.append(self.note)

    def watched(self, run, name):
        def call(executor, state, migration, **options):
            self.watching = (migration.app_label, migration.name) == name
            try:
                return run(executor, state, migration, **options)
            finally:
                self.watching = False

        return call

    def unwatched(self, run):
        def call(*arguments):
            before, self.watching = self.watching, False
            try:
                return run(*arguments)
            finally:
                self.watching = before

        return call

    def note(self, execute, sql, params, many, context):
        text = str(sql)
        if self.watching and not text.startswith(PASSED_OVER):
            with self.connection.connection.cursor() as cursor:
                filled = text if params is None or many else cursor.mogrify(text, params).decode()
            self.sent.append({"sql": filled, "in_transaction": self.connection.in_atomic_block})
        return execute(sql, params, many, context)


def main(path):
    text = Path(path).read_text()
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory() as folder, PostgresServer() as server:
        apps = build(folder, text)
        sys.path.insert(0, folder)
        server.execute('CREATE DATABASE "%s"' % DATABASE)
        settings.configure(
            INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *apps],
            DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": DATABASE, "HOST": str(server.folder),
                                   "USER": "miglint"}},
            USE_TZ=True, SECRET_KEY="none")
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        label = apps[0].rpartition(".")[2]
        names = [Path(name).stem for name, _, _ in project.sections(text) if ".".join(Path(name).parts[:-2]) == apps[0]]
        watch = Watch(connection, (label, names[-1]))
        call_command("migrate", verbosity=0)
        found = {"upgrade": watch.sent}
        watch.sent = []
        call_command("migrate", label, names[-2], verbosity=0)
        found["downgrade"] = watch.sent
        connection.close()
    json.dump(found, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(sys.argv[1])
