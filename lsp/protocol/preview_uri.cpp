// Reads and writes URIs of previews: the path is that of a file, with the format behind it.
#include "lsp/protocol/preview_uri.h"

#include "lsp/protocol/uri.h"

namespace paas::lsp {

namespace {

constexpr std::string_view yaml = ".yaml";
constexpr std::string_view json = ".json";
constexpr std::string_view saved = "saved";

}  // namespace

std::optional<PreviewName> preview_of_uri(std::string_view uri) {
  if (!uri.starts_with(preview_scheme)) return std::nullopt;
  uri.remove_prefix(preview_scheme.size());
  if (!uri.starts_with(":/")) return std::nullopt;
  uri.remove_prefix(1);
  std::optional<std::string> path =
      path_of_uri("file:" + std::string(uri.starts_with("//") ? "" : "//") + std::string(uri));
  if (!path || !(path->ends_with(yaml) || path->ends_with(json))) return std::nullopt;
  PreviewName name;
  name.is_json = path->ends_with(json);
  path->resize(path->size() - yaml.size());
  name.path = std::move(*path);
  uri = uri.substr(0, uri.find('#'));
  const std::size_t query = uri.find('?');
  name.is_saved = query != std::string_view::npos && uri.substr(query + 1) == saved;
  return name;
}

std::string uri_of_preview(const PreviewName& name) {
  std::string uri = uri_of_path(name.path);
  uri.replace(0, std::string_view("file").size(), preview_scheme);
  uri += name.is_json ? json : yaml;
  if (name.is_saved) uri.append("?").append(saved);
  return uri;
}

}  // namespace paas::lsp
