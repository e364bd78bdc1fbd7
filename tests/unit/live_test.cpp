// Previews that follow what is typed: the edits of their lines, what stays while something is broken, and that after
// any edits they show what a new preview shows.
#include <algorithm>
#include <random>

#include "catch.h"
#include "core/template/live_places.h"
#include "core/template/outline.h"
#include "core/workspace/workspace.h"

using namespace paas;
using namespace paas::cloudformation;

namespace {

std::string fragment(const std::string& body, const std::string& code = {}) {
  return "\"\"\"\ninfra:\n" + body + "\"\"\"\n" + code;
}

std::string worker(const std::string& more = {}) {
  return fragment(
      "  type: worker\n  event:\n    type: table\n    pattern:\n      detail:\n        eventName: [INSERT]\n" + more);
}

std::string timer(const std::string& rate = "1 hour") {
  return fragment("  type: timer\n  event:\n    rate: " + rate + "\n");
}

std::string endpoint(const std::string& path, const std::string& auth = "public") {
  return fragment("  type: endpoint\n  method: GET\n  path: " + path + "\n  auth: " + auth + "\n  parameters: []\n");
}

// Kept up to date file by file, as a server does.
class Files {
 public:
  Files() { workspace_.walk.settings["/ws"] = std::make_shared<const Settings>(); }

  void set(const std::string& name, const std::string& text) {
    const std::string path = "/ws/" + name;
    if (name.ends_with(".sh")) return workspace_.replace(analyze_environment(path, text));
    const FileKind kind = name.ends_with("__init__.py") ? FileKind::root : FileKind::handler;
    workspace_.replace(analyze(path, kind, text));
  }
  void remove(const std::string& name) { workspace_.remove("/ws/" + name); }
  bool has_app() const { return workspace_.apps.size() == 1; }
  std::shared_ptr<const App> app() const {
    REQUIRE(has_app());
    return workspace_.apps.front();
  }

 private:
  Workspace workspace_;
};

Files shop() {
  Files files;
  files.set("setenv.sh", "export ARTIFACTS_BUCKET=artifacts\nexport ARTIFACTS_KEY=key\n");
  files.set("shop/__init__.py", fragment("  api: {}\n  table: {}\n"));
  files.set("shop/bills/index.py", timer());
  files.set("shop/orders/index.py", worker());
  files.set("shop/users/index.py", endpoint("users"));
  return files;
}

// A preview, and the text that someone has who got its edits.
class Follower {
 public:
  explicit Follower(const App& app, Format format = Format::yaml, const std::string& handler = {})
      : recipes_(*recipes_of(app.generation(), Mode::meant)), handler_(handler), preview_(recipes_, format, handler) {}

  std::vector<LineEdit> follow(const Files& files) {
    std::vector<LineEdit> edits = preview_.update(files.app());
    text_ = with_edits(text_, edits);
    REQUIRE(text_ == preview_.text());
    return edits;
  }

  std::string fresh(const Files& files) const {
    LivePreview fresh(recipes_, preview_.format(), handler_);
    fresh.update(files.app());
    return fresh.text();
  }

  const LivePreview& preview() const { return preview_; }
  const std::string& text() const { return text_; }
  bool shows(std::string_view part) const { return text_.find(part) != std::string::npos; }
  std::string stale() const { return preview_.stale() ? preview_.stale()->reason : std::string(); }

 private:
  const Recipes& recipes_;
  std::string handler_;
  LivePreview preview_;
  std::string text_;
};

}  // namespace

TEST_CASE("an edit of a value is an edit of its line") {
  Files files = shop();
  Follower follower(*files.app());
  follower.follow(files);
  CHECK(follower.shows("\n  BillsRule:\n"));
  const auto line_of = [&](std::string_view part) {
    return std::ranges::count(follower.text().substr(0, follower.text().find(part)), '\n');
  };
  const auto line = static_cast<std::uint32_t>(line_of("      ScheduleExpression: "));
  files.set("shop/bills/index.py", timer("6 hours"));
  const auto edits = follower.follow(files);
  REQUIRE(edits.size() == 2);  // the first: how many bytes it is
  CHECK(edits[0].begin == 1);
  CHECK(edits[0].end == 2);
  CHECK(edits[1] == LineEdit{line, line + 1, "      ScheduleExpression: rate(6 hours)\n"});
  CHECK(follower.follow(files).empty());
}

