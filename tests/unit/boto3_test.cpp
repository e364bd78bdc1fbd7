// What boto3's methods need of IAM, and what the words of a text make conceivable.
#include <string>
#include <vector>

#include "catch.h"
#include "core/aws/aws_calls.h"
#include "core/aws/boto3.h"
#include "core/data.h"

using paas::Alternatives;
using paas::AwsNeed;
using paas::AwsNeeds;
using paas::find_resource_member;
using paas::needs_of_client;
using paas::ResourceMember;

namespace {

bool is_action(const std::string& text) {
  const std::size_t colon = text.find(':');
  return paas::find_iam_action(text.substr(0, colon), text.substr(colon + 1)).has_value();
}

// What a method needs, as `a|b c`; `?` where it is not known.
std::string needed(const std::string& client, const std::string& method) {
  const auto needs = needs_of_client(client, method);
  if (!needs) return "?";
  std::string text;
  for (const Alternatives& one : needs->required) {
    if (!text.empty()) text += ' ';
    for (std::size_t index = 0; index < one.size(); ++index) text += (index > 0 ? "|" : "") + one[index];
  }
  return text;
}

std::vector<std::string> first_actions(const AwsNeeds& needs) {
  std::vector<std::string> actions;
  for (const AwsNeed& need : needs.required) actions.push_back(need.actions.front());
  return actions;
}

using Actions = std::vector<std::string>;

}  // namespace

TEST_CASE("a method is the action of its name, unless the tables say otherwise") {
  CHECK(needed("dynamodb", "put_item") == "dynamodb:PutItem");
  CHECK(needed("rds", "create_db_instance") == "rds:CreateDBInstance");
  CHECK(needed("stepfunctions", "start_execution") == "states:StartExecution");
  CHECK(needed("s3", "list_objects_v2") == "s3:ListBucket");
  CHECK(needed("s3", "get_object") == "s3:GetObject|s3:GetObjectVersion");
  CHECK(needed("s3", "copy_object") == "s3:GetObject|s3:GetObjectVersion s3:PutObject");
  CHECK(needed("s3", "waiter:object_exists") == "s3:GetObject|s3:GetObjectVersion");
  CHECK(needed("apigatewaymanagementapi", "post_to_connection") == "execute-api:ManageConnections");
  CHECK(needed("bedrock-runtime", "converse") == "bedrock:InvokeModel");
}

TEST_CASE("what needs nothing, and what is not known") {
  CHECK(needed("sts", "get_caller_identity").empty());
  CHECK(needed("cognito-idp", "initiate_auth").empty());
  CHECK(needed("s3", "can_paginate").empty());
  CHECK(needed("s3", "get_objekt") == "?");
  CHECK(needed("s3", "") == "?");
  CHECK(needed("warehouse", "get_object") == "?");
  CHECK(needed("apigateway", "get_rest_api") == "?");  // its actions are GET, POST, ...
}

TEST_CASE("every action of the tables exists") {
  std::size_t count = 0;
  for (const std::string service : {"dynamodb", "s3", "sns", "sqs"}) {
    for (const ResourceMember& member : paas::resource_members(service)) {
      INFO(member.type << " " << member.name);
      CHECK(find_resource_member(member.type, member.name) == &member);
      const paas::Needs needs = needs_of(member);
      for (const Alternatives& one : needs.required) {
        for (const std::string& action : one) CHECK(is_action(action));
      }
      for (const std::string& action : needs.possible) {
        const std::size_t colon = action.find(':');
        CHECK(paas::iam_action_matches(action.substr(0, colon), action.substr(colon + 1)) > 0);
      }
      ++count;
    }
  }
  CHECK(count > 50);
  CHECK(paas::resource_members("s").empty());
  CHECK(paas::resource_members("ec2").empty());
  for (const auto& [client, method] :
       std::vector<std::pair<std::string, std::string>>{{"dynamodb", "transact_get_items"},
                                                        {"dynamodb", "waiter:table_exists"},
                                                        {"lambda", "invoke"},
                                                        {"lambda", "invoke_async"},
                                                        {"s3", "delete_objects"},
                                                        {"s3", "get_object_acl"},
                                                        {"s3", "head_bucket"},
                                                        {"s3", "list_multipart_uploads"},
                                                        {"s3", "list_object_versions"},
                                                        {"s3", "list_parts"},
                                                        {"s3", "put_object_acl"},
                                                        {"s3", "put_object_tagging"},
                                                        {"ses", "send_templated_email"},
                                                        {"sesv2", "send_email"},
                                                        {"sns", "publish_batch"},
                                                        {"sqs", "delete_message_batch"}}) {
    INFO(client << " " << method);
    const auto needs = needs_of_client(client, method);
    REQUIRE(needs);
    REQUIRE_FALSE(needs->required.empty());
    for (const Alternatives& one : needs->required) {
      for (const std::string& action : one) CHECK(is_action(action));
    }
  }
}

TEST_CASE("what is certain is conceivable") {
  for (const std::string text : {
           "import boto3\nboto3.client('s3').head_object()\n",
           "import boto3\nboto3.client('s3')  .\\\n  head_object()\n",
           "import boto3\nboto3.client('s3').get_waiter('object_exists').wait()\n",
           "import boto3\nboto3.client(\"s3\").get_paginator('head_object')\n",
           "import boto3\nboto3.resource('s3').Object('a', 'b').load()\n",
           "import boto3\nboto3.resource('s3').meta.client.head_object()\n",
       }) {
    INFO(text);
    CHECK(first_actions(paas::aws_needs_of(text)) == Actions{"s3:GetObject"});
    const auto conceivable = paas::conceivable_aws_needs(text);
    REQUIRE(conceivable);
    CHECK(first_actions(*conceivable) == Actions{"s3:GetObject"});
    CHECK_FALSE(conceivable->complete);
  }
  const auto elsewhere = paas::conceivable_aws_needs("# ('s3')\nx.put_object() \"\"\"sqs\"\"\" 's3://a'\n");
  REQUIRE(elsewhere);
  CHECK(first_actions(*elsewhere) == Actions{"s3:PutObject"});
  CHECK(first_actions(paas::aws_needs_of("x.client('s3').put_object()\n")).empty());
}

