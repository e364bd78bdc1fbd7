// Completes what is being written in a fragment.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/events/samples.h"
#include "core/query/complete.h"
#include "core/query/yaml_text.h"
#include "core/yaml/sketch.h"

namespace paas::query {

/// Where an item goes: what has to stand around it.
struct Frame {
  std::string before;
  std::string after;
  Range erase;
  std::uint32_t column = 0;  // of a key that stands there
  bool in_flow = false;
  bool needs_braces = false;  // around a key
};

/// Where the fragment is, and what is around it.
struct Fragment {
  Range range;
  std::string before;  // what has to stand before a fragment that does not exist yet, and behind it
  std::string after;
  std::string below = {};  // what goes to the end of the file with a whole fragment
  Range erase = {};        // blanks that would be left behind the opening quotes
};

class FragmentCompleter {
 public:
  FragmentCompleter(const App& app, const File& file, const Generation& generation, const FileType& type,
                    std::uint32_t cursor, const CompletionStyle& style);
  Completion run(const Fragment& fragment);

 private:
  using Alternatives = std::vector<schema::Alternative>;
  using Strings = std::set<std::string, std::less<>>;

  // complete_fragment.cpp: what stands around the cursor
  void complete_top(const Fragment& fragment);
  void complete_key();
  void complete_value();
  void complete_list(const Alternatives& lists);
  bool takes_any_text(const Alternatives& values) const;
  bool is_below_top() const;
  void read_scalar_before_colon();
  Alternatives expected(yaml::NodeId node, schema::Types types) const;
  static Alternatives accepting(Alternatives alternatives, schema::Types types);
  Frame own_line() const;
  Frame for_scalar() const;
  Frame for_mapping() const;
  Strings siblings() const;
  bool is_written() const { return hole_.text.begin < cursor_; }
  std::string_view written() const { return slice(file_.text, {hole_.text.begin, cursor_}); }

  // complete_key.cpp: keys, and several at once
  void add_keys(const Alternatives& alternatives, yaml::NodeId node, const Frame& frame);
  void add_key(const Alternatives& alternatives, const schema::ExpectedKey& key, yaml::NodeId node, const Frame& frame);
  std::string token_of_key(const Alternatives& alternatives, const schema::ExpectedKey& key) const;
  void add_other_keys(const Alternatives& alternatives, yaml::NodeId node, const Frame& frame);
  void add_wholes(const Alternatives& alternatives, const Frame& frame);
  void add_missing(const Alternatives& alternatives, const std::vector<schema::ExpectedKey>& missing, yaml::NodeId node,
                   const Frame& frame);
  schema::Json own_skeleton(const Alternatives& alternatives, bool examples_first = false) const;
  void write_value(YamlText& text, const Alternatives& values, const Frame& frame, Item& item) const;
  bool is_choice(const Alternatives& values) const;
  std::string label_of(const Alternatives& alternatives, std::size_t index) const;
  schema::Evaluation evaluate_with(std::string_view inserted, Range erase) const;
  int mistakes_with(std::string_view inserted, Range erase) const;
  int mistakes_before();
  int exclusions_in(const schema::Evaluation& evaluation) const;

  // complete_scalar.cpp: values
  void add_scalars(const Alternatives& alternatives, const Frame& frame, const Strings& taken);
  void add_scalar(const schema::Json& value, ItemKind kind, std::string detail, const schema::Subschema* part,
                  const Frame& frame, const Strings& taken, int rank);
  void add_examples(const Alternatives& alternatives, const Frame& frame, const Strings& taken);
  void add_rates(const schema::Alternative& alternative, const schema::Subschema& part, const Frame& frame,
                 const Strings& taken);
  void add_meaning(const schema::Subschema& part, const Frame& frame, const Strings& taken);
  void add_names(const SymbolUse& use, const Frame& frame, const Strings& taken);

  // complete_permission.cpp
  void add_permissions(const schema::Subschema& part, const Frame& frame, const Strings& taken);
  void add_services(const schema::Subschema& part, const Frame& frame);
  void add_actions(const schema::Subschema& part, const Strings& lacking, const Frame& frame, const Strings& taken);
  Strings lacking_permissions(const Strings& taken) const;
  Strings permissions_of_app(std::string_view service) const;

  // complete_pattern.cpp
  struct SampleValue {
    const events::Sample* sample;
    const events::Event* value;
  };
  std::vector<SampleValue> sample_values();
  void add_fields_of_samples(yaml::NodeId node, const Frame& frame);
  void add_values_of_samples(const Frame& frame, const Strings& taken);

  std::string need_of(const schema::Subschema& part) const;

  std::string token(const schema::Subschema* part) const;
  void add(Item item, int rank);
  Completion finish();

  const App& app_;
  const File& file_;
  const Generation& generation_;
  const FileType& type_;
  std::uint32_t cursor_;
  const CompletionStyle& style_;
  Layout layout_;
  yaml::Sketch sketch_;
  yaml::Hole& hole_;
  std::vector<schema::PathStep> path_;
  Completion completion_;
  Range range_;  // of the fragment
  std::string below_;
  int mistakes_before_ = -1;
  std::vector<int> ranks_;
  std::set<std::string, std::less<>> labels_;
};

/// The first sentence of a description.
std::string_view first_sentence(std::string_view text);

}  // namespace paas::query
