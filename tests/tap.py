"""A few lines of TAP for suites written in Python.

    from tap import Tap
    t = Tap()
    t.ok(1 + 1 == 2, "adds")
    t.equal(got, expected, "says what it did")
    t.skip("needs a server", "no PostgreSQL here")
    t.finish()

finish() prints the plan and exits: 1 when a test failed or none was run. A suite that dies before it has
no plan, which tests/run counts as a failure.
"""

import difflib
import sys
import traceback
from contextlib import contextmanager


class Tap:
    def __init__(self, out=sys.stdout):
        self.out = out
        self.count = 0
        self.failed = 0

    def _line(self, text):
        print(text, file=self.out, flush=True)

    def note(self, text):
        """Print text as comment lines: shown under a failure just before it."""
        for line in str(text).splitlines() or [""]:
            self._line(f"# {line}")

    def ok(self, condition, name, detail=""):
        """Report one test; detail is printed only when it fails. Returns whether it passed."""
        self.count += 1
        # One line, and no bare "#": what follows one is a directive.
        name = " ".join(str(name).split()).replace("#", "\\#")
        self._line(f"{'ok' if condition else 'not ok'} {self.count} - {name}")
        if not condition:
            self.failed += 1
            if detail not in ("", None):
                self.note(detail)
        return bool(condition)

    def equal(self, got, expected, name):
        """Like ok(got == expected, name), with a diff of the two when they differ."""
        return self.ok(got == expected, name, "" if got == expected else _difference(expected, got))

    def skip(self, name, reason):
        self.count += 1
        self._line(f"ok {self.count} - {' '.join(str(name).split())} # SKIP {reason}")

    @contextmanager
    def survives(self, name):
        """Turn an exception inside the block into a failure called name, so that the other tests still run."""
        try:
            yield
        except Exception:  # whatever it is, it is the result of this test
            self.ok(False, name, traceback.format_exc())

    def finish(self):
        if self.count == 0:
            self.note("no test was run")
        self._line(f"1..{self.count}")
        sys.exit(1 if self.failed or self.count == 0 else 0)


def _difference(expected, got):
    if isinstance(expected, str) and isinstance(got, str):
        lines = difflib.unified_diff(expected.splitlines(), got.splitlines(), "expected", "got", lineterm="")
        return "\n".join(lines) or f"expected {expected!r}\ngot      {got!r}"
    return f"expected {expected!r}\ngot      {got!r}"
