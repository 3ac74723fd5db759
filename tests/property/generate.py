#!/usr/bin/python3
"""Write random but valid Alembic revisions, the same ones for the same seeds.

    generate.py SEED...        print them
    from generate import program;  program(7).text()

A program evaluates to the same operations on every run: no clock, no sets, nothing that depends on the mode or on
the version of Alembic. PROPERTY_OFF="walrus,match" leaves features out: names of SPELLINGS (values.py), OPERATIONS
(operations.py), FLOWS (flow.py) and of the words given to choose().
"""
import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tree import Block, Definition, Expr, Items, Program, Stmt  # noqa: E402
import flow  # noqa: E402
import values  # noqa: E402

PLAIN = ("users", "account", "order_items", "tag", "node", "patient", "doc", "price_list", "log", "visits", "status", "title",
         "amount", "note", "kind", "parent_id", "created_at", "is_active", "email", "value", "name", "type", "a1", "_x", "key")
QUOTED = ("Order", "select", "user", "with space", "a-b", "caf\u00e9", "1st", "say \"hi\"", "100%", "camelCase", "group", "UPPER",
          "it's", "{brace}", "a.b", "desc", "$money", "t\u00fcr_", "x:y")
SCHEMAS = ("app", "app", "public", "My Schema", "Ref", "s1")
UNKNOWN = object()  # the value of a variable that differs from one round of a loop to the next


class Scope:
    """What a piece of the program can use. variables: (name, kind, value); kinds are plain, ident and number."""

    def __init__(self):
        self.variables = []
        self.tables = []  # (expression, [(column, family)])
        self.batch = None
        self.op = "op"
        self.module = False
        self.in_block = False  # inside of autocommit_block() or begin_transaction(): nesting these means nothing online
        self.walrus = True
        self.depth = 0

    def copy(self, **changes):
        scope = Scope()
        scope.__dict__.update(self.__dict__, variables=list(self.variables), tables=list(self.tables))
        scope.__dict__.update(changes)
        return scope

    def without_walrus(self):
        return self.copy(walrus=False)

    def add(self, name, kind, value=UNKNOWN):
        self.variables.append((name, kind, value))


