// Makes the usual edits.
#include "core/rules/engine/fixing.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/schema/wording.h"

namespace paas {

Range bounds_of(const File& file, Range place) {
  const Range whole{0, static_cast<std::uint32_t>(file.text.size())};
  const FileType* type = file.type();
  if (type == nullptr || type->docstring == Docstring::none) return whole;
  if (type->docstring == Docstring::module) return file.fragment.range;
  const auto which = type->docstring == Docstring::all ? python::Docstrings::all : python::Docstrings::functions;
  for (const Range docstring : python::find_docstrings(file.text, which)) {
    if (docstring.begin <= place.begin && place.end <= docstring.end) return docstring;
  }
  return file.fragment.range;
}

yaml::Editor editor_of(const File& file, Range place) { return {file.text, bounds_of(file, place), file.document}; }

yaml::NodeId node_at(const File& file, Range range) {
  for (yaml::NodeId node = 0; node < file.document.size(); ++node) {
    if (file.document.range(node) == range) return node;
  }
  return yaml::no_node;
}

std::string_view text_at(const File& file, Range range) {
  const yaml::NodeId node = node_at(file, range);
  return node == yaml::no_node ? std::string_view() : file.document.text(node);
}

yaml::NodeId key_of(const File& file, yaml::NodeId value) {
  const yaml::Document& document = file.document;
  for (yaml::NodeId node = 0; node < document.size(); ++node) {
    if (document[node].alias) continue;
    for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
      if (document.entry(node, i).value == value) return document.entry(node, i).key;
    }
  }
  return yaml::no_node;
}

bool is_key(const File& file, yaml::NodeId node) {
  const yaml::Document& document = file.document;
  for (yaml::NodeId mapping = 0; mapping < document.size(); ++mapping) {
    if (document[mapping].alias) continue;
    for (std::uint32_t i = 0; i < document.entry_count(mapping); ++i) {
      if (document.entry(mapping, i).key == node) return true;
    }
  }
  return false;
}

std::vector<Fix> one_fix(std::string title, const File& file, std::optional<yaml::Replacement> edit,
                         Certainty certainty) {
  if (!edit) return {};
  return {{std::move(title), {{&file, edit->range, std::move(edit->text)}}, {}, certainty.safe, certainty.preferred}};
}

std::vector<Fix> rewrite_scalar(const Check& check, Range range, std::string_view text, Certainty certainty) {
  const yaml::NodeId node = node_at(check.file, range);
  if (node == yaml::no_node) return {};
  return one_fix("Write " + schema::code(text), check.file, editor_of(check.file, range).replace_scalar(node, text),
                 certainty);
}

std::vector<Fix> remove_entry(const Check& check, Range key, Certainty certainty) {
  return one_fix("Remove " + schema::code(slice(check.file.text, key)), check.file,
                 editor_of(check.file, key).remove_entry(key), certainty);
}

std::vector<Fix> remove_item(const Check& check, Range range, Certainty certainty) {
  const yaml::NodeId node = node_at(check.file, range);
  if (node == yaml::no_node) return {};
  return one_fix("Remove " + schema::code(slice(check.file.text, range)), check.file,
                 editor_of(check.file, range).remove_item(node), certainty);
}

void append(std::vector<Fix>& fixes, std::vector<Fix> more) {
  for (Fix& fix : more) fixes.push_back(std::move(fix));
}

}  // namespace paas
