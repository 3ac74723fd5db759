"""Random Python around the operations: loops, branches, functions, batches. FLOWS: name -> (g, scope, count) -> [Stmt]."""
from tree import Block, Definition, Expr, Items, Stmt
from operations import BATCH, OPERATIONS
from values import spell
import core  # noqa: F401  adds to OPERATIONS
import idioms

FLOWS = {}


def flow_form(function):
    FLOWS[function.__name__] = function
    return function


def statements(g, scope, count, depth=0):
    """Statements with about count operations among them."""
    result = []
    while count > 0:
        if g.chance(0.2):
            result += assignment(g, scope)
        if depth < 3 and g.chance(0.35):
            share = g.random.randrange(1, min(count, 4) + 1)
            made = FLOWS[g.choose(FLOWS)](g, scope, share, depth + 1)
            if made is None:
                continue
            count -= share
        else:
            names = [name for name in OPERATIONS if not scope.batch or name in BATCH]
            made = OPERATIONS[g.choose(names)](g, scope)
            count -= 1
        result += made if isinstance(made, list) else [made]
    return result


def assignment(g, scope):
    """A variable with a known value for what follows."""
    name = g.name("v")
    value = g.random.choice(("users", "tag", "node_x", "price"))
    form = g.choose(("plain", "unpack", "star_unpack", "augmented", "annotated", "chained", "swap", "idiom", "idiom", "idiom", "idiom", "idiom",
                     "idiom", "idiom"))
    expression = spell(g, value, scope)
    if form == "idiom":
        setup, expression = idioms.idiom(g, value)
        made = setup + [Stmt(Expr(name, " = ", expression))]
    elif form == "unpack":
        made = [Stmt(Expr("%s, _%s = " % (name, name), expression, ", 'z'"))]
    elif form == "star_unpack":
        made = [Stmt(Expr("%s, *_%s = [" % (name, name), expression, ", 'z', 'y']"))]
    elif form == "augmented":
        made = [Stmt(Expr(name, " = ", spell(g, value[:2], scope))), Stmt(Expr(name, " += ", spell(g, value[2:], scope)))]
    elif form == "annotated":
        made = [Stmt(Expr(name, ": str = ", expression))]
    elif form == "chained":
        made = [Stmt(Expr("_%s = %s = " % (name, name), expression))]
    elif form == "swap":
        made = [Stmt(Expr(name, ", _%s = 'z', " % name, expression)), Stmt("%s, _%s = _%s, %s" % (name, name, name, name))]
    else:
        made = [Stmt(Expr(name, " = ", expression))]
    scope.add(name, "plain", value)
    return made


def inside(g, scope, count, depth, **changes):
    return Block(statements(g, scope.copy(**changes), count, depth))


def hoisted(*blocks):
    return [lambda block=block: list(block.statements) for block in blocks]


# ---- loops ------------------------------------------------------------------------------------------------------


