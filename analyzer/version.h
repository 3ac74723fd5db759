// version.h - which miglint this is.

#ifndef VERSION_H
#define VERSION_H

#define MIGLINT_VERSION "0.1.0"

#endif
