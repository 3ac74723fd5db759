#include "migration/django_replace.h"

#include <ctype.h>

// Place: a migration of the project.
// - `squash`: the squashed migration that stands for it; NULL when none does
// - `squashes`: all that have it in their `replaces`
// - `needs`: of one that stands for others theirs too, but for what it stands for itself
// - `seen`, `planned`: the number of the walk that met it; `via`: how
typedef struct Place Place;
typedef Array(Place *) Places;
typedef struct Link {
	Place *to;
	Str by;    // who says so
	Str entry; // what it says it needs
	Span span;
	Place *from;
} Link;
struct Place {
	DjangoNode *node;
	Places squashes;
	Place *squash;
	Array(Link) needs;
	const Link *via;
	unsigned seen, planned;
};

// DjangoReplacing: `by_id`: "app.name" -> Place; `replaced`: "app.name" -> Places that replace it, whether it is there or not.
struct DjangoReplacing {
	Arena *arena;
	const DjangoNodes *nodes;
	const DjangoOptions *options;
	Map by_id;
	Map replaced;
	Map apps; // label -> any Place of the app
	unsigned walk;
};

static Str id_of(const Place *place)
{
	return place->node->migration->revision;
}

static const DjangoMigration *declared(const Place *place)
{
	return place->node->migration->django;
}

static Str key_id(const DjangoReplacing *replacing, DjangoKey key)
{
	return str_join(replacing->arena, key.app, ".", key.name);
}

static Place *place_at(const DjangoReplacing *replacing, size_t i)
{
	return map_get(&replacing->by_id, replacing->nodes->items[i]->migration->revision);
}

// Who stands for the migration in the end; squashed ones may be replaced themselves, and in circles.
static Place *standing_for(Place *place)
{
	for (int depth = 0; place->squash && depth < 20; depth++)
		place = place->squash;
	return place;
}

// ---- who replaces whom ----------------------------------------------------------------------------------------

static void add_place(DjangoReplacing *replacing, DjangoNode *node)
{
	Place *place = arena_new(replacing->arena, Place);

	place->node = node;
	if (map_get(&replacing->by_id, id_of(place)))
		return;
	map_set(&replacing->by_id, replacing->arena, id_of(place), place);
	map_set(&replacing->apps, replacing->arena, declared(place)->app, place);
}

static void add_entry(DjangoReplacing *replacing, Place *squash, DjangoKey key)
{
	Str id = key_id(replacing, key);
	Places *squashes = map_get(&replacing->replaced, id);
	Place *entry = map_get(&replacing->by_id, id);

	if (!squashes) {
		squashes = arena_new(replacing->arena, Places);
		map_set(&replacing->replaced, replacing->arena, id, squashes);
	}
	if (!squashes->len || *array_last(squashes) != squash)
		array_push(replacing->arena, squashes, squash);
	if (entry && entry != squash && !entry->squash)
		entry->squash = squash;
}

// ---- who needs whom -------------------------------------------------------------------------------------------

// What a key names where squashed migrations are used; NULL when it is nothing of the project.
static Place *target_of(const DjangoReplacing *replacing, Str id)
{
	Place *place = map_get(&replacing->by_id, id);
	const Places *squashes = map_get(&replacing->replaced, id);

	if (!place && squashes)
		place = squashes->items[0];
	return place ? standing_for(place) : NULL;
}

static void add_link(DjangoReplacing *replacing, Place *who, Str needed, Span span, Str by)
{
	Place *from = standing_for(who), *to = target_of(replacing, needed);
	// Among those it stands for, what one needs of another is nothing to the squashed one.
	bool inside = from == to && who != from && !str_equal(needed, id_of(from));

	if (to && !inside)
		array_push(replacing->arena, &from->needs, (Link){ to, by, needed, span, from });
}

static bool is_first(const DjangoNode *node)
{
	const DjangoKeys *keys = &node->migration->django->dependencies;

	for (size_t i = 0; i < keys->len; i++)
		if (str_equal(keys->items[i].app, node->migration->django->app))
			return false;
	return true;
}

// `__first__` of an app: of its migrations that need none of it the one whose name comes first.
static Str first_of(const DjangoReplacing *replacing, Str app)
{
	Str first = STR_NONE;

	for (size_t i = 0; i < replacing->nodes->len; i++) {
		const DjangoNode *node = replacing->nodes->items[i];
		if (str_equal(node->migration->django->app, app) && is_first(node) &&
		    (!first.len || str_compare(node->migration->revision, first) < 0))
			first = node->migration->revision;
	}
	return first;
}

