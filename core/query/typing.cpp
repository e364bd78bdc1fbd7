// Decides when items disappear while someone types.
#include "core/query/typing.h"
#include "core/text/characters.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace paas::query {

namespace {

// A letter that nobody types: such an item is there until something is.
constexpr std::string_view never = "\u2060";

// Behind which Enter is likely; behind a key comes a colon.
bool is_value(ItemKind kind) {
  return kind == ItemKind::constant || kind == ItemKind::boolean || kind == ItemKind::name ||
         kind == ItemKind::action || kind == ItemKind::value;
}

// A bit for each letter that occurs: what has a letter more cannot occur within.
std::uint64_t letters_of(std::string_view text) {
  std::uint64_t letters = 0;
  for (const char c : text) letters |= std::uint64_t{1} << (static_cast<unsigned char>(c) % 64);
  return letters;
}

struct Word {
  std::string text;  // lower case
  std::uint64_t letters;
};

// How much of `text` it takes to find the letters of `word` in their order; more than there is if they are not in it.
std::size_t bytes_to_find(const Word& word, const Word& text) {
  if ((word.letters & ~text.letters) != 0) return text.text.size() + 1;
  std::size_t at = 0;
  for (const char c : word.text) {
    at = text.text.find(c, at);
    if (at == std::string::npos) return text.text.size() + 1;
    ++at;
  }
  return at;
}

}  // namespace

void keep_out_of_the_way(Completion& completion, std::string_view written) {
  const std::string begin = to_lower(written);
  std::vector<Word> words;  // that may be typed in full
  for (const Item& item : completion.items) {
    if (!is_value(item.kind)) continue;
    for (const std::string* each : {&item.label, &item.also}) {
      std::string text = to_lower(*each);
      if (text.empty()) continue;
      if (text == begin) {
        completion.items.clear();
        return;
      }
      const std::uint64_t letters = letters_of(text);
      if (text.starts_with(begin)) words.push_back({std::move(text), letters});
    }
  }
  for (Item& item : completion.items) {
    if (!is_value(item.kind)) continue;
    const std::string text = to_lower(item.label);
    const Word whole{text, letters_of(text)};
    // Editors find an item by any of its letters in their order, so also by another value that is a part of it.
    std::size_t end = text.size();
    for (const Word& word : words) end = std::min(end, bytes_to_find(word, whole));
    do --end;
    while (end > 0 && is_continuation(item.label[end]));
    item.filter = end > 0 ? item.label.substr(0, end) : never;
  }
}

}  // namespace paas::query
