// Puts the entries of a template's sections into lines.
#include "core/template/text.h"

#include "core/template/writer.h"

namespace paas::cloudformation {

namespace {

// Entries of a section: `  Id: {...}`, one below the other.
class Entries {
 public:
  Entries(Format format, std::string& out, std::vector<LineOrigin>* lines) : format_(format), text_(out, lines) {}

  void add(std::string_view id, const Value& body, const Origin* origin, std::uint32_t index) {
    const Origin* here = body.origin == nullptr ? origin : body.origin;
    text_.begin_entry(index);
    if (format_ == Format::yaml) {
      YamlWriter writer(text_);
      text_.first_line(step, here);
      writer.write_key(id);
      text_.out() += ':';
      writer.write_behind(body, step, origin, false);
    } else {
      text_.first_line(2 * step, here);
      add_json_string(id, false, text_.out());
      text_.out() += ": ";
      JsonWriter(text_).write(body, 2 * step, origin);
      text_.out() += ',';
    }
    text_.out() += '\n';
  }

 private:
  Format format_;
  LineText text_;
};

}  // namespace

PartText write(const FilePart& part, Format format, bool with_lines) {
  PartText text;
  Entries resources(format, text.resources, with_lines ? &text.resource_lines : nullptr);
  for (std::uint32_t i = 0; i < part.resources.size(); ++i)
    resources.add(part.resources[i].id, *part.resources[i].body, part.resources[i].origin, i);
  Entries outputs(format, text.outputs, with_lines ? &text.output_lines : nullptr);
  for (const Output& output : part.outputs) outputs.add(output.id, *output.body, output.origin, no_resource);
  return text;
}

std::string write(const std::vector<Parameter>& parameters, Format format) {
  std::string text;
  Entries entries(format, text, nullptr);
  Arena arena;
  for (const Parameter& parameter : parameters) {
    std::vector<Member> members{{"Type", arena.string("String")}};
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    if (parameter.is_hidden) members.push_back({"NoEcho", arena.scalar(Kind::boolean, "true")});
    if (parameter.value) members.push_back({"Default", arena.string(*parameter.value)});
    entries.add(parameter.id, *arena.map(members), nullptr, no_resource);
  }
  return text;
}

void add_template(const Sections& sections, Format format, bool with_empty, const Sink& sink) {
  const bool is_json = format == Format::json;
  if (is_json) sink("{\n");
  std::string_view between;
  for (const auto& [name, entries] :
       {std::pair<std::string_view, const std::vector<std::string_view>&>("Parameters", sections.parameters),
        {"Resources", sections.resources},
        {"Outputs", sections.outputs}}) {
    std::size_t last = entries.size();
    while (last > 0 && entries[last - 1].empty()) --last;
    if (last == 0 && !with_empty && name != "Resources") continue;
    sink(between);
    between = is_json ? ",\n" : "";
    sink(is_json ? "  \"" : "");
    sink(name);
    sink(is_json ? "\": {" : ":");
    if (last == 0) {
      sink(is_json ? "}" : " {}\n");
      continue;
    }
    sink("\n");
    for (std::size_t i = 0; i < last; ++i) {
      std::string_view entry = entries[i];
      if (is_json && i + 1 == last) entry.remove_suffix(2);  // the comma behind the last one
      sink(entry);
    }
    if (is_json) sink("\n  }");
  }
  if (is_json) sink("\n}\n");
}

std::string to_text(const Value& value, Format format) {
  std::string out;
  LineText text(out, nullptr);
  if (format == Format::json) {
    JsonWriter(text).write(value, 0, nullptr);
  } else {
    YamlWriter(text).write_behind(value, 0, nullptr, false);
    out.erase(0, 1);  // the blank or the line break behind a key
  }
  return out;
}

std::string to_text(const Template& whole, Format format, bool with_empty) {
  std::vector<PartText> texts;
  texts.reserve(whole.parts.size());
  const std::string parameters = write(whole.parameters, format);
  Sections sections{{parameters}, {}, {}};
  for (const FilePart& part : whole.parts) {
    const PartText& text = texts.emplace_back(write(part, format));
    sections.resources.push_back(text.resources);
    sections.outputs.push_back(text.outputs);
  }
  std::string out;
  add_template(sections, format, with_empty, [&](std::string_view piece) { out += piece; });
  return out;
}

}  // namespace paas::cloudformation
