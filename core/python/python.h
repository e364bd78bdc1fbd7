// What paas-lsp reads of a Python file: where the fragment stands, and what the code asks of its environment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/text.h"

namespace paas::python {

/// Why the deployer, which splits the raw text on `"""` and takes the first piece that is not blank, sees something
/// else than Python does.
enum class QuirkKind : std::uint8_t {
  comment_before,   // a comment before the docstring is the first piece
  code_before,      // code before the docstring; Python sees no docstring either
  single_quotes,    // '''...''' or '...' or "..."
  string_prefix,    // r"""...""" and its like: the prefix is the first piece
  byte_order_mark,  // the mark is the first piece
  blank,            // a blank docstring is skipped and the code after it is read
  unterminated,     // no closing quotes
  escaped_quotes,   // \""" ends the fragment for the deployer and not for Python
  escape,           // an escape is not decoded; harmless, since only the deployer reads the fragment
};

struct Quirk {
  QuirkKind kind;
  Range range;
};

/// The docstring that a person means, and where the deployer disagrees.
struct Fragment {
  bool found = false;
  /// The text between the quotes. Where `found` is false: an empty range at the start.
  Range range;
  std::vector<Quirk> quirks;
  /// True if the deployer reads exactly `range`.
  bool read_by_deployer = false;
};

Fragment find_fragment(std::string_view text);

enum class Docstrings : std::uint8_t {
  functions,  // of functions and methods
  all,        // of the module and classes, too
};

/// What stands between the quotes of docstrings, in the order of the text. None in a text that is too large or that
/// would take the grammar too long.
std::vector<Range> find_docstrings(std::string_view text, Docstrings which);

/// One place that reads (or seems to read) an environment variable with a constant name.
struct EnvironmentRead {
  Range range;            // the name, without quotes
  bool seen_by_deployer;  // it matches the deployer's pattern, wherever it stands
  bool in_code;           // Python executes it: it is in no comment and no string
  bool has_default;       // `os.environ.get("X", "y")`, `os.getenv("X", "y")`
  bool operator==(const EnvironmentRead&) const = default;
};

enum class Presence : std::uint8_t { present, absent, unknown };

struct Code {
  std::vector<EnvironmentRead> reads;
  /// Whether the module binds the name `handler`. Unknown where the Python is broken or a `*` import may bind it.
  Presence handler = Presence::unknown;
};

/// The expression that reads a variable whose name, without quotes, stands at `name`: `os.environ.get("X", "y")`.
/// Empty where the grammar finds none.
Range find_read(std::string_view text, Range name);

/// Whether Python sees a comment at `offset`; false where the text is too large for the grammar.
bool is_comment(std::string_view text, std::uint32_t offset);

/// Reads the code around the fragment. The Python grammar runs only where a cheap look leaves a doubt.
Code read_code(std::string_view text, const Fragment& fragment);

}  // namespace paas::python
