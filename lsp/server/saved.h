// Apps as they lie on the disk, while some of their files are typed.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "lsp/server/index.h"

namespace paas::lsp {

/// Belongs to the one thread that answers.
class SavedApps {
 public:
  /// The app with what the disk has of its open documents. Reads those, and puts the app together again only where it
  /// needs to.
  std::shared_ptr<const App> saved(const Index& index, const std::shared_ptr<const App>& app);
  /// Lets go of all versions that it keeps so that asking again costs little.
  void forget();

 private:
  using FilePointer = std::shared_ptr<const File>;
  using Files = std::map<std::string, FilePointer>;  // by path; nullptr: not there

  Files read(const Index& index, const App& app);

  struct Known {
    std::shared_ptr<const App> app;
    Files files;
    std::shared_ptr<const App> saved;
  };
  std::map<std::string, Known> known_;       // by package
  std::map<std::string, FilePointer> read_;  // by path
};

}  // namespace paas::lsp
