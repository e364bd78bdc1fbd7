// The embedded data: what the build wrote is there, in order, and the searches find it.
#include "core/data.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "catch.h"
#include "core/schema/keywords.h"

namespace paas {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

TEST_CASE("the schemas are embedded by the path below schemas/") {
  const EmbeddedSchema* root = find_embedded_schema("0.8/root");
  REQUIRE(root != nullptr);
  CHECK(root->json.starts_with('{'));
  CHECK(root->json.ends_with('}'));
  CHECK(root->json.find("\"bucket\"") != std::string_view::npos);
  CHECK(find_embedded_schema("settings") != nullptr);
  CHECK(find_embedded_schema("0.8/root.yaml") == nullptr);
  CHECK(find_embedded_schema("") == nullptr);
  CHECK(std::ranges::is_sorted(embedded_schemas(), {}, &EmbeddedSchema::name));
}

TEST_CASE("the schemas use the keywords of core/schema/keywords.h, and all of them") {
  const std::string_view prefix = schema::keywords::prefix;
  std::set<std::string> used;
  for (const EmbeddedSchema& each : embedded_schemas()) {
    for (std::size_t at = each.json.find(prefix); at != std::string_view::npos; at = each.json.find(prefix, at + 1)) {
      const std::string_view word = each.json.substr(at);
      used.insert(std::string(word.substr(0, word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"))));
    }
  }
  CHECK(used == std::set<std::string>(std::begin(schema::keywords::all), std::end(schema::keywords::all)));
}

TEST_CASE("services are known without regard to case") {
  CHECK(is_iam_service("s3"));
  CHECK(is_iam_service("DynamoDB"));
  CHECK_FALSE(is_iam_service("dynamo"));
  CHECK(iam_service_title("S3") == "Amazon S3");
  CHECK(iam_service_title("lambda") == "AWS Lambda");
  CHECK(iam_service_title("dynamo").empty());
  CHECK_FALSE(is_iam_service(""));
  CHECK_FALSE(is_iam_service("s3*"));
  CHECK(std::ranges::is_sorted(iam_services()));
  CHECK(std::ranges::adjacent_find(iam_services()) == iam_services().end());
}

TEST_CASE("an action has its own spelling, a description and an access level") {
  const auto action = find_iam_action("S3", "getobject");
  REQUIRE(action);
  CHECK(action->name == "GetObject");
  CHECK(action->description == "Grants permission to retrieve objects from Amazon S3");
  CHECK(action->access_level == "Read");
  CHECK(find_iam_action("dynamodb", "PutItem")->access_level == "Write");
  CHECK(find_iam_action("sqs", "SendMessage")->name == "SendMessage");
}

TEST_CASE("what is no action is not found") {
  CHECK_FALSE(find_iam_action("s3", "GetObjec"));
  CHECK_FALSE(find_iam_action("s3", "GetObjectt"));
  CHECK_FALSE(find_iam_action("s3", "SendMessage"));
  CHECK_FALSE(find_iam_action("s3", ""));
  CHECK_FALSE(find_iam_action("no-such-service", "GetObject"));
  CHECK_FALSE(find_iam_action("s3", "Get*"));
}

TEST_CASE("patterns count the actions that they match") {
  const std::size_t all = iam_actions("s3").size();
  CHECK(all > 100);
  CHECK(iam_action_matches("s3", "*") == all);
  CHECK(iam_action_matches("S3", "***") == all);
  CHECK(iam_action_matches("s3", "GetObject") == 1);
  CHECK(iam_action_matches("s3", "getobject") == 1);
  CHECK(iam_action_matches("s3", "GetObjec?") == 1);
  CHECK(iam_action_matches("s3", "GetObject?") == 0);
  CHECK(iam_action_matches("s3", "Get*") + iam_action_matches("s3", "Put*") < all);
  CHECK(iam_action_matches("s3", "*Object*Tag*") >= 3);
  CHECK(iam_action_matches("s3", "*ObjectX") == 0);
  CHECK(iam_action_matches("s3", "") == 0);
  CHECK(iam_action_matches("no-such-service", "*") == 0);
}

TEST_CASE("a pattern that goes back often is still answered at once") {
  std::string pattern;
  for (int star = 0; star < 5'000; ++star) pattern += "*e";
  CHECK(iam_action_matches("ec2", pattern + "!") == 0);
}

TEST_CASE("every action of every service is found by its name, and each table is in order") {
  std::size_t count = 0;
  for (const std::string_view service : iam_services()) {
    const IamActions actions = iam_actions(service);
    for (std::size_t index = 0; index < actions.size(); ++index, ++count) {
      const IamAction action = actions[index];
      const auto found = find_iam_action(service, lower(action.name));
      if (!found || found->name != action.name || action.access_level.empty() ||
          (index > 0 && lower(actions.name(index - 1)) >= lower(action.name))) {
        FAIL("wrong: " << service << ':' << action.name);
      }
    }
  }
  CHECK(count > 20'000);
}

}  // namespace paas
