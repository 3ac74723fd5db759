"""Fields of random Django models: kinds, keywords, and what AlterField makes of them. For django_generate.py."""

TEXTS = ("CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField", "FilePathField")
NUMBERS = ("IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
           "PositiveBigIntegerField", "DecimalField", "FloatField")
MOMENTS = ("DateField", "DateTimeField", "TimeField")
OTHERS = MOMENTS + ("BooleanField", "NullBooleanField", "DurationField", "UUIDField", "JSONField", "BinaryField", "GenericIPAddressField", "ArrayField")
RANGES = ("IntegerRangeField", "BigIntegerRangeField", "DecimalRangeField", "DateTimeRangeField", "DateRangeField")
CASELESS = ("CITextField", "CICharField", "CIEmailField")
POSTGRES = RANGES + CASELESS + ("ArrayField", "HStoreField", "SearchVectorField")
KEYS = ("AutoField", "BigAutoField", "SmallAutoField")
EXTENSION_OF = {"HStoreField": "hstore", **dict.fromkeys(CASELESS, "citext")}
DEFAULTS = {
    "BooleanField": ("True", "False", "1"),
    "NullBooleanField": ("None", "True"),
    "DateField": ("datetime.date(2020, 1, 2)",),
    "DateTimeField": ("datetime.datetime(2020, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)", "timezone.now"),
    "TimeField": ("datetime.time(1, 2, 3)",),
    "DurationField": ("datetime.timedelta(days=2)", "datetime.timedelta(seconds=90061)"),
    "UUIDField": ("uuid.UUID('00000000-0000-0000-0000-000000000003')", "uuid.uuid4"),
    "JSONField": ("dict", "list", "{'a': [1, None, 'x']}", "3"),
    "BinaryField": ("b'ab'", "b''"),
    "GenericIPAddressField": ("'1.2.3.4'",),
    "ArrayField": ("list",),
    "HStoreField": ("dict", "{'a': 'b'}"),
    "FloatField": ("1.5", "2"),
    "DecimalField": ("0", "'1.50'", "decimal.Decimal('2.5')"),
    **dict.fromkeys(RANGES + ("SearchVectorField",), ("None",)),
}
TEXT_DEFAULTS = ("'it\\'s'", "''", "'a\\\\b'", "'%'")
NUMBER_DEFAULTS = ("5", "-3", "0")
BASES = ("models.IntegerField()", "models.CharField(max_length=9)", "models.TextField(blank=True)", "models.DateField()", "models.UUIDField()",
         "models.DecimalField(max_digits=6, decimal_places=2)", "{array}(models.IntegerField(), size=3)", "models.PositiveIntegerField()")
ARRAY = "django.contrib.postgres.fields.ArrayField"
# Attributes the database does not see.
UNSEEN = (("help_text", "'help'"), ("verbose_name", "'a name'"), ("editable", "False"), ("error_messages", "{'blank': 'no'}"),
          ("choices", "[('a', 'A'), ('b', 'B')]"), ("validators", "[django.core.validators.MinLengthValidator(1)]"), ("unique_for_date", "None"))
# What a type is changed to where PostgreSQL has a cast, by the kind before.
CASTS = {
    "BooleanField": ("IntegerField", "CharField"),
    "NullBooleanField": ("BooleanField",),
    "IntegerField": ("BooleanField",),
    "DateField": ("DateTimeField", "CharField"),
    "DateTimeField": ("DateField", "TimeField"),
    "UUIDField": ("CharField",),
    "CharField": ("UUIDField", "IntegerField", "DateField", "GenericIPAddressField", "BooleanField", "DecimalField"),
    "TextField": ("JSONField", "DurationField", "BinaryField", "CITextField", "SearchVectorField"),
    "GenericIPAddressField": ("CharField",),
    "JSONField": ("TextField", "IntegerField"),
    "ArrayField": ("ArrayField",),
    "IntegerRangeField": ("CharField",),
    "HStoreField": ("JSONField", "TextField"),
    "CITextField": ("TextField", "CICharField"),
    "CICharField": ("CharField",),
    "CIEmailField": ("EmailField",),
}
CASELESS_OF = {"CITextField": "TextField", "CICharField": "CharField", "CIEmailField": "EmailField"}


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

    @property
    def has_column(self):
        return self.kind != "ManyToManyField"

    def column(self, name):
        given = self.keywords.get("db_column")
        return given.strip("'") if given else name + "_id" if self.is_relation else name

    def source(self):
        keywords = dict(self.keywords)
        base, on_delete = keywords.pop("base", None), keywords.pop("on_delete", "models.CASCADE")
        arguments = ["%s=%s" % pair for pair in keywords.items()]
        if self.is_relation:
            to = "to=" + (self.to if self.to.startswith("settings.") else repr(self.to))
            arguments[:0] = [to, "on_delete=" + on_delete] if self.has_column else [to]
        if self.kind == "ArrayField":
            return "%s(%s)" % (ARRAY, ", ".join([base.format(array=ARRAY)] + arguments))
        module = {"SearchVectorField": "django.contrib.postgres.search"}.get(
            self.kind, "django.contrib.postgres.fields" if self.kind in POSTGRES else "models")
        return "%s.%s(%s)" % (module, self.kind, ", ".join(arguments))


