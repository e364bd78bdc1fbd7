// What starts a handler by changes of a thing, and which of them its pattern lets through.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/app/app.h"

namespace paas::flow {

/// A field of the event that the pattern asks for, and by which arguments of a call it is given.
struct Field {
  std::vector<std::string_view> keys;  // from the event on: `detail`, `pk`
  std::vector<std::string> given_as;   // `Key`, or `Key.pk` for an entry of a dictionary
  yaml::NodeId values = yaml::no_node;
};

/// A value that says whose events start the handler.
struct Trigger {
  std::string_view symbol;  // of the thing
  yaml::NodeId node;        // the value
  /// What makes such events, as IAM actions, of all that the pattern lets through.
  std::vector<std::string> actions;
  std::vector<Field> fields;  // that must match, too
  bool is_vague = false;      // whether the pattern lets an event through depends on more than is known
};

/// The triggers of a file whose causes the schemas know (`x-paas-caused-by`), in order.
std::vector<Trigger> triggers_of(const App& app, const File& file);

}  // namespace paas::flow
