"""Random changes of a schema, each with what takes it back.

An operation is a function of a Chooser; it returns (statements up, statements down) or None when there is nothing to do it to. What takes
an unnamed object back needs the name the server chose: such a statement is a function of the states before and after.
Downs are meant to be right but need not be: what they come to is what the server says.
"""

import re

from history_state import quoted, short

PLAIN_TYPES = ("int", "int", "bigint", "varchar(20)", "text", "numeric(10,2)", "timestamptz", "boolean", "text[]", "char(3)", "date",
               "interval", "double precision", "jsonb", "uuid", "time(3)", "timestamp(2) with time zone", "smallint", "bytea")
LONG = "_with_a_name_that_goes_on_for_quite_a_while"


class Chooser:
    def __init__(self, rnd):
        self.random, self.number, self.state = rnd, 0, None
        self.queries = {}  # view -> its query as written: the server's words for it are others

    def new(self, prefix):
        """A name nobody has."""
        self.number += 1
        way = self.random.random()
        if way < 0.15:
            return f"{prefix}{LONG[:self.random.randint(10, 43)]}{'x' * self.random.randint(0, 12)}{self.number}"[:63]
        return f'"{prefix.capitalize()}{self.number}"' if way < 0.25 else f"{prefix}{self.number}"

    def chance(self, share):
        return self.random.random() < share

    def one(self, items):
        items = list(items)
        return self.random.choice(items) if items else None

    def some(self, items, most=3):
        items = list(items)
        return self.random.sample(items, min(len(items), self.random.randint(1, most)))

    def table(self, want=lambda t: True):
        return self.one(t for t in self.state.tables.values() if want(t))

    def column(self, table, want=lambda c: True):
        return self.one(c for c in table.columns if want(c)) if table else None

    def place(self):
        """A table and a column of it; (None, None) when there is none."""
        table = self.table(lambda t: t.columns and not t.is_partition)
        return table, self.column(table)

    def type(self):
        own = [short(n) for n in list(self.state.enums) + list(self.state.domains)]
        return self.one(own) if own and self.chance(0.2) else self.one(PLAIN_TYPES)

    def column_definition(self, name=None, inline=True):
        name, way = name or self.new("c"), self.random.random()
        if way < 0.08:
            return f"{name} serial"
        if way < 0.14:
            return f"{name} bigint GENERATED {self.one(('ALWAYS', 'BY DEFAULT'))} AS IDENTITY"
        if way < 0.6:
            text = f"{name} int" + f" DEFAULT {self.random.randint(0, 9)}" * self.chance(0.3) + " NOT NULL" * self.chance(0.3)
            if inline:
                text += " UNIQUE" * self.chance(0.15) + f" CHECK ({name} > {self.random.randint(0, 9)})" * self.chance(0.2)
            return text
        return f"{name} {self.type()}" + " NOT NULL" * self.chance(0.2)

    def key(self):
        """(table, column) that a foreign key can reference."""
        found = [(t, f["columns"]) for t in self.state.tables.values() for f, _ in t.constraints.values()
                 if f["type"] in "pu" and "," not in f["columns"] and f["deferrable"] == "false"]
        found = [(t, c) for t, c in found if any(x.name == c and x.is_number for x in t.columns)]
        return self.one(found) or (None, None)


def appeared(kind, table, drop):
    """A down: drops what the revision added to table under a name the server chose."""
    def down(before, after):
        old = before.tables.get(table)
        new = after.tables.get(table)
        if not new:
            return []
        known = getattr(old, kind) if old else {}
        return [drop(name) for name in getattr(new, kind) if name not in known]
    return down


def beside(qualified, name):
    """name, which is quoted already, in the schema of something else."""
    schema = qualified.split(".")[0]
    return name if schema == "public" else f"{quoted(schema)}.{name}"


def numbers(table):
    return [quoted(c.name) for c in table.columns if c.is_number] if table else []


# ---- tables -----------------------------------------------------------------------------------------------------


