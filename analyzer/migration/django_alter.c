// AlterField, column by column; declared in django_schema.h.
#include "migration/django_name.h"
#include "migration/django_schema.h"
#include "migration/django_version.h"
#include "migration/sqlalchemy_text.h"

// Change: one _alter_field() of Django. `table` is the one the column is in now.
typedef struct Change {
	DjangoEditor *editor;
	Str table;
	DjangoPlace old, new;
	DjangoType old_type, new_type;
	DjangoDefault old_default, new_default;
	DjangoNames old_column, new_column;
	DjangoNames constraints, indexes; // names that belong to Meta
	bool keys_dropped;                // own foreign keys
	bool relations_dropped;           // foreign keys of others that refer here
	bool needs_default;
} Change;

static bool has(const Change *change, DjangoFeature feature)
{
	return django_has(change->editor->state, feature);
}

static bool has_key(DjangoPlace place)
{
	return django_field_is(place.field, FIELD_RELATION);
}

// ---- foreign keys ---------------------------------------------------------------------------------------------

static DjangoNames keys_of(DjangoEditor *editor, Str table, DjangoPlace place)
{
	DjangoNames columns = { 0 }, keys;

	array_push(editor->arena, &columns, place.field->column);
	keys = django_database_find(editor->database, table, &columns, MADE_FOREIGN_KEY, NULL);
	if (!keys.len && place.field->db_constraint && !django_database_knows(editor->database, table)) {
		DjangoStatement key = django_foreign_key_statement(editor, table, place);
		array_push(editor->arena, &keys, django_statement_name(editor->arena, &key));
	}
	return keys;
}

static void drop_own_keys(Change *change)
{
	if (!has_key(change->old) || !change->old.field->db_constraint)
		return;
	DjangoNames keys = keys_of(change->editor, change->table, change->old);
	for (size_t i = 0; i < keys.len; i++)
		django_drop_foreign_key(change->editor, change->table, keys.items[i]);
	change->keys_dropped = keys.len > 0;
}

// Whether the foreign key at `place` refers to the altered field.
static bool refers_to(DjangoPlace place, const DjangoField *altered)
{
	if (altered->primary_key && !place.field->to_field.len)
		return true;
	return str_equal(place.field->to_field, altered->name);
}

static DjangoPlaces referring(const Change *change, DjangoPlace altered, bool hidden)
{
	DjangoPlaces all = django_related(change->editor, altered.models, altered.model, hidden, false),
		     places = { 0 };

	for (size_t i = 0; i < all.len; i++)
		if (refers_to(all.items[i], altered.field))
			array_push(change->editor->arena, &places, all.items[i]);
	return places;
}

// In Django before 4.1 serial counts as a type of its own.
static bool is_other_type(const Change *change)
{
	bool serial = !has(change, DJANGO_IDENTITY) && change->old_type.is_auto != change->new_type.is_auto;

	return serial || !django_type_equal(&change->old_type, &change->new_type);
}

static void drop_keys_of_others(Change *change)
{
	const DjangoField *old = change->old.field, *new = change->new.field;
	bool is_target = (old->primary_key && new->primary_key) || (old->unique && new->unique);
	bool collation = has(change, DJANGO_RELATED_COLLATIONS) && !str_equal(old->collation, new->collation);

	if (!is_target || (!is_other_type(change) && !collation))
		return;
	change->relations_dropped = true;
	DjangoPlaces places = referring(change, change->new, true);
	for (size_t i = 0; i < places.len; i++) {
		Str table = django_place_table(change->editor, places.items[i]);
		DjangoNames keys = keys_of(change->editor, table, places.items[i]);
		for (size_t j = 0; j < keys.len; j++)
			django_drop_foreign_key(change->editor, table, keys.items[j]);
	}
}

// ---- what goes first ------------------------------------------------------------------------------------------

static bool became_key(const Change *change)
{
	return !change->old.field->primary_key && change->new.field->primary_key;
}

static DjangoNames found(const Change *change, unsigned kind, const DjangoNames *except)
{
	return django_database_find(change->editor->database, change->table, &change->old_column, kind,
				    except);
}

