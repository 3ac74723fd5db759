// format.h - vsnprintf for the few conversions that messages are made of.
//
// glibc's vsnprintf sets up a stream and moves bytes one by one: a message cost 1000 instructions, a tenth of checking a file of SQL.

#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

// As vsnprintf: at most `room` bytes with the NUL go to `out`, and what is returned is the length that all would have had, in bytes;
// negative when the C library cannot say it. %s %.*s %c %d %u %zu and %% are done here, formats with anything else by the C library.
int format_text(char *out, size_t room, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