@flow_form
def for_loop(g, scope, count, depth):
    name, index = g.name("name"), g.name("i")
    form = g.choose(("list", "list", "enumerate", "zip", "items", "pairs", "range", "reversed", "sorted_dict", "nested_pairs",
                     "constant_table", "dict_list", "iter_dict", "range_len"))
    inner = scope.copy()
    plain = spell(g, g.random.sample(("users", "tag", "node", "a_b", "log"), g.random.randrange(1, 4)), scope.without_walrus())
    inner.add(name, "plain")
    other = g.name("other")
    if form in ("zip", "items", "pairs", "nested_pairs", "constant_table"):
        inner.add(other, "plain")
    head = {"list": lambda: Expr("for %s in " % name, plain, ":"),
            "enumerate": lambda: Expr("for %s, %s in enumerate(" % (index, name), plain, g.random.choice((")", ", start=1)")), ":"),
            "zip": lambda: Expr("for %s, %s in zip(" % (name, other), plain, ", ['x', 'y', 'z']):"),
            "items": lambda: Expr("for %s, %s in {'doc': 'a', 'tag': 'b'}.items():" % (name, other)),
            "pairs": lambda: Expr("for %s, %s in " % (name, other), "[('doc', 'a'), ('tag', 'b')]", ":"),
            "nested_pairs": lambda: Expr("for %s, (%s, %s) in enumerate((('doc', 'a'), ('tag', 'b'))):" % (index, name, other)),
            "range": lambda: Expr("for %s in (f'n{k}' for k in range(%d)):" % (name, g.random.randrange(1, 4))),
            "reversed": lambda: Expr("for %s in reversed(" % name, plain, "):"),
            "sorted_dict": lambda: Expr("for %s in sorted({'tag': 1, 'doc': 2}):" % name),
            "constant_table": lambda: constant_table(g, name, other),
            "dict_list": lambda: Expr("for %s in [row['n'] for row in [{'n': 'doc'}, {'n': 'tag'}]]:" % name),
            "iter_dict": lambda: Expr("for %s in {'doc': 1, 'tag': 2}%s:" % (name, g.random.choice(("", ".keys()")))),
            "range_len": lambda: Expr("for %s in [str(k) + 'x' for k in range(0, 6, 3)]:" % name)}[form]()
    if form == "range_len":
        inner.variables[-1] = (name, "ident", inner.variables[-1][2])  # digits first need quotes
    body = Block(statements(g, inner, count, depth))
    loop = Stmt(head, body)
    jump = g.random.random()
    if jump < 0.15 and "continue" not in g.off:
        body.statements.insert(0, Stmt("if %s == 'tag':" % name, Block([Stmt(g.random.choice(("continue", "break")))])))
    elif jump < 0.25:
        loop.pieces += ["else:", inside(g, scope, 1, 3)]
    if form == "list" and len(body.statements) == 1 and jump > 0.6 and "comprehension_statement" not in g.off:
        only = body.statements[0]
        if len(only.pieces) == 1 and isinstance(only.pieces[0], Expr) and only.pieces[0].text().startswith(("op.", "batch_op")) \
                and ":=" not in only.pieces[0].text():
            return [Stmt(Expr("[", only.pieces[0], " for %s in " % name, plain, "]"), simpler=[lambda: [loop]])]
    return [loop]


def constant_table(g, name, other):
    constant = g.name("steps").upper()
    needs = [Definition(Stmt("%s = [('doc', 'a'), ('tag', 'b')]" % constant))]
    return Expr("for %s, %s in %s:" % (name, other, constant), needs=needs)


@flow_form
def while_loop(g, scope, count, depth):
    counter = g.name("count")
    body = inside(g, scope, count, depth)
    limit = g.random.randrange(0, 3)
    if g.chance(0.3):
        queue = g.name("queue")
        inner = scope.copy()
        inner.add(counter, "plain")
        body = Block(statements(g, inner, count, depth))
        pop = g.random.choice((".pop()", ".pop(0)"))
        body.statements.insert(0, Stmt("%s = %s%s" % (counter, queue, pop)))
        return [Stmt("%s = ['doc', 'tag']" % queue), Stmt("while %s:" % queue, body)]
    body.statements.append(Stmt("%s += 1" % counter))
    return [Stmt("%s = 0" % counter), Stmt("while %s < %d:" % (counter, limit), body)]


# ---- branches ---------------------------------------------------------------------------------------------------


@flow_form
def if_else(g, scope, count, depth):
    test, true = g.condition(scope)
    taken, other = inside(g, scope, count, depth), inside(g, scope, 1, 3)
    form = g.random.random()
    if true and form < 0.5:
        return [Stmt(Expr("if ", test, ":"), taken, simpler=hoisted(taken))]
    if not true and form < 0.3:
        return [Stmt(Expr("if not (", test, "):"), taken, "else:", other, simpler=hoisted(taken))]
    if form < 0.7:
        second, second_true = g.condition(scope)
        first = taken if true else other
        rest = taken if not true and second_true else inside(g, scope, 1, 3)
        last = taken if not true and not second_true else inside(g, scope, 1, 3)
        return [Stmt(Expr("if ", test, ":"), first, Expr("elif ", second, ":"), rest, "else:", last, simpler=hoisted(taken))]
    blocks = (taken, other) if true else (other, taken)
    return [Stmt(Expr("if ", test, ":"), blocks[0], "else:", blocks[1], simpler=hoisted(taken))]


