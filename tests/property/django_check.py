"""Random Django histories (django_generate.py) run by real Django and a real PostgreSQL, compared with what miglint derives."""
import collections
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import compare
import django_compare
import django_generate

MIGRATIONS = 4


@dataclass
class Verdict:
    seed: int
    name: str
    direction: str
    difference: str  # empty: equal
    statements: int
    not_run: str = ""  # why Django could not


def write(seeds, folder, migrations=MIGRATIONS):
    (folder / "miglint.toml").write_text('django-version = "3.2"\n')
    for seed in seeds:
        target = folder / ("s%d" % seed) / "migrations"
        target.mkdir(parents=True)
        (target / "__init__.py").touch()
        for number, text in enumerate(django_generate.generate(seed, migrations), 1):
            (target / ("%04d_random.py" % number)).write_text(text)


def run_miglint(paths, direction):
    """path -> what miglint lists for it"""
    command = [compare.MIGLINT, "sql", "--output-format", "json", *paths]
    if direction == "downgrade":
        command.insert(2, "--downgrade")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    if done.returncode not in (0, 1):
        raise RuntimeError("miglint: exit status %d: %s" % (done.returncode, done.stderr.decode(errors="replace")[-1500:]))
    result = collections.defaultdict(list)
    for item in json.loads(done.stdout):
        result[os.path.realpath(item["path"])].append(item)
    return result


def judge(seeds, folder):
    """A Verdict for every migration and direction that Django came to."""
    write(seeds, folder)
    entries = django_compare.run_django([folder])
    got = {}
    for direction in compare.DIRECTIONS:
        paths = [entry["path"] for entry in entries if entry["direction"] == direction]
        got[direction] = run_miglint(paths, direction) if paths else {}
    cache, verdicts = {}, []
    for entry in entries:
        seed = int(entry["app"][1:])
        if entry["error"]:
            verdicts.append(Verdict(seed, entry["name"], entry["direction"], "", 0, entry["error"]))
            continue
        objects = got[entry["direction"]][os.path.realpath(entry["path"])]
        django_compare.fill_in(objects, entry["statements"])
        path = Path(entry["path"]).relative_to(folder)
        result = compare.compare(path, entry["direction"], entry, objects, None, cache)
        verdicts.append(Verdict(seed, entry["name"], entry["direction"], "" if result.same() else django_compare.describe(result),
                                result.total))
    return verdicts