def create_table(c):
    name = c.one(["", "", "", *(f"{quoted(s)}." for s in c.state.schemas)]) + c.new("t")
    columns = [c.column_definition() for _ in range(c.random.randint(1, 5))]
    plain = [d.split()[0] for d in columns if d.split()[1] == "int"]
    parts = columns[:]
    if plain and c.chance(0.7):
        parts.append(f"CONSTRAINT {c.new('k')} " * c.chance(0.5) + f"PRIMARY KEY ({', '.join(c.some(plain, 2))})")
    if len(plain) > 1 and c.chance(0.4):
        parts.append(f"CONSTRAINT {c.new('k')} " * c.chance(0.5) + f"CHECK ({plain[0]} < {plain[1]})")
    if len(plain) > 1 and c.chance(0.3):
        parts.append(f"UNIQUE ({plain[0]}, {plain[1]})")
    table, column = c.key()
    if plain and table and c.chance(0.4):
        parts.append(f"FOREIGN KEY ({plain[0]}) REFERENCES {table.sql} ({quoted(column)})" + " ON DELETE CASCADE" * c.chance(0.3))
    return [f"CREATE TABLE {name} ({', '.join(parts)})"], [f"DROP TABLE {name}"]


def drop_table(c):
    table = c.table()
    if not table or table.is_partitioned:
        return None
    cascade = " CASCADE" * c.chance(0.3)
    columns = ", ".join(x.definition() for x in table.columns)
    down = [f"CREATE TABLE {table.sql} ({columns})"]
    down += [f"ALTER TABLE {table.sql} ADD CONSTRAINT {quoted(n)} {d}" for n, (f, d) in
             sorted(table.constraints.items(), key=lambda k: k[1][0]["type"] == "f")]
    down += [d for f, d in table.indexes.values() if not f["constraint"]]
    return [f"DROP TABLE {table.sql}{cascade}"], down[::-1]  # downs run from the last to the first


def create_table_as(c):
    table, column = c.place()
    if not column:
        return None
    name = c.new("a")
    query = c.one((f"SELECT * FROM {table.sql}", f"SELECT {quoted(column.name)} AS x, 1 AS one, 'a' AS y FROM {table.sql}",
                   f"SELECT z.*, true AS yes FROM {table.sql} z WHERE false", "SELECT 2::bigint AS two, null::date AS never"))
    return [f"CREATE TABLE {name} AS {query}"], [f"DROP TABLE {name}"]


def unlogged(c):
    table = c.table(lambda t: not t.is_partitioned)
    if not table:
        return None
    words = ("UNLOGGED", "LOGGED") if table.fact["persistence"] == "p" else ("LOGGED", "UNLOGGED")
    return tuple([f"ALTER TABLE {table.sql} SET {word}"] for word in words)


def rename_table(c):
    table = c.table()
    if not table:
        return None
    new = c.new("n")
    return ([f"ALTER TABLE {table.sql} RENAME TO {new}"],
            [f"ALTER TABLE {beside(table.name, new)} RENAME TO {quoted(table.name.split('.')[1])}"])


def move_table(c):
    table = c.table()
    schema = c.one(["public", *c.state.schemas])
    if not table or table.name.startswith(schema + "."):
        return None
    old, name = table.name.split(".")
    return [f"ALTER TABLE {table.sql} SET SCHEMA {quoted(schema)}"], [f"ALTER TABLE {quoted(schema)}.{quoted(name)} SET SCHEMA {quoted(old)}"]


def comment(c):
    table, column = c.place()
    if not column:
        return None
    if c.chance(0.5):
        old = table.fact["comment"]
        return [f"COMMENT ON TABLE {table.sql} IS 'it''s {c.new('z')}'"], [f"COMMENT ON TABLE {table.sql} IS " + literal(old)]
    where = f"{table.sql}.{quoted(column.name)}"
    return [f"COMMENT ON COLUMN {where} IS 'a {c.new('z')}'"], [f"COMMENT ON COLUMN {where} IS " + literal(column.fact["comment"])]


