// A table of places at which someone may be typing: what is offered there, and that each item leaves a file that can be
// read and that the schema accepts. The places are in completion_places.txt.
#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "core/app/group.h"
#include "core/query/complete.h"

using namespace paas;

namespace {

/// A line of the table.
struct PlaceRow {
  std::string where;
  bool is_root = false;
  std::string text;                    // of the file, with the cursor as `§`
  std::vector<std::string> first;      // the labels that come first, in order
  bool is_all = false;                 // and no other
  std::vector<std::string> forbidden;  // labels that must not be there
  bool is_valid = true;                // but for what is missing
};

constexpr std::string_view cursor_mark = "§";

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    parts.push_back(std::string(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + separator.size());
  }
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// `where | lines below infra, divided by ⏎ | labels | labels that must not be there`. `^` before a line: it stands as
// it is; `→` is a tab, `·` a blank at the end of a line.
PlaceRow parse_row(const std::string& line) {
  const std::vector<std::string> columns = split(line, " | ");
  REQUIRE(columns.size() >= 3);
  PlaceRow row;
  row.where = trimmed(columns[0]);
  row.is_root = row.where.rfind("root", 0) == 0;
  row.is_valid = row.where.find("broken") == std::string::npos;
  std::string body;
  for (std::string& each : split(columns[1], "⏎")) {
    each = replaced(replaced(std::move(each), "→", "\t"), "·", " ");
    while (each.size() > 1 && each.back() == ' ' && columns[1].find("·") == std::string::npos) each.pop_back();
    body += (each.starts_with('^') ? each.substr(1) : "  " + each) + "\n";
  }
  row.text = "\"\"\"\ninfra:\n" + body + "\"\"\"\n";
  for (const std::string& label : split(columns[2], ", ")) row.first.push_back(trimmed(label));
  if (!row.first.empty() && row.first.back() == "only") {
    row.is_all = true;
    row.first.pop_back();
  }
  if (columns.size() > 3) {
    for (const std::string& label : split(columns[3], ", ")) row.forbidden.push_back(trimmed(label));
  }
  return row;
}

std::vector<PlaceRow> places() {
  std::ifstream file(std::string(PAAS_SOURCE_DIR) + "/tests/unit/completion_places.txt");
  std::vector<PlaceRow> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') rows.push_back(parse_row(line));
  }
  return rows;
}

/// An app that has a table, a queue and an API, with the file of a row in it.
struct Scene {
  std::shared_ptr<const File> file;
  std::shared_ptr<const App> app;
  std::uint32_t offset = 0;
};

Scene scene(const PlaceRow& row, std::string text) {
  Scene scene;
  const std::size_t cursor = text.find(cursor_mark);
  REQUIRE(cursor != std::string::npos);
  text.erase(cursor, cursor_mark.size());
  scene.offset = static_cast<std::uint32_t>(cursor);
  Grouping grouping;
  const auto root = [&](std::string root_text) {
    return analyze("/w/shop/__init__.py", FileKind::root, std::move(root_text));
  };
  scene.file = row.is_root ? root(text) : analyze("/w/shop/orders/index.py", FileKind::handler, text);
  grouping.sources.push_back({scene.file, true});
  if (!row.is_root)
    grouping.sources.push_back({root("\"\"\"\ninfra:\n  api: {}\n  queue: {}\n  table: {}\n\"\"\"\n"), true});
  grouping.environments.push_back(analyze_environment(
      "/w/setenv.sh", "export NUMPY_LAYER_ARN=arn:n\nexport PILLOW_LAYER_ARN=arn:p\nexport STRIPE_PLAN=basic\n"));
  for (const auto& app : group(std::move(grouping))) {
    if (app->root() == scene.file.get() || app->handler_of(*scene.file) != nullptr) scene.app = app;
  }
  // A file without a fragment is in no app yet.
  if (scene.app == nullptr) {
    scene.app =
        std::make_shared<const App>("/w/shop", Generation::newest(), nullptr, std::vector<Handler>(),
                                    std::vector<std::shared_ptr<const File>>(), std::make_shared<const Settings>());
  }
  return scene;
}

