// `--names`: the deployer's naming functions.
#include "core/names/names.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/cli.h"

namespace paas::cli {

int names(const std::vector<std::string>& texts) {
  using Json = nlohmann::ordered_json;
  Json result = Json::array();
  const auto add = [&](const std::string& text) {
    result.push_back({{"text", text},
                      {"hungarorise", names::hungarorise(text)},
                      {"dehungarorise", names::dehungarorise(text)},
                      {"uppercase", names::uppercase(text)}});
  };
  for (const std::string& text : texts) {
    if (text != "-") {
      add(text);
      continue;
    }
    for (std::string line; std::getline(std::cin, line);) add(line);
  }
  print(result.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  return exit_clean;
}

}  // namespace paas::cli
