#include "migration/django_compare.h"

#include "base/buffer.h"
#include "migration/django_model.h"
#include "migration/django_type.h"

// What is said of a part. One that is not known ("?") differs from nothing.
typedef enum Fact {
	FACT_TYPE,
	FACT_NULL,
	FACT_UNIQUE,
	FACT_KEY,
	FACT_INDEX,
	FACT_COLUMN,
	FACT_DEFAULT,
	FACT_TARGET,
	FACT_THROUGH,
	FACT_REFERENCE,
	FACT_COLLATION,
	FACT_COUNT,
} Fact;
#define UNKNOWN "?"

// Part: something of the models of an app: a model, a field, an index ...
// - `key`: what tells it from others; `of`: that of its model, empty for a model; `model`: the key of the model itself
// - `what`: in words
typedef struct Part {
	Str key, of;
	Str model;
	const char *what;
	const char *facts[FACT_COUNT];
} Part;
typedef struct Parts {
	Map by_key;
	Array(Part *) items;
} Parts;

// Reading: one snapshot of the models on its way to Parts.
typedef struct Reading {
	Arena *arena;
	const DjangoState *state;
	const DjangoModel *model;
	Parts *parts;
} Reading;

static Part *add(Reading *reading, const char *kind, Str name, const char *what)
{
	Part *part = arena_new(reading->arena, Part);
	Str model = reading->model->key, lower = str_lower(reading->arena, name);

	part->key =
		str_from(arena_printf(reading->arena, "%.*s %s %.*s", STR_ARG(model), kind, STR_ARG(lower)));
	part->what = what;
	part->model = model;
	if (*kind)
		part->of = str_from(arena_printf(reading->arena, "%.*s  ", STR_ARG(model)));
	map_set(&reading->parts->by_key, reading->arena, part->key, part);
	array_push(reading->arena, &reading->parts->items, part);
	return part;
}

static const char *quoted(Arena *arena, const char *before, Str name)
{
	return arena_printf(arena, "%s`%.*s`", before, STR_ARG(name));
}

static const char *joined(Arena *arena, const DjangoNames *names)
{
	Buffer out = buffer_in(arena);

	for (size_t i = 0; i < names->len; i++) {
		buffer_puts(&out, i ? ", " : "");
		buffer_add(&out, names->items[i].data, names->items[i].len);
	}
	return str_dup(arena, buffer_str(&out));
}

// ---- fields ---------------------------------------------------------------------------------------------------

static void read_column(Reading *reading, Part *part, const DjangoField *field)
{
	DjangoPlace place = { &reading->state->models, reading->model, field };
	DjangoType type = django_type(reading->state, place);

	part->facts[FACT_TYPE] = type.hole || !type.text.len
		? UNKNOWN
		: arena_printf(reading->arena, "%.*s%s%s", STR_ARG(type.text),
			       type.is_auto ? " (identity)" : "", type.check ? " (at least 0)" : "");
	part->facts[FACT_NULL] = field->null ? "NULL" : "NOT NULL";
	part->facts[FACT_UNIQUE] = field->unique ? "unique" : "not unique";
	part->facts[FACT_KEY] = field->primary_key ? "primary key" : "no primary key";
	part->facts[FACT_INDEX] = field->db_index ? "with an index" : "without an index";
	part->facts[FACT_COLUMN] = quoted(reading->arena, "column ", field->column);
	part->facts[FACT_DEFAULT] = field->db_default ? "with `db_default`" : "without `db_default`";
	part->facts[FACT_COLLATION] = field->collation.len
		? quoted(reading->arena, "collation ", field->collation)
		: "no collation";
}

static void read_relation(Reading *reading, Part *part, const DjangoField *field)
{
	// What a setting names is written out as often.
	part->facts[FACT_TARGET] =
		field->to_setting || !field->to.len ? UNKNOWN : quoted(reading->arena, "to ", field->to);
	if (django_field_is(field, FIELD_MANY))
		part->facts[FACT_THROUGH] = field->through.len
			? quoted(reading->arena, "through ", field->through)
			: quoted(reading->arena, "table ", field->db_table);
	else
		part->facts[FACT_REFERENCE] = field->db_constraint ? "with a constraint"
								   : "`db_constraint=False`";
}

