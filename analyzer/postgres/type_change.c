// type_change.c - what ALTER COLUMN TYPE does to the table, from one type to another (effect.h).
//
// PostgreSQL leaves the table alone when the old values are valid as they are: the types share their representation and the new
// modifiers allow every old value. Everything else is rewritten, also where nothing changes in fact.

#include "postgres/effect.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define NO_LIMIT INT32_MAX

typedef struct Change {
	Arena *arena;
	const TypeRef *from;
	const TypeRef *to;
	TypeChange verdict;
} Change;

// Pairs of types that lose something on the way, whatever the modifiers.
typedef enum Loss {
	LOSS_SILENT = 1, // rounded, cut
	LOSS_FAILS,      // values out of range raise
	LOSS_MEANING,    // kept, but in another sense (a moment without its zone)
} Loss;

static const struct LossyPair {
	const char *from;
	const char *to;
	Loss loss;
	const char *reason;
} lossy_pairs[] = {
	{ "int8", "int4", LOSS_FAILS, "larger numbers do not fit" },
	{ "int8", "int2", LOSS_FAILS, "larger numbers do not fit" },
	{ "int4", "int2", LOSS_FAILS, "larger numbers do not fit" },
	{ "int8", "oid", LOSS_FAILS, "larger numbers do not fit" },
	{ "int8", "float8", LOSS_SILENT, "large numbers are rounded" },
	{ "int8", "float4", LOSS_SILENT, "large numbers are rounded" },
	{ "int4", "float4", LOSS_SILENT, "large numbers are rounded" },
	{ "numeric", "float8", LOSS_SILENT, "numbers are rounded" },
	{ "numeric", "float4", LOSS_SILENT, "numbers are rounded" },
	{ "float8", "float4", LOSS_SILENT, "numbers are rounded" },
	{ "float8", "numeric", LOSS_SILENT, "numbers are rounded to 15 digits" },
	{ "float4", "numeric", LOSS_SILENT, "numbers are rounded to 6 digits" },
	{ "float8", "int8", LOSS_SILENT, "fractions are rounded" },
	{ "float8", "int4", LOSS_SILENT, "fractions are rounded" },
	{ "float8", "int2", LOSS_SILENT, "fractions are rounded" },
	{ "float4", "int8", LOSS_SILENT, "fractions are rounded" },
	{ "float4", "int4", LOSS_SILENT, "fractions are rounded" },
	{ "float4", "int2", LOSS_SILENT, "fractions are rounded" },
	{ "timestamp", "date", LOSS_SILENT, "the time of day is cut off" },
	{ "timestamptz", "date", LOSS_SILENT, "the time of day is cut off" },
	{ "timestamp", "time", LOSS_SILENT, "the date is cut off" },
	{ "timestamptz", "time", LOSS_SILENT, "the date is cut off" },
	{ "timestamptz", "timetz", LOSS_SILENT, "the date is cut off" },
	{ "interval", "time", LOSS_SILENT, "days and more are cut off" },
	{ "timetz", "time", LOSS_SILENT, "the zone is cut off" },
	{ "timestamptz", "timestamp", LOSS_MEANING, "values become local times of the session's TimeZone" },
	{ "inet", "cidr", LOSS_SILENT, "bits right of the netmask are cleared" },
	{ "text", "name", LOSS_SILENT, "longer values are cut off at 63 bytes" },
	{ "varchar", "name", LOSS_SILENT, "longer values are cut off at 63 bytes" },
	{ "bpchar", "name", LOSS_SILENT, "longer values are cut off at 63 bytes" },
	{ "text", "char", LOSS_SILENT, "all but the first byte is cut off" },
	{ "varchar", "char", LOSS_SILENT, "all but the first byte is cut off" },
};

// Different types with one representation; valid with no modifiers on the new type.
static const struct SamePair {
	const char *from;
	const char *to;
	const char *reason;
} same_pairs[] = {
	{ "varchar", "text", NULL },
	{ "text", "varchar", NULL },
	{ "text", "citext", "an index on the column is rebuilt" },
	{ "varchar", "citext", "an index on the column is rebuilt" },
	{ "citext", "text", "an index on the column is rebuilt" },
	{ "citext", "varchar", "an index on the column is rebuilt" },
	{ "cidr", "inet", NULL },
	{ "int4", "oid", NULL },
	{ "oid", "int4", NULL },
	{ "bit", "varbit", NULL },
	{ "xml", "text", NULL },
	{ "xml", "varchar", NULL },
};

// The longest text of a type, for casts to varchar(n); 0 when not known.
static const struct Width {
	const char *type;
	int32_t characters;
} widths[] = {
	{ "int2", 6 }, { "int4", 11 }, { "int8", 20 }, { "bool", 5 }, { "uuid", 36 }, { "date", 13 },
};

static const struct Digits {
	const char *type;
	int32_t digits;
} digits[] = { { "int2", 5 }, { "int4", 10 }, { "int8", 19 } };