std::string applied(const Scene& scene, const query::Completion& completion, const query::Item& item,
                    const std::string& insert) {
  std::string text = scene.file->text;
  const std::uint32_t begin = item.erase.size() > 0 ? item.erase.begin : completion.replace.begin;
  if (item.erase.size() > 0) REQUIRE(item.erase.end <= completion.replace.begin);
  text += item.below;
  return text.replace(begin, completion.replace.end - begin, insert);
}

// What an editor shows right after it inserted a snippet (LSP 3.17, snippet syntax).
std::string expanded(const std::string& snippet) {
  std::string text;
  for (std::size_t i = 0; i < snippet.size(); ++i) {
    const char c = snippet[i];
    if (c == '\\') {
      text += snippet[++i];
    } else if (c == '$' && snippet[i + 1] != '{') {
      ++i;
    } else if (c == '$') {
      const std::size_t mark = snippet.find_first_of(":|", i);
      const bool is_choice = snippet[mark] == '|';
      for (i = mark + 1; snippet[i] != '}' && !(is_choice && (snippet[i] == ',' || snippet[i] == '|')); ++i) {
        if (snippet[i] == '\\') ++i;
        text += snippet[i];
      }
      if (is_choice) i = snippet.find("|}", i) + 1;
    } else {
      text += c;
    }
  }
  return text;
}

std::size_t mistakes(const File& file) {
  return static_cast<std::size_t>(
      std::count_if(file.problems.begin(), file.problems.end(),
                    [](const schema::Problem& problem) { return problem.kind != schema::ProblemKind::missing_keys; }));
}

std::string said(const File& file) {
  std::string all;
  for (const auto& problem : file.document.problems()) all += problem.message + "; ";
  for (const auto& problem : file.problems) all += problem.message + "; ";
  return all;
}

void check_item(const PlaceRow& row, const Scene& scene, const query::Completion& completion, const query::Item& item) {
  const auto read = [&](const std::string& text) { return analyze(scene.file->path, scene.file->kind, text); };
  const std::string text = applied(scene, completion, item, item.text);
  CAPTURE(item.label, text);
  const auto file = read(text);
  CAPTURE(said(*file));
  CHECK(text.find('\t') == std::string::npos);
  CHECK(file->fragment.found);
  CHECK(file->infra != yaml::no_node);
  CHECK(file->document.problems().size() <= (row.is_valid ? 0 : scene.file->document.problems().size()));
  if (row.is_valid) CHECK(mistakes(*file) == 0);
  if (item.snippet.empty()) return;
  const std::string snippet = applied(scene, completion, item, expanded(item.snippet));
  CAPTURE(snippet);
  CHECK(read(snippet)->document.problems().size() <= (row.is_valid ? 0 : scene.file->document.problems().size()));
}

void check_place(const PlaceRow& row, const std::string& text) {
  CAPTURE(row.where, text);
  const Scene here = scene(row, text);
  const query::Completion completion = query::complete(*here.app, *here.file, here.offset);
  std::vector<std::string> labels;
  for (const query::Item& item : completion.items) labels.push_back(item.label);
  std::string all;
  for (const std::string& label : labels) all += label + ", ";
  CAPTURE(all);
  if (row.first == std::vector<std::string>{"nothing"}) {
    CHECK(labels.empty());
    return;
  }
  CHECK(completion.replace.begin <= here.offset);
  CHECK(here.offset <= completion.replace.end);
  if (row.is_all) CHECK(labels.size() == row.first.size());
  for (std::size_t i = 0; i < row.first.size(); ++i) CHECK((i < labels.size() ? labels[i] : "nothing") == row.first[i]);
  for (const std::string& label : row.forbidden) CHECK(std::find(labels.begin(), labels.end(), label) == labels.end());
  constexpr std::size_t many = 40;  // services and actions are all alike
  for (std::size_t i = 0; i < std::min(many, completion.items.size()); ++i)
    check_item(row, here, completion, completion.items[i]);
}

}  // namespace

TEST_CASE("what is offered at every place, and what it leaves") {
  const std::vector<PlaceRow> rows = places();
  REQUIRE(rows.size() >= 150);
  for (const PlaceRow& row : rows) check_place(row, row.text);
}