@flow_form
def match(g, scope, count, depth):
    body, other = inside(g, scope, count, depth), inside(g, scope, 1, 3)
    forms = (("'one'", "'one'"), ("'two'", "'one' | 'two'"), ("3", "int()"), ("('a', 1)", "('a', _)"), ("{'k': 1}", "{'k': 1}"),
             ("['x', 'y']", "[_, *_]"), ("'zz'", "str()"), ("None", "None"), ("5", "_ if 1 < 2"))
    subject, pattern = g.random.choice(forms)
    cases = [Stmt("case 'nothing':", other), Stmt("case %s:" % pattern, body)]
    if g.chance(0.5) and pattern != "_":
        cases.append(Stmt("case _:", inside(g, scope, 1, 3)))
    return [Stmt("match %s:" % subject, Block(cases), simpler=hoisted(body))]


@flow_form
def try_statement(g, scope, count, depth):
    body, extra = inside(g, scope, count, depth), inside(g, scope, 1, 3)
    form = g.choose(("finally", "except_else", "except_pass", "raise", "suppress"))
    if form == "finally":
        return [Stmt("try:", body, "finally:", extra, simpler=hoisted(body))]
    if form == "except_else":
        # Operations below "except" would rightly be called conditional.
        return [Stmt("try:", Block([Stmt("_e = 1")]), "except ValueError:", Block(), "else:", body, simpler=hoisted(body))]
    if form == "raise":
        return [Stmt("try:", Block([Stmt("raise ValueError('x')")]), "except (KeyError, ValueError) as error:", body, simpler=hoisted(body))]
    if form == "suppress":
        head = Expr("with contextlib.%s:" % g.random.choice(("suppress(Exception)", "nullcontext()")),
                    needs=[g.plain_import("import contextlib")])
        return [Stmt(head, body, simpler=hoisted(body))]
    return [Stmt("try:", body, "except Exception:", Block(), simpler=hoisted(body))]


@flow_form
def transaction(g, scope, count, depth):
    if scope.batch or scope.in_block:
        return None
    form = g.random.choice(("autocommit_block", "autocommit_block", "begin_transaction"))
    body = inside(g, scope, count, depth, in_block=True)
    if g.chance(0.3):
        name = g.name("context")
        return [Stmt("%s = %s.get_context()" % (name, scope.op)), Stmt("with %s.%s():" % (name, form), body, simpler=hoisted(body))]
    return [Stmt("with %s.get_context().%s():" % (scope.op, form), body, simpler=hoisted(body))]


@flow_form
def batch(g, scope, count, depth):
    if scope.batch:
        return None
    name = g.random.choice(("batch_op", "batch_op", "batch", "b"))
    arguments = [g.ident(scope)]
    if g.chance(0.3):
        arguments.append(Expr("schema=", g.schema(scope), optional=True))
    if g.chance(0.15):
        arguments.append(Expr(g.random.choice(("recreate='never'", "recreate='auto'", "naming_convention={'uq': 'x'}")), optional=True))
    body = Block(statements(g, scope.copy(batch=name), count, depth))
    return [Stmt(Expr("with ", scope.op, ".batch_alter_table(", Items(*arguments), ") as %s:" % name), body)]


# ---- functions --------------------------------------------------------------------------------------------------


