// Messages of JSON-RPC 2.0, as LSP 3.17 uses them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/text/result.h"
#include "lsp/rpc/json.h"

namespace paas::lsp {

/// JSON-RPC 2.0, Error object; LSP 3.17, ErrorCodes.
enum class ErrorCode : int {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  server_not_initialized = -32002,
  request_failed = -32803,
  server_cancelled = -32802,
  content_modified = -32801,
  request_cancelled = -32800,
};

/// What a client sent: a request (id and method), a notification (method) or a response (id and result or error).
struct Message {
  Json id;             // null: none
  std::string method;  // empty: a response
  Json params;
  Json result;
  Json error;

  bool is_request() const { return !method.empty() && !id.is_null(); }
  bool is_response() const { return method.empty(); }
};

/// Why a body is no message, with the id of the request that it may have been.
struct Refusal {
  ErrorCode code;
  std::string message;
  Json id = nullptr;
  bool is_news_lost = false;  // it may have told of a change
};

struct Parsed {
  std::optional<Message> message;
  Refusal refusal;  // where there is no message
};

/// JSON nested deeper than 512 is refused, and so is a batch, which LSP does not have.
Parsed parse_message(std::string_view body);

/// What to do about a message of which nothing but the beginning is there, as memory ran out: the answer to a request;
/// what a notification may have said is lost.
Refusal lost_message(std::string_view beginning);

std::string write_response(const Json& id, Json result);
std::string write_error(const Json& id, ErrorCode code, std::string_view message);
std::string write_request(const Json& id, std::string_view method, Json params);
std::string write_notification(std::string_view method, Json params);

}  // namespace paas::lsp
