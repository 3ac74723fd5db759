"""Indexes and constraints of random Django models. For django_generate.py."""
from django_fields import RANGES, TEXTS

POSTGRES_INDEXES = (("Gin", "gin", ("fastupdate=False", "gin_pending_list_limit=128", "")), ("Gist", "gist", ("buffering=False", "fillfactor=80", "")),
                    ("Brin", "brin", ("autosummarize=True", "pages_per_range=8", "")), ("BTree", "btree", ("fillfactor=70", "")),
                    ("Hash", "hash", ("fillfactor=60", "")), ("SpGist", "spgist", ("fillfactor=90", "")))
WHOLE = ("IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "PositiveBigIntegerField")
PLAIN_TEXTS = ("CharField", "TextField", "SlugField", "EmailField", "URLField")
LOOKUPS = {
    "DecimalField": (("gt", "decimal.Decimal('1.5')"), ("lte", "7")),
    "FloatField": (("gt", "1.5"), ("lt", "3")),
    "DateField": (("gte", "datetime.date(2020, 1, 2)"),),
    "DateTimeField": (("gt", "datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc)"), ("isnull", "False")),
    "TimeField": (("lt", "datetime.time(1, 2)"),),
    "DurationField": (("gt", "datetime.timedelta(days=1)"),),
    "UUIDField": (("exact", "uuid.UUID('00000000-0000-0000-0000-000000000003')"),),
    "CITextField": (("exact", "'x'"), ("startswith", "'x'")),
    "CICharField": (("exact", "'x'"), ("contains", "'x'")),
    "CIEmailField": (("endswith", "'@x.de'"),),
}


class Items:
    """Part of the generator."""

    def indexable(self, model):
        return [c for c in model.columns() if model.fields[c].kind not in ("JSONField", "HStoreField", "SearchVectorField")]

    def of_kind(self, model, kinds):
        return [c for c in model.columns() if model.fields[c].kind in kinds]

    def some(self, names, most):
        names = list(names)
        return self.random.sample(names, min(len(names), self.random.randint(1, most)))

    # ---- indexes ----------------------------------------------------------------------------------------------

    def index(self, model):
        """((name, source), the fields it uses)"""
        name = self.fresh(self.app + "_i")[:30]
        make = self.random.choices((self.index_of_fields, self.index_of_expressions, self.index_of_postgres), (6, 2, 3))[0]
        text, used = make(model, name) or self.index_of_fields(model, name)
        return (name, text), used

    def index_of_fields(self, model, name):
        fields = self.some(self.indexable(model), 2)
        written = [("-" if self.chance(0.3) else "") + field for field in fields]
        extra, used = self.extras(model, fields)
        if not any(field.startswith("-") for field in written) and all(f in self.of_kind(model, PLAIN_TEXTS) for f in fields) and self.chance(0.4):
            extra += ", opclasses=%r" % [self.pick(("varchar_pattern_ops", "text_pattern_ops", "text_ops")) for _ in fields]
        return "models.Index(fields=%r, name=%r%s)" % (written, name, extra), used

    def extras(self, model, fields, condition=0.2):
        """condition and include, and all fields used"""
        extra, used = "", list(fields)
        if self.chance(condition):
            text, names = self.condition(model)
            extra, used = ", condition=%s" % text, used + names
        if self.chance(0.12):
            names = self.some(self.indexable(model), 2)
            extra, used = "%s, include=%r" % (extra, names), used + names
        if self.chance(0.05) and condition < 0.3:
            extra += ", db_tablespace='pg_default'"
        return extra, used

    def index_of_expressions(self, model, name):
        texts, numbers = self.of_kind(model, PLAIN_TEXTS), self.of_kind(model, WHOLE)
        any_field = self.pick(self.indexable(model))
        choices = [("F(%r).desc(nulls_last=True)" % any_field, [any_field]), ("F(%r).asc()" % any_field, [any_field])]
        if texts:
            field = self.pick(texts)
            choices += [(form % field, [field]) for form in (
                "Lower(%r)", "Upper(%r).desc()", "Collate(%r, 'C')", "OpClass(Lower(%r), name='text_pattern_ops')", "Length(%r)", "Coalesce(%r, Value('x'))")]
        if numbers:
            field = self.pick(numbers)
            choices += [(form % field, [field]) for form in ("F(%r) + 1", "Abs(%r)", "Coalesce(F(%r), 0)", "Mod(%r, 7)")]
        if len(numbers) > 1:
            pair = self.random.sample(numbers, 2)
            choices.append(("F(%r) * F(%r)" % tuple(pair), pair))
        chosen = self.some(choices, 2)
        used = [name for _, names in chosen for name in names]
        extra = ""
        if self.chance(0.2):
            text, names = self.condition(model)
            extra, used = ", condition=%s" % text, used + names
        return "models.Index(%s, name=%r%s)" % (", ".join(text for text, _ in chosen), name, extra), used

    def index_of_extension(self, model, name):
        texts, numbers = self.of_kind(model, PLAIN_TEXTS), self.of_kind(model, ("IntegerField", "PositiveIntegerField"))
        if texts and "pg_trgm" in self.extensions:
            field = self.pick(texts)
            form = self.pick(("fields=[%r], opclasses=['gin_trgm_ops']", "OpClass(Upper(%r), name='gin_trgm_ops')"))
            return "django.contrib.postgres.indexes.GinIndex(%s, name=%r)" % (form % field, name), [field]
        if numbers and "bloom" in self.extensions:
            fields = self.some(numbers, 2)
            extra = self.pick(("", ", length=32", ", columns=%r" % [self.random.randint(1, 8) for _ in fields]))
            return "django.contrib.postgres.indexes.BloomIndex(fields=%r, name=%r%s)" % (fields, name, extra), fields
        return None

    def index_of_postgres(self, model, name):
        if self.chance(0.5):
            return self.index_of_extension(model, name)
        kind, method, options = self.pick(POSTGRES_INDEXES)
        fields = {
            "gin": self.of_kind(model, ("ArrayField", "JSONField", "HStoreField", "SearchVectorField")),
            "gist": self.of_kind(model, RANGES + ("SearchVectorField",)),
            "spgist": self.of_kind(model, RANGES + ("TextField",)),
            "brin": self.of_kind(model, WHOLE + ("DateField", "DateTimeField", "UUIDField", "TextField")),
            "hash": self.of_kind(model, WHOLE + TEXTS + ("UUIDField", "DateField")),
            "btree": self.indexable(model),
        }[method]
        if not fields:
            return None
        fields = self.some(fields, 1 if method in ("hash", "spgist") else 2)
        option = self.pick(options)
        return "django.contrib.postgres.indexes.%sIndex(fields=%r, name=%r%s)" % (kind, fields, name, option and ", " + option), fields

    # ---- conditions -------------------------------------------------------------------------------------------

    def term(self, model, name):
        field = model.fields[name]
        if field.kind in TEXTS:
            lookup, value = self.pick((("startswith", "'a'"), ("in", "['a', 'b']"), ("exact", "'x'"), ("isnull", "True"), ("contains", "'b'"), ("regex", "'^a+$'"),
                                       ("gt", "''"), ("endswith", "'z'")))
        elif field.kind in WHOLE:
            lookup, value = self.pick((("gte", "0"), ("lt", "10"), ("in", "[1, 2]"), ("range", "(1, 5)"), ("exact", "3")))
        elif field.kind in ("BooleanField", "NullBooleanField"):
            lookup, value = "exact", self.pick(("True", "False"))
        elif field.kind in LOOKUPS:
            lookup, value = self.pick(LOOKUPS[field.kind])
        else:
            lookup, value = "isnull", self.pick(("True", "False"))
        numbers = [n for n in self.of_kind(model, WHOLE) if n != name]
        if field.kind in WHOLE and numbers and self.chance(0.2):
            other = self.pick(numbers)
            self.others.append(other)
            lookup, value = self.pick(("lte", "gt")), "F(%r)" % other
        text = "Q(%s__%s=%s)" % (name, lookup, value)
        return "~" + text if self.chance(0.2) else text

    def condition(self, model):
        """(source, fields)"""
        self.others = []
        names = self.some(self.indexable(model), 3)
        text = self.term(model, names[0])
        for name in names[1:]:
            text = "%s %s %s" % (text, self.pick("&|"), self.term(model, name))
        return text, names + self.others

    # ---- constraints ------------------------------------------------------------------------------------------

    def constraint(self, model):
        name = self.fresh(self.app + "_c")[:60]
        way = self.random.random()
        if way < 0.1 and self.of_kind(model, RANGES):
            text, used = self.exclusion(model, name)
        elif way < 0.55:
            text, used = self.condition(model)
            text = "models.CheckConstraint(check=%s, name=%r)" % (text, name)
        else:
            text, used = self.unique(model, name)
        return (name, text), used

    def unique(self, model, name):
        fields = self.some(self.indexable(model), 2)
        if self.chance(0.25):
            extra, used = ", deferrable=models.Deferrable.%s" % self.pick(("DEFERRED", "IMMEDIATE")), fields
        else:
            extra, used = self.extras(model, fields, 0.4)
            if all(f in self.of_kind(model, PLAIN_TEXTS) for f in fields) and self.chance(0.3):
                extra += ", opclasses=%r" % ["varchar_pattern_ops"] * len(fields) if len(fields) == 1 else ""
        return "models.UniqueConstraint(fields=%r, name=%r%s)" % (fields, name, extra), used

    def exclusion(self, model, name):
        field = self.pick(self.of_kind(model, RANGES))
        expressions, used = ["(%r, RangeOperators.%s)" % (field, self.pick(("OVERLAPS", "EQUAL", "ADJACENT_TO")))], [field]
        extra = ", index_type='SPGIST'" if self.chance(0.2) else ""
        numbers = self.of_kind(model, WHOLE)
        if not extra and numbers and "btree_gist" in self.extensions:
            used.append(self.pick(numbers))
            expressions.append("(F(%r), '=')" % used[-1])
        if self.chance(0.3):
            text, names = self.condition(model)
            extra, used = extra + ", condition=%s" % text, used + names
        elif self.chance(0.3):
            extra += ", deferrable=models.Deferrable.DEFERRED"
        return "django.contrib.postgres.constraints.ExclusionConstraint(name=%r, expressions=[%s]%s)" % (name, ", ".join(expressions), extra), used
