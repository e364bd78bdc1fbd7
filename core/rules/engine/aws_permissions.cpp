// Reads the permissions of a handler.
#include <nlohmann/json.hpp>

#include "core/rules/engine/aws_permissions.h"

#include <algorithm>

#include "core/data.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/engine/permission.h"

namespace paas {

namespace {

// Two long patterns take the product of their lengths to compare, and every call is compared with every permission.
constexpr std::size_t max_length = 128;
constexpr std::size_t max_permissions = 200;

bool says(const schema::Json& json, std::string_view meaning) {
  if (json.is_object()) {
    const auto value = json.find("x-paas-value");
    if (value != json.end() && value->is_string() && value->get_ref<const std::string&>() == meaning) return true;
  }
  return json.is_structured() &&
         std::any_of(json.begin(), json.end(), [&](const schema::Json& part) { return says(part, meaning); });
}

// A permission that is misspelt is reported as that; what it was meant to allow is not known.
bool is_understood(std::string_view text) {
  const std::optional<Permission> permission = parse_permission(text);
  if (!permission || text.size() > max_length) return false;
  if (has_wildcard(permission->action)) return is_iam_service(permission->service);
  return find_iam_action(permission->service, permission->action).has_value();
}

}  // namespace

AwsPermissions::AwsPermissions(const Check& check) {
  const File& file = check.file;
  if (check.handler == nullptr || check.handler->dropped || file.text.find("boto3") == std::string::npos) return;
  if (file.is_broken() || !file.problems.empty()) return;
  nodes_ = values_of(file, "permission");
  if (nodes_.size() > max_permissions) return;
  for (const yaml::NodeId node : nodes_) {
    const std::string_view text = file.document.text(node);
    if (!is_understood(text)) return;
    allowed_.push_back(text);
  }
  for (const schema::Annotation& annotation : file.annotations) {
    const schema::Json* grants = keyword(annotation, "x-paas-grants");
    if (grants == nullptr) continue;
    for (const schema::Json& action : *grants) allowed_.push_back(action.get_ref<const std::string&>());
  }
  certain_ = true;
}

bool AwsPermissions::allow(std::string_view action) const {
  return is_always_allowed(action) || std::any_of(allowed_.begin(), allowed_.end(), [&](std::string_view permission) {
           return covers(permission, action);
         });
}

bool AwsPermissions::allow_any(const Alternatives& actions) const {
  return std::any_of(actions.begin(), actions.end(), [&](const std::string& action) { return allow(action); });
}

bool has_place_for(const File& file, std::string_view meaning) {
  const FileType* type = file.type();
  return type != nullptr && type->schema && says(*type->schema->root().source, meaning);
}

}  // namespace paas
