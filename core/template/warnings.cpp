// Finds what is dangerous in a change: data that goes, doors that open, limits.
#include "core/template/warnings.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/app/limits.h"
#include "core/schema/wording.h"
#include "core/template/policies.h"

namespace paas::cloudformation {

namespace {

using schema::code;

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
constexpr std::size_t max_direct_bytes = 51'200;
constexpr std::size_t max_bytes = 1'000'000;

/// In a list, `is_kept` resources survive their removal from the template.
bool is_kept(const Resource& resource, std::string_view attribute) {
  const Value* policy = find(*resource.body, attribute);
  return policy != nullptr && policy->text != "Delete";
}

class Warner {
 public:
  Warner(const Side& before, const Side& after, const ResourcesById& old, const ResourcesById& now,
         Difference& difference)
      : before_(before), after_(after), old_(old), now_(now), difference_(difference) {}

  void run(const TemplateSizes& sizes) {
    for (const ResourceChange& change : difference_.resources) {
      if (change.change == Change::added) added_.emplace(change.type, change.id);
    }
    for (const ResourceChange& change : difference_.resources) {
      change_ = &change;
      look();
    }
    change_ = nullptr;
    const Limits limits;
    count("resources", sizes.before.resources, sizes.after.resources, limits.resources.limit);
    count("parameters", sizes.before.parameters, sizes.after.parameters, limits.parameters.limit);
    count("outputs", sizes.before.outputs, sizes.after.outputs, limits.outputs.limit);
    weigh();
    std::ranges::stable_sort(difference_.warnings, {}, &Warning::danger);
  }

 private:
  void look() {
    const Resource* old = find_in(old_);
    const Resource* now = find_in(now_);
    const Behaviour& behaviour = behaviour_of(change_->type);
    if (old != nullptr && now != nullptr && change_->change == Change::replaced) {
      const Value* type = find(*old->body, "Type");
      if (type != nullptr && type->text != change_->type) {
        warn(Danger::refused,
             fmt::format("is refused by CloudFormation: the type under an id is fixed, and {} becomes {}",
                         code(type->text), code(change_->type)));
        return;
      }
    }
    look_for_loss(old, now, behaviour);
    if (now == nullptr || change_->change == Change::removed) return;
    for (const Exposure& exposure : behaviour.exposures) look_for_exposure(old, *now, exposure);
    for (const std::string& property : behaviour.policies) look_for_widening(old, *now, behaviour, property);
  }

  const Resource* find_in(const ResourcesById& resources) const {
    const auto found = resources.find(change_->id);
    return found == resources.end() ? nullptr : found->second;
  }

  void warn(Danger danger, std::string message, const Origin* origin = nullptr) {
    difference_.warnings.push_back(
        {danger, change_->change, change_->id, std::move(message), origin == nullptr ? change_->origin : origin});
  }

  void look_for_loss(const Resource* old, const Resource* now, const Behaviour& behaviour) {
    if (behaviour.loses.empty()) return;
    if (change_->change == Change::removed && old != nullptr && !is_kept(*old, "DeletionPolicy")) {
      const auto other = added_.find(change_->type);
      const std::string beside =
          other == added_.end() ? "" : fmt::format(", and {} is another one, without its data", code(other->second));
      warn(Danger::data_loss, fmt::format("is removed{}: {}", beside, behaviour.loses));
    }
    // Where it is replaced for what it refers to, it need not be among those that were compared.
    if (change_->change != Change::replaced || (now != nullptr && is_kept(*now, "UpdateReplacePolicy"))) return;
    const auto cause = std::ranges::find(change_->properties, true, &PropertyChange::replaces);
    const bool has_cause = cause != change_->properties.end();
    warn(Danger::data_loss,
         fmt::format("is replaced, as {}: {}",
                     has_cause ? code(cause->path) + " changes" : "it refers to " + code(change_->because),
                     behaviour.loses),
         has_cause ? cause->origin : nullptr);
  }

  static bool is_open(const Resource& resource, const Exposure& exposure, const Value*& value) {
    value = find(*resource.body, {"Properties", exposure.property});
    if (value == nullptr) return exposure.by_absence;
    return std::ranges::find(exposure.values, value->text) != exposure.values.end();
  }

  void look_for_exposure(const Resource* old, const Resource& now, const Exposure& exposure) {
    const Value* was = nullptr;
    const Value* is = nullptr;
    if (!is_open(now, exposure, is) || (old != nullptr && is_open(*old, exposure, was))) return;
    const std::string state = is == nullptr ? fmt::format("it has no {}", code(exposure.property))
                                            : fmt::format("{} is {}", code(exposure.property), code(in_short(*is)));
    const std::string before = was == nullptr ? "" : fmt::format(", and was {}", code(in_short(*was)));
    warn(Danger::exposed, fmt::format("is {}open to everyone: {}{}", old == nullptr ? "" : "now ", state, before),
         is == nullptr ? nullptr : is->origin);
  }

