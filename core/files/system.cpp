// Linux first; other systems take the ways around.
#include "core/files/system.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <sys/types.h>
#ifdef __linux__
#include <sys/fsuid.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#endif

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

namespace paas::files {

namespace {

#if defined(__linux__) && defined(SYS_renameat2)
constexpr unsigned no_replace = 1;  // RENAME_NOREPLACE, RENAME_EXCHANGE of <linux/fs.h>
constexpr unsigned swap_names = 2;

bool rename_with(const std::string& from, const std::string& to, unsigned flags) {
  return syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0;
}
#endif

#ifdef __linux__
// A lease of NFS is given by the server, or not: a refusal there says nothing about writers.
bool is_network_file(int file) {
  constexpr long nfs = 0x6969;
  struct statfs status;
  return fstatfs(file, &status) != 0 || status.f_type == nfs;
}

// Leases are given to the owner of a file. A root that is not almighty (CAP_LEASE; in a container) may become the owner
// for a moment: of this thread, and only as far as files go.
bool lease_as_owner(int file) {
  struct stat status;
  if (fstat(file, &status) != 0) return false;
  setfsuid(status.st_uid);
  const bool is_held = fcntl(file, F_SETLEASE, F_RDLCK) == 0;
  const int error = errno;
  setfsuid(geteuid());
  errno = error;
  return is_held;
}

std::vector<std::string> attribute_names(int file) {
  std::string list;
  const ssize_t size = flistxattr(file, nullptr, 0);
  if (size <= 0) return {};
  list.resize(static_cast<std::size_t>(size));
  const ssize_t count = flistxattr(file, list.data(), list.size());
  std::vector<std::string> names;
  for (std::size_t begin = 0; count > 0 && begin < static_cast<std::size_t>(count);) {
    names.emplace_back(list.c_str() + begin);
    begin += names.back().size() + 1;
  }
  return names;
}

std::optional<std::string> copy_extended_attributes(int model, int copy) {
  for (const std::string& name : attribute_names(model)) {
    std::string value(std::size_t{1} << 16, '\0');  // XATTR_SIZE_MAX
    const ssize_t size = fgetxattr(model, name.c_str(), value.data(), value.size());
    if (size < 0 || fsetxattr(copy, name.c_str(), value.data(), static_cast<std::size_t>(size), 0) == 0) continue;
    // Labels of security modules are given by the system's own policy; what users gave must not be lost.
    const bool is_of_user = name.starts_with("user.") || name.starts_with("system.posix_acl");
    if (is_of_user) return "its attribute " + name + " cannot be kept";
  }
  return std::nullopt;
}
#else
std::optional<std::string> copy_extended_attributes(int, int) { return std::nullopt; }
#endif

}  // namespace

Stamp stamp_of(const struct stat& status) {
#ifdef __APPLE__
  const timespec& time = status.st_mtimespec;
#else
  const timespec& time = status.st_mtim;
#endif
  constexpr std::int64_t second = 1'000'000'000;
  return {static_cast<std::uint64_t>(status.st_ino),
          static_cast<std::int64_t>(status.st_size),
          static_cast<std::int64_t>(time.tv_sec) * second + static_cast<std::int64_t>(time.tv_nsec),
          static_cast<std::uint32_t>(status.st_mode),
          static_cast<std::uint32_t>(status.st_uid),
          static_cast<std::uint32_t>(status.st_gid)};
}

std::optional<Stamp> stamp_at(const std::string& path) {
  struct stat status;
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  return stamp_of(status);
}

std::string identity_of(int file) {
#if defined(__linux__) && defined(STATX_BTIME)
  struct statx extended;
  if (statx(file, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &extended) == 0) {
    if ((extended.stx_mask & STATX_BTIME) == 0) return fmt::format("{}", extended.stx_ino);
    return fmt::format("{} {}.{:09}", extended.stx_ino, extended.stx_btime.tv_sec, extended.stx_btime.tv_nsec);
  }
#endif
  struct stat status;
  if (fstat(file, &status) != 0) return {};
#ifdef __APPLE__
  return fmt::format("{} {}.{:09}", status.st_ino, status.st_birthtimespec.tv_sec, status.st_birthtimespec.tv_nsec);
#else
  return fmt::format("{}", status.st_ino);
#endif
}

Error system_error(const std::string& path) { return {path + ": " + std::strerror(errno)}; }

std::string real_path(const std::string& path) {
  char buffer[PATH_MAX];
  return realpath(path.c_str(), buffer) == nullptr ? std::string() : std::string(buffer);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

bool exchange(const std::string& one, const std::string& other) {
#if defined(__linux__) && defined(SYS_renameat2)
  return rename_with(one, other, swap_names);
#elif defined(__APPLE__)
  return renamex_np(one.c_str(), other.c_str(), RENAME_SWAP) == 0;
#else
  errno = ENOSYS;
  return one.empty() && other.empty();
#endif
}

bool rename_to_free_name(const std::string& from, const std::string& to) {
#if defined(__linux__) && defined(SYS_renameat2)
  if (rename_with(from, to, no_replace)) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
#endif
  if (link(from.c_str(), to.c_str()) == 0) {
    unlink(from.c_str());
    return true;
  }
  if (errno != EPERM && errno != ENOSYS && errno != EOPNOTSUPP) return false;
  // No links either (FAT): a look, and then the step.
  struct stat status;
  if (lstat(to.c_str(), &status) == 0) {
    errno = EEXIST;
    return false;
  }
  return std::rename(from.c_str(), to.c_str()) == 0;
}

void sync_folder(const std::string& folder) {
  const Descriptor descriptor(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor) fsync(descriptor.get());
}

WriteGuard::WriteGuard(int file) : file_(file) {
#ifdef __linux__
  if (is_network_file(file)) return;
  // The signal that tells of a writer would end the program; this one is ignored unless somebody wants it.
  if (fcntl(file, F_SETSIG, SIGURG) != 0) return;
  is_held_ = fcntl(file, F_SETLEASE, F_RDLCK) == 0 || (errno == EACCES && lease_as_owner(file));
  is_busy_ = !is_held_ && errno == EAGAIN;
  is_refused_ = !is_held_ && errno == EACCES;
#endif
}

bool WriteGuard::is_broken() const {
#ifdef __linux__
  return is_held_ && fcntl(file_, F_GETLEASE) != F_RDLCK;
#else
  return false;
#endif
}

std::optional<std::string> copy_attributes(int model, int copy) {
  struct stat from;
  struct stat to;
  if (fstat(model, &from) != 0 || fstat(copy, &to) != 0) return std::strerror(errno);
  if (from.st_uid != to.st_uid && fchown(copy, from.st_uid, static_cast<gid_t>(-1)) != 0)
    return "it belongs to another user, and the changed file would be yours";
  if (from.st_gid != to.st_gid && fchown(copy, static_cast<uid_t>(-1), from.st_gid) != 0)
    return "its group cannot be kept by you";
  if (auto lost = copy_extended_attributes(model, copy)) return lost;
  if (fchmod(copy, from.st_mode & 07777) != 0) return std::strerror(errno);
  return std::nullopt;
}

bool write_durably(int file, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(file, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return fsync(file) == 0;
}

std::uint64_t sum_of(std::string_view text) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return sum;
}

std::optional<std::string> read_all(int file, std::size_t limit) {
  std::string text;
  constexpr std::size_t step = 1 << 16;
  while (true) {
    const std::size_t filled = text.size();
    text.resize(filled + step);
    const ssize_t count = pread(file, text.data() + filled, step, static_cast<off_t>(filled));
    text.resize(filled + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 || text.size() > limit) return std::nullopt;
    if (count == 0) return text;
  }
}

}  // namespace paas::files