static void add_needs(DjangoReplacing *replacing, Place *place)
{
	const DjangoKeys *keys = &declared(place)->dependencies, *later = &declared(place)->run_before;

	for (size_t i = 0; i < keys->len; i++) {
		DjangoKey key = keys->items[i];
		bool first = str_is(key.name, "__first__");
		if (first && str_equal(key.app, declared(place)->app))
			continue;
		Str id = first ? first_of(replacing, key.app) : key_id(replacing, key);
		add_link(replacing, place, id, key.span, id_of(place));
	}
	for (size_t i = 0; i < later->len; i++) {
		Place *other = map_get(&replacing->by_id, key_id(replacing, later->items[i]));
		if (other)
			add_link(replacing, other, id_of(place), later->items[i].span, id_of(other));
	}
}

// ---- faults ---------------------------------------------------------------------------------------------------

static void add_fault(DjangoReplacing *replacing, Place *squash, SquashFault fault)
{
	array_push(replacing->arena, &squash->node->migration->squash->faults, fault);
}

static Span span_of_entry(const DjangoReplacing *replacing, const Place *squash, Str id)
{
	const DjangoKeys *keys = &declared(squash)->replaces;

	for (size_t i = 0; i < keys->len; i++)
		if (str_equal(key_id(replacing, keys->items[i]), id))
			return keys->items[i].span;
	return (Span){ 0 };
}

static bool replaces(const Places *squashes, const Place *squash)
{
	for (size_t i = 0; squashes && i < squashes->len; i++)
		if (squashes->items[i] == squash)
			return true;
	return false;
}

// Squashed migrations that replace the same: once for each pair.
static void find_shared(DjangoReplacing *replacing, Place *squash)
{
	const DjangoKeys *keys = &declared(squash)->replaces;
	Places told = { 0 };

	for (size_t i = 0; i < keys->len; i++) {
		Str id = key_id(replacing, keys->items[i]);
		const Places *squashes = map_get(&replacing->replaced, id);
		for (size_t k = 0; k < squashes->len; k++) {
			Place *other = squashes->items[k];
			bool nested = replaces(map_get(&replacing->replaced, id_of(other)), squash) ||
				replaces(map_get(&replacing->replaced, id_of(squash)), other);
			if (other == squash || nested || replaces(&told, other))
				continue;
			array_push(replacing->arena, &told, other);
			add_fault(replacing, squash,
				  (SquashFault){ .kind = SQUASH_SHARED,
						 .place = keys->items[i].span,
						 .entry = id,
						 .other = id_of(other) });
		}
	}
}

// The bytes of the number a name begins with.
static size_t digits_of(Str name)
{
	size_t digits = 0;

	while (digits < name.len && isdigit((unsigned char)name.data[digits]))
		digits++;
	return digits;
}

// Whether only what follows the number differs, or only the number, which says less: `alone` says that no other is missing.
static bool has_nearly_name(Str name, Str other, bool alone)
{
	size_t digits = digits_of(name), others = digits_of(other);
	Str rest = str_slice(name, digits, name.len), rest_of_other = str_slice(other, others, other.len);
	bool telling = alone && !str_starts_with(rest, STR("_auto")) && !str_starts_with(rest, STR("_merge"));

	return digits && others &&
		((telling && str_equal(rest, rest_of_other)) ||
		 str_equal(str_slice(name, 0, digits), str_slice(other, 0, others)));
}

// The migration an entry may mean that does not exist: nothing replaces it, and it replaces nothing.
static Str meant_by(const DjangoReplacing *replacing, DjangoKey key, bool alone)
{
	for (size_t i = 0; i < replacing->nodes->len; i++) {
		const DjangoMigration *other = replacing->nodes->items[i]->migration->django;
		Str id = replacing->nodes->items[i]->migration->revision;
		if (str_equal(other->app, key.app) && !other->replaces.len &&
		    !map_get(&replacing->replaced, id) && has_nearly_name(key.name, other->name, alone))
			return id;
	}
	return STR_NONE;
}

static size_t count_present(const DjangoReplacing *replacing, const Place *squash)
{
	const DjangoKeys *keys = &declared(squash)->replaces;
	size_t count = 0;

	for (size_t i = 0; i < keys->len; i++)
		count += map_get(&replacing->by_id, key_id(replacing, keys->items[i])) != NULL;
	return count;
}

