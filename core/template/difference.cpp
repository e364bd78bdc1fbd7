// Compares two templates: finds the resources of one in the other, and what follows where some are replaced.
#include "core/template/difference.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/template/behaviour.h"
#include "core/template/compare_values.h"
#include "core/template/references.h"
#include "core/template/warnings.h"

namespace paas::cloudformation {

namespace {

template <typename Entry>
using ById = std::unordered_map<std::string_view, const Entry*>;

std::string_view type_of(const Resource& resource) {
  const Value* type = find(*resource.body, "Type");
  return type == nullptr ? std::string_view() : type->text;
}

// Files of which a side does not have all, because they have errors.
class Unreadable {
 public:
  explicit Unreadable(const std::vector<LeftOut>* left_out) {
    if (left_out == nullptr) return;
    for (const LeftOut& left : *left_out) {
      if (!left.is_error || left.file == nullptr) continue;
      if (files_.insert(left.file->path).second) ordered_.push_back(left.file.get());
      // What others are without it is not known.
      if (left.file->kind == FileKind::root && left.file->is_broken()) is_all_ = true;
    }
  }

  /// Whether it is not known if the side would have what the other one has from this place. What the app makes as a
  /// whole may be made for any of its files.
  bool may_hold(const Origin* origin, const File* maker) const {
    if (files_.empty()) return false;
    if (is_all_ || maker == nullptr || maker->kind == FileKind::root) return true;
    return origin != nullptr && origin->file != nullptr && files_.contains(origin->file->path);
  }
  const std::vector<const File*>& files() const { return ordered_; }

 private:
  std::unordered_set<std::string_view> files_;  // paths
  std::vector<const File*> ordered_;
  bool is_all_ = false;
};

class Comparison {
 public:
  Comparison(const Side& before, const Side& after)
      : before_(before), after_(after), gone_(before.left_out), missing_(after.left_out) {}

  Difference run() {
    for (const FilePart* part : before_.parts) old_parts_.insert(part);
    for (const FilePart* part : after_.parts) new_parts_.insert(part);
    index();
    compare_parameters();
    compare_resources();
    compare_outputs();
    replace_what_refers();
    add_removed();
    for (auto& [place, change] : changes_) difference_.resources.push_back(std::move(change));
    add_warnings(before_, after_, old_, new_, {old_size_, new_size_}, difference_);
    tell_not_compared();
    return std::move(difference_);
  }

 private:
  bool is_shared(const FilePart* part) const { return old_parts_.contains(part) && new_parts_.contains(part); }

  // Of equal ids the last one counts, as in the text.
  void index() {
    for (const FilePart* part : before_.parts) {
      old_size_.resources += part->resources.size();
      old_size_.outputs += part->outputs.size();
      if (is_shared(part)) continue;
      for (const Resource& resource : part->resources) old_.insert_or_assign(resource.id, &resource);
      for (const Output& output : part->outputs) old_outputs_.insert_or_assign(output.id, &output);
    }
    for (const FilePart* part : after_.parts) {
      new_size_.resources += part->resources.size();
      new_size_.outputs += part->outputs.size();
      if (is_shared(part)) continue;
      for (const Resource& resource : part->resources) new_.insert_or_assign(resource.id, &resource);
      for (const Output& output : part->outputs) new_outputs_.insert_or_assign(output.id, &output);
    }
  }

  void compare_parameters() {
    old_size_.parameters = before_.parameters == nullptr ? 0 : before_.parameters->size();
    new_size_.parameters = after_.parameters == nullptr ? 0 : after_.parameters->size();
    if (before_.parameters == nullptr || after_.parameters == nullptr) return;
    ById<Parameter> old;
    for (const Parameter& parameter : *before_.parameters) old.emplace(parameter.id, &parameter);
    for (const Parameter& parameter : *after_.parameters) {
      const auto found = old.find(parameter.id);
      if (found == old.end()) {
        if (!gone_.may_hold(&parameter.origin, parameter.origin.file))
          difference_.parameters.push_back({Change::added, nullptr, &parameter});
        continue;
      }
      const Parameter* was = found->second;
      old.erase(found);
      // A value that one of them does not tell may be any.
      if (was->value == parameter.value || was->is_hidden || parameter.is_hidden) continue;
      difference_.parameters.push_back({Change::changed, was, &parameter});
      if (was->value && parameter.value) seeds_.push_back(parameter.id);
    }
    for (const Parameter& parameter : *before_.parameters) {
      if (old.contains(parameter.id) && !missing_.may_hold(&parameter.origin, parameter.origin.file))
        difference_.parameters.push_back({Change::removed, &parameter, nullptr});
    }
  }

  void compare_resources() {
    std::size_t place = 0;
    for (const FilePart* part : after_.parts) {
      const std::size_t first = place;
      place += part->resources.size();
      if (is_shared(part)) continue;
      for (std::size_t i = 0; i < part->resources.size(); ++i) {
        const Resource& now = part->resources[i];
        if (new_.at(now.id) == &now) compare(now, part->file.get(), first + i);
      }
    }
    end_ = place;
  }

