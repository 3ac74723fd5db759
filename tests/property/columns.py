"""Random types, column arguments, constraints and the SQL expressions that stand in them."""
from tree import Definition, Expr, Items, Stmt
from values import block_of, interpolated, spell

SIMPLE = {  # type name: family of its values
    "Integer": "int", "SmallInteger": "int", "BigInteger": "int", "Boolean": "bool", "Text": "str", "Date": "other",
    "LargeBinary": "other", "JSON": "other", "REAL": "other", "UnicodeText": "str", "INTEGER": "int", "TEXT": "str",
    "BIGINT": "int", "DATE": "other", "FLOAT": "other", "SMALLINT": "int", "BOOLEAN": "bool", "PickleType": "other"}
POSTGRESQL = ("UUID", "JSON", "JSONB", "HSTORE", "INET", "CIDR", "MACADDR", "MONEY", "OID", "REGCLASS", "TSVECTOR", "BYTEA",
              "INT4RANGE", "INT8RANGE", "NUMRANGE", "DATERANGE", "TSRANGE", "TSTZRANGE", "DOUBLE_PRECISION", "BIT",
              "TIMESTAMP", "TIME", "INTERVAL", "VARCHAR", "TEXT", "INTEGER")
POSTGRESQL_CALLS = ("UUID(as_uuid=True)", "JSONB(astext_type=sa.Text())", "TIMESTAMP(timezone=True)", "TIMESTAMP(True, 3)",
                    "TIME(precision=0)", "INTERVAL(precision=6)", "INTERVAL(fields='YEAR TO MONTH')", "BIT(5)",
                    "BIT(varying=True)", "BIT(4, varying=True)", "VARCHAR(length=9)", "NUMERIC(5, 2)", "CHAR(2)")


def column_type(g, scope, depth=0):
    """(expression, family) of a random type; family says what values it takes: int, str, bool or other."""
    if g.chance(0.12) and depth == 0:
        expression, family = column_type(g, g.module_scope(scope), 1)
        name = g.name("type").title()
        if g.chance(0.25):
            function = g.name("make_type")
            body = Stmt("def %s():" % function, block_of(Expr("return ", expression)))
            return Expr(function + "()", needs=[Definition(body, late=g.chance(0.3))], simpler=[expression]), family
        return Expr(name, needs=[Definition(Stmt(Expr(name, " = ", expression)))], simpler=[expression]), family
    form = g.choose(("simple", "simple", "simple", "string", "string", "numeric", "datetime", "postgresql", "array",
                     "variant", "interval", "enum_varchar", "decorated"))
    return TYPES[form](g, scope, depth)


def simple_type(g, scope, depth):
    name = g.random.choice(list(SIMPLE))
    return Expr(g.sa(name), g.random.choice(("", "()"))), SIMPLE[name]


def string_type(g, scope, depth):
    name = g.random.choice(("String", "Unicode", "VARCHAR", "CHAR", "String"))
    if name != "CHAR" and g.chance(0.2):
        return Expr(g.sa(name), g.random.choice(("", "()"))), "str"
    size = spell(g, g.random.choice((1, 20, 255, 36)), scope)
    collation = Expr(", collation='C'", optional=True) if g.chance(0.1) else ""
    return Expr(g.sa(name), "(", g.random.choice(("", "length=")), size, collation, ")"), "str"


def numeric_type(g, scope, depth):
    name = g.random.choice(("Numeric", "NUMERIC", "DECIMAL", "Float"))
    precision, scale = spell(g, g.random.randrange(5, 20), scope), spell(g, g.random.randrange(0, 5), scope)
    if name == "Float":
        return Expr(g.sa(name), "(", g.random.choice(("", "precision=")), precision, ")"), "other"
    form = g.random.choice(("{0}, {1}", "precision={0}, scale={1}", "{0}", "{0}, {1}, asdecimal=False"))
    pieces = [precision if p == "0" else scale if p == "1" else p for p in form.replace("}", "{").split("{")]
    return Expr(g.sa(name), "(", *pieces, ")"), "other"


def datetime_type(g, scope, depth):
    name = g.random.choice(("DateTime", "Time", "TIMESTAMP"))
    zone = g.random.choice((True, False))
    if g.chance(0.3):
        return Expr(g.sa(name), "()"), "other"
    return Expr(g.sa(name), "(", g.random.choice(("", "timezone=")), spell(g, zone, scope), ")"), "other"


