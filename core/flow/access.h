// What the code of a handler does with the things of its app, as far as it is seen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/aws/aws_calls.h"
#include "core/flow/trigger.h"

namespace paas::flow {

/// A thing whose name the code reads from its environment.
struct Access {
  std::string_view symbol;
  std::string_view variable;  // `APP_TABLE`
  Range range;                // where it is read first
  bool reads = false;         // some call reads the thing
  bool writes = false;        // some call changes it
};

/// A call that changes a thing, or starts something.
struct Change {
  std::string_view symbol;
  Range range;                       // the name of the method
  std::vector<std::string> actions;  // of IAM
  std::vector<python::AwsArgument> arguments;
};

/// Views into the file.
struct Behaviour {
  std::vector<Access> accesses;  // each thing once, in the order of the text
  std::vector<Change> changes;   // in the order of the text
  /// The calls could be read, and some are not seen: what is not here may happen all the same.
  bool has_more = false;
  AwsNeeds needs;
};

/// Only of things that are read from the environment by names that mean a symbol. Runs the Python grammar where the
/// file calls AWS and reads one.
Behaviour behaviour_of(const App& app, const File& file);

/// The things that the code reads from its environment, without a look at its calls.
std::vector<Access> accesses_of(const App& app, const File& file);

/// How a handler starts itself.
struct Loop {
  std::string_view symbol;
  yaml::NodeId trigger;  // the value that says whose events start it
  Range cause;           // the name of the method; where no call is seen, the variable that is read
  std::string action;    // of IAM, that makes the event
  bool is_seen = false;  // the call is seen in the code, not only allowed
  yaml::NodeId permission = yaml::no_node;
};

/// The first change of each thing that starts the very handler whose code makes it. Where the pattern lets it through
/// only perhaps, there is none.
std::vector<Loop> loops_of(const App& app, const File& file);
/// The same where triggers and behaviour are known.
std::vector<Loop> loops_of(const File& file, const std::vector<Trigger>& triggers, const Behaviour& behaviour);

/// Whether a trigger is set off by the action, whatever its arguments are.
bool is_set_off(const Trigger& trigger, std::string_view action);

}  // namespace paas::flow
