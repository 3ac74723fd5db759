"""Random op.* calls, outside and inside of a batch. OPERATIONS: name -> function (g, scope) -> Stmt."""
from tree import Definition, Expr, Items, Stmt
from values import block_of, interpolated, spell
import columns

OPERATIONS = {}
BATCH = set()  # those a batch has as well


def operation(*, batch=True):
    def register(function):
        OPERATIONS[function.__name__] = function
        if batch:
            BATCH.add(function.__name__)
        return function
    return register


def call(g, scope, method, positional, keywords=()):
    """op.method(...) or batch_op.method(...); positional: pairs (parameter name, expression)."""
    owner = scope.batch or scope.op
    keywords = list(keywords)
    form = g.random.random()
    split = len(positional)
    if form < 0.1:
        split = g.random.randrange(len(positional) + 1)
    plain, named = positional[:split], positional[split:]
    arguments = [value for _, value in plain]
    keywords = [Expr(name + "=", value) for name, value in named] + keywords
    g.random.shuffle(keywords)
    keywords = g.keyword_form(keywords)
    if 0.1 <= form < 0.15 and arguments and "star_call" not in g.off:
        arguments = [Expr("*[", Items(*arguments), "]")]
    if 0.15 <= form < 0.18 and "getattr_call" not in g.off:
        return Stmt(Expr("getattr(%s, %r)(" % (owner, method), Items(*arguments, *keywords), ")"))
    if 0.18 <= form < 0.2 and len(arguments) > 1 and "partial" not in g.off:
        function = Expr("functools.partial(%s.%s, " % (owner, method), arguments[0], ")", needs=[g.plain_import("import functools")])
        return Stmt(Expr(function, "(", Items(*arguments[1:], *keywords), ")"))
    return Stmt(Expr("%s.%s(" % (owner, method), Items(*arguments, *keywords), ")"))


def table(g, scope, parameter="table_name"):
    return [] if scope.batch else [(parameter, g.ident(scope))]


def schema(g, scope, parameter="schema", share=0.2):
    if scope.batch or not g.chance(share):
        return []
    return [Expr(parameter + "=", g.schema(scope), optional=True)]


def maybe(g, share, *parts):
    return [Expr(*parts, optional=True)] if g.chance(share) else []


def object_name(g, scope):
    """A name for a constraint or an index."""
    form = g.random.random()
    if form < 0.3:
        name = interpolated(g, [g.random.choice(("ix_", "fk_", "uq_")), g.plain(scope), "_", g.plain(scope)], scope)
    else:
        name = g.ident(scope)
    return Expr((scope.batch or scope.op) + ".f(", name, ")", simpler=[name]) if g.chance(0.25) else name


# ---- tables -----------------------------------------------------------------------------------------------------


@operation(batch=False)
def create_table(g, scope):
    names = g.random.sample(("id", "name", "Title", "amount", "note", "created at", "kind", "order", "x"), g.random.randrange(0, 5))
    spelled = [spell(g, name, scope) for name in names]
    items = [columns.column(g, scope, name) for name in spelled]
    for item in items:
        item.optional = True
    if g.chance(0.15) and not scope.batch:
        items.insert(0, helper_columns(g, scope))
    if g.chance(0.12):
        items.append(comprehension_columns(g, scope))
    names = [name for name in names if name.isidentifier() and name != "order"]
    if names:
        items += table_constraints(g, scope, names)
    keywords = schema(g, scope) + maybe(g, 0.1, "comment=", spell(g, "it's a table", scope)) + maybe(g, 0.1, g.random.choice((
        "prefixes=['TEMPORARY']", "postgresql_partition_by='RANGE (id)'", "postgresql_tablespace='fast'", "info={}",
        "postgresql_with_oids=False", "postgresql_on_commit='PRESERVE ROWS'", "postgresql_inherits='parent'",
        "mysql_engine='InnoDB'", "sqlite_autoincrement=True")))
    if g.chance(0.2) and "columns_variable" not in g.off:
        name = g.name("cols")
        assign = Stmt(Expr(name, " = [", Items(*items), "]"))
        return [assign, Stmt(Expr(scope.op, ".create_table(", Items(g.ident(scope), "*" + name, *keywords), ")"))]
    return Stmt(Expr(scope.op, ".create_table(", Items(g.ident(scope), *items, *g.keyword_form(keywords)), ")"))


