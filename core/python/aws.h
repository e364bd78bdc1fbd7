// What a Python file does with AWS through boto3, as far as that is certain.
#pragma once

#include <string_view>
#include <vector>

#include "core/text/text.h"

namespace paas::python {

/// A name behind a dot: `.Table("orders")`, `.put_item(...)`, `.objects`.
struct AwsStep {
  std::string_view name;
  Range range;  // the name
  bool called = false;
  std::string_view argument;  // the first argument, if it is a plain string; else empty
};

/// An expression that begins with a client or a resource of boto3; variables are followed to where they are assigned.
struct AwsExpression {
  std::string_view service;    // as boto3 names it: `stepfunctions`
  bool is_resource = false;    // of `boto3.resource(...)`, else of `boto3.client(...)`
  std::vector<AwsStep> steps;  // what follows the client or the resource; the first `max_aws_steps`
  std::size_t begin = 0;       // the first step that is written here, not where a variable is assigned
  bool escapes = false;        // the value goes where it is not followed: into an argument, an attribute, a loop
};

inline constexpr std::size_t max_aws_steps = 6;

/// All that could not be followed is left out, such as a client that is a parameter or is assigned twice.
struct AwsUse {
  std::vector<AwsExpression> expressions;  // in the order of the text; views into it
  /// Nothing else in the file can call AWS: every use of boto3 was followed, and what is imported makes no calls.
  bool complete = false;
};

/// Runs the Python grammar, which takes 100 microseconds for a usual handler, so callers look for cheaper answers
/// first. Nothing, and not complete, where the Python is broken or would take the grammar too long.
AwsUse find_aws_use(std::string_view text);

/// Whether importing the module cannot make calls to AWS: it comes with Python and starts no programs, or it is a part
/// of boto3 that only holds names.
bool is_harmless_module(std::string_view dotted_name);

}  // namespace paas::python
