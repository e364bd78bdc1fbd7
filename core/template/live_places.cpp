// Renders parts again, with the origins of their lines.
#include "core/template/live_places.h"

#include <algorithm>
#include <utility>

#include "core/names/names.h"
#include "core/text/characters.h"

namespace paas::cloudformation {

namespace {

using Section = PreviewLine::Section;

/// The name at a column; of `Name.Attribute`, the first half.
std::string_view name_at(std::string_view line, std::uint32_t column) {
  std::size_t begin = std::min<std::size_t>(column, line.size());
  while (begin > 0 && is_alphanumeric(line[begin - 1])) --begin;
  if (begin > 1 && line[begin - 1] == '.' && is_alphanumeric(line[begin - 2])) {
    --begin;
    while (begin > 0 && is_alphanumeric(line[begin - 1])) --begin;
  }
  std::size_t end = begin;
  while (end < line.size() && is_alphanumeric(line[end])) ++end;
  return line.substr(begin, end - begin);
}

PreviewSource source_of(const Resource& resource) {
  const Value* type = find(*resource.body, "Type");
  return {resource.origin->file, resource.origin->range, std::string(resource.id),
          type == nullptr ? std::string() : std::string(type->text), resource.recipe->description};
}

std::optional<PreviewSource> resource_in(const FilePart& part, std::string_view id) {
  const auto found = std::ranges::find(part.resources, id, &Resource::id);
  if (found == part.resources.end()) return std::nullopt;
  return source_of(*found);
}

// A resource of a part that this preview does not show may be one, too.
std::optional<PreviewSource> resource_named(const LivePreview& preview, std::string_view id) {
  const App& app = *preview.plan().app();
  const auto& entries = preview.plan().entries();
  const auto in_entry = [&](std::size_t entry) { return resource_in(render(app, entries[entry].order), id); };
  if (const std::size_t entry = preview.entry_with_resource(id); entry != LivePlan::nowhere) return in_entry(entry);
  if (preview.is_wanted(0)) return std::nullopt;
  if (auto found = in_entry(0)) return found;
  if (!app.is_defined("resource:" + std::string(id))) return std::nullopt;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (!entries[i].is_shown() || !id.starts_with(names::hungarorise(entries[i].order.name_space))) continue;
    if (auto found = in_entry(i)) return found;
  }
  return std::nullopt;
}

// Where the environment sets it, or else the first place that refers to it.
std::optional<PreviewSource> parameter_named(const LivePreview& preview, std::string_view name, bool is_value) {
  const App& app = *preview.plan().app();
  const Parameter parameter = Parameters(app, std::vector<std::string>(), {}).parameter(name, {});
  const auto& entries = preview.plan().entries();
  const std::size_t entry = preview.entry_with_reference(name);
  if (entry == LivePlan::nowhere) return std::nullopt;
  if (is_value && parameter.value_origin.file != nullptr) {
    return PreviewSource{parameter.value_origin.file, parameter.value_origin.range, parameter.id, "parameter", {}};
  }
  const FilePart part = render(app, entries[entry].order);
  const auto reference = std::ranges::find(part.references, name, &Reference::name);
  if (reference == part.references.end()) return std::nullopt;
  return PreviewSource{reference->origin->file, reference->origin->range, parameter.id, "parameter", {}};
}

/// The entry of an output section that a line belongs to.
std::string output_at(std::string_view text, std::uint32_t line) {
  std::string_view name;
  for (std::uint32_t i = 0; i <= line; ++i) {
    const std::string_view one = text.substr(0, text.find('\n'));
    if (one.size() > 2 && one[2] != ' ') name = one.substr(2, one.size() - 3);
    text.remove_prefix(one.size() + 1);
  }
  return std::string(name);
}

class Places {
 public:
  Places(const LivePreview& preview, const File& file, std::uint32_t offset)
      : preview_(preview), file_(file), offset_(offset), line_(line_at(file.text, offset)) {}

  std::vector<LineRange> find() {
    const auto& entries = preview_.plan().entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& of = entries[i].handler.file;
      const bool is_of_file = of != nullptr && of->path == file_.path;
      if ((i == 0 || is_of_file) && preview_.is_wanted(i)) add(i);
    }
    add_parameters();
    return grouped(lines_);
  }

 private:
  /// How well a place fits a cursor; the less the better.
  struct Rank {
    std::uint8_t kind;   // 0: around the cursor, and begins on its line; 1: begins there; 2: around it
    std::uint32_t size;  // bytes
    bool operator<(const Rank& other) const { return std::pair(kind, size) < std::pair(other.kind, other.size); }
  };

  // The key above the fragment stands for all of it.
  bool is_at_head() const {
    const std::uint32_t head = file_.fragment_head().begin;
    return file_.infra != yaml::no_node && line_.begin <= head && head < line_.end;
  }