static void drop_unique(Change *change)
{
	const DjangoField *old = change->old.field;
	DjangoNames names;

	if (!old->unique || (change->new.field->unique && !became_key(change)))
		return;
	names = found(change, MADE_UNIQUE, &change->constraints);
	if (!names.len && !old->primary_key &&
	    !django_database_knows(change->editor->database, change->table))
		array_push(change->editor->arena, &names,
			   django_name_chosen(change->editor->arena, change->table, old->column, "key"));
	for (size_t i = 0; i < names.len; i++)
		django_drop_constraint(change->editor, change->table, names.items[i]);
}

static void drop_indexes(Change *change)
{
	const DjangoField *old = change->old.field, *new = change->new.field;
	DjangoNames names;

	if (!old->db_index || old->unique || (new->db_index && !new->unique))
		return;
	names = found(change, MADE_INDEX, &change->indexes);
	if (!names.len && !django_database_knows(change->editor->database, change->table)) {
		DjangoStatement index = django_index_statement(change->editor, change->table, change->old);
		array_push(change->editor->arena, &names,
			   django_statement_name(change->editor->arena, &index));
	}
	for (size_t i = 0; i < names.len; i++)
		django_drop_index(change->editor, names.items[i], false);
}

// Whether the CHECK of the column changes: it names the column.
static bool check_changes(const Change *change)
{
	return change->old_type.check != change->new_type.check ||
		(change->old_type.check && !str_equal(change->old.field->column, change->new.field->column));
}

static void drop_check(Change *change)
{
	DjangoNames names;

	if (!check_changes(change) || !change->old_type.check)
		return;
	names = found(change, MADE_CHECK, &change->constraints);
	if (!names.len && !django_database_knows(change->editor->database, change->table))
		array_push(change->editor->arena, &names,
			   django_name_chosen(change->editor->arena, change->table, change->old.field->column,
					      "check"));
	for (size_t i = 0; i < names.len; i++)
		django_drop_constraint(change->editor, change->table, names.items[i]);
}

static void rename_column(Change *change)
{
	if (!str_equal(change->old.field->column, change->new.field->column))
		django_rename_column(change->editor, change->table, change->old.field->column,
				     change->new.field->column, change->new.field->span);
}

// ---- the column itself ----------------------------------------------------------------------------------------

static void write_alter_column(const Change *change, SqlWriter *writer, const char *separator)
{
	sql_puts(writer, separator);
	sql_puts(writer, "ALTER COLUMN ");
	django_write_name(writer, change->new.field->column);
}

static bool is_array(DjangoPlace place)
{
	return django_field_is(place.field, FIELD_ARRAY);
}

// What Django compares to decide on a cast.
static Str cast_base(DjangoPlace place, const DjangoType *type)
{
	return has_key(place) || !type->base.len ? type->text : type->base;
}

static bool casts(const Change *change)
{
	if (is_array(change->old) && is_array(change->new))
		return !str_equal(change->old_type.base, change->new_type.base);
	return !str_equal(cast_base(change->old, &change->old_type),
			  cast_base(change->new, &change->new_type)) ||
		!change->new_type.text.len;
}

static void write_type(const Change *change, SqlWriter *writer, const char *separator)
{
	Str collation = django_collation(change->editor->state, change->new);
	bool collates = !str_equal(collation, django_collation(change->editor->state, change->old));
	DjangoType type = change->new_type;

	type.span = type.text.len && !type.hole ? change->new.field->span : type.span;
	write_alter_column(change, writer, separator);
	sql_puts(writer, " TYPE ");
	django_write_type(writer, &type);
	if ((collates || has(change, DJANGO_RELATED_COLLATIONS)) && collation.len) {
		sql_puts(writer, " COLLATE ");
		django_write_name(writer, collation);
	}
	if (casts(change) && !(collates && !has(change, DJANGO_RELATED_COLLATIONS))) {
		sql_puts(writer, " USING ");
		django_write_name(writer, change->new.field->column);
		sql_puts(writer, "::");
		django_write_type(writer, &type);
	}
}

static bool type_changes(const Change *change)
{
	bool comment = has(change, DJANGO_COMMENTS) &&
		!str_equal(change->old.field->db_comment, change->new.field->db_comment);

	return comment || is_other_type(change) ||
		!str_equal(django_collation(change->editor->state, change->old),
			   django_collation(change->editor->state, change->new));
}

