// Brings diagnostics to the client: pulled by document, pulled for the workspace, or pushed.
#include <algorithm>

#include "lsp/protocol/uri.h"
#include "lsp/server/server.h"

namespace paas::lsp {

Json Server::pull(const Json& params) {
  const auto path = path_of_uri(params.at("textDocument").at("uri").get_ref<const std::string&>());
  if (!path) return {{"kind", "full"}, {"items", Json::array()}};
  const FileReport& report = reports_.report(request_of(params), *path);
  const auto previous = params.find("previousResultId");
  if (previous != params.end() && *previous == report.result_id)
    return {{"kind", "unchanged"}, {"resultId", report.result_id}};
  return {{"kind", "full"}, {"resultId", report.result_id}, {"items", report.items}};
}

// The answer waits until something is to be said that the client does not know: it asks again at once. One who knows
// nothing yet is answered also when there is nothing to be said.
void Server::hold_workspace_pull(const Message& request) {
  auto held = std::make_unique<WorkspacePull>();
  held->id = request.id;
  if (const auto ids = request.params.find("previousResultIds"); ids != request.params.end() && ids->is_array()) {
    for (const Json& each : *ids) {
      const std::string& uri = each.at("uri").get_ref<const std::string&>();
      if (const auto path = path_of_uri(uri)) held->previous[*path] = {uri, each.at("value").get<std::string>()};
    }
  }
  end_workspace_pull(ErrorCode::server_cancelled, "a newer request took its place");
  held_ = std::move(held);
  swept_revision_ = 0;
}

void Server::end_workspace_pull(ErrorCode code, std::string_view why) {
  if (held_ == nullptr) return;
  inbox_.forget(held_->id);
  send(write_error(held_->id, code, why));
  held_.reset();
}

void Server::publish(const std::string& path) {
  const Json nothing;
  const FileReport& report = reports_.report(request_of(nothing), path);
  Published& published = published_[path];
  const Document* document = index_.document(path);
  std::string uri = document != nullptr ? document->uri : uri_of_path(path);
  // A client may write a URI in another way than we do. What it was told of the one holds for that one only.
  if (published.uri != uri) {
    if (published.has_items)
      send_notification("textDocument/publishDiagnostics", {{"uri", published.uri}, {"diagnostics", Json::array()}});
    published = {};
  }
  const bool says_nothing = report.items.empty() && published.result_id.empty();
  if (published.result_id == report.result_id || (says_nothing && document == nullptr)) return;
  Json params{{"uri", uri}, {"diagnostics", report.items}};
  if (document != nullptr) params["version"] = document->version;
  Published sent{std::move(uri), report.result_id, !report.items.empty()};
  send_notification("textDocument/publishDiagnostics", std::move(params));
  published = std::move(sent);
}

void Server::publish_open() {
  if (published_revision_ == index_.revision()) return;
  for (const auto& [path, document] : index_.documents()) publish(path);
  published_revision_ = index_.revision();
}

bool Server::has_sweep() const {
  if (state_ != State::initialized || !index_.is_complete()) return false;
  const bool is_wanted = held_ != nullptr || !client_.pulls_diagnostics();
  return is_wanted && (!to_sweep_.empty() || swept_revision_ != index_.revision());
}

// A few files of the workspace at a time, while nothing else is to be done.
void Server::sweep() {
  if (!has_sweep()) return;
  index_.catch_up();
  if (to_sweep_.empty() || sweeping_revision_ != index_.revision()) {
    to_sweep_ = Reports::paths(index_);
    sweeping_revision_ = index_.revision();
    if (held_ != nullptr) held_->items = Json::array();
    // What the client was told of files that are gone is taken back, whatever way they went.
    const auto known = static_cast<std::ptrdiff_t>(to_sweep_.size());  // in order
    const auto add_gone = [&](const std::string& path) {
      const auto first = to_sweep_.begin();
      if (!std::binary_search(first, first + known, path)) to_sweep_.push_back(path);
    };
    for (const auto& [path, unused] : published_) add_gone(path);
    if (held_ != nullptr) {
      for (const auto& [path, unused] : held_->previous) add_gone(path);
    }
  }
  const Json nothing;
  const Request request = request_of(nothing);
  constexpr std::size_t some = 10;  // a quarter of a millisecond: whoever types does not feel it
  for (std::size_t i = 0; i < some && !to_sweep_.empty(); ++i) {
    const std::string path = std::move(to_sweep_.back());
    to_sweep_.pop_back();
    if (!client_.pulls_diagnostics()) {
      publish(path);
      continue;
    }
    const FileReport& report = reports_.report(request, path);
    const auto previous = held_->previous.find(path);
    const bool is_known = previous != held_->previous.end() && previous->second.result_id == report.result_id;
    if (is_known || (previous == held_->previous.end() && report.items.empty())) continue;
    held_->items.push_back({{"kind", "full"},
                            {"uri", previous != held_->previous.end() ? previous->second.uri : request.uri_of(path)},
                            {"version", request.version_of(path)},
                            {"resultId", report.result_id},
                            {"items", report.items}});
  }
  if (!to_sweep_.empty()) return;
  swept_revision_ = sweeping_revision_;
  if (held_ == nullptr || (held_->items.empty() && !held_->previous.empty())) return;
  inbox_.forget(held_->id);
  send(write_response(held_->id, {{"items", std::move(held_->items)}}));
  held_.reset();
}

// What was answered before the workspace was read may be different now.
void Server::refresh_client() {
  if (client_.pulls_diagnostics() && client_.has({"workspace", "diagnostics", "refreshSupport"}))
    send_request("workspace/diagnostic/refresh", nullptr, [](const Json&) {});
  for (const char* what : {"codeLens", "inlayHint", "semanticTokens"}) {
    if (client_.has({"workspace", what, "refreshSupport"}))
      send_request(std::string("workspace/") + what + "/refresh", nullptr, [](const Json&) {});
  }
}

}  // namespace paas::lsp
