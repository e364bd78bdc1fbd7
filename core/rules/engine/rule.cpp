// Names, pages and reporting of rules.
#include "core/rules/rule.h"

#include <algorithm>

namespace paas {

namespace {

constexpr std::string_view pages = "https://github.com/paas-lsp/paas-lsp/blob/main/docs/rules/";

}  // namespace

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::information:
      return "information";
    case Severity::hint:
      return "hint";
  }
  return "error";
}

void Check::report(const Rule& rule, Range range, std::string message, std::vector<Related> related) const {
  out_.push_back({&rule, rule.severity, &file, range, std::move(message), std::move(related)});
}

const Rule* find_rule(std::string_view code) {
  const auto rules = all_rules();
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule* rule) { return rule->code == code; });
  return found == rules.end() ? nullptr : *found;
}

std::string url_of(const Rule& rule) { return std::string(pages) + std::string(rule.code) + ".md"; }

}  // namespace paas
