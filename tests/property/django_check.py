"""Random Django histories (django_generate.py) run by real Django and a real PostgreSQL, compared with what miglint derives: what is executed,
and what is there then.

    check = Check(server, "database")
    verdicts = check.judge(seeds, folder)
"""
import collections
import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import compare
import django_compare
import django_generate
import psycopg2
import schema

MIGRATIONS = 4
FORESEEN = re.compile("Error: (relation|constraint) .* already exists|is in a primary key|is not a sequence")  # of what the server refuses
# What Django's own apps have that a history may refer to, for the database that loads what miglint prints.
TABLES_OF_OTHERS = "; ".join('CREATE TABLE "%s" ("id" integer PRIMARY KEY)' % name
                             for name in ("auth_user", "auth_group", "auth_permission", "django_content_type"))


@dataclass
class Verdict:
    """difference: of the statements, empty when they are equal; schema: lines on the schema behind them, none when it is equal."""

    seed: int
    name: str
    direction: str
    difference: str = ""
    statements: int = 0
    schema: list = field(default_factory=list)
    facts: int = 0
    not_run: str = ""  # why Django could not

    def wrong(self):
        return "\n".join(([self.difference] if self.difference else []) + (["the schema:", *self.schema] if self.schema else []))


def write(seeds, folder, migrations=MIGRATIONS):
    (folder / "miglint.toml").write_text('django-version = "3.2"\ncomplete-history = true\n\n[django]\nauth-user-model = "auth.User"\n')
    for seed in seeds:
        for app, name, text in django_generate.generate(seed, migrations):
            target = folder / app / "migrations"
            target.mkdir(parents=True, exist_ok=True)
            (target / "__init__.py").touch()
            (target / (name + ".py")).write_text(text)


def run_miglint(paths, direction):
    """path -> what miglint lists for it"""
    command = [compare.MIGLINT, "sql", "--output-format", "json", *paths]
    if direction == "downgrade":
        command.insert(2, "--downgrade")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    if done.returncode not in (0, 1):
        raise RuntimeError("miglint: exit status %d: %s" % (done.returncode, done.stderr.decode(errors="replace")[-1500:]))
    result = collections.defaultdict(list)
    for item in json.loads(done.stdout):
        result[os.path.realpath(item["path"])].append(item)
    return result


def replay(folder):
    """(path, direction) -> what tools/states tells of it"""
    done = subprocess.run([schema.BUILD / "tools" / "states", folder], stdout=subprocess.PIPE, check=True, timeout=300)
    states = map(json.loads, done.stdout.decode().splitlines())
    return {(os.path.realpath(state["path"]), state["direction"]): state for state in states}


class Loader:
    """A database that is given what miglint prints, one schema after the other."""

    def __init__(self, server, name):
        server.execute('CREATE DATABASE "%s"' % name)
        server.execute(TABLES_OF_OTHERS, name)
        self.connection = server.connect(name, autocommit=False)
        self.cursor = self.connection.cursor()
        self.cursor.execute("SET client_min_messages = error")
        schema.prepare(self.cursor)
        self.connection.commit()
        self.first = schema.facts(self.cursor)

    def facts(self, ddl, again=()):
        """Those of the database then, and what of it could not be loaded. again: what is made anew, by its definition."""
        problems = []
        for statement in schema.split(ddl) + [make_anew(key, definition) for key, definition in dict(again).items()]:
            try:
                self.cursor.execute(statement)
            except psycopg2.Error as error:
                problems.append("does not load: %s: %s" % (str(error).splitlines()[0], statement))
                break
        found = {} if problems else schema.facts(self.cursor)
        self.connection.rollback()
        return {key: value for key, value in found.items() if key not in self.first}, problems

    def differences(self, server, ddl):
        """Lines that tell how what is printed differs from what the server has."""
        loaded, problems = self.facts(ddl)
        lines = problems or schema.differences(server, loaded, ("server", "printed"))
        worded = [key for key in server.keys() & loaded.keys() if server[key] != loaded[key] and key[0] in ("constraint", "index")]
        if not worded or len(worded) != len(lines):
            return lines
        # A change of type makes the server read its own words again, and write some of them another way: let it for both.
        ways = [self.facts(ddl, [(key, side[key][1]) for key in worded]) for side in (server, loaded)]
        return schema.differences(ways[0][0], ways[1][0], ("server", "printed")) + ways[0][1] + ways[1][1]

    def close(self):
        self.connection.close()


def make_anew(key, definition):
    """A statement that gives a constraint or an index the definition the server shows."""
    names = ['"%s"' % part for part in key[1].split(".")]
    if key[0] == "index":
        return "DROP INDEX %s; %s" % (".".join(names), definition)
    return "ALTER TABLE %s.%s DROP CONSTRAINT %s CASCADE, ADD CONSTRAINT %s %s" % (*names, names[2], definition)


class Check:
    """One server; each judge() has databases of its own."""

    def __init__(self, server, name):
        self.server, self.name = server, name

    def judge(self, seeds, folder):
        """A Verdict for every migration and direction that Django came to."""
        write(seeds, folder)
        databases = [self.name, self.name + "_loaded"]
        loader = Loader(self.server, databases[1])
        try:
            return self._judge(folder, loader)
        finally:
            loader.close()
            for database in databases:
                self.server.drop_database(database)

    def _judge(self, folder, loader):
        entries = django_compare.run_django(["--apart", "--facts", "--socket", self.server.folder, "--database", self.name, folder])
        got = {}
        for direction in compare.DIRECTIONS:
            paths = [entry["path"] for entry in entries if entry["direction"] == direction]
            got[direction] = run_miglint(paths, direction) if paths else {}
        states, cache = replay(folder), {}
        return [self._verdict(entry, got[entry["direction"]], states, loader, folder, cache) for entry in entries]

    def _verdict(self, entry, got, states, loader, folder, cache):
        verdict = Verdict(int(entry["app"][1:5]), "%s.%s" % (entry["app"], entry["name"]), entry["direction"])
        path = os.path.realpath(entry["path"])
        if entry["error"]:
            verdict.not_run = entry["error"]
            if FORESEEN.search(entry["error"]) and not states[path, entry["direction"]]["refused"]:
                verdict.schema = ["the server does not run it, miglint does: " + entry["error"]]
            return verdict
        django_compare.fill_in(got[path], entry["statements"])
        result = compare.compare(Path(path).relative_to(folder), entry["direction"], entry, got[path], None, cache)
        verdict.difference = "" if result.same() else django_compare.describe(result)
        verdict.statements = result.total
        verdict.schema = compare_schema(entry["facts"], states[path, entry["direction"]], loader)
        verdict.facts = len(entry["facts"])
        return verdict


def compare_schema(facts, state, loader):
    """Lines that tell how the server's facts and a replayed schema differ: what the catalog knows, and every detail of what it prints."""
    server = {(kind, name): (fact, detail) for kind, name, fact, detail in facts}
    lines = ["miglint says it cannot run: %s" % reason for reason in state["refused"]]
    lines += schema.differences(server, dict(map(schema.split_fact, state["facts"])))
    return lines + loader.differences(server, state["ddl"])
