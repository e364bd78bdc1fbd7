// What a check is compared with: reading the same files, or parsing all of them with the Python grammar.
// paas-bench-yardstick read|parse FOLDER   (`parse` prints the seconds that parsing took, from memory, on one thread)
#include <dirent.h>
#include <fcntl.h>
#include <tree_sitter/api.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

extern "C" const TSLanguage* tree_sitter_python();

namespace {

constexpr int max_depth = 16;

/// Reads every `index.py` and `__init__.py` with no more system calls than it takes.
class Reader {
 public:
  explicit Reader(bool keep) : keep_(keep), buffer_(1 << 20, '\0') {}

  /// Takes `folder` over and closes it.
  void walk(int folder, int depth) {
    DIR* stream = folder < 0 || depth > max_depth ? nullptr : fdopendir(folder);
    if (stream == nullptr) {
      if (folder >= 0) close(folder);
      return;
    }
    while (const dirent* entry = readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (entry->d_type == DT_DIR && name != "." && name != "..") {
        walk(openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), depth + 1);
      } else if (name == "index.py" || name == "__init__.py") {
        read_file(folder, entry->d_name);
      }
    }
    closedir(stream);
  }

  std::size_t files() const { return files_; }
  std::size_t bytes() const { return bytes_; }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  void read_file(int folder, const char* name) {
    const int file = openat(folder, name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    // The files are far smaller than the buffer: one call gets all.
    const ssize_t size = read(file, buffer_.data(), buffer_.size());
    close(file);
    if (size < 0) return;
    ++files_;
    bytes_ += static_cast<std::size_t>(size);
    if (keep_) texts_.emplace_back(buffer_.data(), static_cast<std::size_t>(size));
  }

  bool keep_;
  std::string buffer_;
  std::size_t files_ = 0;
  std::size_t bytes_ = 0;
  std::vector<std::string> texts_;
};

double parse_seconds(const std::vector<std::string>& texts) {
  TSParser* parser = ts_parser_new();
  ts_parser_set_language(parser, tree_sitter_python());
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& text : texts) {
    TSTree* tree = ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
    ts_tree_delete(tree);
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  ts_parser_delete(parser);
  return elapsed.count();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc == 3 ? argv[1] : "";
  if (mode != "read" && mode != "parse") {
    std::fputs("usage: paas-bench-yardstick read|parse FOLDER\n", stderr);
    return 2;
  }
  Reader reader(mode == "parse");
  reader.walk(open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0);
  if (reader.files() == 0) {
    std::fprintf(stderr, "no handlers below %s\n", argv[2]);
    return 1;
  }
  if (mode == "parse") std::printf("%.6f\n", parse_seconds(reader.texts()));
  std::fprintf(stderr, "%zu files, %zu bytes\n", reader.files(), reader.bytes());
}
