#include "python/stdlib.h"

// Sorted; modules of every Python since 3.9 on every system.
static const char *const modules[] = {
	"abc", "argparse", "array", "ast", "asyncio", "atexit", "base64", "bdb", "binascii", "bisect",
	"builtins", "bz2", "cProfile", "calendar", "cmath", "cmd", "code", "codecs", "codeop",
	"collections", "colorsys", "compileall", "concurrent", "configparser", "contextlib", "contextvars",
	"copy", "copyreg", "csv", "ctypes", "curses", "dataclasses", "datetime", "dbm", "decimal",
	"difflib", "dis", "doctest", "email", "encodings", "ensurepip", "enum", "errno", "faulthandler",
	"fcntl", "filecmp", "fileinput", "fnmatch", "fractions", "ftplib", "functools", "gc", "getopt",
	"getpass", "gettext", "glob", "graphlib", "grp", "gzip", "hashlib", "heapq", "hmac", "html",
	"http", "imaplib", "importlib", "inspect", "io", "ipaddress", "itertools", "json", "keyword",
	"linecache", "locale", "logging", "lzma", "mailbox", "marshal", "math", "mimetypes", "mmap",
	"modulefinder", "multiprocessing", "netrc", "numbers", "operator", "optparse", "os", "pathlib",
	"pdb", "pickle", "pickletools", "pkgutil", "platform", "plistlib", "poplib", "posixpath", "pprint",
	"profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "queue", "quopri", "random",
	"re", "readline", "reprlib", "resource", "rlcompleter", "runpy", "sched", "secrets", "select",
	"selectors", "shelve", "shlex", "shutil", "signal", "site", "smtplib", "socket", "socketserver",
	"sqlite3", "ssl", "stat", "statistics", "string", "stringprep", "struct", "subprocess", "symtable",
	"sys", "sysconfig", "syslog", "tabnanny", "tarfile", "tempfile", "termios", "textwrap",
	"threading", "time", "timeit", "token", "tokenize", "trace", "traceback", "tracemalloc",
	"tty", "types", "typing", "unicodedata", "unittest", "urllib", "uuid", "venv", "warnings", "wave",
	"weakref", "webbrowser", "wsgiref", "xml", "xmlrpc", "zipapp", "zipfile", "zipimport", "zlib",
	"zoneinfo",
};

bool is_standard_module(Str name)
{
	size_t low = 0;
	size_t high = sizeof modules / sizeof *modules;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = str_compare(name, str_from(modules[middle]));

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}