  void compare(const Resource& now, const File* maker, std::size_t place) {
    const std::string_view type = type_of(now);
    const auto found = old_.find(now.id);
    if (found == old_.end()) {
      if (!gone_.may_hold(now.origin, maker)) add(place, {Change::added, now.id, type, now.origin, {}});
      return;
    }
    const Resource& was = *found->second;
    if (type_of(was) != type) return add(place, {Change::replaced, now.id, type, now.origin, {}});
    const Behaviour& behaviour = behaviour_of(type);
    std::vector<FoundChange> found_changes = changes_between(*was.body, *now.body, behaviour, now.origin);
    if (found_changes.empty()) return;
    ResourceChange change{Change::changed, now.id, type, now.origin, {}};
    std::vector<RefusedChange> refusals = refusals_of(found_changes, behaviour);
    for (FoundChange& one : found_changes) {
      if (one.change.replaces) change.change = Change::replaced;
      change.properties.push_back(std::move(one.change));
    }
    // What is made anew is not bound by what it was.
    if (change.change == Change::changed) {
      for (RefusedChange& refusal : refusals)
        difference_.warnings.push_back(
            {Danger::refused, change.change, now.id, std::move(refusal.message), refusal.origin});
    }
    add(place, std::move(change));
  }

  void add(std::size_t place, ResourceChange change) {
    if (change.change == Change::replaced) seeds_.push_back(change.id);
    changes_.emplace_back(place, std::move(change));
  }

  void compare_outputs() {
    for (const FilePart* part : after_.parts) {
      if (is_shared(part)) continue;
      for (const Output& now : part->outputs) {
        if (new_outputs_.at(now.id) != &now) continue;
        const auto found = old_outputs_.find(now.id);
        if (found == old_outputs_.end()) {
          if (!gone_.may_hold(now.origin, part->file.get()))
            difference_.outputs.push_back({Change::added, nullptr, &now});
        } else if (!is_same(*found->second->body, *now.body, false)) {
          difference_.outputs.push_back({Change::changed, found->second, &now});
        }
      }
    }
    for (const FilePart* part : before_.parts) {
      if (is_shared(part)) continue;
      for (const Output& was : part->outputs) {
        const bool is_gone = old_outputs_.at(was.id) == &was && !new_outputs_.contains(was.id);
        if (is_gone && !missing_.may_hold(was.origin, part->file.get()))
          difference_.outputs.push_back({Change::removed, &was, nullptr});
      }
    }
  }

  // A resource whose fixed properties refer to what is replaced gets other values there, and is replaced, too.
  void replace_what_refers() {
    if (seeds_.empty()) return;
    struct Referring {
      const Resource* resource;
      std::size_t place;
    };
    std::unordered_map<std::string_view, std::vector<Referring>> referring;
    std::size_t place = 0;
    for (const FilePart* part : after_.parts) {
      for (const Resource& resource : part->resources) {
        for (const PropertyPath& path : behaviour_of(type_of(resource)).replaced_by) {
          const Value* value = find(*resource.body, {"Properties", path.front()});
          if (value == nullptr || path.size() > 1) continue;  // deeper ones hold no references
          for_each_reference(*value, [&](std::string_view name) { referring[name].push_back({&resource, place}); });
        }
        ++place;
      }
    }
    std::unordered_map<std::string_view, std::size_t> changed;
    for (std::size_t i = 0; i < changes_.size(); ++i) changed.emplace(changes_[i].second.id, i);
    for (std::size_t next = 0; next < seeds_.size(); ++next) {
      const std::string_view cause = seeds_[next];
      const auto found = referring.find(cause);
      if (found == referring.end()) continue;
      for (const auto& [resource, at] : found->second) {
        const auto known = changed.find(resource->id);
        if (known == changed.end()) {
          changed.emplace(resource->id, changes_.size());
          add(at, {Change::replaced, resource->id, type_of(*resource), resource->origin, {}, cause});
        } else if (ResourceChange& change = changes_[known->second].second; change.change == Change::changed) {
          change.change = Change::replaced;
          change.because = cause;
          seeds_.push_back(change.id);
        }
      }
    }
    std::ranges::stable_sort(changes_, {}, &Placed::first);
  }

  void add_removed() {
    for (const FilePart* part : before_.parts) {
      if (is_shared(part)) continue;
      for (const Resource& was : part->resources) {
        if (old_.at(was.id) != &was || new_.contains(was.id) || missing_.may_hold(was.origin, part->file.get()))
          continue;
        changes_.emplace_back(end_, ResourceChange{Change::removed, was.id, type_of(was), was.origin, {}});
      }
    }
  }

  void tell_not_compared() {
    difference_.not_compared = missing_.files();
    std::unordered_set<std::string_view> told;
    for (const File* file : difference_.not_compared) told.insert(file->path);
    for (const File* file : gone_.files()) {
      if (told.insert(file->path).second) difference_.not_compared.push_back(file);
    }
  }

  using Placed = std::pair<std::size_t, ResourceChange>;  // by the place in the new template

  const Side& before_;
  const Side& after_;
  const Unreadable gone_;     // in the old template
  const Unreadable missing_;  // in the new one
  std::unordered_set<const FilePart*> old_parts_;
  std::unordered_set<const FilePart*> new_parts_;
  ById<Resource> old_;  // of parts that are not shared
  ById<Resource> new_;
  ById<Output> old_outputs_;
  ById<Output> new_outputs_;
  TemplateSize old_size_;
  TemplateSize new_size_;
  std::vector<Placed> changes_;
  std::size_t end_ = 0;
  std::vector<std::string_view> seeds_;  // replaced resources, and parameters with other values
  Difference difference_;
};

}  // namespace

Difference compare(const Side& before, const Side& after) { return Comparison(before, after).run(); }

Side side_of(const Template& whole) {
  Side side;
  for (const FilePart& part : whole.parts) side.parts.push_back(&part);
  side.parameters = &whole.parameters;
  side.left_out = &whole.left_out;
  return side;
}

Difference compare(const Template& before, const Template& after) { return compare(side_of(before), side_of(after)); }

}  // namespace paas::cloudformation