def postgresql_type(g, scope, depth):
    if g.chance(0.4):
        name, arguments = g.random.choice(POSTGRESQL_CALLS).split("(", 1)
        return Expr(g.pg(name), "(" + arguments), "other"
    return Expr(g.pg(g.random.choice(POSTGRESQL)), g.random.choice(("", "()"))), "other"


def array_type(g, scope, depth):
    if depth > 1:
        return simple_type(g, scope, depth)
    item = simple_type(g, scope, 2)[0] if g.chance(0.5) else string_type(g, scope, 2)[0]
    dimensions = Expr(", dimensions=", spell(g, g.random.choice((1, 2, 3)), scope)) if g.chance(0.3) else ""
    return Expr(g.pg("ARRAY") if g.chance(0.6) else g.sa("ARRAY"), "(", item, dimensions, ")"), "other"


def variant_type(g, scope, depth):
    if depth > 1:
        return simple_type(g, scope, depth)
    first, second = Expr(g.sa("JSON"), "()"), Expr(g.pg("JSONB"), "()")
    if g.chance(0.4):
        return Expr(g.sa("BigInteger"), "().with_variant(", g.sa("Integer"), "(), 'sqlite')"), "int"
    return Expr(first, ".with_variant(", second, ", 'postgresql')"), "other"


def interval_type(g, scope, depth):
    return Expr(g.sa("Interval"), g.random.choice(("", "()", "(second_precision=3)", "(native=False)"))), "other"


def enum_varchar(g, scope, depth):
    labels = [spell(g, label, scope) for label in g.random.sample(("new", "old", "in progress", "x"), 2)]
    extra = g.random.choice(("", ", length=40", ", name='%s'" % g.name("en")))
    return Expr(g.sa("Enum"), "(", Items(*labels), extra, ", native_enum=False)"), "str"


def decorated_type(g, scope, depth):
    name = g.name("Custom").title()
    impl, family = simple_type(g, scope, 2) if g.chance(0.5) else string_type(g, g.module_scope(scope), 2)
    body = Stmt("class %s(sa.types.TypeDecorator):" % name, block_of(Expr("impl = ", impl), Expr("cache_ok = True")))
    return Expr(name, g.random.choice(("", "()")), needs=[Definition(body)]), family


TYPES = {"simple": simple_type, "string": string_type, "numeric": numeric_type, "datetime": datetime_type,
         "postgresql": postgresql_type, "array": array_type, "variant": variant_type, "interval": interval_type,
         "enum_varchar": enum_varchar, "decorated": decorated_type}


def native_enum(g, scope):
    """An Enum with a type of its own, and sometimes one shared by the whole module."""
    if g.enums and g.chance(0.3):
        return g.random.choice(g.enums)
    name = g.name("mood")
    labels = g.random.sample(("sad", "ok", "it's", "very good", "Ünder", "a,b"), g.random.randrange(1, 4))
    module = g.module_scope(scope)
    if g.chance(0.3):
        cls = g.name("Status").title()
        members = [Expr("%s = %r" % (member, value)) for member, value in zip(("NEW", "done", "Other"), labels)]
        needs = [g.plain_import("import enum"), Definition(Stmt("class %s(enum.Enum):" % cls, block_of(*members)))]
        arguments = [Expr(cls, needs=needs)]
        if g.chance(0.4):
            arguments.append(Expr("values_callable=lambda e: [x.value for x in e]", optional=True))
    elif g.chance(0.3):
        arguments = [Expr("*", spell(g, labels, module))]
    else:
        arguments = [spell(g, label, module) for label in labels]
    arguments.append(Expr("name=", spell(g, g.random.choice((name, name, name.title())), module)))
    if g.chance(0.2):
        arguments.append(Expr("schema=", spell(g, "app", module), optional=True))
    if g.chance(0.5):
        result = Expr(g.pg("ENUM"), "(", Items(*arguments), ", create_type=False" if g.chance(0.4) else "", ")")
    else:
        result = Expr(g.sa("Enum"), "(", Items(*arguments), ")")
    if g.chance(0.6):
        shared = g.name("enum_type")
        result = Expr(shared, needs=[Definition(Stmt(Expr(shared, " = ", result)))])
        g.enums.append(result)
    return result


