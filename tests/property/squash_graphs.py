"""Random graphs of migrations with squashed ones among them: what miglint says of the squashed ones, and whether Django can load the graph.

Django's outcome may depend on the order in which it meets the files, so it is asked several times.
"""
import json
import random
import subprocess
import tempfile
from pathlib import Path

import compare

ORDERS = 12
RULES = ("inconsistent-squash", "revision-cycle", "missing-parent", "missing-dependency")


def numbered(rng, labels):
    """The keys of plain migrations in an order in which they may have been written."""
    left = {label: ["%04d_%s" % (number, rng.choice("pqr") * number) for number in range(1, rng.randint(3, 6))] for label in labels}
    keys = []
    while any(left.values()):
        label = rng.choice([label for label in labels if left[label]])
        keys.append((label, left[label].pop(0)))
    return keys


def depend(rng, keys, i):
    earlier = [key for key in keys[:i] if key[0] == keys[i][0]]
    others = [key for key in keys[:i] if key[0] != keys[i][0]]
    found = [earlier[-1] if rng.random() < 0.9 else rng.choice(earlier)] if earlier else []
    return found + ([rng.choice(others)] if others and rng.random() < 0.5 else [])


def squash(rng, keys, dependencies, label):
    """(what it depends on, what it replaces), now and then not as it should be."""
    own = [key for key in keys if key[0] == label]
    first = rng.randrange(len(own))
    replaced = own[first:rng.randint(first, len(own) - 1) + 1]
    if len(replaced) > 2 and rng.random() < 0.15:
        replaced.pop(rng.randrange(1, len(replaced) - 1))
    needed = {need for key in replaced for need in dependencies[key] if need not in replaced and rng.random() < 0.9}
    if rng.random() < 0.05:
        needed.add(rng.choice(keys))
    return sorted(needed), replaced


def generate(seed):
    """key -> (dependencies, replaces)"""
    rng = random.Random(seed)
    labels = "ab"[:rng.choice((1, 2, 2))]
    keys = numbered(rng, labels)
    dependencies = {key: depend(rng, keys, i) for i, key in enumerate(keys)}
    graph = {key: (dependencies[key], []) for key in keys}
    for number in range(rng.choice((1, 1, 2))):
        label = rng.choice(labels)
        needed, replaced = squash(rng, keys, dependencies, label)
        key = (label, "%s_squashed_%d" % (replaced[0][1][:4], number))
        graph[key] = (needed, replaced)
        for other in keys:
            if rng.random() < 0.1 and other not in replaced:
                graph[other] = ([key if need in replaced else need for need in graph[other][0]], [])
    if rng.random() < 0.2:
        del graph[rng.choice(keys)]
    return graph


def load(graph, order):
    from django.db import migrations
    from django.db.migrations.loader import MigrationLoader

    class Loader(MigrationLoader):
        def load_disk(self):
            self.unmigrated_apps, self.migrated_apps = set(), {label for label, _ in graph}
            self.disk_migrations = {key: type("Migration", (migrations.Migration,), {"dependencies": graph[key][0], "replaces": graph[key][1]})(*key[::-1])
                                    for key in order}

    return Loader(None)


def outcomes(graph):
    """The names of what Django stops with, "ok" among them where it does not."""
    found = set()
    for number in range(ORDERS):
        order = sorted(graph)
        random.Random(number).shuffle(order)
        try:
            load(graph, order)
            found.add("ok")
        except Exception as error:
            found.add(type(error).__name__)
    return found


def findings(graph):
    with tempfile.TemporaryDirectory(prefix="miglint-squash-") as folder:
        Path(folder, "manage.py").touch()
        for (label, name), (needed, replaced) in graph.items():
            path = Path(folder, label, "migrations", name + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = %r\n    replaces = %r\n"
                            "    operations = []\n" % (needed, replaced))
        done = subprocess.run([compare.MIGLINT, "check", "--output-format", "json", "--isolated", folder], stdout=subprocess.PIPE, timeout=60, check=False)
    return [finding for finding in json.loads(done.stdout) if finding["rule"] in RULES]


def is_cycle(finding):
    """Whether it says that Django meets a circle."""
    said = finding["message"]
    return finding["rule"] == "revision-cycle" or "comes after" in said or "which it replaces" in said


def judge(seed):
    """What is wrong between the two, empty when nothing is; and what Django said."""
    graph = generate(seed)
    django, ours = outcomes(graph), findings(graph)
    said = "\n".join("%s:%d %s" % (finding["path"].split("/", 4)[-1], finding["line"], finding["message"]) for finding in ours)
    if django != {"ok"} and not ours:
        return "Django: %s; miglint says nothing\n%s" % (sorted(django), graph), django
    if "ok" in django and len(django) == 1 and any(map(is_cycle, ours)):
        return "Django loads it\n%s\n%s" % (said, graph), django
    return "", django
