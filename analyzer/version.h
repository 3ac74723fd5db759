// version.h - which miglint this is, and where to read about it.

#ifndef VERSION_H
#define VERSION_H

#define MIGLINT_VERSION "0.1.0"

// The project's address, which SARIF readers want (SARIF2005). There is no public one yet; whoever publishes miglint sets it
// with CFLAGS. RFC 2606 keeps ".invalid" from ever being somebody else's.
#ifndef MIGLINT_URL
#define MIGLINT_URL "https://miglint.invalid/"
#endif

#endif
