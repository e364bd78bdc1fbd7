// Templates that others wrote are read, and compared.
#include "core/template/read_template.h"

#include <chrono>

#include "catch.h"
#include "core/template/difference.h"
#include "core/template/text.h"

using namespace paas;
using namespace paas::cloudformation;

namespace {

Template read(const std::string& text) {
  Result<Template> whole = read_template(text);
  INFO((whole ? std::string() : whole.error()));
  REQUIRE(whole);
  return std::move(*whole);
}

std::string error_of(const std::string& text) {
  const Result<Template> whole = read_template(text);
  return whole ? "none" : whole.error();
}

// `Properties` of a resource, in one line.
std::string properties(const std::string& yaml) {
  const Template whole = read("Resources:\n  It:\n    Type: AWS::X::Y\n    Properties:\n" + yaml);
  std::string line;
  write_json_line(*find(*whole.parts[0].resources[0].body, "Properties"), line);
  return line;
}

std::string table(const std::string& rest) {
  return "Resources:\n  AppTable:\n    Type: AWS::DynamoDB::Table\n    Properties: {" + rest + "}\n";
}

std::string summary_of(const std::string& before, const std::string& after) {
  const Template old = read(before);
  const Template now = read(after);
  return summary(compare(old, now));
}

std::vector<std::string> warnings_of(const std::string& before, const std::string& after) {
  const Template old = read(before);
  const Template now = read(after);
  std::vector<std::string> lines;
  for (const Warning& warning : compare(old, now).warnings)
    lines.push_back(std::string(warning.id) + " " + warning.message);
  return lines;
}

using Said = std::vector<std::string>;

}  // namespace

TEST_CASE("short tags are functions") {
  CHECK(properties("      A: !Ref B\n") == R"({"A": {"Ref": "B"}})");
  CHECK(properties("      A: !GetAtt B.C.D\n") == R"({"A": {"Fn::GetAtt": ["B", "C.D"]}})");
  CHECK(properties("      A: {Fn::GetAtt: B.C}\n") == R"({"A": {"Fn::GetAtt": ["B", "C"]}})");
  CHECK(properties("      A: !Sub \"${B}\"\n") == R"({"A": {"Fn::Sub": "${B}"}})");
  CHECK(properties("      A: !Sub # a comment\n      - ${B}\n      - B: !Ref C\n") ==
        R"({"A": {"Fn::Sub": ["${B}", {"B": {"Ref": "C"}}]}})");
  CHECK(properties("      - !Ref A\n      - !If [B, !Ref C, !Ref \"AWS::NoValue\"]\n") ==
        R"([{"Ref": "A"}, {"Fn::If": ["B", {"Ref": "C"}, {"Ref": "AWS::NoValue"}]}])");
  CHECK(properties("      A: !Join\n        - \",\"\n        - [!Ref B]\n") ==
        R"({"A": {"Fn::Join": [",", [{"Ref": "B"}]]}})");
  CHECK(properties("      A: !Transform\n        Name: B\n") == R"({"A": {"Fn::Transform": {"Name": "B"}}})");
  CHECK(properties("      A: !Sub |\n        a\n        ${B}\n") == R"({"A": {"Fn::Sub": "a\n${B}\n"}})");
  CHECK(properties("      A: &a !Ref B\n      C: *a\n") == R"({"A": {"Ref": "B"}, "C": {"Ref": "B"}})");
  CHECK(properties("      A: !Ref &a B\n      C: 2012-10-17\n") == R"({"A": {"Ref": "B"}, "C": "2012-10-17"})");
  CHECK(properties("      A: !!str 12\n      B: 012\n      C: yes\n") == R"({"A": "12", "B": "012", "C": true})");
}