def toggle(keywords, name, value):
    if name in keywords:
        del keywords[name]
    else:
        keywords[name] = value


class Fields:
    """Part of the generator: makes and alters fields."""

    def plain(self, kind=None):
        if not kind:
            kinds = [kind for kind in POSTGRES if EXTENSION_OF.get(kind) in (None, *self.extensions)]
            kind = self.pick(self.random.choices((TEXTS, NUMBERS, OTHERS, kinds), (5, 5, 4, 2))[0])
        keywords = {}
        if kind in ("CharField", "CICharField") or (kind in TEXTS[2:] and self.chance(0.4)):
            keywords["max_length"] = str(self.random.randint(1, 300))
        if kind == "DecimalField":
            keywords.update(max_digits=str(self.random.randint(5, 12)), decimal_places=str(self.random.randint(0, 4)))
        if kind == "ArrayField":
            keywords["base"] = self.pick(BASES)
            if self.chance(0.3):
                keywords["size"] = str(self.random.randint(1, 9))
        if kind in MOMENTS and self.chance(0.3):
            keywords[self.pick(("auto_now", "auto_now_add"))] = "True"
        field = Field(kind, keywords)
        self.decorate(field)
        return field

    def defaults(self, kind):
        if kind in TEXTS + CASELESS:
            return TEXT_DEFAULTS
        return DEFAULTS.get(kind, NUMBER_DEFAULTS)

    def decorate(self, field):
        keywords, kind = field.keywords, field.kind
        if self.chance(0.35):
            keywords["null"] = "True"
        if self.chance(0.2):
            keywords["blank"] = "True"
        if kind != "JSONField" and self.chance(0.15):
            keywords["unique"] = "True"
        if kind != "JSONField" and self.chance(0.2):
            keywords["db_index"] = self.pick(("True", "True", "False"))
        if self.chance(0.4) and not {"auto_now", "auto_now_add"} & keywords.keys():
            keywords["default"] = self.pick(self.defaults(kind))
        if self.chance(0.08):
            keywords["db_column"] = repr(self.fresh(self.pick(("col", "col", "A Column "))))
        if kind in ("CharField", "TextField", "SlugField") and self.chance(0.08):
            keywords["db_collation" if kind != "SlugField" else "allow_unicode"] = "'C'" if kind != "SlugField" else "True"
        if self.chance(0.05):
            keywords["db_tablespace"] = "'pg_default'"
        if self.chance(0.12):
            name, value = self.pick(UNSEEN)
            keywords[name] = value

    def relation(self, model):
        kind = self.random.choices(("ForeignKey", "OneToOneField", "ManyToManyField"), (6, 2, 2))[0]
        name = self.pick(self.targets())
        to = "self" if not name or self.chance(0.15) else self.label(name)
        if kind == "ForeignKey" and self.chance(0.12):
            to = self.pick(("settings.AUTH_USER_MODEL", "auth.Group", "contenttypes.ContentType"))
        elif to == "self" and (not model or not model.managed):
            to = "settings.AUTH_USER_MODEL"
        keywords = {"related_name": "'+'" if self.chance(0.15) and kind != "ManyToManyField" else repr(self.fresh("back"))}
        if kind == "ManyToManyField":
            if self.chance(0.2):
                keywords["db_table"] = repr(self.app + self.fresh("_m"))
            if self.chance(0.1):
                keywords["db_constraint"] = "False"
            return Field(kind, keywords, to)
        for name, value, share in (("null", "True", 0.4), ("db_index", "False", 0.15), ("db_constraint", "False", 0.1),
                                   ("unique", "True", 0.08 if kind == "ForeignKey" else 0), ("default", "1", 0.1),
                                   ("db_column", repr(self.fresh("col")), 0.06), ("on_delete", "models.PROTECT", 0.1),
                                   ("on_delete", "django.db.models.deletion.DO_NOTHING", 0.1)):
            if self.chance(share):
                keywords[name] = value
        field = Field(kind, keywords, to)
        self.refer_to_field(field)
        return field

    def refer_to_field(self, field):
        """Now and then to another unique field than the key."""
        target = self.models.get(field.to.partition(".")[2])
        names = [n for n, f in target.fields.items() if f.keywords.get("unique") == "True" and f.has_column and not f.is_relation] if target else []
        if names and self.chance(0.3):
            field.keywords["to_field"] = repr(self.pick(names))
            field.keywords.pop("default", None)

    def field(self, model):
        return self.relation(model) if self.chance(0.3) else self.plain()

    def key(self):
        targets = [name for name in self.targets() if not self.models[name].is_proxy]
        if targets and self.chance(0.08):
            to = self.label(self.pick(targets))
            return Field("OneToOneField", {"primary_key": "True", "serialize": "False", "related_name": repr(self.fresh("back"))}, to)
        kind = self.random.choices(KEYS + ("CharField", "UUIDField", "IntegerField", "PositiveIntegerField"), (6, 3, 1, 2, 1, 1, 1))[0]
        keywords = {"primary_key": "True", "serialize": "False"}
        if kind == "CharField":
            keywords["max_length"] = str(self.random.randint(3, 40))
        if kind == "UUIDField" and self.chance(0.7):
            keywords["default"] = "uuid.uuid4"
        if kind in KEYS and self.chance(0.5):
            keywords.update(auto_created="True", verbose_name="'ID'")
        return Field(kind, keywords)

    # ---- altering ---------------------------------------------------------------------------------------------

    def altered(self, field):
        field = field.copy()
        if field.is_relation:
            return self.altered_relation(field)
        if field.is_key:
            kinds = {kind: KEYS for kind in KEYS}
            kinds.update(AutoField=KEYS + ("IntegerField",), IntegerField=KEYS[:2] + ("BigIntegerField", "IntegerField"), PositiveIntegerField=("IntegerField",),
                         UUIDField=("UUIDField", "CharField"))
            field.kind = self.pick(kinds.get(field.kind, (field.kind,)))
            if field.kind == "CharField":
                field.keywords["max_length"] = str(self.random.randint(36, 60))
            return field
        if self.chance(0.5):
            return self.retyped(field)
        for name in ("null", "blank", "unique", "db_index"):
            if self.chance(0.3) and field.kind != "JSONField":
                toggle(field.keywords, name, "True")
        if self.chance(0.2):
            self.decorate(field)
        if self.chance(0.1) and field.kind in ("CharField", "TextField"):
            toggle(field.keywords, "db_collation", "'C'")
        return field

    def retyped(self, field):
        kinds = TEXTS if field.kind in TEXTS else NUMBERS if field.kind in NUMBERS else (field.kind, "TextField")
        if field.kind in NUMBERS and self.chance(0.15):
            kinds = TEXTS
        if self.chance(0.35):
            kinds = CASTS.get(field.kind, kinds)
        kinds = [kind for kind in kinds if EXTENSION_OF.get(kind) in (None, *self.extensions)]
        new = self.plain(self.pick(kinds or (field.kind,)))
        if field.kind == "BinaryField" and new.kind == "TextField":
            return field
        return new

    def altered_relation(self, field):
        keywords = field.keywords
        if field.kind == "ManyToManyField":
            self.alter_many(field)
            return field
        for name, value in (("null", "True"), ("db_index", "False"), ("db_constraint", "False"), ("blank", "True")):
            if self.chance(0.3):
                toggle(keywords, name, value)
        if self.chance(0.25):
            field.kind = "OneToOneField" if field.kind == "ForeignKey" else "ForeignKey"
            keywords.pop("unique", None)
        if self.chance(0.15):
            keywords["on_delete"] = self.pick(("models.PROTECT", "models.CASCADE"))
        others = [name for name in self.targets() if self.same_key(name, field)]
        if others and self.chance(0.25) and "to_field" not in keywords:
            field.to = self.label(self.pick(others))
        elif self.chance(0.1):
            toggle(keywords, "db_column", repr(self.fresh("col")))
        return field

    def alter_many(self, field):
        if self.chance(0.4) and "through" not in field.keywords:
            toggle(field.keywords, "db_table", repr(self.app + self.fresh("_m")))
        if self.chance(0.3):
            toggle(field.keywords, "blank", "True")
        if self.chance(0.2):
            field.keywords["related_name"] = repr(self.fresh("back"))
        others = [name for name in self.targets() if self.same_key(name, field)]
        if others and field.to != "self" and "through" not in field.keywords and self.chance(0.3):
            field.to = self.label(self.pick(others))

    def same_key(self, name, field):
        """Whether the key of a model fits where one to another model was."""
        before = self.models.get(field.to.partition(".")[2])
        return before is not None and self.key_kind(before) == self.key_kind(self.models[name])

    def key_kind(self, model):
        while model.parent:
            model = self.models[model.parent]
        key = next((field for field in model.fields.values() if field.is_key), None)
        if key and key.is_relation:
            return self.key_kind(self.models[key.to.partition(".")[2]])
        return key.kind if key else "AutoField"