TEST_CASE("a text of many words is left to the grammar") {
  std::string text = "'s3'\n";
  for (int index = 0; index < 3'000; ++index) text += "x.a" + std::to_string(index) + "\n";
  CHECK_FALSE(paas::conceivable_aws_needs(text));
}

TEST_CASE("a permission is used by what it allows") {
  const AwsNeeds needs = paas::aws_needs_of("import boto3\nboto3.client('s3').get_object()\n");
  CHECK(needs.complete);
  for (const std::string used :
       {"s3:GetObject", "S3:getobject", "s3:*", "s3:Get*", "s3:ListBucket", "s3:GetObjectAcl"}) {
    CHECK(needs.use(used));
  }
  for (const std::string unused : {"s3:PutObject", "s3:Put*", "sqs:*", "s3:ListBucketVersions"}) {
    CHECK_FALSE(needs.use(unused));
  }
}

namespace {

// `PutItem of APP_TABLE` for each call.
std::string calls_of(const std::string& code) {
  const std::string text =
      "import boto3\nimport os\nT = os.environ['APP_TABLE']\nB = os.environ['APP_BUCKET']\n" + code;
  std::string out;
  for (const paas::AwsCall& call : paas::aws_needs_of(text).calls) {
    out += out.empty() ? "" : "; ";
    for (const std::string& action : call.actions) out += action.substr(action.find(':') + 1) + " ";
    out += "of";
    for (const std::string_view variable : call.variables) out += " " + std::string(variable);
  }
  return out;
}

std::string named_arguments_of(const std::string& code) {
  std::string out;
  const std::string text = "import boto3\n" + code;
  const AwsNeeds needs = paas::aws_needs_of(text);
  for (const paas::python::AwsArgument& argument : needs.calls.at(0).arguments)
    out += (out.empty() ? "" : " ") + std::string(argument.name) + "=" + std::string(argument.text);
  return out;
}

}  // namespace

TEST_CASE("calls tell which things they are about") {
  CHECK(calls_of("t = boto3.resource('dynamodb').Table(T)\nt.get_item()\nt.put_item(Item={'t': B})\n") ==
        "GetItem of APP_TABLE; PutItem of APP_TABLE");
  CHECK(calls_of("boto3.client('dynamodb').scan(TableName=T)\n") == "Scan of APP_TABLE");
  CHECK(calls_of("boto3.client('s3').get_paginator('list_objects_v2').paginate(Bucket=B)\n") ==
        "ListBucket of APP_BUCKET");
  CHECK(calls_of("boto3.resource('s3').Bucket(B).Object('a').put(Body=T)\n") == "PutObject of APP_BUCKET");
  CHECK(calls_of("boto3.client('s3').upload_file('/tmp/a', B, 'a')\n") == "PutObject of APP_BUCKET");
}

TEST_CASE("what a message holds is not what a call is about") {
  CHECK(calls_of("boto3.client('sqs').send_message(QueueUrl='q', MessageBody=T)\n") == "SendMessage of");
  CHECK(calls_of("boto3.client('sns').publish(TopicArn='q', Message=T, Subject=B)\n") == "Publish of");
  CHECK(calls_of("boto3.client('s3').copy_object(Bucket='b', CopySource={'Bucket': B, 'Key': 'k'}, Key='k')\n") ==
        "GetObject PutObject of");
}

TEST_CASE("arguments without a name get the one that boto3 documents") {
  CHECK(named_arguments_of("boto3.client('s3').upload_file('f', 'b', 'k')\n") == "Filename=f Bucket=b Key=k");
  CHECK(named_arguments_of("boto3.resource('s3').Bucket('b').upload_file('f', 'k')\n") == "=b Filename=f Key=k");
  CHECK(named_arguments_of("boto3.resource('s3').Object('b', 'k').delete()\n") == "Bucket=b Key=k");
  CHECK(named_arguments_of("boto3.resource('s3').Bucket('b').Object('k').delete()\n") == "=b Key=k");
}

TEST_CASE("an expression that ends in the middle says nothing of the next one") {
  const AwsNeeds needs = paas::aws_needs_of(
      "import boto3\ns = boto3.resource('s3')\nm = s.meta\nboto3.resource('sqs').Queue('q').send_message()\n");
  CHECK(first_actions(needs) == Actions{"sqs:SendMessage"});
}

TEST_CASE("what calls are about is kept of so many that no file fills the memory") {
  std::string arguments;
  for (int i = 0; i < 16; ++i) arguments += "a" + std::to_string(i) + "='x', ";
  std::string code = "import boto3\nt = boto3.resource('dynamodb').Table(" + arguments + ")\n";
  for (int i = 0; i < 5'000; ++i) code += "t.scan(" + std::string(i == 0 ? "Limit='1'" : "") + ")\n";
  const AwsNeeds needs = paas::aws_needs_of(code);
  REQUIRE(needs.calls.size() == 5'000);
  CHECK(needs.calls.front().arguments.size() == 17);
  CHECK(needs.calls.back().arguments.empty());
}