def literal(text):
    return "'" + text.replace("'", "''") + "'" if text else "NULL"


def row_security(c):
    table = c.table()
    if not table:
        return None
    on = table.fact["rls"] == "false"
    words = ("ENABLE", "DISABLE") if on else ("DISABLE", "ENABLE")
    name = c.new("y")
    up, down = [[f"ALTER TABLE {table.sql} {w} ROW LEVEL SECURITY"] for w in words]
    if c.chance(0.4):
        up, down = up + [f"CREATE POLICY {name} ON {table.sql} USING (true)"], down + [f"DROP POLICY {name} ON {table.sql}"]
    return up, down


# ---- partitions and children ------------------------------------------------------------------------------------


def create_partitioned(c):
    name = c.new("p")
    key = ", PRIMARY KEY (a, d)" if c.chance(0.5) else ""
    return ([f"CREATE TABLE {name} (a int NOT NULL, b int CHECK (b > 0), c text, d int{key}) PARTITION BY "
             + c.one(("RANGE (a)", "LIST (a)", "HASH (a)"))], [f"DROP TABLE {name}"])


def bound(c, parent):
    low = 10 * (c.number + 1)
    if parent.key.startswith("LIST"):
        return f"FOR VALUES IN ({low})"
    if parent.key.startswith("HASH"):
        return f"FOR VALUES WITH (modulus 64, remainder {c.random.randint(0, 63)})"
    return "DEFAULT" if c.chance(0.2) else f"FOR VALUES FROM ({low}) TO ({low + 10})"


def create_partition(c):
    parent = c.table(lambda t: t.is_partitioned)
    if not parent:
        return None
    name, where = c.new("q"), bound(c, parent)
    return [f"CREATE TABLE {name} PARTITION OF {parent.sql} {where}"], [f"DROP TABLE {name}"]


def attach_partition(c):
    parent = c.table(lambda t: t.is_partitioned)
    if not parent:
        return None
    name, where = c.new("u"), bound(c, parent)
    return ([f"CREATE TABLE {name} (LIKE {parent.sql} INCLUDING {c.one(('ALL', 'CONSTRAINTS'))})",
             f"ALTER TABLE {parent.sql} ATTACH PARTITION {name} {where}"],
            [f"DROP TABLE {name}", f"ALTER TABLE {parent.sql} DETACH PARTITION {name}"])


def detach_partition(c):
    table = c.table(lambda t: t.is_partition)
    if not table:
        return None
    parent = short(table.fact["parent"])
    return [f"ALTER TABLE {parent} DETACH PARTITION {table.sql}"], [f"ALTER TABLE {parent} ATTACH PARTITION {table.sql} {table.bound}"]


def create_child(c):
    parent = c.table(lambda t: not t.is_partitioned and not t.is_partition)
    if not parent:
        return None
    name = c.new("i")
    return [f"CREATE TABLE {name} ({c.column_definition()}) INHERITS ({parent.sql})"], [f"DROP TABLE {name}"]


def create_like(c):
    table = c.table()
    if not table:
        return None
    name = c.new("l")
    what = c.one(("", " INCLUDING ALL", " INCLUDING DEFAULTS", " INCLUDING INDEXES", " INCLUDING CONSTRAINTS"))
    return [f"CREATE TABLE {name} (LIKE {table.sql}{what})"], [f"DROP TABLE {name}"]


# ---- columns ----------------------------------------------------------------------------------------------------


def add_column(c):
    table = c.table()
    if not table:
        return None
    name = c.new("c")
    if c.chance(0.1) and numbers(table):
        definition = f"{name} int GENERATED ALWAYS AS ({c.one(numbers(table))} + 1) STORED"
    else:
        definition = c.column_definition(name)
    return [f"ALTER TABLE {table.sql} ADD COLUMN {definition}"], [f"ALTER TABLE {table.sql} DROP COLUMN {name}"]


