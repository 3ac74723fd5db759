#include "postgres/parse_json.h"

#include <pthread.h>
#include <stdlib.h>

// ---- names of fields -----------------------------------------------------------------------------------------

// The JSON names of fields are those of PostgreSQL's C structs ("relname", "typeName", "A_Const"), the protobuf names are
// made from them ("type_name", "a_const"): without case and underscores they are the same.

typedef ProtobufCMessageDescriptor Message;
typedef ProtobufCFieldDescriptor Field;

enum { SLOT_COUNT = 8192, MAX_FIELDS = SLOT_COUNT / 2, LONGEST_KEY = 63 };

// Fields: every field of every message below ParseResult, by message and the hash of its name: no two of one message have the
// same. Constants, found once per process.
typedef struct Fields {
	struct {
		const Message *message;
		const Field *field;
		uint64_t hash;
	} slots[SLOT_COUNT];
	size_t count;
} Fields;

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static uint64_t add_to_hash(uint64_t hash, char c)
{
	return (hash ^ (unsigned char)c) * 1099511628211u;
}

static uint64_t hash_name(const char *name)
{
	uint64_t hash = 0;

	for (; *name; name++)
		if (*name != '_')
			hash = add_to_hash(hash, folded(*name));
	return hash;
}

static size_t first_slot(const Message *message, uint64_t hash)
{
	uint64_t mixed = (hash ^ ((uint64_t)(uintptr_t)message >> 3)) * 0x9E3779B97F4A7C15u;

	return (size_t)(mixed >> 40) % SLOT_COUNT;
}

static Fields *storage(void)
{
	static Fields fields;

	return &fields;
}

static bool is_learnt(const Fields *fields, const Message *message)
{
	size_t slot = first_slot(message, hash_name(message->fields[0].name));

	for (; fields->slots[slot].message; slot = (slot + 1) % SLOT_COUNT)
		if (fields->slots[slot].message == message &&
		    fields->slots[slot].field == &message->fields[0])
			return true;
	return false;
}

// A grammar with more fields than there is room for is read through protobuf.
static void learn_message(Fields *fields, const Message *message)
{
	if (!message->n_fields || is_learnt(fields, message))
		return;
	for (unsigned i = 0; i < message->n_fields && fields->count < MAX_FIELDS; i++) {
		const Field *field = &message->fields[i];
		size_t slot = first_slot(message, hash_name(field->name));

		while (fields->slots[slot].message)
			slot = (slot + 1) % SLOT_COUNT;
		fields->slots[slot].message = message;
		fields->slots[slot].field = field;
		fields->slots[slot].hash = hash_name(field->name);
		fields->count++;
	}
	for (unsigned i = 0; i < message->n_fields; i++)
		if (message->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
			learn_message(fields, message->fields[i].descriptor);
}

static void learn(void)
{
	learn_message(storage(), &pg_query__parse_result__descriptor);
}

static const Field *find_field(const Fields *fields, const Message *message, uint64_t hash)
{
	size_t slot = first_slot(message, hash);

	for (; fields->slots[slot].message; slot = (slot + 1) % SLOT_COUNT)
		if (fields->slots[slot].message == message && fields->slots[slot].hash == hash)
			return fields->slots[slot].field;
	return NULL;
}

// ---- values --------------------------------------------------------------------------------------------------

// Reader: where it is in the text, which has no blanks between its tokens. All functions are false where the text is not what
// they read.
typedef struct Reader {
	Arena *arena;
	const Fields *fields;
	const char *at;
	uint32_t offset;
	bool has_minus;
} Reader;

static bool take(Reader *reader, char c)
{
	if (*reader->at != c)
		return false;
	reader->at++;
	return true;
}

// "name":
static bool read_key(Reader *reader, uint64_t *hash)
{
	if (!take(reader, '"'))
		return false;
	*hash = 0;
	for (; *reader->at && *reader->at != '"'; reader->at++)
		if (*reader->at != '_')
			*hash = add_to_hash(*hash, folded(*reader->at));
	return take(reader, '"') && take(reader, ':');
}

// What follows a backslash; only ASCII is written with \u.
static bool read_escape(Reader *reader, char *c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char escape = *reader->at;

	if (escape == 'u') {
		char digits[5] = { 0 };
		char *end;

		memcpy(digits, reader->at + 1, strnlen(reader->at + 1, 4));
		unsigned long code = strtoul(digits, &end, 16);
		*c = (char)code;
		reader->at += 5;
		return end == digits + 4 && code > 0 && code < 0x80;
	}
	const char *found = escape ? strchr(from, escape) : NULL;
	if (!found)
		return false;
	*c = to[found - from];
	reader->at++;
	return true;
}

static bool read_string(Reader *reader, char **text)
{
	if (!take(reader, '"'))
		return false;
	size_t plain = strcspn(reader->at, "\"\\");
	const char *end = reader->at + plain;
	while (*end == '\\' && end[1])
		end += 2 + strcspn(end + 2, "\"\\");
	char *out = *text = arena_alloc_raw(reader->arena, (size_t)(end - reader->at) + 1);
	memcpy(out, reader->at, plain);
	out += plain;
	reader->at += plain;
	while (reader->at < end) {
		char c = *reader->at++;

		if (c == '\\' && !read_escape(reader, &c))
			return false;
		*out++ = c;
	}
	*out = '\0';
	return take(reader, '"');
}

static bool read_integer(Reader *reader, uint64_t *number)
{
	bool negative = take(reader, '-');
	const char *start = reader->at;

	*number = 0;
	for (; *reader->at >= '0' && *reader->at <= '9'; reader->at++)
		*number = *number * 10 + (uint64_t)(*reader->at - '0');
	if (negative)
		*number = -*number;
	return reader->at > start;
}

static bool read_double(Reader *reader, double *number)
{
	char *end;

	*number = strtod(reader->at, &end);
	bool any = end > reader->at;
	reader->at = end;
	return any;
}

static bool read_bool(Reader *reader, protobuf_c_boolean *truth)
{
	*truth = *reader->at == 't';
	const char *word = *truth ? "true" : "false";
	if (strncmp(reader->at, word, strlen(word)) != 0)
		return false;
	reader->at += strlen(word);
	return true;
}

static bool read_enum(Reader *reader, const ProtobufCEnumDescriptor *descriptor, int *number)
{
	char name[LONGEST_KEY + 1];

	if (!take(reader, '"'))
		return false;
	size_t len = strcspn(reader->at, "\"");
	if (len > LONGEST_KEY)
		return false;
	memcpy(name, reader->at, len);
	name[len] = '\0';
	reader->at += len;
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(descriptor, name);
	if (value)
		*number = value->value;
	return value && take(reader, '"');
}

// ---- messages ------------------------------------------------------------------------------------------------

static bool read_message(Reader *reader, const Message *type, ProtobufCMessage **message);

// How many bytes a member of the field's type has, 0 for types libpg_query does not use.
static size_t value_size(const Field *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
	case PROTOBUF_C_TYPE_STRING:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_ENUM:
		return sizeof(int);
	case PROTOBUF_C_TYPE_BOOL:
		return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_UINT32:
		return sizeof(uint32_t);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return sizeof(uint64_t);
	default:
		return 0;
	}
}

