// What changes in a template, written for people, programs and pull requests (docs/difference.md).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/template/difference.h"

namespace paas::cli {

/// A file of which a side has nothing.
struct NotCompared {
  std::string place;
  std::string reason;  // a sentence without its end
};

struct DifferenceReport {
  const cloudformation::Difference& difference;
  std::string before;      // as people call it: a revision, a file
  std::string after;       // the app
  std::string old_prefix;  // of paths in the old sources, such as `HEAD:`
  std::vector<NotCompared> not_compared;
  bool shows_values = false;  // of parameters, also those that may be secrets

  /// Whether a change may be told with the values.
  bool may_show(const cloudformation::ParameterChange& change) const {
    const auto is_open = [](const cloudformation::Parameter* one) { return one == nullptr || !one->is_secret; };
    return shows_values || (is_open(change.before) && is_open(change.after));
  }
};

std::string write_text(const DifferenceReport& report);
std::string write_json(const DifferenceReport& report);
/// At most 60,000 bytes, as comments of pull requests take no more. The values of parameters, which may be secrets, are
/// not in it.
std::string write_markdown(const DifferenceReport& report);

/// `path:line:column` from 1, the path relative to the current folder; empty where there is no place.
class Places {
 public:
  explicit Places(std::string prefix = {}) : prefix_(std::move(prefix)) {}
  std::string of(const cloudformation::Origin* origin);
  /// Zero-based; the column in UTF-16 code units.
  Position position(const cloudformation::Origin& origin) { return lines(*origin.file).utf16(origin.range.begin); }
  std::string path(const File& file) const;

 private:
  const Lines& lines(const File& file);

  std::string prefix_;
  std::map<const File*, Lines> lines_;
};

const char* name_of(cloudformation::Change change);
const char* name_of(cloudformation::Danger danger);

}  // namespace paas::cli
