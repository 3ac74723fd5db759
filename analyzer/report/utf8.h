// utf8.h - bytes to code points, for those who write text for others. Every input decodes.

#ifndef REPORT_UTF8_H
#define REPORT_UTF8_H

#include <stdint.h>

#include "base/buffer.h"

#define UTF8_REPLACEMENT 0xFFFDu
#define UTF8_BOM 0xFEFFu
// A word of eight bytes that are all `c`, to look at eight bytes of text at once.
#define EACH_BYTE(c) (0x0101010101010101u * (uint64_t)(c))

// The code point at data[0], `len` >= 1 bytes being there; `*size` is how many it takes. Invalid bytes give
// UTF8_REPLACEMENT, one for each maximal part of a sequence, as browsers and GitHub decode them.
uint32_t utf8_decode(const char *data, size_t len, size_t *size);
void utf8_add(Buffer *out, uint32_t code_point);

#endif
