// Values from the environment of the process: they stand in no text, so problems are reported where they are needed.
#include "catch.h"
#include "core/app/group.h"
#include "core/rules/rule.h"

using namespace paas;

namespace {

const std::string website = "\"\"\"\ninfra:\n  bucket:\n    public: true\n\"\"\"\n";

std::vector<Diagnostic> check(const App& app) {
  std::vector<Diagnostic> all = check_file(app, *app.root());
  for (const auto& environment : app.environments()) {
    for (Diagnostic& diagnostic : check_file(app, *environment)) all.push_back(std::move(diagnostic));
  }
  return all;
}

}  // namespace

TEST_CASE("a wrong value of the process is reported once, at the root's place that needs it") {
  char domain[] = "DOMAIN_NAME=shop.example";
  char certificate[] = "DISTRIBUTION_CERTIFICATE_ARN=arn:aws:acm:eu-west-1:000000000000:certificate/a";
  char* process[] = {domain, certificate, nullptr};
  Grouping grouping;
  grouping.sources.push_back({analyze("shop/__init__.py", FileKind::root, website)});
  grouping.environments.push_back(process_environment(process));
  const auto apps = group(std::move(grouping));
  REQUIRE(apps.size() == 1);
  const std::vector<Diagnostic> found = check(*apps.front());
  REQUIRE(found.size() == 2);
  CHECK(found[0].rule->code == "certificate-region");
  CHECK(found[1].rule->code == "domain-name");
  for (const Diagnostic& diagnostic : found) {
    CHECK(diagnostic.file == apps.front()->root());
    CHECK(slice(diagnostic.file->text, diagnostic.range) == "true");
  }
}

TEST_CASE("a file of the app overrides the process") {
  char domain[] = "DOMAIN_NAME=shop.example";
  char* process[] = {domain, nullptr};
  Grouping grouping;
  grouping.sources.push_back({analyze("shop/__init__.py", FileKind::root, website)});
  grouping.sources.push_back(
      {analyze_environment("setenv.sh",
                           "export DOMAIN_NAME=www.shop.example\n"
                           "export DISTRIBUTION_CERTIFICATE_ARN=arn:aws:acm:us-east-1:000000000000:certificate/a\n")});
  grouping.environments.push_back(process_environment(process));
  const auto apps = group(std::move(grouping));
  REQUIRE(apps.size() == 1);
  CHECK(check(*apps.front()).empty());
}
