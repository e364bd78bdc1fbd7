// A rule: what it is called, why it matters, and how it finds what is wrong in one file of an app.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/app.h"

namespace paas {

/// What happens: error, the deployer or CloudFormation refuses; warning, it deploys and does something else than was
/// meant; information and hint, advice.
enum class Severity : std::uint8_t { error, warning, information, hint };

std::string_view name_of(Severity severity);

struct Rule;
struct Fix;

struct Related {
  const File* file;
  Range range;
  std::string message;
};

struct Diagnostic {
  const Rule* rule;
  Severity severity;
  const File* file;
  Range range;
  std::string message;  // what is wrong and what to do; Markdown code spans in backticks, no line breaks
  std::vector<Related> related;
};

/// What a rule may look at, and where it reports. `file` belongs to `app`; `handler` is nullptr for other files.
class Check {
 public:
  Check(const App& app_in, const File& file_in, std::vector<Diagnostic>& out)
      : app(app_in), file(file_in), handler(app_in.handler_of(file_in)), out_(out) {}

  const App& app;
  const File& file;
  const Handler* handler;

  void report(const Rule& rule, Range range, std::string message, std::vector<Related> related = {}) const;

 private:
  std::vector<Diagnostic>& out_;
};

/// Whom a rule is about.
enum class Scope : std::uint8_t {
  everything,
  deployed,  // what the deployer does with Python files: not for generations of a user's own
};

struct Rule {
  std::string_view code;  // kebab-case, what `# paas: ignore[code]` names
  Severity severity;
  std::string_view summary;      // one line, no full stop
  std::string_view explanation;  // Markdown: why it matters and what to do; `## Bad` and `## Good` in the test language
  void (*check)(const Check& check);
  Scope scope = Scope::everything;
  /// What could be done about a diagnostic of this rule; asked only where someone wants to know. `fixes_of` tries what
  /// comes and offers what helps. nullptr: nothing can be done without a person.
  std::vector<Fix> (*fix)(const Check& check, const Diagnostic& diagnostic) = nullptr;
};

/// Every rule, by code.
std::span<const Rule* const> all_rules();
/// nullptr if there is none.
const Rule* find_rule(std::string_view code);
/// The page that explains a rule.
std::string url_of(const Rule& rule);

/// Runs every rule on one file of an app: comments `paas: ignore` and the settings' severities applied, sorted by
/// place, at most 1,000. Looks at this file and at the app's index, so its cost does not grow with the app.
std::vector<Diagnostic> check_file(const App& app, const File& file);

}  // namespace paas
