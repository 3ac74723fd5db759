"""Random histories of a Django app: models, fields and what is done to them.

    migrations = generate(seed)        # the text of each migration file, in order

The history keeps to what Django can run: a field that a constraint, an index or another model uses stays as long as that.
"""
import random

HEADER = """import datetime
import decimal
import uuid

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [%s]

    operations = [
%s
    ]
"""

TEXTS = ("CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField")
NUMBERS = ("IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
           "PositiveBigIntegerField", "DecimalField", "FloatField")
OTHERS = ("BooleanField", "DateField", "DateTimeField", "TimeField", "DurationField", "UUIDField", "JSONField", "BinaryField",
          "GenericIPAddressField", "ArrayField")
DEFAULTS = {
    "BooleanField": ("True", "False", "1"),
    "DateField": ("datetime.date(2020, 1, 2)",),
    "DateTimeField": ("datetime.datetime(2020, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)",),
    "TimeField": ("datetime.time(1, 2, 3)",),
    "DurationField": ("datetime.timedelta(days=2)", "datetime.timedelta(seconds=90061)"),
    "UUIDField": ("uuid.UUID('00000000-0000-0000-0000-000000000003')",),
    "JSONField": ("dict", "list", "{'a': [1, None, 'x']}", "3"),
    "BinaryField": ("b'ab'", "b''"),
    "GenericIPAddressField": ("'1.2.3.4'",),
    "ArrayField": ("list", "['a', 'b c']"),
    "FloatField": ("1.5", "2"),
    "DecimalField": ("0", "'1.50'", "decimal.Decimal('2.5')"),
}


class Field:
    """kind and keywords, as source text."""

    def __init__(self, kind, keywords, to=None):
        self.kind, self.keywords, self.to = kind, keywords, to

    def copy(self):
        return Field(self.kind, dict(self.keywords), self.to)

    @property
    def is_relation(self):
        return self.to is not None

    @property
    def is_key(self):
        return "primary_key" in self.keywords

    def source(self):
        arguments = ["%s=%s" % pair for pair in self.keywords.items()]
        if self.kind == "ManyToManyField":
            arguments.insert(0, "to=%r" % self.to)
        elif self.is_relation:
            arguments[:0] = ["to=%r" % self.to, "on_delete=models.CASCADE"]
        elif self.kind == "ArrayField":
            return "django.contrib.postgres.fields.ArrayField(%s)" % ", ".join(["models.CharField(max_length=9)"] + arguments)
        return "models.%s(%s)" % (self.kind, ", ".join(arguments))


