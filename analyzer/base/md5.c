#include "base/md5.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

static const unsigned char shifts[4][4] = {
	{ 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 }
};

static uint32_t rotate(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

// The mixing function of step `i` and, in `*word`, which word of the block it takes.
static uint32_t mix(unsigned i, uint32_t b, uint32_t c, uint32_t d, unsigned *word)
{
	switch (i / 16) {
	case 0:
		*word = i;
		return (b & c) | (~b & d);
	case 1:
		*word = (5 * i + 1) % 16;
		return (d & b) | (~d & c);
	case 2:
		*word = (3 * i + 5) % 16;
		return b ^ c ^ d;
	default:
		*word = 7 * i % 16;
		return c ^ (b | ~d);
	}
}

static void add_block(uint32_t state[4], const unsigned char block[64])
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

	for (unsigned i = 0; i < 64; i++) {
		unsigned word;
		uint32_t f = mix(i, b, c, d, &word);
		const unsigned char *at = block + 4 * word;
		uint32_t m = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
		uint32_t constant = (uint32_t)(fabs(sin(i + 1.0)) * 4294967296.0);
		uint32_t turned = rotate(a + f + constant + m, shifts[i / 16][i % 4]);
		a = d;
		d = c;
		c = b;
		b += turned;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

void md5_hex(Str text, char hex[33])
{
	uint32_t state[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
	unsigned char tail[128] = { 0 };
	size_t whole = text.len / 64 * 64, rest = text.len - whole;

	for (size_t i = 0; i < whole; i += 64)
		add_block(state, (const unsigned char *)text.data + i);
	if (rest)
		memcpy(tail, text.data + whole, rest);
	tail[rest] = 0x80;
	size_t length = rest < 56 ? 64 : 128;
	for (unsigned i = 0; i < 8; i++)
		tail[length - 8 + i] = (unsigned char)((uint64_t)text.len * 8 >> (8 * i));
	for (size_t i = 0; i < length; i += 64)
		add_block(state, tail + i);
	for (unsigned i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", (unsigned)(state[i / 4] >> (8 * (i % 4)) & 0xff));
}
