// What the calls to AWS in a handler's code need of its permissions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/aws/boto3.h"
#include "core/python/aws.h"
#include "core/text/text.h"

namespace paas {

struct AwsNeed {
  Alternatives actions;
  Range range;  // the name of the method
};

/// A call, and what tells what it is about.
struct AwsCall {
  Range range;                                 // the name of the method
  std::vector<std::string> actions;            // those that it is certain to need, the usual one of each
  std::vector<std::string_view> variables;     // of the environment, that name the things it is about: `APP_TABLE`
  std::vector<python::AwsArgument> arguments;  // with the names that boto3 documents
};

struct AwsNeeds {
  std::vector<AwsNeed> required;      // in the order of the text, each once, where it is needed first
  std::vector<std::string> possible;  // `service:Action` with wildcards, each once
  std::vector<AwsCall> calls;         // every one, in the order of the text; views into it
  /// False if the file may call more of AWS than this.
  bool complete = false;
  bool parsed = false;  // see python::AwsUse

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
