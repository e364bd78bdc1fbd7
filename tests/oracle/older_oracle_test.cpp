// Recorded apps of the older generations: our verdict is the deployer's, and refused ones are reported where one would
// mend them, with what was meant.
#include <map>

#include "catch.h"
#include "tests/oracle/records.h"

using namespace paas;
using namespace paas::oracle;

namespace {

struct Refusal {
  Place place;
  std::string word;     // stands in the message: what was meant, or what is in the way
  std::string related;  // stands at the related place; empty where there need be none
};

// Written by hand from reading each app: the line that a person would change.
const std::map<std::string, Refusal> scripts{
    {"x-bad-permission", {{"invalid-value", "hello/a/index.py", 4}, "s3:GetObject", ""}},
    {"x-bad-size", {{"invalid-value", "hello/a/index.py", 3}, "`large`", ""}},
    {"x-bucket-and-website", {{"too-many-of-a-kind", "hello/a/index.py", 8}, "bucket", "A_BUCKET"}},
    {"x-event-no-source-name", {{"missing-key", "hello/a/index.py", 4}, "`name`", ""}},
    {"x-get-without-parameters", {{"missing-key", "hello/a/index.py", 2}, "`parameters`", ""}},
    {"x-index-unknown-table", {{"undefined-reference", "hello/a/index.py", 6}, "table", ""}},
    {"x-parameters-and-schema", {{"invalid-value", "hello/a/index.py", 6}, "GET", ""}},
    {"x-post-without-schema", {{"missing-key", "hello/a/index.py", 2}, "`schema`", ""}},
    {"x-two-apis", {{"too-many-of-a-kind", "hello/b/index.py", 3}, "`public`", "public"}},
    {"x-two-bindings", {{"invalid-value", "hello/a/index.py", 2}, "`queue`", ""}},
    {"x-two-tables", {{"too-many-of-a-kind", "hello/a/index.py", 8}, "`a`", "A_TABLE"}},
    {"x-unknown-api", {{"invalid-value", "hello/a/index.py", 3}, "`public`", ""}},
};

const std::map<std::string, Refusal> metadata{
    {"action-errors", {{"undefined-reference", "metadata.yaml", 3}, "`demo-errors`", ""}},
    {"api-endpoint", {{"undefined-reference", "metadata.yaml", 12}, "`hello-post`", ""}},
    {"api-type", {{"invalid-value", "metadata.yaml", 10}, "`cognito`", ""}},
    {"api-userpool", {{"undefined-reference", "metadata.yaml", 11}, "user pool", ""}},
    {"bad-endpoint-schema", {{"invalid-value", "metadata.yaml", 23}, "`object`", ""}},
    {"endpoint-action", {{"undefined-reference", "metadata.yaml", 15}, "action", ""}},
    {"event-action", {{"undefined-reference", "metadata.yaml", 26}, "`demo-hello`", "demo-hello"}},
    {"event-circular", {{"circular-event", "metadata.yaml", 27}, "demo-hello", ""}},
    {"event-router", {{"undefined-reference", "metadata.yaml", 28}, "router", ""}},
    {"event-source", {{"undefined-reference", "metadata.yaml", 27}, "action", ""}},
    {"queue-action", {{"undefined-reference", "metadata.yaml", 31}, "action", ""}},
    {"table-action", {{"undefined-reference", "metadata.yaml", 36}, "action", ""}},
    {"timer-action", {{"undefined-reference", "metadata.yaml", 41}, "action", ""}},
};

bool points_at(const Diagnostic& diagnostic, const std::string& text) {
  return std::any_of(diagnostic.related.begin(), diagnostic.related.end(),
                     [&](const Related& related) { return slice(related.file->text, related.range) == text; });
}

void compare(const std::map<std::string, std::string>& files, bool accepted, const std::string& name,
             const std::map<std::string, Refusal>& refusals, std::string_view generation) {
  const Checked checked(files);
  REQUIRE(checked.apps.size() == 1);
  CHECK(checked.apps.front()->generation().name() == generation);
  const std::vector<const Diagnostic*> errors = checked.errors();
  if (accepted) {
    for (const Diagnostic* error : errors) FAIL_CHECK(error->rule->code << ": " << error->message);
    return;
  }
  REQUIRE(refusals.contains(name));
  const Refusal& refusal = refusals.at(name);
  for (const Diagnostic* error : errors) {
    UNSCOPED_INFO(error->file->path << ":" << Lines(error->file->text).line_of(error->range.begin) << " "
                                    << error->rule->code << ": " << error->message);
  }
  REQUIRE(errors.size() == 1);  // one mistake, one error
  CHECK(is_at(*errors.front(), refusal.place));
  CHECK(errors.front()->message.find(refusal.word) != std::string::npos);
  if (!refusal.related.empty()) CHECK(points_at(*errors.front(), refusal.related));
}

}  // namespace

TEST_CASE("the verdict on every recorded app of generation 0.7 is the deployer's") {
  const auto records = read_records("handlers-0.7.json");
  if (!records) return;
  CHECK(records->size() == 22);
  for (const auto& [name, record] : records->items()) {
    DYNAMIC_SECTION(name) { compare(record["files"], record["dialect-0.7"]["ok"], name, scripts, "0.7"); }
  }
}

TEST_CASE("the verdict on every recorded metadata file of generation 0.1 is the deployer's") {
  const auto records = read_records("metadata-0.1.json");
  if (!records) return;
  CHECK(records->size() == 14);
  for (const auto& [name, record] : records->items()) {
    DYNAMIC_SECTION(name) {
      compare({{"metadata.yaml", record["metadata.yaml"]}}, record["expected"]["ok"], name, metadata, "metadata-0.1");
    }
  }
}
