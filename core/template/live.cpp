// Keeps the text of a preview part by part and tells what changes in it.
#include "core/template/live.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace paas::cloudformation {

namespace {

using Section = PreviewLine::Section;

constexpr std::size_t most_told = 20;  // files that are held or left out

std::string without_breaks(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

// `12,345`
std::string with_commas(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", with_commas(count), what, count == 1 ? "" : "s");
}

/// `shop/orders/index.py:3:5`
std::string place(const App& app, const LeftOut& left) {
  const std::size_t slash = app.package().rfind('/');
  const std::string base = slash == std::string::npos ? std::string() : app.package().substr(0, slash + 1);
  const std::string& path = left.file->path;
  const Position position = Lines(left.file->text).code_points(left.range.begin);
  return fmt::format("{}:{}:{}", path.starts_with(base) ? path.substr(base.size()) : path, position.line + 1,
                     position.character + 1);
}

/// Collects the edits between two versions of a sequence of blocks.
class ChangedLines {
 public:
  void keep(const Block& block) { line_ += block.lines; }

  void replace(const Block& before, const Block& now) {
    if (before.text == now.text) return keep(before);
    std::string_view old = before.text;
    std::string_view text = now.text;
    std::uint32_t first = line_;
    std::uint32_t last = line_ + before.lines;
    line_ = last;
    // Lines that both begin or end with stay.
    while (!old.empty() && !text.empty()) {
      const std::size_t end = old.find('\n') + 1;
      if (text.substr(0, end) != old.substr(0, end)) break;
      old.remove_prefix(end);
      text.remove_prefix(end);
      ++first;
    }
    while (!old.empty() && !text.empty()) {
      const std::size_t begin = begin_of_last_line(old);
      if (text.substr(begin_of_last_line(text)) != old.substr(begin)) break;
      text.remove_suffix(old.size() - begin);
      old.remove_suffix(old.size() - begin);
      --last;
    }
    add(first, last, text);
  }

  std::vector<LineEdit> take() { return std::move(edits_); }

 private:
  static std::size_t begin_of_last_line(std::string_view text) {
    const std::size_t end = text.substr(0, text.size() - 1).rfind('\n');
    return end == std::string_view::npos ? 0 : end + 1;
  }

  void add(std::uint32_t first, std::uint32_t last, std::string_view text) {
    if (!edits_.empty() && edits_.back().end == first) {
      edits_.back().end = last;
      edits_.back().text += text;
    } else {
      edits_.push_back({first, last, std::string(text)});
    }
  }

  std::vector<LineEdit> edits_;
  std::uint32_t line_ = 0;  // of the text before
};

}  // namespace

std::string with_edits(std::string_view text, const std::vector<LineEdit>& edits) {
  std::string result;
  std::uint32_t line = 0;
  const auto take_until = [&](std::uint32_t end) {
    std::size_t size = 0;
    for (; line < end && size < text.size(); ++line) size = std::min(text.find('\n', size), text.size() - 1) + 1;
    const std::string_view taken = text.substr(0, size);
    text.remove_prefix(size);
    return taken;
  };
  for (const LineEdit& edit : edits) {
    result += take_until(edit.begin);
    take_until(edit.end);
    result += edit.text;
  }
  result += text;
  return result;
}

Block::Block(std::string text_in)
    : text(std::move(text_in)), lines(static_cast<std::uint32_t>(std::ranges::count(text, '\n'))) {}

LivePreview::LivePreview(const Recipes& recipes, Format format, std::string handler)
    : format_(format), handler_(std::move(handler)), plan_(recipes) {}

bool LivePreview::is_wanted(std::size_t entry) const {
  if (handler_.empty()) return true;
  const auto& file = plan_.entries()[entry].handler.file;
  return entry > 0 && file->path == handler_;
}

std::vector<LineEdit> LivePreview::update(const std::shared_ptr<const App>& app) {
  const LivePlan::Update update = plan_.update(last_good_.update(app));
  const bool is_root_changed = !update.changed.empty() && update.changed.front() == 0;
  const Before before = take(update);
  if (std::exchange(names_changed_, false) || update.is_defined_otherwise || update.is_left_out_otherwise ||
      is_root_changed)
    write_parameters();
  const std::vector<LeftOut> all_held = held();
  stale_ = all_held.empty() ? std::optional<LeftOut>() : all_held.front();
  if (!stale_ && app->is_partial()) {
    auto file = app->root_pointer();
    if (file == nullptr && !app->handlers().empty()) file = app->handlers().front().file;
    if (file != nullptr) stale_ = LeftOut{file, {0, 0}, "other files of the app are still being read", false};
  }
  const Frame frame = std::exchange(frame_, make_frame());
  if (format_ == Format::yaml) return edits_from(frame, before);
  const std::string text = this->text();
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
  const std::uint32_t lines_before = std::exchange(json_lines_, lines);
  std::vector<LineEdit> edits = edits_from(frame, before);
  if (edits.empty()) return edits;
  return {{0, lines_before, text}};
}

// Renders what changed. What parts were before is left to whoever compares.
LivePreview::Before LivePreview::take(const LivePlan::Update& update) {
  Before before;
  if (update.from) {
    std::vector<Part> old = std::exchange(parts_, std::vector<Part>(plan_.entries().size()));
    std::size_t next = 0;
    const auto remove_until = [&](std::size_t end, std::size_t place) {
      for (; next < end; ++next) {
        count_names(old[next], -1);
        before.removed.emplace(place, std::move(old[next]));
      }
    };
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const std::size_t from = (*update.from)[i];
      if (from == LivePlan::nowhere) continue;
      remove_until(from, i);
      parts_[i] = std::move(old[from]);
      next = from + 1;
    }
    remove_until(old.size(), parts_.size());
  }
  for (const std::size_t entry : update.changed) {
    if (entry > 0 && !is_wanted(entry)) continue;
    Part part = make_part(entry);
    count_names(part, 1);
    count_names(parts_[entry], -1);
    before.replaced.emplace(entry, std::exchange(parts_[entry], std::move(part)));
  }
  return before;
}

