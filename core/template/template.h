// The CloudFormation template that an app becomes, part by part: what the root makes, and what each handler makes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/app.h"
#include "core/template/recipes.h"
#include "core/template/value.h"

namespace paas::cloudformation {

/// A recipe that a value asks for.
struct Asked {
  const CompiledRecipe* recipe;
  Origin origin;  // of the value
};

/// What one file makes. The root's part comes first; it has what is made once, too, whoever asks for it.
struct Order {
  std::shared_ptr<const File> file;  // nullptr: the part of an app without a root
  std::string name_space;
  std::vector<Asked> asked;
};

/// A file of which nothing is in the template.
struct LeftOut {
  std::shared_ptr<const File> file;
  Range range;         // of what is the reason
  std::string reason;  // a sentence without its end
  bool is_error;       // the deployer refuses it, too
};

struct Plan {
  std::vector<Order> orders;  // the root's, then those of handlers by path
  std::vector<LeftOut> left_out;
};

/// Linear in the app.
Plan plan(const App& app, const Recipes& recipes);

struct Resource {
  std::string_view id;  // the logical id
  const Value* body;    // a map: `Type`, `Properties`, ...
  const Origin* origin;
  const CompiledRecipe* recipe;
};

struct Output {
  std::string_view id;
  const Value* body;
  const Origin* origin;
};

/// A name that something refers to: a resource's, or else a parameter's.
struct Reference {
  std::string_view name;
  const Origin* origin;
};

/// What one file makes, as values. Keeps alive what they refer to.
struct FilePart {
  std::shared_ptr<const File> file;
  std::shared_ptr<const File> root;
  Arena arena;
  std::vector<Resource> resources;
  std::vector<Output> outputs;
  std::vector<Reference> references;  // each name once
};

/// A pure function of the file, the root and the recipes.
FilePart render(const App& app, const Order& order);

struct Parameter {
  std::string id;
  std::optional<std::string> value;  // its default, from the environment
  Origin origin;                     // the first that refers to it
  Origin value_origin;               // where the environment sets it
  bool is_secret = false;            // the value may be one, and is not for everybody's eyes
  bool is_hidden = false;            // it has a value, which is not in the template
};

/// Takes the value away where it may be a secret: the template asks for it.
void hide_secret(Parameter& parameter);
void hide_secrets(std::vector<Parameter>& parameters);

/// The references that no resource answers, and what fills them.
class Parameters {
 public:
  /// `root`: the root's part, whose resources answer references, too; what handlers that are left out would make does
  /// not.
  Parameters(const App& app, const FilePart& root, const std::vector<LeftOut>& left_out);
  /// `ids`: of the root's resources. `left_out`: what the ids of resources begin with that are not made.
  Parameters(const App& app, std::vector<std::string> ids, std::vector<std::string> left_out);

  /// Whether a name is a parameter's.
  bool is_parameter(std::string_view name) const;
  Parameter parameter(std::string_view name, Origin origin) const;

 private:
  const App& app_;
  std::vector<std::string> ids_;       // of the root's part; sorted
  std::vector<std::string> left_out_;  // of handlers: what the ids of their resources would begin with
};

/// A whole template, in memory.
struct Template {
  std::vector<FilePart> parts;
  std::vector<Parameter> parameters;  // by id
  std::vector<LeftOut> left_out;
};

/// Every part of an app. Takes some 10 KB for each handler; to print large apps, go part by part.
Template make_template(const App& app, const Recipes& recipes);

}  // namespace paas::cloudformation
