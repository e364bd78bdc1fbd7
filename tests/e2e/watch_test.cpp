// `--watch` with real files: what is printed after which change, and how it ends.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;
namespace fs = std::filesystem;

namespace {

/// A `paas-lsp --watch` in a sandbox, with `--check` unless another command is named, ended when the test ends.
class Watching {
 public:
  explicit Watching(const Sandbox& sandbox, std::vector<std::string> arguments = {}) : out_(sandbox.path(".out")) {
    const bool has_command = !arguments.empty() && (arguments[0] == "--preview" || arguments[0] == "--graph");
    if (!has_command) arguments.insert(arguments.begin(), "--check");
    arguments.insert(arguments.begin(), {"paas-lsp", "--watch"});
    const int output = open(out_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    std::vector<char*> words;
    for (std::string& word : arguments) words.push_back(word.data());
    words.push_back(nullptr);
    child_ = fork();
    if (child_ == 0) {
      dup2(output, STDOUT_FILENO);
      dup2(output, STDERR_FILENO);
      if (chdir(sandbox.directory().c_str()) == 0) execv(PAAS_BINARY, words.data());
      _exit(126);
    }
    close(output);
  }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;
  ~Watching() {
    if (child_ > 0) (void)end(SIGKILL);
  }

  /// What was printed since the last time, as soon as it holds `part`; all of it where that never comes.
  std::string wait_for(const std::string& part) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(15);
    while (true) {
      std::string text = printed();
      const std::size_t at = text.find(part, read_);
      if (at != std::string::npos || std::chrono::steady_clock::now() > end) {
        INFO("waiting for " << part << " in " << text.substr(read_));
        CHECK(at != std::string::npos);
        std::string found = text.substr(read_);
        read_ = text.size();
        return found;
      }
      usleep(5'000);
    }
  }
  /// What comes within a time in which something would come.
  std::string wait_in_vain() {
    usleep(400'000);
    std::string found = printed().substr(read_);
    read_ += found.size();
    return found;
  }
  /// The exit status, or minus the signal that ended it.
  int end(int signal) {
    kill(child_, signal);
    int status = 0;
    waitpid(std::exchange(child_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  std::string printed() const {
    std::ifstream file(out_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string out_;
  pid_t child_ = -1;
  std::size_t read_ = 0;
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

constexpr const char* clean = "No problems in 1 app";

}  // namespace

TEST_CASE("it judges at once, and again after each change, with a line between") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  Watching watching(sandbox);
  const std::string first = watching.wait_for(clean);
  CHECK(first.rfind(clean, 0) == 0);
  sandbox.write("shop/orders/index.py", wrong_worker());
  const std::string second = watching.wait_for("1 error in 1 app");
  CHECK(second.rfind("--- ", 0) == 0);
  CHECK(holds(second, "error[unknown-key]"));
  sandbox.write("shop/orders/index.py", worker());
  CHECK(holds(watching.wait_for(clean), "--- "));
  CHECK(watching.end(SIGINT) == 0);
}

TEST_CASE("the status is that of the last run, however it is asked to end") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", wrong_worker());
  Watching watching(sandbox);
  watching.wait_for("1 error in 1 app");
  CHECK(watching.end(SIGINT) == 1);
  Watching again(sandbox);
  again.wait_for("1 error in 1 app");
  sandbox.write("shop/orders/index.py", worker());
  again.wait_for(clean);
  CHECK(again.end(SIGTERM) == 0);
}

TEST_CASE("what does not matter prints nothing: other files, and a file that is written as it was") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  Watching watching(sandbox);
  watching.wait_for(clean);
  sandbox.write("shop/orders/README.md", "Orders.\n");
  sandbox.write("shop/orders/helper.py", "x = 1\n");
  sandbox.write("shop/orders/index.py", worker());
  CHECK(watching.wait_in_vain().empty());
}

TEST_CASE("editors that replace files, and saves in steps") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  Watching watching(sandbox);
  watching.wait_for(clean);
  // Vim moves the file away and writes a new one.
  fs::rename(sandbox.path("shop/orders/index.py"), sandbox.path("shop/orders/index.py~"));
  sandbox.write("shop/orders/index.py", wrong_worker());
  fs::remove(sandbox.path("shop/orders/index.py~"));
  watching.wait_for("1 error in 1 app");
  // Others write a temporary file and rename it.
  sandbox.write("shop/orders/.index.tmp", worker());
  fs::rename(sandbox.path("shop/orders/.index.tmp"), sandbox.path("shop/orders/index.py"));
  watching.wait_for(clean);
  CHECK(watching.wait_in_vain().empty());
}

TEST_CASE("handlers that come, move and go, and tests beside them") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  Watching watching(sandbox);
  watching.wait_for("(1 handler, 2 files)");
  sandbox.write("shop/tasks/mail/index.py", worker());
  watching.wait_for("1 hint in 1 app (2 handlers, 3 files)");
  sandbox.write("shop/tasks/mail/test.py", "");
  CHECK(holds(watching.wait_for("(2 handlers, 3 files)"), clean));
  fs::remove(sandbox.path("shop/tasks/mail/test.py"));
  watching.wait_for("1 hint in 1 app");
  fs::rename(sandbox.path("shop/tasks"), sandbox.path("shop/jobs"));
  CHECK(holds(watching.wait_for("1 hint in 1 app"), "shop/jobs/mail/index.py"));
  fs::remove_all(sandbox.path("shop/jobs"));
  watching.wait_for("(1 handler, 2 files)");
}

TEST_CASE("a root decides about its handlers; settings and environment about apps") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", worker("import os\nprint(os.environ['APP_TABLE'])\n"));
  Watching watching(sandbox);
  CHECK(holds(watching.wait_for("1 error in 1 app"), "undefined-reference"));
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra: {table: {}}\n\"\"\"\n");
  watching.wait_for(clean);
  sandbox.write("paas.yaml", "severity: {missing-test: off\n");
  CHECK(holds(watching.wait_for("1 error"), "paas.yaml"));
  fs::remove(sandbox.path("paas.yaml"));
  watching.wait_for(clean);
  sandbox.write("setenv.sh", "export ARTIFACTS_BUCKET=a\n");
  CHECK(holds(watching.wait_for("2 errors in 1 app"), "ARTIFACTS_KEY"));
}

TEST_CASE("a branch that is switched: many files at once, and folders") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  sandbox.write("paas.yaml", "severity: {too-many-resources: off}\n");
  for (int i = 0; i < 300; ++i) {
    sandbox.write("shop/a" + std::to_string(i) + "/index.py", worker());
    sandbox.write("shop/a" + std::to_string(i) + "/test.py", "");
  }
  Watching watching(sandbox, {"--quiet"});
  CHECK(watching.wait_in_vain().empty());
  for (int i = 0; i < 300; ++i) sandbox.write("shop/a" + std::to_string(i) + "/index.py", wrong_worker());
  const auto count = [&] {
    const std::string text = watching.printed();
    const std::size_t last = text.rfind("--- ");
    const std::string run = text.substr(last == std::string::npos ? 0 : last);
    return std::count(run.begin(), run.end(), '\n') - 1;
  };
  for (int i = 0; i < 1'000 && count() != 300; ++i) usleep(10'000);
  CHECK(count() == 300);
}

