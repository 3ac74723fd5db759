"""Running miglint from the scripts of this directory, with every abnormal end kept."""

import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIME_LIMIT = 120  # seconds for one call; the slowest takes well under one
SANITIZER_STATUS = 99  # the sanitizers' own default is 1, which means "findings" here


def cache_dir():
    default = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "miglint-corpus"
    return pathlib.Path(os.environ.get("MIGLINT_CORPUS") or default).resolve()


def is_revision(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    return all(re.search(rf"^{name}\s*[:=]", text, re.M) for name in ("revision", "down_revision"))


def topmost(files):
    """The directories holding the files, without those inside another of them."""
    dirs = {pathlib.PurePath(name).parent for name in files}
    return sorted(str(d) for d in dirs if not dirs & set(d.parents))


class Miglint:
    """The program under test; collects everything that is not a normal end. Paths are relative to `cwd`."""

    def __init__(self, cwd, sanitized=False):
        self.cwd = cwd
        default = ROOT / "build" / ("sanitize/miglint" if sanitized else "miglint")
        self.program = pathlib.Path(os.environ.get("MIGLINT") or default).resolve()
        if not os.access(self.program, os.X_OK):
            sys.exit(f"{sys.argv[0]}: {self.program} is not there: build it first, or set MIGLINT")
        options = f"exitcode={SANITIZER_STATUS}"
        self.env = dict(os.environ, ASAN_OPTIONS=options, LSAN_OPTIONS=options,
                        UBSAN_OPTIONS=options + ":halt_on_error=1:print_stacktrace=1")
        self.crashes = []
        self.refusals = []
        self.stderr = ""  # of the last normal end

    def run(self, *args):
        """Standard output, or "" after an abnormal end."""
        try:
            done = subprocess.run([self.program, *args], cwd=self.cwd, env=self.env, capture_output=True,
                                  text=True, errors="replace", timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            self.crashes.append((args, f"still running after {TIME_LIMIT} s", ""))
            return ""
        if done.returncode not in (0, 1, 2):
            self.crashes.append((args, f"exit status {done.returncode}", done.stderr[-4000:]))
            return ""
        if done.returncode == 2:
            self.refusals.append((args, "exit status 2", done.stderr[-1000:]))
        self.stderr = done.stderr
        return done.stdout

    def json(self, *args):
        ended_badly = len(self.crashes) + len(self.refusals)
        text = self.run(*args)
        if not text and ended_badly < len(self.crashes) + len(self.refusals):
            return []
        try:
            return json.loads(text)
        except ValueError as error:
            self.crashes.append((args, f"output is not JSON: {error}", self.stderr[-4000:]))
            return []

    def check(self, files):
        return self.json("check", "--output-format", "json", *topmost(files))

    def statements(self, files):
        return (self.json("sql", "--output-format", "json", *files)
                + self.json("sql", "--downgrade", "--output-format", "json", *files))

    def end(self):
        """Report abnormal ends and leave with the status they deserve."""
        for word, ends in (("REFUSED", self.refusals), ("CRASH", self.crashes)):
            for args, what, stderr in ends:
                shown = " ".join(args[:5]) + (" ..." if len(args) > 5 else "")
                print(f"\n{word}: {what}: miglint {shown}\n{stderr}", file=sys.stderr)
        sys.exit(1 if self.crashes else 0)