  // Without the break.
  static Range line_at(std::string_view text, std::uint32_t offset) {
    const std::size_t at = std::min<std::size_t>(offset, text.size());
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min(text.find('\n', at), text.size()))};
  }

  void add(std::size_t entry) {
    const FilePart part = render(*preview_.plan().app(), preview_.plan().entries()[entry].order);
    const PartText text = write(part, Format::yaml, true);
    for (const Section section : {Section::resources, Section::outputs}) {
      const auto& lines = section == Section::resources ? text.resource_lines : text.output_lines;
      const std::uint32_t first = preview_.line_of(section, entry);
      for (std::uint32_t i = 0; i < lines.size(); ++i) {
        const Origin* origin = lines[i].origin;
        if (origin == nullptr || origin->file->path != file_.path) continue;
        // What is shown may be of an earlier text; then only what is still there counts.
        const bool is_there = slice(origin->file->text, line_) == slice(file_.text, line_);
        if (is_there) consider(origin->range, first + i);
      }
    }
  }

  // What an environment sets.
  void add_parameters() {
    if (file_.kind != FileKind::environment) return;
    const Parameters parameters(*preview_.plan().app(), std::vector<std::string>(), {});
    const std::vector<std::string>& names = preview_.parameter_lines();
    for (std::uint32_t i = 0; i < names.size(); ++i) {
      const Origin origin = parameters.parameter(names[i], {}).value_origin;
      if (origin.file == nullptr || origin.file->path != file_.path) continue;
      for (const Variable& variable : origin.file->variables) {
        if (variable.value_range == origin.range)
          consider({variable.name_range.begin, variable.value_range.end}, preview_.first_parameter_line() + i);
      }
    }
  }

  void consider(Range range, std::uint32_t line) {
    if (is_at_head()) return lines_.push_back(line);
    const bool is_around = range.begin <= offset_ && offset_ <= range.end;
    const bool begins_here = line_.begin <= range.begin && range.begin < line_.end;
    const bool is_blank = slice(file_.text, line_).find_first_not_of(" \t\r") == std::string_view::npos;
    if (!begins_here && (!is_around || is_blank)) return;
    const Rank rank{static_cast<std::uint8_t>(!begins_here ? 2 : is_around ? 0 : 1), range.size()};
    if (best_ < rank) return;
    if (rank < best_) lines_.clear();
    best_ = rank;
    lines_.push_back(line);
  }

  static std::vector<LineRange> grouped(const std::vector<std::uint32_t>& lines) {
    std::vector<LineRange> ranges;
    for (const std::uint32_t line : lines) {
      if (!ranges.empty() && ranges.back().last + 1 == line)
        ranges.back().last = line;
      else
        ranges.push_back({line, line});
    }
    return ranges;
  }

  const LivePreview& preview_;
  const File& file_;
  const std::uint32_t offset_;
  const Range line_;  // that the cursor is on
  Rank best_{3, 0};
  std::vector<std::uint32_t> lines_;  // of the place that fits best
};

}  // namespace

std::optional<PreviewSource> source_of(const LivePreview& preview, std::uint32_t line, std::uint32_t column) {
  const std::optional<PreviewLine> place = preview.find_line(line);
  if (!place || place->section == Section::comment) return std::nullopt;
  if (place->section == Section::parameters) {
    const std::vector<std::string>& names = preview.parameter_lines();
    const std::string& name = names[place->line];
    const bool is_value = place->line > 1 && names[place->line - 2] == name;  // behind its name and its type
    return parameter_named(preview, name, is_value);
  }
  const FilePart part = render(*preview.plan().app(), preview.plan().entries()[place->entry].order);
  const PartText text = write(part, Format::yaml, true);
  const bool is_output = place->section == Section::outputs;
  const auto& lines = is_output ? text.output_lines : text.resource_lines;
  if (place->line >= lines.size()) return std::nullopt;
  const LineOrigin& here = lines[place->line];
  const Resource* own = is_output || here.resource == no_resource ? nullptr : &part.resources[here.resource];
  const std::string_view name = name_at(preview.line_text(line), column);
  if (!name.empty() && (own == nullptr || name != own->id)) {
    if (auto found = resource_in(part, name)) return found;
    // Most words are no names: all of the text is searched only for those that are.
    const bool is_referred_to = std::ranges::find(part.references, name, &Reference::name) != part.references.end();
    const bool is_resource = is_referred_to || preview.is_made_by_root(name) ||
                             preview.plan().app()->is_defined("resource:" + std::string(name));
    std::optional<PreviewSource> found;
    if (is_resource) found = resource_named(preview, name);
    if (is_referred_to && !found) found = parameter_named(preview, name, false);
    if (found) return found;
  }
  if (own == nullptr) {
    if (here.origin == nullptr) return std::nullopt;
    return PreviewSource{here.origin->file, here.origin->range, output_at(text.outputs, place->line), "output", {}};
  }
  PreviewSource source = source_of(*own);
  if (here.origin == nullptr || here.origin == own->origin) return source;
  source.file = here.origin->file;
  source.range = here.origin->range;
  source.reason.clear();
  return source;
}

std::vector<LineRange> places_of(const LivePreview& preview, const File& file, std::uint32_t offset) {
  return preview.format() == Format::json ? std::vector<LineRange>() : Places(preview, file, offset).find();
}

}  // namespace paas::cloudformation
