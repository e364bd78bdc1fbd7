// A template that is looked at while the app is typed: its text is brought from version to version by edits of lines,
// and costs what changed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/template/last_good.h"
#include "core/template/live_plan.h"
#include "core/template/text.h"

namespace paas::cloudformation {

/// Lines `begin` to `end` (zero-based, `end` excluded) are replaced by a text, which is empty or ends with LF.
struct LineEdit {
  std::uint32_t begin;
  std::uint32_t end;
  std::string text;
  bool operator==(const LineEdit&) const = default;
};

/// The text after edits that `LivePreview::update` gave.
std::string with_edits(std::string_view text, const std::vector<LineEdit>& edits);

/// A piece of the text, in whole lines.
struct Block {
  std::string text;
  std::uint32_t lines = 0;

  Block() = default;
  explicit Block(std::string text_in);
};

/// Where a line of the text is.
struct PreviewLine {
  enum class Section : std::uint8_t { comment, parameters, resources, outputs };
  Section section = Section::comment;
  std::size_t entry = 0;   // of the plan, for resources and outputs
  std::uint32_t line = 0;  // among those of the entry in its section, or of the parameters; section heads are comments
};

/// The preview of an app or of one handler. Not for several threads.
class LivePreview {
 public:
  /// `handler`: the path of the one whose part is wanted; empty: the whole app.
  LivePreview(const Recipes& recipes, Format format, std::string handler = {});

  /// Another version of the app. Edits are sorted and do not touch each other; their lines are those of the text
  /// before. JSON is replaced as a whole. Costs what changed, and a look at each handler.
  std::vector<LineEdit> update(const std::shared_ptr<const App>& app);

  std::string text() const;
  /// `54 resources, 3 parameters, 12,345 bytes`
  const std::string& summary() const { return summary_; }
  /// What is not shown as it is written, and why; nothing if all is.
  const std::optional<LeftOut>& stale() const { return stale_; }
  Format format() const { return format_; }
  /// What is shown, by entries: the root, then handlers by path.
  const LivePlan& plan() const { return plan_; }
  bool is_wanted(std::size_t entry) const;

  /// Nothing behind the last line, and of JSON.
  std::optional<PreviewLine> find_line(std::uint32_t line) const;
  /// The first line of an entry's section.
  std::uint32_t line_of(PreviewLine::Section section, std::size_t entry) const;
  /// Without its end; empty behind the last line.
  std::string_view line_text(std::uint32_t line) const;
  /// The entry whose part shows a resource, or the first one that refers to a name; `LivePlan::nowhere` if none does.
  std::size_t entry_with_resource(std::string_view id) const;
  std::size_t entry_with_reference(std::string_view name) const;
  bool is_made_by_root(std::string_view id) const { return std::ranges::find(root_ids_, id) != root_ids_.end(); }
  /// The names of parameters, by their lines.
  const std::vector<std::string>& parameter_lines() const { return parameter_lines_; }
  std::uint32_t first_parameter_line() const { return frame_.comment.lines + 1; }

 private:
  struct Part {
    Block resources;
    Block outputs;
    std::vector<std::string> names;  // that it refers to
    std::size_t resource_count = 0;
  };
  /// What parts were: by the place among the parts at which they stand or stood.
  struct Before {
    std::map<std::size_t, Part> replaced;
    std::multimap<std::size_t, Part> removed;
  };
  /// All that stands around the parts.
  struct Frame {
    Block comment;
    Block parameters;
    Block resources;  // the heads of sections
    Block outputs;
  };

  Before take(const LivePlan::Update& update);
  Part make_part(std::size_t entry);
  void count_names(const Part& part, int change);
  void write_parameters();
  Frame make_frame();
  std::string comment() const;
  std::vector<LeftOut> held() const;
  std::vector<LineEdit> edits_from(const Frame& frame, const Before& before) const;

  const Format format_;
  const std::string handler_;
  LastGood last_good_;
  LivePlan plan_;
  std::vector<Part> parts_;  // as the plan's entries
  std::vector<std::string> root_ids_;
  std::vector<std::string> left_out_;         // names of handlers, as ids begin with them
  std::map<std::string, std::size_t> names_;  // how many parts refer to them
  bool names_changed_ = false;
  std::string parameters_;  // the section's entries
  std::size_t parameter_count_ = 0;
  std::vector<std::string> parameter_lines_;
  Frame frame_;
  std::uint32_t json_lines_ = 0;
  std::string summary_;
  std::optional<LeftOut> stale_;
};

}  // namespace paas::cloudformation
