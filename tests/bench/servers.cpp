// Language servers side by side: what is opened in them, and what is measured.
#include "servers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <stdexcept>

namespace paas::bench {

namespace {

namespace fs = std::filesystem;

// 40 lines with two mistakes, a misspelt key and a wrong value. A person types in the blank line.
constexpr std::string_view fragment = R"(infra:
  type: endpoint
  method: POST
  path: /orders
  auth: pubic
  parameters:
  - customer
  - order
  - total
  - currency
  - coupon
  - address
  size: 512
  timeuot: 20
  permissions:
  - dynamodb:BatchGetItem
  - dynamodb:BatchWriteItem
  - dynamodb:DeleteItem
  - dynamodb:GetItem
  - dynamodb:PutItem
  - dynamodb:Query
  - dynamodb:Scan
  - dynamodb:UpdateItem
  - events:PutEvents
  - s3:DeleteObject
  - s3:GetObject
  - s3:ListBucket
  - s3:PutObject
  - ses:SendEmail
  - ses:SendRawEmail
  - sns:ListTopics
  - sns:Publish
  - sqs:DeleteMessage
  - sqs:GetQueueUrl
  - sqs:ReceiveMessage
  - sqs:SendMessage
  - codebuild:StartBuild
  layers:
  - pyyaml
  
)";
constexpr std::string_view blank = "  - pyyaml\n  ";
constexpr std::string_view code = R"(
import os


def handler(event, context=None):
    return {"table": os.environ["APP_TABLE"]}
)";
constexpr std::array<std::string_view, 4> hovered = {"  typ", "  metho", "  permission", "  laye"};  // inside the words
constexpr std::string_view value_before = "size: ";  // where a keystroke makes a number a word, and back

/// Where the text ends that stands before the cursor; its last occurrence.
Json position_after(const std::string& text, std::string_view place) {
  const std::size_t found = text.rfind(place);
  if (found == std::string::npos) throw std::runtime_error(fmt::format("no `{}` in the document", place));
  const std::size_t offset = found + place.size();
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  const std::size_t line_begin = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
  return {{"line", line}, {"character", offset - line_begin}};
}

std::string file_uri(const fs::path& path) { return "file://" + fs::absolute(path).string(); }

Json capabilities() {
  return Json::parse(R"({
    "workspace": {"configuration": true, "workspaceFolders": true, "didChangeConfiguration": {},
                  "workspaceEdit": {"documentChanges": true}},
    "textDocument": {
      "publishDiagnostics": {"relatedInformation": true, "versionSupport": true},
      "completion": {"completionItem": {"snippetSupport": true, "documentationFormat": ["markdown"],
                                        "resolveSupport": {"properties": ["documentation"]}}},
      "hover": {"contentFormat": ["markdown"]},
      "rename": {"prepareSupport": true}
    }})");
}

double since(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

/// A running server with the document open.
class Editor {
 public:
  explicit Editor(const Subject& subject, const Json& announced = capabilities())
      : subject_(subject), client_(subject.command, subject.settings) {
    const Json folder = {{"uri", file_uri(subject.folder)}, {"name", "bench"}};
    client_.request("initialize", {{"processId", nullptr},
                                   {"rootUri", folder["uri"]},
                                   {"workspaceFolders", {folder}},
                                   {"capabilities", announced}});
    initialized_ = Clock::now();
    client_.notify("initialized", Json::object());
    client_.notify("workspace/didChangeConfiguration", {{"settings", subject.settings}});
    client_.notify(
        "textDocument/didOpen",
        {{"textDocument",
          {{"uri", subject.uri}, {"languageId", subject.language}, {"version", version_}, {"text", subject.text}}}});
  }

  Client& client() { return client_; }
  Clock::time_point initialized() const { return initialized_; }

  /// Puts one letter at the position, or takes it away again: each call does what the last one did not.
  void type(const Json& position) {
    Json range = {{"start", position}, {"end", position}};
    if (typed_) range["end"]["character"] = position["character"].get<std::size_t>() + 1;
    client_.notify("textDocument/didChange", {{"textDocument", {{"uri", subject_.uri}, {"version", ++version_}}},
                                              {"contentChanges", {{{"range", range}, {"text", typed_ ? "" : "t"}}}}});
    typed_ = !typed_;
  }

  Client::Reply ask(std::string_view method, const Json& position) {
    Client::Reply reply = client_.request(method, {{"textDocument", {{"uri", subject_.uri}}}, {"position", position}});
    if (!subject_.is_floor && reply.result.empty()) throw std::runtime_error(fmt::format("{}: no answer", method));
    return reply;
  }

  /// Seconds from an edit at the position until the completions behind it.
  double complete(const Json& position) {
    const Clock::time_point begin = Clock::now();
    type(position);
    Json behind = position;
    if (typed_) behind["character"] = position["character"].get<std::size_t>() + 1;
    const Client::Reply reply = ask("textDocument/completion", behind);
    const Json& items = reply.result.is_object() ? reply.result["items"] : reply.result;
    if (!subject_.is_floor && items.empty()) throw std::runtime_error("completion offers nothing");
    return since(begin, reply.answered);
  }

 private:
  const Subject& subject_;
  Client client_;
  Clock::time_point initialized_;
  int version_ = 1;
  bool typed_ = false;
};

}  // namespace

