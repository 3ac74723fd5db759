"""Apps of unpacked packages, as far as Django can use them without the libraries they need.

    found = find(FOLDER)                   packages below it, each with usr/lib/python3/dist-packages or the like
    configs(found)                         what INSTALLED_APPS gets: their models are imported when they can be
    disable_broken(found, settings)        apps whose migrations cannot be imported or need other ones: label -> why
"""
import importlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path

LABEL = re.compile(r"^\s+label\s*=\s*[\"'](\w+)[\"']", re.MULTILINE)


@dataclass
class App:
    module: str
    label: str
    folder: Path


def import_root(folder):
    """The folder that has to be in sys.path: the first above that is no package."""
    while (folder / "__init__.py").exists():
        folder = folder.parent
    return folder


def label_of(folder):
    text = (folder / "apps.py").read_text(errors="replace") if (folder / "apps.py").exists() else ""
    match = LABEL.search(text)
    return match[1] if match else folder.name


def find(root):
    """Apps below root; of two with one label the first."""
    found = {}
    sys.path += [str(path) for path in sorted(Path(root).glob("*/usr/*/python3/dist-packages"))]
    for migrations in sorted(Path(root).rglob("migrations")):
        folder = migrations.parent
        if not (folder / "__init__.py").exists() or not any(migrations.glob("0*.py")) or "tests" in folder.parts:
            continue
        above = import_root(folder)
        module = ".".join(folder.relative_to(above).parts)
        if str(above) not in sys.path:
            sys.path.append(str(above))
        found.setdefault(label_of(folder), App(module, label_of(folder), folder))
    return list(found.values())


def ensure_importable(module, folder):
    """A package that needs what is not there gets an empty one in its place, which still holds its modules."""
    parent = module.rpartition(".")[0]
    if parent:
        ensure_importable(parent, folder.parent)
    try:
        importlib.import_module(module)
    except Exception:
        bare = type(sys)(module)
        bare.__path__, bare.__file__ = [str(folder)], str(folder / "__init__.py")
        sys.modules[module] = bare


def configs(found):
    from django.apps import AppConfig

    class Loose(AppConfig):
        def import_models(self):
            try:
                super().import_models()
            except Exception as error:  # whatever a library that is not there makes of it
                print("%s: its models cannot be imported: %s" % (self.label, error), file=sys.stderr)
                self.models_module, self.models = None, self.apps.all_models[self.label]

    module = type(sys)("loose_apps")
    sys.modules["loose_apps"] = module
    names = []
    for number, app in enumerate(found):
        ensure_importable(app.module, app.folder)
        name = "Loose%d" % number
        setattr(module, name, type(name, (Loose,), {"name": app.module, "label": app.label, "path": str(app.folder),
                                                    "__module__": "loose_apps"}))
        names.append("loose_apps." + name)
    return names


def problem(app):
    try:
        for path in sorted((app.folder / "migrations").glob("*.py")):
            if path.stem != "__init__":
                importlib.import_module("%s.migrations.%s" % (app.module, path.stem))
        importlib.import_module(app.module + ".migrations")
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)
    return None


def disable_broken(found, settings):
    from django.db.migrations.exceptions import NodeNotFoundError
    from django.db.migrations.loader import MigrationLoader

    broken = {app.label: problem(app) for app in found}
    broken = {label: why for label, why in broken.items() if why}
    while True:
        settings.MIGRATION_MODULES = dict.fromkeys(broken)
        try:
            MigrationLoader(None)
            return broken
        except NodeNotFoundError as error:
            label = error.origin.app_label if error.origin else error.node[0]
            if label in broken:
                raise
            broken[label] = str(error)
