// Where memory runs out: what can be made again is given back, and what cannot be known any more is said to be lost.
#include <fmt/format.h>

#include "lsp/protocol/uri.h"
#include "lsp/server/server.h"

namespace paas::lsp {

namespace {

/// Of `textDocument`; nothing if there is none.
std::optional<std::string> path_in(const Json& params) {
  if (!params.is_object()) return std::nullopt;
  const auto document = params.find("textDocument");
  if (document == params.end() || !document->is_object()) return std::nullopt;
  const auto uri = document->find("uri");
  if (uri == document->end() || !uri->is_string()) return std::nullopt;
  return path_of_uri(uri->get_ref<const std::string&>());
}

}  // namespace

void Server::give_back_memory() {
  reports_ = Reports();
  tokens_ = TokenMemory();
  previews_.forget_versions();
}

// Nothing of it was taken in.
void Server::lose(const Message& notification) {
  const auto path = path_in(notification.params);
  if (path && notification.method.starts_with("textDocument/did")) {
    // Who opens it does what was asked for, and must be asked again.
    if (notification.method == "textDocument/didOpen") lost_.erase(*path);
    return lose_text(*path);
  }
  log_.write(fmt::format("{}: out of memory", notification.method));
  lose_everything();
}

void Server::lose_text(const std::string& path) {
  bool& is_told = lost_[path];
  if (is_told) return;
  say(1, fmt::format("out of memory: {} did not fit; reopen it", path), true);
  is_told = true;
}

void Server::lose_everything() {
  must_read_again_ = true;
  say(1, "out of memory: not all files were read; this is tried again with what is typed next", true);
}

bool Server::is_lost(const Message& request) {
  if (lost_.empty()) return false;
  const auto path = path_in(request.params);
  if (!path || !lost_.contains(*path)) return false;
  lose_text(*path);  // where there was no memory to tell it
  return true;
}

}  // namespace paas::lsp