static void read_field(Reading *reading, const DjangoField *field)
{
	const Value *value = field->value;
	Part *part;

	if (django_field_is(field, FIELD_VIRTUAL))
		return;
	part = add(reading, "field", field->name,
		   arena_printf(reading->arena, "field `%.*s` of `%.*s`", STR_ARG(field->name),
				STR_ARG(reading->model->name)));
	// Of what is not Django's own it is known that it is there, and no more.
	if (!field->klass || (value && value->kind == VALUE_CALL && value->call.arguments->open_keywords))
		return;
	if (!django_field_is(field, FIELD_MANY))
		read_column(reading, part, field);
	if (django_field_is(field, FIELD_RELATION | FIELD_MANY)) {
		// Its type is that of another model, perhaps of another app.
		part->facts[FACT_TYPE] = field->klass->name;
		read_relation(reading, part, field);
	}
}

// ---- models ---------------------------------------------------------------------------------------------------

static void read_items(Reading *reading, const DjangoItems *items, const char *kind)
{
	for (size_t i = 0; i < items->len; i++) {
		const DjangoItem *item = &items->items[i];
		DjangoNames names =
			django_names(reading->arena, django_argument(item->value, SIZE_MAX, "fields"));
		Part *part = add(reading, kind, item->name,
				 arena_printf(reading->arena, "%s `%.*s` of `%.*s`", kind,
					      STR_ARG(item->name), STR_ARG(reading->model->name)));
		part->facts[FACT_COLUMN] = names.len
			? arena_printf(reading->arena, "on (%s)", joined(reading->arena, &names))
			: UNKNOWN;
	}
}

static void read_together(Reading *reading, const DjangoTogether *together, const char *kind)
{
	for (size_t i = 0; i < together->len; i++) {
		const char *names = joined(reading->arena, &together->items[i]);
		add(reading, kind, str_from(names),
		    arena_printf(reading->arena, "%s (%s) of `%.*s`", kind, names,
				 STR_ARG(reading->model->name)));
	}
}

static void read_model(Reading *reading)
{
	const DjangoModel *model = reading->model;
	const DjangoModels *models = &reading->state->models;
	DjangoFields fields = django_model_fields(reading->state, models, model);
	Part *part = add(reading, "", STR_NONE, quoted(reading->arena, "model ", model->name));

	part->facts[FACT_COLUMN] =
		quoted(reading->arena, "table ", django_model_table(reading->arena, models, model));
	for (size_t i = 0; i < fields.len; i++)
		read_field(reading, fields.items[i]);
	read_items(reading, &model->indexes, "index");
	read_items(reading, &model->constraints, "constraint");
	read_together(reading, &model->unique_together, "unique_together");
	read_together(reading, &model->index_together, "index_together");
}

static Parts parts_of(Arena *arena, const DjangoState *state, const DjangoModels *models, Str app)
{
	DjangoModelArray all = django_models_of_app(arena, models, app);
	DjangoState then = *state;
	Parts parts = { 0 };

	then.models = *models;
	for (size_t i = 0; i < all.len; i++) {
		Reading reading = { arena, &then, all.items[i], &parts };
		if (django_model_migrates(all.items[i]))
			read_model(&reading);
	}
	return parts;
}

// ---- differences ----------------------------------------------------------------------------------------------

static bool fact_differs(const char *a, const char *b)
{
	if ((a && !strcmp(a, UNKNOWN)) || (b && !strcmp(b, UNKNOWN)))
		return false;
	return a && b && strcmp(a, b);
}

static bool part_differs(const Part *a, const Part *b)
{
	for (int i = 0; i < FACT_COUNT; i++)
		if (a && b && fact_differs(a->facts[i], b->facts[i]))
			return true;
	return !a != !b;
}

// What is said of `part` where it differs from `other`, which is there too.
static const char *facts_beside(Arena *arena, const Part *part, const Part *other)
{
	Buffer out = buffer_in(arena);

	for (int i = 0; i < FACT_COUNT; i++) {
		if (!fact_differs(part->facts[i], other->facts[i]))
			continue;
		buffer_puts(&out, out.len ? ", " : "");
		buffer_puts(&out, part->facts[i]);
	}
	return str_dup(arena, buffer_str(&out));
}

