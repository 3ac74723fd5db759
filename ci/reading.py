"""What Python's own parser sees in a revision: op calls and SQL sites, independent of miglint's reading."""

import ast
import copy
import re

# op attributes that emit nothing themselves.
SILENT_OPS = {"batch_alter_table", "f", "get_bind", "get_context", "implementation_for", "inline_literal",
              "register_operation", "run_async"}
# Methods whose first argument is SQL.
SQL_METHODS = {"exec_driver_sql", "execute", "executemany", "scalar", "scalars"}
OTHER_DATABASES = re.compile(r"mysql|mariadb|sqlite|mssql|oracle", re.I)
# alter_column() arguments that change nothing on PostgreSQL.
UNCHANGING = re.compile(r"existing_\w+|mysql_\w+|mssql_\w+|autoincrement|schema|table_name|column_name")


class Call:
    """One call that matters: an op call, an SQL site, or both."""

    def __init__(self, node, function, guards, is_op, is_sql):
        self.node, self.function, self.guards, self.is_op, self.is_sql = node, function, guards, is_op, is_sql

    @property
    def lines(self):
        return range(self.node.lineno, self.node.end_lineno + 1)

    @property
    def changes_nothing(self):
        """An alter_column() that only repeats what exists, SQL that is only a comment."""
        if self.is_sql and self.node.args and is_comment(self.node.args[0]):
            return True
        if not self.is_op or self.node.func.attr != "alter_column" or len(self.node.args) > 2:
            return False
        return all(keyword.arg and UNCHANGING.fullmatch(keyword.arg) for keyword in self.node.keywords)

    @property
    def for_another_database(self):
        return any(guard.impossible for guard in self.guards)


class Guard:
    """An `if` around a call, by its words, and whether PostgreSQL can never get past it."""

    def __init__(self, test, taken):
        self.text = ("if " if taken else "if not ") + ast.unparse(test)
        self.impossible = truth(test) is (not taken)


def truth(test):
    """What a test of the dialect says on PostgreSQL: True, False or None for what it does not settle."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = truth(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        parts, decisive = [truth(value) for value in test.values], isinstance(test.op, ast.Or)
        return decisive if decisive in parts else None if None in parts else not decisive
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return compared(test)
    text = ast.unparse(test)
    if "postgres" in text.lower():
        return True
    return False if OTHER_DATABASES.search(text) else None


def compared(test):
    for side in (test.comparators[0], test.left):
        text = ast.unparse(side).lower()
        if "postgres" in text or OTHER_DATABASES.search(text):
            negated = isinstance(test.ops[0], (ast.NotEq, ast.NotIn, ast.IsNot))
            return ("postgres" in text) != negated
    return None


def is_comment(node):
    """Whether SQL written in place holds nothing but comments."""
    pieces = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    lines = [line.strip() for line in "".join(pieces).splitlines() if line.strip()]
    in_place = isinstance(node, (ast.Constant, ast.JoinedStr))
    return in_place and bool(lines) and all(line.startswith("--") for line in lines)


def is_sql_call(node):
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in SQL_METHODS:
        return False
    return bool(node.args) or any(k.arg in ("sqltext", "statement") for k in node.keywords)


class Spell(ast.NodeTransformer):
    """Puts what a test's names and functions of the same file say about the dialect in their place."""

    def __init__(self, meanings):
        self.meanings = meanings

    def visit_Call(self, node):
        return self.meanings.get(getattr(node.func, "id", None)) or self.generic_visit(node)

    def visit_Name(self, node):
        return self.meanings.get(node.id) or node


