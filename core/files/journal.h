// What is about to be written, on the disk before it begins: whoever comes after a killed run knows what to do.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/files/step.h"

namespace paas::files {

/// The name of the file, in the folder that holds everything the steps are about.
inline constexpr const char* journal_name = ".paas-lsp-journal";
/// What names of temporary files begin with.
inline constexpr const char* temporary_prefix = ".paas-lsp-";

enum class Scope : char {
  each = 'e',  // a file that cannot be written is left out
  all = 'a',   // then none is written
};

struct Plan {
  std::string command;  // that writes, as the user knows it: `--migrate --write`
  Scope scope = Scope::each;
  std::vector<Step> steps;
  std::vector<std::string> folders;  // that are made for new files, the outer ones first
};

/// A journal that this process writes, and has locked as long as this lives. Deleted in the end.
class Journal {
 public:
  /// `is_taken`: another journal is there.
  static std::optional<Journal> create(const std::string& folder, bool& is_taken);
  Journal(Journal&&) = default;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  /// Before anything is made. Paths are at or below the folder.
  bool begin(const Plan& plan);
  /// When every new text is on the disk, with its stamp in the steps: from here on they are carried out. Steps of the
  /// same plan that are left out, by their index, are not.
  bool commit(const Plan& plan, const std::set<std::size_t>& left_out);
  /// Lets it lie for `recover`.
  void leave() { file_ = Descriptor(); }

 private:
  Journal(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;
  Descriptor file_;
};

/// A journal that somebody left, locked as long as this lives.
struct LeftJournal {
  Plan plan;  // without what was left out
  bool is_committed = false;
  std::string trouble;  // why it cannot be used; empty: it can
  Descriptor lock;
};

/// Whether a process writes files at or below the folder at this moment, by a journal that lies in it.
bool is_being_written(const std::string& folder);

/// Nothing where there is none, or where the process that writes it still runs.
std::optional<LeftJournal> read_journal(const std::string& folder);

}  // namespace paas::files
