// md5.h - MD5 (RFC 1321), for names that SQLAlchemy shortens with it; nothing here is about security.

#ifndef BASE_MD5_H
#define BASE_MD5_H

#include "base/str.h"

// The digest of `text` as 32 lower-case hexadecimal digits and a NUL.
void md5_hex(Str text, char hex[33]);

#endif