TEST_CASE("the same is offered where code stands below, and where the quotes are not closed") {
  for (const PlaceRow& row : places()) {
    const std::string code =
        "import os\n\n\ndef handler(event, context=None):\n    \"\"\"Do it.\"\"\"\n    return {}\n";
    check_place(row, row.text + code);
    PlaceRow open = row;
    open.is_valid = false;
    open.text = row.text.substr(0, row.text.size() - 4);
    const Scene here = scene(open, open.text);
    const Scene closed = scene(row, row.text);
    const auto labels = [](const Scene& each) {
      std::string all;
      for (const query::Item& item : query::complete(*each.app, *each.file, each.offset).items)
        all += item.label + "\n";
      return all;
    };
    CAPTURE(row.where, open.text);
    CHECK(labels(here) == labels(closed));
    const Scene above_code = scene(open, open.text + code);
    CHECK(labels(above_code) == labels(closed));
  }
}

TEST_CASE("the same is offered with the line endings of Windows") {
  for (const PlaceRow& row : places()) {
    const Scene here = scene(row, replaced(row.text, "\n", "\r\n"));
    const Scene there = scene(row, row.text);
    const auto first = query::complete(*here.app, *here.file, here.offset);
    const auto second = query::complete(*there.app, *there.file, there.offset);
    CAPTURE(row.where, row.text);
    CHECK(first.items.size() == second.items.size());
    for (std::size_t i = 0; i < std::min(first.items.size(), second.items.size()) && i < first.items.size(); ++i)
      CHECK(first.items[i].label == second.items[i].label);
  }
}

TEST_CASE("permissions that the code needs come first, then those of the app, then examples") {
  const auto offered = [](const std::string& list, const std::string& code) {
    PlaceRow row;
    const std::string others =
        "\"\"\"\ninfra:\n  type: worker\n  permissions:\n  - dynamodb:Scan\n  - s3:GetObject\n\"\"\"\n";
    const Scene here = scene(row, "\"\"\"\ninfra:\n  type: worker\n  permissions:\n" + list + "\"\"\"\n" + code);
    Grouping grouping;
    grouping.sources.push_back({here.file, true});
    grouping.sources.push_back({analyze("/w/shop/refunds/index.py", FileKind::handler, others), true});
    grouping.sources.push_back({analyze("/w/shop/__init__.py", FileKind::root, "\"\"\"\ninfra: {}\n\"\"\"\n"), true});
    const auto apps = group(std::move(grouping));
    REQUIRE(apps.size() == 1);
    std::vector<std::string> found;
    for (const query::Item& item : query::complete(*apps.front(), *here.file, here.offset).items)
      found.push_back(item.label + (item.detail.empty() ? "" : " (" + item.detail + ")"));
    REQUIRE(found.size() > 3);
    return found;
  };
  const std::string code =
      "import boto3\n\ntable = boto3.resource(\"dynamodb\").Table(\"a\")\ns3 = boto3.client(\"s3\")\n\n"
      "def handler(event, context=None):\n    table.put_item(Item=table.get_item(Key={})[\"Item\"])\n"
      "    s3.list_objects_v2(Bucket=\"a\")\n";
  const auto first = offered("  - §\n  - dynamodb:GetItem\n", code);
  CHECK(first[0] == "dynamodb:PutItem (the code needs it)");
  CHECK(first[1] == "s3:ListBucket (the code needs it)");
  CHECK(first[2] == "dynamodb");
  CHECK(offered("  - §\n  - dynamodb:*\n", code)[0] == "s3:ListBucket (the code needs it)");
  CHECK(offered("  - §\n  - dynamodb:*\n  - s3:List*\n", code)[0] == "dynamodb");
  const std::string of_bucket = "  - §\n  event: {type: bucket, pattern: {detail: {object: {key: [{prefix: a/}]}}}}\n";
  CHECK(offered(of_bucket, "")[0] == "s3");  // the service whose events start the handler
  const auto second = offered("  - dynamodb:§\n", code);
  CHECK(second[0] == "GetItem (Read, the code needs it)");
  CHECK(second[1] == "PutItem (Write, the code needs it)");
  CHECK(second[2] == "Scan (Read, used in this app)");
  CHECK(offered("  - dynamodb:§\n  - dynamodb:Scan\n", "")[0].starts_with("GetItem"));
  const auto typed = offered("  - dynamodb:Put§\n", code);
  CHECK(typed[0] == "GetItem (Read, the code needs it)");
}
