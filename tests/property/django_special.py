"""Operations of a random Django history that say what they do in SQL or Python, or to the database and the models apart. For django_generate.py."""
from django_fields import EXTENSION_OF, Field

EXTENSIONS = {"hstore": "HStoreExtension()", "citext": "CITextExtension()", "btree_gist": "BtreeGistExtension()", "pg_trgm": "TrigramExtension()",
              "unaccent": "UnaccentExtension()", "btree_gin": "BtreeGinExtension()", "tablefunc": "CreateExtension('tablefunc')",
              "bloom": "BloomExtension()", "pgcrypto": "CryptoExtension()"}
assert set(EXTENSION_OF.values()) <= set(EXTENSIONS)


class Special:
    """Part of the generator."""

    def plainly(self, text, *values):
        self.operations.append(text % values)

    def extension(self):
        missing = sorted(EXTENSIONS.keys() - self.extensions)
        name = self.pick(missing)
        if name:
            self.extensions.add(name)
            self.plainly("django.contrib.postgres.operations.%s", EXTENSIONS[name])

    def collation(self):
        if self.collations and self.chance(0.4):
            self.plainly("django.contrib.postgres.operations.RemoveCollation(%r, 'C')", self.collations.pop())
            return
        self.collations.append(self.app + self.fresh("_collation"))
        self.plainly("django.contrib.postgres.operations.CreateCollation(%r, 'C')", self.collations[-1])

    def plain_model(self):
        return self.pick([m for m in self.writable() if len(m.columns()) > 1])

    # ---- SQL --------------------------------------------------------------------------------------------------

    def run_sql(self):
        model = self.plain_model()
        if not model:
            return
        self.pick((self.sql_column, self.sql_index, self.sql_rows, self.sql_comment, self.sql_nothing))(model, model.db_table())

    def sql_column(self, model, table):
        name, column = self.fresh("f"), self.fresh("sql")
        kind, written = self.pick((("IntegerField", "integer"), ("TextField", "text"), ("CharField", "varchar(20)"), ("BooleanField", "boolean")))
        field = Field(kind, {"null": "True", "db_column": repr(column)})
        if kind == "CharField":
            field.keywords["max_length"] = "20"
        model.fields[name] = field
        text = 'ALTER TABLE "%s" ADD COLUMN "%s" %s' % (table, column, written)
        back = 'ALTER TABLE "%s" DROP COLUMN "%s"' % (table, column)
        state = "migrations.AddField(%r, %r, %s)" % (model.name, name, field.source())
        if self.chance(0.5):
            self.add("RunSQL(%r, %r, state_operations=[%s])", text, back, state)
        else:
            self.add("SeparateDatabaseAndState(database_operations=[migrations.RunSQL([%r], [(%r, None)])], state_operations=[%s])", text, back, state)

    def sql_index(self, model, table):
        name = self.fresh(self.app + "_i")[:30]
        field = self.pick(self.indexable(model))
        if not field or field == model.order:
            return
        model.indexes[name] = [field]
        text = 'CREATE INDEX "%s" ON "%s" ("%s")' % (name, table, model.fields[field].column(field))
        self.add("RunSQL(sql=%r, reverse_sql=%r, state_operations=[migrations.AddIndex(%r, models.Index(fields=[%r], name=%r))])",
                 text, 'DROP INDEX "%s"' % name, model.name, field, name)

    def sql_rows(self, model, table):
        field = self.pick([n for n in model.columns() if model.fields[n].kind in ("IntegerField", "TextField", "CharField")])
        if field:
            column = model.fields[field].column(field)
            self.add("RunSQL([('UPDATE \"%s\" SET \"%s\" = %%s', [1]), \"DELETE FROM \\\"%s\\\" WHERE false\"], migrations.RunSQL.noop)", table, column, table)

    def sql_comment(self, model, table):
        self.plainly(
            'migrations.RunSQL("""COMMENT ON TABLE "%s" IS \'x %% y\'; COMMENT ON COLUMN "%s"."%s" IS \'c\';""", """COMMENT ON TABLE "%s" IS NULL""")',
            table, table, self.first_column(model), table)

    def first_column(self, model):
        name = model.columns()[-1]
        return model.fields[name].column(name)

    def sql_nothing(self, model, table):
        self.add("RunSQL(migrations.RunSQL.noop, migrations.RunSQL.noop, elidable=True)")

    # ---- Python -----------------------------------------------------------------------------------------------

    def run_python(self):
        model = self.plain_model()
        if not model:
            return
        if self.chance(0.3):
            self.add("RunPython(migrations.RunPython.noop, migrations.RunPython.noop)")
            return
        name, column = self.fresh("run"), self.fresh("py")
        table = model.db_table()
        self.functions += [
            "def %s(apps, schema_editor):" % name,
            "    schema_editor.execute('ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s')" % (table, column, self.pick(("integer", "text DEFAULT ''x''".replace("''", "\\'"), "date"))),
            "", "",
            "def %s_back(apps, schema_editor):" % name,
            "    with schema_editor.connection.cursor() as cursor:",
            "        cursor.execute('ALTER TABLE \"%s\" DROP COLUMN \"%s\"')" % (table, column),
            "", ""]
        self.add("RunPython(%s, reverse_code=%s_back)", name, name)

    # ---- apart ------------------------------------------------------------------------------------------------

    def separate(self):
        """What another step adds, to the database and to the models apart."""
        before, step = len(self.operations), self.pick((self.add_field, self.alter_field, self.add_item, self.rename_field, self.together, self.alter_table))
        step()
        if len(self.operations) == before + 1 and "Concurrently" not in self.operations[-1]:
            one = self.operations.pop()
            self.add("SeparateDatabaseAndState(database_operations=[%s], state_operations=[%s])", one, one)

    def forget_field(self):
        """The models lose a field, the table keeps its column: which takes no value, as nobody gives it one."""
        model = self.plain_model()
        if not model:
            return
        name = self.pick([n for n in model.free() if model.fields[n].has_column and n not in self.to_fields(model)])
        if name and len(model.columns()) > 2:
            del model.fields[name]
            self.add("SeparateDatabaseAndState(state_operations=[migrations.RemoveField(%r, %r)])", model.name, name)

    def show_link(self):
        """The table a ManyToManyField made gets a model."""
        found = [(m, n) for m in self.writable() for n, f in m.fields.items() if f.kind == "ManyToManyField" and "through" not in f.keywords
                 and f.to.startswith(self.current + ".") and f.to != self.label(m.name) and "db_constraint" not in f.keywords]
        model, name = self.pick(found) or (None, None)
        if not model:
            return
        field = model.fields[name].copy()
        target = self.models[field.to.partition(".")[2]]
        if "db_table" not in field.keywords or target.is_proxy or target.parent or model.parent:
            return
        made = self.model_of_link(field.keywords.pop("db_table").strip("'"), model, target)
        field.keywords["through"] = repr(self.label(made.name))
        model.fields[name] = field
        fields = ", ".join("(%r, %s)" % (n, f.source()) for n, f in made.fields.items())
        self.add("SeparateDatabaseAndState(state_operations=[migrations.CreateModel(%r, [%s], options={'db_table': %r}), "
                 "migrations.AlterField(%r, %r, %s)])", made.name, fields, made.table, model.name, name, field.source())

    def model_of_link(self, table, model, target):
        made = type(model)(self.current, self.fresh("Shown"), {"id": Field("AutoField", {"primary_key": "True"})})
        made.table = table
        for side, other in (("left", model), ("right", target)):
            made.fields[side] = Field("ForeignKey", {"related_name": repr(self.fresh("back")), "db_column": repr(other.name.lower() + "_id")},
                                      self.label(other.name))
        self.models[made.name] = made
        return made
