// Writes apps of 40-line handlers for the benchmark; the same arguments always give the same bytes.
// paas-bench-generate FOLDER APPS HANDLERS   (HANDLERS of each app; FOLDER must not exist)
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace {

namespace fs = std::filesystem;

// One handler of fifty has a mistake, each time the next of these.
constexpr std::size_t faulty_every = 50;

constexpr std::string_view environment = R"(#!/usr/bin/env bash
export APP_NAME=shop
export ARTIFACTS_BUCKET=shop-artifacts
export ARTIFACTS_KEY=lambdas.zip
export AWS_REGION=eu-west-1
export DEV_UI_ENDPOINT=http://localhost:3000
export PROD_UI_ENDPOINT=https://shop.example.com
export DOMAIN_NAME=api.shop.example
export REGIONAL_CERTIFICATE_ARN=arn:aws:acm:eu-west-1:000000000000:certificate/a
export SLACK_WEBHOOK_URL=https://hooks.example.com/x
export STRIPE_KEY=sk-test
export PYYAML_LAYER_ARN=arn:aws:lambda:eu-west-1:000000000000:layer:pyyaml:1
)";

constexpr std::string_view root = R"("""
infra:
  api: {}
  bucket:
    public: false
  builder: {}
  queue:
    batch-size: 5
  table:
    indexes:
    - name: owner
      type: S
