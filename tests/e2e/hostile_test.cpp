// Hostile files: bounded time, bounded memory, a word about what is wrong, and every other file is still judged.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <thread>

#include "catch.h"
#include "e2e/generators.h"
#include "e2e/sandbox.h"

using namespace paas::test;
using nlohmann::json;
namespace fs = std::filesystem;
using namespace std::string_literals;

namespace {

using Strings = std::vector<std::string>;

// Machines differ, and sanitizers cost ten times as much.
#ifdef PAAS_SANITIZED
constexpr double tolerance = 40;
#else
constexpr double tolerance = 8;
#endif

const std::string neighbour = "shop/orders/index.py:4 error unknown-key";

bool contains(const Strings& strings, const std::string& string) {
  return std::find(strings.begin(), strings.end(), string) != strings.end();
}

// An app with one error, next to which something hostile is put at `shop/bad`.
void write_neighbours(const Sandbox& sandbox) {
  write_app(sandbox, "shop");
  sandbox.write("shop/orders/index.py", wrong_worker());
  sandbox.write("shop/bad/test.py", "");
}

ProcessResult check(const Sandbox& sandbox, ProcessOptions options = {}) {
  return sandbox.check({"--format", "json"}, std::move(options));
}

// The neighbour's error is there whatever happens in `shop/bad`; returns the codes of that one.
Strings check_beside(const Sandbox& sandbox, ProcessOptions options = {}) {
  const ProcessResult result = check(sandbox, std::move(options));
  CHECK(result.status == 1);
  CHECK(result.milliseconds < 1000 * tolerance);
  CHECK(contains(problems_of(result), neighbour));
  const json report = report_of(result);
  Strings codes;
  for (const json& diagnostic : report["diagnostics"]) {
    if (diagnostic["file"] == "shop/bad/index.py") codes.push_back(diagnostic["code"]);
  }
  return codes;
}

void make_large(const std::string& path, off_t size) {
  const int file = open(path.c_str(), O_CREAT | O_WRONLY, 0644);
  REQUIRE(file >= 0);
  REQUIRE(ftruncate(file, size) == 0);
  close(file);
}

}  // namespace

TEST_CASE("hostile inputs take bounded time and memory, as handler and as root") {
  const std::size_t size = GENERATE(std::size_t{1'000}, std::size_t{100'000}, std::size_t{990'000});
  for (const Hostile& hostile : hostile_files(size)) {
    INFO(hostile.name << ", " << size << " bytes");
    const Sandbox sandbox;
    write_neighbours(sandbox);
    sandbox.write("shop/bad/index.py", hostile.text);
    sandbox.write("other/__init__.py", hostile.text);
    const ProcessResult result = check(sandbox);
    CHECK(result.signal == 0);
    CHECK(result.status == 1);
    CHECK(result.milliseconds < 250 * tolerance);
    CHECK(contains(problems_of(result), neighbour));
    ProcessOptions text;
    text.memory_megabytes = 128;
    CHECK(sandbox.check({}, text).status == 1);
  }
}

TEST_CASE("broken YAML in one file leaves every other problem of the app") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  for (const std::string yaml :
       {"infra: [", "infra:\n\ttype: worker", "infra: {a: b", "infra: 'x", "infra: *a", "infra: a: b: c", "infra: &",
        "infra: @", "infra:\n  type: worker\n oops", "%YAML 9\ninfra: {}", "infra: !!int x"}) {
    INFO(yaml);
    sandbox.write("shop/bad/index.py", "\"\"\"\n" + yaml + "\n\"\"\"\n\ndef handler(e, c):\n  pass\n");
    CHECK(contains(check_beside(sandbox), "yaml-syntax"));
  }
}

TEST_CASE("broken YAML in the root leaves every problem of its handlers") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  sandbox.write("shop/bad/index.py", worker("\nimport os\nx = os.environ[\"APP_TABLE\"]\n"));
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra:\n  table: {\n\"\"\"\n");
  CHECK(check_beside(sandbox).empty());  // the broken root may well declare a table
  CHECK(codes_of(check(sandbox)) == Strings{"yaml-syntax", "unknown-key"});
}

