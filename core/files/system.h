// Calls of the system that writing files safely takes, and what stands in for them where a file system lacks them.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/files/descriptor.h"
#include "core/text/result.h"

namespace paas::files {

/// Tells one version of a file from another: it stays the same when the file is renamed, and changes when the file is
/// written, given away or another one takes its name.
struct Stamp {
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified = 0;  // nanoseconds since 1970
  std::uint32_t mode = 0;     // with the type of the file
  std::uint32_t owner = 0;
  std::uint32_t group = 0;

  bool operator==(const Stamp&) const = default;
};

Stamp stamp_of(const struct stat& status);
/// Of what is at `path`, whatever it is, a link too; nothing with `errno` where that cannot be seen.
std::optional<Stamp> stamp_at(const std::string& path);

/// Tells a file from every copy of it, and from what another machine holds under the same path: its inode and, where
/// the file system knows it, the time when it was made.
std::string identity_of(int file);

/// What `errno` says, behind the path.
Error system_error(const std::string& path);

/// The path without links, `.` and `..`; empty where nothing is there.
std::string real_path(const std::string& path);

/// The directory part of an absolute path, `/` at least.
std::string folder_of(const std::string& path);

/// The two files swap their names in one step. False with `errno`: EINVAL or ENOSYS where the file system cannot.
bool exchange(const std::string& one, const std::string& other);
/// Renames, unless there is something at `to`: then false with EEXIST. Where the file system takes two steps for it,
/// the file may keep its first name beside the new one.
bool rename_to_free_name(const std::string& from, const std::string& to);
/// Makes the entries of a folder durable. What a file system refuses here is no error: not all of them can.
void sync_folder(const std::string& folder);

/// While it is held on an open file, nobody else has that file open for writing without our knowing it.
/// fcntl(2), F_SETLEASE; where the file system has no leases, `is_busy` and `is_broken` are always false.
class WriteGuard {
 public:
  explicit WriteGuard(int file);
  /// Somebody has the file open for writing at this moment.
  bool is_busy() const { return is_busy_; }
  /// The file is somebody else's, and this process may not know.
  bool is_refused() const { return is_refused_; }
  /// Somebody has opened the file for writing since, and waits until it is closed here.
  bool is_broken() const;

 private:
  int file_;
  bool is_held_ = false;
  bool is_busy_ = false;
  bool is_refused_ = false;
};

/// Gives `copy` the owner, group, mode, access control list and extended attributes of `model`. The error says which of
/// them this user may not give.
std::optional<std::string> copy_attributes(int model, int copy);

/// All of `text`, on the disk.
bool write_durably(int file, const std::string& text);
/// Tells texts apart, today and tomorrow: FNV-1a, 64 bits.
std::uint64_t sum_of(std::string_view text);

/// What is read from the beginning of an open file; nothing where it is longer than `limit` or cannot be read.
std::optional<std::string> read_all(int file, std::size_t limit);

}  // namespace paas::files
