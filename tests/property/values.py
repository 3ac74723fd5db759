"""Values and the many ways Python has to write one: every spelling here evaluates to exactly the value given.

A Spelling is a function (g, value, scope) -> Expr or None when it does not fit; SPELLINGS maps its feature's name to it.
"""
from tree import Block, Definition, Expr, FString, Items, Stmt

SPELLINGS = {}


def spelling(function):
    SPELLINGS[function.__name__] = function
    return function


def quoted(g, value):
    """A string literal."""
    plain = value.isprintable() and "\\" not in value
    style = g.random.choice(("repr", "repr", "double", "double", "triple", "raw", "escape", "adjacent"))
    if style == "double" and plain and '"' not in value:
        return '"%s"' % value
    if style == "triple" and "\\" not in value and '"' not in value:
        return '"""%s"""' % value
    if style == "raw" and '"' not in value and "\n" not in value and not value.endswith("\\"):
        return g.random.choice(("r", "R")) + '"%s"' % value
    if style == "escape" and value and plain and "'" not in value:
        at = g.random.randrange(len(value))
        code = ord(value[at])
        escape = "\\x%02x" % code if code < 256 else "\\u%04x" % code
        return "'" + value[:at] + escape + value[at + 1 :] + "'"
    if style == "adjacent" and len(value) > 2:
        at = g.random.randrange(1, len(value))
        return "(%r %r)" % (value[:at], value[at:])
    return repr(value)


def literal(g, value):
    if isinstance(value, str):
        return Expr(quoted(g, value))
    return Expr(repr(value))


def spell(g, value, scope, depth=0):
    """An expression for value (str, int, bool, None or a flat list of them)."""
    known = [name for name, kind, known in scope.variables if known == value and type(known) is type(value)]
    if known and g.chance(0.5):
        return Expr(g.random.choice(known), simpler=[literal(g, value)])
    if depth > 2 or not g.chance(0.3 if depth else 0.4) or g.spellings <= 0:
        return literal(g, value)
    g.spellings -= 1
    for _ in range(4):
        name = g.choose(SPELLINGS)
        scope.depth = depth + 1
        result = SPELLINGS[name](g, value, scope)
        if result is not None:
            result.simpler.append(literal(g, value))
            return result
    return literal(g, value)


def inner(g, value, scope):
    return spell(g, value, scope, scope.depth)


def halves(g, value):
    at = g.random.randrange(len(value) + 1)
    return value[:at], value[at:]


def interpolated(g, parts, scope):
    """A string made of str and string-valued Expr parts, joined in one of Python's ways."""
    if all(isinstance(part, str) for part in parts):
        return spell(g, "".join(parts), scope)
    style = g.choose(("f_string", "f_string", "percent", "percent_dict", "format", "format_names", "add", "join",
                      "replace"))
    values = [part for part in parts if not isinstance(part, str)]
    if style == "f_string":
        return FString(*parts)
    if style in ("percent", "percent_dict"):
        names = iter(range(len(values)))
        by_name = style == "percent_dict"
        pattern = "".join(p.replace("%", "%%") if isinstance(p, str) else "%%(v%d)s" % next(names) if by_name else "%s"
                          for p in parts)
        if by_name:
            pairs = [piece for i, v in enumerate(values) for piece in (", " if i else "", "'v%d': " % i, v)]
            return Expr("(", quoted(g, pattern), " % {", *pairs, "})")
        if len(values) == 1 and g.chance(0.5):
            return Expr("(", quoted(g, pattern), " % ", values[0], ")")
        return Expr("(", quoted(g, pattern), " % (", Items(*values), ",))")
    if style in ("format", "format_names"):
        by_name = style == "format_names"
        names = iter(range(len(values)))
        numbered = g.chance(0.3)
        hole = "{v%d}" if by_name else "{%d}" if numbered else "{}"
        pattern = "".join(p.replace("{", "{{").replace("}", "}}") if isinstance(p, str) else
                          hole % next(names) if "%" in hole else hole for p in parts)
        arguments = [Expr("v%d=" % i, v) if by_name else v for i, v in enumerate(values)]
        return Expr(quoted(g, pattern), ".format(", Items(*arguments), ")")
    if style == "join":
        return Expr("''.join([", Items(*[literal(g, p) if isinstance(p, str) else p for p in parts]), "])")
    if style == "replace" and not any("@" in p for p in parts if isinstance(p, str)):
        pattern = "".join(p if isinstance(p, str) else "@%d@" % values.index(p) for p in parts)
        calls = [piece for i, v in enumerate(values) for piece in (".replace('@%d@', " % i, v, ")")]
        return Expr(quoted(g, pattern), *calls)
    pieces = [piece for i, p in enumerate(parts)
              for piece in (" + " if i else "", literal(g, p) if isinstance(p, str) else p)]
    return Expr("(", *pieces, ")")


# ---- any value --------------------------------------------------------------------------------------------------


@spelling
def module_constant(g, value, scope):
    name = g.name("const").upper()
    return Expr(name, needs=[Definition(Stmt(Expr(name, " = ", inner(g, value, g.module_scope(scope)))))])


