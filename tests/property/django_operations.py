"""Operations on the models and fields of a random Django history. For django_generate.py."""
from django_fields import Field, KEYS


class Model:
    """parent: the model it inherits the table or all of it (is_proxy) from; has_table: as far as the database goes; order: what its rows are ordered by."""

    def __init__(self, app, name, fields, parent=None):
        self.app, self.name, self.fields, self.parent = app, name, fields, parent
        self.unique, self.index = [], []  # each a list of tuples
        self.indexes, self.constraints = {}, {}  # name -> fields they use
        self.is_proxy, self.managed, self.has_table, self.order, self.table = False, True, True, None, None

    def used(self):
        names = {name for together in (*self.unique, *self.index) for name in together} | {self.order}
        return names | self.in_items()

    def in_items(self):
        return {name for fields in (*self.indexes.values(), *self.constraints.values()) for name in fields}

    def columns(self):
        return [name for name, field in self.fields.items() if field.has_column]

    def free(self):
        return [name for name, field in self.fields.items() if name not in self.used() and not field.is_key]

    def db_table(self):
        return self.table or "%s_%s" % (self.app, self.name.lower())


class Operations:
    """Part of the generator: each method adds an operation, or none when nothing fits."""

    def add(self, text, *values):
        self.operations.append("migrations." + text % values)

    # ---- models -----------------------------------------------------------------------------------------------

    def label(self, name):
        return "%s.%s" % (self.models[name].app if name in self.models else self.current, name)

    def own(self):
        """The models of the app whose migration is being written, by name."""
        return {name: model for name, model in self.models.items() if model.app == self.current}

    def concrete(self, with_table=True):
        return [model for model in self.own().values() if not model.is_proxy and (model.has_table or not with_table)]

    def some_model(self, with_table=True):
        return self.pick(self.concrete(with_table))

    def targets(self):
        """What a foreign key may refer to."""
        return [name for name, model in self.models.items() if model.has_table]

    def create_model(self):
        name = self.fresh("Model")
        model = Model(self.current, name, {})
        options, bases = {}, ""
        parents = [m.name for m in self.concrete() if m.managed]
        if parents and self.chance(0.12):
            self.create_proxy(name, self.pick(parents))
            return
        if self.chance(0.06):
            model.managed = model.has_table = False
            options.update([self.pick((("managed", "False"), ("swappable", "'AUTH_USER_MODEL'")))])
        if parents and model.managed and self.chance(0.12):
            model.parent = self.pick(parents)
            bases = ", bases=(%r,)" % (self.label(model.parent))
            model.fields[model.parent.lower() + "_ptr"] = self.link(model.parent)
        elif self.chance(0.8):
            model.fields["id"] = self.key()
        for _ in range(self.random.randint(1, 5)):
            model.fields[self.fresh("f")] = self.field(model) if model.managed else self.plain()
        self.options(model, options)
        self.models[name] = model
        fields = ", ".join("(%r, %s)" % (n, f.source()) for n, f in model.fields.items())
        if not bases and self.chance(0.1):
            bases = ", bases=(Mixin, models.Model)"
        managers = ", managers=[('things', models.Manager())]" if self.chance(0.05) else ""
        self.add("CreateModel(%r, [%s], options={%s}%s%s)", name, fields, ", ".join("%r: %s" % pair for pair in options.items()), bases, managers)

    def options(self, model, options):
        if self.chance(0.1):
            model.table = self.table_name()
            options["db_table"] = repr(model.table)
        if self.chance(0.05):
            options["db_tablespace"] = "'pg_default'"
        if self.chance(0.1):
            options["verbose_name"] = "'a model'"
        columns = [c for c in self.indexable(model) if not model.fields[c].is_key]
        if len(columns) > 1 and self.chance(0.3):
            model.unique = self.pairs(columns)
            options["unique_together"] = "{%s}" % ", ".join(map(repr, model.unique))
        if len(columns) > 1 and self.chance(0.1):
            model.index = self.pairs(columns)
            options["index_together"] = "{%s}" % ", ".join(map(repr, model.index))
        if columns and self.chance(0.25):
            index, used = self.index(model)
            model.indexes[index[0]] = used
            options["indexes"] = "[%s]" % index[1]
        if columns and self.chance(0.25):
            constraint, used = self.constraint(model)
            model.constraints[constraint[0]] = used
            options["constraints"] = "[%s]" % constraint[1]
        keys = [name for name, field in model.fields.items() if field.kind == "ForeignKey" and not field.to.endswith("." + model.name)]
        if keys and self.chance(0.15):
            model.order = self.pick(keys)
            options["order_with_respect_to"] = repr(model.order)
        elif self.chance(0.1):
            options["ordering"] = "['pk']"

    def table_name(self):
        return self.app + self.fresh(self.pick(("_table", "_table", "_Big Table ", "_a_table_whose_name_is_longer_than_the_server_keeps_names_" + "x" * 12)))

    def pairs(self, columns, many=False):
        """Tuples of two; several only where the order Django takes them in does not show."""
        sets = {tuple(self.random.sample(columns, 2)) for _ in range(self.random.choice((1,) + (1, 2) * many))}
        return sorted(sets)

    def create_proxy(self, name, of):
        model = Model(self.current, name, {}, of)
        model.is_proxy = True
        self.models[name] = model
        self.add("CreateModel(%r, [], options={'proxy': True, 'indexes': [], 'constraints': []}, bases=(%r,))", name, self.label(of))

    def link(self, parent):
        return Field("OneToOneField", {"auto_created": "True", "parent_link": "True", "primary_key": "True", "serialize": "False"},
                     self.label(parent))

    def referenced(self, name):
        target = self.label(name)
        return any(model.parent == name for model in self.models.values()) or any(
            field.to == target for model in self.models.values() for field in model.fields.values() if model.name != name)

    def delete_model(self):
        name = self.pick([name for name in self.own() if not self.referenced(name)])
        if name and len(self.own()) > 1:
            del self.models[name]
            self.add("DeleteModel(%r)", name)

    def rename_model(self):
        old, new = self.pick([n for n in self.own() if not any(m.parent == n for m in self.models.values())]), self.fresh("Renamed")
        if not old:
            return
        before = self.label(old)
        model = self.models.pop(old)
        self.models[new] = model
        model.name = new
        for other in self.models.values():
            for field in other.fields.values():
                if field.to == before or field.to == "self" and other is model:
                    field.to = self.label(new)
        self.add("RenameModel(%r, %r)", old, new)

    def alter_table(self):
        model = self.some_model()
        model.table = self.pick((None, self.table_name()))
        self.add("AlterModelTable(%r, %r)", model.name, model.table)

    def together(self):
        model = self.some_model()
        kind = self.pick(("unique", "index"))
        columns = [c for c in self.indexable(model) if not model.fields[c].is_key]
        value = self.pairs(columns, True) if len(columns) > 1 and self.chance(0.7) else []
        setattr(model, kind, value)
        self.add("Alter%sTogether(%r, %s)", kind.title(), model.name, "{%s}" % ", ".join(map(repr, value)) if value else "set()")

    def order_model(self):
        model = self.some_model()
        keys = [name for name, field in model.fields.items() if field.kind == "ForeignKey"]
        model.order = self.pick(keys) if keys and not model.order else None
        self.add("AlterOrderWithRespectTo(%r, %r)", model.name, model.order)

    def alter_options(self):
        model = self.own()[self.pick(self.own())]
        options = self.pick(("{}", "{'verbose_name': 'other'}", "{'ordering': ['pk'], 'permissions': [('a', 'b')]}", "{'default_manager_name': 'objects'}"))
        if model.has_table and not model.is_proxy and not model.order and self.chance(0.15):
            model.managed = not model.managed
            options = "{'managed': %r}" % model.managed
        elif not model.managed:
            return
        if "ordering" in options and model.order:
            return
        self.add("AlterModelOptions(%r, %s)", model.name, options)

    def alter_managers(self):
        self.add("AlterModelManagers(%r, [('things', models.Manager())])", self.pick(self.own()))

    # ---- fields -----------------------------------------------------------------------------------------------

    def writable(self):
        """Models with fields and a table that Django looks after."""
        return [model for model in self.concrete() if model.managed]

    def add_field(self):
        model = self.pick(self.writable())
        if not model:
            return
        name, field = self.fresh("f"), self.field(model)
        keep = not self.chance(0.2) or "default" not in field.keywords
        self.add("AddField(%r, %r, %s%s)", model.name, name, field.source(), "" if keep else ", preserve_default=False")
        if not keep:
            field.keywords.pop("default")
        model.fields[name] = field

    def to_fields(self, model):
        """The fields of a model that others refer to by name."""
        target = self.label(model.name)
        return {f.keywords["to_field"].strip("'") for m in self.models.values() for f in m.fields.values() if f.to == target and "to_field" in f.keywords}

    def remove_field(self):
        model = self.pick(self.writable())
        if not model:
            return
        name = self.pick([name for name in model.free() if name not in self.to_fields(model)])
        if name and len(model.columns()) > 2:
            del model.fields[name]
            self.add("RemoveField(%r, %r)", model.name, name)

    def rename_field(self):
        model = self.pick(self.writable())
        if not model:
            return
        fixed = model.in_items() if not self.chance(0.1) else set()
        name = self.pick([n for n, field in model.fields.items() if n not in fixed and n != model.order and "parent_link" not in field.keywords])
        if not name:
            return
        new = self.fresh("r")
        self.rename_in(model, name, new)
        self.add("RenameField(%r, %r, %r)", model.name, name, new)

    def rename_in(self, model, name, new):
        for other in self.models.values():
            for field in other.fields.values():
                if field.to == self.label(model.name) and field.keywords.get("to_field") == repr(name):
                    field.keywords["to_field"] = repr(new)
        model.fields[new] = model.fields.pop(name)
        for kind in ("unique", "index"):
            setattr(model, kind, [tuple(new if part == name else part for part in value) for value in getattr(model, kind)])
        for items in (model.indexes, model.constraints):
            for item, fields in items.items():
                items[item] = [new if part == name else part for part in fields]

    def alter_field(self):
        model = self.pick(self.writable())
        if not model:
            return
        fixed, named = model.used(), self.to_fields(model)
        name = self.pick([n for n, f in model.fields.items() if (n not in fixed or self.chance(0.2) and n not in model.in_items()) and n != model.order
                          and "parent_link" not in f.keywords and not (f.is_key and f.is_relation)])
        if not name:
            return
        field = self.altered(model.fields[name])
        if name in named:  # it stays what a foreign key may refer to
            field.keywords.update(unique="True")
        # Backwards Django takes the default of preserve_default=False from a field that an earlier operation of the migration shares.
        before = "migrations.AlterField(%r, %r, " % (model.name, name)
        keep = not self.chance(0.2) or "default" not in field.keywords or field.is_relation or any(before in o for o in self.operations)
        self.add("AlterField(%r, %r, %s%s)", model.name, name, field.source(), "" if keep else ", preserve_default=False")
        if not keep:
            field.keywords.pop("default")
        model.fields[name] = field

    def change_key(self):
        """Another field becomes the key; the one there was goes."""
        model = self.pick([m for m in self.writable() if not m.parent and not self.referenced(m.name)
                           and not any(f.to == "self" or not f.has_column for f in m.fields.values())])
        names = [n for n, f in model.fields.items() if f.kind in ("IntegerField", "UUIDField", "BigIntegerField", "CharField") and not f.is_key
                 and n not in model.used()] if model else []
        key = next((n for n, f in model.fields.items() if f.is_key), None) if model else None
        if not names or not key or key in model.used():
            return
        name = self.pick(names)
        old = model.fields[name]
        new = Field(old.kind, {k: v for k, v in old.keywords.items() if k not in ("null", "unique", "db_index", "blank")})
        new.keywords.update(primary_key="True", serialize="False")
        if self.chance(0.5) or key == "id" or model.fields[key].kind in KEYS:
            self.add("RemoveField(%r, %r)", model.name, key)
            del model.fields[key]
        else:
            model.fields[key] = Field(model.fields[key].kind, {k: v for k, v in model.fields[key].keywords.items() if k not in ("primary_key", "serialize")})
            self.add("AlterField(%r, %r, %s)", model.name, key, model.fields[key].source())
        model.fields[name] = new
        self.add("AlterField(%r, %r, %s)", model.name, name, new.source())

    def turn_into_relation(self):
        """A number becomes a foreign key, or a foreign key a number."""
        model = self.pick(self.writable())
        names = [n for n in (model.free() if model else ()) if model.fields[n].kind in ("IntegerField", "ForeignKey", "OneToOneField") and n not in self.to_fields(model)]
        name = self.pick(names)
        if not name:
            return
        field = model.fields[name]
        if field.is_relation:
            if "to_field" in field.keywords:
                return
            model.fields[name] = self.plain("CharField" if self.chance(0.1) else "IntegerField")
        else:
            targets = [t for t in self.targets() if self.key_kind(self.models[t]) in KEYS]
            if not targets:
                return
            model.fields[name] = Field("ForeignKey", {"null": "True", "related_name": repr(self.fresh("back"))}, self.label(self.pick(targets)))
        self.add("AlterField(%r, %r, %s)", model.name, name, model.fields[name].source())

    def link_through(self):
        """A model with two foreign keys, and a ManyToManyField that goes through it."""
        models = [m for m in self.writable() if not m.parent]
        if len(models) < 2:
            return
        one, two = self.random.sample(models, 2)
        name = self.fresh("Link")
        link = Model(self.current, name, {"id": Field("AutoField", {"primary_key": "True"})})
        for side, model in (("left", one), ("right", two)):
            link.fields[side] = Field("ForeignKey", {"related_name": repr(self.fresh("back"))}, self.label(model.name))
        self.models[name] = link
        fields = ", ".join("(%r, %s)" % (n, f.source()) for n, f in link.fields.items())
        self.add("CreateModel(%r, [%s], options={'unique_together': {('left', 'right')}})", name, fields)
        link.unique = [("left", "right")]
        many = self.fresh("f")
        one.fields[many] = Field("ManyToManyField", {"through": repr(self.label(name)), "related_name": repr(self.fresh("back"))},
                                 self.label(two.name))
        self.add("AddField(%r, %r, %s)", one.name, many, one.fields[many].source())

    # ---- indexes and constraints ------------------------------------------------------------------------------

    def add_item(self):
        model = self.pick(self.writable())
        if not model or not self.indexable(model):
            return
        kind = self.pick(("Index", "Constraint"))
        (name, text), used = self.index(model) if kind == "Index" else self.constraint(model)
        (model.indexes if kind == "Index" else model.constraints)[name] = used
        if kind == "Index" and not self.atomic and self.chance(0.6):
            self.add("AddIndexConcurrently(%r, %s)", model.name, text)
        else:
            self.add("Add%s(%r, %s)", kind, model.name, text)

    def remove_item(self):
        model = self.pick(self.writable())
        kind = self.pick(("Index", "Constraint"))
        items = (model.indexes if kind == "Index" else model.constraints) if model else None
        if items:
            name = self.pick(sorted(items))
            del items[name]
            concurrently = "Concurrently" if kind == "Index" and not self.atomic and self.chance(0.6) else ""
            self.add("Remove%s%s(%r, %r)", kind, concurrently, model.name, name)