void calibrate(Subject& subject) {
  if (subject.is_floor) return;
  Editor editor(subject);
  subject.problems = editor.client().settled_diagnostics(subject.uri, std::chrono::seconds(3));
  editor.type(position_after(subject.text, value_before));
  subject.problems_after = editor.client().settled_diagnostics(subject.uri, std::chrono::seconds(1));
  if (subject.problems < 2 || subject.problems_after <= subject.problems) {
    throw std::runtime_error(fmt::format("{} finds {} problems, and {} after the edit", subject.name, subject.problems,
                                         subject.problems_after));
  }
}

Session measure_session(const Subject& subject, const Counts& counts) {
  Session session;
  Editor editor(subject);
  Client& client = editor.client();
  session.initialize = since(client.started(), editor.initialized());
  const std::size_t planted = subject.is_floor ? 0 : 2;
  session.first_diagnostics =
      since(client.started(), client.diagnostics(subject.uri, [=](std::size_t count) { return count >= planted; }));

  for (int count = 0; count < counts.hovers; ++count) {
    const std::string_view key = hovered[static_cast<std::size_t>(count) % hovered.size()];
    const Client::Reply reply = editor.ask("textDocument/hover", position_after(subject.text, key));
    session.hover.push_back(since(reply.asked, reply.answered));
  }
  const Json line = position_after(subject.text, blank);
  for (int count = 0; count < counts.completions; ++count) {
    session.completion.push_back(editor.complete(line));
  }
  if (counts.completions % 2 != 0) editor.type(line);
  // What is still to come about the last edits must not be taken for what comes after the next.
  client.settled_diagnostics(subject.uri, std::chrono::milliseconds(500));

  const Json value = position_after(subject.text, value_before);
  for (int count = 0; count < counts.keystrokes; ++count) {
    const std::size_t expected = count % 2 == 0 ? subject.problems_after : subject.problems;
    const Clock::time_point begin = Clock::now();
    editor.type(value);
    const auto seen = client.diagnostics(subject.uri, [=](std::size_t found) { return found == expected; });
    session.keystroke.push_back(since(begin, seen));
  }
  session.memory = client.memory();
  return session;
}

std::vector<double> measure_completion(const Subject& subject, const std::string& place, int requests) {
  Editor editor(subject);
  const Json position = position_after(subject.text, place);
  editor.client().settled_diagnostics(subject.uri, std::chrono::seconds(1));
  std::vector<double> seconds;
  seconds.reserve(static_cast<std::size_t>(requests));
  for (int count = 0; count < requests; ++count) {
    seconds.push_back(editor.complete(position));
  }
  return seconds;
}

std::vector<double> measure_rename(const Subject& subject, const std::string& place, std::size_t files, int requests,
                                   bool takes_annotations) {
  Json client = capabilities();
  if (takes_annotations) client["workspace"]["workspaceEdit"]["changeAnnotationSupport"] = Json::object();
  Editor editor(subject, client);
  const Json position = position_after(subject.text, place);
  const Clock::time_point limit = Clock::now() + std::chrono::seconds(30);
  std::vector<double> seconds;
  while (static_cast<int>(seconds.size()) < requests) {
    const Client::Reply reply = editor.client().request(
        "textDocument/rename",
        {{"textDocument", {{"uri", subject.uri}}}, {"position", position}, {"newName", "another"}});
    // Before the whole workspace is read there are fewer.
    if (reply.result.is_object() && reply.result["documentChanges"].size() >= files) {
      seconds.push_back(since(reply.asked, reply.answered));
    } else if (Clock::now() > limit) {
      throw std::runtime_error(fmt::format("rename changes fewer than {} files", files));
    }
  }
  return seconds;
}