def helper_columns(g, scope):
    """*helper(): a function of the module that makes columns."""
    function = g.name("common")
    module = g.module_scope(scope)
    made = [columns.column(g, module, Expr(repr(name))) for name in ("made_at", "made_by")]
    opening, closing = g.random.choice(("[]", "()"))
    body = Stmt("def %s():" % function, block_of(Expr("return ", opening, Items(*made), closing)))
    return Expr("*%s()" % function, needs=[Definition(body, late=g.chance(0.3))], optional=True)


def comprehension_columns(g, scope):
    name = g.name("n")
    inner = scope.without_walrus()
    item = columns.column(g, inner, interpolated(g, [Expr(name), "_col"], inner))
    source = g.names(inner, g.random.randrange(1, 4))
    return Expr("*[", item, " for %s in " % name, source, "]", optional=True)


def table_constraints(g, scope, names):
    result = []
    one, some = [spell(g, n, scope) for n in g.random.sample(names, 1)], g.random.sample(names, min(len(names), 2))
    some = [spell(g, name, scope) for name in some]
    name = [Expr("name=", object_name(g, scope), optional=True)] if g.chance(0.5) else []
    if g.chance(0.15):
        result.append(Expr(g.sa("PrimaryKeyConstraint"), "(", Items(*some, *name), ")", optional=True))
    if g.chance(0.15):
        result.append(Expr(g.sa("UniqueConstraint"), "(", Items(*some, *name, *maybe(g, 0.2, "deferrable=True")), ")", optional=True))
    if g.chance(0.15):
        result.append(Expr(g.sa("CheckConstraint"), "(", Items(columns.condition(g, scope, one), *name), ")", optional=True))
    if g.chance(0.15):
        target = interpolated(g, [g.plain(scope), "_ref.id"], scope)
        result.append(Expr(g.sa("ForeignKeyConstraint"), "([", one[0], "], [", target, "]", Items("", *name, *columns.referential(g)),
                           ")", optional=True))
    if g.chance(0.1):
        result.append(Expr(g.sa("Index"), "(", Items(g.ident(scope), *some, *maybe(g, 0.3, "unique=True")), ")", optional=True))
    if g.chance(0.05):
        result.append(Expr(g.pg("ExcludeConstraint"), "((", one[0], ", '='), using='gist'", Items("", *name), ")", optional=True))
    return result


@operation(batch=False)
def drop_table(g, scope):
    return call(g, scope, "drop_table", table(g, scope), schema(g, scope))


@operation(batch=False)
def rename_table(g, scope):
    return call(g, scope, "rename_table", [("old_table_name", g.ident(scope)), ("new_table_name", g.ident(scope))], schema(g, scope))


@operation()
def create_table_comment(g, scope):
    comment = spell(g, g.random.choice(("c", "it's", "100%", "two\nlines", "back\\slash")), scope)
    return call(g, scope, "create_table_comment", table(g, scope) + [("comment", comment)],
                schema(g, scope) + maybe(g, 0.2, "existing_comment='x'"))


@operation()
def drop_table_comment(g, scope):
    return call(g, scope, "drop_table_comment", table(g, scope), schema(g, scope))


# ---- columns ----------------------------------------------------------------------------------------------------


@operation()
def add_column(g, scope):
    column = columns.column(g, scope, g.ident(scope), alone=True)
    if g.chance(0.1) and "column_variable" not in g.off:
        name = g.name("col")
        return [Stmt(Expr(name, " = ", column)),
                call(g, scope, "add_column", table(g, scope) + [("column", Expr(name))], schema(g, scope))]
    return call(g, scope, "add_column", table(g, scope) + [("column", column)], schema(g, scope))


