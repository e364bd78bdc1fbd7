// An app while it is typed: files of which nothing can be made stand in it as they were when something could.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/template/template.h"

namespace paas::cloudformation {

/// The handlers that are other versions in `app` than `before`; nothing where anything else is another.
std::optional<std::vector<std::shared_ptr<const File>>> changed_handlers(const App& before, const App& app);

/// Not for several threads.
class LastGood {
 public:
  /// The same app with the last good versions of broken files. Where only handlers changed, what this costs does not
  /// grow with the app but for a look at each of them.
  std::shared_ptr<const App> update(const std::shared_ptr<const App>& app);
  /// Why files are held, by path, with the place in the version that is not shown.
  const std::map<std::string, LeftOut>& held() const { return held_; }

 private:
  using FilePointer = std::shared_ptr<const File>;

  FilePointer last_version(const std::string& path) const;
  void look_at(const FilePointer& file);
  std::shared_ptr<const App> put_together(const std::shared_ptr<const App>& app) const;

  std::shared_ptr<const App> seen_;   // the last one, as it is
  std::shared_ptr<const App> shown_;  // the last answer
  std::map<std::string, LeftOut> held_;
  std::map<std::string, FilePointer> good_;  // of those
};

}  // namespace paas::cloudformation
