// Turns YAML into values. Recursion is bounded by the depth that the parser allows.
#include "core/template/fragment_value.h"

#include "core/yaml/json.h"

namespace paas::cloudformation {

namespace {

std::string_view written(const File& file, yaml::NodeId node) { return slice(file.text, file.document.range(node)); }

std::string_view key_text(const File& file, yaml::NodeId node) {
  return file.document.kind(node) == yaml::Kind::string ? file.document.text(node) : written(file, node);
}

}  // namespace

const Value* value_of(const File& file, yaml::NodeId node, Arena& arena) {
  const yaml::Document& document = file.document;
  const Origin* origin = arena.origin(file, document.range(node));
  switch (document.kind(node)) {
    case yaml::Kind::null:
      return arena.scalar(Kind::null, "null", origin);
    case yaml::Kind::boolean:
      return arena.scalar(Kind::boolean, yaml::to_json(document, node), origin);
    case yaml::Kind::integer:
      return arena.scalar(Kind::number, yaml::to_json(document, node), origin);
    case yaml::Kind::number: {
      const std::string text = yaml::to_json(document, node);
      return text.starts_with('"') ? arena.string(written(file, node), origin)
                                   : arena.scalar(Kind::number, text, origin);
    }
    case yaml::Kind::string:
      return arena.string(document.text(node), origin);
    case yaml::Kind::timestamp:
    case yaml::Kind::binary:
    case yaml::Kind::set:
      return arena.string(written(file, node), origin);
    case yaml::Kind::sequence: {
      std::vector<const Value*> items;
      for (std::uint32_t i = 0; i < document.item_count(node); ++i)
        items.push_back(value_of(file, document.item(node, i), arena));
      return arena.list(items, origin);
    }
    case yaml::Kind::mapping: {
      std::vector<Member> members;
      for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
        const yaml::Entry entry = document.entry(node, i);
        members.push_back({arena.keep(key_text(file, entry.key)), value_of(file, entry.value, arena)});
      }
      return arena.map(members, origin);
    }
  }
  return arena.scalar(Kind::null, "null", origin);
}

}  // namespace paas::cloudformation
