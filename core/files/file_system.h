// Where files are read: on the disk, or in memory, or some in memory before all others on the disk.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/result.h"

namespace paas::files {

/// What is at a path.
enum class Kind : std::uint8_t { nothing, file, folder, link, other };

struct Entry {
  std::string name;
  Kind kind;
};

/// Paths are absolute, without `.`, `..` and a slash at the end. Several threads may ask. Throws std::bad_alloc where
/// the system lacks memory; that too many files are open is an error like others (`is_lack_of_descriptors`).
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// The text of a regular file of at most `limit` bytes; the error is the system's words. Never blocks, so a FIFO is
  /// refused.
  virtual Result<std::string> read(const std::string& path, std::size_t limit, bool follows_link) const = 0;
  /// What stands in a folder, in no order, without `.` and `..`.
  virtual Result<std::vector<Entry>> list(const std::string& folder) const = 0;
  /// What is at the path itself.
  virtual Kind kind(const std::string& path) const = 0;
  /// What is where the path leads to, links followed.
  virtual Kind target(const std::string& path) const = 0;
  /// Why nobody may read what is there, a folder's list included: the system's words; nothing where one may.
  virtual std::optional<Error> refusal(const std::string& path) const = 0;
  /// Where the path leads to; empty where nothing is there.
  virtual std::string real_path(const std::string& path) const = 0;

  bool exists(const std::string& path) const { return target(path) != Kind::nothing; }
};

const std::shared_ptr<const FileSystem>& disk();

/// The files of these texts, and the folders that these need.
class Memory : public FileSystem {
 public:
  explicit Memory(std::map<std::string, std::string> texts) : texts_(std::move(texts)) {}

  Result<std::string> read(const std::string& path, std::size_t limit, bool follows_link) const override;
  Result<std::vector<Entry>> list(const std::string& folder) const override;
  Kind kind(const std::string& path) const override;
  Kind target(const std::string& path) const override { return kind(path); }
  std::optional<Error> refusal(const std::string& path) const override;
  std::string real_path(const std::string& path) const override;

 private:
  std::map<std::string, std::string> texts_;  // by path
};

/// What is in memory hides what the base has under the same path.
class Overlay : public FileSystem {
 public:
  Overlay(std::shared_ptr<const FileSystem> base, std::map<std::string, std::string> texts)
      : base_(std::move(base)), texts_(std::move(texts)) {}

  Result<std::string> read(const std::string& path, std::size_t limit, bool follows_link) const override;
  Result<std::vector<Entry>> list(const std::string& folder) const override;
  Kind kind(const std::string& path) const override;
  Kind target(const std::string& path) const override;
  std::optional<Error> refusal(const std::string& path) const override;
  std::string real_path(const std::string& path) const override;

 private:
  std::shared_ptr<const FileSystem> base_;
  Memory texts_;
};

/// Whether an error of the system is that too many files are open. That is no fault of the file's, and others would be
/// missing as well: it ends what was asked for.
bool is_lack_of_descriptors(std::string_view error);

}  // namespace paas::files
