// Finds roles that are alike, and rewrites what refers to them.
#include "core/template/optimise.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "core/template/text.h"

namespace paas::cloudformation {

namespace {

constexpr std::string_view role_type = "AWS::IAM::Role";
constexpr std::string_view policy_type = "AWS::IAM::Policy";

/// The id that stands for another one.
using Substitutes = std::unordered_map<std::string_view, std::string_view>;

std::string_view type_of(const Resource& resource) { return find(*resource.body, "Type")->text; }

// The role of a policy that is attached to that one only; empty for all else.
std::string_view role_of(const Resource& policy) {
  const Value* roles = find(*policy.body, {"Properties", "Roles"});
  if (roles == nullptr || roles->items.size() != 1) return {};
  const Value* reference = find(*roles->items.front(), "Ref");
  return reference == nullptr ? std::string_view() : reference->text;
}

std::string text_at(const Resource& resource, std::initializer_list<std::string_view> keys) {
  const Value* value = find(*resource.body, keys);
  std::string text;
  if (value != nullptr) write_json_line(*value, text);
  return text;
}

/// A role with all its policies.
struct KeptRole {
  const Resource* resource;
  std::vector<const Resource*> policies;

  // What it may do and who may take it on, whatever it is called.
  std::string meaning() const {
    std::vector<std::string> documents;
    for (const Resource* policy : policies) documents.push_back(text_at(*policy, {"Properties", "PolicyDocument"}));
    std::ranges::sort(documents);
    std::string text = text_at(*resource, {"Properties"});
    for (const std::string& document : documents) text += "\n" + document;
    return text;
  }
};

std::vector<KeptRole> roles_of(const Template& whole) {
  std::vector<KeptRole> roles;
  std::unordered_map<std::string_view, std::size_t> index;
  for (const FilePart& part : whole.parts) {
    for (const Resource& resource : part.resources) {
      if (type_of(resource) != role_type) continue;
      index.emplace(resource.id, roles.size());
      roles.push_back({&resource, {}});
    }
  }
  for (const FilePart& part : whole.parts) {
    for (const Resource& resource : part.resources) {
      if (type_of(resource) != policy_type) continue;
      const auto role = index.find(role_of(resource));
      if (role != index.end()) roles[role->second].policies.push_back(&resource);
    }
  }
  return roles;
}

class Rewriter {
 public:
  Rewriter(const Substitutes& substitutes, Arena& arena) : substitutes_(substitutes), arena_(arena) {}

  // The same value where nothing changes.
  const Value* rewritten(const Value* value) const {
    if (value->kind == Kind::list) return list(value);
    if (value->kind != Kind::map) return value;
    std::vector<Member> members(value->members.begin(), value->members.end());
    bool is_changed = false;
    for (Member& member : members) {
      const Value* before = member.value;
      if (member.key == "Ref")
        member.value = name(before);
      else if (member.key == "Fn::GetAtt" || member.key == "DependsOn")
        member.value = names(before);
      else
        member.value = rewritten(before);
      is_changed = is_changed || member.value != before;
    }
    return is_changed ? arena_.map(members, value->origin) : value;
  }

 private:
  const Value* list(const Value* value) const {
    std::vector<const Value*> items;
    bool is_changed = false;
    for (const Value* item : value->items) {
      items.push_back(rewritten(item));
      is_changed = is_changed || items.back() != item;
    }
    return is_changed ? arena_.list(items, value->origin) : value;
  }

  const Value* name(const Value* value) const {
    const auto substitute = substitutes_.find(value->text);
    const bool is_same = value->kind != Kind::string || substitute == substitutes_.end();
    return is_same ? value : arena_.string(substitute->second, value->origin);
  }

  const Value* names(const Value* value) const {
    if (value->kind != Kind::list) return name(value);
    std::vector<const Value*> items;
    bool is_changed = false;
    for (const Value* item : value->items) {
      items.push_back(name(item));
      is_changed = is_changed || items.back() != item;
    }
    return is_changed ? arena_.list(items, value->origin) : value;
  }

  const Substitutes& substitutes_;
  Arena& arena_;
};

}  // namespace

Saved optimise(Template& whole) {
  Saved saved;
  Substitutes substitutes;
  std::unordered_map<std::string, KeptRole> kept;  // by meaning
  for (KeptRole& role : roles_of(whole)) {
    const auto [first, is_new] = kept.try_emplace(role.meaning(), role);
    if (is_new) continue;
    ++saved.roles;
    saved.policies += role.policies.size();
    substitutes.emplace(role.resource->id, first->second.resource->id);
    for (const Resource* policy : role.policies) substitutes.emplace(policy->id, first->second.policies.front()->id);
  }
  for (FilePart& part : whole.parts) {
    std::erase_if(part.resources, [&](const Resource& resource) { return substitutes.contains(resource.id); });
    const Rewriter rewriter(substitutes, part.arena);
    for (Resource& resource : part.resources) resource.body = rewriter.rewritten(resource.body);
    for (Output& output : part.outputs) output.body = rewriter.rewritten(output.body);
  }
  return saved;
}

}  // namespace paas::cloudformation
