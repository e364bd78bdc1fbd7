// Parts of paths, by their text alone. Folders have no slash at the end.
#pragma once

#include <string_view>

namespace paas {

/// The folder that a path lies in: of "/shop/index.py" "/shop"; empty where there is no slash.
std::string_view parent_folder(std::string_view path);
/// What stands behind the last slash.
std::string_view file_name(std::string_view path);
/// Whether a path is the folder, or lies in it at some depth. All is in "/".
bool is_at_or_below(std::string_view path, std::string_view folder);

}  // namespace paas