@spelling
def dict_lookup(g, value, scope):
    key = g.random.choice(("a", "b", 3, "key one"))
    entries = Items(Expr("%r: " % (key,), inner(g, value, scope)), Expr("'other': 'none'", optional=True))
    where = Expr("{", entries, "}")
    if g.chance(0.5):
        name = g.name("map").upper()
        if g.chance(0.7):
            where = Expr("{", Items(Expr("%r: " % (key,), inner(g, value, g.module_scope(scope))), "'other': 1"), "}")
            where = Expr(name, needs=[Definition(Stmt(Expr(name, " = ", where)))])
    form = g.random.choice(("[%r]", ".get(%r)", ".get(%r, 'default')"))
    return Expr(where, form % (key,))


@spelling
def dict_default(g, value, scope):
    return Expr("{'x': 1}.get('missing', ", inner(g, value, scope), ")")


@spelling
def sequence_item(g, value, scope):
    opening, closing = g.random.choice(("[]", "()"))
    if g.chance(0.5):
        return Expr(opening, inner(g, value, scope), ", 'z'", closing, g.random.choice(("[0]", "[-2]")))
    return Expr(opening, "'z', ", inner(g, value, scope), closing, g.random.choice(("[1]", "[-1]", "[1:][0]")))


@spelling
def class_attribute(g, value, scope):
    name, attribute = g.name("Names").title(), g.random.choice(("first", "VALUE", "x"))
    body = Stmt(Expr("class %s:" % name), block_of(Expr("%s = " % attribute, inner(g, value, g.module_scope(scope)))))
    needs = [Definition(body)]
    if g.chance(0.2):
        return Expr("getattr(%s, %r)" % (name, attribute), needs=needs)
    return Expr("%s.%s" % (name, attribute), needs=needs)


def block_of(*expressions):
    return Block([Stmt(expression) for expression in expressions])


@spelling
def enum_member(g, value, scope):
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return None
    name = g.name("Choice").title()
    base = "str, enum.Enum" if isinstance(value, str) and g.chance(0.5) else "enum.Enum"
    needs = [g.plain_import("import enum"),
             Definition(Stmt("class %s(%s):" % (name, base), block_of(Expr("one = ", literal(g, value)), Expr("two = 'zz'"))))]
    return Expr(name + g.random.choice((".one.value", "['one'].value", "(%r).value" % (value,))), needs=needs)


@spelling
def function_result(g, value, scope):
    name = g.name("get")
    parameter, argument = g.name("p"), inner(g, value, scope)
    form = g.random.choice(("constant", "identity", "default", "keyword", "early", "star", "double_star"))
    heads = {"constant": "", "identity": parameter, "early": parameter + ", flag=True", "keyword": "*, " + parameter,
             "star": "*" + parameter, "double_star": "**" + parameter}
    if form == "default":
        head = Expr("def %s(%s=" % (name, parameter), inner(g, value, g.module_scope(scope)), "):")
    else:
        head = Expr("def %s(%s):" % (name, heads[form]))
    scoped = g.module_scope(scope)
    body = {"constant": [Expr("return ", inner(g, value, scoped))],
            "early": [Expr("if not flag:"), Expr("    return None"), Expr("return " + parameter)],
            "star": [Expr("return %s[0]" % parameter)],
            "double_star": [Expr("return %s['k']" % parameter)]}.get(form, [Expr("return " + parameter)])
    definition = Definition(Stmt(head, block_of(*body)), late=g.chance(0.3))
    call = {"constant": [], "default": [], "keyword": [parameter + "=", argument], "double_star": ["k=", argument]}
    return Expr(name, "(", *call.get(form, [argument]), ")", needs=[definition])


@spelling
def lambda_result(g, value, scope):
    name = g.name("v")
    if g.chance(0.5):
        return Expr("(lambda: ", inner(g, value, scope), ")()")
    return Expr("(lambda %s: %s)(" % (name, name), inner(g, value, scope), ")")


@spelling
def conditional(g, value, scope):
    value_expr = inner(g, value, scope)
    test, true = g.condition(scope)
    other = g.random.choice(("None", "'other'", "0"))
    parts = (value_expr, " if ", test, " else ", other) if true else (other, " if ", test, " else ", value_expr)
    return Expr("(", *parts, ")")


@spelling
def or_and(g, value, scope):
    if value:
        return Expr("(", g.random.choice(("None", "''", "0", "False", "[]")), " or ", inner(g, value, scope), ")")
    return None


@spelling
def and_(g, value, scope):
    return Expr("(", g.random.choice(("1", "'x'", "True", "[0]")), " and ", inner(g, value, scope), ")")


@spelling
def walrus(g, value, scope):
    return Expr("(%s := " % g.name("w"), inner(g, value, scope), ")") if scope.walrus else None


@spelling
def first_of_iterator(g, value, scope):
    name = g.name("i")
    scope = scope.without_walrus()
    return Expr("next(%s for %s in [" % (name, name), inner(g, value, scope), ", 1])") if g.chance(0.5) else \
        Expr("next(iter([", inner(g, value, scope), "]))")