TEST_CASE("what cannot be read is refused where it stands") {
  CHECK(error_of("") == "it is empty");
  CHECK(error_of(std::string(max_template_bytes + 1, ' ')) == "more than 64000000 bytes");
  CHECK(error_of("[1]") == "this is no CloudFormation template: it has no `Resources`");
  CHECK(error_of("{\"Resources\": {}}") == "none");
  CHECK(error_of("Resources: [a]") == "`Resources` is no mapping");
  CHECK(error_of("Resources: {A: b}") == "`Resources.A` is no mapping");
  CHECK(error_of("Resources: {'<b>': {Type: x}}") == "`<b>` is no id: ids are letters and digits");
  CHECK(error_of("Resources: {A: {Properties: {}}}") == "`Resources.A` has no `Type`");
  CHECK(error_of("Resources:\n  A: {\n") == "3:1: a value is missing at the end");
  CHECK(error_of("Resources:\n  A: !Ref\n") == "2:6: nothing stands behind `!Ref`");
  CHECK(error_of("Resources:\n  A: !Sub !Ref B\n").starts_with("2:"));
  CHECK(error_of("Resources: " + std::string(100'000, '[')).find("deep") != std::string::npos);
  CHECK(error_of("{\"Resources\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}") ==
        "it is nested deeper than 100");
}

TEST_CASE("what CloudFormation answers is read") {
  const std::string yaml = "Resources:\n  A:\n    Type: AWS::SNS::Topic\n";
  CHECK(summary_of(yaml,
                   R"({"StagesAvailable": [], "TemplateBody": {"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}})") ==
        "no change");
  CHECK(summary_of(yaml, R"({"TemplateBody": "Resources:\n  A:\n    Type: AWS::SNS::Topic\n"})") == "no change");
}

TEST_CASE("no beginning of a template crashes the reader") {
  const std::string text =
      "Parameters:\n  P: {Type: String, Default: \"x\"}\nResources:\n  A:\n    Type: AWS::SNS::Topic\n"
      "    Properties: &p\n      B: !Sub [\"${c}\", {c: !GetAtt d.e}]\n      <<: *p\n"
      "  C: {Type: AWS::IAM::Policy, Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: '*'}}}}\n";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const Result<Template> part = read_template(text.substr(0, length));
    if (part) CHECK_FALSE(summary(compare(*part, *part)).empty());
  }
}

TEST_CASE("a number and its text are one, but in the pattern of an event") {
  CHECK(summary_of(table("BillingMode: 1"), table("BillingMode: \"1\"")) == "no change");
  const auto rule = [](const std::string& value) {
    return "Resources:\n  R:\n    Type: AWS::Events::Rule\n    Properties: {EventPattern: {detail: {n: [" + value +
           "]}}}\n";
  };
  CHECK(summary_of(rule("1"), rule("\"1\"")) == "changes R");
}

TEST_CASE("a fixed property makes another resource, and what refers to it in one of its own") {
  const std::string mapping =
      "  M:\n    Type: AWS::Lambda::EventSourceMapping\n"
      "    Properties: {EventSourceArn: !GetAtt AppTable.StreamArn, FunctionName: f}\n"
      "  S: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt AppTable.Arn}}\n";
  const std::string before = table("KeySchema: [{AttributeName: pk, KeyType: HASH}]") + mapping;
  const std::string after = table("KeySchema: [{AttributeName: id, KeyType: HASH}]") + mapping;
  const Template old = read(before);
  const Template now = read(after);
  const Difference difference = compare(old, now);
  CHECK(summary(difference) == "replaces AppTable (data loss), replaces M");
  REQUIRE(difference.resources.size() == 2);
  CHECK(difference.resources[0].properties.at(0).path == "KeySchema[0].AttributeName");
  CHECK(difference.resources[1].because == "AppTable");
  CHECK(difference.warnings.at(0).message ==
        "is replaced, as `KeySchema[0].AttributeName` changes: its items are lost");
}

TEST_CASE("what is kept by a policy is not lost") {
  CHECK(summary_of("Resources: {T: {Type: AWS::DynamoDB::Table, DeletionPolicy: Retain}}", "Resources: {}") ==
        "removes T");
  CHECK(summary_of("Resources: {T: {Type: AWS::DynamoDB::Table}}", "Resources: {}") == "removes T (data loss)");
}

TEST_CASE("the type of a key is fixed, and keys come and go") {
  const auto keys = [](const std::string& definitions) { return table("AttributeDefinitions: [" + definitions + "]"); };
  CHECK(summary_of(keys("{AttributeName: a, AttributeType: S}"), keys("{AttributeName: a, AttributeType: N}")) ==
        "replaces AppTable (data loss)");
  CHECK(summary_of(keys("{AttributeName: a, AttributeType: S}"),
                   keys("{AttributeName: b, AttributeType: S}, {AttributeName: a, AttributeType: S}")) ==
        "changes AppTable");
}

TEST_CASE("a parameter with another value replaces what is fixed to it") {
  const auto domain = [](const std::string& value) {
    return "Parameters: {D: {Type: String, Default: " + value + "}}\n" +
           "Resources: {N: {Type: AWS::ApiGatewayV2::DomainName, Properties: {DomainName: !Ref D}}}\n";
  };
  CHECK(summary_of(domain("a.example"), domain("b.example")) == "replaces N");
}

TEST_CASE("CloudFormation refuses what it cannot do") {
  CHECK(warnings_of("Resources: {S: {Type: AWS::ApiGatewayV2::Stage}}",
                    "Resources: {S: {Type: AWS::ApiGateway::Stage}}") ==
        Said{"S is refused by CloudFormation: the type under an id is fixed, and `AWS::ApiGatewayV2::Stage` becomes "
             "`AWS::ApiGateway::Stage`"});
  const auto pool = [](const std::string& schema) {
    return "Resources: {P: {Type: AWS::Cognito::UserPool, Properties: {Schema: [" + schema + "]}}}";
  };
  CHECK(
      warnings_of(pool("{Name: a}, {Name: b}"), pool("{Name: b}, {Name: c}")) ==
      Said{"P is refused by CloudFormation, as `Schema[a]` changes: an attribute cannot be taken out of a user pool"});
  CHECK(warnings_of(pool("{Name: a, Mutable: true}"), pool("{Name: a, Mutable: false}")) ==
        Said{"P is refused by CloudFormation, as `Schema[a].Mutable` changes: an attribute of a user pool cannot be "
             "changed"});
  CHECK(warnings_of(pool("{Name: a}"), pool("{Name: b}, {Name: a}")).empty());
}

TEST_CASE("another one of the same type is no move") {
  CHECK(warnings_of("Resources: {A: {Type: AWS::S3::Bucket}}", "Resources: {B: {Type: AWS::S3::Bucket}}")
            .at(0)
            .starts_with("A is removed, and `B` is another one, without its data: "));
}

TEST_CASE("policies that allow more") {
  const auto policy = [](const std::string& statements) {
    return "Resources: {P: {Type: AWS::IAM::Policy, Properties: {PolicyDocument: {Statement: [" + statements + "]}}}}";
  };
  const auto more = [&](const std::string& before, const std::string& after) {
    return warnings_of(policy(before), policy(after));
  };
  CHECK(more("{Effect: Allow, Action: 's3:*', Resource: '*'}", "{Effect: Allow, Action: 'S3:getobject', Resource: a}")
            .empty());
  CHECK(more("{Effect: Allow, Action: [a:B], Resource: !Ref T}", "{Effect: Allow, Action: a:B, Resource: '*'}") ==
        Said{"P now allows `a:B` on `*`"});
  CHECK(more("{Effect: Allow, Action: a:B, Resource: '*', Condition: {Bool: {x: y}}}",
             "{Effect: Allow, Action: a:B, Resource: '*'}") == Said{"P now allows `a:B` on `*`"});
  CHECK(more("{Effect: Allow, Action: a:B, Resource: '*'}",
             "{Effect: Allow, Action: a:B, Resource: '*', Condition: {Bool: {x: y}}}")
            .empty());
  CHECK(more("{Effect: Deny, Action: a:B, Resource: '*'}", "") == Said{"P now allows what a statement denied"});
  CHECK(more("", "{Effect: Allow, NotAction: a:B, Resource: '*'}") ==
        Said{"P now allows all but what a statement names"});
  CHECK(more("", "{Effect: Allow, Action: [a:B, a:C], Resource: [!Ref T, !GetAtt T.Arn]}") ==
        Said{"P now allows `a:B` and `a:C` on `!Ref T`", "P now allows `a:B` and `a:C` on `!GetAtt T.Arn`"});
  CHECK(warnings_of("Resources: {}", policy("{Effect: Allow, Action: ['a:*', a:B], Resource: x}")) ==
        Said{"P allows `a:*` on `x`"});
  const auto role = [](const std::string& service) {
    return "Resources: {R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: "
           "{Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: " +
           service + "}}}}}}";
  };
  CHECK(warnings_of(role("a.amazonaws.com"), role("[a.amazonaws.com, b.amazonaws.com]")) ==
        Said{"R now allows `sts:AssumeRole` to `b.amazonaws.com`"});
}

TEST_CASE("a statement with very many pairs is compared as a whole") {
  std::string actions;
  for (int i = 0; i < 5000; ++i) actions += "'a:B" + std::to_string(i) + "',";
  const auto policy = [&](const std::string& rest) {
    return "Resources: {P: {Type: AWS::IAM::Policy, Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: "
           "[" +
           actions + rest + "], Resource: '*'}}}}}";
  };
  CHECK(warnings_of(policy("'c:D'"), policy("'c:D'")).empty());
  CHECK(warnings_of(policy("'c:D'"), policy("'c:E'")) == Said{"P now allows what a statement names"});
}

TEST_CASE("doors that open") {
  const auto route = [](const std::string& auth) {
    return "Resources: {R: {Type: AWS::ApiGatewayV2::Route, Properties: {" + auth + "}}}";
  };
  CHECK(warnings_of(route("AuthorizationType: JWT"), route("AuthorizationType: NONE")) ==
        Said{"R is now open to everyone: `AuthorizationType` is `NONE`, and was `JWT`"});
  CHECK(warnings_of(route("AuthorizationType: JWT"), route("")) ==
        Said{"R is now open to everyone: it has no `AuthorizationType`, and was `JWT`"});
  CHECK(warnings_of(route("AuthorizationType: NONE"), route("RouteKey: a")).empty());
  CHECK(summary_of("Resources: {}", route("AuthorizationType: NONE")) == "adds R");
  CHECK(warnings_of("Resources: {}", route("AuthorizationType: NONE")) ==
        Said{"R is open to everyone: `AuthorizationType` is `NONE`"});
}

TEST_CASE("limits that come near, and that are crossed") {
  const auto topics = [](int count) {
    std::string text = "Resources:\n";
    for (int i = 0; i < count; ++i) text += "  T" + std::to_string(i) + ": {Type: AWS::SNS::Topic}\n";
    return text;
  };
  CHECK(warnings_of(topics(10), topics(449)).empty());
  CHECK(warnings_of(topics(10), topics(450)) == Said{" The template has 450 of 500 resources (before: 10)"});
  CHECK(warnings_of(topics(480), topics(470)).empty());
  CHECK(warnings_of(topics(480), topics(501)) ==
        Said{" The template has 501 resources (before: 480), and CloudFormation takes 500"});
  CHECK(summary_of(topics(480), topics(501)) == "CloudFormation refuses the template, adds 21 resources");
}

TEST_CASE("what is large is compared in linear time") {
  std::string text = "{\"Resources\": {";
  std::string other = text;
  for (int i = 0; i < 200'000; ++i) {
    const std::string entry = "\"R" + std::to_string(i) + "\": {\"Type\": \"AWS::SNS::Topic\"},";
    text += entry;
    other.append("\"S").append(entry.substr(2));
  }
  std::string map = "\"M\": {\"Type\": \"AWS::X::Y\", \"Properties\": {";
  std::string turned = map;
  for (int i = 0; i < 200'000; ++i) {
    map += "\"a" + std::to_string(i) + "\": 1,";
    turned += "\"b" + std::to_string(i) + "\": 1,";
  }
  const Template before = read(text + map + "\"z\": 1}}}}");
  const Template after = read(other + turned + "\"z\": 1}}}}");
  const auto start = std::chrono::steady_clock::now();
  const Difference difference = compare(before, after);
  const auto taken = std::chrono::steady_clock::now() - start;
  CHECK(difference.count(Change::added) == 200'000);
  CHECK(difference.resources.at(0).properties.size() == 400'000);
  CHECK(taken < std::chrono::seconds(10));  // quadratic, it would be minutes
}