def add_several(c):
    table, column = c.place()
    if not column:
        return None
    a, b = c.new("c"), c.new("c")
    up = f"ALTER TABLE {table.sql} ADD COLUMN {c.column_definition(a)}, ADD COLUMN {c.column_definition(b)}"
    down = f"ALTER TABLE {table.sql} DROP COLUMN {a}, DROP COLUMN {b}"
    if c.chance(0.3):
        return [f"{up}, DROP COLUMN {quoted(column.name)}"], [f"{down}, ADD COLUMN {column.definition()}"]
    return [up], [down]


def drop_column(c):
    table, column = c.place()
    if not column:
        return None
    name = quoted(column.name)
    down = [f"ALTER TABLE {table.sql} ADD COLUMN {column.definition()}"]
    if c.chance(0.6):
        uses = [(n, f, d) for n, (f, d) in table.constraints.items() if column.name in f["columns"].split(",")]
        down += [f"ALTER TABLE {table.sql} ADD CONSTRAINT {quoted(n)} {d}" for n, f, d in uses]
        down += [d for f, d in table.indexes.values() if not f["constraint"] and re.search(rf"\b{re.escape(column.name)}\b", d)]
    return [f"ALTER TABLE {table.sql} DROP COLUMN {name}" + " CASCADE" * c.chance(0.2)], down[::-1]


def change_type(c):
    table, column = c.place()
    if not column or column.fact["generated"]:
        return None
    name = quoted(column.name)
    # The server writes its casts into expressions over the column, and does not take them out again; what partitions have of the
    # parent's indexes it names anew.
    used = column.default or any(re.search(rf"\b{re.escape(column.name)}\b", d) for _, d in (*table.constraints.values(), *table.indexes.values()))
    used = used or any(t.fact["parent"] == table.name for t in c.state.tables.values())
    cast = any("::" in d and column.name in f["columns"] for f, d in table.constraints.values())
    if used and (table.is_partitioned or cast or not column.is_number):
        return None
    new = c.one(("int", "bigint")) if used and column.is_number else c.type()
    return ([f"ALTER TABLE {table.sql} ALTER COLUMN {name} TYPE {new} USING NULL"],
            [f"ALTER TABLE {table.sql} ALTER COLUMN {name} TYPE {column.type} USING NULL"])


def change_null(c):
    table, column = c.place()
    if not column or column.fact["inherited"] == "true":  # PostgreSQL 15 forgets what the parent says
        return None
    words = ("DROP", "SET") if column.fact["not_null"] == "true" else ("SET", "DROP")
    return tuple([f"ALTER TABLE {table.sql} ALTER COLUMN {quoted(column.name)} {word} NOT NULL"] for word in words)


def change_default(c):
    table, column = c.place()
    if not column or column.fact["generated"] or column.type != "integer":
        return None
    where = f"ALTER TABLE {table.sql} ALTER COLUMN {quoted(column.name)}"
    back = f"SET DEFAULT {column.default}" if column.default else "DROP DEFAULT"
    return [f"{where} {c.one(('SET DEFAULT 5', 'DROP DEFAULT', 'SET DEFAULT NULL'))}"], [f"{where} {back}"]


def rename_column(c):
    table, column = c.place()
    if not column:
        return None
    new = c.new("r")
    return ([f"ALTER TABLE {table.sql} RENAME COLUMN {quoted(column.name)} TO {new}"],
            [f"ALTER TABLE {table.sql} RENAME COLUMN {new} TO {quoted(column.name)}"])


def identity(c):
    table, column = c.place()
    if not column:
        return None
    where = f"ALTER TABLE {table.sql} ALTER COLUMN {quoted(column.name)}"
    now = column.fact["identity"]
    if not now:
        return [f"{where} ADD GENERATED ALWAYS AS IDENTITY"], [f"{where} DROP IDENTITY"]
    always = {"a": "ALWAYS", "d": "BY DEFAULT"}
    other = "BY DEFAULT" if now == "a" else "ALWAYS"
    if c.chance(0.5):
        return [f"{where} SET GENERATED {other}"], [f"{where} SET GENERATED {always[now]}"]
    return [f"{where} DROP IDENTITY"], [f"{where} ADD GENERATED {always[now]} AS IDENTITY"]


