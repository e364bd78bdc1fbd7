// What may be written at a place: keys, values, names, whole fragments. Pure functions of an app and an offset; they
// read schemas and their annotations, and name no key of any language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

enum class ItemKind : std::uint8_t {
  key,
  value,     // an example or a default
  constant,  // one of those that are allowed
  boolean,
  name,      // of a symbol, or of a layer
  service,   // the first half of a permission
  action,    // the second
  variable,  // that code reads from the environment
  whole,     // several keys at once
};

/// `key`, `value`, ...: the kind as a word.
std::string_view name_of(ItemKind kind);

/// Something that may stand at the cursor.
struct Item {
  std::string label{};
  ItemKind kind = ItemKind::value;
  std::string detail{};         // a few words beside the label; may be empty
  std::string text{};           // to insert
  std::string snippet{};        // the same in the snippet syntax of LSP 3.17; empty where it would be `text`
  std::string documentation{};  // asks `documentation` for what it is; may be empty
  std::optional<Place> from{};  // where a name is defined
  std::string also{};           // a shorter text that means the same, and that may be typed in full; may be empty
  std::string filter{};         // what is typed is compared with this; empty: with the label
  Range erase{};                // bytes directly before the replaced range that go, too
  std::string below{};          // goes to the end of the file, too
  bool suggest_again = false;   // with the snippet inserted, more is to choose
};

struct Completion {
  Range replace{};             // the text at the cursor that an item replaces
  std::vector<Item> items{};   // the best first
  bool is_incomplete = false;  // another list is right as soon as more is written
};

/// What the document itself does not tell.
struct CompletionStyle {
  std::uint32_t indent = 2;                    // blanks
  bool is_typing = false;                      // nobody asked: only what does not get in the way of the next key
  char trigger = '\0';                         // the character that was typed last, where that is why
  std::vector<std::string_view> rule_codes{};  // of the rules, for settings
};

/// What may stand at the byte `offset` of `file`, broken or not. Its cost does not grow with the app, but for names.
Completion complete(const App& app, const File& file, std::uint32_t offset, const CompletionStyle& style = {});

/// The generation that the file is completed in: its own where it shows one, that of its app otherwise.
const Generation& generation_of(const App& app, const File& file);

/// What an item is, in Markdown, by what its `documentation` holds; empty if there is nothing to say.
std::string documentation(const App& app, const File& file, std::string_view item);

}  // namespace paas::query
