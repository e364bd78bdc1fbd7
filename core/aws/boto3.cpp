// Where the name of a method is not the name of its action, the tables below say what it needs. A method that neither
// they nor the list of IAM actions know is not judged.
#include "core/aws/boto3.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/data.h"

namespace paas {

namespace {

struct Client {
  std::string_view name;
  std::string_view service;  // empty: its methods are not its actions, or its calls are not signed by the function
};

constexpr auto clients = std::to_array<Client>({
    {"accessanalyzer", "access-analyzer"},
    {"amp", "aps"},
    {"apigateway", ""},
    {"apigatewaymanagementapi", "execute-api"},
    {"apigatewayv2", ""},
    {"appconfigdata", "appconfig"},
    {"bedrock-agent", "bedrock"},
    {"bedrock-agent-runtime", "bedrock"},
    {"bedrock-runtime", "bedrock"},
    {"chime-sdk-identity", "chime"},
    {"chime-sdk-meetings", "chime"},
    {"chime-sdk-messaging", "chime"},
    {"cloudcontrol", "cloudformation"},
    {"cloudsearchdomain", "cloudsearch"},
    {"connectparticipant", ""},
    {"dynamodbstreams", "dynamodb"},
    {"efs", "elasticfilesystem"},
    {"elb", "elasticloadbalancing"},
    {"elbv2", "elasticloadbalancing"},
    {"emr", "elasticmapreduce"},
    {"forecastquery", "forecast"},
    {"iot-data", "iot"},
    {"keyspaces", ""},
    {"kinesisanalyticsv2", "kinesisanalytics"},
    {"lex-models", "lex"},
    {"lex-runtime", "lex"},
    {"lexv2-models", "lex"},
    {"lexv2-runtime", "lex"},
    {"location", "geo"},
    {"meteringmarketplace", "aws-marketplace"},
    {"opensearch", "es"},
    {"opensearchserverless", "aoss"},
    {"personalize-events", "personalize"},
    {"personalize-runtime", "personalize"},
    {"pinpoint", "mobiletargeting"},
    {"pinpoint-sms-voice-v2", "sms-voice"},
    {"resourcegroupstaggingapi", "tag"},
    {"s3control", "s3"},
    {"sagemaker-featurestore-runtime", "sagemaker"},
    {"sagemaker-metrics", "sagemaker"},
    {"sagemaker-runtime", "sagemaker"},
    {"service-quotas", "servicequotas"},
    {"sesv2", "ses"},
    {"sso", ""},
    {"sso-admin", "sso"},
    {"sso-oidc", ""},
    {"stepfunctions", "states"},
    {"timestream-query", "timestream"},
    {"timestream-write", "timestream"},
});
static_assert(std::ranges::is_sorted(clients, {}, &Client::name));

// In `required` a blank stands between things that are all needed, `|` between those of which one is enough.
struct Method {
  std::string_view client;
  std::string_view name;
  std::string_view required;
  std::string_view possible;
};

// An older version of an object is another action, and without ListBucket a missing object looks like a forbidden one.
constexpr std::string_view read_object = "s3:GetObject|s3:GetObjectVersion";
constexpr std::string_view read_beside = "s3:GetObject* s3:ListBucket";
// Permissions, tags and locks of an object may be written with it; large ones are written in parts.
constexpr std::string_view write_beside =
    "s3:PutObject* s3:AbortMultipartUpload s3:ListMultipartUploadParts s3:ListBucket*";
constexpr std::string_view copy_object = "s3:GetObject|s3:GetObjectVersion s3:PutObject";
constexpr std::string_view copy_beside =
    "s3:GetObject* s3:PutObject* s3:AbortMultipartUpload s3:ListMultipartUploadParts s3:ListBucket*";
constexpr std::string_view delete_object = "s3:DeleteObject|s3:DeleteObjectVersion";
constexpr std::string_view delete_beside = "s3:DeleteObject* s3:BypassGovernanceRetention s3:ListBucket";
// What PartiQL needs depends on the statement, and a transaction on its items.
constexpr std::string_view statement = "dynamodb:PartiQL* dynamodb:ConditionCheckItem";
constexpr std::string_view send_email =
    "ses:SendEmail|ses:SendRawEmail|ses:SendTemplatedEmail|ses:SendBulkTemplatedEmail";

constexpr auto methods = std::to_array<Method>({
    {"bedrock-runtime", "converse", "bedrock:InvokeModel", ""},
    {"bedrock-runtime", "converse_stream", "bedrock:InvokeModelWithResponseStream", ""},
    {"dynamodb", "batch_execute_statement", "", statement},
    {"dynamodb", "execute_statement", "", statement},
    {"dynamodb", "execute_transaction", "", statement},
    {"dynamodb", "export_table_to_point_in_time", "dynamodb:ExportTableToPointInTime", "s3:*"},
    {"dynamodb", "import_table", "dynamodb:ImportTable", "s3:*"},
    {"dynamodb", "transact_get_items", "dynamodb:GetItem", ""},
    {"dynamodb", "transact_write_items", "",
     "dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem"},
    {"dynamodb", "waiter:table_exists", "dynamodb:DescribeTable", ""},
    {"dynamodb", "waiter:table_not_exists", "dynamodb:DescribeTable", ""},
    {"lambda", "create_function", "lambda:CreateFunction", "ecr:* s3:*"},
    {"lambda", "invoke", "lambda:InvokeFunction", ""},
    {"lambda", "invoke_async", "lambda:InvokeFunction|lambda:InvokeAsync", ""},
    {"lambda", "invoke_with_response_stream", "lambda:InvokeFunction", ""},
    {"lambda", "publish_layer_version", "lambda:PublishLayerVersion", "s3:*"},
    {"lambda", "update_function_code", "lambda:UpdateFunctionCode", "ecr:* s3:*"},
    {"s3", "complete_multipart_upload", "s3:PutObject", write_beside},
    {"s3", "copy", copy_object, copy_beside},
    {"s3", "copy_object", copy_object, copy_beside},
    {"s3", "create_multipart_upload", "s3:PutObject", write_beside},
    {"s3", "delete_bucket_tagging", "s3:PutBucketTagging", ""},
    {"s3", "delete_object", delete_object, delete_beside},
    {"s3", "delete_objects", delete_object, delete_beside},
    {"s3", "download_file", read_object, read_beside},
    {"s3", "download_fileobj", read_object, read_beside},
    {"s3", "generate_presigned_post", "", write_beside},
    {"s3", "get_object", read_object, read_beside},
    {"s3", "get_object_acl", "s3:GetObjectAcl|s3:GetObjectVersionAcl", read_beside},
    {"s3", "get_object_attributes", "s3:GetObjectAttributes|s3:GetObjectVersionAttributes", read_beside},
    {"s3", "get_object_tagging", "s3:GetObjectTagging|s3:GetObjectVersionTagging", read_beside},
    {"s3", "head_bucket", "s3:ListBucket", ""},
    {"s3", "head_object", read_object, read_beside},
    {"s3", "list_buckets", "s3:ListAllMyBuckets", ""},
    {"s3", "list_multipart_uploads", "s3:ListBucketMultipartUploads", ""},
    {"s3", "list_object_versions", "s3:ListBucketVersions", ""},
    {"s3", "list_objects", "s3:ListBucket", ""},
    {"s3", "list_objects_v2", "s3:ListBucket", ""},
    {"s3", "list_parts", "s3:ListMultipartUploadParts", ""},
    {"s3", "put_object", "s3:PutObject", write_beside},
    {"s3", "put_object_acl", "s3:PutObjectAcl|s3:PutObjectVersionAcl", write_beside},
    {"s3", "put_object_tagging", "s3:PutObjectTagging|s3:PutObjectVersionTagging", write_beside},
    {"s3", "select_object_content", "s3:GetObject", read_beside},
    {"s3", "upload_file", "s3:PutObject", write_beside},
    {"s3", "upload_fileobj", "s3:PutObject", write_beside},
    {"s3", "upload_part", "s3:PutObject", write_beside},
    {"s3", "upload_part_copy", copy_object, copy_beside},
    {"s3", "waiter:bucket_exists", "s3:ListBucket", ""},
    {"s3", "waiter:object_exists", read_object, read_beside},
    {"s3", "waiter:object_not_exists", read_object, read_beside},
    {"secretsmanager", "rotate_secret", "secretsmanager:RotateSecret", "lambda:InvokeFunction"},
    {"ses", "send_bulk_templated_email", send_email, "ses:Send*"},
    {"ses", "send_email", "ses:SendEmail", "ses:Send*"},
    {"ses", "send_raw_email", "ses:SendRawEmail", "ses:Send*"},
    {"ses", "send_templated_email", send_email, "ses:Send*"},
    {"sesv2", "send_bulk_email", "", "ses:Send*"},
    {"sesv2", "send_email", send_email, "ses:Send*"},
    {"sns", "publish_batch", "sns:Publish", ""},
    {"sqs", "change_message_visibility_batch", "sqs:ChangeMessageVisibility", ""},
    {"sqs", "delete_message_batch", "sqs:DeleteMessage", ""},
    {"sqs", "send_message_batch", "sqs:SendMessage", ""},
    // The trust policy of the role may be enough.
    {"sts", "assume_role", "", "sts:*"},
});
constexpr bool precedes(const Method& a, const Method& b) {
  return std::tie(a.client, a.name) < std::tie(b.client, b.name);
}
static_assert(std::ranges::is_sorted(methods, precedes));

// Calls that need no permission: they are not signed, or allowed to everybody.
struct Free {
  std::string_view client;
  std::string_view name;
};
constexpr auto free_methods = std::to_array<Free>({
    {"cognito-identity", "get_credentials_for_identity"},
    {"cognito-identity", "get_id"},
    {"cognito-identity", "get_open_id_token"},
    {"cognito-identity", "unlink_identity"},
    {"cognito-idp", "associate_software_token"},
    {"cognito-idp", "change_password"},
    {"cognito-idp", "confirm_device"},
    {"cognito-idp", "confirm_forgot_password"},
    {"cognito-idp", "confirm_sign_up"},
    {"cognito-idp", "delete_user"},
    {"cognito-idp", "delete_user_attributes"},
    {"cognito-idp", "forget_device"},
    {"cognito-idp", "forgot_password"},
    {"cognito-idp", "get_device"},
    {"cognito-idp", "get_tokens_from_refresh_token"},
    {"cognito-idp", "get_user"},
    {"cognito-idp", "get_user_attribute_verification_code"},
    {"cognito-idp", "global_sign_out"},
    {"cognito-idp", "initiate_auth"},
    {"cognito-idp", "list_devices"},
    {"cognito-idp", "resend_confirmation_code"},
    {"cognito-idp", "respond_to_auth_challenge"},
    {"cognito-idp", "revoke_token"},
    {"cognito-idp", "set_user_mfa_preference"},
    {"cognito-idp", "set_user_settings"},
    {"cognito-idp", "sign_up"},
    {"cognito-idp", "update_auth_event_feedback"},
    {"cognito-idp", "update_device_status"},
    {"cognito-idp", "update_user_attributes"},
    {"cognito-idp", "verify_software_token"},
    {"cognito-idp", "verify_user_attribute"},
    {"sts", "assume_role_with_saml"},
    {"sts", "assume_role_with_web_identity"},
    {"sts", "get_access_key_info"},
    {"sts", "get_caller_identity"},
    {"sts", "get_session_token"},
});

constexpr bool free_precedes(const Free& a, const Free& b) {
  return std::tie(a.client, a.name) < std::tie(b.client, b.name);
}
static_assert(std::ranges::is_sorted(free_methods, free_precedes));

// Services whose calls need permissions of other services only where the tables say so. Others read from buckets, open
// secrets or run functions on the caller's permissions.
constexpr auto self_contained = std::to_array<std::string_view>({
    "cloudwatch",
    "codebuild",
    "cognito-identity",
    "cognito-idp",
    "dynamodb",
    "events",
    "execute-api",
    "firehose",
    "kinesis",
    "lambda",
    "logs",
    "s3",
    "secretsmanager",
    "ses",
    "sns",
    "sqs",
    "states",
    "sts",
});

// Of every client.
constexpr auto local_names = std::to_array<std::string_view>({"can_paginate", "close", "exceptions", "meta"});

constexpr std::string_view describe_table = "dynamodb:DescribeTable";

constexpr auto members = std::to_array<ResourceMember>({
    {"dynamodb", "Table", "", "", "dynamodb.Table"},
    {"dynamodb", "batch_get_item", "dynamodb:BatchGetItem", "", ""},
    {"dynamodb", "batch_write_item", "dynamodb:BatchWriteItem", "", ""},
    {"dynamodb.Table", "batch_writer", "dynamodb:BatchWriteItem", "", ""},
    {"dynamodb.Table", "delete_item", "dynamodb:DeleteItem", "", ""},
    {"dynamodb.Table", "get_item", "dynamodb:GetItem", "", ""},
    {"dynamodb.Table", "item_count", describe_table, "", ""},
    {"dynamodb.Table", "load", describe_table, "", ""},
    {"dynamodb.Table", "name", "", "", ""},
    {"dynamodb.Table", "put_item", "dynamodb:PutItem", "", ""},
    {"dynamodb.Table", "query", "dynamodb:Query", "", ""},
    {"dynamodb.Table", "scan", "dynamodb:Scan", "", ""},
    {"dynamodb.Table", "table_name", "", "", ""},
    {"dynamodb.Table", "table_status", describe_table, "", ""},
    {"dynamodb.Table", "update_item", "dynamodb:UpdateItem", "", ""},
    {"s3", "Bucket", "", "", "s3.Bucket"},
    {"s3", "Object", "", "", "s3.Object"},
    {"s3", "ObjectSummary", "", "", "s3.Object"},
    {"s3.Bucket", "Object", "", "", "s3.Object"},
    {"s3.Bucket", "copy", copy_object, copy_beside, ""},
    {"s3.Bucket", "delete_objects", delete_object, delete_beside, ""},
    {"s3.Bucket", "download_file", read_object, read_beside, ""},
    {"s3.Bucket", "download_fileobj", read_object, read_beside, ""},
    {"s3.Bucket", "name", "", "", ""},
    {"s3.Bucket", "objects", "", "", "s3.Bucket.objects"},
    {"s3.Bucket", "put_object", "s3:PutObject", write_beside, "s3.Object"},
    {"s3.Bucket", "upload_file", "s3:PutObject", write_beside, ""},
    {"s3.Bucket", "upload_fileobj", "s3:PutObject", write_beside, ""},
    {"s3.Bucket.objects", "all", "s3:ListBucket", "", "s3.Bucket.objects"},
    {"s3.Bucket.objects", "delete", "s3:ListBucket s3:DeleteObject", delete_beside, ""},
    {"s3.Bucket.objects", "filter", "s3:ListBucket", "", "s3.Bucket.objects"},
    {"s3.Bucket.objects", "limit", "s3:ListBucket", "", "s3.Bucket.objects"},
    {"s3.Bucket.objects", "page_size", "s3:ListBucket", "", "s3.Bucket.objects"},
    {"s3.Bucket.objects", "pages", "s3:ListBucket", "", "s3.Bucket.objects"},
    {"s3.Object", "bucket_name", "", "", ""},
    {"s3.Object", "content_length", read_object, read_beside, ""},
    {"s3.Object", "content_type", read_object, read_beside, ""},
    {"s3.Object", "copy", copy_object, copy_beside, ""},
    {"s3.Object", "copy_from", copy_object, copy_beside, ""},
    {"s3.Object", "delete", delete_object, delete_beside, ""},
    {"s3.Object", "download_file", read_object, read_beside, ""},
    {"s3.Object", "download_fileobj", read_object, read_beside, ""},
    {"s3.Object", "get", read_object, read_beside, ""},
    {"s3.Object", "key", "", "", ""},
    {"s3.Object", "last_modified", read_object, read_beside, ""},
    {"s3.Object", "load", read_object, read_beside, ""},
    {"s3.Object", "metadata", read_object, read_beside, ""},
    {"s3.Object", "put", "s3:PutObject", write_beside, ""},
    {"s3.Object", "upload_file", "s3:PutObject", write_beside, ""},
    {"s3.Object", "upload_fileobj", "s3:PutObject", write_beside, ""},
    {"s3.Object", "wait_until_exists", read_object, read_beside, ""},
    {"s3.Object", "wait_until_not_exists", read_object, read_beside, ""},
    {"sns", "PlatformEndpoint", "", "", "sns.PlatformEndpoint"},
    {"sns", "Topic", "", "", "sns.Topic"},
    {"sns", "create_topic", "sns:CreateTopic", "", "sns.Topic"},
    {"sns.PlatformEndpoint", "publish", "sns:Publish", "", ""},
    {"sns.Topic", "arn", "", "", ""},
    {"sns.Topic", "publish", "sns:Publish", "", ""},
    {"sqs", "Message", "", "", "sqs.Message"},
    {"sqs", "Queue", "", "", "sqs.Queue"},
    {"sqs", "get_queue_by_name", "sqs:GetQueueUrl", "", "sqs.Queue"},
    {"sqs.Message", "change_visibility", "sqs:ChangeMessageVisibility", "", ""},
    {"sqs.Message", "delete", "sqs:DeleteMessage", "", ""},
    {"sqs.Queue", "Message", "", "", "sqs.Message"},
    {"sqs.Queue", "attributes", "sqs:GetQueueAttributes", "", ""},
    {"sqs.Queue", "change_message_visibility_batch", "sqs:ChangeMessageVisibility", "", ""},
    {"sqs.Queue", "delete_messages", "sqs:DeleteMessage", "", ""},
    {"sqs.Queue", "load", "sqs:GetQueueAttributes", "", ""},
    {"sqs.Queue", "purge", "sqs:PurgeQueue", "", ""},
    {"sqs.Queue", "receive_messages", "sqs:ReceiveMessage", "", "sqs.Message"},
    {"sqs.Queue", "send_message", "sqs:SendMessage", "", ""},
    {"sqs.Queue", "send_messages", "sqs:SendMessage", "", ""},
    {"sqs.Queue", "url", "", "", ""},
});
constexpr bool member_precedes(const ResourceMember& a, const ResourceMember& b) {
  return std::tie(a.type, a.name) < std::tie(b.type, b.name);
}
static_assert(std::ranges::is_sorted(members, member_precedes));

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Needs read_needs(std::string_view required, std::string_view possible) {
  Needs needs;
  for (const std::string& one : split(required, ' ')) needs.required.push_back(split(one, '|'));
  needs.possible = split(possible, ' ');
  return needs;
}

}  // namespace

std::string_view iam_service_of_client(std::string_view client) {
  const auto found = std::ranges::lower_bound(clients, client, {}, &Client::name);
  if (found != clients.end() && found->name == client) return found->service;
  return is_iam_service(client) ? client : std::string_view();
}

bool is_self_contained(std::string_view service) {
  return std::ranges::find(self_contained, service) != self_contained.end();
}

std::optional<Needs> needs_of_client(std::string_view client, std::string_view method) {
  if (std::ranges::find(local_names, method) != local_names.end()) return Needs{};
  if (std::ranges::binary_search(free_methods, Free{client, method}, free_precedes)) return Needs{};
  const std::string_view service = iam_service_of_client(client);
  if (service.empty()) return std::nullopt;
  if (service == "execute-api") return read_needs("execute-api:ManageConnections", "");
  const Method wanted{client, method, {}, {}};
  const auto found = std::ranges::lower_bound(methods, wanted, precedes);
  if (found != methods.end() && !precedes(wanted, *found)) return read_needs(found->required, found->possible);
  // `put_item` is PutItem; IAM compares without regard to case.
  std::string name(method);
  std::erase(name, '_');
  const std::optional<IamAction> action = find_iam_action(service, name);
  if (!action) return std::nullopt;
  Needs needs;
  needs.required.push_back({std::string(service) + ":" + std::string(action->name)});
  return needs;
}

std::span<const ResourceMember> resource_members(std::string_view service) {
  const auto service_of = [](const ResourceMember& one) { return one.type.substr(0, one.type.find('.')); };
  const auto begin = std::ranges::lower_bound(members, service, {}, service_of);
  const auto end = std::ranges::upper_bound(members, service, {}, service_of);
  return {begin, end};
}

const ResourceMember* find_resource_member(std::string_view type, std::string_view name) {
  const ResourceMember wanted{type, name, {}, {}, {}};
  const auto found = std::ranges::lower_bound(members, wanted, member_precedes);
  return found != members.end() && !member_precedes(wanted, *found) ? &*found : nullptr;
}

Needs needs_of(const ResourceMember& member) { return read_needs(member.required, member.possible); }

}  // namespace paas