TEST_CASE("encodings") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  const auto codes = [&](const std::string& text) {
    sandbox.write("shop/bad/index.py", text);
    return check_beside(sandbox);
  };
  CHECK(codes("\"\"\"\ninfra:\n  type: worker  # \xFF\n\"\"\"\ndef handler(e, c): pass\n") ==
        Strings{"unreadable-file"});
  CHECK(codes("\x7F"
              "ELF\x02\x01\x01\x80\x81") == Strings{"unreadable-file"});
  CHECK(codes("\xEF\xBB\xBF" + worker()) == Strings{"unseen-docstring"});
  CHECK(contains(codes("\"\"\"\ninfra:\n  type: wor\0ker\n\"\"\"\ndef handler(e, c): pass\n"s), "yaml-syntax"));
  CHECK(codes("") == Strings{"missing-fragment"});
  std::string windows;
  for (const char c : worker()) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(codes(windows).empty());
  std::string old = worker();
  std::replace(old.begin(), old.end(), '\n', '\r');
  CHECK(codes(old).empty());
}

TEST_CASE("files that are too large are named and not read") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  for (const off_t size : {off_t{1'000'001}, off_t{100} << 20, off_t{4} << 30}) {
    make_large(sandbox.path("shop/bad/index.py"), size);
    ProcessOptions options;
    options.memory_megabytes = 64;
    CHECK(check_beside(sandbox, options) == Strings{"unreadable-file"});
  }
  std::string largest = worker();
  largest += std::string(1'000'000 - largest.size(), '\n');
  sandbox.write("shop/bad/index.py", largest);
  CHECK(check_beside(sandbox).empty());
}

TEST_CASE("what is no regular file is named and not opened for long") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  const std::string bad = sandbox.path("shop/bad/index.py");
  REQUIRE(mkfifo(bad.c_str(), 0644) == 0);
  CHECK(check_beside(sandbox) == Strings{"unreadable-file"});
  fs::remove(bad);
  const int socket_file = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(bad.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, bad.c_str(), bad.size());
  REQUIRE(bind(socket_file, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  CHECK(check_beside(sandbox) == Strings{"unreadable-file"});
  close(socket_file);
  fs::remove(bad);
  fs::create_symlink("/dev/zero", bad);
  CHECK(check_beside(sandbox) == Strings{"unreadable-file"});
  fs::remove(bad);
  fs::create_symlink("nowhere", bad);
  CHECK(check_beside(sandbox) == Strings{"unreadable-file"});
  fs::remove(bad);
  sandbox.make_folder("shop/bad/index.py");
  CHECK(check_beside(sandbox).empty());
}

TEST_CASE("files and folders without permission are named, and the rest is judged") {
  if (getuid() != 0) WARN("needs root to become somebody else; the program runs as this user");
  const Sandbox sandbox;
  write_neighbours(sandbox);
  ProcessOptions options;
  options.as_nobody = getuid() == 0;
  sandbox.write("shop/bad/index.py", worker());
  fs::permissions(sandbox.path("shop/bad/index.py"), fs::perms(0));
  CHECK(check_beside(sandbox, options) == Strings{"unreadable-file"});
  const ProcessResult named = sandbox.check({"shop/bad/index.py"}, options);
  CHECK(named.status == 2);
  CHECK(named.err.find("shop/bad/index.py: Permission denied") != std::string::npos);
  fs::permissions(sandbox.path("shop/bad"), fs::perms(0));
  const ProcessResult result = check(sandbox, options);
  CHECK(result.status == 1);
  CHECK(problems_of(result) == Strings{"shop/bad:1 error unreadable-file", neighbour});
  fs::permissions(sandbox.path("shop/bad"), fs::perms(0755));
}

TEST_CASE("a file that comes and goes while it is read") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      sandbox.write("shop/bad/index.py", i % 2 == 0 ? worker() : std::string(900'000, ' '));
      fs::remove(sandbox.path("shop/bad/index.py"));
    }
  });
  for (int i = 0; i < 40; ++i) {
    const ProcessResult result = check(sandbox);
    CHECK(result.status == 1);
    CHECK(contains(problems_of(result), neighbour));
  }
  stop = true;
  writer.join();
}

