// URIs of previews: `paas-preview:///ws/shop/tasks/orders/index.py.yaml?saved`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace paas::lsp {

inline constexpr std::string_view preview_scheme = "paas-preview";

/// What a preview shows.
struct PreviewName {
  std::string path;  // of the root: the whole app; of a handler: what it makes
  bool is_json = false;
  bool is_saved = false;  // as it lies on the disk

  bool operator<(const PreviewName& other) const {
    return std::tie(path, is_json, is_saved) < std::tie(other.path, other.is_json, other.is_saved);
  }
};

/// Nothing for all other URIs. Editors write one slash or three.
std::optional<PreviewName> preview_of_uri(std::string_view uri);
std::string uri_of_preview(const PreviewName& name);

}  // namespace paas::lsp
