#!/usr/bin/python3
"""Run a Django project with squashed migrations the way a new database would, with the installed Django on SQLite in memory.

    django_squash.py FOLDER

Every folder with a folder migrations is an app. Prints what comes of it: "same" when the squashed migrations leave the schema and the rows that
those they replace leave, "differs", "ok" where those cannot be run instead, or what Django stops with: "CircularDependencyError: ...".
"""

import sys
import warnings
from pathlib import Path

import django
from django.conf import settings

ONE, OTHER = "default", "other"


def configure(folder):
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    for package in {path.parent.parent for path in folder.glob("*/migrations/*.py")}:
        (package / "__init__.py").touch()
        (package / "migrations" / "__init__.py").touch()
    apps = sorted(path.parent.name for path in folder.glob("*/migrations"))
    databases = {name: {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"} for name in (ONE, OTHER)}
    settings.configure(DATABASES=databases, INSTALLED_APPS=apps, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
    django.setup()


def migrate(name, squashed):
    """A new database called `name`. Without `squashed` nothing is replaced, and what replaces is left out."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[name])
    loader = executor.loader
    if not squashed:
        loader.replace_migrations = False
        loader.build_graph()
    conflicts = loader.detect_conflicts()
    if squashed and conflicts:
        raise ValueError("several leaves: %s" % conflicts)
    targets = [key for key in loader.graph.leaf_nodes() if squashed or not loader.disk_migrations[key].replaces]
    if not (targets or squashed):
        raise LookupError("none of those that are replaced is there")
    executor.migrate(targets)


def rows_of(cursor, sql):
    cursor.execute(sql)
    return cursor.fetchall()


def facts(name):
    """What is in a database, without the order it came in."""
    from django.db import connections

    cursor = connections[name].cursor()
    found = set()
    for kind, thing in rows_of(cursor, "SELECT type, name FROM sqlite_master"):
        if kind != "table" or thing in ("django_migrations", "sqlite_sequence"):
            if kind != "table" and "django_migrations" not in thing:
                found.add((kind,) + (() if kind == "index" else (thing,)))
            continue
        found |= {("column", thing, *row[1:4], row[5]) for row in rows_of(cursor, 'PRAGMA table_info("%s")' % thing)}
        found |= {("key", thing, *row[2:5]) for row in rows_of(cursor, 'PRAGMA foreign_key_list("%s")' % thing)}
        for index in rows_of(cursor, 'PRAGMA index_list("%s")' % thing):
            columns = sorted(row[2] for row in rows_of(cursor, 'PRAGMA index_info("%s")' % index[1]))
            found.add(("index", thing, index[2], *columns))
        found.add(("rows", thing, *rows_of(cursor, 'SELECT count(*) FROM "%s"' % thing)))
    return found


def outcome():
    try:
        migrate(ONE, True)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)
    try:
        migrate(OTHER, False)
    except Exception:
        return "ok"
    return "same" if facts(ONE) == facts(OTHER) else "differs"


if __name__ == "__main__":
    configure(Path(sys.argv[1]))
    print(outcome())