static bool null_changes(const Change *change)
{
	return change->old.field->null != change->new.field->null;
}

static void write_null(const Change *change, SqlWriter *writer, const char *separator)
{
	write_alter_column(change, writer, separator);
	sql_puts(writer, change->new.field->null ? " DROP NOT NULL" : " SET NOT NULL");
}

static bool same_db_default(const Change *change)
{
	const Value *old = change->old.field->db_default, *new = change->new.field->db_default;
	bool equal;

	if (!old || !new)
		return old == new;
	return old == new || (value_equal(old, new, &equal) && equal);
}

static void write_db_default(const Change *change, SqlWriter *writer)
{
	const Value *value = change->new.field->db_default;
	DjangoScope scope = { change->editor->state, change->new.models, change->new.model };

	if (str_is(value_last_name(value), "Value") && value_positional(value, 0))
		value = value_positional(value, 0);
	sql_puts(writer, django_is_expression(value) ? "(" : "");
	django_write_operand(&scope, writer, change->new, value);
	sql_puts(writer, django_is_expression(value) ? ")" : "");
}

static bool writes_default(Change *change)
{
	bool tightens = change->old.field->null && !change->new.field->null;

	if (!same_db_default(change))
		return true;
	change->needs_default = tightens && !change->new.field->db_default &&
		change->new_default.kind != DEFAULT_NONE &&
		!django_default_equal(change->editor->state, &change->old_default, &change->new_default);
	return change->needs_default;
}

static void write_default(const Change *change, SqlWriter *writer, const char *separator)
{
	write_alter_column(change, writer, separator);
	if (!same_db_default(change) && !change->new.field->db_default) {
		sql_puts(writer, " DROP DEFAULT");
		return;
	}
	sql_puts(writer, " SET DEFAULT ");
	if (!same_db_default(change))
		write_db_default(change, writer);
	else
		django_write_default(change->editor->state, writer, &change->new_default);
}

// Rows that are NULL get the default before the column is NOT NULL.
static bool fills(const Change *change)
{
	return change->old.field->null && !change->new.field->null &&
		(change->new.field->default_value || change->new.field->db_default);
}

static void fill(const Change *change)
{
	SqlWriter writer = lowering_sql(&change->editor->lowering);

	sql_puts(&writer, "UPDATE ");
	django_write_name(&writer, change->table);
	sql_puts(&writer, " SET ");
	django_write_name(&writer, change->new.field->column);
	sql_puts(&writer, " = ");
	if (change->new.field->db_default)
		write_db_default(change, &writer);
	else
		django_write_default(change->editor->state, &writer, &change->new_default);
	sql_puts(&writer, " WHERE ");
	django_write_name(&writer, change->new.field->column);
	sql_puts(&writer, " IS NULL");
	django_emit(change->editor, &writer);
	if (!has(change, DJANGO_CHECKS_AFTER_FILLING))
		return;
	writer = lowering_sql(&change->editor->lowering);
	sql_puts(&writer, "SET CONSTRAINTS ALL IMMEDIATE");
	django_emit(change->editor, &writer);
}

static void alter_column(Change *change)
{
	SqlWriter writer = django_alter_table(change->editor, change->table);
	bool nulls = null_changes(change), any = false;

	if (type_changes(change)) {
		write_type(change, &writer, " ");
		any = true;
	}
	if (writes_default(change)) {
		write_default(change, &writer, any ? ", " : " ");
		any = true;
	}
	if (nulls && !fills(change)) {
		write_null(change, &writer, any ? ", " : " ");
		any = true;
	}
	if (any)
		django_emit(change->editor, &writer);
	if (!fills(change))
		return;
	fill(change);
	writer = django_alter_table(change->editor, change->table);
	write_null(change, &writer, " ");
	django_emit(change->editor, &writer);
}

// ---- sequences ------------------------------------------------------------------------------------------------

static void emit_words(Change *change, const char *words)
{
	SqlWriter writer = lowering_sql(&change->editor->lowering);

	sql_puts(&writer, words);
	django_emit(change->editor, &writer);
}

