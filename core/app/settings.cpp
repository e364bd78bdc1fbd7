// Reads `paas.yaml` with the same YAML and the same schema engine as a fragment.
#include "core/app/settings.h"

#include <fnmatch.h>

#include "core/app/generation.h"
#include "core/yaml/document.h"

namespace paas {

namespace {

using yaml::Document;
using yaml::NodeId;

const schema::Schema& settings_schema() {
  static const schema::Schema schema = [] {
    Result<schema::Schema> compiled = schema::Schema::compile(*find_schema("settings"));
    if (!compiled) std::abort();
    return std::move(*compiled);
  }();
  return schema;
}

std::vector<std::string> strings(const Document& document, NodeId list) {
  std::vector<std::string> result;
  if (list == yaml::no_node) return result;
  for (std::uint32_t i = 0; i < document.item_count(list); ++i) {
    result.emplace_back(document.text(document.item(list, i)));
  }
  return result;
}

std::string place(const std::string& path, const Lines& lines, Range range) {
  const Position position = lines.code_points(range.begin);
  return path + ":" + std::to_string(position.line + 1) + ":" + std::to_string(position.character + 1) + ": ";
}

}  // namespace

Result<Settings> parse_settings(std::string path, std::string_view text) {
  const Lines lines(text);
  const Document document = yaml::parse(text, {0, static_cast<std::uint32_t>(text.size())});
  for (const yaml::Problem& problem : document.problems())
    return Error{place(path, lines, problem.range) + problem.message};
  Settings settings;
  const std::size_t slash = path.rfind('/');
  settings.directory = slash == std::string::npos ? "." : path.substr(0, slash);
  settings.path = std::move(path);
  const NodeId root = document.root();
  if (document.kind(root) == yaml::Kind::null) return settings;
  const schema::Evaluation evaluation = settings_schema().evaluate(document, root, schema::Collect::nothing, text);
  for (const schema::Problem& problem : evaluation.problems) {
    return Error{place(settings.path, lines, document.range(problem.node)) + problem.message};
  }
  const NodeId package = document.find(root, "package");
  if (package != yaml::no_node) settings.package = document.text(package);
  const NodeId generation = document.find(root, "generation");
  if (generation != yaml::no_node) settings.generation = document.text(generation);
  settings.environment = strings(document, document.find(root, "environment"));
  settings.exclude = strings(document, document.find(root, "exclude"));
  settings.permissions = strings(document, document.find(root, "permissions"));
  settings.layers = strings(document, document.find(root, "layers"));
  const NodeId severity = document.find(root, "severity");
  for (std::uint32_t i = 0; severity != yaml::no_node && i < document.entry_count(severity); ++i) {
    const yaml::Entry entry = document.entry(severity, i);
    const bool off = document.kind(entry.value) == yaml::Kind::boolean;  // `off` is the boolean false in YAML 1.1
    const std::string code(document.text(entry.key));
    settings.severity[code] = off ? "off" : document.text(entry.value);
    settings.severity_places[code] = place(settings.path, lines, document.range(entry.key));
  }
  return settings;
}

bool is_excluded(const Settings& settings, std::string_view path) {
  if (settings.exclude.empty() || !path.starts_with(settings.directory)) return false;
  path.remove_prefix(settings.directory.size());
  while (path.starts_with('/')) path.remove_prefix(1);
  const std::string relative(path);
  const std::string name = relative.substr(relative.rfind('/') + 1);
  for (std::string glob : settings.exclude) {
    while (glob.ends_with('/')) glob.pop_back();
    if (glob.starts_with("./")) glob.erase(0, 2);
    if (glob.starts_with('/')) glob.erase(0, 1);
    const bool anywhere = glob.find('/') == std::string::npos;
    if (anywhere && fnmatch(glob.c_str(), name.c_str(), FNM_PERIOD) == 0) return true;
    if (fnmatch(glob.c_str(), relative.c_str(), FNM_PATHNAME | FNM_LEADING_DIR) == 0) return true;
  }
  return false;
}

}  // namespace paas
