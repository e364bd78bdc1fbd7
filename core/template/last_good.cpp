// Follows an app from version to version and remembers what its broken files were before.
#include "core/template/last_good.h"

#include "core/template/planning.h"

namespace paas::cloudformation {

namespace {

// Of a branch with so many broken files there is no last good state that somebody remembers.
constexpr std::size_t most_held = 16;

// The root, or the file that was one: an app without a fragment there has none.
std::shared_ptr<const File> root_file(const std::shared_ptr<const App>& app, const File* before) {
  const File* file = app->package_file();
  if (app->root() != nullptr || file == nullptr || before == nullptr || file->path != before->path)
    return app->root_pointer();
  return {app, file};
}

std::shared_ptr<const App> with_root(const std::shared_ptr<const App>& app, const std::shared_ptr<const File>& root) {
  std::vector<Handler> handlers(app->handlers().begin(), app->handlers().end());
  return std::make_shared<App>(app->package(), app->generation_pointer(), root, std::move(handlers),
                               app->environments(), std::shared_ptr<const Settings>(app, &app->settings()), root,
                               app->is_partial());
}

}  // namespace

std::optional<std::vector<std::shared_ptr<const File>>> changed_handlers(const App& before, const App& app) {
  const Handlers old = before.handlers();
  const Handlers now = app.handlers();
  const bool is_other = before.root() != app.root() || before.environments() != app.environments() ||
                        before.package() != app.package() || &before.generation() != &app.generation() ||
                        before.is_partial() != app.is_partial() || old.size() != now.size();
  if (is_other) return std::nullopt;
  std::vector<std::shared_ptr<const File>> changed;
  auto each = old.begin();
  for (const Handler& handler : now) {
    const Handler& last = *each++;
    if (last.file == handler.file) continue;
    if (last.file->path != handler.file->path) return std::nullopt;
    changed.push_back(handler.file);
  }
  return changed;
}

std::shared_ptr<const App> LastGood::update(const std::shared_ptr<const App>& app) {
  if (seen_ == nullptr || seen_->package() != app->package()) {
    held_.clear();
    good_.clear();
    seen_ = shown_ = app;
    return app;
  }
  const auto changed = changed_handlers(*seen_, *app);
  if (changed) {
    for (const FilePointer& file : *changed) look_at(file);
  } else {
    if (const FilePointer root = root_file(app, seen_->root() != nullptr ? seen_->root() : shown_->root()))
      look_at(root);
    for (const Handler& handler : app->handlers()) look_at(handler.file);
    std::erase_if(good_, [&](const auto& each) {
      const bool is_root = app->package_file() != nullptr && app->package_file()->path == each.first;
      return !is_root && app->find_file(each.first) == nullptr;
    });
    std::erase_if(held_, [&](const auto& each) { return !good_.contains(each.first); });
  }
  if (held_.empty()) {
    shown_ = app;
  } else if (changed) {
    for (const FilePointer& file : *changed) {
      if (!held_.contains(file->path)) shown_ = shown_->with(file);
    }
  } else {
    shown_ = put_together(app);
  }
  seen_ = app;
  return shown_;
}

std::shared_ptr<const File> LastGood::last_version(const std::string& path) const {
  if (const auto good = good_.find(path); good != good_.end()) return good->second;
  FilePointer last = shown_->find_file(path);
  return last != nullptr && !mistake_in(last) ? last : nullptr;
}

void LastGood::look_at(const FilePointer& file) {
  std::optional<LeftOut> trouble = mistake_in(file);
  const FilePointer last = trouble ? last_version(file->path) : nullptr;
  if (last == nullptr || (held_.size() >= most_held && !held_.contains(file->path))) {
    held_.erase(file->path);
    good_.erase(file->path);
    return;
  }
  good_[file->path] = last;
  held_.insert_or_assign(file->path, std::move(*trouble));
}

std::shared_ptr<const App> LastGood::put_together(const std::shared_ptr<const App>& app) const {
  std::shared_ptr<const App> result = app;
  for (const auto& [path, file] : good_) {
    const bool is_lost_root = app->root() == nullptr && app->handlers().find(path) == nullptr;
    result = is_lost_root ? with_root(result, file) : result->with(file);
  }
  return result;
}

}  // namespace paas::cloudformation
