"""Projects of several files written as one text, for examples and fixtures of rules that look at a history.

    # ---- versions/0042_rooms.py                   a file of the working tree
    # ---- versions/0042_rooms.py (on main)         as committed on the branch main, before the work began
    # ---- versions/0043_notes.py (later on main)   as committed there afterwards
    # ---- versions/0042_rooms.py (removed)         no longer in the working tree

What stands before the first heading belongs to no file. There is always an env.py. Where main is mentioned the project is a
git repository, and miglint is to be run with --diff-base main.
"""

import os
import re
import subprocess
from pathlib import Path

HEADING = re.compile(r"# ---- (\S+)(?: \(([a-z ]+)\))?")
STATES = (None, "on main", "later on main", "removed")
ENVIRONMENT = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
               "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
               "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def is_project(text):
    return re.search(HEADING.pattern, text, re.MULTILINE) is not None


def sections(text):
    """(path, state, text) of each file, in order."""
    found = []
    for line in text.splitlines(keepends=True):
        heading = HEADING.fullmatch(line.rstrip())
        if heading:
            assert heading[2] in STATES, line
            found.append([heading[1], heading[2], ""])
        elif found:
            found[-1][2] += line
    return [tuple(section) for section in found]


def git(folder, *arguments):
    return subprocess.run(["git", *arguments], cwd=folder, env=dict(os.environ, **ENVIRONMENT), check=True, timeout=60,
                          capture_output=True, text=True).stdout


def write(folder, files):
    for path, text in files:
        Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
        Path(folder, path).write_text(text)


def commit(folder, files, message):
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message, "--allow-empty")


def build(folder, text):
    """Writes the project into `folder`; the options miglint needs for it."""
    files = {state: [(path, body) for path, of, body in sections(text) if of == state] for state in STATES}
    if not any(path == "env.py" for path, _, _ in sections(text)):
        write(folder, [("env.py", "")])
    if not files["on main"]:
        write(folder, files[None])
        return []
    git(folder, "init", "-q", "-b", "main")
    commit(folder, files["on main"], "base")
    if files["later on main"]:
        git(folder, "checkout", "-q", "-b", "work")
        git(folder, "checkout", "-q", "main")
        commit(folder, files["later on main"], "later")
        git(folder, "checkout", "-q", "work")
    write(folder, files[None])
    for path, _ in files["removed"]:
        Path(folder, path).unlink()
    return ["--diff-base", "main"]
