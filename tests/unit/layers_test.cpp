// No `#include` runs up the layers, third parties stay behind their files, and files stay small.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "catch.h"

namespace fs = std::filesystem;

namespace {

const fs::path source_dir = PAAS_SOURCE_DIR;

// What each folder may include beside itself.
const std::map<std::string, std::vector<std::string>> below{
    {"core/os", {}},
    {"core/text", {}},
    {"core/files", {"core/os", "core/text"}},
    {"core/names", {"core/text"}},
    {"core/python", {"core/os", "core/text"}},
    {"core/yaml", {"core/os", "core/text"}},
    {"core/schema", {"core/text", "core/yaml", "core/names"}},
    {"core/app",
     {"core/os", "core/text", "core/files", "core/yaml", "core/names", "core/python", "core/schema", "core"}},
    {"core/workspace", {"core/os", "core/text", "core/files", "core/schema", "core/app"}},
    {"core/events", {"core/text", "core/yaml", "core/schema", "core", "core/app"}},
    {"core/aws", {"core/text", "core/python", "core"}},
    {"core/flow", {"core/text", "core/yaml", "core/python", "core/schema", "core", "core/app", "core/aws"}},
    {"core/rules",
     {"core/text", "core/yaml", "core/names", "core/python", "core/schema", "core", "core/app", "core/events",
      "core/aws", "core/flow"}},
    {"core/rules/engine",
     {"core/text", "core/yaml", "core/names", "core/python", "core/schema", "core", "core/app", "core/aws", "core/flow",
      "core/rules"}},
    {"core/query",
     {"core/text", "core/yaml", "core/names", "core/python", "core/schema", "core", "core/app", "core/events",
      "core/aws", "core/flow"}},
    {"core/template", {"core/text", "core/yaml", "core/names", "core/schema", "core", "core/app"}},
    {"core/effect", {"core/text", "core/names", "core/app", "core/rules", "core/query", "core/template"}},
    {"core/migrate", {"core/text", "core/yaml", "core/names", "core/python", "core/schema", "core/app"}},
    {"cli/report", {"core/text", "core/app", "core/rules"}},
    {"cli/draw", {"core/text", "core/app", "core/query", "cli/report"}},
    {"cli",
     {"core/text", "core/files", "core/yaml", "core/names", "core/schema", "core", "core/app", "core/events",
      "core/rules", "core/migrate", "core/query", "core/template", "core/workspace", "cli/report", "cli/draw"}},
    {"lsp/rpc", {"core/os", "core/text"}},
    {"lsp/protocol", {"core/text", "lsp/rpc"}},
    {"lsp/server",
     {"core/os", "core/text", "core/yaml", "core/schema", "core", "core/app", "core/rules", "core/migrate",
      "core/query", "core/template", "core/workspace", "lsp/rpc", "lsp/protocol"}},
    {"lsp/features",
     {"core/text", "core/names", "core/yaml", "core/schema", "core", "core/app", "core/rules", "core/migrate",
      "core/query", "core/template", "core/effect", "core/workspace", "lsp/rpc", "lsp/protocol", "lsp/server"}},
    {"lsp", {"core/os", "cli", "lsp/rpc", "lsp/server"}},
};

// The only files that may name a library.
const std::map<std::string, std::vector<std::string>> behind{
    {"<yaml.h>", {"core/yaml/events.cpp", "core/yaml/events.h", "core/yaml/tokens.cpp"}},
    {"<tree_sitter/", {"core/python/tree.h"}},
    {"<re2/", {"core/schema/pattern.cpp", "core/schema/pattern.h"}},
    {"<CLI/", {"cli/cli.cpp"}},
    {"<dtl/", {"cli/diff.cpp"}},
    {"<thread>", {"core/workspace/parallel.cpp"}},
    {"<pthread.h>", {"core/os/thread.h", "core/python/tree.cpp"}},
    {"<asio", {"lsp/rpc/connection.cpp"}},
    {"<utf8proc.h>", {"cli/report/display.cpp"}},
    {"<regex>", {}},
    {"<yaml-cpp/", {}},
};

struct Source {
  std::string path;  // relative
  std::vector<std::string> lines;
};

std::vector<Source> sources() {
  std::vector<Source> found;
  for (const char* top : {"core", "cli", "lsp"}) {
    for (const auto& entry : fs::recursive_directory_iterator(source_dir / top)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      Source source{fs::relative(entry.path(), source_dir).generic_string(), {}};
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) source.lines.push_back(line);
      found.push_back(std::move(source));
    }
  }
  return found;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

TEST_CASE("includes run down") {
  const std::vector<Source> all = sources();
  REQUIRE(all.size() > 100);
  for (const Source& source : all) {
    const std::string folder = folder_of(source.path);
    if (folder == "core") continue;  // the embedded data
    CAPTURE(source.path);
    REQUIRE(below.contains(folder));
    for (const std::string& line : source.lines) {
      if (line.rfind("#include \"", 0) != 0) continue;
      const std::string target = folder_of(line.substr(10, line.rfind('"') - 10));
      const std::vector<std::string>& allowed = below.at(folder);
      const bool own_engine = folder == "core/rules" && target == "core/rules/engine";
      CAPTURE(line);
      CHECK((target == folder || own_engine || std::find(allowed.begin(), allowed.end(), target) != allowed.end()));
    }
  }
}

TEST_CASE("each library stays behind its file") {
  for (const Source& source : sources()) {
    for (const std::string& line : source.lines) {
      if (line.rfind("#include <", 0) != 0) continue;
      for (const auto& [library, files] : behind) {
        if (line.find(library) == std::string::npos) continue;
        CAPTURE(source.path, line);
        CHECK(std::find(files.begin(), files.end(), source.path) != files.end());
      }
    }
  }
}

TEST_CASE("the keywords of schemas are spelt in one place") {
  for (const Source& source : sources()) {
    if (source.path == "core/schema/keywords.h") continue;
    for (const std::string& line : source.lines) {
      CAPTURE(source.path, line);
      CHECK(line.find("\"x-paas-") == std::string::npos);
    }
  }
}

TEST_CASE("in the core, only core/files asks the disk") {
  const std::vector<std::string_view> words{"<dirent.h>",
                                            "<sys/stat.h>",
                                            "<fcntl.h>",
                                            "<unistd.h>",
                                            "<fstream>",
                                            "<cstdio>",
                                            "stat(",
                                            "realpath(",
                                            "fopen(",
                                            "filesystem::exists",
                                            "filesystem::is_",
                                            "filesystem::status",
                                            "directory_iterator",
                                            "_symlink(",
                                            "canonical("};
  for (const Source& source : sources()) {
    const std::string folder = folder_of(source.path);
    if (folder.rfind("core", 0) != 0 || folder == "core/files" || folder == "core/os") continue;
    for (const std::string& line : source.lines) {
      CAPTURE(source.path, line);
      for (const std::string_view word : words) CHECK(line.find(word) == std::string::npos);
    }
  }
}

TEST_CASE("a file says in its first line what it is for, and is no longer than 500 lines") {
  for (const Source& source : sources()) {
    CAPTURE(source.path);
    REQUIRE_FALSE(source.lines.empty());
    CHECK(source.lines.front().rfind("// ", 0) == 0);
    CHECK(source.lines.size() <= 500);
  }
}

TEST_CASE("standard output and standard error have one door, which cleans what is written to people") {
  const std::vector<std::string> doors{
      "cli/say.cpp",
      "cli/cli.cpp",            // whether what was printed arrived
      "cli/watch.cpp",          // the same
      "lsp/server/server.cpp",  // a text of ours where no memory may be left
  };
  for (const Source& source : sources()) {
    if (source.path.rfind("cli", 0) != 0 && source.path.rfind("lsp", 0) != 0) continue;
    if (std::find(doors.begin(), doors.end(), source.path) != doors.end()) continue;
    for (const std::string& line : source.lines) {
      CAPTURE(source.path, line);
      for (const char* word : {"stderr", "stdout", "std::cerr", "std::cout", "printf(", "perror("})
        CHECK((line.find(word) == std::string::npos || line.find("snprintf(") != std::string::npos));
    }
  }
}
