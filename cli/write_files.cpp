// Writes beside, renames, and undoes what was half done.
#include "cli/write_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/app/disk.h"

namespace paas::cli {

namespace {

constexpr const char* suffix = ".paas-lsp-new";

Error system_error(const std::string& path) { return {path + ": " + std::strerror(errno)}; }

std::optional<Error> check_unchanged(const FileWrite& write) {
  struct stat status;
  const bool exists = lstat(write.path.c_str(), &status) == 0;
  if (write.is_new) {
    if (exists) return Error{write.path + ": exists by now"};
    return std::nullopt;
  }
  if (!exists) return system_error(write.path);
  if (!S_ISREG(status.st_mode)) return Error{write.path + ": not a regular file"};
  const Result<std::string> text = read_file(write.path, max_file_size, false);
  if (!text) return Error{write.path + ": " + text.error()};
  if (*text != write.before) return Error{write.path + ": was changed meanwhile"};
  return std::nullopt;
}

// The text, on the disk, with the mode of the file that it will replace.
std::optional<Error> write_text(const std::string& path, const std::string& text, const std::string& mode_of) {
  struct stat status;
  const mode_t mode = stat(mode_of.c_str(), &status) == 0 ? status.st_mode & 07777 : 0644;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) return system_error(path);
  std::size_t written = 0;
  std::optional<Error> error;
  while (!error && written < text.size()) {
    const ssize_t count = ::write(file, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) error = system_error(path);
    if (count > 0) written += static_cast<std::size_t>(count);
  }
  if (!error && (fchmod(file, mode) != 0 || fsync(file) != 0)) error = system_error(path);
  if (close(file) != 0 && !error) error = system_error(path);
  return error;
}

void undo(const std::vector<FileWrite>& writes, std::size_t done) {
  for (std::size_t i = 0; i < done; ++i) {
    const FileWrite& write = writes[i];
    if (write.is_new) {
      unlink(write.path.c_str());
      continue;
    }
    const std::string back = write.path + suffix;
    unlink(back.c_str());
    if (!write_text(back, write.before, write.path)) std::rename(back.c_str(), write.path.c_str());
  }
}

}  // namespace

std::optional<Error> write_all(const std::vector<FileWrite>& writes) {
  for (const FileWrite& write : writes) {
    if (auto error = check_unchanged(write)) return error;
  }
  std::optional<Error> error;
  for (std::size_t i = 0; !error && i < writes.size(); ++i) {
    if (!writes[i].is_removed) error = write_text(writes[i].path + suffix, writes[i].after, writes[i].path);
  }
  for (std::size_t i = 0; !error && i < writes.size(); ++i) {
    const FileWrite& write = writes[i];
    const std::string prepared = write.path + suffix;
    const int result =
        write.is_removed ? unlink(write.path.c_str()) : std::rename(prepared.c_str(), write.path.c_str());
    if (result == 0) continue;
    error = system_error(write.path);
    undo(writes, i);
  }
  if (error) {
    for (const FileWrite& write : writes) unlink((write.path + suffix).c_str());
  }
  return error;
}

}  // namespace paas::cli