static bool is_one_of(Str name, const char *const *names)
{
	for (; *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

static bool is_text(const TypeRef *type)
{
	static const char *const names[] = { "text", "varchar", "bpchar", "citext", "name", "char", NULL };

	return is_one_of(type->name, names);
}

static bool has_length(const TypeRef *type)
{
	static const char *const names[] = { "varchar", "bpchar", "varbit", "bit", NULL };

	return is_one_of(type->name, names);
}

static bool has_precision(const TypeRef *type)
{
	static const char *const names[] = { "timestamp", "timestamptz", "time", "timetz", "interval", NULL };

	return is_one_of(type->name, names);
}

static int32_t length_of(const TypeRef *type)
{
	return has_length(type) && type->modifier_count > 0 ? type->modifiers[0] : NO_LIMIT;
}

// Fractional digits of seconds; an interval's first modifier are its fields.
static int32_t precision_of(const TypeRef *type)
{
	int at = str_is(type->name, "interval") ? 1 : 0;

	return type->modifier_count > at ? type->modifiers[at] : 6;
}

static void lose(Change *change, bool silent, const char *reason)
{
	change->verdict.loses_data = true;
	change->verdict.loses_silently |= silent;
	change->verdict.reason = reason;
}

static void keep(Change *change)
{
	change->verdict.work = WORK_INSTANT;
}

// ---- one type, other modifiers -------------------------------------------------------------------------------

static void change_length(Change *change)
{
	int32_t from = length_of(change->from), to = length_of(change->to);
	bool padded = str_is(change->to->name, "bpchar") || str_is(change->to->name, "bit");

	if (to < from) {
		lose(change, false, "longer values do not fit");
		change->verdict.cuts_when_cast = true;
	} else if (padded && to > from) {
		change->verdict.reason = str_is(change->to->name, "bit")
			? "values of another length do not fit"
			: "every value is padded anew";
		change->verdict.loses_data = str_is(change->to->name, "bit");
	} else {
		keep(change);
	}
}

static void change_numeric(Change *change)
{
	const TypeRef *from = change->from, *to = change->to;
	int32_t to_scale = to->modifier_count > 1 ? to->modifiers[1] : 0;
	int32_t from_scale = from->modifier_count > 1 ? from->modifiers[1] : 0;

	if (to->modifier_count == 0) {
		keep(change);
	} else if (from->modifier_count == 0) {
		lose(change, true, "fractions are rounded, larger numbers do not fit");
	} else if (to_scale < from_scale) {
		lose(change, true, "fractions are rounded");
	} else if (to->modifiers[0] - to_scale < from->modifiers[0] - from_scale) {
		lose(change, false, "larger numbers do not fit");
	} else if (to_scale == from_scale) {
		keep(change);
	} else {
		change->verdict.reason = "a change of scale rewrites every number";
	}
}

// How fine an interval's smallest field is: 0 SECOND (also without fields) ... 5 YEAR.
static int smallest_field(const TypeRef *type)
{
	static const int bits[] = { 12, 11, 10, 3, 1, 2 }; // SECOND MINUTE HOUR DAY MONTH YEAR in a typmod

	if (!str_is(type->name, "interval") || type->modifier_count == 0)
		return 0;
	for (int field = 0; field < (int)COUNT(bits); field++)
		if (type->modifiers[0] & 1 << bits[field])
			return field;
	return 0;
}

static void change_precision(Change *change)
{
	bool had_seconds = smallest_field(change->from) == 0;

	if (smallest_field(change->to) > smallest_field(change->from))
		lose(change, true, "smaller fields are cut off");
	else if (had_seconds && precision_of(change->to) < precision_of(change->from))
		lose(change, true, "fractions of seconds are rounded");
	else
		keep(change);
}

static void change_modifiers(Change *change)
{
	if (!change->from->modifiers_known || !change->to->modifiers_known)
		change->verdict.reason = "a length or precision is not known";
	else if (str_is(change->to->name, "numeric"))
		change_numeric(change);
	else if (has_length(change->to))
		change_length(change);
	else if (has_precision(change->to))
		change_precision(change);
	else if (change->to->modifier_count == 0 && change->from->modifier_count == 0)
		keep(change);
	else
		change->verdict.reason = "other modifiers of the same type";
}

// ---- another type --------------------------------------------------------------------------------------------

static void change_to_text(Change *change)
{
	int32_t to = length_of(change->to), from = length_of(change->from);

	if (to == NO_LIMIT)
		return;
	for (size_t i = 0; i < COUNT(widths); i++)
		if (str_is(change->from->name, widths[i].type))
			from = widths[i].characters;
	if (to < from && (from != NO_LIMIT || is_text(change->from))) {
		lose(change, false, "longer values do not fit");
		change->verdict.cuts_when_cast = true;
	}
}

static void change_integer_and_numeric(Change *change)
{
	const TypeRef *numeric = str_is(change->to->name, "numeric") ? change->to : change->from;
	const TypeRef *integer = numeric == change->to ? change->from : change->to;
	int32_t scale = numeric->modifier_count > 1 ? numeric->modifiers[1] : 0;
	int32_t room = numeric->modifier_count > 0 ? numeric->modifiers[0] - scale : NO_LIMIT;

	for (size_t i = 0; i < COUNT(digits); i++) {
		if (!str_is(integer->name, digits[i].type))
			continue;
		if (numeric == change->to && room < digits[i].digits)
			lose(change, false, "larger numbers do not fit");
		else if (numeric == change->from && (room == NO_LIMIT || scale > 0))
			lose(change, true, "fractions are rounded");
		else if (numeric == change->from && room >= digits[i].digits)
			lose(change, false, "larger numbers do not fit");
	}
}

static bool apply_lossy_pair(Change *change)
{
	for (size_t i = 0; i < COUNT(lossy_pairs); i++) {
		const struct LossyPair *pair = &lossy_pairs[i];
		if (!str_is(change->from->name, pair->from) || !str_is(change->to->name, pair->to))
			continue;
		lose(change, pair->loss == LOSS_SILENT, pair->reason);
		return true;
	}
	return false;
}

static bool apply_same_pair(Change *change)
{
	for (size_t i = 0; i < COUNT(same_pairs); i++) {
		const struct SamePair *pair = &same_pairs[i];
		if (!str_is(change->from->name, pair->from) || !str_is(change->to->name, pair->to))
			continue;
		bool fits = length_of(change->from) != NO_LIMIT &&
			length_of(change->from) <= length_of(change->to) && strcmp(pair->from, "bit") != 0;
		if (length_of(change->to) != NO_LIMIT && !fits)
			return false;
		keep(change);
		change->verdict.reason = pair->reason;
		return true;
	}
	return false;
}

// Between timestamp and timestamptz the bytes are the same only in UTC.
static void change_zone(Change *change)
{
	change->verdict.reason = "rewritten unless the session's TimeZone is UTC";
	change->verdict.instant_in_utc = precision_of(change->to) >= precision_of(change->from);
	if (str_is(change->from->name, "timestamptz"))
		lose(change, false, "values become local times of the session's TimeZone");
	if (precision_of(change->to) < precision_of(change->from))
		lose(change, true, "fractions of seconds are rounded");
}

static bool between(const Change *change, const char *a, const char *b)
{
	return (str_is(change->from->name, a) && str_is(change->to->name, b)) ||
		(str_is(change->from->name, b) && str_is(change->to->name, a));
}

static void change_type(Change *change)
{
	if (apply_same_pair(change))
		return;
	if (between(change, "timestamp", "timestamptz")) {
		change_zone(change);
		return;
	}
	if (apply_lossy_pair(change))
		return;
	if (str_is(change->to->name, "numeric") || str_is(change->from->name, "numeric"))
		change_integer_and_numeric(change);
	if (is_text(change->to))
		change_to_text(change);
	else if (is_text(change->from))
		lose(change, false, "values that are no such thing do not convert");
}

// ---- the verdict ---------------------------------------------------------------------------------------------

// A type that is not built in may be a domain, whose values are stored as those of its base type.
static const char *why_stored_differently(const Change *change)
{
	const TypeRef *own = !type_is_built_in(change->from) ? change->from
		: !type_is_built_in(change->to)              ? change->to
							     : NULL;

	if (!own)
		return "the types are stored differently";
	Str name = type_show(change->arena, own);
	return arena_printf(change->arena, "rewritten unless %.*s is a domain over the other type",
			    STR_ARG(name));
}

static void compare(Change *change)
{
	bool arrays = change->from->array_dimensions > 0 || change->to->array_dimensions > 0;
	bool same_name = relation_equal((Relation){ change->from->schema, change->from->name },
					(Relation){ change->to->schema, change->to->name });

	if (type_equal(change->from, change->to))
		keep(change);
	else if (arrays && same_name && change->to->modifier_count == 0 && change->to->modifiers_known &&
		 change->from->array_dimensions > 0 && change->to->array_dimensions > 0)
		keep(change); // no cast of elements without a length to cast to
	else if (arrays)
		change->verdict.reason = "an array is rewritten when its element type changes in any way";
	else if (same_name)
		change_modifiers(change);
	else
		change_type(change);
	if (change->verdict.work == WORK_REWRITE && !change->verdict.reason)
		change->verdict.reason = why_stored_differently(change);
}

TypeChange type_change(Arena *arena, const TypeRef *old_type, bool old_known, const TypeRef *new_type,
		       bool has_using)
{
	Change change = { arena, old_type, new_type, { .work = WORK_REWRITE } };

	if (!old_known) {
		change.verdict.reason = has_using ? "USING computes every value anew"
						  : "the old type is not known";
		return change.verdict;
	}
	compare(&change);
	if (has_using) {
		change.verdict.work = WORK_REWRITE;
		change.verdict.loses_silently |= change.verdict.cuts_when_cast;
		change.verdict.reason = "USING computes every value anew";
	}
	return change.verdict;
}
