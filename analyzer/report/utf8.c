#include "report/utf8.h"

// Lead: what a lead byte promises. The second byte has a range of its own, so that overlong forms, surrogates and
// code points beyond U+10FFFF end the sequence where the WHATWG decoder ends it.
typedef struct Lead {
	uint8_t first, last;
	uint8_t more;      // bytes that follow
	uint8_t low, high; // of the second byte
} Lead;

static const Lead leads[] = {
	{ 0xC2, 0xDF, 1, 0x80, 0xBF }, { 0xE0, 0xE0, 2, 0xA0, 0xBF }, { 0xE1, 0xEC, 2, 0x80, 0xBF },
	{ 0xED, 0xED, 2, 0x80, 0x9F }, { 0xEE, 0xEF, 2, 0x80, 0xBF }, { 0xF0, 0xF0, 3, 0x90, 0xBF },
	{ 0xF1, 0xF3, 3, 0x80, 0xBF }, { 0xF4, 0xF4, 3, 0x80, 0x8F },
};

static const Lead *lead_of(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	return NULL;
}

uint32_t utf8_decode(const char *data, size_t len, size_t *size)
{
	uint8_t first = (uint8_t)data[0];

	*size = 1;
	if (first < 0x80)
		return first;
	const Lead *lead = lead_of(first);
	if (!lead)
		return UTF8_REPLACEMENT;
	uint32_t value = first & (0x3Fu >> lead->more);
	for (size_t i = 1; i <= lead->more; i++) {
		uint8_t byte = i < len ? (uint8_t)data[i] : 0;
		if (byte < (i == 1 ? lead->low : 0x80) || byte > (i == 1 ? lead->high : 0xBF))
			return UTF8_REPLACEMENT;
		value = value << 6 | (byte & 0x3Fu);
		*size = i + 1;
	}
	return value;
}

void utf8_add(Buffer *out, uint32_t c)
{
	if (c < 0x80) {
		buffer_putc(out, (char)c);
		return;
	}
	int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const uint8_t marks[] = { 0, 0xC0, 0xE0, 0xF0 };
	buffer_putc(out, (char)(marks[more] | c >> (6 * more)));
	while (more-- > 0)
		buffer_putc(out, (char)(0x80 | (c >> (6 * more) & 0x3F)));
}