LivePreview::Part LivePreview::make_part(std::size_t entry) {
  const FilePart rendered = render(*plan_.app(), plan_.entries()[entry].order);
  if (entry == 0) {
    root_ids_.clear();
    for (const Resource& resource : rendered.resources) root_ids_.emplace_back(resource.id);
  }
  Part part;
  if (!is_wanted(entry)) return part;
  PartText text = write(rendered, format_);
  part.resources = Block(std::move(text.resources));
  part.outputs = Block(std::move(text.outputs));
  part.resource_count = rendered.resources.size();
  for (const Reference& reference : rendered.references) part.names.emplace_back(reference.name);
  return part;
}

void LivePreview::count_names(const Part& part, int change) {
  for (const std::string& name : part.names) {
    const auto [known, is_new] = names_.try_emplace(name, 0);
    known->second += static_cast<std::size_t>(change);
    names_changed_ = names_changed_ || is_new || known->second == 0;
    if (known->second == 0) names_.erase(known);
  }
}

void LivePreview::write_parameters() {
  const Parameters parameters(*plan_.app(), root_ids_, plan_.left_out_ids());
  parameters_.clear();
  parameter_count_ = 0;
  parameter_lines_.clear();
  for (const auto& [name, count] : names_) {
    if (!parameters.is_parameter(name)) continue;
    Parameter parameter = parameters.parameter(name, {});
    hide_secret(parameter);
    const Block entry(write({std::move(parameter)}, format_));
    parameters_ += entry.text;
    parameter_lines_.insert(parameter_lines_.end(), entry.lines, name);
    ++parameter_count_;
  }
}

