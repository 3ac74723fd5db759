"""What miglint says a case does, and where that differs from what the server did.

Each case becomes revisions in a folder of its own: schema.sql is the first, the setup the second, the statement a third,
which alone is given to `miglint sql`. So a miglint that replays history knows what the server knows. One that does not is
compared only in what a statement itself tells:

- locks, rewrites, scans and so on of relations the statement names;
- none of the FIELDs of "-- needs: history" or "needs: session";
- a TYPE change is written as op.alter_column(existing_type=...), which tells the old type, where that can say it.

What is left out is counted. replays_history() finds out which kind of miglint this is.
"""

import json
import os
import re
import subprocess
from pathlib import Path

from cases import MODES, SCHEMA, significant

SETS = ("rewrites", "rebuilds_indexes", "builds_indexes", "scans")
PER_CALL = 200
PROGRAM = str(Path(__file__).resolve().parent.parent.parent / "build" / "miglint")
REVISION = '''"""{name}"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "{name}"
down_revision = {parent!r}


def upgrade():
{body}


def downgrade():
    pass
'''
TYPE_CHANGE = re.compile(
    r"ALTER TABLE (?P<table>\w+) ALTER COLUMN (?P<column>\w+) TYPE (?P<type>[\w ]+(?:\([\d, ]+\))?)"
    r"(?: COLLATE \"(?P<collation>\w+)\")?(?: USING (?P<using>(?:(?!, (?:ADD|ALTER|CLUSTER|DROP|SET)\b)[^;])+))?;?",
    re.IGNORECASE)
TYPES = (
    (r"(?:int|integer|int4)", "sa.Integer()"), (r"(?:bigint|int8)", "sa.BigInteger()"), (r"smallint", "sa.SmallInteger()"),
    (r"text", "sa.Text()"), (r"(?:varchar|character varying)(?:\((\d+)\))?", "sa.String({})"),
    (r"(?:char|character)\((\d+)\)", "sa.CHAR({})"), (r"numeric(?:\((\d+, ?\d+)\))?", "sa.Numeric({})"),
    (r"timestamp(?: without time zone)?", "sa.DateTime()"), (r"date", "sa.Date()"),
    (r"(?:timestamptz|timestamp with time zone)", "sa.DateTime(timezone=True)"),
    (r"(?:timestamp|timestamp without time zone)\((\d)\)", "postgresql.TIMESTAMP(precision={})"),
    (r"timestamp\((\d)\) without time zone", "postgresql.TIMESTAMP(precision={})"),
    (r"timestamptz\((\d)\)", "postgresql.TIMESTAMP(timezone=True, precision={})"), (r"oid", "postgresql.OID()"),
    (r"(?:float8|double precision)", "postgresql.DOUBLE_PRECISION()"), (r"real", "sa.REAL()"), (r"boolean", "sa.Boolean()"),
    (r"json", "sa.JSON()"), (r"jsonb", "postgresql.JSONB()"), (r"uuid", "postgresql.UUID()"), (r"bytea", "sa.LargeBinary()"),
    (r"inet", "postgresql.INET()"), (r"cidr", "postgresql.CIDR()"), (r"interval", "sa.Interval()"),
)


class ModelError(Exception):
    pass


def execute(sql):
    """op.execute() of SQL text, as people write it. A colon before a word would be a bind parameter.

    The server finds "item" in schema shop through its search_path, which no revision tells. So here shop is left out.
    """
    sql = re.sub(r"CREATE SCHEMA shop;|\bshop\.", "", sql)
    sql = re.sub(r"(?<![:\w\\]):(?=\w+(?!:))", r"\\:", sql.strip())
    sql += " " * sql.endswith('"')
    if '"""' in sql or re.search(r"\\(?!:)", sql):
        raise ModelError(f"cannot be written as a Python string here: {sql}")
    return f'    op.execute(r"""{sql}""")'


def sqlalchemy_type(text):
    for pattern, template in TYPES:
        found = re.fullmatch(pattern, text.strip(), re.IGNORECASE)
        if found:
            return template.format(found[1] or "") if found.re.groups else template
    return None


def type_change(sql, old_type):
    """sql as op.alter_column() with existing_type; None when it is not one that can be written so."""
    found = TYPE_CHANGE.fullmatch(sql.strip())
    if not found or not old_type:
        return None
    new, old = sqlalchemy_type(found["type"]), sqlalchemy_type(old_type)
    if not new or not old:
        return None
    if found["collation"]:
        new = re.sub(r"(\()?\)$", lambda m: (m[1] or ", ") + f"collation={found['collation']!r})", new)
    using = f", postgresql_using={found['using']!r}" if found["using"] else ""
    return f"    op.alter_column({found['table']!r}, {found['column']!r}, type_={new}, existing_type={old}{using})"


