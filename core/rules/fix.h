// Fixes: what a person could do about a diagnostic, as edits. One engine for the command line and editors.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/rules/rule.h"

namespace paas {

/// `text` instead of what stands in `range` of a file of the app.
struct Edit {
  const File* file;
  Range range;
  std::string text;
};

struct NewFile {
  std::string path;
  std::string text;
};

/// Something that does away with a diagnostic.
struct Fix {
  std::string title;  // for people, in the imperative, Markdown code spans in backticks
  std::vector<Edit> edits;
  std::vector<NewFile> new_files = {};
  bool safe = false;         // cannot change what is deployed in a way that was not meant
  bool preferred = false;    // the obvious one of several
  bool needs_value = false;  // a person has to write something yet, so it is never applied unasked
};

/// The fixes of a diagnostic that `check_file` gave for `app`, the preferred one first. Each was tried: with it the
/// diagnostic is gone, and each file is still understood as far as before. Its cost does not grow with the app.
std::vector<Fix> fixes_of(const App& app, const Diagnostic& diagnostic);

/// Whether an app would have errors that it has not, if files had other texts. `texts`: by path. Looks at those files
/// and at others that define the same; its cost does not grow with the app.
bool brings_error(const App& app, const std::map<std::string, std::string>& texts);

/// Adds `# paas: ignore[code]` at the line of the diagnostic, or the code to such a comment that is there. Empty where
/// no comment can stand, as in a text of several lines.
std::vector<Fix> ignore_here(const App& app, const Diagnostic& diagnostic);

/// The text of a file after those edits that are in it. Edits that overlap an earlier one are left out.
std::string edited(const File& file, const std::vector<Edit>& edits);

/// Which fixes are applied without asking about each.
enum class Trust : std::uint8_t { safe, all };

/// Files with their texts after fixes.
struct FixedFile {
  std::string path;
  std::string before;  // empty where the file is new
  std::string after;
  bool is_new = false;
};

/// Applies many fixes at once. Of two that touch each other the first wins; the other is for another round, when the
/// files were read again.
class FixRound {
 public:
  /// `only`: a path; fixes that change other files are left out. Empty: any may change.
  explicit FixRound(Trust trust, std::string only = {}) : trust_(trust), only_(std::move(only)) {}

  /// Takes the first fix of each diagnostic that is trusted. The app must live until `finish`.
  void add(const App& app, const std::vector<Diagnostic>& diagnostics);
  /// How many diagnostics found a fix.
  std::size_t count() const { return count_; }
  /// The files that change, by path.
  std::vector<FixedFile> finish() const;

 private:
  bool accept(const App& app, const Fix& fix);

  Trust trust_;
  std::string only_;
  std::size_t count_ = 0;
  std::map<std::string, std::vector<Edit>> edits_;  // by path
  std::map<std::string, std::string> new_files_;
};

/// A file of an app after all fixes of its diagnostics that stay within it, in as many rounds as it takes (20 at
/// most).
std::string fix_all(const App& app, const File& file, Trust trust);

}  // namespace paas