TEST_CASE("code without influence on the template edits nothing") {
  Files files = shop();
  Follower follower(*files.app());
  follower.follow(files);
  files.set("shop/bills/index.py", timer() + "\nprint('hello')\n");
  CHECK(follower.follow(files).empty());
}

TEST_CASE("what is made once comes with the first that asks, and goes with the last") {
  Files files = shop();
  Follower follower(*files.app());
  follower.follow(files);
  CHECK(!follower.shows("AppUserPool"));
  files.set("shop/users/index.py", endpoint("users", "private"));
  follower.follow(files);
  CHECK(follower.shows("\n  AppUserPool:\n"));
  files.set("shop/friends/index.py", endpoint("friends", "private"));
  follower.follow(files);
  files.remove("shop/users/index.py");
  follower.follow(files);
  CHECK(follower.shows("\n  AppUserPool:\n"));
  CHECK(follower.text() == follower.fresh(files));
  files.remove("shop/friends/index.py");
  follower.follow(files);
  CHECK(!follower.shows("AppUserPool"));
  CHECK(follower.text() == follower.fresh(files));
}

TEST_CASE("parameters come with the first reference, get values, and go with the last reference") {
  Files files = shop();
  Follower follower(*files.app());
  follower.follow(files);
  CHECK(!follower.shows("NumpyLayerArn"));
  files.set("shop/bills/index.py", worker("  layers: [numpy]\n"));
  files.set("shop/orders/index.py", worker("  layers: [numpy]\n"));
  follower.follow(files);
  CHECK(follower.shows("\n  NumpyLayerArn:\n    Type: String\n  "));
  files.set("setenv.sh", "export NUMPY_LAYER_ARN=arn:1\n");
  follower.follow(files);
  CHECK(follower.shows("\n  NumpyLayerArn:\n    Type: String\n    Default: "));
  files.set("shop/orders/index.py", worker());
  follower.follow(files);
  CHECK(follower.shows("\n  NumpyLayerArn:\n"));
  files.set("shop/bills/index.py", worker());
  follower.follow(files);
  CHECK(!follower.shows("NumpyLayerArn"));
  CHECK(follower.text() == follower.fresh(files));
}

TEST_CASE("a resource that comes answers a reference that was a parameter") {
  Files files = shop();
  files.set("shop/bills/index.py", timer() + "import os\nos.environ['TASKS_TOPIC']\n");
  Follower follower(*files.app());
  follower.follow(files);
  CHECK(follower.shows("\n  TasksTopic:\n    Type: String\n"));
  files.set("shop/tasks/index.py", fragment("  type: worker\n"));
  follower.follow(files);
  CHECK(!follower.shows("\n  TasksTopic:\n    Type: String\n"));
  CHECK(follower.shows("\n  TasksTopic:\n    Type: AWS::SNS::Topic\n"));
  CHECK(follower.text() == follower.fresh(files));
}

TEST_CASE("while a handler is broken, what it made stays, with what it had others make") {
  Files files = shop();
  files.set("shop/users/index.py", endpoint("users", "private"));
  Follower follower(*files.app());
  follower.follow(files);
  const std::string before = follower.text().substr(follower.text().find("Parameters:"));
  const auto is_as_before = [&] { return follower.text().ends_with(before); };
  files.set("shop/users/index.py", fragment("  type: endpoint\n  method: GET\n  path: users\n  auth: [\n"));
  follower.follow(files);
  CHECK(is_as_before());
  REQUIRE(follower.preview().stale());
  CHECK(follower.preview().stale()->file->path == "/ws/shop/users/index.py");
  CHECK(follower.shows("\n# as it was before: shop/users/index.py:7:"));
  // Others go on meanwhile.
  files.set("shop/bills/index.py", timer("6 hours"));
  follower.follow(files);
  CHECK(follower.shows("rate(6 hours)"));
  CHECK(follower.shows("AppUserPool"));
  files.set("shop/bills/index.py", timer());
  files.set("shop/users/index.py",
            fragment("  type: endpoint\n  method: GET\n  path: users\n  auht: private\n  parameters: []\n"));
  follower.follow(files);
  CHECK(is_as_before());
  CHECK(follower.stale().find("auht") != std::string::npos);
  files.set("shop/users/index.py", endpoint("users"));
  follower.follow(files);
  CHECK(follower.stale().empty());
  CHECK(follower.text() == follower.fresh(files));
}

