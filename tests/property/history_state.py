"""What a database holds, read from the facts of tests/oracle/schema.py, for choosing what to change next."""

import re
from dataclasses import dataclass, field

SEPARATOR = "\x1f"
PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


def quoted(name):
    """An identifier, or several with dots between them."""
    return ".".join(part if PLAIN.match(part) else f'"{part}"' for part in name.split("."))


def short(name):
    """A qualified name as people write it."""
    return quoted(name.removeprefix("public."))


@dataclass
class Column:
    name: str
    type: str  # as format_type() writes it
    default: str
    fact: dict

    @property
    def is_number(self):
        return self.type in ("integer", "bigint") and not self.fact["generated"]

    def definition(self):
        text = f"{quoted(self.name)} {self.type}"
        if self.fact["generated"]:
            return f"{text} GENERATED ALWAYS AS ({self.default}) STORED"
        if self.fact["identity"]:
            return f"{text} GENERATED {'ALWAYS' if self.fact['identity'] == 'a' else 'BY DEFAULT'} AS IDENTITY"
        text += f" DEFAULT {self.default}" * bool(self.default and "nextval" not in self.default)
        return text + " NOT NULL" * (self.fact["not_null"] == "true")


@dataclass
class Table:
    name: str  # with its schema
    fact: dict
    bound: str
    key: str
    columns: list = field(default_factory=list)
    constraints: dict = field(default_factory=dict)  # name -> (fact, definition)
    indexes: dict = field(default_factory=dict)  # name -> (fact, definition)

    @property
    def sql(self):
        return short(self.name)

    @property
    def is_partitioned(self):
        return self.fact["kind"] == "p"

    @property
    def is_partition(self):
        return self.fact["partition"] == "true"


class State:
    """of one moment; lists are sorted by name, so that a seed means the same everywhere."""

    def __init__(self, facts):
        self.tables, self.views, self.enums, self.domains = {}, {}, {}, {}
        self.sequences, self.functions, self.schemas, self.triggers, self.policies = [], [], [], [], []
        for (kind, name), (fact, detail) in sorted(facts.items(), key=lambda f: (f[0][0] != "table", f[0])):
            getattr(self, "_" + kind.replace(" ", "_"), lambda *_: None)(name, fact, detail)

    def _table(self, name, fact, detail):
        self.tables[name] = Table(name, parsed(fact), *(detail.split(SEPARATOR) + [""])[:2])

    def _column(self, name, fact, detail):
        table, column = name.rsplit(".", 1)
        if table in self.tables:
            kind, default, *_ = detail.split(SEPARATOR)
            self.tables[table].columns.append(Column(column, kind, default, parsed(fact)))

    def _constraint(self, name, fact, detail):
        table, constraint = name.rsplit(".", 1)
        self.tables[table].constraints[constraint] = (parsed(fact), detail)

    def _index(self, name, fact, detail):
        fact = parsed(fact)
        if fact["table"] in self.tables:
            self.tables[fact["table"]].indexes[name] = (fact, detail)

    def _view(self, name, *_):
        self.views[name] = "VIEW"

    def _materialized_view(self, name, *_):
        self.views[name] = "MATERIALIZED VIEW"

    def _enum(self, name, fact, _):
        self.enums[name] = fact.split(",") if fact else []

    def _domain(self, name, fact, detail):
        self.domains[name] = (parsed(fact), detail)

    def _sequence(self, name, fact, _):
        self.sequences.append((name, parsed(fact)))

    def _function(self, name, *_):
        self.functions.append(name)

    def _schema(self, name, *_):
        self.schemas.append(name)

    def _trigger(self, name, _, detail):
        self.triggers.append((name, detail))

    def _policy(self, name, *_):
        self.policies.append(name)


def parsed(fact):
    """Of "a=1 b=x y" {"a": "1", "b": "x y"}."""
    return dict(re.findall(r"(?:^| )(\w+)=(.*?)(?= \w+=|$)", fact))