# ---- constraints ------------------------------------------------------------------------------------------------


def add_constraint(c, table, definition):
    """Half of them without a name."""
    if c.chance(0.5):
        name = c.new("k")
        return ([f"ALTER TABLE {table.sql} ADD CONSTRAINT {name} {definition}"], [f"ALTER TABLE {table.sql} DROP CONSTRAINT {name}"])
    return ([f"ALTER TABLE {table.sql} ADD {definition}"],
            [appeared("constraints", table.name, lambda n: f"ALTER TABLE {table.sql} DROP CONSTRAINT {quoted(n)}")])


def add_key(c):
    table = c.table(lambda t: len(numbers(t)) > 0)
    return table and add_constraint(c, table, f"{c.one(('UNIQUE', 'UNIQUE', 'PRIMARY KEY'))} ({', '.join(c.some(numbers(table)))})")


def add_check(c):
    table = c.table(lambda t: len(numbers(t)) > 0)
    if not table:
        return None
    a, b = c.one(numbers(table)), c.one(numbers(table))
    definition = c.one((f"CHECK ({a} > {b})", f"CHECK ({a} IS NOT NULL)", f"CHECK ({a} > 0 AND {b} < 100)"))
    return add_constraint(c, table, definition + " NOT VALID" * c.chance(0.3))


def add_foreign_key(c):
    # One of a partition that a later one of the parent equals becomes its, and goes when that is dropped.
    table, (other, column) = c.table(lambda t: len(numbers(t)) > 0 and not t.is_partition), c.key()
    if not table or not other:
        return None
    definition = f"FOREIGN KEY ({c.one(numbers(table))}) REFERENCES {other.sql} ({quoted(column)})"
    definition += c.one(("", " ON DELETE CASCADE", " ON UPDATE SET NULL DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED", " NOT VALID"))
    return add_constraint(c, table, definition)


def constraint(c, want=lambda f: True):
    table = c.table(lambda t: any(want(f) for f, _ in t.constraints.values()))
    name = c.one(n for n, (f, _) in table.constraints.items() if want(f)) if table else None
    return table, name, *(table.constraints[name] if name else ({}, ""))


def drop_constraint(c):
    table, name, _, definition = constraint(c)
    if not name:
        return None
    return ([f"ALTER TABLE {table.sql} DROP CONSTRAINT {quoted(name)}" + " CASCADE" * c.chance(0.2)],
            [f"ALTER TABLE {table.sql} ADD CONSTRAINT {quoted(name)} {definition}"])


def rename_constraint(c):
    table, name, *_ = constraint(c, lambda f: f["inherited"] == "false")
    if not name:
        return None
    new = c.new("k")
    return ([f"ALTER TABLE {table.sql} RENAME CONSTRAINT {quoted(name)} TO {new}"],
            [f"ALTER TABLE {table.sql} RENAME CONSTRAINT {new} TO {quoted(name)}"])


def validate(c):
    table, name, fact, definition = constraint(c, lambda f: f["valid"] == "false")
    if not name:
        return None
    return ([f"ALTER TABLE {table.sql} VALIDATE CONSTRAINT {quoted(name)}"],
            [f"ALTER TABLE {table.sql} ADD CONSTRAINT {quoted(name)} {definition}", f"ALTER TABLE {table.sql} DROP CONSTRAINT {quoted(name)}"])


def unique_using_index(c):
    table = c.table(lambda t: len(numbers(t)) > 0)
    if not table:
        return None
    index, name = c.new("x"), c.new("k")
    return ([f"CREATE UNIQUE INDEX {index} ON {table.sql} ({c.one(numbers(table))})",
             f"ALTER TABLE {table.sql} ADD CONSTRAINT {name} UNIQUE USING INDEX {index}"],
            [f"ALTER TABLE {table.sql} DROP CONSTRAINT {name}"])


