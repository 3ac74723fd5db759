#!/usr/bin/python3
"""Random ALTER TABLE statements of several subcommands over a random schema.

    random_alter.py [SEED [COUNT]]      print the schema and the cases, in the form of this folder's case files

The same seed always gives the same schema and statements; a larger count only adds statements. The server refuses
few of them; what it refuses is not compared.
"""

import random
import sys

from cases import Case

PER_SCHEMA = 50
ROWS = 300
# For the session, so that what checks a foreign key reads tables, whatever the planner thinks of the indexes.
SEQUENTIAL = "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off"
TABLES = ("alpha", "beta", "gamma")

# Type of a column -> what its rows hold, and what it may become.
KINDS = {
    "integer": ("g", ("bigint", "smallint", "numeric", "text", "varchar(20)", "double precision", "integer")),
    "bigint": ("g", ("integer", "numeric", "text")),
    "varchar(20)": ("'v' || g", ("varchar(40)", "varchar", "text", "varchar(10)", "char(20)", "varchar(20)")),
    "varchar": ("'v' || g", ("text", "varchar(40)")),
    "text": ("'t' || g", ("varchar", "varchar(30)", 'text COLLATE "C"')),
    "char(8)": ("'c' || g", ("char(12)", "text", "varchar(8)")),
    "numeric(10,2)": ("g + 0.5", ("numeric(12,2)", "numeric(12,4)", "numeric", "numeric(8,2)", "double precision")),
    "numeric": ("g", ("numeric(10,2)", "integer")),
    "timestamp": ("timestamp '2024-01-01' + g * interval '1 s'", ("timestamptz", "timestamp(3)", "timestamp(6)", "date", "text")),
    "timestamptz": ("timestamptz '2024-01-01+00' + g * interval '1 s'", ("timestamp", "timestamptz(3)")),
    "timestamp(3)": ("timestamp '2024-01-01' + g * interval '1 s'", ("timestamp", "timestamp(4)", "timestamp(0)")),
    "date": ("date '2024-01-01' + g", ("timestamp", "text")),
    "boolean": ("g % 2 = 0", ("text",)),
    "jsonb": ("jsonb_build_object('k', g)", ("json", "text")),
    "uuid": ("md5(g::text)::uuid", ("text",)),
    "cidr": ("'10.0.0.0/8'", ("inet", "text")),
    "integer[]": ("ARRAY[g]", ("bigint[]", "integer[]")),
    "varchar(20)[]": ("ARRAY['a' || g]", ("varchar(50)[]", "text[]")),
    "varbit(16)": ("g::bit(12)::varbit", ("varbit(20)", "varbit")),
}
DEFAULTS = {
    "integer": ("0", "1 + 2", "length('abc')", "(random() * 10)::integer", "extract(year from now())::integer", "NULL"),
    "text": ("'x'", "lower('X')", "CURRENT_USER", "md5(random()::text)", "current_setting('timezone')", "NULL"),
    "timestamptz": ("now()", "CURRENT_TIMESTAMP", "clock_timestamp()", "'2024-01-01 00:00+00'", "statement_timestamp()"),
    "numeric(10,2)": ("1.5", "round(1.234, 2)", "random()::numeric"),
    "uuid": ("gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"),
    "date": ("CURRENT_DATE", "'2024-01-01'", "now()::date", "clock_timestamp()::date"),
    "boolean": ("true", "random() < 0.5"),
    "jsonb": ("'{}'", "jsonb_build_object('at', 1)"),
    "integer[]": ("'{}'", "ARRAY[1, 2]"),
}
TABLE_LEVEL = (
    "SET (fillfactor = 80)", "SET (autovacuum_enabled = false)", "RESET (fillfactor)", "REPLICA IDENTITY FULL",
    "REPLICA IDENTITY DEFAULT", "ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY",
    "DISABLE TRIGGER USER", "ENABLE TRIGGER USER", "SET WITHOUT CLUSTER", "SET LOGGED", "SET UNLOGGED", "SET ACCESS METHOD heap",
    "SET (parallel_workers = 2)",
)


