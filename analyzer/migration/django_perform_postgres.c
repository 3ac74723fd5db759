// Operations of django.contrib.postgres; declared in django_perform.h.
#include "migration/django_name.h"
#include "migration/django_perform.h"
#include "migration/sqlalchemy_text.h"

static const struct {
	const char *operation;
	const char *extension;
} extensions[] = {
	{ "BloomExtension", "bloom" },          { "BtreeGinExtension", "btree_gin" },
	{ "BtreeGistExtension", "btree_gist" }, { "CITextExtension", "citext" },
	{ "CryptoExtension", "pgcrypto" },      { "HStoreExtension", "hstore" },
	{ "TrigramExtension", "pg_trgm" },      { "UnaccentExtension", "unaccent" },
};

static void write_extension(DjangoEditor *editor, const DjangoApplied *applied, const char *words)
{
	SqlWriter writer = lowering_sql(&editor->lowering);
	const Value *given = django_argument(applied->call.value, 0, "name");
	Str name = django_text(editor->arena, given);

	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
		if (str_is(str_from(applied->row->name), extensions[i].operation))
			name = str_from(extensions[i].extension);
	sql_puts(&writer, words);
	if (name.len)
		django_write_name_from(&writer, name, given ? given->span : (Span){ 0 });
	else
		sql_add_hole(&writer, given ? value_source_line(editor->arena, given) : "name",
			     editor->lowering.span);
	django_emit(editor, &writer);
}

DJANGO_PERFORMS(django_do_extension)
{
	(void)from, (void)to;
	write_extension(editor, applied, "CREATE EXTENSION IF NOT EXISTS ");
}

DJANGO_PERFORMS(django_undo_extension)
{
	(void)from, (void)to;
	write_extension(editor, applied, "DROP EXTENSION IF EXISTS ");
}

// ---- collations -----------------------------------------------------------------------------------------------

static void create_collation(DjangoEditor *editor, const DjangoApplied *applied)
{
	SqlWriter writer = lowering_sql(&editor->lowering);
	Str provider = django_performed_text(editor, applied, 2, "provider");

	sql_puts(&writer, "CREATE COLLATION ");
	django_write_name(&writer, django_performed_text(editor, applied, 0, "name"));
	sql_puts(&writer, " (locale=");
	django_write_name(&writer, django_performed_text(editor, applied, 1, "locale"));
	if (provider.len && !str_is(provider, "libc")) {
		sql_puts(&writer, ", provider=");
		django_write_name(&writer, provider);
	}
	if (!django_true(django_argument(applied->call.value, 3, "deterministic"), true))
		sql_puts(&writer, ", deterministic=false");
	sql_puts(&writer, ")");
	django_emit(editor, &writer);
}

static void remove_collation(DjangoEditor *editor, const DjangoApplied *applied)
{
	SqlWriter writer = lowering_sql(&editor->lowering);

	sql_puts(&writer, "DROP COLLATION ");
	django_write_name(&writer, django_performed_text(editor, applied, 0, "name"));
	django_emit(editor, &writer);
}

DJANGO_PERFORMS(django_do_collation)
{
	(void)from, (void)to;
	if (str_is(str_from(applied->row->name), "CreateCollation"))
		create_collation(editor, applied);
	else
		remove_collation(editor, applied);
}

DJANGO_PERFORMS(django_undo_collation)
{
	(void)from, (void)to;
	if (str_is(str_from(applied->row->name), "CreateCollation"))
		remove_collation(editor, applied);
	else
		create_collation(editor, applied);
}

// ---- ValidateConstraint ---------------------------------------------------------------------------------------

DJANGO_PERFORMS(django_do_validate)
{
	const DjangoModel *model = django_performed_model(editor, applied, to, 0, "model_name");
	SqlWriter writer;

	(void)from;
	if (!model || !django_model_migrates(model))
		return;
	writer = django_alter_table(editor, django_model_table(editor->arena, to, model));
	sql_puts(&writer, " VALIDATE CONSTRAINT ");
	django_write_name(&writer, django_performed_text(editor, applied, 1, "name"));
	django_emit(editor, &writer);
}