def dialect_meanings(tree):
    """Names and functions that stand for one expression naming a database."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
        if isinstance(node, ast.FunctionDef) and node.body and isinstance(node.body[-1], ast.Return):
            found.setdefault(node.name, []).append(node.body[-1].value)
    about = re.compile(OTHER_DATABASES.pattern + "|postgres", re.I)
    return {name: values[0] for name, values in found.items() if len(values) == 1 and is_about(values[0], about)}


def is_about(expression, pattern):
    if not expression or isinstance(expression, ast.Constant):
        return False
    text = ast.unparse(expression)
    return len(text) < 200 and bool(pattern.search(text))  # a longer one is no test


class Collector(ast.NodeVisitor):
    """The calls of one function, and the names through which it can reach others."""

    def __init__(self, function, receivers, meanings):
        self.function = function
        self.meanings = meanings
        self.receivers = set(receivers)
        self.guards = []
        self.calls = []
        self.reached = {}  # name -> whether a use on PostgreSQL is possible

    def spelled(self, test):
        return Spell(self.meanings).visit(copy.deepcopy(test))

    def reach(self, name):
        self.reached[name] = self.reached.get(name) or not any(guard.impossible for guard in self.guards)

    def visit_body(self, statements):
        """Statements; what follows an `if` that leaves is guarded by its opposite."""
        depth = len(self.guards)
        for statement in statements:
            self.visit(statement)
            if isinstance(statement, ast.If) and isinstance(statement.body[-1], (ast.Return, ast.Raise)):
                self.guards.append(Guard(self.spelled(statement.test), taken=False))
        del self.guards[depth:]

    def visit_FunctionDef(self, node):
        self.visit_body(node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_With(self, node):
        for item in node.items:
            self.visit(item.context_expr)
            if "batch_alter_table" in ast.unparse(item.context_expr) and isinstance(item.optional_vars, ast.Name):
                self.receivers.add(item.optional_vars.id)
        self.visit_body(node.body)

    def visit_If(self, node):
        self.visit(node.test)
        for taken, body in ((True, node.body), (False, node.orelse)):
            self.guards.append(Guard(self.spelled(node.test), taken))
            self.visit_body(body)
            self.guards.pop()

    def visit_Name(self, node):
        self.reach(node.id)

    def visit_Attribute(self, node):
        self.reach(node.attr)
        self.generic_visit(node)

    def is_op(self, node):
        if not isinstance(node.func, ast.Attribute) or node.func.attr in SILENT_OPS:
            return False
        return ast.unparse(node.func.value) in self.receivers

    def visit_Call(self, node):
        is_op, is_sql = self.is_op(node), is_sql_call(node)
        if is_op or is_sql:
            self.calls.append(Call(node, self.function, list(self.guards), is_op, is_sql))
        self.generic_visit(node)


class Revision:
    """One revision file: its calls in upgrade(), downgrade() and whatever of the file these reach."""

    def __init__(self, path):
        self.path = path
        self.tree = ast.parse(path.read_bytes(), str(path))
        self.functions = {}
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.functions.setdefault(node.name, node)
        self.top = {name for node in self.tree.body for name in self.functions_of(node)}
        self.calls = sorted(self.collect(), key=lambda call: (call.node.lineno, call.node.col_offset))
        self.strings = [node.value for node in ast.walk(self.tree)
                        if isinstance(node, ast.Constant) and isinstance(node.value, str)]

    @staticmethod
    def functions_of(node):
        """Functions entered by name: of the module, or of its classes; nested ones belong to their function."""
        if isinstance(node, ast.ClassDef):
            return [name for child in node.body for name in Revision.functions_of(child)]
        return [node.name] if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else []

    def receivers(self):
        names = {"op", "alembic.op"}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "alembic":
                names |= {alias.asname or alias.name for alias in node.names if alias.name == "op"}
            if isinstance(node, ast.arg) and node.arg == "batch_op":
                names.add("batch_op")
        return names

    def collect(self):
        todo, seen, calls, receivers = [("upgrade", True), ("downgrade", True)], set(), [], self.receivers()
        while todo:
            # Uses on PostgreSQL first: a function both databases run belongs to PostgreSQL.
            todo.sort(key=lambda item: item[1])
            name, possible = todo.pop()
            if name in seen or name not in self.top:
                continue
            seen.add(name)
            collector = Collector(name, receivers, dialect_meanings(self.tree))
            if not possible:
                collector.guards.append(Guard(ast.parse("mysql", mode="eval").body, taken=True))
            collector.visit_body(self.functions[name].body)
            calls += collector.calls
            todo += collector.reached.items()
        return calls


class Origins:
    """The lines where the SQL of a call can be written: the call, and what its names stand for in the same file."""

    def __init__(self, revision):
        self.by_name = {}
        self.functions = revision.functions
        for node in ast.walk(revision.tree):
            self.add(node)
        for function in self.functions.values():
            self.by_name.setdefault(function.name, []).extend(
                node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value)

    def add(self, node):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self.bind(target, node.value)
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and node.value:
            self.bind(node.target, node.value)
        elif isinstance(node, (ast.For, ast.comprehension)):
            self.bind(node.target, node.iter)
        elif isinstance(node, ast.Call):
            self.add_call(node)

    def add_call(self, node):
        function = self.functions.get(getattr(node.func, "id", getattr(node.func, "attr", None)))
        if function:
            for parameter, value in zip(function.args.args, node.args):
                self.by_name.setdefault(parameter.arg, []).append(value)
            for keyword in node.keywords:
                self.by_name.setdefault(keyword.arg, []).append(keyword.value)
        elif isinstance(node.func, ast.Attribute) and node.func.attr in ("append", "extend", "add", "update"):
            for value in node.args:
                self.bind(node.func.value, value)

    def bind(self, target, value):
        for node in ast.walk(target):
            if isinstance(node, (ast.Name, ast.Attribute)):
                self.by_name.setdefault(getattr(node, "id", None) or node.attr, []).append(value)

    def lines(self, expressions):
        todo, seen, lines = list(expressions), set(), set()
        while todo:
            expression = todo.pop()
            if id(expression) in seen:
                continue
            seen.add(id(expression))
            lines |= set(range(expression.lineno, expression.end_lineno + 1))
            for node in ast.walk(expression):
                if isinstance(node, (ast.Name, ast.Attribute)):
                    todo += self.by_name.get(getattr(node, "id", None) or node.attr, [])
        return lines