  void look_for_widening(const Resource* old, const Resource& now, const Behaviour& behaviour,
                         const std::string& property) {
    const Value* after = find(*now.body, {"Properties", property});
    if (after == nullptr) return;
    const Value* before = old == nullptr ? nullptr : find(*old->body, {"Properties", property});
    const bool only_wildcards = old == nullptr && !grants_to_known(now, behaviour);
    for (const Widening& more : widenings(before, *after, now.origin, only_wildcards))
      warn(Danger::wider, fmt::format("{} {}", old == nullptr ? "allows" : "now allows", more.what), more.origin);
  }

  // Whether a policy is for a role that was there before.
  bool grants_to_known(const Resource& now, const Behaviour& behaviour) const {
    if (behaviour.grants_to.empty()) return false;
    const Value* roles = find(*now.body, {"Properties", behaviour.grants_to});
    return roles != nullptr && std::ranges::any_of(roles->items, [&](const Value* role) {
             const Value* reference = find(*role, "Ref");
             return reference != nullptr && old_.contains(reference->text);
           });
  }

  void warn_of_all(Danger danger, std::string message) {
    difference_.warnings.push_back({danger, Change::changed, {}, std::move(message), nullptr});
  }

  void count(const char* what, std::size_t before, std::size_t after, std::size_t most) {
    constexpr std::size_t percent = 100;
    constexpr std::size_t near = 90;
    if (after == before) return;
    if (after > most) {
      warn_of_all(Danger::refused, fmt::format("The template has {} {} (before: {}), and CloudFormation takes {}",
                                               after, what, before, most));
    } else if (after > before && after * percent >= most * near) {
      warn_of_all(Danger::limit, fmt::format("The template has {} of {} {} (before: {})", after, most, what, before));
    }
  }

  void weigh() {
    const std::size_t before = before_.bytes;
    const std::size_t after = after_.bytes;
    if (after <= before || before == 0) return;
    if (after > max_bytes) {
      warn_of_all(Danger::refused,
                  fmt::format("The template has {} bytes, and CloudFormation takes {}", after, max_bytes));
    } else if (after > max_direct_bytes && before <= max_direct_bytes) {
      warn_of_all(Danger::limit,
                  fmt::format("The template has {} bytes, and with more than {} it is deployed from S3 only", after,
                              max_direct_bytes));
    }
  }

  const Side& before_;
  const Side& after_;
  const ResourcesById& old_;
  const ResourcesById& now_;
  Difference& difference_;
  const ResourceChange* change_ = nullptr;
  std::unordered_map<std::string_view, std::string_view> added_;  // an id of each type
};

}  // namespace

std::vector<RefusedChange> refusals_of(const std::vector<FoundChange>& changes, const Behaviour& behaviour) {
  std::vector<RefusedChange> refused;
  for (const Refusal& refusal : behaviour.refusals) {
    std::size_t matches = 0;
    const PropertyChange* first = nullptr;
    for (const FoundChange& found : changes) {
      if (found.property != refusal.property) continue;
      const bool is_whole = !found.item.empty() && found.item_key.empty();
      const bool is_removed = is_whole && found.change.after == nullptr;
      const bool is_changed =
          !found.item_key.empty() && std::ranges::find(refusal.except, found.item_key) == refusal.except.end();
      const bool counts = refusal.when == Refusal::When::any ||
                          (refusal.when == Refusal::When::removed && is_removed) ||
                          (refusal.when == Refusal::When::changed && is_changed) ||
                          (refusal.when == Refusal::When::several && is_whole);
      if (!counts) continue;
      if (matches == 0) first = &found.change;
      ++matches;
    }
    if (matches <= (refusal.when == Refusal::When::several ? 1u : 0u)) continue;
    const std::string more = matches == 1 ? "" : fmt::format(", and {} more", matches - 1);
    refused.push_back(
        {fmt::format("is refused by CloudFormation, as {} changes{}: {}", code(first->path), more, refusal.because),
         first->origin});
  }
  return refused;
}

void add_warnings(const Side& before, const Side& after, const ResourcesById& old, const ResourcesById& now,
                  const TemplateSizes& sizes, Difference& difference) {
  Warner(before, after, old, now, difference).run(sizes);
}

}  // namespace paas::cloudformation