PreviewTimes measure_preview(const Subject& subject, const std::string& place, int edits) {
  Editor editor(subject);
  Client& client = editor.client();
  const Json position = position_after(subject.text, place);
  const Clock::time_point limit = Clock::now() + std::chrono::seconds(60);
  PreviewTimes times;
  Json uri;
  while (true) {
    const Client::Reply reply =
        client.request("paas/preview", {{"textDocument", {{"uri", subject.uri}}}, {"whole", true}});
    times.whole = since(reply.asked, reply.answered);
    uri = reply.result.at("uri");
    // Until every file of the app is read.
    if (reply.result.at("stale").is_null()) break;
    if (Clock::now() > limit) throw std::runtime_error("the preview stays stale");
    client.request("paas/closePreview", {{"uri", uri}});
    client.settled_diagnostics(subject.uri, std::chrono::milliseconds(200));
  }
  client.settled_diagnostics(subject.uri, std::chrono::milliseconds(1'000));
  for (int count = 0; count < edits; ++count) {
    const Clock::time_point begin = Clock::now();
    editor.type(position);
    times.refreshed.push_back(since(begin, client.notification("paas/previewChanged")));
  }
  return times;
}

Subject floor_subject(const std::string& program) {
  Subject subject{"floor", {program}, "/", "file:///floor", "yaml", std::string(fragment)};
  subject.is_floor = true;
  return subject;
}

Subject yaml_subject(const std::string& module, const Json& schema, const fs::path& folder, std::size_t handlers) {
  fs::create_directories(folder);
  Json fitting = {{"$schema", schema["$schema"]}, {"definitions", schema["definitions"]}, {"type", "object"}};
  Json& handler = fitting["definitions"]["fragment"];
  handler = {{"type", "object"}, {"properties", {{"infra", schema}}}, {"additionalProperties", false}};
  handler["properties"]["infra"].erase("definitions");
  handler["properties"]["infra"].erase("$schema");
  std::string text(fragment);
  if (handlers == 1) {
    fitting["allOf"] = {{{"$ref", "#/definitions/fragment"}}};
  } else {
    fitting["additionalProperties"] = {{"$ref", "#/definitions/fragment"}};
    std::string indented;
    for (std::size_t begin = 0; begin < fragment.size();) {
      const std::size_t end = fragment.find('\n', begin) + 1;
      indented += fmt::format("  {}", fragment.substr(begin, end - begin));
      begin = end;
    }
    text.clear();
    for (std::size_t index = 0; index < handlers; ++index) text += fmt::format("handler{}:\n{}", index, indented);
  }
  const fs::path file = folder / fmt::format("schema-of-{}.json", handlers);
  std::ofstream(file) << fitting.dump();

  Subject subject;
  subject.name = "yaml-language-server";
  subject.command = {"node", module + "/bin/yaml-language-server", "--stdio"};
  subject.folder = folder;
  subject.uri = file_uri(folder / "handler.yaml");
  subject.language = "yaml";
  subject.text = text;
  subject.settings["yaml"] = {{"schemas", {{file_uri(file), "*.yaml"}}},
                              {"schemaStore", {{"enable", false}}},
                              {"validate", true},
                              {"hover", true},
                              {"completion", true}};
  return subject;
}

Subject paas_subject(const std::string& program, const std::string& name, const fs::path& folder,
                     const std::string& handler) {
  Subject subject;
  subject.name = name;
  subject.command = {program, "--stdio"};
  subject.folder = folder;
  subject.uri = file_uri(folder / handler);
  subject.language = "python";
  subject.text = fmt::format("\"\"\"\n{}\"\"\"\n{}", fragment, code);
  return subject;
}

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double rank = std::ceil(percent / 100 * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

}  // namespace paas::bench
