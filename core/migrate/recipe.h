// What a recipe finds out about one handler, and what the handlers together need of the root.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/migrate/migrate.h"
#include "core/migrate/output.h"

namespace paas::migrate {

/// What the new root has to declare.
struct Root {
  bool api = false;
  bool table = false;
  bool queue = false;
  bool builder = false;
  bool bucket = false;
  bool website = false;
  std::map<std::string, std::string> indexes;  // name -> type
  std::set<std::int64_t> batches;              // of queues
};

/// Collects the report.
class Notes {
 public:
  explicit Notes(std::vector<Note>& notes) : notes_(notes) {}

  void decided(const File& file, Range range, std::string message) {
    add(Weight::decided, file, range, std::move(message));
  }
  void review(const File& file, Range range, std::string message) {
    add(Weight::review, file, range, std::move(message));
  }
  void blocked(const File& file, Range range, std::string message) {
    add(Weight::blocked, file, range, std::move(message));
  }

 private:
  void add(Weight weight, const File& file, Range range, std::string message) {
    notes_.push_back({weight, &file, range, std::move(message)});
  }

  std::vector<Note>& notes_;
};

/// The fragment of a handler in generation 0.8.
struct Fragment {
  std::vector<Output> entries;
  std::vector<std::string> comments;  // of keys that are gone
};

/// Generations 0.7 and 0.6: `file` has a fragment of its own. What cannot be carried over is noted as blocked.
Fragment migrate_script(const File& file, Root& root, Notes& notes);

/// Generation 0.1: what `metadata.yaml` says about one action.
Fragment migrate_action(const File& metadata, std::string_view action, Root& root, Notes& notes);

/// What no action of `metadata.yaml` carries over.
void note_what_is_left(const File& metadata, Notes& notes);

/// What a queue's worker is given: messages that have no such field, which are all.
inline constexpr const char* every_message = "{migrated-pattern: [{exists: false}]}";

/// The text of the new root, or of one that stands with what it lacks. Nothing where a person has to look, and a note.
std::optional<std::string> write_root(const File* standing, const Root& root, const File& place, Notes& notes);

/// `5 minutes` as generation 0.8 takes it: days are hours. Empty if it is none.
std::string rate_for(std::string_view rate);

}  // namespace paas::migrate
