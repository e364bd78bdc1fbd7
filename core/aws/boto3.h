// What the methods of boto3's clients and resources need of IAM. https://docs.aws.amazon.com/service-authorization/
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paas {

/// One thing that a call may not do without.
using Alternatives = std::vector<std::string>;  // `service:Action`; any of them is enough, the first is the usual one

struct Needs {
  std::vector<Alternatives> required;
  /// What the call may need beside that, depending on its arguments or on the account; `*` is a wildcard.
  std::vector<std::string> possible;
};

/// The prefix of the service in IAM, in lower case: `states` for the client `stepfunctions`. Empty if it is not known.
std::string_view iam_service_of_client(std::string_view client);

/// True if what calls of the service need is all known; others may need permissions of other services.
bool is_self_contained(std::string_view service);

/// nullopt if it is not known what the method needs, or whether there is such a method. `waiter:NAME` is the waiter.
std::optional<Needs> needs_of_client(std::string_view client, std::string_view method);

/// A name behind a resource: `Table` behind `boto3.resource("dynamodb")`, of type `dynamodb`.
struct ResourceMember {
  std::string_view type;  // `dynamodb`, `s3.Bucket`, ...
  std::string_view name;
  std::string_view required;  // as in boto3.cpp
  std::string_view possible;
  std::string_view result;  // the type of what it gives; empty for plain data
};

/// All of a service, by type and name.
std::span<const ResourceMember> resource_members(std::string_view service);
/// nullptr if it is not known.
const ResourceMember* find_resource_member(std::string_view type, std::string_view name);
Needs needs_of(const ResourceMember& member);

}  // namespace paas
