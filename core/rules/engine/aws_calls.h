// What the calls to AWS in a handler's code need of its permissions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/rules/engine/boto3.h"
#include "core/rules/rule.h"

namespace paas {

struct AwsNeed {
  Alternatives actions;
  Range range;  // the name of the method
};

struct AwsNeeds {
  std::vector<AwsNeed> required;      // in the order of the text, each once, where it is needed first
  std::vector<std::string> possible;  // `service:Action` with wildcards, each once
  /// False if the file may call more of AWS than this.
  bool complete = false;

  /// True if some call needs, or may need, what `permission` allows, which may hold wildcards.
  bool use(std::string_view permission) const;

  void add(const Needs& needs, Range range);
  /// What is needed only if someone uses what the call gives.
  void add_possible(const Needs& needs);

 private:
  std::unordered_set<std::string> known_;
};

/// What the code is certain to need. Runs the Python grammar.
AwsNeeds aws_needs_of(std::string_view text);

/// What the code may need at most, judged by its words alone and much faster, so that the grammar has nothing to do
/// where all of this is in order. Without ranges, and never complete. nullopt where the words are too many.
std::optional<AwsNeeds> conceivable_aws_needs(std::string_view text);

}  // namespace paas
