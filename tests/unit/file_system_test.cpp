// Files in memory, alone and before those of the disk, are what the disk would have.
#include "core/files/file_system.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "catch.h"

using namespace paas::files;
namespace fs = std::filesystem;

namespace {

using Texts = std::map<std::string, std::string>;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "paas-file-system-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = fs::canonical(name).string();
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const Texts& texts) const {
    for (const auto& [file, text] : texts) {
      fs::create_directories(fs::path(file).parent_path());
      std::ofstream(file, std::ios::binary) << text;
    }
  }

  std::string path;
};

std::string names_in(const FileSystem& files, const std::string& folder) {
  auto entries = files.list(folder);
  if (!entries) return entries.error();
  std::ranges::sort(*entries, {}, &Entry::name);
  std::string text;
  for (const auto& [name, kind] : *entries) text += name + (kind == Kind::folder ? "/ " : " ");
  return text;
}

std::string text_of(const FileSystem& files, const std::string& path) {
  const auto text = files.read(path, 8, true);
  return text ? "text " + *text : "error " + text.error();
}

/// Files with short names, so that many of them share folders.
Texts some_texts(const std::string& folder, std::mt19937& random) {
  Texts texts;
  for (std::size_t i = random() % 8; i-- > 0;) {
    std::string path = folder;
    for (std::size_t depth = random() % 3; depth-- > 0;) path += std::string("/") + "ab.-"[random() % 4] + "d";
    texts[path + "/" + "xyz"[random() % 3] + ".py"] = std::string(random() % 12, 't');
  }
  return texts;
}

void compare(const FileSystem& memory, const FileSystem& same, const std::string& folder, const Texts& texts) {
  std::set<std::string> paths{folder, folder + "/none", folder + "/ad", folder + "/ad/x.py/none"};
  for (const auto& [file, text] : texts) {
    for (fs::path path = file; path.string().size() >= folder.size(); path = path.parent_path())
      paths.insert(path.string());
  }
  for (const std::string& path : paths) {
    CAPTURE(path);
    CHECK(memory.kind(path) == same.kind(path));
    CHECK(memory.target(path) == same.target(path));
    CHECK(memory.exists(path) == same.exists(path));
    CHECK(memory.real_path(path) == same.real_path(path));
    CHECK(memory.refusal(path).has_value() == same.refusal(path).has_value());
    if (same.kind(path) == Kind::folder)
      CHECK(names_in(memory, path) == names_in(same, path));
    else if (path.find(".py/") == std::string::npos)
      CHECK(text_of(memory, path) == text_of(same, path));
  }
}

}  // namespace

TEST_CASE("memory has what the disk has of the same texts") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Folder folder;
    Texts texts = some_texts(folder.path, random);
    texts[folder.path + "/a.py"] = "always";
    folder.write(texts);
    compare(Memory(texts), *disk(), folder.path, texts);
  }
}

TEST_CASE("what is in memory hides what the disk has, and the rest is the disk's") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Folder under;
    const Texts saved = some_texts(under.path, random);
    const Texts typed = some_texts(under.path, random);
    under.write(saved);
    const Overlay overlay(disk(), typed);
    Texts all = typed;
    all.insert(saved.begin(), saved.end());
    // Memory knows no folder without files.
    if (!saved.empty()) compare(overlay, Overlay(std::make_shared<Memory>(saved), typed), under.path, all);
    if (!all.empty()) compare(overlay, Memory(all), under.path, all);
  }
}

TEST_CASE("a link is a link, and what it leads to is its target") {
  const Folder folder;
  folder.write({{folder.path + "/a/x.py", "text"}});
  fs::create_symlink(folder.path + "/a/x.py", folder.path + "/link.py");
  fs::create_directory_symlink(folder.path + "/a", folder.path + "/b");
  fs::create_symlink(folder.path + "/nowhere", folder.path + "/lost.py");
  CHECK(disk()->kind(folder.path + "/link.py") == Kind::link);
  CHECK(disk()->target(folder.path + "/link.py") == Kind::file);
  CHECK(disk()->real_path(folder.path + "/link.py") == folder.path + "/a/x.py");
  CHECK_FALSE(disk()->read(folder.path + "/link.py", 8, false));
  CHECK(disk()->target(folder.path + "/b") == Kind::folder);
  CHECK(disk()->kind(folder.path + "/lost.py") == Kind::link);
  CHECK_FALSE(disk()->exists(folder.path + "/lost.py"));
  const Overlay overlay(disk(), {{folder.path + "/link.py", "typed"}});
  CHECK(overlay.kind(folder.path + "/link.py") == Kind::file);
  CHECK(text_of(overlay, folder.path + "/link.py") == "text typed");
  CHECK(text_of(*disk(), folder.path + "/a") == "error not a regular file");
}
