// File URIs and paths (RFC 3986, RFC 8089).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace paas::lsp {

/// The absolute path of a file URI, `.` and `..` resolved; nothing for other schemes, hosts and malformed escapes.
std::optional<std::string> path_of_uri(std::string_view uri);
std::string uri_of_path(std::string_view path);

}  // namespace paas::lsp