class Model:
    """Revisions below folder, read by the program miglint. schema: the SQL of the first one of each case."""

    def __init__(self, folder, program=None, schema=None):
        self.folder, self.program = Path(folder), program or os.environ.get("MIGLINT", PROGRAM)
        self.schema = schema or SCHEMA.read_text(encoding="utf-8")
        # The first revision of a case creates all there is, so what no revision creates is not there.
        (self.folder / "miglint.toml").write_text("complete-history = true\n", encoding="utf-8")

    def _write(self, case, name, parent, body):
        """A revision of a case. Cases do not share a folder: revisions side by side would meet one another's changes."""
        path = self.folder / case / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(REVISION.format(name=name, parent=parent, body=body), encoding="utf-8")
        return path

    def add(self, case, old_type=None):
        """Write the revisions of a case; return the path of the one with its statement."""
        self._write(case.name, "schema", None, execute(self.schema))
        parent = "schema"
        if case.setup:
            parent = "setup"
            self._write(case.name, parent, "schema", "\n".join(execute(s) for s in case.setup))
        return self._write(case.name, case.name, parent, type_change(case.sql, old_type) or execute(case.sql))

    def effects(self, paths):
        """Path -> the effects of its statements, each a dictionary; None for a path that lists none of them."""
        out = {str(p): [] for p in paths}
        for start in range(0, len(paths), PER_CALL):
            some = [str(p) for p in paths[start:start + PER_CALL]]
            for statement in self._run(some):
                path = str((self.folder / statement["path"]).resolve())
                out[path].append(statement.get("effects"))
        return {path: None if not found or None in found else found for path, found in out.items()}

    def _run(self, paths):
        done = subprocess.run([self.program, "sql", "--output-format", "json", *paths], capture_output=True, text=True,
                              cwd=self.folder, check=False)
        try:
            return [s for s in json.loads(done.stdout) if "sql" in s]
        except ValueError:
            raise ModelError(f"{self.program} sql ended with status {done.returncode}:\n"
                             f"{done.stderr[-2000:]}{done.stdout[-500:]}") from None

    def replays_history(self):
        """Whether this miglint knows the schema: if so it can name the indexes that a rewrite rebuilds."""
        body = execute("ALTER TABLE customer ALTER COLUMN id TYPE bigint")
        self._write("probe", "schema", None, execute(self.schema))
        path = self._write("probe", "probe_history", "schema", body)
        found = self.effects([path])[str(path)]
        return bool(found) and "customer_pkey" in found[0].get("rebuilds_indexes", ())


def merged(statements):
    """One dictionary for the effects of all statements of a case, in the terms of a measured record."""
    out = {"locks": {}, "index_locks": {}, "destroys": False, "fails_on_rows": False, "allowed_in_transaction": True}
    out.update({name: set() for name in SETS})
    out["missing"] = {name for effects in statements for name in out if name not in effects}
    for effects in statements:
        for name in ("locks", "index_locks"):
            for lock in effects[name]:
                relation = unqualified(lock["relation"])
                old = out[name].get(relation)
                out[name][relation] = max((m for m in (old, lock["mode"]) if m), key=MODES.index)
        for name in SETS:
            out[name] |= {unqualified(r) for r in effects.get(name, ())}
        out["destroys"] |= effects["destroys"]
        out["fails_on_rows"] |= effects["fails_on_rows"]
        out["allowed_in_transaction"] &= effects["allowed_in_transaction"]
    return out


def unqualified(name):
    """A name without the schemas that are in the search path."""
    return re.sub(r"^(shop|public)\.", "", name)


class Comparison:
    """Of one case. differences: lines that show both sides; compared and waiting: how many facts; missed: of those
    that wait, what the server did and miglint does not say although the statement names the relation."""

    def __init__(self, case, record, statements, history):
        self.case, self.record, self.history = case, record, history
        self.differences, self.compared, self.waiting = [], 0, 0
        self.missed = []
        self.several = len(statements) > 1
        self.model = merged(statements)
        if record["fails_always"]:
            if not record["allowed_in_transaction"]:
                self._fact("allowed_in_transaction", False, self.model["allowed_in_transaction"])
            return
        for name in ("locks", "index_locks"):
            self._locks(name)
        for name in SETS:
            if name != "scans" or not record["fails_on_rows"]:
                self._set(name)
        self._failure()
        for name in ("destroys", "allowed_in_transaction"):
            if not self._waits(name):
                self._fact(name, record[name], self.model[name])

    def _knows(self, relation):
        """Whether the statement itself names the relation."""
        return re.search(rf"(?<!\w){re.escape(relation)}(?!\w)", self.case.sql) is not None

    def _fact(self, name, server, model):
        self.compared += 1
        if server != model:
            self.differences.append(f"{name}: server {server}, miglint {model}")

    def _waits(self, name, relation=None):
        if name in self.model["missing"]:
            self.waiting += 1
            return True
        if self.case.waits_for(name, self.history):
            self.waiting += 1
            return True
        if relation is not None and not self.history and not self._knows(relation):
            self.waiting += 1
            return True
        return False

    def _of_model(self, names):
        """What counts of the model's answer: a later statement of the case may be on what an earlier one made."""
        existing = set(self.record["existing"])
        return {n for n in names if n in existing or not self.several}

    def _locks(self, name):
        server, model = self.record[name], self.model[name]
        if name == "index_locks":
            server, model = significant(server), significant(model)
        for relation in sorted(set(server) | self._of_model(model)):
            # What the model names although the server did not lock it is wrong whoever knows what.
            if self._waits(name, relation if relation in server else None):
                continue
            self._fact(f"{name} of {relation}", server.get(relation, "none"), model.get(relation, "none"))

    def _set(self, name):
        server = self.record[name]
        server = {r for r, how in server.items() if how == "full"} if name == "scans" else set(server)
        model = self._of_model(self.model[name])
        if name == "builds_indexes":
            # With several statements, a new name may be an index of a new table, which the server's record leaves out.
            model = self.model[name] & server if self.several else self.model[name]
        for relation in sorted(server | model):
            if not self._waits(name, relation if relation in server else None):
                self._fact(f"{name}: {relation}", relation in server, relation in model)
            elif relation in server - model and name not in self.model["missing"] and self._knows(relation):
                self.missed.append(f"{name}: {relation}")

    def _failure(self):
        if not self._waits("fails_on_rows"):
            certain = self.record["fails_on_rows"] and self.case.certain
            self._fact("fails_on_rows", certain, self.model["fails_on_rows"])