class Generator:
    def __init__(self, seed):
        self.random = random.Random("miglint %d" % seed)
        self.off = set(filter(None, os.environ.get("PROPERTY_OFF", "").split(",")))
        self.counter = 0
        self.spellings = self.random.choice((0, 3, 8, 20))  # how many unusual spellings the program gets
        self.operations = self.random.randrange(1, 13)
        self.enums, self.imports, self.imported = [], {}, {}

    def chance(self, share):
        return self.random.random() < share

    def choose(self, names):
        allowed = [name for name in names if name not in self.off]
        return self.random.choice(allowed or list(names)[-1:])

    def name(self, stem):
        self.counter += 1
        return "%s%d" % (stem, self.counter)

    # ---- names of modules ----

    def plain_import(self, line):
        if line not in self.imports:
            self.imports[line] = Definition(Stmt(line))
        return self.imports[line]

    def sa(self, name):
        return self._member(name, "sqlalchemy", ("sa.",), 0.12)

    def pg(self, name):
        return self._member(name, "sqlalchemy.dialects.postgresql", ("postgresql.", "postgresql.", "sa.dialects.postgresql."), 0.2)

    def _member(self, name, module, prefixes, share):
        whole = Expr(prefixes[0] + name)
        if self.chance(share) and self.imported.setdefault(name, module) == module:
            line = "from %s import %s" % (module, name)
            return Expr(name, needs=[self.plain_import(line)], simpler=[whole])
        return Expr(self.random.choice(prefixes) + name, simpler=[whole])

    def module_scope(self, scope):
        fresh = Scope()
        fresh.module, fresh.depth, fresh.in_block = True, scope.depth, scope.in_block
        return fresh

    # ---- names of the database ----

    def ident(self, scope):
        """An expression for some identifier, which may need quotes."""
        return self._name(scope, ("plain", "ident"), PLAIN if self.chance(0.8) else QUOTED)

    def plain(self, scope):
        """An expression for some identifier that may stand in SQL text as it is."""
        return self._name(scope, ("plain",), PLAIN)

    def _name(self, scope, kinds, pool):
        variables = [name for name, kind, _ in scope.variables if kind in kinds]
        if not variables or self.chance(0.45):
            return values.spell(self, self.random.choice(pool), scope)
        name = self.random.choice(variables)
        form = self.random.random()
        if form < 0.5:
            return Expr(name)
        if form < 0.6 or kinds == ("plain",):
            suffix = self.random.choice(("_id", "_new", "_2"))
            return values.interpolated(self, [Expr(name), suffix], scope)
        return Expr(name, self.random.choice((".upper()", ".title()", "[:4]", "[::-1]", ".replace('e', '3')", ".capitalize()",
                                             ".lower()", "[0]", ".swapcase()", ".ljust(9, '_')", ".strip()")))

    def schema(self, scope):
        return values.spell(self, self.random.choice(SCHEMAS), scope)

    def names(self, scope, count, dots=True):
        """An expression for a list of different identifiers. dots: they may contain one."""
        pool = PLAIN + (QUOTED if self.chance(0.3) else ())
        chosen = self.random.sample([name for name in pool if dots or "." not in name], count)
        if self.chance(0.3) and not scope.module:
            variables = [name for name, kind, _ in scope.variables if kind == "plain"]
            if variables:
                last = values.interpolated(self, [Expr(self.random.choice(variables)), "_zz"], scope)
                return Expr("[", Items(*[values.spell(self, name, scope) for name in chosen[1:]], last), "]")
        return values.spell(self, chosen, scope)

    # ---- pieces ----

    def condition(self, scope):
        """(a test, whether it is true)."""
        tests = [("1 < 2", True), ("'a' in ('a', 'b')", True), ("not []", True), ("isinstance('a', str)", True), ("2 < 1 < 3", False),
                 ("len('abc') == 3", True), ("any([0, ''])", False), ("all([1, 'x'])", True), ("'a' not in {'a': 1}", False),
                 ("'abc'.startswith('ab')", True), ("None is not None", False), ("3 % 2", True), ("'B' > 'a'", False)]
        known = [(name, value) for name, _, value in scope.variables if isinstance(value, (str, int))]
        if known:
            name, value = self.random.choice(known)
            tests += [("%s == %r" % (name, value), True), ("%s != %r" % (name, value), False),
                      ("%s in [%r, 'q']" % (name, value), True), ("%s is None" % name, False)] * 2
        if not scope.module:
            bind = self.random.choice(("op.get_bind()", "op.get_context()", "op.get_context().bind"))
            tests += [(bind + ".dialect.name == 'postgresql'", True), (bind + ".dialect.name != 'postgresql'", False),
                      (bind + ".dialect.name in ('postgresql', 'mysql')", True),
                      (bind + ".dialect.name.startswith('post')", True), ("'sqlite' == %s.dialect.name" % bind, False)]
        text, true = self.random.choice(tests)
        return Expr(text), true

    def keyword_form(self, keywords):
        """Keyword arguments as they are, or some of them as **{...}."""
        if not keywords or not self.chance(0.06) or "double_star_call" in self.off:
            return keywords
        pairs = []
        for keyword in keywords:
            if not isinstance(keyword.parts[0], str):
                return keywords
            first, rest = keyword.parts[0].split("=", 1)
            pairs.append(Expr("%r: " % first, rest, *keyword.parts[1:], optional=True))
        return [Expr("**{", Items(*pairs), "}", simpler=keywords if len(keywords) == 1 else [])]


def program(seed):
    """The Program of seed."""
    g = Generator(seed)
    upgrade = Block(flow.statements(g, Scope(), g.operations))
    downgrade = Block(flow.statements(g, Scope(), max(1, g.operations // 3)))
    return Program("p%05d" % seed, "Random revision %d." % seed, upgrade, downgrade)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        print(program(int(argument)).text())
