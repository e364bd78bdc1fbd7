// Documents that are opened, typed in and closed, and files that change on the disk.
// LSP 3.17, Text Document Synchronization
#include <fmt/format.h>

#include "core/query/folders.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/edit.h"
#include "lsp/server/server.h"

namespace paas::lsp {

namespace {

std::int64_t version_at(const Json& document) {
  const auto version = document.find("version");
  return version != document.end() && version->is_number_integer() ? version->get<std::int64_t>() : 0;
}

void apply(const Json& change, Encoding encoding, std::string& text) {
  const std::string& inserted = change.at("text").get_ref<const std::string&>();
  const auto range = change.find("range");
  if (range == change.end() || range->is_null()) {
    text = inserted;
    return;
  }
  const Lines lines(text);
  std::uint32_t begin = offset_of(text, lines, read_position(range->at("start")), encoding);
  std::uint32_t end = offset_of(text, lines, read_position(range->at("end")), encoding);
  if (end < begin) std::swap(begin, end);
  text.replace(begin, end - begin, inserted);
}

}  // namespace

void Server::did_open(const Json& params) {
  const Json& document = params.at("textDocument");
  const std::string& uri = document.at("uri").get_ref<const std::string&>();
  const auto path = path_of_uri(uri);
  if (!path) return log_.write("not a file: " + uri);
  last_change_ = Clock::now();
  lost_.erase(*path);
  index_.open(*path, {uri, version_at(document), document.at("text").get<std::string>()});
}

void Server::did_change(const Json& params) {
  const Json& identifier = params.at("textDocument");
  const auto path = path_of_uri(identifier.at("uri").get_ref<const std::string&>());
  const Document* document = path ? index_.document(*path) : nullptr;
  if (document == nullptr) return log_.write("a change of a document that is not open");
  const Json& changes = params.at("contentChanges");
  const bool is_whole = !changes.empty() && (!changes.front().contains("range") || changes.front()["range"].is_null());
  if (lost_.contains(*path) && !is_whole) return log_.write("a change of a text that did not fit");
  last_change_ = Clock::now();
  std::string text = document->text;
  for (const Json& change : changes) apply(change, client_.encoding, text);
  index_.change(*path, version_at(identifier), std::move(text));
  lost_.erase(*path);
}

void Server::did_close(const Json& params) {
  const auto path = path_of_uri(params.at("textDocument").at("uri").get_ref<const std::string&>());
  if (path) lost_.erase(*path);
  if (!path || index_.document(*path) == nullptr) return log_.write("a document is closed that is not open");
  last_change_ = Clock::now();
  previews_.forget_versions();
  tokens_.forget(*path);
  index_.close(*path);
  index_.catch_up();
  if (!client_.pulls_diagnostics()) publish(*path);
}

void Server::did_change_files(const Json& params) {
  constexpr std::size_t many = 200;  // a branch was switched: reading all of it once is less work
  const Json& changes = params.at("changes");
  last_change_ = Clock::now();
  previews_.note_disk();
  std::vector<std::string> paths;
  for (const Json& change : changes) {
    auto path = path_of_uri(change.at("uri").get_ref<const std::string&>());
    if (path && index_.concerns(*path)) paths.push_back(std::move(*path));
  }
  if (paths.size() > many) return read_workspace();
  for (const std::string& path : paths) index_.refresh(path);
}

// The text stays, but a lens says what saving it changes. A client that watches no files tells nothing of what git did:
// where something is saved, all is read again.
void Server::did_save() {
  previews_.note_disk();
  if (!client_.has({"workspace", "didChangeWatchedFiles", "dynamicRegistration"})) {
    index_.look_again();
    reads_quietly_ = true;
  }
  if (client_.has({"workspace", "codeLens", "refreshSupport"}))
    send_request("workspace/codeLens/refresh", nullptr, [](const Json&) {});
}

// Editors tell of what a person made in them, not of what git did.
void Server::did_create_files(const Json& params) {
  if (client_.has({"workspace", "applyEdit"})) {
    for (const Json& file : params.at("files")) {
      if (const auto path = path_of_uri(file.at("uri").get_ref<const std::string&>())) created_[*path] = Clock::now();
    }
  }
  read_workspace();
}

// An empty handler that was made a moment ago gets its fragment, once the editor shows it: then undoing takes it back,
// and a client refuses the edit where something was typed meanwhile.
void Server::fill_created() {
  if (created_.empty() || !index_.is_complete()) return;
  constexpr std::chrono::seconds moment{10};
  for (auto each = created_.begin(); each != created_.end();) {
    const auto& [path, time] = *each;
    const Document* document = index_.document(path);
    const bool is_over = Clock::now() - time > moment;
    if (document == nullptr && !is_over) {
      ++each;
      continue;
    }
    const Result<std::string> saved = index_.workspace().walk.saved->read(path, 1, false);
    if (!is_over && document->text.empty() && saved && saved->empty()) offer_fragment(path);
    each = created_.erase(each);
  }
}

void Server::offer_fragment(const std::string& path) {
  const auto settings = settings_in_force(index_.workspace().walk, path);
  if (settings != nullptr && is_excluded(*settings, path)) return;
  const std::shared_ptr<const App> nearest = index_.workspace().nearest_app(path);
  if (nearest == nullptr) return;
  const Result<query::NewFile> handler = query::fill_handler(*nearest, path);
  if (!handler) return;
  const Json nothing;
  const Request request = request_of(nothing);
  const auto empty = analyze(path, FileKind::handler, "", nearest->generation_pointer());
  WorkspaceEdit edit(request);
  edit.change(*empty, {0, 0}, handler->text);
  const Json asked{{"label", "A handler for an empty file"}, {"edit", std::move(edit).json()}};
  send_request("workspace/applyEdit", asked, [](const Json&) {});
}

// When all that came is taken in: once, however many messages there were.
void Server::settle() {
  index_.catch_up();
  fill_created();
  for (const std::string& error : index_.take_errors()) say(2, error, true);
  if (!is_indexing_ && index_.is_stale()) read_workspace();
  if (!client_.pulls_diagnostics()) publish_open();
  const Json nothing;
  previews_.update(request_of(nothing), [this] { return !inbox_.is_empty(); });
  must_settle_ = false;
}

}  // namespace paas::lsp
