"""Random histories, squashed by Django itself and then changed at random: whether the models behind them differ, by Django and by miglint.

The optimizer of Django 3.2 is not always right (it keeps references to models that a later operation renames), which is to be seen too.
"""
import collections
import copy
import json
import random
import re
import subprocess
import sys

import compare
import django_generate

MIGRATIONS = 5
# What of a field's arguments is something to the database, besides its class.
ARGUMENTS = ("null", "primary_key", "max_length", "max_digits", "decimal_places", "db_column", "db_constraint", "db_table", "db_collation", "through")
IMPLICIT_KEY = ("AutoField", (("primary_key", "true"), ("unique", "true")))


def write_histories(folder, seeds):
    (folder / "miglint.toml").write_text('django-version = "3.2"\n')
    (folder / "manage.py").touch()
    for seed in seeds:
        target = folder / ("s%04d" % seed) / "migrations"
        target.mkdir(parents=True)
        (target.parent / "__init__.py").touch()
        (target / "__init__.py").touch()
        for _, name, text in django_generate.generate(seed, MIGRATIONS, apps=1):
            (target / (name + ".py")).write_text(text)


def set_up(folder, seeds):
    """Django for these apps; once in a process. Its loader."""
    import django
    from django.conf import settings

    sys.path.insert(0, str(folder))
    settings.configure(DATABASES={}, USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
                       INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.postgres", *("s%04d" % seed for seed in seeds)])
    django.setup()
    from django.db.migrations.loader import MigrationLoader
    return MigrationLoader(None)


def state_behind(loader, operations, app):
    state = loader.project_state([key for key in loader.graph.leaf_nodes() if key[0] in ("auth", "contenttypes")])
    for operation in operations:
        operation.state_forwards(app, state)
    return state


def field_shape(field, app, model):
    _, path, _, keywords = field.deconstruct()
    kind = path.split(".")[-1]
    found = {key: repr(keywords[key]).lower() for key in ARGUMENTS if key in keywords and not (field.many_to_many and key == "null")}
    if "to" in keywords:
        found["to"] = str(keywords["to"]).lower().replace("self", "%s.%s" % (app, model)) if keywords["to"] == "self" else str(keywords["to"]).lower()
    if field.unique:
        found["unique"] = "true"
    if getattr(field, "db_index", False):
        found["db_index"] = "true"
    if "base_field" in keywords:
        found["base"] = str(field_shape(keywords["base_field"], app, model))
    return kind, tuple(sorted(found.items()))


def shape(state, app):
    """(model, part ...) -> what it is in the database"""
    parts = {}
    for (label, name), model in state.models.items():
        if label != app or model.options.get("proxy") or model.options.get("managed") is False:
            continue
        fields = {key: field_shape(field, app, name) for key, field in model.fields.items()}
        if not any(dict(arguments).get("primary_key") for _, arguments in fields.values()):
            fields["id"] = IMPLICIT_KEY
        parts[name, "table"] = model.options.get("db_table")
        parts.update({(name, "field", key): value for key, value in fields.items()})
        for kind in ("indexes", "constraints"):
            parts.update({(name, kind, item.name): str(getattr(item, "fields", "")) for item in model.options.get(kind, ())})
        for kind in ("unique_together", "index_together"):
            parts.update({(name, kind, tuple(names)): True for names in model.options.get(kind) or ()})
        parts[name, "order"] = bool(model.options.get("order_with_respect_to"))
    return parts


def spoil(operations, rng):
    """Something of it is left out or changed."""
    operation = rng.choice(operations)
    if rng.random() < 0.5 and getattr(operation, "fields", None):
        at = rng.randrange(len(operation.fields))
        name, field = operation.fields[at]
        if name.endswith("_ptr"):  # Django makes it itself
            return
        field = field.clone()
        field.null = not field.null
        kept = [(name, field)] if rng.random() < 0.5 else []
        operation.fields = operation.fields[:at] + kept + operation.fields[at + 1:]
    else:
        operations.remove(operation)


def squash(loader, folder, seed, spoilt):
    """Writes the squashed migration of an app. The models in which it differs by Django; None when Django cannot run the one or the other."""
    from django.db import migrations
    from django.db.migrations.optimizer import MigrationOptimizer
    from django.db.migrations.writer import MigrationWriter

    app = "s%04d" % seed
    keys = sorted(key for key in loader.disk_migrations if key[0] == app)
    operations = [operation for key in keys for operation in loader.disk_migrations[key].operations]
    try:
        old = shape(state_behind(loader, operations, app), app)
        squashed = MigrationOptimizer().optimize(copy.deepcopy(operations), app)
        if spoilt and squashed:
            spoil(squashed, random.Random(seed))
        new = shape(state_behind(loader, squashed, app), app)
    except Exception:
        return None
    needed = {need for key in keys for need in loader.disk_migrations[key].dependencies if need[0] != app}
    made = type("Migration", (migrations.Migration,), {"dependencies": sorted(needed), "operations": squashed, "replaces": keys, "initial": True})
    name = "0001_squashed_" + keys[-1][1]
    (folder / app / "migrations" / (name + ".py")).write_text(MigrationWriter(made(name, app), include_header=False).as_string())
    return {part[0] for part in set(old) | set(new) if old.get(part, False) != new.get(part, False)}


def run_miglint(folder):
    """app -> the findings about its squashed migration"""
    done = subprocess.run([compare.MIGLINT, "check", "--output-format", "json", "."], cwd=folder, stdout=subprocess.PIPE, timeout=600, check=False)
    found = collections.defaultdict(list)
    for finding in json.loads(done.stdout):
        if finding["rule"] in ("incomplete-squash", "inconsistent-squash"):
            found[finding["path"].split("/")[0]].append(finding)
    return found


def models_of(messages):
    """The models that findings are about, in lower case."""
    return {name.lower() for message in messages for name in re.findall(r"(?: of|^model) `(\w+)`", message)}


def judge(folder, seeds, is_spoilt):
    """seed -> (what is wrong, empty when nothing is; whether they differ, None when Django could not tell)"""
    write_histories(folder, seeds)
    loader = set_up(folder, seeds)
    django = {seed: squash(loader, folder, seed, is_spoilt(seed)) for seed in seeds}
    found, verdicts = run_miglint(folder), {}
    for seed, differing in django.items():
        messages = [finding["message"] for finding in found["s%04d" % seed]]
        same = differing is None or (bool(messages) == bool(differing) and models_of(messages) <= differing)
        verdicts[seed] = ("" if same else "Django: %s\nmiglint: %s" % (sorted(differing), "\n".join(messages)), None if differing is None else bool(differing))
    return verdicts