# ---- expressions ------------------------------------------------------------------------------------------------


def sql_default(g, scope, family):
    """A server_default."""
    form = g.choose(("string", "string", "text", "func", "literal", "interpolated"))
    if form == "string":
        return spell(g, g.random.choice(("0", "false", "", "it's", "now()", "{}", "a\\b", "100%")), scope)
    if form == "text":
        return Expr(g.sa("text"), "(", spell(g, g.random.choice(("now()", "0", "'{}'::jsonb", "gen_random_uuid()",
                    "(now() AT TIME ZONE 'utc')", "'12:30'", "true")), scope), ")")
    if form == "func":
        return Expr(g.sa("func"), g.random.choice((".now()", ".NOW()", ".current_timestamp()", ".lower('A')", ".random()",
                    ".coalesce(1, 2)", ".my_schema.fn(1, 'x')", ".gen_random_uuid()")))
    if form == "literal":
        return Expr(g.sa(g.random.choice(("true", "false", "null"))), "()") if g.chance(0.5) else \
            Expr(g.sa("literal"), "(", spell(g, g.random.choice((7, "x", True)), scope), ")")
    return Expr(g.sa("text"), "(", interpolated(g, ["nextval('", g.plain(scope), "')"], scope), ")")


def condition_text(g, scope, columns):
    """A condition as SQL text over columns (expressions that give plain names)."""
    column = g.random.choice(columns)
    return interpolated(g, list(g.random.choice((
        ("", column, " > ", "0"), ("", column, " IS NOT NULL"), ("length(", column, "::text) < 10"),
        ("", column, " IN ('a', 'it''s')"), ("", column, " LIKE 'x%' OR ", column, " = '{}'")))), scope)


def condition(g, scope, columns):
    """A condition as an SQLAlchemy expression, or text, over columns (expressions that give plain names)."""
    if g.chance(0.45):
        text = condition_text(g, scope, columns)
        return text if g.chance(0.5) else Expr(g.sa("text"), "(", text, ")")
    return predicate(g, scope, lambda family: Expr(g.sa("column"), "(", g.random.choice(columns), ", ", g.sa(FAMILY[family]), ")"))


FAMILY = {"int": "Integer", "str": "String", "bool": "Boolean"}


def predicate(g, scope, column, depth=0):
    """A boolean Core expression; column(family) gives a column to compare."""
    if depth < 2 and g.chance(0.3):
        first, second = predicate(g, scope, column, depth + 1), predicate(g, scope, column, depth + 1)
        form = g.random.choice(("and_", "or_", "&", "|", "not_", "~"))
        if form in ("and_", "or_"):
            return Expr(g.sa(form), "(", first, ", ", second, ")", simpler=[first, second])
        if form == "not_":
            return Expr(g.sa("not_"), "(", first, ")", simpler=[first])
        if form == "~":
            return Expr("~(", first, ")", simpler=[first])
        return Expr("((", first, ") %s (" % form, second, "))", simpler=[first, second])
    family = g.random.choice(("int", "str", "bool"))
    left = column(family)
    if family == "bool":
        return Expr(left, g.random.choice((" == True", ".is_(True)", " == sa.false()", ".isnot(None)", " != False")))
    if family == "int":
        number = spell(g, g.random.randrange(-3, 99), scope)
        comparison = Expr(left, " %s " % g.random.choice(("==", "!=", "<", "<=", ">", ">=")), number)
        return g.random.choice((
            comparison, Expr(left, ".in_(", spell(g, [1, 2, 3], scope), ")"), Expr(left, ".between(1, ", number, ")"),
            Expr(left, " + ", number, " > 3"), Expr(left, ".is_(None)"), Expr("(", left, " * 2 - 1) * 3 < ", number),
            Expr(g.sa("cast"), "(", left, ", ", g.sa("BigInteger"), ") == ", number),
            Expr(g.sa("func"), ".abs(", left, ") > ", number)))
    text = spell(g, g.random.choice(("x", "it's", "a%", "", "a:b", ":x", "back\\slash")), scope)
    return g.random.choice((
        Expr(left, " == ", text), Expr(left, " != ", text), Expr(left, ".like(", text, ")"), Expr(left, ".ilike(", text, ")"),
        Expr(left, ".in_(", spell(g, ["a", "it's"], scope), ")"), Expr(left, ".notin_(", spell(g, ["b", "c"], scope), ")"),
        Expr(left, " == None"), Expr(left, ".is_not(None)"), Expr(g.sa("func"), ".length(", left, ") > 2"),
        Expr(left, ".op('~')(", text, ")"), Expr(g.sa("func"), ".lower(", left, ") == ", text),
        Expr(g.sa("or_"), "(", left, " == ", text, ", ", left, ".is_(None))")))