// `present`: how many of all entries are there.
static void judge_entry(DjangoReplacing *replacing, Place *squash, DjangoKey key, size_t present)
{
	Str id = key_id(replacing, key);
	const Place *entry = map_get(&replacing->by_id, id);
	SquashFault fault = { .place = key.span, .entry = id };

	if (entry == squash) {
		fault.kind = SQUASH_ITSELF;
		add_fault(replacing, squash, fault);
	} else if (entry && declared(entry)->replaces.len &&
		   replacing->options->version < DJANGO_VERSION(6, 0)) {
		fault.kind = SQUASH_NESTED;
		add_fault(replacing, squash, fault);
	} else if (!entry && present && map_get(&replacing->apps, key.app)) {
		// When all of them are gone, so may what is meant be.
		fault.kind = SQUASH_MISNAMED;
		fault.other = meant_by(replacing, key, present + 1 == declared(squash)->replaces.len);
		if (fault.other.len)
			add_fault(replacing, squash, fault);
	}
}

// Of one that is in the plan missing-parent and missing-dependency say so.
static void find_orphan(DjangoReplacing *replacing, Place *squash)
{
	const DjangoKeys *keys = &declared(squash)->dependencies;

	for (size_t i = 0; squash->node->is_alternative && i < keys->len; i++) {
		Str id = key_id(replacing, keys->items[i]);
		if (str_starts_with(keys->items[i].name, STR("__")) || target_of(replacing, id) ||
		    !map_get(&replacing->apps, keys->items[i].app))
			continue;
		add_fault(replacing, squash,
			  (SquashFault){ .kind = SQUASH_ORPHAN, .place = keys->items[i].span, .entry = id });
	}
}

// ---- cycles ---------------------------------------------------------------------------------------------------

// The way from `last` back to the squashed migration it was reached from.
static void report_cycle(DjangoReplacing *replacing, Place *squash, const Link *last)
{
	SquashFault fault = { .kind = SQUASH_CYCLE };
	Array(const Link *) links = { 0 };

	for (const Link *link = last; link; link = link->from == squash ? NULL : link->from->via)
		array_push(replacing->arena, &links, link);
	const Link *first = *array_last(&links);
	fault.own = str_equal(first->by, id_of(squash));
	fault.entry = fault.own ? first->entry : first->by;
	fault.place = fault.own ? first->span : span_of_entry(replacing, squash, fault.entry);
	for (size_t i = links.len - (fault.own && links.len > 1); i-- > 1;)
		array_push(replacing->arena, &fault.way,
			   (SquashStep){ id_of(links.items[i]->to), links.items[i - 1]->span });
	fault.other = str_equal(last->entry, id_of(squash)) ? STR_NONE : last->entry;
	add_fault(replacing, squash, fault);
}

static const Link *follow(DjangoReplacing *replacing, Place *squash, Place *place, bool own, Places *queue)
{
	for (size_t i = 0; i < place->needs.len; i++) {
		const Link *link = &place->needs.items[i];
		if (place == squash && str_equal(link->by, id_of(squash)) != own)
			continue;
		if (link->to == squash)
			return link;
		if (link->to->seen == replacing->walk)
			continue;
		link->to->seen = replacing->walk;
		link->to->via = link;
		array_push(replacing->arena, queue, link->to);
	}
	return NULL;
}

// The shortest way back. What it replaces is asked first, then what it says itself, which is often said by those as well.
static void find_cycle(DjangoReplacing *replacing, Place *squash)
{
	for (int own = 0; own < 2; own++) {
		Places queue = { 0 };
		replacing->walk++;
		const Link *last = follow(replacing, squash, squash, own, &queue);
		for (size_t i = 0; !last && i < queue.len; i++)
			last = follow(replacing, squash, queue.items[i], false, &queue);
		if (last) {
			report_cycle(replacing, squash, last);
			return;
		}
	}
}

static void judge_squash(DjangoReplacing *replacing, Place *squash)
{
	const DjangoKeys *keys = &declared(squash)->replaces;
	size_t present = count_present(replacing, squash);

	// What cannot be read may be what is missing.
	if (squash->node->migration->unreadable_place)
		return;
	for (size_t i = 0; i < keys->len; i++)
		judge_entry(replacing, squash, keys->items[i], present);
	find_shared(replacing, squash);
	find_orphan(replacing, squash);
	if (!squash->node->migration->squash->faults.len && !squash->squash)
		find_cycle(replacing, squash);
}

