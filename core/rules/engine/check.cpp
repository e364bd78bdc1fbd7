// Runs the rules on a file and applies what people said about them.
#include <algorithm>
#include <optional>
#include <tuple>

#include "core/rules/engine/ignores.h"
#include "core/rules/rule.h"

namespace paas {

namespace rules {
extern const Rule unused_ignore;
extern const Rule too_many_problems;
}  // namespace rules

namespace {

constexpr std::size_t max_diagnostics = 1'000;

std::optional<Severity> severity_in_force(const Settings& settings, const Rule& rule) {
  const auto setting = settings.severity.find(std::string(rule.code));
  if (setting == settings.severity.end()) return rule.severity;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::information, Severity::hint}) {
    if (name_of(severity) == setting->second) return severity;
  }
  return std::nullopt;  // off
}

// Removes what comments silence, and reports the comments that silence nothing.
void apply_ignores(const Check& check, std::vector<Diagnostic>& diagnostics) {
  std::vector<Ignore> ignores = find_ignores(check.file.text);
  if (ignores.empty()) return;
  const Lines lines(check.file.text);
  std::erase_if(diagnostics, [&](const Diagnostic& diagnostic) {
    const std::uint32_t line = lines.line_of(diagnostic.range.begin);
    bool ignored = false;
    for (Ignore& ignore : ignores) {
      if (ignore.code != diagnostic.rule->code || (!ignore.whole_file && ignore.line != line)) continue;
      ignore.used = true;
      ignored = true;
    }
    return ignored;
  });
  for (const Ignore& ignore : ignores) {
    if (ignore.used || check.app.is_partial()) continue;
    if (ignore.code.empty()) {
      check.report(rules::unused_ignore, ignore.range,
                   "this ignores nothing; say what to ignore: `# paas: ignore[code]`");
      continue;
    }
    const bool known = find_rule(ignore.code) != nullptr;
    const std::string code(ignore.code);
    check.report(rules::unused_ignore, ignore.range,
                 known ? "nothing to ignore: `" + code + "` is not reported here; remove it"
                       : "there is no rule `" + code + "`; `paas-lsp --rules` lists them");
  }
}

}  // namespace

std::vector<Diagnostic> check_file(const App& app, const File& file) {
  std::vector<Diagnostic> diagnostics;
  const Check check(app, file, diagnostics);
  for (const Rule* rule : all_rules()) {
    const bool is_out_of_scope = rule->scope == Scope::deployed && !app.generation().is_built_in();
    if (rule->check != nullptr && !is_out_of_scope) rule->check(check);
  }
  apply_ignores(check, diagnostics);
  if (!app.settings().severity.empty()) {
    std::erase_if(diagnostics, [&](Diagnostic& diagnostic) {
      const std::optional<Severity> severity = severity_in_force(app.settings(), *diagnostic.rule);
      if (severity) diagnostic.severity = *severity;
      return !severity;
    });
  }
  // The order of every report, and of the editor.
  const auto key = [](const Diagnostic& diagnostic) {
    return std::tuple(diagnostic.range.begin, diagnostic.range.end, diagnostic.severity, diagnostic.rule->code,
                      std::string_view(diagnostic.message));
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  if (diagnostics.size() > max_diagnostics) {
    const std::size_t rest = diagnostics.size() - max_diagnostics + 1;
    const Range range = diagnostics[max_diagnostics - 1].range;
    diagnostics.erase(diagnostics.begin() + max_diagnostics - 1, diagnostics.end());
    check.report(rules::too_many_problems, range, std::to_string(rest) + " more problems in this file are not shown");
  }
  return diagnostics;
}

}  // namespace paas