class Table:
    def __init__(self, rng, name, parent):
        self.name, self.parent = name, parent
        kinds = rng.sample(sorted(KINDS), rng.randint(4, 8))
        self.columns = {"id": "integer"}
        self.columns.update({f"c{n}": kind for n, kind in enumerate(kinds)})
        self.not_null = {"id"} | {c for c in self.columns if rng.random() < 0.2}
        self.indexed = [c for c, kind in self.columns.items() if c != "id" and kind not in ("jsonb",) and rng.random() < 0.3]
        self.checked = [c for c in self.columns if c != "id" and rng.random() < 0.2]
        self.has_parent = parent is not None and rng.random() < 0.7

    def sql(self):
        columns = [f"{c} {kind}{' NOT NULL' if c in self.not_null else ''}" for c, kind in self.columns.items()]
        constraints = [f"CONSTRAINT {self.name}_pkey PRIMARY KEY (id)"]
        constraints += [f"CONSTRAINT {self.name}_{c}_check CHECK ({c} IS NOT NULL)" for c in self.checked]
        if self.parent is not None:
            columns.append("parent_id integer")
        if self.has_parent:
            constraints.append(f"CONSTRAINT {self.name}_parent_fk FOREIGN KEY (parent_id) REFERENCES {self.parent} (id)")
        values = [KINDS[kind][0] for kind in self.columns.values()] + ["g"] * (self.parent is not None)
        return "\n".join([
            f"CREATE TABLE {self.name} (\n\t" + ",\n\t".join(columns + constraints) + "\n);",
            f"INSERT INTO {self.name} SELECT {', '.join(values)} FROM generate_series(1, {ROWS}) g;",
            *[f"CREATE INDEX {self.name}_{c}_idx ON {self.name} ({c});" for c in self.indexed],
        ])


class Statement:
    """One ALTER TABLE under construction: no column or constraint is touched by two subcommands."""

    def __init__(self, rng, table):
        self.rng, self.table = rng, table
        self.free = [c for c in table.columns if c != "id"]
        self.constraints = [f"{table.name}_{c}_check" for c in table.checked]
        self.constraints += [f"{table.name}_parent_fk"] * table.has_parent
        self.destroys = False
        self.kinds = set()  # types that TYPE changes convert from and to, without their lengths
        self.number = 0
        self.parts = []

    def column(self):
        self.rng.shuffle(self.free)
        return self.free.pop() if self.free else None

    def name(self, stem):
        self.number += 1
        return f"{stem}{self.number}"

    def add_column(self):
        rng = self.rng
        if rng.random() < 0.15:
            return f"ADD COLUMN {self.name('n')} " + rng.choice((
                "serial", "bigserial", "integer GENERATED ALWAYS AS IDENTITY", "bigint GENERATED BY DEFAULT AS IDENTITY",
                "integer GENERATED ALWAYS AS (id * 2) STORED"))
        kind = rng.choice(sorted(DEFAULTS))
        out = f"ADD COLUMN {self.name('n')} {kind}"
        default = rng.choice(DEFAULTS[kind]) if rng.random() < 0.7 else None
        if default:
            out += f" DEFAULT {default}"
        if default not in (None, "NULL") and rng.random() < 0.4:
            out += " NOT NULL"
        if rng.random() < 0.1:
            out += " UNIQUE" if default in (None, "NULL", "gen_random_uuid()") else ""
        elif kind == "integer" and rng.random() < 0.15:
            out += f" CHECK (n{self.number} >= 0)"
        elif kind == "integer" and default in (None, "NULL") and self.table.parent and rng.random() < 0.3:
            out += f" REFERENCES {self.table.parent}"
        return out

    def drop_column(self):
        column = self.column()
        self.destroys |= column is not None
        # Its CHECK would go with it, so nothing else may drop that.
        self.constraints = [c for c in self.constraints if c != f"{self.table.name}_{column}_check"]
        return column and f"DROP COLUMN {column}"

    def change_type(self):
        column = self.column()
        if column is None:
            return None
        kind = self.table.columns[column]
        new = self.rng.choice(KINDS[kind][1])
        using = f" USING {column}::{new}" if "COLLATE" not in new and self.rng.random() < 0.3 else ""
        self.destroys |= loses(kind, new, using)
        self.kinds |= {kind.split("(")[0], new.split("(")[0]}
        return f"ALTER COLUMN {column} TYPE {new}{using}"

    def change_column(self):
        column = self.column()
        what = ["SET NOT NULL", "DROP NOT NULL", "SET STATISTICS 200", "SET (n_distinct = 5)", "DROP DEFAULT"]
        if column and self.table.columns[column] in ("text", "jsonb", "varchar", "varchar(20)"):
            what += ["SET STORAGE EXTERNAL", "SET COMPRESSION pglz"]
        if column and self.table.columns[column] in DEFAULTS:
            what.append("SET DEFAULT " + self.rng.choice(DEFAULTS[self.table.columns[column]]))
        return column and f"ALTER COLUMN {column} {self.rng.choice(what)}"

    def add_constraint(self):
        rng, column, name = self.rng, self.column(), self.name("k")
        not_valid = " NOT VALID" if rng.random() < 0.5 else ""
        if self.table.parent and rng.random() < 0.3:
            return f"ADD CONSTRAINT {name} FOREIGN KEY (parent_id) REFERENCES {self.table.parent} (id){not_valid}"
        if column is None:
            return None
        if self.table.columns[column] in ("integer", "bigint", "uuid") and rng.random() < 0.4:
            return f"ADD CONSTRAINT {name} UNIQUE ({column})"
        return f"ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL){not_valid}"

    def change_constraint(self):
        if not self.constraints:
            return None
        self.rng.shuffle(self.constraints)
        name = self.constraints.pop()
        if self.rng.random() < 0.3:
            return f"VALIDATE CONSTRAINT {name}"
        return f"DROP CONSTRAINT {name}"

    def table_level(self):
        what = self.rng.choice(TABLE_LEVEL + (f"CLUSTER ON {self.table.name}_pkey",))
        # Two of these in one statement, or a switch of persistence beside anything, are mostly errors of their own.
        return None if any(not p.startswith(("ADD", "ALTER", "DROP")) for p in self.parts) else what

    def build(self):
        for _ in range(self.rng.choice((1, 1, 2, 2, 3, 4))):
            make = self.rng.choice((self.add_column, self.add_column, self.drop_column, self.change_type, self.change_type,
                                    self.change_column, self.change_column, self.add_constraint, self.change_constraint,
                                    self.table_level))
            part = make()
            if part:
                self.parts.append(part)
        if not self.parts:
            self.parts.append("ADD COLUMN n1 integer")
        return f"ALTER TABLE {self.table.name} " + ", ".join(self.parts)


