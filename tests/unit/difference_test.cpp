// What changes from one version of an app to the next, as the templates of both tell it.
#include "core/template/difference.h"

#include <map>

#include "catch.h"
#include "core/app/group.h"

using namespace paas;
using namespace paas::cloudformation;

namespace {

using Files = std::map<std::string, std::string>;

Template template_of(const Files& files) {
  std::vector<Source> sources;
  for (const auto& [path, text] : files) sources.push_back({analyze(path, *kind_of_path(path), text), true});
  const auto apps = group({sources, {}, {}});
  REQUIRE(apps.size() == 1);
  return make_template(*apps.front(), *recipes_of(apps.front()->generation(), Mode::meant));
}

std::string fragment(const std::string& yaml) { return "\"\"\"\ninfra:\n" + yaml + "\"\"\"\n"; }

const Files shop{
    {"shop/__init__.py", fragment("  api: {}\n  table: {indexes: [{name: owner, type: S}]}\n")},
    {"shop/orders/index.py",
     fragment("  {type: endpoint, method: GET, path: orders, auth: private, parameters: []}\n")},
    {"shop/jobs/index.py", fragment("  {type: timer, event: {rate: 1 hour}}\n")},
};

Files with(const std::string& path, const std::string& yaml) {
  Files files = shop;
  files[path] = fragment(yaml);
  return files;
}

std::string summary_of(const Files& before, const Files& after) {
  const Template old = template_of(before);
  const Template now = template_of(after);
  return summary(compare(old, now));
}

}  // namespace

TEST_CASE("an app compared with itself has not changed") {
  CHECK(summary_of(shop, shop) == "no change");
  const Template whole = template_of(shop);
  CHECK(compare(whole, whole).is_empty());
}

TEST_CASE("the user pool goes with the last private endpoint") {
  const Files open =
      with("shop/orders/index.py", "  {type: endpoint, method: GET, path: orders, auth: public, parameters: []}\n");
  const std::string line = summary_of(shop, open);
  CHECK(line.starts_with("removes AppUserPool and AppIdentityPool (data loss), opens AppOrdersRoute to everyone"));
}

TEST_CASE("what is in a file that cannot be read is not said to be removed") {
  Files broken = shop;
  broken["shop/orders/index.py"] = fragment("  {type: endpoint, method: \n");
  const Template before = template_of(shop);
  const Template after = template_of(broken);
  const Difference difference = compare(before, after);
  CHECK(summary(difference) == "no change");
  REQUIRE(difference.not_compared.size() == 1);
  CHECK(difference.not_compared[0]->path == "shop/orders/index.py");
}

TEST_CASE("indexes of a table come and go one at a time") {
  const auto line = [](const std::string& before, const std::string& after) {
    return summary_of(with("shop/__init__.py", "  api: {}\n  table: {indexes: [" + before + "]}\n"),
                      with("shop/__init__.py", "  api: {}\n  table: {indexes: [" + after + "]}\n"));
  };
  CHECK(line("{name: a, type: S}", "{name: a, type: S}, {name: b, type: S}") == "changes AppTable");
  CHECK(line("{name: a, type: S}, {name: b, type: S}", "{name: b, type: S}, {name: a, type: S}") == "no change");
  CHECK(line("", "{name: a, type: S}, {name: b, type: S}") == "CloudFormation refuses AppTable");
  CHECK(line("{name: a, type: S}", "{name: b, type: S}") == "CloudFormation refuses AppTable");
}

TEST_CASE("a function that may do more is named") {
  const std::string before = "  {type: timer, event: {rate: 1 hour}, permissions: [\"s3:Get*\", \"sns:Publish\"]}\n";
  const std::string after =
      "  {type: timer, event: {rate: 1 hour}, permissions: [\"s3:GetObject\", \"s3:PutObject\"]}\n";
  const Template old = template_of(with("shop/jobs/index.py", before));
  const Template now = template_of(with("shop/jobs/index.py", after));
  const Difference difference = compare(old, now);
  CHECK(summary(difference) == "widens JobsPolicy");
  REQUIRE(difference.warnings.size() == 1);
  CHECK(difference.warnings[0].message == "now allows `s3:PutObject` on `*`");
  const Origin* origin = difference.warnings[0].origin;
  REQUIRE(origin != nullptr);
  CHECK(slice(origin->file->text, origin->range) == "\"s3:PutObject\"");
  CHECK(summary(compare(now, old)) == "widens JobsPolicy");  // all of `s3:Get*`, and `sns:Publish`
}

TEST_CASE("a part that both sides share is not looked at") {
  const Template whole = template_of(shop);
  const Template other = template_of(with("shop/jobs/index.py", "  {type: timer, event: {rate: 2 hours}}\n"));
  Side before = side_of(whole);
  Side after = side_of(whole);
  CHECK(compare(before, after).is_empty());
  const auto jobs = [](const FilePart* part) {
    return part->file != nullptr && part->file->path.find("jobs") != std::string::npos;
  };
  for (const FilePart& part : other.parts) {
    if (jobs(&part)) *std::ranges::find_if(after.parts, jobs) = &part;
  }
  const Difference difference = compare(before, after);
  REQUIRE(difference.resources.size() == 1);
  REQUIRE(difference.resources[0].properties.size() == 1);
  const PropertyChange& rate = difference.resources[0].properties[0];
  CHECK(rate.path == "ScheduleExpression");
  CHECK(rate.before->text == "rate(1 hour)");
  CHECK(rate.after->text == "rate(2 hours)");
  REQUIRE(rate.origin != nullptr);
  CHECK(slice(rate.origin->file->text, rate.origin->range) == "2 hours");
  CHECK(difference.resources[0].id == "JobsRule");
  CHECK(summary(difference) == "changes JobsRule");
}
