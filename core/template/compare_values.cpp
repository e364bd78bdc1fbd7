// Walks two bodies of a resource side by side.
#include "core/template/compare_values.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

namespace paas::cloudformation {

namespace {

/// Members by key, found in constant time also where there are many.
class Index {
 public:
  explicit Index(const Value& map) : map_(map) {
    constexpr std::size_t few = 16;
    if (map.members.size() <= few) return;
    for (const Member& member : map.members) by_key_.emplace(member.key, member.value);
  }

  const Value* find(std::string_view key, std::size_t likely) const {
    if (likely < map_.members.size() && map_.members[likely].key == key) return map_.members[likely].value;
    if (by_key_.empty()) return cloudformation::find(map_, key);
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second;
  }

 private:
  const Value& map_;
  std::unordered_map<std::string_view, const Value*> by_key_;
};

bool is_scalar(const Value& value) { return value.kind != Kind::list && value.kind != Kind::map; }

// The items by the text under a key; nothing where some have none, or the same.
using Items = std::unordered_map<std::string_view, const Value*>;
std::optional<Items> items_by(const Value& list, std::string_view key) {
  Items items;
  for (const Value* item : list.items) {
    const Value* name = find(*item, key);
    if (name == nullptr || name->kind != Kind::string || !items.emplace(name->text, item).second) return std::nullopt;
  }
  return items;
}

/// Where the first of the values in a value comes from; nullptr if none says so.
const Origin* origin_inside(const Value& value) {
  if (value.origin != nullptr) return value.origin;
  for (const Value* item : value.items) {
    if (const Origin* origin = origin_inside(*item)) return origin;
  }
  for (const Member& member : value.members) {
    if (const Origin* origin = origin_inside(*member.value)) return origin;
  }
  return nullptr;
}

class Comparer {
 public:
  explicit Comparer(const Behaviour& behaviour) : behaviour_(behaviour) {}

  std::vector<FoundChange> run(const Value& before, const Value& after, const Origin* origin) {
    static const Value nothing{Kind::map};
    const Origin* here = origin_of(after, origin);
    members(before, after, [&](std::string_view key, const Value* old, const Value* now) {
      if (key == "Type") return;
      if (key == "Properties") {
        in_properties_ = true;
        const Value& properties = now == nullptr ? nothing : *now;
        members(old == nullptr ? nothing : *old, properties,
                [&](std::string_view name, const Value* was, const Value* is) {
                  property_ = name;
                  is_exact_ = behaviour_.is_exact(name);
                  step(name, name, [&] { walk(was, is, origin_of(properties, here)); });
                });
        in_properties_ = false;
        property_ = {};
        is_exact_ = false;
      } else {
        step(key, key, [&] { walk(old, now, here); });
      }
    });
    return std::move(changes_);
  }

 private:
  static const Origin* origin_of(const Value& value, const Origin* around) {
    return value.origin == nullptr ? around : value.origin;
  }

  // `visit(key, before, after)`: of each key of either.
  template <typename Visit>
  static void members(const Value& before, const Value& after, Visit visit) {
    const Index old(before);
    const Index now(after);
    for (std::size_t i = 0; i < after.members.size(); ++i)
      visit(after.members[i].key, old.find(after.members[i].key, i), after.members[i].value);
    for (std::size_t i = 0; i < before.members.size(); ++i) {
      if (now.find(before.members[i].key, i) == nullptr)
        visit(before.members[i].key, before.members[i].value, static_cast<const Value*>(nullptr));
    }
  }

  template <typename Inside>
  void step(std::string_view component, std::string_view shown, Inside inside) {
    const std::size_t length = text_.size();
    if (component == any) {
      text_.append("[").append(shown).append("]");
    } else {
      if (!text_.empty()) text_ += '.';
      text_ += shown;
    }
    path_.push_back(component);
    inside();
    path_.pop_back();
    text_.resize(length);
  }

  void walk(const Value* before, const Value* after, const Origin* around) {
    if (before == after) return;
    const Origin* here = after == nullptr ? around : origin_of(*after, around);
    if (path_.size() == 1 && in_properties_) {
      const std::string_view key = behaviour_.item_key(property_);
      if (!key.empty() && named_items(before, after, key, here)) return;
    }
    if (before == nullptr || after == nullptr) return report(before, after, here);
    if (is_scalar(*before) && is_scalar(*after)) {
      if (!is_same(*before, *after, is_exact_)) report(before, after, here);
    } else if (before->kind != after->kind || is_function(*before) || is_function(*after)) {
      if (!is_same(*before, *after, is_exact_)) report(before, after, here);
    } else if (after->kind == Kind::list) {
      list(*before, *after, here);
    } else {
      members(*before, *after, [&](std::string_view key, const Value* old, const Value* now) {
        const bool is_of_item = !item_.empty() && path_.size() == 2;
        if (is_of_item) item_key_ = key;
        step(key, key, [&] { walk(old, now, here); });
        if (is_of_item) item_key_ = {};
      });
    }
  }

