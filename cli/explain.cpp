// `--explain CODE` and `--rules`: what the rules say about themselves.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "core/rules/page.h"
#include "core/schema/schema.h"

namespace paas::cli {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Rule& rule) {
  return {{"code", rule.code},       {"severity", name_of(rule.severity)},
          {"summary", rule.summary}, {"fix", rule.fix != nullptr},
          {"url", url_of(rule)},     {"explanation", rule.explanation}};
}

}  // namespace

int explain(const std::string& code) {
  if (const Rule* rule = find_rule(code)) {
    print(page_of(*rule));
    return exit_clean;
  }
  std::vector<std::string> codes;
  for (const Rule* rule : all_rules()) codes.emplace_back(rule->code);
  const std::string meant = schema::nearest(code, codes);
  return fail(fmt::format("there is no rule `{}`; {}", code,
                          meant.empty() ? "`paas-lsp --rules` lists them" : fmt::format("did you mean `{}`?", meant)));
}

int rules(const std::string& format) {
  if (format == "json") {
    Json list = Json::array();
    for (const Rule* rule : all_rules()) list.push_back(to_json(*rule));
    print(list.dump(2) + "\n");
  } else if (format == "markdown") {
    print(index_of_rules());
  } else if (format == "text") {
    std::size_t width = 0;
    for (const Rule* rule : all_rules()) width = std::max(width, rule->code.size());
    for (const Rule* rule : all_rules()) {
      print(fmt::format("{:<{}}  {:<11}  {}{}\n", rule->code, width, name_of(rule->severity), rule->summary,
                        rule->fix == nullptr ? "" : " (has fixes)"));
    }
  } else {
    return fail(fmt::format("--rules cannot be written as `{}`; use text, json or markdown", format));
  }
  return exit_clean;
}

}  // namespace paas::cli
