// How much an app asks of CloudFormation, compared with what CloudFormation takes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
#pragma once

#include <cstddef>

namespace paas {

class App;
struct File;

/// One thing that a template has a limited number of.
struct Quantity {
  std::size_t count = 0;
  std::size_t limit = 0;
  const File* crossed_at = nullptr;  // the first file, root first and then by path, that passes the limit
};

struct Limits {
  Quantity resources{0, 500};
  Quantity parameters{0, 200};
  Quantity outputs{0, 200};
};

/// Counts as the deployer does. Needs the index of the app; linear in its files.
Limits measure(const App& app);

}  // namespace paas
