// Writes the documentation of the rules.
#include "core/rules/page.h"

#include <fmt/format.h>

namespace paas {

std::string page_of(const Rule& rule) {
  std::string_view text = rule.explanation;
  while (text.starts_with('\n')) text.remove_prefix(1);
  while (text.ends_with('\n')) text.remove_suffix(1);
  const std::string_view fix =
      rule.fix == nullptr ? "" : "There are fixes: `paas-lsp --check --fix`, and in editors.\n\n";
  return fmt::format("# {}\n\n**{}**: {}\n\n{}{}\n", rule.code, name_of(rule.severity), rule.summary, fix, text);
}

std::string index_of_rules() {
  std::string page =
      "# Rules\n\nMade by `paas-lsp --rules --format markdown`; each page is what `paas-lsp --explain CODE` prints.\n\n"
      "| code | severity | what | fixes |\n|---|---|---|---|\n";
  for (const Rule* rule : all_rules()) {
    page += fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} |\n", rule->code, name_of(rule->severity), rule->summary,
                        rule->fix == nullptr ? "" : "yes");
  }
  return page;
}

}  // namespace paas