# ---- indexes ----------------------------------------------------------------------------------------------------


def create_index(c):
    table = c.table(lambda t: len(numbers(t)) > 0)
    if not table:
        return None
    columns = numbers(table)
    key = ", ".join(c.some(columns))
    if c.chance(0.3):
        a = c.one(columns)
        key = c.one((f"({a} + 1)", f"abs({a})", f"({a}::text)", f"(coalesce({a}, {a}))", f"lower({a}::text)", f"{a} DESC, ({a} * 2)"))
    tail = c.one(("", "", f" INCLUDE ({c.one(columns)})", f" WHERE {c.one(columns)} > 3", f" WHERE {c.one(columns)} IS NOT NULL"))
    name = c.new("i") if c.chance(0.7) else ""
    up = f"CREATE {'UNIQUE ' * c.chance(0.2)}INDEX {name} ON {table.sql} ({key}){tail}".replace("  ", " ")
    if name:
        return [up], [f"DROP INDEX {beside(table.name, name)}"]
    return [up], [appeared("indexes", table.name, lambda n: f"DROP INDEX {short(n)}")]


def index(c):
    table = c.table(lambda t: t.indexes)
    return table, c.one(table.indexes) if table else None


def index_part_by_part(c):
    """ON ONLY a partitioned table, then on each partition, attached."""
    parent = c.table(lambda t: t.is_partitioned)
    if not parent:
        return None
    whole, up = c.new("i"), []
    up.append(f"CREATE INDEX {whole} ON ONLY {parent.sql} (a)")
    for part in [t for t in c.state.tables.values() if t.fact["parent"] == parent.name and t.is_partition]:
        name = c.new("i")
        up += [f"CREATE INDEX {name} ON {part.sql} (a)", f"ALTER INDEX {beside(parent.name, whole)} ATTACH PARTITION {beside(part.name, name)}"]
    return up, [f"DROP INDEX {beside(parent.name, whole)}"]


def exclusion(c):
    table, column = c.place()
    if not column:
        return None
    return add_constraint(c, table, f"EXCLUDE USING btree ({quoted(column.name)} WITH =)" + f" WHERE ({quoted(column.name)} IS NOT NULL)" * c.chance(0.3))


def drop_index(c):
    table, name = index(c)
    return name and ([f"DROP INDEX {short(name)}"], [table.indexes[name][1]])


def rename_index(c):
    table, name = index(c)
    if not name or table.indexes[name][0]["parent"]:  # made again, under the name it had at first, when a column is retyped
        return None
    new = c.new("x")
    return ([f"ALTER INDEX {short(name)} RENAME TO {new}"],
            [f"ALTER INDEX {beside(name, new)} RENAME TO {quoted(name.split('.')[1])}"])


# ---- types ------------------------------------------------------------------------------------------------------


def create_type(c):
    name = c.new("e")
    if c.chance(0.6):
        return [f"CREATE TYPE {name} AS ENUM ('a', 'b', 'c')"], [f"DROP TYPE {name}"]
    if c.chance(0.2):
        return [f"CREATE TYPE {name} AS (x int, y text)"], [f"DROP TYPE {name}"]
    return ([f"CREATE DOMAIN {name} AS int{c.one((' NOT NULL', ' DEFAULT 1', ''))} CHECK (VALUE > 0)"], [f"DROP DOMAIN {name}"])


def change_enum(c):
    name = c.one(n for n, values in c.state.enums.items() if values)
    if not name:
        return None
    label, new, other = c.one(c.state.enums[name]), c.new("v").strip('"'), c.new("f")
    return c.one((
        ([f"ALTER TYPE {short(name)} ADD VALUE '{new}'{c.one(('', f' BEFORE {literal(label)}', f' AFTER {literal(label)}'))}"], []),
        ([f"ALTER TYPE {short(name)} RENAME VALUE '{label}' TO '{new}'"], [f"ALTER TYPE {short(name)} RENAME VALUE '{new}' TO '{label}'"]),
        ([f"ALTER TYPE {short(name)} RENAME TO {other}"], [f"ALTER TYPE {other} RENAME TO {quoted(name.split('.')[1])}"])))


