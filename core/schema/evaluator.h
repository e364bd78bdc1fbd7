// One evaluation of a schema against a document.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/schema/compiled.h"
#include "core/schema/equality.h"

namespace paas::schema {

/// How many of the values that are allowed a problem lists: a message shows a few, and an editor a screen full.
constexpr std::size_t max_allowed = 256;

/// A node and how it was reached.
struct Place {
  yaml::NodeId node;
  yaml::NodeId key = yaml::no_node;   // the key under which the node stands
  yaml::NodeId list = yaml::no_node;  // for items: the key under which the list stands
};

/// A problem before those of one mistake are merged.
struct Found {
  Problem problem;
  yaml::NodeId mapping = yaml::no_node;  // unknown_key: the mapping around the key
  yaml::NodeId outer = yaml::no_node;    // unknown_key: the mapping around that one, if it would know the key
  yaml::NodeId inner = yaml::no_node;    // unknown_key: the mapping below that would know it
  std::uint32_t depth = 0;               // of the place in the document
  bool has_custom_message = false;
};

inline constexpr std::size_t max_problems = 1'000;

/// Evaluates in two ways. *Quietly* it stops at the first problem and says nothing: that is the only pass over a valid
/// document, and how branches are tried. *Aloud* it finds all problems and words them.
class Evaluator {
 public:
  Evaluator(const yaml::Document& document, std::string_view host, Collect collect)
      : document_(document), host_(host), collect_(collect) {}

  Evaluation run(const Subschema& root, yaml::NodeId node);

 private:
  /// What evaluating one branch aloud gave.
  struct Trial {
    std::vector<Found> found;
    std::vector<Annotation> annotations;
  };
  using Branches = std::vector<const Subschema*>;

  // evaluate.cpp
  bool evaluate(const Subschema& schema, Place place);
  bool evaluate_quietly(const Subschema& schema, Place place);
  bool check(const Subschema& schema, Place place);
  bool check_number(const Subschema& schema, Place place);
  bool check_string(const Subschema& schema, Place place);
  bool check_array(const Subschema& schema, Place place);
  bool check_array_counts(const Subschema& schema, Place place);
  bool check_object(const Subschema& schema, Place place);
  bool check_entries(const Subschema& schema, Place place, std::vector<bool>& present);
  bool check_entry(const Subschema& schema, yaml::Entry entry, std::size_t known, bool& is_unknown);
  bool check_dependencies(const Subschema& schema, Place place, const std::vector<bool>& present);
  bool check_combinators(const Subschema& schema, Place place);
  bool check_any_of(const Subschema& schema, Place place);
  bool check_one_of(const Subschema& schema, Place place);
  bool check_condition(const Subschema& schema, Place place);
  bool is_quiet() const { return found_ == nullptr; }

  // branches.cpp: no branch of `anyOf` or `oneOf` holds
  void report_branches(const Subschema& schema, const Branches& all, Place place);
  bool report_choice(const Subschema& schema, const Branches& branches, Place place);
  bool narrow_by_type(const Subschema& schema, Branches& branches, Place place);
  bool narrow_by_discriminator(const Subschema& schema, Branches& branches, Place place);
  bool report_missing_discriminator(const Subschema& schema, std::string_view name, Branches& branches, Place place);
  void report_wrong_discriminator(const Subschema& schema, const Branches& branches,
                                  const std::vector<std::optional<std::vector<const Json*>>>& sets, Place place,
                                  yaml::NodeId key, yaml::NodeId value);
  bool report_alternatives(const Subschema& schema, const std::vector<Trial>& trials, Place place);
  std::vector<Trial> try_all(const Branches& branches, Place place);
  void keep_annotations(std::vector<Trial> trials);

  // report.cpp: what is wrong with a mapping or with the choice of a branch
  void report(ProblemKind kind, const Subschema& schema, Place place, std::string message, std::string suggestion = {},
              std::vector<std::string> allowed = {});
  void add(Found found, Place place);
  void report_unknown_keys(const Subschema& schema, Place place, const std::vector<yaml::NodeId>& keys,
                           const std::vector<bool>& present);
  void report_unknown_key(const Subschema& schema, Place place, yaml::NodeId key, std::vector<std::string> allowed,
                          bool is_explained);
  void find_elsewhere(const Subschema& schema, Place place, std::string_view key, Found& found);
  const Subschema* branch_of_keys(const Branches& branches, Place place) const;
  bool find_other_branch(Place place, std::string_view key, Found& found);
  void report_missing_keys(const Subschema& schema, Place place, std::vector<std::string> keys);
  void report_missing_dependency(const Subschema& schema, Place place, std::string_view key,
                                 std::vector<std::string> keys);
  void report_negation(const Subschema& schema, Place place);
  void report_several(const Subschema& schema, const Branches& holding, Place place);
  std::optional<std::string> custom_message(const Subschema& schema, Place place) const;
  /// Whether there is time left to look for a near word among so many.
  bool may_search(std::size_t candidates);

  // report_value.cpp: what is wrong with a value
  void report_wrong_type(const Subschema& schema, Types expected, Place place);
  bool is_list_in_list(Place place) const;
  std::string as_list(const Subschema& schema, Types expected, Place place) const;
  std::string with_blanks_behind_colons(yaml::NodeId node) const;
  bool report_unquoted(const Subschema& schema, Place place, std::string_view must);
  void report_not_allowed_value(const Subschema& schema, const std::vector<const Json*>& allowed, Place place);
  void report_out_of_range(const Subschema& schema, Place place);
  void report_count(const Subschema& schema, Place place, double count, Bounds bounds, std::string_view one,
                    std::string_view many);
  void report_repeated_item(const Subschema& schema, Place place, yaml::NodeId item);
  /// What a sentence is about: `key`, an item of `key`, or this mapping.
  std::string subject(Place place) const;
  /// A scalar as it was written, or as near to it as is known.
  std::string value_text(yaml::NodeId node) const;
  std::string described(yaml::NodeId node) const;

  // merge.cpp
  std::vector<Problem> merged(std::vector<Found> found) const;
  std::vector<Found> united_by_choice(std::vector<Found> found) const;
  std::string unknown_key_message(const Problem& problem) const;

  const yaml::Document& document_;
  std::string_view host_;  // may be empty
  Collect collect_;
  std::vector<Found>* found_ = nullptr;  // nullptr while it is quiet
  std::vector<Annotation> annotations_;
  std::vector<std::pair<const Subschema*, Place>> around_;     // the mappings around the place, while it is aloud
  std::unordered_map<yaml::NodeId, const Branches*> choices_;  // between which branches a mapping was a choice
  std::uint32_t recursion_ = 0;
  std::uint32_t depth_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t searched_ = 0;  // words that were compared for suggestions
  bool exhausted_ = false;
};

}  // namespace paas::schema