static bool read_value(Reader *reader, const Field *field, void *value)
{
	uint64_t number;

	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		return read_message(reader, field->descriptor, value);
	case PROTOBUF_C_TYPE_STRING:
		return read_string(reader, value);
	case PROTOBUF_C_TYPE_ENUM:
		return read_enum(reader, field->descriptor, value);
	case PROTOBUF_C_TYPE_BOOL:
		return read_bool(reader, value);
	case PROTOBUF_C_TYPE_DOUBLE:
		return read_double(reader, value);
	default:
		if (!read_integer(reader, &number))
			return false;
		if (value_size(field) == sizeof(uint32_t))
			*(uint32_t *)value = (uint32_t)number;
		else
			*(uint64_t *)value = number;
		return true;
	}
}

static bool read_values(Reader *reader, const Field *field, char *message)
{
	size_t size = value_size(field), count = 0, capacity = 4;
	char *values = arena_array(reader->arena, char, capacity *size);

	if (!take(reader, '['))
		return false;
	do {
		if (count == capacity) {
			values = arena_grow(reader->arena, values, capacity * size, capacity * 2 * size);
			capacity *= 2;
		}
		if (!read_value(reader, field, values + count++ * size))
			return false;
	} while (take(reader, ','));
	*(size_t *)(message + field->quantifier_offset) = count;
	*(char **)(message + field->offset) = values;
	return take(reader, ']');
}

static bool read_field(Reader *reader, const Field *field, char *message)
{
	if (!value_size(field))
		return false;
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return read_values(reader, field, message);
	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
		*(uint32_t *)(message + field->quantifier_offset) = field->id;
	return read_value(reader, field, message + field->offset);
}

// `location` in every node counts from the statement; make it count from the text.
static void move_location(const Reader *reader, const Message *type, char *message)
{
	static const char name[] = "location";
	const Field *field = find_field(reader->fields, type, hash_name(name));

	if (field && field->type == PROTOBUF_C_TYPE_INT32) {
		int32_t *location = (int32_t *)(message + field->offset);
		if (*location >= 0)
			*location += (int32_t)reader->offset;
	}
}

// libpg_query 15 writes negative numbers like 0, so 0 may be any of them.
static bool is_zero(const ProtobufCMessage *integer)
{
	return ((const PgQuery__Integer *)integer)->ival == 0;
}

static bool read_message(Reader *reader, const Message *type, ProtobufCMessage **message)
{
	uint64_t hash;

	*message = arena_alloc_raw(reader->arena, type->sizeof_message);
	type->message_init(*message);
	if (!take(reader, '{'))
		return false;
	while (*reader->at == '"') {
		if (!read_key(reader, &hash))
			return false;
		const Field *field = find_field(reader->fields, type, hash);
		if (!field || !read_field(reader, field, (char *)*message))
			return false;
		if (!take(reader, ','))
			break;
	}
	if (reader->offset)
		move_location(reader, type, (char *)*message);
	return take(reader, '}') &&
		!(reader->has_minus && type == &pg_query__integer__descriptor && is_zero(*message));
}

const PgNode *parse_json_read(Arena *arena, const char *json, uint32_t offset, bool has_minus)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	ProtobufCMessage *message;
	Reader reader = { arena, storage(), json, offset, has_minus };

	pthread_once(&once, learn);
	if (!read_message(&reader, &pg_query__parse_result__descriptor, &message) || *reader.at)
		return NULL;
	const PgQuery__ParseResult *result = (const PgQuery__ParseResult *)message;
	return result->n_stmts > 0 ? result->stmts[0]->stmt : NULL;
}