// What makes serial of a column before Django 4.1.
static void make_sequence(Change *change, const char *sequence)
{
	Arena *arena = change->editor->arena;
	Str table = django_name_unquoted(change->table), column = change->new.field->column;

	emit_words(change, arena_printf(arena, "DROP SEQUENCE IF EXISTS \"%s\" CASCADE", sequence));
	emit_words(change, arena_printf(arena, "CREATE SEQUENCE \"%s\"", sequence));
	emit_words(change,
		   arena_printf(arena,
				"ALTER TABLE \"%.*s\" ALTER COLUMN \"%.*s\" SET DEFAULT nextval('\"%s\"')",
				STR_ARG(table), STR_ARG(column), sequence));
	emit_words(change,
		   arena_printf(arena, "SELECT setval('\"%s\"', MAX(\"%.*s\")) FROM \"%.*s\"", sequence,
				STR_ARG(column), STR_ARG(table)));
	emit_words(change,
		   arena_printf(arena, "ALTER SEQUENCE \"%s\" OWNED BY \"%.*s\".\"%.*s\"", sequence,
				STR_ARG(table), STR_ARG(column)));
}

static void alter_sequence(Change *change)
{
	Arena *arena = change->editor->arena;
	bool was = change->old_type.is_auto, is = change->new_type.is_auto;
	const char *sequence = arena_printf(arena, "%.*s_%.*s_seq",
					    STR_ARG(django_name_unquoted(change->table)),
					    STR_ARG(change->new.field->column));

	if ((!was && !is) || (was && is && django_type_equal(&change->old_type, &change->new_type)))
		return;
	if (!has(change, DJANGO_IDENTITY) && is)
		make_sequence(change, sequence);
	else if (!is)
		emit_words(change, arena_printf(arena, "DROP SEQUENCE IF EXISTS \"%s\" CASCADE", sequence));
	else if (was)
		emit_words(change,
			   arena_printf(arena, "ALTER SEQUENCE IF EXISTS \"%s\" AS %.*s", sequence,
					STR_ARG(change->new_type.text)));
	else
		emit_words(
			change,
			arena_printf(
				arena,
				"ALTER TABLE \"%.*s\" ALTER COLUMN \"%.*s\" ADD GENERATED BY DEFAULT AS IDENTITY",
				STR_ARG(change->table), STR_ARG(change->new.field->column)));
}

static void drop_identity(Change *change)
{
	if (has(change, DJANGO_IDENTITY) && change->old_type.is_auto && !change->new_type.is_auto)
		emit_words(change,
			   arena_printf(change->editor->arena,
					"ALTER TABLE \"%.*s\" ALTER COLUMN \"%.*s\" DROP IDENTITY IF EXISTS",
					STR_ARG(change->table), STR_ARG(change->new.field->column)));
}

static void alter_comment(Change *change)
{
	SqlWriter writer;

	if (!has(change, DJANGO_COMMENTS) ||
	    str_equal(change->old.field->db_comment, change->new.field->db_comment))
		return;
	writer = lowering_sql(&change->editor->lowering);
	sql_puts(&writer, "COMMENT ON COLUMN ");
	django_write_name(&writer, change->table);
	sql_puts(&writer, ".");
	django_write_name(&writer, change->new.field->column);
	sql_puts(&writer, " IS ");
	literal_write_text(&writer,
			   text_literal(change->editor->arena, change->new.field->db_comment,
					change->new.field->span, false));
	django_emit(change->editor, &writer);
}

// ---- what comes after -----------------------------------------------------------------------------------------

static void drop_primary_key(Change *change)
{
	Str name;

	if (!change->old.field->primary_key || change->new.field->primary_key)
		return;
	name = django_database_key(change->editor->database, change->table);
	if (!name.len && !django_database_knows(change->editor->database, change->table))
		name = django_name_chosen(change->editor->arena, change->table, STR_NONE, "pkey");
	if (name.len)
		django_drop_constraint(change->editor, change->table, name);
}