TEST_CASE("while the root is broken, or is none for a moment, what it made stays") {
  Files files = shop();
  Follower follower(*files.app());
  follower.follow(files);
  const std::string before = follower.text().substr(follower.text().find("Parameters:"));
  for (const std::string& text :
       {fragment("  api: {}\n  table: [\n"), fragment("  tabel: {}\n"), std::string("\"\"\"\ninf")}) {
    INFO(text);
    files.set("shop/__init__.py", text);
    follower.follow(files);
    CHECK(follower.text().ends_with(before));
    CHECK(!follower.stale().empty());
    // An edit of a handler meanwhile.
    files.set("shop/bills/index.py", timer("2 hours"));
    follower.follow(files);
    CHECK(follower.shows("rate(2 hours)"));
    files.set("shop/bills/index.py", timer());
    follower.follow(files);
    CHECK(follower.text().ends_with(before));
  }
  files.set("shop/__init__.py", fragment("  api: {}\n  table: {}\n"));
  follower.follow(files);
  CHECK(follower.stale().empty());
  CHECK(follower.text() == follower.fresh(files));
}

TEST_CASE("a handler whose event's resource is not there stays as it was") {
  Files files = shop();
  Follower follower(*files.app());
  follower.follow(files);
  files.set("shop/__init__.py", fragment("  api: {}\n"));
  follower.follow(files);
  CHECK(follower.shows("\n  OrdersFunction:\n"));
  CHECK(follower.stale().find("table") != std::string::npos);
  CHECK(follower.preview().stale()->file->path == "/ws/shop/orders/index.py");
  files.set("shop/__init__.py", fragment("  api: {}\n  table: {}\n"));
  follower.follow(files);
  CHECK(follower.stale().empty());
  CHECK(follower.text() == follower.fresh(files));
}

TEST_CASE("what was never good is left out, with a line that says why") {
  Files files = shop();
  files.set("shop/users/index.py", fragment("  type: endpont\n"));
  Follower follower(*files.app());
  follower.follow(files);
  CHECK(!follower.preview().stale());
  CHECK(follower.shows("\n# left out: shop/users/index.py:3:"));
  CHECK(!follower.shows("AppUsersFunction"));
}

TEST_CASE("of handlers with one name the last one is shown") {
  Files files = shop();
  files.set("shop/customers/index.py", endpoint("users"));
  Follower follower(*files.app());
  follower.follow(files);
  CHECK(follower.shows("# left out: shop/customers/index.py:"));
  files.remove("shop/users/index.py");
  follower.follow(files);
  CHECK(!follower.shows("# left out"));
  CHECK(follower.text() == follower.fresh(files));
}

TEST_CASE("the preview of one handler shows its part alone") {
  Files files = shop();
  Follower follower(*files.app(), Format::yaml, "/ws/shop/bills/index.py");
  follower.follow(files);
  CHECK(follower.shows("\n  BillsFunction:\n"));
  CHECK(!follower.shows("OrdersFunction"));
  CHECK(!follower.shows("\n  AlertErrorFunction:\n"));
  CHECK(follower.shows("\n  ArtifactsBucket:\n    Type: String\n    Default: artifacts\n"));
  files.set("shop/orders/index.py", timer());
  CHECK(follower.follow(files).empty());
  files.set("shop/bills/index.py", timer("3 hours"));
  CHECK(follower.follow(files).size() == 2);
  files.remove("shop/bills/index.py");
  follower.follow(files);
  CHECK(follower.shows("\nResources: {}\n"));
}