LivePreview::Frame LivePreview::make_frame() {
  std::size_t resources = 0;
  std::size_t resource_bytes = 0;
  std::size_t output_bytes = 0;
  for (const Part& part : parts_) {
    resources += part.resource_count;
    resource_bytes += part.resources.text.size();
    output_bytes += part.outputs.text.size();
  }
  Frame frame;
  if (!parameters_.empty()) frame.parameters = Block("Parameters:\n" + parameters_);
  frame.resources = Block(resource_bytes > 0 ? "Resources:\n" : "Resources: {}\n");
  if (output_bytes > 0) frame.outputs = Block("Outputs:\n");
  std::size_t bytes = frame.parameters.text.size() + frame.resources.text.size() + frame.outputs.text.size() +
                      resource_bytes + output_bytes;
  if (format_ == Format::json) bytes = text().size();
  summary_ = fmt::format("{}, {}, {}", counted(resources, "resource"), counted(parameter_count_, "parameter"),
                         counted(bytes, "byte"));
  frame.comment = Block(comment());
  return frame;
}

// What is shown as it was, of what this preview shows.
std::vector<LeftOut> LivePreview::held() const {
  std::vector<LeftOut> all;
  const File* root = plan_.entries().front().handler.file.get();
  for (const auto& [path, left] : last_good_.held()) {
    if (handler_.empty() || path == handler_ || (root != nullptr && path == root->path)) all.push_back(left);
  }
  for (std::size_t i = 0; i < plan_.entries().size(); ++i) {
    const LivePlan::Entry& entry = plan_.entries()[i];
    if (entry.is_held && is_wanted(i)) all.push_back(*entry.left_out);
  }
  return all;
}

std::string LivePreview::comment() const {
  const App& app = *plan_.app();
  const std::string name = app.package().substr(app.package().rfind('/') + 1);
  std::string text =
      handler_.empty()
          ? fmt::format("# What {} becomes: a CloudFormation template.\n", without_breaks(name))
          : fmt::format("# What {} adds to the template of {}.\n",
                        without_breaks(handler_.substr(std::min(handler_.size(), app.package().size() + 1))),
                        without_breaks(name));
  text += fmt::format("# {}\n", summary_);
  std::size_t told = 0;
  const auto tell = [&](std::string_view what, const LeftOut& left) {
    if (++told > most_told) return;
    text += fmt::format("# {}: {}: {}\n", what, without_breaks(place(app, left)), without_breaks(left.reason));
  };
  for (const LeftOut& left : held()) tell("as it was before", left);
  if (stale_ && told == 0) text += fmt::format("# {}\n", stale_->reason);
  for (const LeftOut& left : plan_.root_left_out()) tell("left out", left);
  if (handler_.empty()) {
    for (const LeftOut& left : plan_.refused()) tell("left out", left);
  }
  for (std::size_t i = 0; i < plan_.entries().size(); ++i) {
    const LivePlan::Entry& entry = plan_.entries()[i];
    if (entry.left_out && !entry.is_held && is_wanted(i)) tell("left out", *entry.left_out);
  }
  if (told > most_told) text += fmt::format("# and {} more\n", with_commas(told - most_told));
  return text;
}

std::vector<LineEdit> LivePreview::edits_from(const Frame& frame, const Before& before) const {
  ChangedLines changed;
  const auto add_parts = [&](Block Part::*block) {
    const auto add_removed = [&](std::size_t place) {
      const auto [begin, end] = before.removed.equal_range(place);
      for (auto each = begin; each != end; ++each) changed.replace(each->second.*block, Block());
    };
    auto replaced = before.replaced.begin();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!before.removed.empty()) add_removed(i);
      if (replaced != before.replaced.end() && replaced->first == i) {
        changed.replace(replaced->second.*block, parts_[i].*block);
        ++replaced;
      } else {
        changed.keep(parts_[i].*block);
      }
    }
    add_removed(parts_.size());
  };
  changed.replace(frame.comment, frame_.comment);
  changed.replace(frame.parameters, frame_.parameters);
  changed.replace(frame.resources, frame_.resources);
  add_parts(&Part::resources);
  changed.replace(frame.outputs, frame_.outputs);
  add_parts(&Part::outputs);
  return changed.take();
}

