#!/usr/bin/python3
"""Run revision files with real Alembic in offline mode for PostgreSQL and print what it emits, as JSON.

    alembic_offline.py FILE...

Output: one object per file and direction, in the order given:

    {"path": FILE, "direction": "upgrade" | "downgrade", "revision": ID or null,
     "statements": [{"sql": TEXT, "boundary": BOOL, "unordered": N or null}, ...],
     "error": null | "Type: message", "stage": null | "import" | "run"}

`statements` holds what was emitted before an error, one entry per construct Alembic compiled: an op.execute
of several statements is one entry. `boundary` marks the BEGIN and COMMIT that autocommit_block() and
begin_transaction() write; a hand-written COMMIT is an ordinary statement. Entries with the same `unordered`
number come out of one Python set inside SQLAlchemy: their order means nothing.

Every file and direction runs alone: a fresh module, a fresh context, a fresh enum memo.
"""
import contextlib
import importlib.util
import io
import itertools
import json
import os
import signal
import sys
import traceback
import warnings

import alembic.context  # noqa: F401  the proxy must exist before an environment is entered
from alembic.config import Config
from alembic.operations import BatchOperations
from alembic.operations import Operations
from alembic.operations import ops
from alembic.runtime.environment import EnvironmentContext
import sqlalchemy.orm  # noqa: F401  revisions rely on env.py and the models having imported it

SECONDS_PER_RUN = 20


class Recorder:
    """Collects the statements of one direction, with their boundaries exact."""

    def __init__(self, impl):
        self.statements = []
        self.unordered = None
        self.counter = itertools.count(1)
        self.terminator = impl.command_terminator
        impl.static_output = self.statement
        impl.emit_begin = lambda: self.boundary("BEGIN")
        impl.emit_commit = lambda: self.boundary("COMMIT")

    def statement(self, text):
        if text.endswith(self.terminator):
            text = text[: -len(self.terminator)]
        group = self.unordered if self.has_no_order(text) else None
        self.statements.append({"sql": text, "boundary": False, "unordered": group})

    def has_no_order(self, text):
        if text.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX")):
            return True
        return text.startswith("ALTER TABLE") and " ADD COLUMN " not in text

    def boundary(self, text):
        self.statements.append({"sql": text, "boundary": True, "unordered": None})

    def watch(self, operations):
        """Number the operations whose derived indexes and constraints SQLAlchemy keeps in a set."""
        invoke = operations.invoke

        def watched(operation):
            if not isinstance(operation, (ops.CreateTableOp, ops.AddColumnOp)):
                return invoke(operation)
            self.unordered = next(self.counter)
            try:
                return invoke(operation)
            finally:
                self.unordered = None

        operations.invoke = watched
        self.watch_batches(operations)

    def watch_batches(self, operations):
        """The same for a batch, which keeps what its operations emit until its end."""
        groups = {}  # id -> (constraint or index, number): what is kept keeps its id

        def invoke(batch, operation):
            before = len(batch.impl.batch)
            result = Operations.invoke(batch, operation)
            if isinstance(operation, ops.AddColumnOp):
                number = next(self.counter)
                kept = [arguments[0] for _, arguments, _ in batch.impl.batch[before:]]
                groups.update((id(item), (item, number)) for item in kept)
            return result

        def numbered(emit):
            def emit_numbered(item, *arguments, **keywords):
                outer, self.unordered = self.unordered, groups.get(id(item), (item, self.unordered))[1]
                try:
                    return emit(item, *arguments, **keywords)
                finally:
                    self.unordered = outer

            return emit_numbered

        BatchOperations.invoke = invoke
        operations.impl.add_constraint = numbered(operations.impl.add_constraint)
        operations.impl.create_index = numbered(operations.impl.create_index)


def load(path):
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location("revision_" + name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def correct_dialect(dialect):
    # Without a connection SQLAlchemy assumes standard_conforming_strings=off and doubles every backslash.
    dialect._backslash_escapes = False


def describe(error):
    lines = traceback.format_exception_only(type(error), error)
    return lines[-1].strip() if len(lines) == 1 else " ".join(line.strip() for line in lines)[:400]


@contextlib.contextmanager
def time_limit(seconds):
    def expire(signum, frame):
        raise TimeoutError("no end after %d seconds" % seconds)

    signal.signal(signal.SIGALRM, expire)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def run(path, direction):
    result = {"path": path, "direction": direction, "revision": None, "statements": [], "error": None, "stage": None}
    environment = EnvironmentContext(Config(), None, as_sql=True)
    # What is judged is the run against the server; offline mode is only how we look at it.
    environment.is_offline_mode = lambda: False
    stage = "import"
    try:
        with environment, time_limit(SECONDS_PER_RUN), contextlib.redirect_stdout(io.StringIO()):
            environment.configure(dialect_name="postgresql", dialect_opts={"paramstyle": "named"}, literal_binds=True)
            context = environment.get_context()
            correct_dialect(context.dialect)
            recorder = Recorder(context.impl)
            result["statements"] = recorder.statements
            with Operations.context(context) as operations:
                recorder.watch(operations)
                module = load(path)
                result["revision"] = getattr(module, "revision", None)
                stage = "run"
                function = getattr(module, direction, None)
                if function is not None:
                    function()
    except (Exception, SystemExit) as error:
        result["error"] = describe(error)
        result["stage"] = stage
    return result


def main():
    warnings.simplefilter("ignore")
    results = [run(path, direction) for path in sys.argv[1:] for direction in ("upgrade", "downgrade")]
    json.dump(results, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