# Changes whose result is a shorter or rounder value without an error. Everything else fails or keeps what it had.
ROUNDS = {
    "timestamp": ("timestamp(3)", "date"), "timestamptz": ("timestamptz(3)",), "timestamp(3)": ("timestamp(0)",),
    "numeric": ("numeric(10,2)", "integer"), "numeric(10,2)": ("double precision",),
}
CUT_BY_CAST = (("varchar(20)", "varchar(10)"), ("varchar", "varchar(40)"), ("text", "varchar(30)"))


def loses(old, new, using):
    return new in ROUNDS.get(old, ()) or bool(using) and (old, new) in CUT_BY_CAST


def generate(seed, count):
    """(SQL of a schema, cases)"""
    rng = random.Random(seed)
    tables = [Table(rng, name, TABLES[n - 1] if n else None) for n, name in enumerate(TABLES)]
    cases = []
    for number in range(1, count + 1):
        statement = Statement(rng, rng.choice(tables))
        case = Case(f"random_{seed}_{number}", f"random seed {seed}", number, sql=statement.build() + ";")
        case.destroys = statement.destroys
        # TYPE changes, NOT NULL proofs and dropped constraints are a matter of what was there before.
        if any(w in case.sql for w in (" TYPE ", "SET NOT NULL", " CONSTRAINT ", "DROP COLUMN", "LOGGED", "METHOD")):
            case.needs = {"history": {"rewrites", "rebuilds_indexes", "scans", "index_locks", "fails_on_rows",
                                      "destroys"}}
        # What the session's time zone decides.
        if {"timestamp", "timestamptz"} <= statement.kinds:
            case.needs["session"] = {"rewrites", "rebuilds_indexes", "scans", "index_locks"}
        # A foreign key's other table, when it is dropped and another one made.
        if "DROP " in case.sql and "REFERENCES" in case.sql:
            case.needs.setdefault("history", set()).add("locks")
        cases.append(case)
    return "\n\n".join(table.sql() for table in tables), cases


def main():
    seed, count = (int(a) for a in (sys.argv[1:] + ["1", "20"][len(sys.argv) - 1:])[:2])
    schema, cases = generate(seed, count)
    print("\n".join(f"-- {line}" for line in schema.split("\n")))
    for case in cases:
        print(f"\n-- case: {case.name}" + ("\n-- destroys: yes" if case.destroys else "") + f"\n{case.sql}")


if __name__ == "__main__":
    main()
