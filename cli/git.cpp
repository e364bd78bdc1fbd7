// Runs `git rev-parse`, `ls-tree` and `cat-file`.
#include "cli/git.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include "core/app/file.h"
#include "core/app/settings.h"
#include "core/files/descriptor.h"
#include "core/text/path.h"

namespace paas::cli {

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<std::FILE, CloseFile>;

class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }

  // False with `errno`.
  bool connect(int from, int to) {
    errno = posix_spawn_file_actions_adddup2(&actions_, from, to);
    return errno == 0;
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// A repository of a stranger may have files that never end, trees that name each other, or settings that lead to a
// pipe. The largest repositories give an answer at once, and the rest piece by piece.
constexpr std::size_t most_bytes = 100'000'000;
constexpr std::chrono::seconds longest_silence{20};

// The error says which limit was passed.
Result<std::string> read_all(int descriptor) {
  std::string text;
  std::string buffer(std::size_t{1} << 16, '\0');
  while (true) {
    pollfd wait{descriptor, POLLIN, 0};
    const int ready = poll(&wait, 1, static_cast<int>(std::chrono::milliseconds(longest_silence).count()));
    if (ready == 0) return Error{fmt::format("git gave no answer for {} seconds", longest_silence.count())};
    if (ready < 0) continue;
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer, 0, static_cast<std::size_t>(count));
    if (text.size() > most_bytes)
      return Error{fmt::format("the revision has more than {} MB of names and texts", most_bytes / 1'000'000)};
  }
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

// The configuration of a repository is what somebody else may have written. What is set here wins over it.
std::vector<std::string> command_of(const std::string& folder, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"git", "--no-pager"};
  for (const char* setting : {
           "protocol.allow=never", "core.fsmonitor=false", "core.hooksPath=/dev/null",
           "safe.bareRepository=explicit",  // a folder of the work tree that looks like a repository is none
       }) {
    words.insert(words.end(), {"-c", setting});
  }
  words.insert(words.end(), {"-C", folder});
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

// All that git gets to see. Of the caller's: where programs are, and what says whose repositories are trusted. What a
// partial clone does not hold would be fetched; GIT_ALLOW_PROTOCOL is what no configuration can undo.
std::vector<std::string> environment_of_git() {
  std::vector<std::string> variables{"LC_ALL=C", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1",
                                     "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0"};
  for (const char* name : {"PATH", "HOME", "XDG_CONFIG_HOME", "SUDO_UID"}) {
    if (const char* value = std::getenv(name)) variables.push_back(std::string(name) + "=" + value);
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (std::string& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

struct Output {
  int status;
  std::string out;
  std::string err;  // its first line
};

// Input and errors go through files, so that nobody waits for somebody who waits.
Result<Output> run_git(const std::string& folder, const std::vector<std::string>& arguments,
                       std::string_view input = {}) {
  const TemporaryFile in(std::tmpfile());
  const TemporaryFile err(std::tmpfile());
  if (in == nullptr || err == nullptr) return Error{fmt::format("a temporary file: {}", std::strerror(errno))};
  // Of no text there is nothing to point to.
  const bool is_written = input.empty() || std::fwrite(input.data(), 1, input.size(), in.get()) == input.size();
  if (!is_written || std::fflush(in.get()) != 0)
    return Error{fmt::format("a temporary file: {}", std::strerror(errno))};
  std::rewind(in.get());
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Error{fmt::format("a pipe: {}", std::strerror(errno))};
  const files::Descriptor from(ends[0]);
  files::Descriptor to(ends[1]);
  SpawnActions actions;
  const bool is_connected = actions.connect(fileno(in.get()), STDIN_FILENO) &&
                            actions.connect(to.get(), STDOUT_FILENO) &&
                            actions.connect(fileno(err.get()), STDERR_FILENO);
  if (!is_connected) return Error{fmt::format("git: {}", std::strerror(errno))};
  std::vector<std::string> words = command_of(folder, arguments);
  std::vector<std::string> variables = environment_of_git();
  const std::vector<char*> argv = pointers(words);
  const std::vector<char*> environment = pointers(variables);
  pid_t process = 0;
  const int error = posix_spawnp(&process, "git", actions.get(), nullptr, argv.data(), environment.data());
  { const files::Descriptor closed = std::move(to); }
  if (error != 0) return Error{fmt::format("git: {}", std::strerror(error))};
  Result<std::string> out = read_all(from.get());
  if (!out) kill(process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return Error{fmt::format("git: {}", std::strerror(errno))};
  }
  if (!out) return Error{out.error()};
  std::rewind(err.get());
  const Result<std::string> said = read_all(fileno(err.get()));
  return Output{WIFEXITED(status) ? WEXITSTATUS(status) : -1, std::move(*out), said ? first_line(*said) : said.error()};
}

struct Entry {
  bool is_link;
  std::string object;
  std::size_t size;
  std::string path;  // below the top
};

// `100644 blob OBJECT    SIZE\tPATH`; a submodule is no blob.
std::optional<Entry> entry_of(std::string_view line) {
  const std::size_t tab = line.find('\t');
  if (tab == std::string_view::npos) return std::nullopt;
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < tab;) {
    const std::size_t end = std::min(line.find(' ', begin), tab);
    if (end > begin) words.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  constexpr std::size_t fields = 4;
  if (words.size() != fields || words[1] != "blob") return std::nullopt;
  std::size_t size = 0;
  std::from_chars(words[3].data(), words[3].data() + words[3].size(), size);
  return Entry{words[0] == "120000", std::string(words[2]), size, std::string(line.substr(tab + 1))};
}

class Reader {
 public:
  Reader(std::string top, const std::string& path, const std::string& package)
      : top_(std::move(top)), path_(path), package_(package) {}

  Result<std::map<std::string, std::string>> read(const std::string& commit) {
    const Result<Output> listed = run_git(top_, {"ls-tree", "-r", "-l", "-z", "--full-tree", commit});
    if (!listed) return Error{listed.error()};
    if (listed->status != 0) return Error{listed->err};
    for (std::size_t begin = 0; begin < listed->out.size();) {
      const std::size_t end = std::min(listed->out.find('\0', begin), listed->out.size());
      if (auto entry = entry_of(std::string_view(listed->out).substr(begin, end - begin))) {
        std::string path = top_ + "/" + entry->path;
        listed_.emplace(std::move(path), std::move(*entry));
      }
      begin = end + 1;
    }
    if (auto error = read_those([&](const std::string& path) { return takes_part(path); })) return *error;
    // What settings name: environments, and folders of schemas.
    std::set<std::string, std::less<>> named;
    for (const auto& [path, text] : texts_) {
      if (!path.ends_with("/paas.yaml")) continue;
      const Settings settings = parse_settings(path, text);
      named.insert(settings.schemas_folder());
      for (const std::string& name : settings.environment) named.insert(settings.path_of(name));
    }
    const auto is_named = [&](const std::string& path) {
      const bool is_schema = path.ends_with(".yaml") && named.contains(parent_folder(path));
      return !texts_.contains(path) && (is_schema || named.contains(path));
    };
    if (auto error = read_those(is_named)) return *error;
    // A file that says what its folder is, whatever it holds.
    for (const auto& [path, entry] : listed_) {
      if (path.ends_with("/pyvenv.cfg")) texts_.try_emplace(path);
    }
    return std::move(texts_);
  }

 private:
  struct Wanted {
    std::string name;  // of the file
    std::string path;  // where its text stands
    std::string rest;  // of a link to a folder: the way on from there
  };

  template <typename Takes>
  std::optional<Error> read_those(const Takes& takes) {
    std::vector<Wanted> wanted;
    for (const auto& [path, entry] : listed_) {
      if (takes(path)) wanted.push_back({path, path, {}});
    }
    // A link's text is where it leads: that is read in the next round. Links that lead out of the repository, or in
    // circles, are as if they were not there.
    constexpr int most_links = 5;
    for (int round = 0; round <= most_links && !wanted.empty(); ++round) {
      if (auto error = read_round(wanted)) return error;
    }
    return std::nullopt;
  }

  bool takes_part(const std::string& path) const {
    const auto is_below = [&](const std::string& folder) {
      return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
    };
    if (path.ends_with(".sh") || path.ends_with("/paas.yaml")) return true;
    if (!kind_of_path(path)) return false;
    const std::string folder = path.substr(0, path.rfind('/'));
    const bool is_above = path_ == folder || path_.starts_with(folder + "/");
    return is_above || path == path_ || is_below(path_) || (!package_.empty() && is_below(package_));
  }

  // The file itself, or the first link to a folder on the way to it.
  std::optional<Wanted> way_to(const std::string& name, const std::string& target) const {
    if (listed_.contains(target)) return Wanted{name, target, {}};
    for (std::size_t slash = target.find('/', top_.size() + 1); slash != std::string::npos;
         slash = target.find('/', slash + 1)) {
      const auto link = listed_.find(target.substr(0, slash));
      if (link != listed_.end() && link->second.is_link) return Wanted{name, link->first, target.substr(slash)};
    }
    return std::nullopt;
  }

  // What is left to read stays in `wanted`.
  std::optional<Error> read_round(std::vector<Wanted>& wanted) {
    std::string objects;
    for (const Wanted& one : wanted) {
      const Entry& entry = listed_.at(one.path);
      if (entry.size <= max_file_size) objects += entry.object + "\n";
    }
    const Result<Output> read = run_git(top_, {"cat-file", "--batch"}, objects);
    if (!read) return Error{read.error()};
    if (read->status != 0) return Error{read->err};
    std::string_view left = read->out;
    std::vector<Wanted> next;
    for (Wanted& one : wanted) {
      const Entry& entry = listed_.at(one.path);
      if (entry.size > max_file_size) {
        texts_[one.name].assign(max_file_size + 1, ' ');  // too much, as it is on the disk
        continue;
      }
      // OBJECT blob SIZE\nTEXT\n, or OBJECT missing\n
      const std::size_t line = left.find('\n');
      if (line == std::string_view::npos || !left.substr(0, line).starts_with(entry.object + " blob ") ||
          left.size() < line + 1 + entry.size)
        return Error{fmt::format("{} is not in the repository", entry.path)};
      const std::string_view text = left.substr(line + 1, entry.size);
      left.remove_prefix(std::min(left.size(), line + 1 + entry.size + 1));
      if (!entry.is_link) {
        texts_[one.name] = text;
        continue;
      }
      const std::filesystem::path folder = std::filesystem::path(one.path).parent_path();
      const std::string target = (folder / (std::string(text) + one.rest)).lexically_normal().string();
      if (auto way = way_to(one.name, target)) next.push_back(std::move(*way));
    }
    wanted = std::move(next);
    return std::nullopt;
  }

  std::string top_;
  const std::string& path_;
  const std::string& package_;
  std::map<std::string, Entry> listed_;  // by absolute path
  std::map<std::string, std::string> texts_;
};

/// What a revision has below the top of its repository, and elsewhere the disk.
class RevisionFiles : public files::FileSystem {
 public:
  RevisionFiles(std::string top, std::map<std::string, std::string> texts)
      : top_(std::move(top)), texts_(std::move(texts)) {}

  Result<std::string> read(const std::string& path, std::size_t limit, bool follows_link) const override {
    return side_of(path).read(path, limit, follows_link);
  }
  Result<std::vector<files::Entry>> list(const std::string& folder) const override {
    return side_of(folder).list(folder);
  }
  files::Kind kind(const std::string& path) const override { return side_of(path).kind(path); }
  files::Kind target(const std::string& path) const override { return side_of(path).target(path); }
  std::optional<Error> refusal(const std::string& path) const override { return side_of(path).refusal(path); }
  std::string real_path(const std::string& path) const override { return side_of(path).real_path(path); }

 private:
  const files::FileSystem& side_of(const std::string& path) const {
    if (is_at_or_below(path, top_)) return texts_;
    return *files::disk();
  }

  std::string top_;
  files::Memory texts_;
};

// The nearest folder that still exists.
std::string existing_folder(std::string path) {
  struct stat status;
  while (path.size() > 1 && (stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)))
    path.resize(std::max<std::size_t>(path.rfind('/'), 1));
  return path;
}

Error no_revision(const std::string& top, const std::string& name) {
  return Error{fmt::format("the repository in {} has no revision `{}`", top, name)};
}

}  // namespace

Result<Revision> read_revision(const std::string& path, const std::string& package, const std::string& name) {
  const std::string folder = existing_folder(path);
  const Result<Output> prefix = run_git(folder, {"rev-parse", "--show-prefix"});
  if (!prefix) return Error{prefix.error()};
  if (prefix->status != 0) return Error{prefix->err};
  // The name of the top as the path has it, which may lead through symbolic links.
  std::string below = "/" + first_line(prefix->out);
  if (below.ends_with('/')) below.pop_back();
  std::string top = folder;
  if (top.ends_with(below)) {
    top.resize(top.size() - below.size());
  } else {
    const Result<Output> absolute = run_git(folder, {"rev-parse", "--show-toplevel"});
    if (!absolute) return Error{absolute.error()};
    return Error{fmt::format("{} leads into {} through a symbolic link; name the folder itself", folder,
                             first_line(absolute->out))};
  }
  if (name.starts_with('-')) return no_revision(top, name);
  const Result<Output> object = run_git(folder, {"rev-parse", "--quiet", "--verify", name});
  if (!object) return Error{object.error()};
  if (object->status != 0) return no_revision(top, name);
  const Result<Output> commit =
      run_git(folder, {"rev-parse", "--quiet", "--verify", first_line(object->out) + "^{commit}"});
  if (!commit) return Error{commit.error()};
  if (commit->status != 0) return no_revision(top, name);
  Result<std::map<std::string, std::string>> texts = Reader(top, path, package).read(first_line(commit->out));
  if (!texts) return Error{texts.error()};
  texts->try_emplace(top + "/.git");  // nothing leads out of it
  return Revision{first_line(commit->out), top, std::make_shared<const RevisionFiles>(top, std::move(*texts))};
}

}  // namespace paas::cli