"""
)";

/// A kind of handler: what its fragment says under `infra` (`{0}`: a name, unique in the app).
struct Kind {
  std::string_view fragment;
  std::string_view service;
  std::array<std::string_view, 2> actions;
  std::string_view variable;
};

constexpr std::array kinds = {
    Kind{"  type: endpoint\n  method: GET\n  path: /{0}\n  auth: private\n  parameters:\n  - id\n  - page\n",
         "dynamodb",
         {"GetItem", "Query"},
         "APP_TABLE"},
    Kind{
        "  type: worker\n  event:\n    type: table\n    pattern:\n      detail:\n        eventName:\n        - INSERT\n"
        "        pk:\n        - prefix: {0}\n",
        "dynamodb",
        {"PutItem", "UpdateItem"},
        "APP_TABLE"},
    Kind{"  type: worker\n  event:\n    type: queue\n    pattern:\n      detail:\n        kind:\n        - {0}\n",
         "sqs",
         {"SendMessage", "GetQueueUrl"},
         "APP_QUEUE"},
    Kind{"  type: endpoint\n  method: POST\n  path: /{0}\n  auth: public\n  parameters:\n  - order\n  - total\n",
         "events",
         {"PutEvents", "DescribeRule"},
         "APP_QUEUE"},
    Kind{"  type: worker\n  event:\n    type: bucket\n    pattern:\n      detail:\n        object:\n          key:\n"
         "          - prefix: {0}/\n",
         "s3",
         {"GetObject", "PutObject"},
         "APP_BUCKET"},
    Kind{"  type: timer\n  event:\n    rate: 5 minutes\n", "ses", {"SendEmail", "SendRawEmail"}, "STRIPE_KEY"},
    Kind{"  type: worker\n  event:\n    type: builder\n    pattern:\n      detail:\n        completed-phase:\n"
         "        - BUILD\n        completed-phase-status:\n        - FAILED\n",
         "codebuild",
         {"StartBuild", "BatchGetBuilds"},
         "APP_PROJECT"},
    Kind{"  type: worker\n  event:\n    type: unbound\n    pattern:\n      detail-type:\n      - shop.{0}\n",
         "sns",
         {"Publish", "ListTopics"},
         "STRIPE_KEY"},
    Kind{"  type: worker\n  event:\n    type: userpool\n    pattern:\n      detail:\n        triggerSource:\n"
         "        - PostConfirmation_ConfirmSignUp\n",
         "cognito-idp",
         {"AdminGetUser", "ListUsers"},
         "APP_TABLE"},
    Kind{"  type: worker\n", "logs", {"PutLogEvents", "DescribeLogGroups"}, "APP_BUCKET"},
};

constexpr std::array<std::string_view, 8> groups = {"orders",  "baskets", "invoices", "customers",
                                                    "reports", "stock",   "payments", "returns"};

/// A mistake: the text that is replaced in the handler, and by what.
struct Fault {
  std::string_view right;
  std::string_view wrong;
};

constexpr std::array faults = {
    Fault{"  permissions:", "  permisions:"}, Fault{"timeout: 30", "timeout: 3000"},    Fault{"  layers:", "  layer:"},
    Fault{"size: 512", "size: big"},          Fault{"environ[\"", "environ[\"APP_NO_"},
};

constexpr std::string_view body = R"(
import json
import os

import boto3

resource = os.environ["{variable}"]
client = boto3.client("{service}")


def selected(event):
    records = event.get("Records", [event])
    return [record for record in records if record.get("id") and not record.get("deleted")]


def summary(record):
    return {{"id": record["id"], "total": sum(record.get("lines", []))}}


def handler(event, context=None):
    results = [summary(record) for record in selected(event)]
    for result in results:
        print(json.dumps({{"resource": resource, "result": result, "request": context and context.aws_request_id}}))
        client.{first}(**result)
        client.{second}(**result)
)";

// The method of boto3 for an action: `get_item` for GetItem.
std::string method(std::string_view action) {
  std::string name;
  for (const char c : action) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper && !name.empty()) name += '_';
    name += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

std::string handler(std::size_t number, std::string_view name) {
  const Kind& kind = kinds[number % kinds.size()];
  std::string text = "\"\"\"\ninfra:\n" + fmt::format(fmt::runtime(kind.fragment), name) +
                     "  size: 512\n  timeout: 30\n  permissions:\n";
  for (const std::string_view action : kind.actions) text += fmt::format("  - {}:{}\n", kind.service, action);
  text += "  layers:\n  - pyyaml\n\"\"\"\n";
  text += fmt::format(body, fmt::arg("variable", kind.variable), fmt::arg("service", kind.service),
                      fmt::arg("first", method(kind.actions[0])), fmt::arg("second", method(kind.actions[1])));
  for (std::size_t line = 0; std::count(text.begin(), text.end(), '\n') < 39; ++line) {
    text += fmt::format("        assert result[\"total\"] >= {}\n", line);
  }
  text += "    return {\"count\": len(results), \"results\": results}\n";

  // The place among the fifty moves, so that every kind of handler gets its share.
  if (number % faulty_every == number / faulty_every * 7 % faulty_every) {
    const Fault& fault = faults[number / faulty_every % faults.size()];
    text.replace(text.find(fault.right), fault.right.size(), fault.wrong);
  }
  return text;
}

bool write(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  return static_cast<bool>(file.flush());
}

bool write_app(const fs::path& folder, std::size_t first, std::size_t handlers) {
  const fs::path package = folder / "shop";
  fs::create_directories(package);
  for (const std::string_view group : groups) fs::create_directory(package / group);
  if (!write(folder / "setenv.sh", environment) || !write(package / "__init__.py", root)) return false;

  for (std::size_t index = 0; index < handlers; ++index) {
    const std::string_view group = groups[index % groups.size()];
    const std::string name = fmt::format("step{}", index);
    fs::create_directory(package / group / name);
    if (!write(package / group / name / "index.py", handler(first + index, fmt::format("{}-{}", group, name)))) {
      return false;
    }
  }
  return true;
}

bool read_count(std::string_view text, std::size_t& count) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc() && end == text.data() + text.size() && count > 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t apps = 0;
  std::size_t handlers = 0;
  if (argc != 4 || !read_count(argv[2], apps) || !read_count(argv[3], handlers)) {
    fmt::print(stderr, "usage: paas-bench-generate FOLDER APPS HANDLERS\n");
    return 2;
  }
  try {
    if (!fs::create_directories(argv[1])) throw fs::filesystem_error("exists", argv[1], std::error_code());
    for (std::size_t app = 0; app < apps; ++app) {
      if (!write_app(fs::path(argv[1]) / fmt::format("app{:04}", app), app * handlers, handlers)) {
        fmt::print(stderr, "cannot write below {}\n", argv[1]);
        return 1;
      }
    }
  } catch (const fs::filesystem_error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
