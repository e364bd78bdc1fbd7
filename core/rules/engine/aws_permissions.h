// The permissions of a handler, beside what its code needs of AWS.
#pragma once

#include <string_view>
#include <vector>

#include "core/aws/aws_calls.h"
#include "core/rules/rule.h"

namespace paas {

/// The permissions that a fragment lists and what the deployer adds, where both are certain.
class AwsPermissions {
 public:
  explicit AwsPermissions(const Check& check);

  /// False where the file does not call AWS, where its fragment has mistakes, or where it takes no permissions.
  bool are_certain() const { return certain_; }
  bool allow(std::string_view action) const;
  bool allow_any(const Alternatives& actions) const;
  /// Those that the fragment lists.
  const std::vector<yaml::NodeId>& nodes() const { return nodes_; }

 private:
  bool certain_ = false;
  std::vector<yaml::NodeId> nodes_;
  std::vector<std::string_view> allowed_;
};

/// The key of the lists that may hold values of which the schema of the file says `x-paas-value: MEANING`; empty if
/// there are none.
std::string_view key_of_values(const File& file, std::string_view meaning);

}  // namespace paas
