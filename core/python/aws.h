// What a Python file does with AWS through boto3, as far as that is certain.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/text/text.h"

namespace paas::python {

enum class ArgumentKind : std::uint8_t {
  other,
  text,       // a plain string
  beginning,  // a text of which only the beginning is known: `f"uploads/{name}"`, `"uploads/" + name`
  variable,   // a variable of the environment: `os.environ["APP_TABLE"]`
  item,       // what a value holds: `event["detail"]["pk"]`
};

/// An argument of a call, or an entry of a dictionary that is one: `Key={"pk": ...}`. Variables that are assigned once
/// are followed.
struct AwsArgument {
  std::string_view name;   // empty where the argument has none
  std::string_view entry;  // the entry's key; empty for the argument itself
  std::size_t position = 0;
  ArgumentKind kind = ArgumentKind::other;
  std::string_view text;               // the text, its beginning, or the variable's name
  std::vector<std::string_view> keys;  // ArgumentKind::item: `detail`, `pk`
};

/// A name behind a dot: `.Table("orders")`, `.put_item(...)`, `.objects`.
struct AwsStep {
  std::string_view name;
  Range range;  // the name
  bool called = false;
  std::string_view argument;  // the first argument, if it is a plain string; else empty
  // The first `max_aws_arguments` without those of kind `other`. Shared, as each use of a variable repeats its steps;
  // nullptr where there are none.
  std::shared_ptr<const std::vector<AwsArgument>> arguments = nullptr;
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
inline constexpr std::size_t max_aws_arguments = 16;

/// All that could not be followed is left out, such as a client that is a parameter or is assigned twice.
struct AwsUse {
  std::vector<AwsExpression> expressions;  // in the order of the text; views into it
  /// Nothing else in the file can call AWS: every use of boto3 was followed, and what is imported makes no calls.
  bool complete = false;
  /// False where the Python is broken, or where nothing is certain because any name may stand for anything.
  bool parsed = false;
};

/// Runs the Python grammar, which takes 100 microseconds for a usual handler, so callers look for cheaper answers
/// first. Nothing, and not complete, where the Python is broken or would take the grammar too long.
AwsUse find_aws_use(std::string_view text);

/// Whether importing the module cannot make calls to AWS: it comes with Python and starts no programs, or it is a part
/// of boto3 that only holds names.
bool is_harmless_module(std::string_view dotted_name);

}  // namespace paas::python
