// `--dump FILE` and `--schema NAME`: what the deployer would load, and what it is checked against.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "core/app/generation.h"
#include "core/app/walk.h"
#include "core/data.h"
#include "core/schema/schema.h"
#include "core/yaml/json.h"

namespace paas::cli {

int dump(const std::string& path) {
  if (const std::optional<std::string> sample = sample_text(path)) {
    print(schema::Json::parse(*sample).dump(2) + "\n");
    return exit_clean;
  }
  const Result<std::string> text = files::disk()->read(path, max_file_size, true);
  if (!text) return fail(fmt::format("{}: {}", path, text.error()));
  Range range{0, static_cast<std::uint32_t>(text->size())};
  if (path.ends_with(".py")) {
    const python::Fragment fragment = python::find_fragment(*text);
    if (!fragment.read_by_deployer) {
      fail(fmt::format("{}: the deployer finds no fragment; `paas-lsp --check {}` says why", path, path));
      return exit_errors;
    }
    range = fragment.range;
  }
  const yaml::Document document = yaml::parse(*text, range);
  for (const yaml::Problem& problem : document.problems()) {
    if (problem.kind == yaml::ProblemKind::duplicate_key) continue;
    const Position position = Lines(*text).code_points(problem.range.begin);
    fail(fmt::format("{}:{}:{}: {}", path, position.line + 1, position.character + 1, problem.message));
    return exit_errors;
  }
  print(yaml::to_json(document, document.root()) + "\n");
  return exit_clean;
}

int schema(const std::string& name) {
  if (const schema::Json* json = paas::find_schema(name)) {
    print(json->dump(2) + "\n");
    return exit_clean;
  }
  std::string names;
  for (const EmbeddedSchema& schema : embedded_schemas()) {
    // Samples, recipes and manifests are embedded beside them.
    if (schema.json.starts_with("{\"$schema\"")) names += fmt::format(" {}", schema.name);
  }
  return fail(fmt::format("there is no schema `{}`; there are:{}", name, names));
}

}  // namespace paas::cli
