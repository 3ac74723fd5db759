"""Random histories of a Django app, or of two that need each other: models, fields and what is done to them.

    migrations = generate(seed)        # (app, name, text) of each migration file, in order

The history keeps to what Django can run: a field that a constraint, an index or another model uses stays as long as that.
"""
import random

from django_fields import Fields
from django_items import Items
from django_operations import Operations
from django_special import Special

HEADER = """import datetime
import decimal
import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Abs, Coalesce, Collate, Length, Lower, Mod, Upper
from django.utils import timezone


class Mixin:
    pass


%s
class Migration(migrations.Migration):
%s    dependencies = [%s]

    operations = [
%s
    ]
"""
OTHERS = "migrations.swappable_dependency(settings.AUTH_USER_MODEL), ('auth', '0012_alter_user_first_name_max_length'), " \
         "('contenttypes', '0002_remove_content_type_name')"
MOST_OPERATIONS = 6


class Generator(Fields, Items, Operations, Special):
    """extensions, collations: what the history has made so far; current: the app whose migration is being written; functions: lines of its file; written: the files."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.app = self.current = "s%04d" % seed
        self.models, self.extensions, self.collations = {}, set(), []
        self.count, self.written = 0, []
        self.operations, self.functions, self.atomic = [], [], True

    def fresh(self, prefix):
        self.count += 1
        long = "_of_a_rather_long_name_that_has_to_be_cut" if self.chance(0.06) else ""
        return "%s%d%s" % (prefix, self.count, long)

    def chance(self, share):
        return self.random.random() < share

    def pick(self, items):
        return self.random.choice(list(items)) if items else None

    STEPS = (("create_model", 8), ("delete_model", 2), ("rename_model", 4), ("alter_table", 2), ("together", 4), ("order_model", 1),
             ("alter_options", 1), ("alter_managers", 0.5), ("add_field", 10), ("remove_field", 4), ("rename_field", 5), ("alter_field", 20), ("change_key", 2),
             ("turn_into_relation", 2), ("link_through", 1), ("add_item", 8), ("remove_item", 4), ("extension", 2), ("collation", 0.5), ("run_sql", 2),
             ("run_python", 1), ("separate", 2), ("forget_field", 0.5), ("show_link", 2))

    def migration(self, app, length):
        """Write one of an app, behind all that there are."""
        self.current, self.operations, self.functions, self.atomic = app, [], [], not self.chance(0.12)
        number = 1 + sum(label == app for label, _, _ in self.written)
        if not self.written and self.chance(0.4):
            self.extension()
        while len(self.operations) < length:
            step = "create_model" if not self.concrete() else self.random.choices(*zip(*self.STEPS))[0]
            getattr(self, step)()
        before = {label: name for label, name, _ in self.written}
        dependencies = ", ".join(map(repr, before.items())) if before else OTHERS
        facts = "    initial = True\n" * (number == 1 and self.chance(0.7)) + "    atomic = False\n" * (not self.atomic)
        operations = "\n".join("        %s," % text.replace("migrations.AddIndexC", "AddIndexC").replace("migrations.RemoveIndexC", "RemoveIndexC")
                               for text in self.operations)
        functions = "".join(line + "\n" for line in self.functions)
        self.written.append((app, "%04d_random" % number, HEADER % (functions, facts, dependencies, operations)))


def generate(seed, migrations=4, apps=2):
    """apps: at most."""
    generator = Generator(seed)
    other = generator.app + "_other" if generator.chance(0.3) and apps > 1 else generator.app
    for number in range(migrations):
        app = other if number and generator.chance(0.4) else generator.app
        generator.migration(app, generator.random.randint(1, MOST_OPERATIONS))
    return generator.written


if __name__ == "__main__":
    import sys

    for written in generate(int(sys.argv[1])):
        print("# ---- %s.%s\n%s" % written)