TEST_CASE("JSON is replaced as a whole, where something changed") {
  Files files = shop();
  Follower follower(*files.app(), Format::json);
  CHECK(follower.follow(files).size() == 1);
  CHECK(follower.follow(files).empty());
  files.set("shop/bills/index.py", timer("3 hours"));
  REQUIRE(follower.follow(files).size() == 1);
  CHECK(follower.shows("rate(3 hours)"));
  CHECK(follower.text() == follower.fresh(files));
}

TEST_CASE("lines are found by their places, and places by their lines") {
  using Section = PreviewLine::Section;
  Files files = shop();
  Follower follower(*files.app());
  follower.follow(files);
  const LivePreview& preview = follower.preview();
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(follower.text(), '\n'));
  std::uint32_t resources = 0;
  std::uint32_t outputs = 0;
  for (std::uint32_t line = 0; line < lines; ++line) {
    const auto found = preview.find_line(line);
    REQUIRE(found);
    if (found->section == Section::resources || found->section == Section::outputs) {
      CHECK(preview.line_of(found->section, found->entry) + found->line == line);
      ++(found->section == Section::resources ? resources : outputs);
    } else if (found->section == Section::parameters) {
      CHECK(found->line < preview.parameter_lines().size());
    }
  }
  CHECK(resources > 100);
  CHECK(outputs > 0);
  CHECK(!preview.find_line(lines));
  CHECK(!preview.find_line(UINT32_MAX));
}

TEST_CASE("after any edits a preview shows what a new one shows") {
  const std::vector<std::string> names{"shop/__init__.py", "setenv.sh",       "shop/a/index.py", "shop/b/index.py",
                                       "shop/c/index.py",  "shop/d/index.py", "shop/e/index.py"};
  const std::vector<std::string> roots{fragment("  api: {}\n"),
                                       fragment("  table: {}\n"),
                                       fragment("  api: {}\n  table:\n    batch-window: 3\n  queue: {}\n"),
                                       fragment("  bucket: {public: true}\n"),
                                       fragment("  api:\n    userpool:\n      identity_providers: [google]\n"),
                                       fragment("  tabel: {}\n"),
                                       fragment("  table: [\n"),
                                       "",
                                       "x = 1\n",
                                       fragment("  {}\n")};
  const std::vector<std::string> environments{"", "export ARTIFACTS_BUCKET=a\n",
                                              "export ARTIFACTS_BUCKET=$X\nexport NUMPY_LAYER_ARN='a\nb'\n"};
  const std::string reads = "import os\nos.environ['C_TOPIC']\nos.environ['APP_QUEUE']\nos.environ['STRIPE_KEY']\n";
  const std::vector<std::string> handlers{
      worker(),
      worker("  layers: [numpy]\n"),
      timer(),
      timer("1 hours"),
      timer() + reads,
      endpoint("x"),
      endpoint("y"),
      endpoint("x", "private"),
      endpoint("y", "private"),
      fragment("  type: worker\n"),
      fragment("  type: worker\n") + reads,
      fragment("  type: wroker\n"),
      fragment("  type: [\n"),
      "",
      "\"\"\"\nnothing\n\"\"\"\n",
      fragment("  type: worker\n  event:\n    type: queue\n    pattern:\n      detail:\n        a: [b]\n")};
  std::mt19937 random(5);
  const auto one_of = [&](const std::vector<std::string>& all) { return all[random() % all.size()]; };
  std::size_t compared = 0;
  for (int round = 0; round < 40; ++round) {
    Files files = shop();
    Follower follower(*files.app());
    Follower json(*files.app(), Format::json);
    Follower handler(*files.app(), Format::yaml, "/ws/shop/c/index.py");
    for (int step = 0; step < 50; ++step) {
      for (std::size_t edits = 1 + random() % 2; edits > 0; --edits) {
        const std::string name = one_of(names);
        if (name.ends_with(".sh"))
          files.set(name, one_of(environments));
        else if (name.ends_with("__init__.py"))
          files.set(name, one_of(roots));
        else if (random() % 5 == 0)
          files.remove(name);
        else
          files.set(name, one_of(handlers));
      }
      if (!files.has_app() || recipes_of(files.app()->generation(), Mode::meant) == nullptr) continue;
      INFO(round << ", step " << step);
      follower.follow(files);
      json.follow(files);
      handler.follow(files);
      if (follower.preview().stale()) continue;
      ++compared;
      REQUIRE(follower.text() == follower.fresh(files));
      REQUIRE(json.text() == json.fresh(files));
      REQUIRE(handler.text() == handler.fresh(files));
      Template whole = make_template(*files.app(), *recipes_of(files.app()->generation(), Mode::meant));
      hide_secrets(whole.parameters);
      REQUIRE(follower.text().ends_with("\n" + to_text(whole, Format::yaml, false)));
      REQUIRE(json.text() == to_text(whole, Format::json, false));
    }
  }
  CHECK(compared > 200);
}

