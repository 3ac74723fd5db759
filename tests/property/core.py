"""Random op.execute, Core statements, bulk_insert and types created by hand. Adds to OPERATIONS."""
from tree import Block, Definition, Expr, Items, Stmt
from values import block_of, interpolated, quoted, spell
from operations import operation
import columns

TABLE_COLUMNS = (("id", "int"), ("title", "str"), ("amount", "int"), ("active", "bool"), ("note", "str"))


def sql_text(g, scope):
    """An expression for the text of a statement."""
    a, b, c = g.plain(scope), g.plain(scope), g.plain(scope)
    number = interpolated(g, [Expr("str(", spell(g, g.random.randrange(100), scope), ")")], scope)
    parts = g.random.choice((
        ("UPDATE ", a, " SET ", b, " = ", number, " WHERE ", c, " IS NULL"), ("DELETE FROM ", a, " WHERE ", b, " > '12:30'::time"),
        ("ALTER TABLE ", a, " ADD COLUMN ", b, " integer DEFAULT ", number), ("CREATE VIEW v_", a, " AS SELECT ", b, " FROM ", c),
        ("INSERT INTO ", a, " (", b, ") VALUES ('it''s 100% {ok}')"), ("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"",),
        ("ALTER TYPE ", a, " ADD VALUE 'v_", b, "'"), ("CREATE INDEX CONCURRENTLY ix_", a, " ON ", b, " (", c, ")"),
        ("UPDATE ", a, " SET ", b, " = ", c, "::text || 'a'\n  WHERE ", b, " = ANY('{a,b}')"), ("DROP TABLE IF EXISTS ", a, ", ", b),
        ("ALTER TABLE ", a, " ALTER COLUMN ", b, " TYPE bigint USING ", b, "::bigint;"), ("SET lock_timeout = '", number, "s'"),
        ("SELECT setval('", a, "_id_seq', (SELECT max(id) FROM ", b, "))"), ("TRUNCATE ", a, "; DELETE FROM ", b, ";"),
        ("\n    CREATE FUNCTION f_", a, "() RETURNS trigger AS $$\n    BEGIN\n      NEW.", b, " := 1;\n      RETURN NEW;\n"
         "    END\n    $$ LANGUAGE plpgsql\n    "), ("COMMENT ON TABLE ", a, " IS 'x\\:y'")))
    text = interpolated(g, list(parts), scope)
    form = g.random.random()
    if form < 0.05:
        return Expr("textwrap.dedent(", text, ")", simpler=[text], needs=[g.plain_import("import textwrap")])
    if form < 0.1:
        return Expr("' '.join([", text, ", '/* c */'])", simpler=[text])
    return text


@operation()
def execute(g, scope):
    form = g.choose(("str", "str", "text", "bindparams", "bindparam", "expanding", "ddl", "concatenated"))
    if form == "text":
        statement = Expr(g.sa("text"), "(", sql_text(g, scope), ")")
    elif form == "bindparams":
        statement = Expr(g.sa("text"), "(", interpolated(g, ["UPDATE ", g.plain(scope), " SET a = :x, b = :y_2"], scope),
                         ").bindparams(x=", spell(g, g.random.choice((5, "it's", "a:b")), scope), ", y_2=", spell(g, 7, scope), ")")
    elif form == "bindparam":
        statement = Expr(g.sa("text"), "(", quoted(g, "DELETE FROM t WHERE a = :x AND b = '10:30'"), ").bindparams(",
                         g.sa("bindparam"), "('x', ", spell(g, g.random.choice((3, "q")), scope), "))")
    elif form == "expanding":
        statement = Expr(g.sa("text"), "('DELETE FROM t WHERE a IN :ids').bindparams(sa.bindparam('ids', ",
                         spell(g, g.random.choice(([1, 2], ["a", "it's"])), scope), ", expanding=True))")
    elif form == "ddl":
        statement = Expr(g.sa("DDL"), "('ALTER TABLE %(t)s SET (fillfactor = 50) /* 100%% */', context={'t': ", g.plain(scope), "})")
    elif form == "concatenated":
        name = g.name("sql")
        first = Stmt(Expr(name, " = ", interpolated(g, ["DELETE FROM ", g.plain(scope)], scope)))
        second = Stmt(Expr(name, " += ", interpolated(g, [" WHERE ", g.plain(scope), " = 1"], scope)))
        last = run(g, scope, Expr(name), text=True)
        return [first, second] + (last if isinstance(last, list) else [last])
    else:
        return run(g, scope, sql_text(g, scope), text=True)
    return run(g, scope, statement)


def run(g, scope, statement, text=False):
    """Execute statement, one way or the other."""
    owner = scope.batch or scope.op
    form = g.random.random()
    if form < 0.75 or scope.batch:
        return Stmt(Expr(owner, ".execute(", "sqltext=" if form < 0.05 else "", statement, ")"))
    if text:
        statement = Expr(g.sa("text"), "(", statement, ")")
    if form < 0.85:
        return Stmt(Expr(scope.op, ".get_bind().execute(", statement, ")"))
    name = g.name("bind")
    return [Stmt(Expr(name, " = ", scope.op, g.random.choice((".get_bind()", ".get_context().bind", ".get_context().connection")))),
            Stmt(Expr(name, ".execute(", statement, ")"))]


# ---- tables for rows --------------------------------------------------------------------------------------------


def table(g, scope, once=False):
    """(expression, columns) of a table object. once: the expression is used once, so it may make a new one each time."""
    if scope.tables and g.chance(0.6):
        return g.random.choice(scope.tables)
    chosen = g.random.sample(TABLE_COLUMNS, g.random.randrange(3, 6))
    module = g.module_scope(scope)
    schema = Expr("schema=", g.schema(module), optional=True) if g.chance(0.2) else None
    made = [Expr(g.sa("column"), "(%r, " % name, g.sa(columns.FAMILY[family]), ")") for name, family in chosen]
    if g.chance(0.25):
        made = [Expr(g.sa("Column"), "(%r, " % name, g.sa(columns.FAMILY[family]), ")") for name, family in chosen]
        expression = Expr(g.sa("Table"), "(", Items(g.ident(module), "sa.MetaData()", *made, *([schema] if schema else [])), ")")
    else:
        expression = Expr(g.sa("table"), "(", Items(g.ident(module), *made, *([schema] if schema else [])), ")")
    name = g.name("table")
    if once and g.chance(0.3):
        function = g.name("make_table")
        body = Definition(Stmt("def %s():" % function, block_of(Expr("return ", expression))), late=g.chance(0.3))
        return Expr("%s()" % function, needs=[body]), chosen
    return Expr(name, needs=[Definition(Stmt(Expr(name, " = ", expression)))]), chosen


@operation(batch=False)
def local_table(g, scope):
    """A table object in a local variable, and a statement with it."""
    expression, chosen = table(g, scope.copy(tables=[]), once=True)
    name = g.name("local")
    scope.tables.append((Expr(name), chosen))
    following = core(g, scope)
    return [Stmt(Expr(name, " = ", expression))] + (following if isinstance(following, list) else [following])


def column_of(g, expression, chosen):
    def column(family):
        name = next((n for n, f in chosen if f == family), None)
        if name is None:
            return Expr(g.sa("column"), "('extra', ", g.sa(columns.FAMILY[family]), ")")
        return Expr(expression, g.random.choice((".c.%s", ".c.%s", ".c['%s']", ".columns.%s")) % name)
    return column


def value(g, scope, family, column):
    if g.chance(0.12):
        return Expr("None")
    if g.chance(0.15):
        return {"int": Expr(column(family), " + 1"), "str": Expr(g.sa("func"), ".upper(", column(family), ")"),
                "bool": Expr(g.sa("false"), "()")}[family]
    if g.chance(0.05):
        return Expr(g.sa("case"), "((", column("int"), " == 1, ", {"int": "5", "str": "'x'", "bool": "True"}[family], "), else_=None)")
    return plain_value(g, scope, family)


def plain_value(g, scope, family):
    choice = {"int": (1, 0, 99, -5), "str": ("x", "it's", "100%", "a:b", ":y", "back\\slash"), "bool": (True, False)}[family]
    result = spell(g, g.random.choice(choice), scope)
    if family == "str" and g.chance(0.1):
        return Expr(scope.op, ".inline_literal(", result, ")")
    return result


@operation()
def core(g, scope):
    expression, chosen = table(g, scope)
    column = column_of(g, expression, chosen)
    form = g.choose(("update", "update", "insert", "delete", "insert_from_select"))
    if form == "insert_from_select":
        other, others = table(g, scope)
        names = [name for name, _ in chosen if name in dict(others)][:2]
        source = Expr("sa.select(", Items(*[Expr(other, ".c.%s" % name) for name in names]), ").where(", predicate(g, scope, other, others), ")")
        return run(g, scope, Expr(expression, ".insert().from_select(%r, " % names, source, ")")) if names else core(g, scope)
    start = Expr(expression, ".%s()" % form) if g.chance(0.6) else Expr(g.sa(form), "(", expression, ")")
    parts = [start]
    if form != "insert":
        parts += [piece for _ in range(g.random.choice((0, 1, 1, 2))) for piece in [Expr(".where(", predicate(g, scope, expression, chosen), ")")]]
    if form != "delete":
        picked = g.random.sample(chosen, g.random.randrange(1, 3))
        simple = form == "insert"
        pairs = [(n, plain_value(g, scope, f) if simple else value(g, scope, f, column)) for n, f in picked]
        if g.chance(0.6):
            parts.append(Expr(".values(", Items(*[Expr(n + "=", v) for n, v in pairs]), ")"))
        elif g.chance(0.7):
            parts.append(Expr(".values({", Items(*[Expr("%r: " % n, v) for n, v in pairs]), "})"))
        else:
            parts.append(Expr(".values({", Items(*[Expr(expression, ".c.%s: " % n, v) for n, v in pairs]), "})"))
    return run(g, scope, Expr(*parts))


def predicate(g, scope, expression, chosen):
    return columns.predicate(g, scope, column_of(g, expression, chosen))


@operation(batch=False)
def bulk_insert(g, scope):
    expression, chosen = table(g, scope, once=True)
    form = g.choose(("list", "list", "comprehension", "zip", "append"))
    if form == "list":
        rows = Expr("[", Items(*[row(g, scope, chosen) for _ in range(g.random.randrange(0, 4))]), "]")
        return Stmt(Expr(scope.op, ".bulk_insert(", expression, ", ", rows, Expr(", multiinsert=False" if g.chance(0.1) else ""), ")"))
    name, family = g.random.choice([c for c in chosen if c[1] != "bool"])
    values = spell(g, {"int": [1, 5], "str": ["a", "it's", ""]}[family], scope.without_walrus())
    item = g.name("v")
    if form == "append":
        rows = g.name("rows")
        return [Stmt(rows + " = []"), Stmt(Expr("for %s in " % item, values, ":"), Block([Stmt("%s.append({%r: %s})" % (rows, name, item))])),
                Stmt(Expr(scope.op, ".bulk_insert(", expression, ", %s)" % rows))]
    if form == "zip":
        rows = Expr("[dict(zip((%r,), (%s,))) for %s in " % (name, item, item), values, "]")
    else:
        rows = Expr("[{%r: %s} for %s in " % (name, item, item), values, "]")
    return Stmt(Expr(scope.op, ".bulk_insert(", expression, ", ", rows, ")"))


def row(g, scope, chosen):
    picked = g.random.sample(chosen, g.random.randrange(1, len(chosen) + 1))
    pairs = [(name, plain_value(g, scope, family)) for name, family in picked]
    if g.chance(0.2):
        return Expr("dict(", Items(*[Expr(n + "=", v) for n, v in pairs]), ")", optional=True)
    return Expr("{", Items(*[Expr("%r: " % n, v) for n, v in pairs]), "}", optional=True)


# ---- types, sequences, schemas ----------------------------------------------------------------------------------


@operation(batch=False)
def enum_bind(g, scope):
    method = g.random.choice(("create", "create", "drop"))
    extra = g.random.choice(("", ", checkfirst=True", ", checkfirst=False"))
    return Stmt(Expr(columns.native_enum(g, scope), ".%s(" % method, scope.op, g.random.choice((".get_bind()", ".get_context().bind")), extra, ")"))


@operation(batch=False)
def create_construct(g, scope):
    name = g.ident(scope)
    construct = g.random.choice((
        Expr("CreateSchema(", name, ")"), Expr("DropSchema(", name, ", cascade=True)"), Expr("DropSchema(", name, ")"),
        Expr("CreateSequence(sa.Sequence(", name, ", start=5, increment=2))"), Expr("DropSequence(sa.Sequence(", name, "))")))
    return Stmt(Expr(scope.op, ".execute(sa.schema.", construct, ")"))


@operation(batch=False)
def table_bind(g, scope):
    made = [columns.column(g, scope, Expr(repr(name)), plain=True) for name in g.random.sample(("id", "name", "Title"), g.random.randrange(1, 3))]
    return Stmt(Expr("sa.Table(", Items(g.ident(scope), "sa.MetaData()", *made), ").create(", scope.op, ".get_bind())"))
