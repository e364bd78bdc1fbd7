// Carries an app of an older generation to generation 0.8: a plan of changes, made in memory.
#pragma once

#include <string>
#include <vector>

#include "core/app/app.h"

namespace paas::migrate {

enum class Weight : std::uint8_t {
  decided,  // was done, and is told
  review,   // was done, and something is lost or new: a person should look
  blocked,  // cannot be done: nothing is written until a person did something
};

/// A line of the report.
struct Note {
  Weight weight;
  const File* file;
  Range range;
  std::string message;
};

/// A file as it will be.
struct Change {
  std::string path;
  std::string before;  // empty where the file is new
  std::string after;
  bool is_new = false;
  bool is_removed = false;
};

struct Plan {
  std::vector<Change> changes;  // by path; only files that differ
  std::vector<Note> notes;      // by path and place

  bool is_blocked() const;
};

/// The plan for one app. Handlers that are of generation 0.8 already stay as they are; an app of it yields an empty
/// plan.
Plan plan(const App& app);

}  // namespace paas::migrate