def drop_type(c):
    name = c.one(c.state.enums)
    if not name:
        return None
    values = ", ".join(literal(v) for v in c.state.enums[name])
    return [f"DROP TYPE {short(name)}" + " CASCADE" * c.chance(0.3)], [f"CREATE TYPE {short(name)} AS ENUM ({values})"]


def change_domain(c):
    name = c.one(c.state.domains)
    if not name:
        return None
    check = c.new("k")
    return c.one((
        ([f"ALTER DOMAIN {short(name)} ADD CONSTRAINT {check} CHECK (VALUE < 100)"], [f"ALTER DOMAIN {short(name)} DROP CONSTRAINT {check}"]),
        ([f"ALTER DOMAIN {short(name)} SET DEFAULT 7"], [f"ALTER DOMAIN {short(name)} DROP DEFAULT"]),
        ([f"ALTER DOMAIN {short(name)} SET NOT NULL"], [f"ALTER DOMAIN {short(name)} DROP NOT NULL"])))


# ---- views, sequences, schemas, functions -----------------------------------------------------------------------


def create_view(c):
    table, column = c.place()
    if not column:
        return None
    name, x = c.new("v"), quoted(column.name)
    kind = "MATERIALIZED VIEW" if c.chance(0.2) else "VIEW"
    query = c.one((f"SELECT * FROM {table.sql}", f"SELECT {x} FROM {table.sql}", f"SELECT z.{x} AS zz FROM {table.sql} z WHERE z.{x} IS NOT NULL",
                   f"SELECT count(*) AS n, max({x}::text) AS m FROM {table.sql}"))
    return make_view(c, kind, name, query)


def make_view(c, kind, name, query):
    c.queries[name.strip('"')] = query
    return [f"CREATE {kind} {name} AS {query}"], [f"DROP {kind} {name}"]


def replace_view(c):
    name = c.one(n for n, kind in c.state.views.items() if kind == "VIEW")
    if not name:
        return None
    old = c.queries[name.split(".")[1]]
    new = old + (" AND true" if " WHERE " in old else " WHERE 1 > 0")
    c.queries[name.split(".")[1]] = new
    return [f"CREATE OR REPLACE VIEW {short(name)} AS {new}"], [f"CREATE OR REPLACE VIEW {short(name)} AS {old}"]


def view_of_view(c):
    other = c.one(c.state.views)
    return other and make_view(c, "VIEW", c.new("w"), f"SELECT 1 AS one FROM {short(other)}")


def drop_view(c):
    name = c.one(c.state.views)
    if not name:
        return None
    kind = c.state.views[name]
    return [f"DROP {kind} {short(name)}" + " CASCADE" * c.chance(0.3)], [f"CREATE {kind} {short(name)} AS {c.queries[name.split('.')[1]]}"]


def rename_view(c):
    name = c.one(c.state.views)
    if not name:
        return None
    kind, new = c.state.views[name], c.new("v")
    c.queries[new.strip('"')] = c.queries[name.split(".")[1]]
    return [f"ALTER {kind} {short(name)} RENAME TO {new}"], [f"ALTER {kind} {new} RENAME TO {quoted(name.split('.')[1])}"]


def sequence(c):
    table, column = c.place()
    name = c.new("s")
    up, down = [f"CREATE SEQUENCE {name}" + " AS integer" * c.chance(0.3)], [f"DROP SEQUENCE {name}"]
    if column and c.chance(0.5):
        up.append(f"ALTER SEQUENCE {name} OWNED BY {table.sql}.{quoted(column.name)}")
    elif column and column.is_number and not column.default and not column.fact["identity"]:
        where = f"ALTER TABLE {table.sql} ALTER COLUMN {quoted(column.name)}"
        up, down = up + [f"{where} SET DEFAULT nextval('{name}')"], down + [f"{where} DROP DEFAULT"]
    return up, down


