// Compares versions of an app and plans again what depends on the difference.
#include "core/template/live_plan.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>
#include <utility>

#include "core/names/names.h"

namespace paas::cloudformation {

namespace {

// Whether other files cannot tell two versions of a file apart.
bool defines_the_same(const File* before, const File* now) {
  if (before == now) return true;
  if (before == nullptr || now == nullptr) return false;
  const auto next = [](const File& file, auto at) {
    return std::find_if(at, file.occurrences.end(),
                        [](const Occurrence& each) { return each.use->role != Role::refers; });
  };
  auto old = next(*before, before->occurrences.begin());
  for (auto at = next(*now, now->occurrences.begin()); at != now->occurrences.end(); at = next(*now, at + 1)) {
    if (old == before->occurrences.end() || old->symbol != at->symbol || old->use != at->use) return false;
    old = next(*before, old + 1);
  }
  return old == before->occurrences.end();
}

bool is_same_version(const Handler& before, const Handler& now) {
  return before.file == now.file && before.dropped == now.dropped;
}

void make_unique(std::vector<std::size_t>& indices) {
  std::ranges::sort(indices);
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
}

}  // namespace

LivePlan::Update LivePlan::update(const std::shared_ptr<const App>& app) {
  Update update;
  if (app == app_) return update;
  const bool is_same_app =
      app_ != nullptr && app_->package() == app->package() && &app_->generation() == &app->generation();
  std::vector<std::size_t> touched;
  if (!is_same_app) {
    // What is gone is told by `from`, which holds none of it.
    entries_.clear();
    facts_ = Facts();
  }
  const bool is_root_another = !is_same_app || app_->root() != app->root();
  if (!is_same_app || !take_versions(*app, touched, update.is_defined_otherwise)) {
    update.from = take_all(*app, touched);
    update.is_defined_otherwise = true;
  }
  const auto touch_all = [&] {
    touched.resize(entries_.size());
    std::iota(touched.begin(), touched.end(), std::size_t{0});
  };
  bool is_other = update.is_defined_otherwise && facts_.take_definitions(*app);
  if (update.is_defined_otherwise || is_root_another) is_other = facts_.take_root(*app) || is_other;
  if (is_other) touch_all();
  for (const std::size_t index : touched) count_again(entries_[index], *app);
  if (facts_.take_handlers()) touch_all();
  for (const std::size_t index : touched) {
    Entry& entry = entries_[index];
    entry.plan = index == 0 ? plan_root(*app, recipes_, facts_) : plan_handler(*app, recipes_, facts_, entry.handler);
  }
  find_namesakes(touched);
  make_unique(touched);
  for (const std::size_t index : touched) {
    const bool was_shown = entries_[index].is_shown();
    if (settle(entries_[index])) update.changed.push_back(index);
    update.is_left_out_otherwise = update.is_left_out_otherwise || was_shown != entries_[index].is_shown();
  }
  if (ask_once()) update.changed.push_back(0);
  if (is_root_another) {
    for (std::size_t i = 1; i < entries_.size(); ++i) {
      if (entries_[i].is_shown() && reads_root(entries_[i].order)) update.changed.push_back(i);
    }
  }
  make_unique(update.changed);
  app_ = app;
  return update;
}

// False where files came or went; then nothing was taken.
bool LivePlan::take_versions(const App& app, std::vector<std::size_t>& touched, bool& is_defined_otherwise) {
  const Handlers handlers = app.handlers();
  if (handlers.size() + 1 != entries_.size()) return false;
  std::size_t index = 1;
  for (const Handler& handler : handlers) {
    const Handler& before = entries_[index].handler;
    if (!is_same_version(before, handler)) {
      if (before.file->path != handler.file->path) return false;
      touched.push_back(index);
    }
    ++index;
  }
  is_defined_otherwise = app_->environments() != app.environments() || !defines_the_same(app_->root(), app.root());
  for (const std::size_t each : touched) {
    Handler& handler = entries_[each].handler;
    const Handler& now = handlers[each - 1];
    is_defined_otherwise = is_defined_otherwise || handler.name_space != now.name_space ||
                           !defines_the_same(handler.file.get(), now.file.get());
    count_name(entries_[each], -1);
    forget(entries_[each]);
    handler = now;
    count_name(entries_[each], 1);
  }
  if (entries_.front().handler.file != app.root_pointer()) {
    entries_.front().handler.file = app.root_pointer();
    touched.push_back(0);
  }
  return true;
}

// Where each entry was.
std::vector<std::size_t> LivePlan::take_all(const App& app, std::vector<std::size_t>& touched) {
  touched.clear();
  std::vector<Entry> before = std::exchange(entries_, {});
  std::vector<std::size_t> from{before.empty() ? nowhere : 0};
  entries_.push_back(before.empty() ? Entry{} : std::move(before.front()));
  Entry& root = entries_.front();
  if (before.empty() || root.handler.file != app.root_pointer()) touched.push_back(0);
  root.handler.file = app.root_pointer();
  names_.clear();
  shared_names_ = 0;
  std::size_t old = 1;
  for (const Handler& handler : app.handlers()) {
    while (old < before.size() && before[old].handler.file->path < handler.file->path) forget(before[old++]);
    const bool is_known = old < before.size() && before[old].handler.file->path == handler.file->path;
    if (!is_known || !is_same_version(before[old].handler, handler)) {
      if (is_known) forget(before[old]);
      touched.push_back(entries_.size());
    }
    from.push_back(is_known ? old : nowhere);
    Entry& entry = entries_.emplace_back(is_known ? std::move(before[old]) : Entry{});
    if (is_known) ++old;
    entry.handler = handler;
    count_name(entry, 1);
  }
  while (old < before.size()) forget(before[old++]);
  return from;
}

void LivePlan::forget(Entry& entry) {
  if (std::exchange(entry.is_counted, false)) facts_.remove(*entry.handler.file, entry.is_left_out_alone);
}

void LivePlan::count_again(Entry& entry, const App& app) {
  forget(entry);
  if (&entry == &entries_.front()) return;
  entry.is_left_out_alone = is_left_out_alone(app, facts_, entry.handler);
  entry.is_counted = true;
  facts_.add(*entry.handler.file, entry.is_left_out_alone);
}

void LivePlan::count_name(const Entry& entry, int change) {
  if (!takes_name(entry.handler)) return;
  std::size_t& count = names_[names::hungarorise(entry.handler.name_space)];
  if (count > 1) --shared_names_;
  count += static_cast<std::size_t>(change);
  if (count > 1) ++shared_names_;
  if (count == 0) names_.erase(names::hungarorise(entry.handler.name_space));
}

// Of handlers with the same name the last one stays.
void LivePlan::find_namesakes(std::vector<std::size_t>& touched) {
  const bool had_some = std::exchange(had_shared_names_, shared_names_ > 0);
  if (!had_some && shared_names_ == 0) return;
  std::unordered_map<std::string, std::shared_ptr<const File>> last;
  for (std::size_t i = entries_.size(); i-- > 1;) {
    Entry& entry = entries_[i];
    std::shared_ptr<const File> by;
    if (takes_name(entry.handler)) {
      const auto [known, is_last] = last.try_emplace(names::hungarorise(entry.handler.name_space), entry.handler.file);
      if (!is_last) by = known->second;
    }
    if (by == entry.overwritten_by) continue;
    entry.overwritten_by = std::move(by);
    touched.push_back(i);
  }
}

// Whether what it makes has to be rendered again; of the root, apart from what is made once.
bool LivePlan::settle(Entry& entry) {
  const bool was_shown = entry.is_shown() && entry.order.file != nullptr;
  entry.left_out = entry.plan.left_out;
  if (!entry.left_out && entry.overwritten_by != nullptr)
    entry.left_out = overwritten(entry.handler.file, *entry.overwritten_by);
  entry.is_held = entry.left_out && entry.left_out->is_error && was_shown;
  if (entry.is_held) return false;
  const auto file_before = std::exchange(entry.order.file, entry.handler.file);
  entry.order.name_space = entry.handler.name_space;
  const bool is_other = file_before != entry.order.file || was_shown != entry.is_shown();
  const bool is_root = &entry == &entries_.front();
  if (is_root) {
    entry.once = entry.plan.asked;
    return is_other;
  }
  std::vector<Asked> asked = entry.left_out ? std::vector<Asked>() : entry.plan.asked;
  entry.once = entry.left_out ? std::vector<Asked>() : entry.plan.once;
  const std::vector<Asked> before = std::exchange(entry.order.asked, std::move(asked));
  return is_other || !asks_the_same(before, entry.order.asked);
}

std::vector<std::string> LivePlan::left_out_ids() const {
  const auto is_gone = [](const Entry& entry) { return !entry.is_shown(); };
  if (std::ranges::none_of(entries_, is_gone)) return {};
  std::set<std::string> gone;
  std::set<std::string> made;
  for (std::size_t i = 1; i < entries_.size(); ++i)
    (is_gone(entries_[i]) ? gone : made).insert(names::hungarorise(entries_[i].handler.name_space));
  std::vector<std::string> ids;
  std::ranges::set_difference(gone, made, std::back_inserter(ids));
  return ids;
}

// What is made once is the root's, after what the root itself asks for. Whether it is something else than before.
bool LivePlan::ask_once() {
  Entry& root = entries_.front();
  RootAsks asks;
  asks.add(root.order.file, root.once);
  for (std::size_t i = 1; i < entries_.size(); ++i) {
    if (!entries_[i].once.empty()) asks.add(entries_[i].order.file, entries_[i].once);
  }
  refused_ = std::move(asks.refused);
  const std::vector<Asked> before = std::exchange(root.order.asked, std::move(asks.asked));
  return !asks_the_same(before, root.order.asked);
}

}  // namespace paas::cloudformation
