#!/usr/bin/python3
"""Compare what miglint replays of other projects' histories with what real Alembic makes of them.

    schema_corpus.py DIR...      each the root of an unpacked package

A folder of revisions is a history. Revisions run in the order of the graph, each in a transaction, without the project's env.py; one that
cannot be imported or run here leaves out those that come after it. What ran is compared at the end.
Prints a line a history, every difference, why revisions did not run, and the share of equal objects. MIGLINT and BUILD as for tests/run.
"""

import ast
import importlib.util
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

import schema  # noqa: E402
import schema_history as oracle  # noqa: E402
import sqlalchemy  # noqa: E402
import sqlalchemy.orm  # noqa: E402,F401  revisions rely on env.py and the models having imported it
from alembic.config import Config  # noqa: E402
from alembic.operations import Operations  # noqa: E402
from alembic.runtime.environment import EnvironmentContext  # noqa: E402
from postgres_server import PostgresServer  # noqa: E402


def declared(path):
    """(revision, parents) of a file, read without running it; None when it is no revision."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return None
    values = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id in ("revision", "down_revision", "depends_on") and node.value is not None:
                try:
                    values[target.id] = ast.literal_eval(node.value)
                except ValueError:
                    return None
    if not isinstance(values.get("revision"), str) or "down_revision" not in values:
        return None
    parents = []
    for name in ("down_revision", "depends_on"):
        value = values.get(name)
        parents += [value] if isinstance(value, str) else list(value or ())
    return values["revision"], parents


class Package:
    """One history: revision files by id, and the order they run in."""

    def __init__(self, folder, paths):
        self.folder, self.target = folder, str(folder)
        self.files = {}
        for path in paths:
            found = declared(path)
            if found:
                self.files[found[0]] = (path, found[1])

    def order(self):
        done, waiting = [], sorted(self.files)
        while waiting:
            ready = [r for r in waiting if all(p in done or p not in self.files for p in self.files[r][1])]
            if not ready:
                break
            done += ready
            waiting = [r for r in waiting if r not in done]
        return done

    def run(self, url, revision):
        path = self.files[revision][0]
        specification = importlib.util.spec_from_file_location("revision_" + path.stem.replace(".", "_"), path)
        module = importlib.util.module_from_spec(specification)
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
        environment = EnvironmentContext(Config(), None)
        with engine.connect() as connection, environment:
            environment.configure(connection=connection, transaction_per_migration=True)
            context = environment.get_context()
            with context.begin_transaction(_per_migration=True), Operations.context(context):
                specification.loader.exec_module(module)
                module.upgrade()


def packages(root):
    """The histories below a root: revisions by the folder they are in, sides of one graph together."""
    folders = {}
    for path in sorted(root.rglob("*.py")):
        if declared(path):
            folders.setdefault(path.parent, []).append(path)
    groups = []
    for folder, paths in folders.items():
        ids = {declared(p)[0] for p in paths} | {parent for p in paths for parent in declared(p)[1]}
        joined = [g for g in groups if g[1] & ids]
        for group in joined:
            groups.remove(group)
        groups.append((sum((g[0] for g in joined), paths), ids.union(*(g[1] for g in joined)), min([folder, *(g[2] for g in joined)])))
    return [Package(folder, paths) for paths, _, folder in groups]


def compare(comparison, package):
    """Runs what can be run; returns how many ran, why others did not, and the Step that compares."""
    comparison.begin()
    done, failed, reasons = [], set(), []
    for revision in package.order():
        path, parents = package.files[revision]
        if any(p in failed or p not in package.files for p in parents):
            failed.add(revision)
            continue
        try:
            package.run(comparison.url, revision)
            done.append(revision)
        except (Exception, SystemExit) as error:
            failed.add(revision)
            reasons.append(f"{path.name}: {oracle.first_line(error)}")
    step = oracle.Step(package.target, "")
    if done:
        facts = comparison.facts()
        comparison.compare(step, facts, [str(package.files[r][0]) for r in done])
    return len(done), reasons, step


def main(roots):
    total = Counter()
    with PostgresServer() as server, tempfile.TemporaryDirectory():
        comparison = oracle.Comparison(server, "corpus")
        for root in roots:
            library = [str(p) for p in Path(root).rglob("dist-packages")]
            sys.path[:0] = library
            for package in packages(Path(root)):
                ran, reasons, step = compare(comparison, package)
                equal = step.objects - min(step.objects, step.differing)
                total.update(revisions=len(package.files), ran=ran, objects=step.objects, equal=equal,
                             dumped=step.objects - min(step.objects, step.dump_differing))
                print(f"{package.folder.relative_to(Path(root).parent)}: {ran} of {len(package.files)} revisions ran, {equal} of {step.objects} objects equal")
                print("".join(f"    not run: {reason}\n" for reason in reasons[:3])
                      + "".join(f"    {line}\n" for text in step.differences + step.dump_differences for line in text.splitlines()), end="")
            sys.path[:] = [p for p in sys.path if p not in library]
        comparison.close()
    share = 100 * total["equal"] / total["objects"] if total["objects"] else 0
    print(f"{total['ran']} of {total['revisions']} revisions ran; {total['equal']} of {total['objects']} objects equal ({share:.2f} %), "
          f"{total['dumped']} in what pg_dump prints")


if __name__ == "__main__":
    main(sys.argv[1:])