// Way: the models behind each migration of a plan, the last of them also as Parts.
typedef struct Way {
	const DjangoNodes *plan;
	DjangoState *state;
	DjangoModels *behind;
	Parts parts;
	bool exact;
} Way;

static Way go(Arena *arena, const DjangoOptions *options, const DjangoNodes *plan, Str app)
{
	Way way = { .plan = plan, .state = django_state_new(arena, options), .exact = true };

	way.behind = arena_array(arena, DjangoModels, plan->len + 1);
	for (size_t i = 0; i < plan->len; i++) {
		way.exact &= django_advance(plan->items[i]->migration, way.state);
		way.behind[i] = way.state->models;
	}
	DjangoModelArray models = django_models_of_app(arena, &way.state->models, app);
	for (size_t i = 0; i < models.len; i++)
		way.exact &= !models.items[i]->imagined;
	way.parts = parts_of(arena, way.state, &way.state->models, app);
	return way;
}

// The part as it is in a snapshot; NULL when it is not there.
static const Part *part_in(Arena *arena, const Way *way, const DjangoModels *models, const Part *part)
{
	const DjangoModel *model = django_models_find(models, part->model);
	DjangoState then = *way->state;
	Parts parts = { 0 };
	Reading reading = { arena, &then, model, &parts };

	then.models = *models;
	if (model && django_model_migrates(model))
		read_model(&reading);
	return map_get(&parts.by_key, part->key);
}

// The last migration of the way that changed the part; NULL when none did.
static const DjangoNode *changer_of(Arena *arena, const Way *way, const Part *part)
{
	const Part *after = map_get(&way->parts.by_key, part->key);
	DjangoModels nothing = { 0 };

	for (size_t i = way->plan->len; i-- > 0;) {
		const DjangoModels *now = &way->behind[i], *earlier = i ? &way->behind[i - 1] : &nothing;
		// A model that changes is made anew.
		if (django_models_find(now, part->model) == django_models_find(earlier, part->model))
			continue;
		const Part *before = part_in(arena, way, earlier, part);
		if (part_differs(before, after))
			return way->plan->items[i];
		after = before;
	}
	return NULL;
}

Span django_squash_entry(const Migration *squash, const Migration *by)
{
	const DjangoKeys *replaces = &squash->django->replaces;

	for (size_t i = 0; by && i < replaces->len; i++)
		if (str_equal(replaces->items[i].app, by->django->app) &&
		    str_equal(replaces->items[i].name, by->django->name))
			return replaces->items[i].span;
	return array_last(replaces)->span;
}

static void add_difference(Arena *arena, DjangoNode *node, const Way *replaced, const Part *there,
			   const Part *here)
{
	const Part *part = there ? there : here;
	const DjangoNode *by = changer_of(arena, replaced, part);
	SquashDifference difference = {
		.place = django_squash_entry(node->migration, by ? by->migration : NULL),
		.by = by ? by->migration->revision : STR_NONE,
		.what = part->what,
	};

	if (there)
		difference.replaced = here ? facts_beside(arena, there, here) : "";
	if (here)
		difference.squashed = there ? facts_beside(arena, here, there) : "";
	array_push(arena, &node->migration->squash->differences, difference);
}

void django_compare(Arena *arena, const DjangoOptions *options, DjangoNode *node, const DjangoNodes *used,
		    const DjangoNodes *replaced)
{
	Str app = node->migration->django->app;
	Way squashed = go(arena, options, used, app), old = go(arena, options, replaced, app);

	node->migration->squash->compared = squashed.exact && old.exact;
	if (!node->migration->squash->compared)
		return;
	for (size_t i = 0; i < old.parts.items.len; i++) {
		const Part *there = old.parts.items.items[i],
			   *here = map_get(&squashed.parts.by_key, there->key);
		// Of a model that is missing one need not go into detail.
		bool said = there->of.len && !map_get(&squashed.parts.by_key, there->of);
		if (!said && part_differs(there, here))
			add_difference(arena, node, &old, there, here);
	}
	for (size_t i = 0; i < squashed.parts.items.len; i++) {
		const Part *here = squashed.parts.items.items[i];
		bool said = here->of.len && !map_get(&old.parts.by_key, here->of);
		if (!said && !map_get(&old.parts.by_key, here->key))
			add_difference(arena, node, &old, NULL, here);
	}
}