# ---- strings ----------------------------------------------------------------------------------------------------


@spelling
def joined(g, value, scope):
    if not isinstance(value, str):
        return None
    first, second = halves(g, value)
    return interpolated(g, [part if g.chance(0.4) else inner(g, part, scope) for part in (first, second)], scope)


@spelling
def string_method(g, value, scope):
    if not isinstance(value, str) or not value:
        return None
    pad = g.random.choice(("  ", "__", "xy"))
    forms = [(value + "|rest", ".split('|')[0]"), ("rest|" + value, ".split('|')[-1]"),
             ("rest|" + value, ".partition('|')[2]"), (value + "|", ".rstrip('|')"), ("ab" + value, "[2:]"),
             (value + "ab", "[:-2]"), (value[::-1], "[::-1]"), ("pre_" + value, ".removeprefix('pre_')"),
             (value + "_suf", ".removesuffix('_suf')"), (value.replace("a", "\u00a7"), ".replace('\u00a7', 'a')")]
    if value == value.strip():
        forms += [(pad[0] * 2 + value + pad[1], ".strip(%r)" % (pad,))] if not set(value) & set(pad) else []
        forms += [(" " + value + "\n", ".strip()")]
    if value.upper().lower() == value:
        forms += [(value.upper(), ".lower()"), (value.title(), ".lower()")]
    if value.lower().upper() == value:
        forms.append((value.lower(), ".upper()"))
    if "|" in value or "\u00a7" in value:
        return None
    before, method = g.random.choice(forms)
    return Expr(inner(g, before, scope), method)


@spelling
def dedented(g, value, scope):
    if not isinstance(value, str) or "\n" in value or value != value.strip() or not value:
        return None
    return Expr("textwrap.dedent(%s)" % repr("    " + value), needs=[g.plain_import("import textwrap")])


# ---- numbers and lists ------------------------------------------------------------------------------------------


@spelling
def arithmetic(g, value, scope):
    if type(value) is not int:
        return None
    a = g.random.randrange(1, 9)
    forms = [("(", value - a, " + %d)" % a), ("(", value + a, " - %d)" % a), ("(", value * a, " // %d)" % a),
             ("int(", str(value), ")")]
    before, middle, after = g.random.choice(forms)
    return Expr(before, inner(g, middle, scope), after)


@spelling
def length(g, value, scope):
    return Expr("len(", inner(g, "x" * value, scope), ")") if type(value) is int and 0 < value < 9 else None


@spelling
def comparison(g, value, scope):
    if type(value) is not bool:
        return None
    test, true = g.condition(scope)
    return Expr("bool(", test, ")") if true == value else Expr("(not (", test, "))")


@spelling
def list_built(g, value, scope):
    if not isinstance(value, list) or not value:
        return None
    first, rest = value[:1], value[1:]
    name = g.name("i")
    quiet = scope.without_walrus()
    form = g.choose(("star", "add", "comprehension", "comprehension_if", "slice", "split", "list_call", "tuple",
                     "enumerate_comprehension", "dict_keys", "map_str", "generator_function", "nested_comprehension"))
    if form == "star":
        return Expr("[*", inner(g, first, scope), ", *", inner(g, rest, scope), "]")
    if form == "add":
        return Expr("(", inner(g, first, scope), " + ", inner(g, rest, scope), ")")
    if form == "comprehension":
        return Expr("[%s for %s in " % (name, name), inner(g, value, quiet), "]")
    if form == "comprehension_if":
        return Expr("[%s for %s in " % (name, name), inner(g, value + ["skip"], quiet), " if %s != 'skip']" % name)
    if form == "slice":
        return Expr(inner(g, ["zero"] + value, scope), "[1:]")
    if form == "list_call":
        return Expr("list(", inner(g, value, scope), ")")
    if form == "enumerate_comprehension":
        return Expr("[%s for _, %s in enumerate(" % (name, name), inner(g, value, quiet), ")]")
    if form == "nested_comprehension":
        return Expr("[%s for _%s in [" % (name, name), inner(g, first, quiet), ", ", inner(g, rest, quiet),
                    "] for %s in _%s]" % (name, name))
    strings = all(isinstance(item, str) for item in value)
    if form == "split" and strings and not any("|" in item for item in value):
        return Expr(inner(g, "|".join(value), scope), ".split('|')")
    if form == "dict_keys" and strings and len(set(value)) == len(value):
        return Expr("list({", Items(*[Expr(inner(g, item, scope), ": %d" % i) for i, item in enumerate(value)]), "})")
    if form == "map_str" and strings:
        return Expr("list(map(str, ", inner(g, value, scope), "))")
    if form == "generator_function":
        function = g.name("each")
        yields = [Expr("yield ", inner(g, item, g.module_scope(scope))) for item in value]
        return Expr("list(%s())" % function, needs=[Definition(Stmt("def %s():" % function, block_of(*yields)))])
    return Expr("[", Items(*[inner(g, item, scope) for item in value]), "]")