def change_sequence(c):
    name, fact = c.one((n, f) for n, f in c.state.sequences if not f["owner"]) or (None, None)
    if not name:
        return None
    options = c.one(("INCREMENT BY 5", "MAXVALUE 30000", "CYCLE", "CACHE 10", "START WITH 7"))
    back = {"INCREMENT BY 5": "INCREMENT BY 1", "MAXVALUE 30000": "NO MAXVALUE", "CYCLE": "NO CYCLE", "CACHE 10": "CACHE 1", "START WITH 7": "START WITH 1"}
    return [f"ALTER SEQUENCE {short(name)} {options}"], [f"ALTER SEQUENCE {short(name)} {back[options]}"]


def drop_sequence(c):
    name, fact = c.one(c.state.sequences) or (None, None)
    return name and ([f"DROP SEQUENCE {short(name)}" + " CASCADE" * c.chance(0.2)],
                     [f"CREATE SEQUENCE {short(name)}" + (" AS integer" if fact["type"] == "int4" else "")])


def create_schema(c):
    name = c.new("h")
    return [f"CREATE SCHEMA {name}"], [f"DROP SCHEMA {name}"]


def drop_schema(c):
    name = c.one(c.state.schemas)
    return name and ([f"DROP SCHEMA {quoted(name)}" + " CASCADE" * c.chance(0.5)], [f"CREATE SCHEMA {quoted(name)}"])


def trigger(c):
    table = c.table(lambda t: not t.is_partitioned and not t.is_partition)
    if not table:
        return None
    function, name = c.new("g"), c.new("z")
    return ([f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
             f"CREATE TRIGGER {name} BEFORE UPDATE ON {table.sql} FOR EACH ROW EXECUTE FUNCTION {function}()"],
            [f"DROP FUNCTION {function}()", f"DROP TRIGGER {name} ON {table.sql}"])


def switch_trigger(c):
    name, _ = c.one(c.state.triggers) or (None, None)
    if not name:
        return None
    table, _, trigger_name = name.rpartition(".")
    return tuple([f"ALTER TABLE {short(table)} {word} TRIGGER {quoted(trigger_name)}"] for word in ("DISABLE", "ENABLE"))


def drop_trigger(c):
    name, definition = c.one(c.state.triggers) or (None, None)
    if not name:
        return None
    table, _, trigger_name = name.rpartition(".")
    return [f"DROP TRIGGER {quoted(trigger_name)} ON {short(table)}"], [definition]


def function(c):
    name = c.new("g")
    return ([f"CREATE FUNCTION {name}(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT 1'"], [f"DROP FUNCTION {name}(int, text)"])


WEIGHTS = {
    create_table: 8, drop_table: 2, rename_table: 2, move_table: 1, comment: 2, row_security: 1,
    create_partitioned: 2, create_partition: 4, attach_partition: 2, detach_partition: 1, create_child: 1, create_like: 1,
    add_column: 5, add_several: 2, drop_column: 4, change_type: 4, change_null: 3, change_default: 3, rename_column: 3, identity: 2,
    add_key: 4, add_check: 4, add_foreign_key: 5, drop_constraint: 4, rename_constraint: 1, validate: 2, unique_using_index: 1,
    create_index: 5, drop_index: 3, rename_index: 1,
    create_type: 3, change_enum: 2, drop_type: 1, change_domain: 1,
    create_view: 3, view_of_view: 1, drop_view: 2, rename_view: 1, sequence: 2, drop_sequence: 1,
    create_table_as: 1, unlogged: 1, index_part_by_part: 1, exclusion: 1, replace_view: 1, change_sequence: 1, switch_trigger: 1,
    create_schema: 1, drop_schema: 1, trigger: 1, drop_trigger: 1, function: 1,
}
