// Opens previews, updates them and tells their edits.
#include "lsp/server/previews.h"

#include <fmt/format.h>

#include <algorithm>

#include "lsp/protocol/uri.h"

namespace paas::lsp {

namespace {

using namespace cloudformation;

constexpr std::size_t most_previews = 50;

std::string root_path(const App& app) {
  return app.root() != nullptr ? app.root()->path : app.package() + "/__init__.py";
}

std::uint32_t lines_of(std::string_view text) { return static_cast<std::uint32_t>(std::ranges::count(text, '\n')); }

Json nowhere_in(const Request& request, const std::string& path) {
  const Json start{{"line", 0}, {"character", 0}};
  return {{"uri", request.uri_of(path)}, {"range", {{"start", start}, {"end", start}}}};
}

std::string no_template(const App& app) {
  return fmt::format("{} is of generation {}, and templates are made of {} only",
                     app.package().substr(app.package().rfind('/') + 1), app.generation().name(),
                     Generation::newest()->name());
}

// The app of a file; also of a root that is none at the moment, and of a handler that went.
std::shared_ptr<const App> app_of(const Index& index, const std::string& path) {
  const auto subject = index.find(path);
  if (subject && !path.ends_with("/paas.yaml")) return subject->app;
  return index.workspace().nearest_app(path);
}

// The root of an app that was not read yet, most likely.
std::string guessed_root(const Index& index, const std::string& path) {
  std::string root = path;
  for (std::size_t slash = path.rfind('/'); slash != 0 && slash != std::string::npos;
       slash = path.rfind('/', slash - 1)) {
    const std::string candidate = path.substr(0, slash) + "/__init__.py";
    if (index.workspace().walk.saved->exists(candidate)) root = candidate;
  }
  return root;
}

template <typename Act>
void or_lose(Preview& preview, const Act& act) {
  try {
    act();
  } catch (const std::bad_alloc&) {
    preview.lose();
    throw;
  }
}

bool holds(const App& app, const std::string& path) { return app.find_file(path) != nullptr || path == root_path(app); }

}  // namespace

std::string Preview::text() const { return live_ == nullptr ? note_ : live_->text(); }

std::string Preview::title() const {
  if (app_ == nullptr) return name_.path.substr(name_.path.rfind('/') + 1);
  const std::string& package = app_->package();
  if (is_whole_) return package.substr(package.rfind('/') + 1);
  // The folder stands for the handler, where all handlers are called the same.
  const FileType* type = app_->generation().type(FileKind::handler);
  std::string path = name_.path;
  if (type != nullptr && path.ends_with("/" + type->files)) path.resize(path.size() - type->files.size() - 1);
  return path.starts_with(package + "/") ? path.substr(package.rfind('/') + 1) : path;
}

std::shared_ptr<const App> Preview::find_app(const Request& request, SavedApps& saved) const {
  std::shared_ptr<const App> app = app_of(request.index, name_.path);
  return app != nullptr && name_.is_saved ? saved.saved(request.index, app) : app;
}

// Why the preview cannot follow the app; empty if it can.
std::string Preview::why_not(const Request& request, const App* app) const {
  if (app == nullptr || (live_ == nullptr && !is_whole_ && !holds(*app, name_.path)))
    return request.index.is_complete() ? "it is part of no app" : "the workspace is still being read";
  if (recipes_of(app->generation(), Mode::meant) == nullptr) return no_template(*app);
  if (live_ != nullptr && !is_whole_ && app->handlers().find(name_.path) == nullptr) return "it is no handler any more";
  return {};
}

PreviewEdits Preview::take(const std::shared_ptr<const App>& app) {
  const Recipes* recipes = recipes_of(app->generation(), Mode::meant);
  if (live_ != nullptr && recipes == recipes_) {
    app_ = app;
    return live_->update(app);
  }
  is_whole_ = is_whole_ || app->handlers().find(name_.path) == nullptr;
  app_ = app;
  recipes_ = recipes;
  live_ = std::make_unique<LivePreview>(*recipes, name_.is_json ? Format::json : Format::yaml,
                                        is_whole_ ? std::string() : name_.path);
  live_->update(app);
  return {{0, told_lines_, live_->text()}};
}

std::optional<PreviewEdits> Preview::update(const Request& request, SavedApps& saved, std::uint64_t disk) {
  const std::uint64_t revision = request.index.revision();
  if (revision_ == revision && (disk_ == disk || !name_.is_saved)) return std::nullopt;
  revision_ = revision;
  disk_ = disk;
  const std::shared_ptr<const App> app = find_app(request, saved);
  const std::string reason = why_not(request, app.get());
  PreviewEdits edits;
  Json stale;
  if (!reason.empty()) {
    stale = {{"reason", reason}, {"location", nowhere_in(request, name_.path)}};
    if (live_ == nullptr) {
      std::string note = name_.is_json ? "{}\n" : fmt::format("# {}\n", reason);
      if (note != note_) edits.push_back({0, told_lines_, note});
      note_ = std::move(note);
    }
  } else {
    if (live_ == nullptr || app != app_) edits = take(app);
    if (const std::optional<LeftOut>& left = live_->stale())
      stale = {{"reason", left->reason}, {"location", request.location_json(*left->file, left->range)}};
  }
  if (edits.empty() && stale == stale_ && summary() == told_summary_) return std::nullopt;
  stale_ = std::move(stale);
  told_summary_ = summary();
  ++version_;
  return edits;
}

void Preview::end(Json stale) {
  stale_ = std::move(stale);
  ++version_;
}

void Preview::note_told(const PreviewEdits& edits) {
  for (const LineEdit& edit : edits) told_lines_ += lines_of(edit.text) - (edit.end - edit.begin);
}

void Preview::lose() {
  live_ = nullptr;
  note_.clear();
  revision_ = 0;
}

Result<Preview*> Previews::open(const Request& request, const PreviewName& asked, bool is_whole) {
  PreviewName name = asked;
  const std::shared_ptr<const App> app = app_of(request.index, name.path);
  const bool is_known = app != nullptr && (is_whole || holds(*app, name.path));
  if (!is_known && request.index.is_complete() && !open_.contains(name)) return nullptr;
  if (is_known) {
    if (recipes_of(app->generation(), Mode::meant) == nullptr) return Error{no_template(*app)};
    is_whole = is_whole || app->handlers().find(name.path) == nullptr;
    if (is_whole) name.path = root_path(*app);
  } else if (is_whole && !request.index.is_complete()) {
    name.path = guessed_root(request.index, name.path);
  }
  if (!open_.contains(name)) make_room(request);
  std::unique_ptr<Preview>& preview = open_[name];
  if (preview == nullptr) preview = std::make_unique<Preview>(name, is_whole);
  preview->asked = ++asked_;
  // Whoever asks gets all; who follows otherwise is told.
  or_lose(*preview, [&] {
    const auto edits = preview->update(request, saved_, disk_);
    if (edits && preview->tells_refreshes)
      request.exchange.send_request("workspace/textDocumentContent/refresh", {{"uri", preview->uri()}},
                                    [](const Json&) {});
    if (edits) preview->note_told(*edits);
  });
  return preview.get();
}

// A client that never closes any would have the server keep them all: the one that was asked for longest ago ends.
void Previews::make_room(const Request& request) {
  if (open_.size() < most_previews) return;
  const auto oldest = std::ranges::min_element(open_, {}, [](const auto& each) { return each.second->asked; });
  const std::string reason = fmt::format("more than {} previews are open; open it again to go on", most_previews);
  oldest->second->end({{"reason", reason}, {"location", nowhere_in(request, oldest->first.path)}});
  tell(request, *oldest->second, {});
  open_.erase(oldest);
}

void Previews::forget_versions() {
  saved_.forget();
  unsaved_.forget();
}

Preview* Previews::find(std::string_view uri) {
  const auto name = preview_of_uri(uri);
  const auto found = name ? open_.find(*name) : open_.end();
  return found == open_.end() ? nullptr : found->second.get();
}

void Previews::close(std::string_view uri) {
  if (const auto name = preview_of_uri(uri)) open_.erase(*name);
}

void Previews::update(const Request& request, const std::function<bool()>& is_awaited) {
  // Goes on where it was interrupted: whoever comes last in the order has his turn, too, while somebody types.
  auto next = open_.upper_bound(updated_);
  for (std::size_t i = 0; i < open_.size(); ++i, ++next) {
    if (is_awaited()) return;
    if (next == open_.end()) next = open_.begin();
    updated_ = next->first;
    Preview& preview = *next->second;
    or_lose(preview, [&] {
      const auto edits = preview.update(request, saved_, disk_);
      if (!edits) return;
      tell(request, preview, *edits);
      preview.note_told(*edits);
    });
  }
}

void Previews::tell(const Request& request, const Preview& preview, const PreviewEdits& edits) {
  const std::string uri = preview.uri();
  if (preview.tells_refreshes && !edits.empty())
    request.exchange.send_request("workspace/textDocumentContent/refresh", {{"uri", uri}}, [](const Json&) {});
  if (!preview.tells_edits) return;
  Json list = Json::array();
  for (const LineEdit& edit : edits) list.push_back({{"start", edit.begin}, {"end", edit.end}, {"text", edit.text}});
  request.exchange.send_notification("paas/previewChanged", {{"uri", uri},
                                                             {"version", preview.version()},
                                                             {"edits", std::move(list)},
                                                             {"stale", preview.stale()},
                                                             {"summary", preview.summary()}});
}

Result<std::string> Previews::text(const Request& request, const PreviewName& name, bool is_whole) {
  const std::shared_ptr<const App> app = app_of(request.index, name.path);
  if (app == nullptr || !(is_whole || holds(*app, name.path))) return Error{"no app holds " + name.path};
  if (recipes_of(app->generation(), Mode::meant) == nullptr) return Error{no_template(*app)};
  Preview preview(name, is_whole);
  preview.update(request, saved_, disk_);
  return preview.text();
}

const Preview* asked_preview(const Request& request) {
  return request.exchange.previews().find(request.params.at("textDocument").at("uri").get_ref<const std::string&>());
}

std::optional<PreviewSource> preview_source_at(const Request& request) {
  const Position position = read_position(request.params.at("position"));
  const Preview* preview = asked_preview(request);
  if (preview == nullptr || preview->live() == nullptr) return std::nullopt;
  const std::string_view text = preview->live()->line_text(position.line);
  const std::uint32_t column = offset_of(text, Lines(text), {0, position.character}, request.client.encoding);
  return source_of(*preview->live(), position.line, column);
}

}  // namespace paas::lsp
