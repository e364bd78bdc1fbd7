// Guesses what a misspelt word was meant to be.
#include <algorithm>
#include <cctype>

#include "core/schema/schema.h"

namespace paas::schema {
namespace {

// Longer words are not typed by hand, and the comparison takes the product of the lengths.
constexpr std::size_t max_word = 64;

std::string normalised(std::string_view word) {
  std::string out(word);
  for (char& letter : out) {
    letter = letter == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return out;
}

/// Insertions, deletions, replacements and swaps of neighbours (Damerau-Levenshtein, optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::size_t rows[3][max_word + 1];
  std::size_t* before = rows[0];
  std::size_t* last = rows[1];
  std::size_t* row = rows[2];
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + cost});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::size_t* oldest = before;
    before = last;
    last = row;
    row = oldest;
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view text, const std::vector<std::string>& candidates) {
  if (text.size() > max_word) return {};
  const std::string word = normalised(text);
  const std::string* best = nullptr;
  std::size_t best_distance = max_word;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > max_word) continue;
    const std::size_t length = std::max(word.size(), candidate.size());
    const std::size_t difference = length - std::min(word.size(), candidate.size());
    const std::size_t threshold = length / 3;
    if (difference > threshold || difference >= best_distance) continue;
    const std::size_t found = distance(word, normalised(candidate));
    if (found > threshold || found >= best_distance) continue;
    best = &candidate;
    best_distance = found;
  }
  return best == nullptr ? std::string() : *best;
}

}  // namespace paas::schema