static void add_unique(Change *change)
{
	const DjangoField *old = change->old.field, *new = change->new.field;
	DjangoStatement unique;

	if (!((!old->unique && new->unique) || (old->primary_key && !new->primary_key &&new->unique)))
		return;
	if (has(change, DJANGO_REMAKES_HIDDEN_KEYS) && new->primary_key)
		return;
	unique = django_unique_statement(change->editor, change->table, &change->new_column);
	django_run_statement(change->editor, &unique);
}

static void add_index(Change *change)
{
	const DjangoField *old = change->old.field, *new = change->new.field;

	if ((!old->db_index || old->unique) && new->db_index && !new->unique) {
		DjangoStatement index = django_index_statement(change->editor, change->table, change->new);
		django_run_statement(change->editor, &index);
	}
}

static void add_primary_key(Change *change)
{
	Arena *arena = change->editor->arena;
	Str name = django_name_index(arena, change->table, &change->new_column, STR("_pk"));
	SqlWriter writer;

	if (!became_key(change))
		return;
	writer = django_alter_table(change->editor, change->table);
	sql_puts(&writer, " ADD CONSTRAINT ");
	django_write_name(&writer, name);
	sql_puts(&writer, " PRIMARY KEY (");
	django_write_names(&writer, &change->new_column);
	sql_puts(&writer, ")");
	django_emit(change->editor, &writer);
	django_database_add(change->editor->database, change->table,
			    (DjangoMade){ name, MADE_PRIMARY_KEY, change->new_column });
}

// Columns of others that refer here follow its type.
static void alter_others(Change *change)
{
	DjangoPlaces old, new;

	if (!change->relations_dropped && !became_key(change))
		return;
	old = referring(change, change->old, true);
	new = referring(change, change->new, true);
	for (size_t i = 0; i < new.len &&i < old.len; i++) {
		Change other = { .editor = change->editor, .old = old.items[i], .new = new.items[i] };
		other.table = django_place_table(change->editor, new.items[i]);
		other.old_type = django_type(change->editor->state, old.items[i]);
		other.new_type = django_type(change->editor->state, new.items[i]);
		SqlWriter writer = django_alter_table(change->editor, other.table);
		write_type(&other, &writer, " ");
		django_emit(change->editor, &writer);
	}
}

static void add_keys(Change *change)
{
	const DjangoField *old = change->old.field, *new = change->new.field;

	if (has_key(change->new) && new->db_constraint &&
	    (change->keys_dropped || !has_key(change->old) || !old->db_constraint)) {
		DjangoStatement key =
			django_foreign_key_statement(change->editor, change->table, change->new);
		django_run_statement(change->editor, &key);
	}
	if (!change->relations_dropped)
		return;
	DjangoPlaces places = referring(change, change->new, has(change, DJANGO_REMAKES_HIDDEN_KEYS));
	for (size_t i = 0; i < places.len; i++) {
		if (!places.items[i].field->db_constraint)
			continue;
		DjangoStatement key = django_foreign_key_again(
			change->editor, django_place_table(change->editor, places.items[i]), places.items[i]);
		django_run_statement(change->editor, &key);
	}
}

static void add_check(Change *change)
{
	SqlWriter writer;

	if (!check_changes(change) || !change->new_type.check)
		return;
	Str name =
		django_name_index(change->editor->arena, change->table, &change->new_column, STR("_check"));
	writer = django_alter_table(change->editor, change->table);
	sql_puts(&writer, " ADD CONSTRAINT ");
	django_write_name(&writer, name);
	sql_puts(&writer, " CHECK (");
	django_write_name(&writer, change->new.field->column);
	sql_puts(&writer, " >= 0)");
	django_emit(change->editor, &writer);
	django_database_add(change->editor->database, change->table,
			    (DjangoMade){ name, MADE_CHECK, change->new_column });
}

static void drop_default(Change *change)
{
	SqlWriter writer;

	if (!change->needs_default)
		return;
	writer = django_alter_table(change->editor, change->table);
	write_alter_column(change, &writer, " ");
	sql_puts(&writer, " DROP DEFAULT");
	django_emit(change->editor, &writer);
}

// ---- LIKE indexes ---------------------------------------------------------------------------------------------

static bool leaves(const Change *change, const char *type)
{
	return str_starts_with(change->old_type.text, str_from(type)) &&
		!str_starts_with(change->new_type.text, str_from(type));
}

