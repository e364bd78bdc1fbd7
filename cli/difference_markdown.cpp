// What changes in a template, as a comment of a pull request.
#include <fmt/format.h>

#include "cli/difference_report.h"
#include "core/schema/wording.h"

namespace paas::cli {

namespace {

using namespace cloudformation;
using schema::code;

constexpr std::size_t max_bytes = 60'000;

/// In a cell of a table a bar ends the cell, also in code.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' || c == '\r' ? ' ' : c;
  }
  return escaped;
}

std::string code_cell(std::string_view text) { return text.empty() ? "" : cell(code(text)); }

class MarkdownWriter {
 public:
  explicit MarkdownWriter(const DifferenceReport& report) : report_(report), old_places_(report.old_prefix) {}

  std::string write() {
    const Difference& difference = report_.difference;
    text_ = fmt::format("### {}: {}\n\nCompared with {}.\n", code(report_.after), cell(summary(difference)),
                        code(report_.before));
    if (!difference.warnings.empty()) warnings();
    if (!report_.not_compared.empty()) {
      text_ += "\nNot compared:\n\n";
      for (const NotCompared& file : report_.not_compared)
        add(fmt::format("- {}: {}\n", code(file.place), cell(file.reason)));
    }
    if (!difference.resources.empty()) resources();
    if (!difference.parameters.empty() || !difference.outputs.empty()) parameters_and_outputs();
    return std::move(text_);
  }

 private:
  // A table goes on as long as there is room.
  bool add(const std::string& row) {
    if (text_.size() + row.size() > max_bytes) {
      ++left_out_;
      return false;
    }
    text_ += row;
    return true;
  }

  void tell_left_out() {
    if (left_out_ > 0) text_ += fmt::format("\n… and {} more.\n", left_out_);
    left_out_ = 0;
  }

  void warnings() {
    text_ += "\n| | resource | what happens | where |\n|---|---|---|---|\n";
    for (const Warning& warning : report_.difference.warnings) {
      const bool is_severe = warning.danger == Danger::data_loss || warning.danger == Danger::refused;
      const char* mark = is_severe ? "**" : "";
      add(fmt::format("| {}{}{} | {} | {} | {} |\n", mark, name_of(warning.danger), mark, code_cell(warning.id),
                      cell(warning.message),
                      code_cell((warning.change == Change::removed ? old_places_ : places_).of(warning.origin))));
    }
    tell_left_out();
  }

  void begin_details(const std::string& title, std::string_view head) {
    text_ += fmt::format("\n<details>\n<summary>{}</summary>\n\n{}", title, head);
  }

  void end_details() {
    tell_left_out();
    text_ += "\n</details>\n";
  }

  void resources() {
    const Difference& difference = report_.difference;
    std::string counts;
    for (const Change change : {Change::replaced, Change::changed, Change::added, Change::removed}) {
      const std::size_t count = difference.count(change);
      if (count > 0) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, name_of(change));
    }
    begin_details("Resources: " + counts,
                  "| | resource | property | before | after | where |\n|---|---|---|---|---|---|\n");
    for (const ResourceChange& resource : difference.resources) {
      const std::string head =
          fmt::format("| {} | {}<br>{} ", name_of(resource.change), code_cell(resource.id), code_cell(resource.type));
      const bool is_removed = resource.change == Change::removed;
      if (resource.properties.empty()) {
        const std::string because =
            resource.because.empty() ? "" : fmt::format("refers to {}", code_cell(resource.because));
        add(fmt::format("{}| {} | | | {} |\n", head, because,
                        code_cell((is_removed ? old_places_ : places_).of(resource.origin))));
      }
      for (const PropertyChange& property : resource.properties) {
        const auto value = [](const Value* one) { return one == nullptr ? "" : code_cell(in_short(*one)); };
        add(fmt::format("{}| {}{} | {} | {} | {} |\n", head, code_cell(property.path),
                        property.replaces ? " (replaces it)" : "", value(property.before), value(property.after),
                        code_cell(places_.of(property.origin))));
      }
    }
    end_details();
  }

  void parameters_and_outputs() {
    const Difference& difference = report_.difference;
    begin_details(fmt::format("Parameters: {}, outputs: {}", difference.parameters.size(), difference.outputs.size()),
                  "| | what | where |\n|---|---|---|\n");
    for (const auto& [change, before, after] : difference.parameters) {
      const Parameter& one = after == nullptr ? *before : *after;
      const Origin& origin = one.value_origin.file == nullptr ? one.origin : one.value_origin;
      add(fmt::format("| {} | parameter {} | {} |\n", name_of(change), code_cell(one.id),
                      code_cell((after == nullptr ? old_places_ : places_).of(&origin))));
    }
    for (const auto& [change, before, after] : difference.outputs) {
      const Output& one = after == nullptr ? *before : *after;
      add(fmt::format("| {} | output {} | {} |\n", name_of(change), code_cell(one.id),
                      code_cell((after == nullptr ? old_places_ : places_).of(one.origin))));
    }
    end_details();
  }

  const DifferenceReport& report_;
  Places places_;
  Places old_places_;
  std::string text_;
  std::size_t left_out_ = 0;
};

}  // namespace

std::string write_markdown(const DifferenceReport& report) { return MarkdownWriter(report).write(); }

}  // namespace paas::cli
