// What saving a file would change in the template, in a line.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/template/live_plan.h"
#include "lsp/server/saved.h"

namespace paas::lsp {

/// Plans are kept for it, so that asking after each key costs what changed. Belongs to the one thread that answers.
class UnsavedChanges {
 public:
  /// "replaces AppTable (data loss), adds 4 resources"; empty where nothing changes or the file is broken. Other files
  /// count as they are saved. Of a handler: what it adds, with what it has the app make once; of a root: everything.
  std::string summary(const Index& index, SavedApps& apps, const Subject& subject);
  void forget() { plans_.clear(); }

 private:
  struct Plans {
    const cloudformation::Recipes* recipes;
    cloudformation::LivePlan typed;
    cloudformation::LivePlan saved;
  };
  std::map<std::string, std::unique_ptr<Plans>> plans_;  // by package
};

}  // namespace paas::lsp