# ---- columns ----------------------------------------------------------------------------------------------------


def column(g, scope, name, alone=False, plain=False):
    """A Column called name (an expression). alone: for add_column; plain: no key and no index."""
    family = "other"
    if g.chance(0.1):
        type_expression = native_enum(g, scope)
    else:
        type_expression, family = column_type(g, scope)
    arguments = [name if g.chance(0.9) else Expr("name=", name), type_expression]
    if arguments[0] is not name:
        arguments[1] = Expr("type_=", type_expression)
    keywords = [Expr("%s" % option, optional=True) for option in g.random.sample(
        ("default=1", "info={'a': 1}", "onupdate=sa.func.now()", "doc='d'", "quote=True"), 1)] if g.chance(0.1) else []
    special = g.random.random()
    if special < 0.05 and arguments[0] is name:
        arguments.append(Expr(g.sa("Computed"), "(", spell(g, "a + 1", scope), ", persisted=True)", optional=True))
        family = "computed"
    elif special < 0.1 and family == "int" and arguments[0] is name:
        arguments.append(Expr(g.sa("Identity"), "(", identity_options(g, scope), ")", optional=True))
        family = "computed"
    elif special < 0.2 and arguments[0] is name and not plain:
        arguments.append(foreign_key(g, scope))
    elif special < 0.27 and arguments[0] is name:
        text = condition_text(g, scope, [g.plain(scope)])
        constraint_name = Expr(", name=", g.plain(scope), optional=True) if g.chance(0.5) else ""
        arguments.append(Expr(g.sa("CheckConstraint"), "(", text, constraint_name, ")", optional=True))
    if g.chance(0.4) and family != "computed":
        keywords.append(Expr("nullable=", spell(g, g.random.choice((True, False)), scope), optional=True))
    if g.chance(0.3) and family != "computed":
        keywords.append(Expr("server_default=", sql_default(g, scope, family), optional=True))
    if g.chance(0.08):
        keywords.append(Expr("unique=", spell(g, True, scope), optional=True))
    if g.chance(0.08) and not plain:
        keywords.append(Expr("index=", spell(g, True, scope), optional=True))
    if g.chance(0.1):
        keywords.append(Expr("comment=", spell(g, g.random.choice(("c", "it's", "Größe 100%")), scope), optional=True))
    if not alone and g.chance(0.2) and family != "computed":
        keywords.append(Expr("primary_key=", spell(g, True, scope), optional=True))
        if family == "int" and g.chance(0.2):
            keywords.append(Expr("autoincrement=False", optional=True))
    g.random.shuffle(keywords)
    return Expr(g.sa("Column"), "(", Items(*arguments, *g.keyword_form(keywords)), ")")


def identity_options(g, scope):
    options = g.random.sample(("always=True", "start=5", "increment=2", "cycle=True", "cache=7", "minvalue=1", "maxvalue=99",
                               "nominvalue=True", "cycle=False", "always=False"), g.random.randrange(3))
    chosen = {option.split("=")[0]: option for option in options}
    return Items(*[Expr(option, optional=True) for option in chosen.values()])


REFERENTIAL = ("ondelete='CASCADE'", "ondelete='SET NULL'", "onupdate='CASCADE'", "deferrable=True", "deferrable=False",
               "initially='DEFERRED'", "match='FULL'", "ondelete='restrict'", "ondelete='NO ACTION'")


def referential(g):
    options = g.random.sample(REFERENTIAL, g.random.choice((0, 0, 1, 2)))
    return [Expr(o, optional=True) for o in {option.split("=")[0]: option for option in options}.values()]


def foreign_key(g, scope):
    target = interpolated(g, [g.plain(scope), g.random.choice(("_ref.id", "_far.key"))], scope)
    extra = [Expr("name=", g.plain(scope), optional=True)] if g.chance(0.4) else []
    return Expr(g.sa("ForeignKey"), "(", Items(target, *extra, *referential(g)), ")", optional=True)
