// Begins an app.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/app/walk.h"
#include "core/query/folders.h"
#include "core/text/characters.h"
#include "core/text/path.h"

namespace paas::query {

namespace {

using schema::Json;

// "The resources that the handlers of an app share: api, bucket, ...": what may stand in a root.
std::string explanation_of(const Json& schema) {
  std::string text = schema.value("description", "What the handlers of an app share.");
  if (text.ends_with('.')) text.pop_back();
  std::string keys;
  if (const auto properties = schema.find("properties"); properties != schema.end()) {
    for (const auto& [key, unused] : properties->items()) keys += (keys.empty() ? ": " : ", ") + key;
  }
  return text + keys + ".";
}

std::optional<std::string> why_not_beside(const App& app, const std::string& folder) {
  const bool is_inside = is_at_or_below(folder, app.package());
  const bool is_around = is_at_or_below(app.package(), folder);
  if (!is_inside && !is_around) return std::nullopt;
  if (!app.generation().is_built_in())
    return fmt::format("{} is checked by the schemas that {} names", folder, app.settings().path);
  if (&app.generation() != Generation::newest().get() && (is_around || app.root() != nullptr))
    return fmt::format("{} holds an app of generation {}; `paas-lsp --migrate {}` makes it one of {}", app.package(),
                       app.generation().name(), app.package(), Generation::newest()->name());
  if (app.root() == nullptr) return std::nullopt;
  if (folder == app.package())
    return fmt::format("{} is the root of this app already; `--new TYPE FOLDER` adds handlers to it", app.root()->path);
  if (is_inside)
    return fmt::format(
        "{} lies in the app {}, and an app holds no other; `--new TYPE FOLDER` adds handlers to it, and another app "
        "begins beside it",
        folder, app.package());
  return fmt::format("{} holds the app {}, and an app holds no other; choose a folder beside it", folder,
                     app.package());
}

}  // namespace

std::optional<std::string> why_no_folder(std::string_view path) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = path.substr(begin, end - begin);
    const bool is_name = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return is_alphanumeric(c) || c == '-' || c == '_';
    });
    if (!is_name) {
      return fmt::format(
          "`{}` is no path for a folder of an app; write folders of letters, digits, `-` and `_`, such as `orders/new`",
          path);
    }
    if (is_left_out(name)) return fmt::format("no handler is looked for in `{}`; choose another folder", name);
    begin = end + 1;
  }
  return std::nullopt;
}

Result<NewFile> new_root(const std::vector<std::shared_ptr<const App>>& apps, const std::string& folder) {
  for (const auto& app : apps) {
    if (const auto why = why_not_beside(*app, folder)) return Error{*why};
  }
  const std::shared_ptr<const Generation> generation = Generation::newest();
  const FileType& type = *generation->type(FileKind::root);
  std::string path = folder + "/" + type.files;
  std::string text =
      fmt::format("\"\"\"\n# {}\n{}: {{}}\n\"\"\"\n", explanation_of(*type.schema->root().source), type.key);
  const auto written = analyze(path, FileKind::root, text, generation);
  if (written->is_broken() || !written->problems.empty()) return Error{"an empty root does not fit the schema"};
  std::string neighbour;
  for (const auto& app : apps) {
    const Handlers handlers = app->handlers();
    if (neighbour.empty() && !handlers.empty() && is_at_or_below(handlers.front().file->path, folder))
      neighbour = handlers.front().file->text;
  }
  return NewFile{std::move(path), with_line_ends_of(neighbour, std::move(text))};
}

}  // namespace paas::query