@operation()
def drop_column(g, scope):
    return call(g, scope, "drop_column", table(g, scope) + [("column_name", g.ident(scope))],
                schema(g, scope) + maybe(g, 0.1, "mssql_drop_default=True"))


@operation()
def alter_column(g, scope):
    keywords = schema(g, scope)
    family = "other"
    existing = maybe(g, 0.4, "existing_type=", columns.column_type(g, scope)[0])
    if g.chance(0.5):
        kind, family = columns.column_type(g, scope)
        keywords.append(Expr("type_=", kind, optional=True))
        if g.chance(0.2):
            using = interpolated(g, [g.plain(scope), "::integer"], scope)
            keywords[-1] = Expr(Items(Expr("type_=", kind), Expr("postgresql_using=", using, optional=True)), optional=True)
    keywords += maybe(g, 0.5, "nullable=", spell(g, g.random.choice((True, False)), scope)) + existing
    keywords += maybe(g, 0.2, "new_column_name=", g.ident(scope)) + maybe(g, 0.3, "existing_nullable=", g.random.choice(("True", "False")))
    keywords += maybe(g, 0.15, "comment=", spell(g, g.random.choice(("x", "it's", None)), scope))
    if g.chance(0.35):
        default = spell(g, None, scope) if g.chance(0.4) else columns.sql_default(g, scope, family)
        keywords.append(Expr("server_default=", default, optional=True))
        keywords += maybe(g, 0.4, "existing_server_default=", g.random.choice(("'1'", "sa.text('now()')", "None")))
    elif g.chance(0.15):
        new, old = (Expr(g.sa("Identity"), "(", columns.identity_options(g, scope), ")") for _ in range(2))
        pair = g.random.choice(((new, "None"), ("None", old)))
        keywords.append(Expr("server_default=", pair[0], ", existing_server_default=", pair[1], optional=True))
    if any(len(k.parts) == 1 or k.parts[0].__class__ is Items or ", existing_server_default=" in k.parts for k in keywords):
        owner = scope.batch or scope.op
        arguments = [value for _, value in table(g, scope)] + [g.ident(scope)]
        return Stmt(Expr("%s.alter_column(" % owner, Items(*arguments, *keywords), ")"))
    return call(g, scope, "alter_column", table(g, scope) + [("column_name", g.ident(scope))], keywords)


# ---- indexes ----------------------------------------------------------------------------------------------------


@operation()
def create_index(g, scope):
    form = g.random.random()
    if form < 0.6:
        elements = g.names(scope, g.random.randrange(1, 4))
    else:
        elements = Expr("[", Items(*[index_element(g, scope) for _ in range(g.random.randrange(1, 3))]), "]")
    where = columns.condition(g, scope, [Expr("'a'"), Expr("'b'")])
    keywords = schema(g, scope) + maybe(g, 0.3, "unique=", spell(g, g.random.choice((True, False)), scope))
    keywords += maybe(g, 0.15, "postgresql_where=", where)
    keywords += maybe(g, 0.3, g.random.choice((
        "postgresql_using='GIN'", "postgresql_using='btree'", "postgresql_include=['inc', 'Inc2']",
        "postgresql_with={'fillfactor': 50}", "postgresql_tablespace='fast'", "postgresql_concurrently=True", "mysql_length=10",
        "info={}", "postgresql_concurrently=False", "sqlite_where=sa.text('a')", "postgresql_ops={'title': 'text_pattern_ops'}")))
    return call(g, scope, "create_index", [("index_name", object_name(g, scope))] + table(g, scope) + [("columns", elements)], keywords)


