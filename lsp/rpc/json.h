// The JSON of messages.
#pragma once

#include <nlohmann/json.hpp>

namespace paas::lsp {

using Json = nlohmann::json;

}  // namespace paas::lsp