TEST_CASE("the folder may go and come back") {
  const Sandbox sandbox;
  write_app(sandbox, "work/shop");
  Watching watching(sandbox, {"work"});
  watching.wait_for(clean);
  fs::rename(sandbox.path("work"), sandbox.path("away"));
  CHECK(holds(watching.wait_for("paas-lsp: work"), "No such file or directory"));
  fs::rename(sandbox.path("away"), sandbox.path("work"));
  watching.wait_for(clean);
  fs::remove_all(sandbox.path("work"));
  watching.wait_for("paas-lsp: work");
  write_app(sandbox, "work/shop");
  watching.wait_for(clean);
  sandbox.write("work/shop/orders/index.py", wrong_worker());
  watching.wait_for("1 error in 1 app");
}

TEST_CASE("what cannot be told is looked for") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  Watching watching(sandbox, {"--poll"});
  watching.wait_for(clean);
  sandbox.write("shop/orders/index.py", wrong_worker());
  watching.wait_for("1 error in 1 app");
}

TEST_CASE("formats for programs are not mixed with anything") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  Watching watching(sandbox, {"--format", "json"});
  watching.wait_for("\"summary\"");
  CHECK(watching.end(SIGINT) == 0);
}

TEST_CASE("templates and graphs are made anew, too") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  Watching preview(sandbox, {"--preview"});
  Watching graph(sandbox, {"--graph"});
  preview.wait_for("OrdersFunction:");
  graph.wait_for("[\"orders\"]");
  sandbox.write("shop/mail/index.py", worker());
  preview.wait_for("MailFunction:");
  CHECK(holds(graph.wait_for("n1[\"orders\"]"), "n0[\"mail\"]"));
  CHECK(graph.end(SIGINT) == 0);
}

TEST_CASE("what is not possible is said at once") {
  const Sandbox sandbox;
  write_app(sandbox, "shop");
  const auto error_of = [&](std::vector<std::string> arguments) {
    const ProcessResult result = sandbox.run(arguments);
    CHECK(result.status == 2);
    return result.err;
  };
  CHECK(holds(error_of({"--check", "--watch", "nowhere"}), "nowhere: No such file or directory"));
  CHECK(holds(error_of({"--watch"}), "--watch belongs to --check"));
  CHECK(holds(error_of({"--migrate", "--watch"}), "--watch belongs to --check"));
  CHECK(holds(error_of({"--check", "--poll"}), "--poll belongs to --watch"));
  CHECK(holds(error_of({"--check", "--watch", "--fix"}), "--watch and --fix exclude each other"));
  CHECK(holds(error_of({"--check", "--watch", "--stdin-filename", "shop/orders/index.py"}), "--stdin-filename"));
}
