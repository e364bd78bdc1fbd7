// The disk, and what stands before it.
#include "core/files/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/files/descriptor.h"
#include "core/files/system.h"
#include "core/os/memory.h"

namespace paas::files {

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

// Why the system refused something. That there is no memory says nothing about a file.
Error last_error() {
  if (errno == ENOMEM) lack_memory();
  return {std::strerror(errno)};
}

Error too_large(std::size_t size, std::size_t limit) {
  return {std::to_string(size) + " bytes, more than the " + std::to_string(limit) + " that are read"};
}

std::string below(const std::string& folder) { return folder.ends_with('/') ? folder : folder + "/"; }

Kind kind_of(const struct stat& status) {
  return S_ISREG(status.st_mode)   ? Kind::file
         : S_ISDIR(status.st_mode) ? Kind::folder
         : S_ISLNK(status.st_mode) ? Kind::link
                                   : Kind::other;
}

class Disk : public FileSystem {
 public:
  Result<std::string> read(const std::string& path, std::size_t limit, bool follows_link) const override {
    const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (follows_link ? 0 : O_NOFOLLOW);
    const Descriptor file(open(path.c_str(), flags));
    if (!file) return last_error();
    struct stat status;
    if (fstat(file.get(), &status) != 0) return last_error();
    if (!S_ISREG(status.st_mode)) return Error{"not a regular file"};
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size > limit) return too_large(size, limit);
    std::string text(size, '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
      const ssize_t count = ::read(file.get(), text.data() + filled, text.size() - filled);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return last_error();
      if (count == 0) break;  // it shrank while it was read
      filled += static_cast<std::size_t>(count);
    }
    text.resize(filled);
    return text;
  }

  Result<std::vector<Entry>> list(const std::string& folder) const override {
    const std::unique_ptr<DIR, CloseDirectory> stream(opendir(folder.c_str()));
    if (stream == nullptr) return last_error();
    std::vector<Entry> entries;
    while (const dirent* entry = readdir(stream.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      const Kind known = entry->d_type == DT_REG       ? Kind::file
                         : entry->d_type == DT_DIR     ? Kind::folder
                         : entry->d_type == DT_LNK     ? Kind::link
                         : entry->d_type == DT_UNKNOWN ? kind(below(folder) + entry->d_name)
                                                       : Kind::other;
      entries.push_back({std::string(name), known});
    }
    return entries;
  }

  Kind kind(const std::string& path) const override {
    struct stat status;
    return lstat(path.c_str(), &status) == 0 ? kind_of(status) : Kind::nothing;
  }

  Kind target(const std::string& path) const override {
    struct stat status;
    return stat(path.c_str(), &status) == 0 ? kind_of(status) : Kind::nothing;
  }

  std::optional<Error> refusal(const std::string& path) const override {
    struct stat status;
    if (stat(path.c_str(), &status) != 0) return last_error();
    if (access(path.c_str(), S_ISDIR(status.st_mode) ? R_OK | X_OK : R_OK) != 0) return last_error();
    return std::nullopt;
  }

  std::string real_path(const std::string& path) const override { return files::real_path(path); }
};

}  // namespace

const std::shared_ptr<const FileSystem>& disk() {
  static const auto& only = *new std::shared_ptr<const FileSystem>(std::make_shared<const Disk>());
  return only;
}

Result<std::string> Memory::read(const std::string& path, std::size_t limit, bool) const {
  const auto found = texts_.find(path);
  if (found == texts_.end()) return Error{std::strerror(ENOENT)};
  if (found->second.size() > limit) return too_large(found->second.size(), limit);
  return found->second;
}

Result<std::vector<Entry>> Memory::list(const std::string& folder) const {
  const std::string begin = below(folder);
  std::vector<Entry> entries;
  auto next = texts_.lower_bound(begin);
  while (next != texts_.end() && next->first.starts_with(begin)) {
    const std::size_t end = std::min(next->first.find('/', begin.size()), next->first.size());
    const bool is_folder = end < next->first.size();
    entries.push_back({next->first.substr(begin.size(), end - begin.size()), is_folder ? Kind::folder : Kind::file});
    if (!is_folder) {
      ++next;
      continue;
    }
    std::string behind = next->first.substr(0, end);
    behind += static_cast<char>('/' + 1);
    next = texts_.lower_bound(behind);
  }
  if (entries.empty()) return Error{std::strerror(ENOENT)};
  return entries;
}

Kind Memory::kind(const std::string& path) const {
  if (texts_.contains(path)) return Kind::file;
  const std::string begin = below(path);
  const auto next = texts_.lower_bound(begin);
  return next != texts_.end() && next->first.starts_with(begin) ? Kind::folder : Kind::nothing;
}

std::optional<Error> Memory::refusal(const std::string& path) const {
  if (kind(path) == Kind::nothing) return Error{std::strerror(ENOENT)};
  return std::nullopt;
}

std::string Memory::real_path(const std::string& path) const {
  return kind(path) == Kind::nothing ? std::string() : path;
}

Result<std::string> Overlay::read(const std::string& path, std::size_t limit, bool follows_link) const {
  return texts_.kind(path) == Kind::file ? texts_.read(path, limit, follows_link)
                                         : base_->read(path, limit, follows_link);
}

Result<std::vector<Entry>> Overlay::list(const std::string& folder) const {
  Result<std::vector<Entry>> entries = base_->list(folder);
  Result<std::vector<Entry>> more = texts_.list(folder);
  if (!more || (!entries && base_->kind(folder) != Kind::nothing)) return entries;
  if (!entries) return more;
  for (Entry& entry : *more) {
    const auto known = std::ranges::find(*entries, entry.name, &Entry::name);
    if (known == entries->end())
      entries->push_back(std::move(entry));
    else if (entry.kind == Kind::file)
      known->kind = Kind::file;
  }
  return entries;
}

Kind Overlay::kind(const std::string& path) const {
  const Kind known = texts_.kind(path);
  if (known == Kind::file) return known;
  const Kind base = base_->kind(path);
  return base == Kind::nothing ? known : base;
}

Kind Overlay::target(const std::string& path) const {
  const Kind known = texts_.kind(path);
  if (known == Kind::file) return known;
  const Kind base = base_->target(path);
  return base == Kind::nothing ? known : base;
}

std::optional<Error> Overlay::refusal(const std::string& path) const {
  const bool is_base = texts_.kind(path) != Kind::file && base_->target(path) != Kind::nothing;
  return is_base || texts_.kind(path) == Kind::nothing ? base_->refusal(path) : std::nullopt;
}

std::string Overlay::real_path(const std::string& path) const {
  std::string known = base_->real_path(path);
  return known.empty() ? texts_.real_path(path) : known;
}

bool is_lack_of_descriptors(std::string_view error) {
  return error == std::strerror(EMFILE) || error == std::strerror(ENFILE);
}

}  // namespace paas::files
