// What changes in the template from one version of an app to another.
#pragma once

#include <deque>

#include "core/template/difference.h"

namespace paas::cloudformation {

/// Both apps must live longer.
class AppComparison {
 public:
  /// Linear in the apps; what both make alike is rendered only where something is replaced, as what refers to it is
  /// replaced, too. Limits of CloudFormation are not looked at.
  AppComparison(const App& before, const App& after, const Recipes& recipes);

  /// Lives as long as this.
  const Difference& difference() const { return difference_; }

 private:
  void compare_orders(const App& before, const App& after, bool with_same);

  Plan before_;
  Plan after_;
  std::deque<FilePart> parts_;
  Difference difference_;
};

}  // namespace paas::cloudformation
