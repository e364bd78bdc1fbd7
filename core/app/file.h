// One file of an app, read once for each version: a pure function of its path's last part and its text.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/generation.h"
#include "core/python/python.h"
#include "core/schema/schema.h"
#include "core/yaml/document.h"

namespace paas {

enum class FileKind : std::uint8_t {
  root,         // `__init__.py` with a fragment
  handler,      // `index.py`
  environment,  // a shell file of `export NAME=value` lines
};

/// A place that defines a symbol or refers to one.
struct Occurrence {
  std::string_view symbol;  // `kind:LogicalId`
  Range range;
  const SymbolUse* use;
  yaml::NodeId node = yaml::no_node;  // of the fragment; none for code and environment files
};

/// A line `export NAME=value` of an environment file.
struct Variable {
  std::string name;
  std::string value;
  bool value_known;  // false where the shell computes it: `$OTHER`, `$(command)`
  Range name_range;
  Range value_range;
};

/// Why a file was not analysed.
enum class Trouble : std::uint8_t { none, unreadable, not_utf8, merge_conflict };

inline constexpr std::size_t max_file_size = 1'000'000;

/// Immutable once made; `document` holds views into `text`.
struct File {
  std::string path;
  std::string text;
  FileKind kind = FileKind::handler;
  Trouble trouble = Trouble::none;
  std::string trouble_message;  // the system's words
  Range trouble_range;

  python::Fragment fragment;
  python::Code code;
  yaml::Document document;
  yaml::NodeId infra = yaml::no_node;  // the value of the key `infra`
  std::vector<schema::Problem> problems;
  std::vector<schema::Annotation> annotations;  // subschemas with keywords of ours that apply
  std::string name_space;                       // the one that the fragment itself defines (endpoints), or empty
  std::vector<Occurrence> occurrences;
  std::vector<Variable> variables;
  std::list<std::string> symbols;  // those of `occurrences` that the schema does not hold

  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// The value at a path of keys below `infra`, or `no_node`.
  yaml::NodeId find(std::initializer_list<std::string_view> keys) const;
  /// The text of a string there; empty if it is none.
  std::string_view text_at(std::initializer_list<std::string_view> keys) const;
  /// The decoded text of the node at which an occurrence stands; empty where there is none.
  std::string_view value_of(const Occurrence& occurrence) const;
  /// True if entries may be missing from `document`: the text is broken or could not be read.
  bool is_broken() const {
    const bool has_no_infra = kind != FileKind::environment && infra == yaml::no_node;
    return trouble != Trouble::none || !document.complete() || has_no_infra;
  }
  /// Where to report what concerns the fragment as a whole: the key `infra`, or the opening quotes.
  Range fragment_head() const;
};

/// The kind of a file by its name; false for all other names.
bool kind_of_path(std::string_view path, FileKind& kind);

/// Reads a Python file of an app. Never fails: what is wrong is in the result.
std::shared_ptr<const File> analyze(std::string path, FileKind kind, std::string text);
/// A file that could not be read.
std::shared_ptr<const File> troubled_file(std::string path, FileKind kind, Trouble trouble, std::string message);
/// `export NAME=value` lines (POSIX shell quoting; no expansion).
std::shared_ptr<const File> analyze_environment(std::string path, std::string text);
/// The environment of the process.
std::shared_ptr<const File> process_environment(char** environment);

/// Whether the file takes part in an app by itself: it has, or seems to have, a fragment.
bool has_fragment(const File& file);
/// A root candidate: `__init__.py` with a fragment whose `infra` has no `type`.
bool is_root(const File& file);

}  // namespace paas
