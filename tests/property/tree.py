"""The small tree random revisions are made of: it can be written out as Python, and made smaller piece by piece.

    Expr    an expression: pieces of text and other expressions; knows simpler expressions for the same value
    Items   expressions between commas, some of which may be left out
    Stmt    a statement: header lines and blocks in turn; knows statements that may stand in its place
    Block   statements
    Definition  a statement of the module that expressions ask for by `needs`; written once, before its users

reductions(root) yields every single step that makes a tree smaller.
"""


class Expr:
    def __init__(self, *parts, simpler=(), needs=(), optional=False):
        self.parts = list(parts)
        self.simpler = list(simpler)
        self.needs = list(needs)
        self.optional = optional

    def text(self):
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)


class Items(Expr):
    """Expressions between commas. Those with `optional` set are removed when the program is made smaller."""

    def text(self):
        return ", ".join(part if isinstance(part, str) else part.text() for part in self.parts)


class FString(Expr):
    """f"..." of text and string expressions; another spelling of the same where Python 3.11 allows no f-string."""

    def text(self):
        texts = [None if isinstance(part, str) else part.text() for part in self.parts]
        inside = "".join(text for text in texts if text)
        outer = next((quote for quote in ('"', "'", '"""') if quote not in inside), None)
        if outer is None or "\\" in inside or "\n" in inside or "#" in inside:
            pieces = [repr(part) if text is None else text for part, text in zip(self.parts, texts)]
            return "''.join([%s])" % ", ".join(pieces)
        result = ""
        for part, text in zip(self.parts, texts):
            if text is None:
                result += part.replace("\\", "\\\\").replace(outer[0], "\\" + outer[0]).replace("\n", "\\n") \
                    .replace("\t", "\\t").replace("{", "{{").replace("}", "}}")
            else:
                result += "{%s}" % (text if text.isidentifier() else "(" + text + ")")
        return "f" + outer + result + outer


class Block:
    def __init__(self, statements=()):
        self.statements = list(statements)

    def lines(self, indent):
        lines = [line for statement in self.statements for line in statement.lines(indent)]
        return lines or [indent + "pass"]


class Stmt:
    """Header lines (str or Expr) and Blocks in turn. simpler: functions that return statements to stand instead."""

    def __init__(self, *pieces, simpler=()):
        self.pieces = list(pieces)
        self.simpler = list(simpler)

    def lines(self, indent=""):
        result = []
        for piece in self.pieces:
            if isinstance(piece, Block):
                result += piece.lines(indent + "    ")
            else:
                result.append(indent + (piece if isinstance(piece, str) else piece.text()))
        return result


class Definition:
    """A statement at module level. late: a function that may also stand below upgrade() and downgrade()."""

    def __init__(self, statement, late=False, needs=()):
        self.statement = statement
        self.late = late
        self.needs = list(needs)


def children(node):
    """(list, index) of every direct part of node that is a node itself."""
    if isinstance(node, Expr):
        held = [node.parts]
    elif isinstance(node, Stmt):
        held = [node.pieces]
    elif isinstance(node, Block):
        held = [node.statements]
    elif isinstance(node, Definition):
        return [((node, "statement"), None)]
    else:
        held = [node.blocks]
    return [(parts, i) for parts in held for i, part in enumerate(parts) if not isinstance(part, str)]


def part_of(container, index):
    return getattr(*container) if index is None else container[index]


class Program:
    """A whole revision: its upgrade() and downgrade(), and the definitions these need."""

    def __init__(self, revision, docstring, upgrade, downgrade):
        self.revision = revision
        self.docstring = docstring
        self.blocks = [upgrade, downgrade]

    def definitions(self):
        """All that is needed, each after what it needs itself."""
        ordered, seen = [], set()

        def visit(node):
            for definition in getattr(node, "needs", ()):
                if id(definition) not in seen:
                    seen.add(id(definition))
                    visit(definition)
                    ordered.append(definition)
            for container, index in children(node):
                visit(part_of(container, index))

        visit(self)
        return ordered

    def text(self):
        definitions = self.definitions()
        early = needed_at_import(definitions)
        late = [d for d in definitions if d.late and id(d) not in early]
        lines = ['"""%s"""' % self.docstring, "from alembic import op", "import sqlalchemy as sa",
                 "from sqlalchemy.dialects import postgresql", "", "revision = %r" % self.revision,
                 "down_revision = None", ""]
        for definition in definitions:
            if definition not in late:
                lines += definition.statement.lines()
        for name, block in zip(("upgrade", "downgrade"), self.blocks):
            lines += ["", "", "def %s():" % name] + block.lines("    ")
        for definition in late:
            lines += ["", ""] + definition.statement.lines()
        return "\n".join(lines) + "\n"


def needed_at_import(definitions):
    """ids of what must exist while the module is loaded: all that a definition which is no late function reaches."""
    found = set()

    def reach(node):
        for definition in getattr(node, "needs", ()):
            if id(definition) not in found:
                found.add(id(definition))
                reach(definition)
        for container, index in children(node):
            reach(part_of(container, index))

    for definition in definitions:
        if definition.late:
            # The head of a function runs at once: default values, decorators.
            for piece in definition.statement.pieces:
                if isinstance(piece, Expr):
                    reach(piece)
        else:
            reach(definition)
    return found


# ---- making smaller ---------------------------------------------------------------------------------------------


def reductions(program):
    """Steps that make program smaller, big ones first: functions that do it and return one that undoes it."""
    nodes, seen = [], set()

    def collect(node, depth):
        if id(node) in seen:
            return
        seen.add(id(node))
        nodes.append((depth, node))
        for definition in getattr(node, "needs", ()):
            collect(definition, depth + 1)
        for container, index in children(node):
            collect(part_of(container, index), depth + 1)

    collect(program, 0)
    nodes.sort(key=lambda item: item[0])
    for _, node in nodes:
        if isinstance(node, Block):
            yield from (splice(node.statements, statement, []) for statement in reversed(list(node.statements)))
    for _, node in nodes:
        if isinstance(node, Block):
            for statement in list(node.statements):
                yield from (splice(node.statements, statement, simpler) for simpler in statement.simpler)
    for _, node in nodes:
        if isinstance(node, Items):
            yield from (splice(node.parts, part, []) for part in list(node.parts) if getattr(part, "optional", False))
    for _, node in nodes:
        if isinstance(node, Expr) or isinstance(node, Stmt):
            for container, index in children(node):
                for simpler in getattr(part_of(container, index), "simpler", ()):
                    if isinstance(node, Expr) or isinstance(simpler, Expr):
                        yield splice(container, container[index], [simpler])


def splice(parts, old, new):
    """A step that puts the nodes new into the list parts where old stands."""
    def apply():
        place = next((i for i, part in enumerate(parts) if part is old), None)
        if place is None:
            return None
        fresh = new() if callable(new) else new
        parts[place : place + 1] = fresh

        def undo():
            parts[place : place + len(fresh)] = [old]

        return undo

    return apply