  // False where the items have no names.
  bool named_items(const Value* before, const Value* after, std::string_view key, const Origin* here) {
    static const Value none{Kind::list};
    const Value& old_list = before == nullptr ? none : *before;
    const Value& new_list = after == nullptr ? none : *after;
    if (old_list.kind != Kind::list || new_list.kind != Kind::list) return false;
    const std::optional<Items> old = items_by(old_list, key);
    const std::optional<Items> now = items_by(new_list, key);
    if (!old || !now) return false;
    const auto compare = [&](const Value* was, const Value* is) {
      item_ = find(is == nullptr ? *was : *is, key)->text;
      step(any, item_, [&] { walk(was, is, here); });
      item_ = {};
    };
    for (const Value* item : new_list.items) {
      const auto found = old->find(find(*item, key)->text);
      compare(found == old->end() ? nullptr : found->second, item);
    }
    for (const Value* item : old_list.items) {
      if (!now->contains(find(*item, key)->text)) compare(item, nullptr);
    }
    return true;
  }

  // What the ends have in common is left out; between them, items are compared one by one.
  void list(const Value& before, const Value& after, const Origin* here) {
    std::size_t begin = 0;
    std::size_t old_end = before.items.size();
    std::size_t new_end = after.items.size();
    while (begin < old_end && begin < new_end && is_same(*before.items[begin], *after.items[begin], is_exact_)) ++begin;
    while (old_end > begin && new_end > begin &&
           is_same(*before.items[old_end - 1], *after.items[new_end - 1], is_exact_)) {
      --old_end;
      --new_end;
    }
    for (std::size_t i = begin; i < std::max(old_end, new_end); ++i) {
      const Value* old = i < old_end ? before.items[i] : nullptr;
      const Value* now = i < new_end ? after.items[i] : nullptr;
      step(any, std::to_string(i), [&] { walk(old, now, here); });
    }
  }

  void report(const Value* before, const Value* after, const Origin* origin) {
    // What a recipe puts together is from where its first piece is.
    if (const Origin* inside = after == nullptr ? nullptr : origin_inside(*after)) origin = inside;
    changes_.push_back({{text_, before, after, origin, replaces()}, property_, item_, item_key_});
  }

  bool replaces() const {
    return in_properties_ && std::ranges::any_of(behaviour_.replaced_by, [&](const PropertyPath& path) {
             if (path.size() > path_.size()) return false;
             return std::equal(path.begin(), path.end(), path_.begin(),
                               [](const std::string& rule, std::string_view at) { return rule == at; });
           });
  }

  static constexpr std::string_view any = "*";

  const Behaviour& behaviour_;
  std::vector<FoundChange> changes_;
  std::vector<std::string_view> path_;  // below `Properties`, or below the body
  std::string text_;                    // the same, as people read it
  std::string_view property_;
  std::string_view item_;
  std::string_view item_key_;
  bool in_properties_ = false;
  bool is_exact_ = false;
};

}  // namespace

bool is_function(const Value& value) {
  if (value.kind != Kind::map || value.members.size() != 1) return false;
  const std::string_view name = value.members.front().key;
  return name == "Ref" || name.starts_with("Fn::");
}

bool is_same(const Value& before, const Value& after, bool is_exact) {
  if (&before == &after) return true;
  if (is_scalar(before) && is_scalar(after))
    return before.text == after.text && (!is_exact || before.kind == after.kind);
  if (before.kind != after.kind || before.items.size() != after.items.size() ||
      before.members.size() != after.members.size())
    return false;
  for (std::size_t i = 0; i < after.items.size(); ++i) {
    if (!is_same(*before.items[i], *after.items[i], is_exact)) return false;
  }
  if (after.members.empty()) return true;
  const Index old(before);
  for (std::size_t i = 0; i < after.members.size(); ++i) {
    const Value* other = old.find(after.members[i].key, i);
    if (other == nullptr || !is_same(*other, *after.members[i].value, is_exact)) return false;
  }
  return true;
}

std::vector<FoundChange> changes_between(const Value& before, const Value& after, const Behaviour& behaviour,
                                         const Origin* origin) {
  return Comparer(behaviour).run(before, after, origin);
}

}  // namespace paas::cloudformation
