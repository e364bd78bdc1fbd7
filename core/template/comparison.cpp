// Renders what two plans do not share, and compares it.
#include "core/template/comparison.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/template/planning.h"

namespace paas::cloudformation {

namespace {

// What neither side has says nothing about the difference.
void forget_common(std::vector<LeftOut>& before, std::vector<LeftOut>& after) {
  std::unordered_set<const File*> gone;
  for (const LeftOut& left : before) gone.insert(left.file.get());
  std::unordered_set<const File*> common;
  for (const LeftOut& left : after) {
    if (gone.contains(left.file.get())) common.insert(left.file.get());
  }
  const auto is_common = [&](const LeftOut& left) { return common.contains(left.file.get()); };
  std::erase_if(before, is_common);
  std::erase_if(after, is_common);
}

}  // namespace

AppComparison::AppComparison(const App& before, const App& after, const Recipes& recipes)
    : before_(plan(before, recipes)), after_(plan(after, recipes)) {
  forget_common(before_.left_out, after_.left_out);
  compare_orders(before, after, false);
  if (difference_.count(Change::replaced) > 0) compare_orders(before, after, true);
}

void AppComparison::compare_orders(const App& before, const App& after, bool with_same) {
  parts_.clear();
  std::unordered_map<const File*, const Order*> old;
  for (const Order& order : before_.orders) old.emplace(order.file.get(), &order);
  const bool has_same_root = before.root() == after.root();
  Side was;
  Side is;
  for (const Order& order : after_.orders) {
    const auto found = old.find(order.file.get());
    const bool is_same =
        found != old.end() && asks_the_same(*found->second, order) && (has_same_root || !reads_root(order));
    if (is_same) old.erase(found);
    if (is_same && !with_same) continue;
    is.parts.push_back(&parts_.emplace_back(render(after, order)));
    if (is_same) was.parts.push_back(is.parts.back());
  }
  for (const Order& order : before_.orders) {
    const auto left = old.find(order.file.get());
    if (left != old.end() && left->second == &order) was.parts.push_back(&parts_.emplace_back(render(before, order)));
  }
  was.left_out = &before_.left_out;
  is.left_out = &after_.left_out;
  difference_ = compare(was, is);
}

}  // namespace paas::cloudformation