TEST_CASE("a path longer than the system takes") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  const int start = open(".", O_DIRECTORY | O_CLOEXEC);
  REQUIRE(chdir(sandbox.path("shop").c_str()) == 0);
  const std::string part(200, 'd');
  for (int depth = 0; depth < 25; ++depth) {
    REQUIRE(mkdir(part.c_str(), 0755) == 0);
    REQUIRE(chdir(part.c_str()) == 0);
  }
  REQUIRE(fchdir(start) == 0);
  close(start);
  const ProcessResult result = check(sandbox);
  CHECK(result.status == 1);
  CHECK(contains(problems_of(result), neighbour));
  CHECK(contains(codes_of(result), "unreadable-file"));
  CHECK(sandbox.check({std::string(5000, 'x')}).status == 2);
  REQUIRE(std::system(("rm -rf '" + sandbox.path("shop/" + part) + "'").c_str()) == 0);
}

TEST_CASE("a folder that is gone") {
  const Sandbox sandbox;
  sandbox.make_folder("gone");
  const int start = open(".", O_DIRECTORY | O_CLOEXEC);
  REQUIRE(chdir(sandbox.path("gone").c_str()) == 0);
  fs::remove(sandbox.path("gone"));
  ProcessOptions options;
  options.directory = ".";
  const ProcessResult result = run({"--check"}, options);
  REQUIRE(fchdir(start) == 0);
  close(start);
  CHECK(result.status == 2);
  CHECK(result.out.empty());
  CHECK(result.err == "paas-lsp: `.`: No such file or directory\n");
}

TEST_CASE("few file descriptors and little memory") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  for (int i = 0; i < 200; ++i) sandbox.write("shop/h" + std::to_string(i) + "/index.py", wrong_worker());
  const std::size_t expected = problems_of(check(sandbox)).size();
  CHECK(expected > 200);
  ProcessOptions few;
  few.file_descriptors = 32;
  CHECK(problems_of(sandbox.check({"--format", "json", "--threads", "8"}, few)).size() == expected);
  for (const std::size_t megabytes : {64, 128}) {
    ProcessOptions little;
    little.memory_megabytes = megabytes;
    CHECK(problems_of(sandbox.check({"--format", "json", "--threads", "2"}, little)).size() == expected);
  }
}

TEST_CASE("memory that runs out within the Python grammar is said too") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  std::string text = worker("");
  while (text.size() < 250'000) text += "x=1\n";
  sandbox.write("shop/large/index.py", text + "'''");
  for (const std::size_t megabytes : {24, 32, 48, 64}) {
    INFO(megabytes << " MB");
    ProcessOptions little;
    little.memory_megabytes = megabytes;
    const ProcessResult result = sandbox.check({"--threads", "1"}, little);
    CHECK(result.signal == 0);
    if (result.status == 2) CHECK(result.err == "paas-lsp: out of memory\n");
  }
}

TEST_CASE("memory that runs out is said, and never a crash") {
  const Sandbox sandbox;
  write_neighbours(sandbox);
  for (int i = 0; i < 100; ++i) {
    sandbox.write("shop/h" + std::to_string(i) + "/index.py", worker(std::string(900'000, '#')));
  }
  for (std::size_t megabytes = 12; megabytes <= 64; megabytes += 4) {
    INFO(megabytes << " MB");
    ProcessOptions little;
    little.memory_megabytes = megabytes;
    const ProcessResult result = sandbox.check({"--threads", "4"}, little);
    CHECK(result.signal == 0);
    if (result.status == 2) CHECK(result.err.starts_with("paas-lsp: out of memory\n"));
  }
}
