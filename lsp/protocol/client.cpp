// Reads client capabilities.
#include "lsp/protocol/client.h"

#include <algorithm>

namespace paas::lsp {

namespace {

const Json* find(const Json& json, std::initializer_list<const char*> path) {
  const Json* at = &json;
  for (const char* key : path) {
    if (!at->is_object()) return nullptr;
    const auto next = at->find(key);
    if (next == at->end()) return nullptr;
    at = &*next;
  }
  return at;
}

}  // namespace

bool Client::has(std::initializer_list<const char*> path) const {
  const Json* found = find(capabilities, path);
  return found != nullptr && !found->is_null() && *found != false;
}

bool Client::lists(std::initializer_list<const char*> path, std::string_view text) const {
  const Json* found = find(capabilities, path);
  return found != nullptr && found->is_array() && std::find(found->begin(), found->end(), text) != found->end();
}

bool Client::is_on(std::initializer_list<const char*> setting, bool fallback) const {
  const Json* found = find(settings, setting);
  return found != nullptr && found->is_boolean() ? found->get<bool>() : fallback;
}

Client read_client(const Json& params) {
  Client client;
  if (const auto found = params.find("capabilities"); found != params.end() && found->is_object())
    client.capabilities = *found;
  if (const auto found = params.find("clientInfo"); found != params.end() && found->is_object()) {
    if (const auto name = found->find("name"); name != found->end() && name->is_string())
      client.name = name->get<std::string>();
  }
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf32}) {
    if (!client.lists({"general", "positionEncodings"}, name_of(encoding))) continue;
    client.encoding = encoding;
    break;
  }
  return client;
}

}  // namespace paas::lsp
