// How much an app asks of CloudFormation, compared with what CloudFormation takes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace paas {

class App;
struct File;
struct Handler;

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
  // About how long the template is, as YAML: it can be handed over as it is, or has to be put into a bucket first.
  Quantity body_bytes{0, 51'200};
  Quantity stored_bytes{0, 1'048'576};
};

/// What limits were counted from, kept so that one file can be exchanged.
struct Tally {
  std::unordered_map<std::string, std::size_t> askers;  // how many files ask for what is made once, by its name
  bool has_namesakes = false;                           // handlers with one name, of which one stays
};

/// A reference that a resource answers is no parameter: `TASKS_NOTIFY_TOPIC` may be the topic of a worker.
bool is_answered_by_resource(const App& app, std::string_view parameter);

/// Counts as the deployer does. Needs the index of the app; linear in its files.
Limits measure(const App& app, Tally& tally);

/// A handler, and another version of it.
struct Exchanged {
  const Handler* old;
  const Handler* now;
};

/// The limits of a version of an app in which some handlers were exchanged; no two have one name.
/// `has_other_parameters`: some parameters came or went, `more_parameters` in sum. What it costs grows with the app
/// only until the app has passed the limits that it passes, and only where something else is counted.
Limits measure_again(const App& app, const Limits& before, const Tally& tally, const std::vector<Exchanged>& exchanged,
                     std::ptrdiff_t more_parameters, bool has_other_parameters);

}  // namespace paas