namespace {

// The line of a preview in which a text begins, and its column in it.
std::pair<std::uint32_t, std::uint32_t> position_in(std::string_view text, std::string_view part) {
  const std::size_t at = text.find(part);
  REQUIRE(at != std::string_view::npos);
  const std::string_view before = text.substr(0, at);
  return {static_cast<std::uint32_t>(std::ranges::count(before, '\n')),
          static_cast<std::uint32_t>(at - (before.rfind('\n') + 1))};
}

}  // namespace

TEST_CASE("names in a preview lead to what they name, and other words to their own line") {
  Files files = shop();
  files.set("shop/notify/index.py", fragment("  type: worker\n") + "import os\nos.environ['ORDERS_FUNCTION']\n");
  for (const std::string& handler : {std::string(), std::string("/ws/shop/notify/index.py")}) {
    INFO(handler);
    Follower follower(*files.app(), Format::yaml, handler);
    follower.follow(files);
    const auto source = [&](std::string_view part, std::uint32_t more) {
      const auto [line, column] = position_in(follower.text(), part);
      const auto found = source_of(follower.preview(), line, column + more);
      REQUIRE(found);
      return found->name + " " + found->type + " " + found->file->path;
    };
    // Of another handler; the reason tells what line the function is there for.
    CHECK(source("ORDERS_FUNCTION: !Ref OrdersFunction", 24) ==
          "OrdersFunction AWS::Lambda::Function /ws/shop/orders/index.py");
    CHECK(source("!GetAtt NotifyRole.Arn", 10) == "NotifyRole AWS::IAM::Role /ws/shop/notify/index.py");
    CHECK(source("!GetAtt NotifyRole.Arn", 20) == "NotifyRole AWS::IAM::Role /ws/shop/notify/index.py");
    CHECK(source("- AlertErrorPermission", 5).starts_with("AlertErrorPermission AWS::Lambda::Permission /ws/shop/"));
    CHECK(source("!Ref ArtifactsBucket", 8).starts_with("ArtifactsBucket parameter /ws/shop/"));
    CHECK(source("  NotifyRole:\n", 4) == "NotifyRole AWS::IAM::Role /ws/shop/notify/index.py");
    CHECK(source("PolicyName: !Sub notify-policy", 3) == "NotifyPolicy AWS::IAM::Policy /ws/shop/notify/index.py");
    CHECK(!source_of(follower.preview(), 0, 0));
    CHECK(!source_of(follower.preview(), UINT32_MAX, UINT32_MAX));
  }
}

TEST_CASE("a preview's sections, entries and folds are read from its indentation") {
  const std::string text =
      "# comment\nResources:\n  A:\n    Type: T::A\n    Properties:\n      Text: |\n        x\n\n        y\n  B: "
      "{}\nOutputs:\n  O:\n    Value: 1\n";
  const auto sections = outline(text);
  REQUIRE(sections.size() == 2);
  CHECK(sections[0].name == "Resources");
  CHECK(sections[0].first == 1);
  CHECK(sections[0].last == 9);
  REQUIRE(sections[0].entries.size() == 2);
  CHECK(sections[0].entries[0].name == "A");
  CHECK(sections[0].entries[0].type == "T::A");
  CHECK(sections[0].entries[0].last == 8);
  CHECK(sections[0].entries[1].name == "B");
  CHECK(sections[0].entries[1].type.empty());
  CHECK(folds_of(text) == std::vector<TextFold>{{1, 9}, {2, 8}, {4, 8}, {5, 8}, {10, 12}, {11, 12}});
  CHECK(outline("").empty());
  CHECK(folds_of("  \n\n").empty());
}