static bool leaves_text(const Change *change)
{
	const DjangoField *old = change->old.field;

	return (old->db_index || old->unique) &&
		(leaves(change, "varchar") || leaves(change, "text") || leaves(change, "citext"));
}

static Str like_name(const Change *change)
{
	return django_name_index(change->editor->arena, change->table, &change->old_column, STR("_like"));
}

static void alter_like_index(Change *change)
{
	const DjangoField *old = change->old.field, *new = change->new.field;
	bool added = (!(old->db_index || old->unique) && new->db_index) || (!old->unique && new->unique);
	bool again = has(change, DJANGO_REMAKES_LIKE_INDEX) && leaves_text(change);
	DjangoStatement like;

	if ((added || again) && django_like_statement(change->editor, change->table, change->new, &like))
		django_run_statement(change->editor, &like);
	if (old->unique && !new->db_index && !new->unique)
		django_drop_index(change->editor, like_name(change), false);
}

// ---- all of it ------------------------------------------------------------------------------------------------

static DjangoNames item_names(Arena *arena, const DjangoItems *items)
{
	DjangoNames names = { 0 };

	for (size_t i = 0; i < items->len; i++)
		array_push(arena, &names, items->items[i].name);
	return names;
}

static void change_column(Change *change)
{
	drop_own_keys(change);
	drop_unique(change);
	drop_keys_of_others(change);
	drop_indexes(change);
	drop_check(change);
	rename_column(change);
	drop_identity(change);
	alter_column(change);
	alter_sequence(change);
	alter_comment(change);
	drop_primary_key(change);
	add_unique(change);
	add_index(change);
	add_primary_key(change);
	alter_others(change);
	add_keys(change);
	add_check(change);
	drop_default(change);
	alter_like_index(change);
}

static void alter_many(DjangoEditor *editor, DjangoPlace old, DjangoPlace new)
{
	const DjangoModel *from = django_model_through(editor->state, old.models, old.model, old.field);
	const DjangoModel *to = django_model_through(editor->state, new.models, new.model, new.field);

	django_rename_table(editor, from->db_table, to->db_table);
	for (size_t i = 2; i-- > 0;) {
		DjangoPlace before = { old.models, from, from->fields.items[i] },
			    after = { new.models, to, to->fields.items[i] };
		django_alter_field(editor, new.models, to, before, after);
	}
}

static void refuse_to_alter(DjangoEditor *editor, DjangoPlace old, DjangoPlace new)
{
	lowering_refuse_as(
		&editor->lowering, NOTICE_REFUSED_OPERATION, new.field->span,
		arena_printf(
			editor->arena,
			"Django refuses this call: field `%.*s` cannot be altered: it has a table of its own before or after",
			STR_ARG(old.field->name)),
		NULL);
}

void django_alter_field(DjangoEditor *editor, const DjangoModels *models, const DjangoModel *model,
			DjangoPlace old, DjangoPlace new)
{
	bool many = django_field_is(old.field, FIELD_MANY),
	     becomes_many = django_field_is(new.field, FIELD_MANY);
	Change change = { .editor = editor, .old = old, .new = new };

	if (!django_field_differs(old.field, new.field))
		return;
	if (many != becomes_many || (many && !old.field->through.len != !new.field->through.len)) {
		refuse_to_alter(editor, old, new);
		return;
	}
	if (many) {
		if (!old.field->through.len)
			alter_many(editor, old, new);
		return;
	}
	if (!old.field->column.len || !new.field->column.len)
		return;
	change.table = django_model_table(editor->arena, models, model);
	change.old_type = django_type(editor->state, old);
	change.new_type = django_type(editor->state, new);
	change.old_default = django_default(editor->state, old);
	change.new_default = django_default(editor->state, new);
	array_push(editor->arena, &change.old_column, old.field->column);
	array_push(editor->arena, &change.new_column, new.field->column);
	change.constraints = item_names(editor->arena, &model->constraints);
	change.indexes = item_names(editor->arena, &model->indexes);
	// Of PostgreSQL's editor, before everything else.
	if (leaves_text(&change))
		django_drop_index(editor, like_name(&change), false);
	change_column(&change);
}