class Model:
    def __init__(self, name, fields):
        self.name, self.fields = name, fields
        self.unique, self.index = None, None
        self.indexes, self.constraints = {}, {}  # name -> fields they use

    def used(self):
        names = set(self.unique or ()) | set(self.index or ())
        for fields in (*self.indexes.values(), *self.constraints.values()):
            names.update(fields)
        return names

    def columns(self):
        return [name for name, field in self.fields.items() if field.kind != "ManyToManyField"]

    def free(self):
        return [name for name, field in self.fields.items() if name not in self.used() and not field.is_key]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.app = "s%d" % seed
        self.models = {}
        self.count = 0
        self.operations = []

    def fresh(self, prefix):
        self.count += 1
        long = "_of_a_rather_long_name_that_has_to_be_cut" if self.chance(0.06) else ""
        return "%s%d%s" % (prefix, self.count, long)

    def chance(self, share):
        return self.random.random() < share

    def pick(self, items):
        return self.random.choice(list(items)) if items else None

    # ---- fields -----------------------------------------------------------------------------------------------

    def plain(self, kind=None):
        kind = kind or self.pick(self.random.choices((TEXTS, NUMBERS, OTHERS), (4, 4, 2))[0])
        keywords = {}
        if kind in ("CharField",) or (kind in ("SlugField", "EmailField", "URLField", "FileField") and self.chance(0.4)):
            keywords["max_length"] = str(self.random.randint(1, 300))
        if kind == "DecimalField":
            keywords.update(max_digits=str(self.random.randint(5, 12)), decimal_places=str(self.random.randint(0, 4)))
        field = Field(kind, keywords)
        self.decorate(field)
        return field

    def decorate(self, field):
        keywords, kind = field.keywords, field.kind
        if self.chance(0.35):
            keywords["null"] = "True"
        if self.chance(0.2):
            keywords["blank"] = "True"
        if kind not in ("JSONField",) and self.chance(0.15):
            keywords["unique"] = "True"
        if kind not in ("JSONField",) and self.chance(0.2):
            keywords["db_index"] = self.pick(("True", "True", "False"))
        if self.chance(0.4):
            keywords["default"] = self.pick(DEFAULTS.get(kind, ("'it\\'s'", "''", "'a\\\\b'") if kind in TEXTS else ("5", "-3", "0")))
        if self.chance(0.08):
            keywords["db_column"] = repr(self.fresh("col"))
        if kind in ("CharField", "TextField") and self.chance(0.05):
            keywords["db_collation"] = "'C'"
        if self.chance(0.1):
            keywords["help_text"] = "'help'"

    def relation(self, model):
        kind = self.random.choices(("ForeignKey", "OneToOneField", "ManyToManyField"), (6, 2, 2))[0]
        target = self.pick(self.models) if self.models and self.chance(0.85) else "self"
        to = "self" if target == "self" else "%s.%s" % (self.app, target)
        keywords = {"related_name": "'+'" if self.chance(0.15) and kind != "ManyToManyField" else repr(self.fresh("back"))}
        if kind != "ManyToManyField":
            for name, value, share in (("null", "True", 0.4), ("db_index", "False", 0.15), ("db_constraint", "False", 0.1),
                                       ("unique", "True", 0.08 if kind == "ForeignKey" else 0), ("default", "1", 0.1)):
                if self.chance(share):
                    keywords[name] = value
        elif self.chance(0.2):
            keywords["db_table"] = repr(self.app + self.fresh("_m"))
        return Field(kind, keywords, to)

    def field(self, model):
        return self.relation(model) if self.chance(0.3) else self.plain()

    def key(self):
        kind = self.random.choices(("AutoField", "BigAutoField", "CharField", "UUIDField", "IntegerField"), (6, 3, 2, 1, 1))[0]
        keywords = {"primary_key": "True", "serialize": "False"}
        if kind == "CharField":
            keywords["max_length"] = str(self.random.randint(3, 40))
        return Field(kind, keywords)

    # ---- operations on models ---------------------------------------------------------------------------------

    def add(self, text, *values):
        self.operations.append("        migrations." + text % values + ",")

    def create_model(self):
        name = self.fresh("Model")
        model = Model(name, {})
        if self.chance(0.8):
            model.fields["id"] = self.key()
        for _ in range(self.random.randint(1, 5)):
            model.fields[self.fresh("f")] = self.field(model)
        options = {}
        if self.chance(0.1):
            options["db_table"] = repr(self.app + self.fresh("_table"))
        columns = [c for c in model.columns() if c != "id" and model.fields[c].kind != "JSONField"]
        if len(columns) > 1 and self.chance(0.3):
            model.unique = tuple(self.random.sample(columns, 2))
            options["unique_together"] = "{%r}" % (model.unique,)
        if columns and self.chance(0.25):
            index, used = self.index(model)
            model.indexes[index[0]] = used
            options["indexes"] = "[%s]" % index[1]
        if columns and self.chance(0.25):
            constraint, used = self.constraint(model)
            model.constraints[constraint[0]] = used
            options["constraints"] = "[%s]" % constraint[1]
        self.models[name] = model
        fields = ", ".join("(%r, %s)" % (n, f.source()) for n, f in model.fields.items())
        self.add("CreateModel(%r, [%s], options={%s})", name, fields, ", ".join("%r: %s" % pair for pair in options.items()))

    def referenced(self, name):
        target = "%s.%s" % (self.app, name)
        return any(field.to == target for model in self.models.values() for field in model.fields.values())

    def delete_model(self):
        name = self.pick([name for name in self.models if not self.referenced(name)])
        if name and len(self.models) > 1:
            del self.models[name]
            self.add("DeleteModel(%r)", name)

    def rename_model(self):
        old, new = self.pick(self.models), self.fresh("Renamed")
        model = self.models.pop(old)
        self.models[new] = model
        model.name = new
        for other in self.models.values():
            for field in other.fields.values():
                if field.to == "%s.%s" % (self.app, old):
                    field.to = "%s.%s" % (self.app, new)
                elif field.to == "self" and other is model:
                    field.to = "%s.%s" % (self.app, new)
        self.add("RenameModel(%r, %r)", old, new)

    def alter_table(self):
        self.add("AlterModelTable(%r, %s)", self.pick(self.models), self.pick(("None", repr(self.app + self.fresh("_table")))))

    def together(self):
        model = self.models[self.pick(self.models)]
        kind = self.pick(("unique", "index"))
        columns = [c for c in model.columns() if model.fields[c].kind != "JSONField"]
        value = tuple(self.random.sample(columns, 2)) if len(columns) > 1 and self.chance(0.7) else None
        setattr(model, kind, value)
        self.add("Alter%sTogether(%r, %s)", kind.title(), model.name, "{%r}" % (value,) if value else "set()")

    # ---- operations on fields ---------------------------------------------------------------------------------

    def add_field(self):
        model = self.models[self.pick(self.models)]
        name, field = self.fresh("f"), self.field(model)
        keep = not self.chance(0.2) or "default" not in field.keywords
        self.add("AddField(%r, %r, %s%s)", model.name, name, field.source(), "" if keep else ", preserve_default=False")
        if not keep:
            field.keywords.pop("default")
        model.fields[name] = field

    def remove_field(self):
        model = self.models[self.pick(self.models)]
        name = self.pick(model.free())
        if name and len(model.columns()) > 2:
            del model.fields[name]
            self.add("RemoveField(%r, %r)", model.name, name)

    def rename_field(self):
        model = self.models[self.pick(self.models)]
        in_items = {name for fields in (*model.indexes.values(), *model.constraints.values()) for name in fields}
        name = self.pick([name for name in model.fields if name not in in_items and not model.fields[name].is_key])
        if not name:
            return
        new = self.fresh("r")
        model.fields[new] = model.fields.pop(name)
        for kind in ("unique", "index"):
            value = getattr(model, kind)
            if value:
                setattr(model, kind, tuple(new if part == name else part for part in value))
        self.add("RenameField(%r, %r, %r)", model.name, name, new)

    def altered(self, field):
        field = field.copy()
        if field.is_relation:
            for name, value in (("null", "True"), ("db_index", "False"), ("db_constraint", "False"), ("blank", "True")):
                if field.kind != "ManyToManyField" and self.chance(0.3):
                    field.keywords.pop(name) if name in field.keywords else field.keywords.update({name: value})
            if field.kind != "ManyToManyField" and self.chance(0.25):
                field.kind = "OneToOneField" if field.kind == "ForeignKey" else "ForeignKey"
                field.keywords.pop("unique", None)
            return field
        if field.is_key:
            kinds = {"AutoField": ("BigAutoField",), "BigAutoField": ("AutoField",)}
            field.kind = self.pick(kinds.get(field.kind, (field.kind,)))
            if field.kind == "CharField":
                field.keywords["max_length"] = str(self.random.randint(3, 40))
            return field
        if self.chance(0.5):
            kinds = TEXTS if field.kind in TEXTS else NUMBERS if field.kind in NUMBERS else (field.kind, "TextField")
            if field.kind in NUMBERS and self.chance(0.15):
                kinds = TEXTS
            new = self.plain(self.pick(kinds))
            if field.kind == "BinaryField" and new.kind == "TextField":
                return field
            return new
        for name in ("null", "blank", "unique", "db_index"):
            if self.chance(0.3) and field.kind != "JSONField":
                field.keywords.pop(name) if name in field.keywords else field.keywords.update({name: "True"})
        if self.chance(0.2):
            self.decorate(field)
        return field

    def alter_field(self):
        model = self.models[self.pick(self.models)]
        json = [name for name in model.used()]
        name = self.pick([n for n in model.fields if n not in json or self.chance(0.2) and not self.in_condition(model, n)])
        if not name:
            return
        field = self.altered(model.fields[name])
        keep = not self.chance(0.2) or "default" not in field.keywords or field.is_relation
        self.add("AlterField(%r, %r, %s%s)", model.name, name, field.source(), "" if keep else ", preserve_default=False")
        if not keep:
            field.keywords.pop("default")
        model.fields[name] = field

    def in_condition(self, model, name):
        return any(name in fields for fields in (*model.constraints.values(), *model.indexes.values()))

    # ---- indexes and constraints ------------------------------------------------------------------------------

    def indexable(self, model):
        return [c for c in model.columns() if model.fields[c].kind != "JSONField"]

    def index(self, model):
        name = self.fresh(self.app + "_i")[:30]
        fields = self.random.sample(self.indexable(model), min(2, len(self.indexable(model)), self.random.randint(1, 2)))
        written = [("-" if self.chance(0.3) else "") + field for field in fields]
        return (name, "models.Index(fields=%r, name=%r)" % (written, name)), fields

    def term(self, model, name):
        field = model.fields[name]
        if field.kind in TEXTS:
            lookup, value = self.pick((("startswith", "'a'"), ("in", "['a', 'b']"), ("exact", "'x'"), ("isnull", "True")))
        elif field.kind in NUMBERS and field.kind not in ("DecimalField", "FloatField"):
            lookup, value = self.pick((("gte", "0"), ("lt", "10"), ("in", "[1, 2]"), ("range", "(1, 5)"), ("exact", "3")))
        elif field.kind == "BooleanField":
            lookup, value = "exact", "True"
        else:
            lookup, value = "isnull", self.pick(("True", "False"))
        text = "Q(%s__%s=%s)" % (name, lookup, value)
        return "~" + text if self.chance(0.2) else text

    def condition(self, model):
        names = self.random.sample(self.indexable(model), min(self.random.randint(1, 3), len(self.indexable(model))))
        text = self.term(model, names[0])
        for name in names[1:]:
            text = "%s %s %s" % (text, self.pick("&|"), self.term(model, name))
        return text, names

    def constraint(self, model):
        name = self.fresh(self.app + "_c")[:60]
        if self.chance(0.6):
            text, used = self.condition(model)
            return (name, "models.CheckConstraint(check=%s, name=%r)" % (text, name)), used
        fields = self.random.sample(self.indexable(model), 1)
        extra, used = "", list(fields)
        if self.chance(0.4):
            text, names = self.condition(model)
            extra, used = ", condition=%s" % text, used + names
        return (name, "models.UniqueConstraint(fields=%r, name=%r%s)" % (fields, name, extra)), used

    def add_item(self):
        model = self.models[self.pick(self.models)]
        if not self.indexable(model):
            return
        kind = self.pick(("Index", "Constraint"))
        (name, text), used = self.index(model) if kind == "Index" else self.constraint(model)
        (model.indexes if kind == "Index" else model.constraints)[name] = used
        self.add("Add%s(%r, %s)", kind, model.name, text)

    def remove_item(self):
        model = self.models[self.pick(self.models)]
        kind = self.pick(("Index", "Constraint"))
        items = model.indexes if kind == "Index" else model.constraints
        if items:
            name = self.pick(sorted(items))
            del items[name]
            self.add("Remove%s(%r, %r)", kind, model.name, name)

    # ---- histories --------------------------------------------------------------------------------------------

    STEPS = (("create_model", 4), ("delete_model", 1), ("rename_model", 2), ("alter_table", 1), ("together", 2), ("add_field", 5),
             ("remove_field", 2), ("rename_field", 2), ("alter_field", 9), ("add_item", 3), ("remove_item", 2))

    def migration(self, number, length):
        self.operations = []
        while len(self.operations) < length:
            step = "create_model" if not self.models else self.random.choices(*zip(*self.STEPS))[0]
            getattr(self, step)()
        dependency = "(%r, '%04d_random')" % (self.app, number - 1) if number > 1 else ""
        return HEADER % (dependency, "\n".join(self.operations))


def generate(seed, migrations=4):
    generator = Generator(seed)
    return [generator.migration(number, generator.random.randint(1, 5)) for number in range(1, migrations + 1)]


if __name__ == "__main__":
    import sys

    for text in generate(int(sys.argv[1])):
        print(text)