DjangoReplacing *django_replacing_new(Arena *arena, const DjangoNodes *nodes, const DjangoOptions *options)
{
	DjangoReplacing *replacing = arena_new(arena, DjangoReplacing);
	bool any = false;

	*replacing = (DjangoReplacing){ .arena = arena, .nodes = nodes, .options = options };
	for (size_t i = 0; i < nodes->len; i++) {
		DjangoNode *node = nodes->items[i];
		any |= node->migration->django->replaces.len > 0;
		if (node->migration->django->replaces.len)
			node->migration->squash = arena_new(arena, DjangoSquash);
		add_place(replacing, node);
	}
	if (!any)
		return replacing;
	for (size_t i = 0; i < nodes->len; i++) {
		Place *place = place_at(replacing, i);
		for (size_t k = 0; place->node == nodes->items[i] && k < declared(place)->replaces.len; k++)
			add_entry(replacing, place, declared(place)->replaces.items[k]);
	}
	for (size_t i = 0; i < nodes->len; i++)
		if (place_at(replacing, i)->node == nodes->items[i])
			add_needs(replacing, place_at(replacing, i));
	for (size_t i = 0; i < nodes->len; i++)
		if (nodes->items[i]->migration->squash && place_at(replacing, i)->node == nodes->items[i])
			judge_squash(replacing, place_at(replacing, i));
	return replacing;
}

// ---- plans ----------------------------------------------------------------------------------------------------

// Everything `start` needs and itself, what comes first first.
static Places plan_of(DjangoReplacing *replacing, Place *start)
{
	Places stack = { 0 }, plan = { 0 };

	replacing->walk++;
	array_push(replacing->arena, &stack, start);
	while (stack.len) {
		Place *place = *array_last(&stack);
		if (place->seen == replacing->walk) {
			stack.len--;
			if (place->planned != replacing->walk)
				array_push(replacing->arena, &plan, place);
			place->planned = replacing->walk;
			continue;
		}
		place->seen = replacing->walk;
		for (size_t i = 0; i < place->needs.len; i++)
			if (place->needs.items[i].to->seen != replacing->walk)
				array_push(replacing->arena, &stack, place->needs.items[i].to);
	}
	return plan;
}

static bool is_of_app(const DjangoNode *node, Str app)
{
	return str_equal(node->migration->django->app, app);
}

// Whether a squashed migration of its app comes behind it.
static bool is_followed(DjangoReplacing *replacing, const Place *place)
{
	for (size_t i = 0; i < replacing->nodes->len; i++) {
		Place *other = place_at(replacing, i);
		if (other == place || !declared(other)->replaces.len || other->squash ||
		    !is_of_app(other->node, declared(place)->app))
			continue;
		Places plan = plan_of(replacing, other);
		if (replaces(&plan, place))
			return true;
	}
	return false;
}

static void add_once(DjangoReplacing *replacing, DjangoNodes *plan, DjangoNode *node, Str app)
{
	if (node->is_alternative || !is_of_app(node, app))
		return;
	for (size_t i = 0; i < plan->len; i++)
		if (plan->items[i] == node)
			return;
	array_push(replacing->arena, plan, node);
}

static void add_with_needs(DjangoReplacing *replacing, DjangoNodes *plan, DjangoNode *node, Str app)
{
	DjangoNodes before = django_plan_before(replacing->arena, replacing->nodes, node);

	for (size_t i = 0; i < before.len; i++)
		add_once(replacing, plan, before.items[i], app);
	add_once(replacing, plan, node, app);
}

enum { MAX_NESTING = 20 };

// The same where `place` is not used: what it replaces instead. False when that is not there, or not of the app.
static bool add_replaced(DjangoReplacing *replacing, DjangoNodes *plan, const Place *place, int nesting)
{
	const DjangoKeys *keys = &declared(place)->replaces;
	Str app = declared(place)->app;

	if (nesting > MAX_NESTING ||
	    (place->node->migration->squash && place->node->migration->squash->faults.len))
		return false;
	add_with_needs(replacing, plan, place->node, app);
	for (size_t i = 0; place->node->is_alternative && i < keys->len; i++) {
		const Place *entry = map_get(&replacing->by_id, key_id(replacing, keys->items[i]));
		if (!entry || !is_of_app(entry->node, app) ||
		    !add_replaced(replacing, plan, entry, nesting + 1))
			return false;
	}
	return true;
}

bool django_replacing_plans(DjangoReplacing *replacing, DjangoNode *node, DjangoNodes *used,
			    DjangoNodes *replaced)
{
	Place *place = map_get(&replacing->by_id, node->migration->revision);

	*used = *replaced = (DjangoNodes){ 0 };
	if (!place || place->node != node || !node->migration->squash || !node->is_alternative ||
	    is_followed(replacing, place))
		return false;
	Places plan = plan_of(replacing, place);
	for (size_t i = 0; i < plan.len; i++) {
		if (!is_of_app(plan.items[i]->node, declared(place)->app))
			continue;
		array_push(replacing->arena, used, plan.items[i]->node);
		if (!add_replaced(replacing, replaced, plan.items[i], 0))
			return false;
	}
	return true;
}
