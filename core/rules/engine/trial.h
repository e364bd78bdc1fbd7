// An app with other texts in some of its files, to see what a fix would do.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/app/app.h"

namespace paas {

enum class Extent : std::uint8_t {
  near,   // what decides about one file
  whole,  // every handler of the app
};

/// As much of an app as decides what is said about one file: the root, the environments, the files that change, and
/// those that define what these speak of. So a trial of one handler costs the same in an app of any size.
class Trial {
 public:
  /// `texts`: by path, of files of the app and of new ones. Must not outlive `app`.
  Trial(const App& app, const File& subject, const std::map<std::string, std::string>& texts,
        Extent extent = Extent::near);

  const App& app() const { return *trial_; }
  /// The file that the trial is about, as it is now.
  const File& subject() const { return *subject_; }
  /// The new version of a file of the app; the file itself where it stays as it is.
  const File& version_of(const File& file) const;

 private:
  std::shared_ptr<const File> read(const File& file);
  void add_handler(const Handler& handler);
  void add_handler_at(const std::string& path);
  void add_definers(const File& file, const std::string& name_space);
  void add_definers(const std::string& symbol, std::vector<std::string>& conditions);

  const App& original_;
  const std::map<std::string, std::string>& texts_;
  std::map<const File*, std::shared_ptr<const File>> versions_;
  std::map<std::string, Handler> handlers_;  // by path
  std::shared_ptr<const App> trial_;
  const File* subject_ = nullptr;
};

}  // namespace paas