@flow_form
def function(g, scope, count, depth):
    """A function of the module or a nested one, called once or twice."""
    name, first, second = g.name("step"), g.name("p"), g.name("q")
    nested = g.chance(0.3) or bool(scope.batch)
    inner = scope.copy() if nested else g.module_scope(scope).copy(module=False)
    parameters, arguments = [], []
    if scope.op != "op" and not nested:
        inner.op = "op"
    if g.chance(0.1) and not nested and not scope.batch and "op_parameter" not in g.off:
        parameters, arguments, inner.op = ["operations"], [scope.op], "operations"
    form = g.choose(("none", "positional", "positional", "default", "keyword", "star", "double_star", "keyword_only"))
    value = g.plain(scope)
    if form == "default":
        parameters.append(Expr(first, "='common'"))
        arguments += [[], [value]][g.chance(0.5)]
    elif form == "star":
        parameters.append("*%s" % first)
        arguments += [value, "'more'"]
    elif form == "double_star":
        parameters.append("**%s" % first)
        arguments += [Expr("a=", value), "b='z'"]
    elif form == "keyword_only":
        parameters += ["*", first]
        arguments.append(Expr(first, "=", value))
    elif form != "none":
        parameters += [first, Expr(second, "=", "None")]
        arguments.append(Expr(first, "=", value) if form == "keyword" else value)
    start = []
    if form == "star":
        inner.add(second, "plain")
    elif form == "double_star":
        start = [Stmt("%s = %s['a']" % (second, first))]
        inner.add(second, "plain")
    elif form != "none":
        inner.add(first, "plain")
    before = inner.copy()
    body = Block(start + statements(g, inner, count, depth))
    if form == "star":
        body = Block([Stmt("for %s in %s:" % (second, first), body)])
    early_return(g, before if form not in ("star", "double_star") else scope.copy(variables=[]), body)
    define = Stmt(Expr("def %s(" % name, Items(*parameters), "):"), body)
    if g.chance(0.1) and "decorator" not in g.off:
        define.pieces.insert(0, decorator(g))
    call = Stmt(Expr(name, "(", Items(*arguments), ")", needs=[] if nested else [Definition(define, late=g.chance(0.3))]))
    calls = [call, call] if g.chance(0.15) else [call]
    if g.chance(0.1) and "list_of_functions" not in g.off:
        calls = [Stmt(Expr("for run in [%s]:" % name, needs=call.pieces[0].needs), Block([Stmt(Expr("run(", Items(*arguments), ")"))]))]
    return ([define] if nested else []) + calls


def decorator(g):
    name = g.name("traced")
    inner = Block([Stmt("def wrapper(*args, **kwargs):", Block([Stmt("return function(*args, **kwargs)")])), Stmt("return wrapper")])
    return Expr("@" + name, needs=[Definition(Stmt("def %s(function):" % name, inner))])


def early_return(g, scope, body):
    if not g.chance(0.25) or "early_return" in g.off:
        return
    test, true = g.condition(scope)
    at = g.random.randrange(len(body.statements) + 1)
    body.statements.insert(at, Stmt(Expr("if not (" if true else "if (", test, "):"), Block([Stmt("return")])))


@flow_form
def closure(g, scope, count, depth):
    """A function that returns a function, or a lambda over an operation."""
    if scope.batch:
        return None
    outer, inner_name, parameter = g.name("make"), g.name("run"), g.name("p")
    inner = g.module_scope(scope).copy(module=False)
    inner.add(parameter, "plain")
    body = Block(statements(g, inner, count, depth))
    define = Stmt("def %s(%s):" % (outer, parameter), Block([Stmt("def %s():" % inner_name, body), Stmt("return %s" % inner_name)]))
    return [Stmt(Expr("%s(" % outer, g.plain(scope), ")()", needs=[Definition(define, late=g.chance(0.3))]))]


@flow_form
def lambdas(g, scope, count, depth):
    simple = []
    for _ in range(count):
        made = OPERATIONS[g.choose(("drop_column", "drop_table", "drop_constraint", "rename_table") if not scope.batch
                                   else ("drop_column", "drop_constraint"))](g, scope)
        simple.append(Expr("lambda: ", made.pieces[0], optional=True))
    name = g.name("action")
    return [Stmt(Expr("for %s in [" % name, Items(*simple), "]:"), Block([Stmt("%s()" % name)]))]


@flow_form
def static_method(g, scope, count, depth):
    if scope.batch:
        return None
    cls, parameter = g.name("Steps").title(), g.name("p")
    inner = g.module_scope(scope).copy(module=False)
    inner.add(parameter, "plain")
    body = Block(statements(g, inner, count, depth))
    define = Stmt("class %s:" % cls, Block([Stmt("@staticmethod", "def run(%s):" % parameter, body)]))
    return [Stmt(Expr("%s.run(" % cls, g.plain(scope), ")", needs=[Definition(define)]))]


@flow_form
def dispatch(g, scope, count, depth):
    """A dict of functions, one of which is called."""
    if scope.batch:
        return None
    names = [g.name("case"), g.name("case")]
    needs = []
    for name in names:
        inner = g.module_scope(scope).copy(module=False)
        needs.append(Definition(Stmt("def %s():" % name, Block(statements(g, inner, count, depth)))))
    table = Expr("{'a': %s, 'b': %s}" % tuple(names), needs=needs)
    return [Stmt(Expr(table, "[", spell(g, g.random.choice(("a", "b")), scope), "]()"))]