def index_element(g, scope):
    name = g.plain(scope)
    return g.random.choice((
        Expr(g.sa("text"), "(", interpolated(g, ["lower(", name, ") DESC"], scope), ")"),
        Expr(g.sa("func"), ".lower(", g.sa("column"), "(", name, "))"),
        Expr(g.sa("literal_column"), "(", interpolated(g, ["(", name, "::text)"], scope), ")"),
        Expr(g.sa("desc"), "(", name, ")"),
        Expr(g.sa("column"), "(", name, ").desc()"),
        Expr(g.sa("func"), ".coalesce(", g.sa("column"), "(", name, "), 0)"),
        Expr(g.sa("text"), "(", interpolated(g, ["(", name, " -> 'k')"], scope), ")")))


@operation()
def drop_index(g, scope):
    keywords = schema(g, scope) + maybe(g, 0.2, g.random.choice((
        "postgresql_concurrently=True", "postgresql_using='gin'", "postgresql_where=sa.text('a > 1')")))
    if not scope.batch:
        keywords += maybe(g, 0.7, "table_name=", g.ident(scope))
    return call(g, scope, "drop_index", [("index_name", object_name(g, scope))], keywords)


# ---- constraints ------------------------------------------------------------------------------------------------


@operation()
def create_foreign_key(g, scope):
    count = g.random.choice((1, 1, 2))
    local, remote = g.names(scope, count), g.names(scope, count, dots=False)
    name = object_name(g, scope) if g.chance(0.85) else Expr("None")
    source = [] if scope.batch else [("source_table", g.ident(scope))]
    keywords = columns.referential(g) + schema(g, scope, "source_schema") + maybe(g, 0.15, "referent_schema=", g.schema(scope))
    keywords += maybe(g, 0.1, "postgresql_not_valid=True")
    return call(g, scope, "create_foreign_key",
                [("constraint_name", name)] + source + [("referent_table", g.ident(scope)), ("local_cols", local), ("remote_cols", remote)],
                keywords)


@operation()
def create_unique_constraint(g, scope):
    keywords = schema(g, scope) + maybe(g, 0.1, "deferrable=True") + maybe(g, 0.1, "initially='DEFERRED'")
    return call(g, scope, "create_unique_constraint",
                [("constraint_name", object_name(g, scope))] + table(g, scope) + [("columns", g.names(scope, g.random.randrange(1, 4)))], keywords)


@operation()
def create_check_constraint(g, scope):
    condition = columns.condition(g, scope, [g.plain(scope), g.plain(scope)])
    return call(g, scope, "create_check_constraint",
                [("constraint_name", object_name(g, scope))] + table(g, scope) + [("condition", condition)],
                schema(g, scope) + maybe(g, 0.1, "postgresql_not_valid=True"))


@operation()
def create_primary_key(g, scope):
    return call(g, scope, "create_primary_key",
                [("constraint_name", object_name(g, scope))] + table(g, scope) + [("columns", g.names(scope, g.random.randrange(1, 3)))],
                schema(g, scope))


@operation()
def create_exclude_constraint(g, scope):
    owner = scope.batch or scope.op
    element = g.random.choice((g.plain(scope), Expr("sa.column(", g.plain(scope), ")"), Expr("sa.literal_column('(a + b)')")))
    keywords = maybe(g, 0.3, "where=", columns.condition(g, scope, [g.plain(scope)])) + maybe(g, 0.3, "using='SPGIST'") \
        + maybe(g, 0.2, "deferrable=True") + schema(g, scope)
    arguments = [object_name(g, scope)] + [value for _, value in table(g, scope)]
    return Stmt(Expr("%s.create_exclude_constraint(" % owner,
                     Items(*arguments, Expr("(", element, ", '=')"), Expr("(", spell(g, "during", scope), ", '&&')", optional=True), *keywords), ")"))


@operation()
def drop_constraint(g, scope):
    keywords = schema(g, scope) + maybe(g, 0.6, "type_=", g.random.choice(("'foreignkey'", "'unique'", "'primary'", "'check'", "None")))
    return call(g, scope, "drop_constraint", [("constraint_name", object_name(g, scope))] + table(g, scope), keywords)
