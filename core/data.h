// What the binary carries as constants: the schemas of every generation and the actions that AWS IAM knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace paas {

/// One file of `schemas/`, turned into JSON at build time; the order of its keys is kept. The code of functions is a
/// text.
struct EmbeddedSchema {
  std::string_view name;  // the path without `schemas/` and `.yaml`: "0.8/root", "settings"; of code, the whole path
  std::string_view json;
};

/// Every schema, by name.
std::span<const EmbeddedSchema> embedded_schemas();
/// nullptr if there is none.
const EmbeddedSchema* find_embedded_schema(std::string_view name);

/// An action as the Service Authorization Reference describes it.
struct IamAction {
  std::string_view name;          // "GetObject"
  std::string_view description;   // a sentence without a full stop
  std::string_view access_level;  // "List", "Read", "Write", "Tagging, Write", "Permissions management, Write"
};

/// The actions of one service, by name without regard to case. A view into constant data: cheap to copy.
class IamActions {
 public:
  IamActions() = default;
  IamActions(std::uint32_t first, std::uint32_t count) : first_(first), count_(count) {}

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  IamAction operator[](std::size_t index) const;
  /// Without the description, which lies in memory that a check never has to touch.
  std::string_view name(std::size_t index) const;

 private:
  std::uint32_t first_ = 0;
  std::uint32_t count_ = 0;
};

// IAM compares services and actions without regard to case, and so does everything below.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html

/// The prefixes of every service in lower case, sorted: "a2c", "access-analyzer", ...
std::span<const std::string_view> iam_services();
bool is_iam_service(std::string_view service);
/// "Amazon S3"; empty if there is no such service.
std::string_view iam_service_title(std::string_view service);
/// Empty if there is no such service.
IamActions iam_actions(std::string_view service);
std::optional<IamAction> find_iam_action(std::string_view service, std::string_view action);
/// Whether an action's name matches: `*` stands for any characters, `?` for exactly one.
bool iam_pattern_matches(std::string_view pattern, std::string_view action);
/// How many actions of the service `pattern` matches: `*` stands for any characters, `?` for exactly one.
std::size_t iam_action_matches(std::string_view service, std::string_view pattern);

}  // namespace paas
