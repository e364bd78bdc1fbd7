// What changes from one template to another, and what CloudFormation makes of it (docs/difference.md).
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/template/template.h"

namespace paas::cloudformation {

enum class Change : std::uint8_t {
  added,
  changed,
  replaced,  // CloudFormation makes another one, and deletes the one that was
  removed,
};

/// A value that is not what it was.
struct PropertyChange {
  std::string path;  // "KeySchema[0].KeyType", "Schema[email].Mutable", and outside of `Properties` "DependsOn"
  const Value* before = nullptr;   // nullptr: it was not there
  const Value* after = nullptr;    // nullptr: it is not there any more
  const Origin* origin = nullptr;  // in the new sources, of the value or else of what it stood in; nullptr: none
  bool replaces = false;           // whoever has the property is replaced
};

struct ResourceChange {
  Change change;
  std::string_view id;
  std::string_view type;
  const Origin* origin;  // in the new sources; of what is removed, in the old ones; nullptr: none
  std::vector<PropertyChange> properties;
  /// Replaced for what it refers to: a resource that is replaced, or a parameter with another value.
  std::string_view because = {};
};

struct ParameterChange {
  Change change;
  const Parameter* before;  // nullptr: added
  const Parameter* after;   // nullptr: removed
};

struct OutputChange {
  Change change;
  const Output* before;
  const Output* after;
};

/// The worst first.
enum class Danger : std::uint8_t {
  data_loss,  // something that holds data is removed or replaced
  refused,    // CloudFormation ends the update with an error
  exposed,    // something is open to everyone
  wider,      // a policy allows more
  limit,      // a limit is near, or crossed where that is no error
};

struct Warning {
  Danger danger;
  Change change;        // of the resource
  std::string_view id;  // of the resource; empty: it is about the template
  std::string message;  // the end of a sentence that begins with the id, or a sentence; without its full stop. Markdown
  const Origin* origin;
};

/// A template that is compared. Parts are compared by what they hold; one that is in both sides costs next to nothing.
struct Side {
  std::vector<const FilePart*> parts;
  const std::vector<Parameter>* parameters = nullptr;  // nullptr: not compared
  const std::vector<LeftOut>* left_out = nullptr;      // nullptr: nothing is
  std::size_t bytes = 0;                               // of the text; 0: not known
};

/// Views into both templates, which must stay.
struct Difference {
  std::vector<Warning> warnings;          // the worst first
  std::vector<ResourceChange> resources;  // in the order of the new template; behind them those that are removed
  std::vector<ParameterChange> parameters;
  std::vector<OutputChange> outputs;
  /// Files of which one side does not have all, because they have errors there. What only the other side has of them is
  /// not counted as a change.
  std::vector<const File*> not_compared;

  bool is_empty() const { return resources.empty() && parameters.empty() && outputs.empty(); }
  std::size_t count(Change change) const;  // of resources
  bool has(Danger danger) const;
};

/// Linear in what the two do not share, but where something is replaced: then in the new template.
Difference compare(const Side& before, const Side& after);
Difference compare(const Template& before, const Template& after);
Side side_of(const Template& whole);

/// In one line, the worst first: "replaces AppTable (data loss), +4 resources"; "no change".
std::string summary(const Difference& difference);
/// A value in one line of bearable length, with CloudFormation's short tags.
std::string in_short(const Value& value);

}  // namespace paas::cloudformation
