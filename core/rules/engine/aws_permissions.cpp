// Reads the permissions of a handler.
#include <nlohmann/json.hpp>

#include "core/rules/engine/aws_permissions.h"

#include <algorithm>

#include "core/aws/permission.h"
#include "core/data.h"
#include "core/rules/engine/keyword.h"
#include "core/schema/keywords.h"

namespace paas {

namespace {

// Two long patterns take the product of their lengths to compare, and every call is compared with every permission.
constexpr std::size_t max_length = 128;
constexpr std::size_t max_permissions = 200;

using schema::Json;

// What `$ref: "#/..."` stands for within the document.
const Json& target_of(const Json& document, const Json& subschema) {
  const auto reference = subschema.is_object() ? subschema.find("$ref") : subschema.end();
  if (!subschema.is_object() || reference == subschema.end() || !reference->is_string()) return subschema;
  const auto& text = reference->get_ref<const std::string&>();
  if (!text.starts_with("#/")) return subschema;
  const Json::json_pointer pointer(text.substr(1));
  return document.contains(pointer) ? document.at(pointer) : subschema;
}

bool is_list_of(const Json& document, const Json& subschema, std::string_view meaning) {
  const Json& list = target_of(document, subschema);
  if (!list.is_object() || !list.contains("items")) return false;
  const Json& items = target_of(document, list.at("items"));
  const auto value = items.is_object() ? items.find(schema::keywords::value) : items.end();
  return items.is_object() && value != items.end() && value->is_string() && *value == meaning;
}

std::string_view find_key(const Json& document, const Json& part, std::string_view meaning) {
  if (!part.is_structured()) return {};
  if (part.is_object() && part.contains("properties") && part.at("properties").is_object()) {
    for (const auto& [key, subschema] : part.at("properties").get_ref<const Json::object_t&>()) {
      if (is_list_of(document, subschema, meaning)) return key;
    }
  }
  for (const Json& child : part) {
    const std::string_view key = find_key(document, child, meaning);
    if (!key.empty()) return key;
  }
  return {};
}

// Buckets of some kinds are reached by the same client, and have actions of their own.
bool is_of_other_bucket(std::string_view permission) {
  return covers("s3express:*", permission) || covers("s3-object-lambda:*", permission) ||
         covers("s3-outposts:*", permission);
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
    const schema::Json* grants = keyword(annotation, schema::keywords::grants);
    if (grants == nullptr) continue;
    for (const schema::Json& action : *grants) allowed_.push_back(action.get_ref<const std::string&>());
  }
  certain_ = true;
}

bool AwsPermissions::allow(std::string_view action) const {
  return is_always_allowed(action) || std::any_of(allowed_.begin(), allowed_.end(), [&](std::string_view permission) {
           return covers(permission, action) || (action.starts_with("s3:") && is_of_other_bucket(permission));
         });
}

bool AwsPermissions::allow_any(const Alternatives& actions) const {
  return std::any_of(actions.begin(), actions.end(), [&](const std::string& action) { return allow(action); });
}

std::string_view key_of_values(const File& file, std::string_view meaning) {
  const FileType* type = file.type();
  if (type == nullptr || !type->schema) return {};
  const Json& document = *type->schema->root().source;
  return find_key(document, document, meaning);
}

}  // namespace paas