std::string LivePreview::text() const {
  std::string text;
  if (format_ == Format::json) {
    Sections sections{{parameters_}, {}, {}};
    for (const Part& part : parts_) {
      sections.resources.push_back(part.resources.text);
      sections.outputs.push_back(part.outputs.text);
    }
    add_template(sections, format_, false, [&](std::string_view piece) { text += piece; });
    return text;
  }
  text = frame_.comment.text + frame_.parameters.text + frame_.resources.text;
  for (const Part& part : parts_) text += part.resources.text;
  text += frame_.outputs.text;
  for (const Part& part : parts_) text += part.outputs.text;
  return text;
}

std::optional<PreviewLine> LivePreview::find_line(std::uint32_t line) const {
  if (format_ == Format::json) return std::nullopt;
  std::uint32_t begin = 0;
  const auto is_in = [&](const Block& block) {
    if (line - begin < block.lines) return true;
    begin += block.lines;
    return false;
  };
  if (is_in(frame_.comment)) return PreviewLine{};
  if (is_in(frame_.parameters)) {
    if (line == begin) return PreviewLine{};
    return PreviewLine{Section::parameters, 0, line - begin - 1};
  }
  for (const Section section : {Section::resources, Section::outputs}) {
    const bool is_output = section == Section::outputs;
    if (is_in(is_output ? frame_.outputs : frame_.resources)) return PreviewLine{};
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (is_in(is_output ? parts_[i].outputs : parts_[i].resources)) return PreviewLine{section, i, line - begin};
    }
  }
  return std::nullopt;
}

std::uint32_t LivePreview::line_of(Section section, std::size_t entry) const {
  std::uint32_t line = frame_.comment.lines + frame_.parameters.lines + frame_.resources.lines;
  const bool is_output = section == Section::outputs;
  for (std::size_t i = 0; i < (is_output ? parts_.size() : entry); ++i) line += parts_[i].resources.lines;
  if (!is_output) return line;
  line += frame_.outputs.lines;
  for (std::size_t i = 0; i < entry; ++i) line += parts_[i].outputs.lines;
  return line;
}

std::string_view LivePreview::line_text(std::uint32_t line) const {
  const auto in = [&](std::string_view text, std::uint32_t wanted) {
    for (; wanted > 0; --wanted) text.remove_prefix(text.find('\n') + 1);
    return text.substr(0, text.find('\n'));
  };
  const std::optional<PreviewLine> found = find_line(line);
  if (!found) return {};
  if (found->section == Section::parameters) return in(parameters_, found->line);
  if (found->section == Section::resources) return in(parts_[found->entry].resources.text, found->line);
  if (found->section == Section::outputs) return in(parts_[found->entry].outputs.text, found->line);
  return line < frame_.comment.lines ? in(frame_.comment.text, line) : std::string_view();
}

std::size_t LivePreview::entry_with_resource(std::string_view id) const {
  const std::string begin = fmt::format("  {}:", id);
  const std::string later = "\n" + begin;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::string& text = parts_[i].resources.text;
    if (text.starts_with(begin) || text.find(later) != std::string::npos) return i;
  }
  return LivePlan::nowhere;
}

std::size_t LivePreview::entry_with_reference(std::string_view name) const {
  const auto refers = [&](const Part& part) { return std::ranges::find(part.names, name) != part.names.end(); };
  const auto found = std::ranges::find_if(parts_, refers);
  return found == parts_.end() ? LivePlan::nowhere : static_cast<std::size_t>(found - parts_.begin());
}

}  // namespace paas::cloudformation
