// Modules that a handler may import without calling AWS through them.
#include <algorithm>
#include <array>

#include "core/python/aws.h"

namespace paas::python {

namespace {

// The standard library, without what starts programs or loads modules by names that are not visible: `subprocess`,
// `importlib`, `ctypes`, ... Tools for interactive work are left out too; no handler imports them.
constexpr auto standard_library = std::to_array<std::string_view>({
    "abc",        "argparse",    "array",        "ast",          "atexit",      "base64",    "binascii",
    "bisect",     "bz2",         "calendar",     "cmath",        "cmd",         "codecs",    "collections",
    "colorsys",   "concurrent",  "configparser", "contextlib",   "contextvars", "copy",      "copyreg",
    "csv",        "dataclasses", "datetime",     "dbm",          "decimal",     "difflib",   "email",
    "encodings",  "enum",        "errno",        "faulthandler", "fcntl",       "filecmp",   "fileinput",
    "fnmatch",    "fractions",   "ftplib",       "functools",    "gc",          "getopt",    "getpass",
    "gettext",    "glob",        "graphlib",     "grp",          "gzip",        "hashlib",   "heapq",
    "hmac",       "html",        "http",         "imghdr",       "inspect",     "io",        "ipaddress",
    "itertools",  "json",        "keyword",      "linecache",    "locale",      "logging",   "lzma",
    "mailbox",    "mailcap",     "marshal",      "math",         "mimetypes",   "mmap",      "netrc",
    "numbers",    "operator",    "optparse",     "os",           "pathlib",     "pickle",    "pickletools",
    "platform",   "plistlib",    "posix",        "posixpath",    "pprint",      "pstats",    "pwd",
    "pyexpat",    "queue",       "quopri",       "random",       "re",          "reprlib",   "resource",
    "sched",      "secrets",     "select",       "selectors",    "shelve",      "shlex",     "shutil",
    "signal",     "smtplib",     "socket",       "socketserver", "sqlite3",     "ssl",       "stat",
    "statistics", "string",      "stringprep",   "struct",       "sys",         "sysconfig", "syslog",
    "tarfile",    "tempfile",    "termios",      "textwrap",     "threading",   "time",      "timeit",
    "token",      "tokenize",    "tomllib",      "traceback",    "tracemalloc", "tty",       "types",
    "typing",     "unicodedata", "unittest",     "urllib",       "uuid",        "warnings",  "wave",
    "weakref",    "wsgiref",     "xml",          "xmlrpc",       "zipapp",      "zipfile",   "zlib",
    "zoneinfo",
});

// Parts of boto3 and botocore that hold names, exceptions and settings.
constexpr auto parts = std::to_array<std::string_view>({
    "boto3.dynamodb.conditions",
    "boto3.dynamodb.types",
    "boto3.exceptions",
    "botocore.config",
    "botocore.exceptions",
});

static_assert(std::ranges::is_sorted(standard_library) && std::ranges::is_sorted(parts));

}  // namespace

bool is_harmless_module(std::string_view dotted_name) {
  return std::ranges::binary_search(standard_library, dotted_name.substr(0, dotted_name.find('.'))) ||
         std::ranges::binary_search(parts, dotted_name);
}

}  // namespace paas::python
