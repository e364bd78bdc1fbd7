// One file of an app, read once for each version: a pure function of its path's last part and its text.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/app/generation.h"
#include "core/python/python.h"
#include "core/schema/schema.h"
#include "core/yaml/document.h"

namespace paas {

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
  const SymbolUse* use = nullptr;  // where a key of the settings stands for it
};

/// Why a file was not analysed.
enum class Trouble : std::uint8_t { none, unreadable, not_utf8, merge_conflict };

inline constexpr std::size_t max_file_size = 1'000'000;

/// Immutable once made; `document` holds views into `text`.
struct File {
  std::string path;
  std::string text;
  FileKind kind = FileKind::handler;
  std::shared_ptr<const Generation> generation = Generation::newest();
  bool recognised = false;  // the fragment's shape says that it is of this generation
  Trouble trouble = Trouble::none;
  std::string trouble_message;  // the system's words
  Range trouble_range;

  python::Fragment fragment;
  std::vector<Range> fragments;  // of all of them, where there may be several; those that cannot be read, too
  python::Code code;
  yaml::Document document;
  yaml::NodeId infra = yaml::no_node;  // the body of the first fragment, such as the value of the key `infra`
  std::vector<yaml::NodeId> bodies;    // of all fragments, where there may be several
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
  /// True if the schema refuses that very value.
  bool is_wrong(yaml::NodeId node) const;
  /// The decoded text of the node at which an occurrence stands; empty where there is none.
  std::string_view value_of(const Occurrence& occurrence) const;
  /// True if entries may be missing from `document`: the text is broken or could not be read.
  bool is_broken() const {
    const bool has_no_infra = type() != nullptr && type()->required && infra == yaml::no_node;
    return trouble != Trouble::none || !document.complete() || has_no_infra;
  }
  /// What the generation says about such files; nullptr for environments.
  const FileType* type() const { return generation->type(kind); }
  /// Where to report what concerns the fragment as a whole: the key `infra`, or the opening quotes.
  Range fragment_head() const;
};

/// Reads a file of an app. Never fails: what is wrong is in the result. Without a generation, the fragment's shape
/// decides among those that come with the program; one that fits none is taken for the newest. A text of more than
/// `max_file_size` bytes is not looked at.
std::shared_ptr<const File> analyze(std::string path, FileKind kind, std::string text,
                                    std::shared_ptr<const Generation> generation = nullptr);
/// A file that could not be read.
std::shared_ptr<const File> troubled_file(std::string path, FileKind kind, Trouble trouble, std::string message);
/// `export NAME=value` lines (POSIX shell quoting; no expansion).
std::shared_ptr<const File> analyze_environment(std::string path, std::string text);
/// What no shell would read: bytes that are no text, a quote that is never closed. Its place, and a sentence; nothing
/// for a file that a shell reads.
std::optional<std::pair<Range, std::string>> unreadable_environment(std::string_view text);
/// An environment of variables that stand in some other file.
std::shared_ptr<const File> environment_of(std::string path, std::string text, std::vector<Variable> variables);
/// The environment of the process.
std::shared_ptr<const File> process_environment(char** environment);

/// Whether the file takes part in an app by itself: it has, or seems to have, a fragment.
bool has_fragment(const File& file);
/// Whether a file holds a fragment, or one below a key that is misspelt and nothing else: `ifra` above a worker.
bool is_meant_as_fragment(const File& file);

/// Whether the file is one of those of its generation: it has a fragment, or needs none.
bool takes_part(const File& file);
/// A file that is meant as a root: its fragment has the shape of one, or is broken.
bool is_root(const File& file);

}  // namespace paas
