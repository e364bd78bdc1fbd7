// Reads and writes messages; exceptions of the JSON library end here.
#include "lsp/rpc/message.h"

#include <algorithm>
#include <utility>

namespace paas::lsp {

namespace {

constexpr int max_depth = 512;

bool is_too_deep(std::string_view body) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > max_depth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

/// The text of a member of the outermost object, quotes and all; empty if it does not stand there.
std::string_view member(std::string_view body, std::string_view name) {
  int depth = 0;
  std::string_view key;  // that was read last
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ':' && depth == 1 && key == name) {
      std::size_t begin = body.find_first_not_of(" \t\r\n", i + 1);
      if (begin == std::string_view::npos) return {};
      const bool is_text = body[begin] == '"';
      const std::size_t end = is_text ? body.find('"', begin + 1) : body.find_first_of(",} \t\r\n", begin);
      return end == std::string_view::npos ? std::string_view() : body.substr(begin, end - begin + (is_text ? 1 : 0));
    } else if (c == '"') {
      const std::size_t begin = ++i;
      for (; i < body.size() && body[i] != '"'; ++i) i += body[i] == '\\' ? 1 : 0;
      key = body.substr(begin, std::min(i, body.size()) - begin);
    }
  }
  return {};
}

bool is_id(const Json& json) { return json.is_string() || json.is_number_integer(); }

Parsed refuse(ErrorCode code, std::string message, Json id = nullptr) {
  return {std::nullopt, {code, std::move(message), std::move(id)}};
}

// Texts of users may hold bytes that are no UTF-8: they are shown, not refused.
std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

Parsed parse_message(std::string_view body) {
  if (is_too_deep(body)) return refuse(ErrorCode::parse_error, "the message is nested too deep");
  Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded()) return refuse(ErrorCode::parse_error, "the message is no JSON");
  if (json.is_array()) return refuse(ErrorCode::invalid_request, "LSP has no batches; send one message at a time");
  if (!json.is_object()) return refuse(ErrorCode::invalid_request, "the message is no object");
  Message message;
  if (const auto id = json.find("id"); id != json.end()) {
    if (!is_id(*id) && !id->is_null()) return refuse(ErrorCode::invalid_request, "an id is a number or a text");
    message.id = std::move(*id);
  }
  if (const auto method = json.find("method"); method != json.end()) {
    if (!method->is_string() || method->get_ref<const std::string&>().empty())
      return refuse(ErrorCode::invalid_request, "`method` is no text", message.id);
    message.method = method->get<std::string>();
  }
  if (const auto params = json.find("params"); params != json.end()) message.params = std::move(*params);
  if (const auto result = json.find("result"); result != json.end()) message.result = std::move(*result);
  if (const auto error = json.find("error"); error != json.end()) message.error = std::move(*error);
  if (message.is_response() && message.id.is_null())
    return refuse(ErrorCode::invalid_request, "the message has neither a method nor an id");
  return {std::move(message), {}};
}

Refusal lost_message(std::string_view beginning) {
  Refusal refusal{ErrorCode::internal_error, "out of memory: a message of the client did not fit"};
  Json id = Json::parse(member(beginning, "id"), nullptr, false);
  if (is_id(id)) refusal.id = std::move(id);
  refusal.is_news_lost = refusal.id.is_null();
  return refusal;
}

std::string write_response(const Json& id, Json result) {
  return dump({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
}

std::string write_error(const Json& id, ErrorCode code, std::string_view message) {
  return dump({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", static_cast<int>(code)}, {"message", message}}}});
}

std::string write_request(const Json& id, std::string_view method, Json params) {
  return dump({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}});
}

std::string write_notification(std::string_view method, Json params) {
  return dump({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

}  // namespace paas::lsp
