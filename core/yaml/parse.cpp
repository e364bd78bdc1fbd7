// From text to document: what YAML forbids outright, libyaml, and what can be saved of a broken text.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "core/yaml/document.h"
#include "core/yaml/events.h"
#include "core/yaml/loader.h"
#include "core/yaml/syntax.h"

namespace paas::yaml {

namespace {

constexpr std::size_t max_recovered_bytes = 100'000;
constexpr int max_retries = 6;

std::size_t expected_nodes(Range fragment) {
  constexpr std::size_t usual_bytes_per_node = 8;
  return fragment.size() / usual_bytes_per_node + 8;
}

/// Offset in `text` of the first character that PyYAML's reader refuses (YAML 1.1, 5.1), or npos. Valid UTF-8 only.
std::size_t first_forbidden(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x7F) continue;
    if (byte == '\n' || byte == '\t' || byte == '\r') continue;
    if (byte < 0x80) return i;
    if (i + 1 >= text.size()) continue;
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (byte == 0xC2 && second < 0xA0 && second != 0x85) return i;
    if (byte == 0xEF && second == 0xBF && i + 2 < text.size() && static_cast<unsigned char>(text[i + 2]) >= 0xBE)
      return i;
  }
  return std::string_view::npos;
}

std::optional<Problem> check_characters(std::string_view host, Range fragment) {
  const std::string_view text = slice(host, fragment);
  const std::size_t invalid = first_invalid_utf8(text);
  const std::size_t forbidden = first_forbidden(text.substr(0, invalid));
  if (forbidden != std::string_view::npos) {
    const auto at = fragment.begin + static_cast<std::uint32_t>(forbidden);
    const auto length = static_cast<unsigned char>(text[forbidden]) < 0x80 ? 1u : text[forbidden] == '\xC2' ? 2u : 3u;
    return Problem{ProblemKind::encoding, {at, at + length}, "YAML does not allow this control character", {}};
  }
  if (invalid != std::string_view::npos) {
    const auto at = fragment.begin + static_cast<std::uint32_t>(invalid);
    return Problem{ProblemKind::encoding, {at, at + 1}, "this byte is not UTF-8; save the file as UTF-8", {}};
  }
  return std::nullopt;
}

void overwrite(std::string& text, Range range) {
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
  }
}

bool is_empty(const std::string& text, Range range) {
  return slice(text, range).find_first_not_of(" \n\r") == std::string_view::npos;
}

/// Parses again with the mistakes blanked out, one after the other. Blanks keep every offset.
Document recover(std::string_view host, Range fragment, const Diagnosis& first) {
  std::string text(slice(host, {0, fragment.end}));
  Diagnosis diagnosis = first;
  for (int retry = 0;; ++retry) {
    const bool stuck = is_empty(text, diagnosis.blank);
    overwrite(text, stuck ? Range{diagnosis.problem.range.begin, fragment.end} : diagnosis.blank);
    Loader loader(host, expected_nodes(fragment), true);
    loader.problem(first.problem.kind, first.problem.range, first.problem.message, {}, first.problem.cure);
    const Outcome outcome = read_events(text, fragment, loader);
    if (!outcome.refusal || retry >= max_retries) return loader.finish(false, {fragment.begin, fragment.begin});
    diagnosis = diagnose(text, fragment, *outcome.refusal);
  }
}

}  // namespace

Document parse(std::string_view host, Range fragment) {
  fragment.end = std::min(fragment.end, static_cast<std::uint32_t>(host.size()));
  fragment.begin = std::min(fragment.begin, fragment.end);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  // libyaml would count it as a column of the first line.
  if (slice(host, fragment).starts_with(byte_order_mark)) fragment.begin += byte_order_mark.size();
  const Range empty_root{fragment.begin, fragment.begin};
  Loader loader(host, expected_nodes(fragment));
  if (std::optional<Problem> problem = check_characters(host, fragment)) {
    loader.problem(problem->kind, problem->range, std::move(problem->message));
    return loader.finish(false, empty_root);
  }
  const Outcome outcome = read_events(host, fragment, loader);
  if (outcome.second_document) {
    const std::uint32_t at = *outcome.second_document;
    constexpr std::uint32_t marker = 3;  // `---`
    loader.problem(ProblemKind::syntax, {at, std::min(at + marker, fragment.end)},
                   "a second document begins here; only one is allowed");
  }
  if (!outcome.refusal) return loader.finish(!outcome.second_document, empty_root);
  Diagnosis diagnosis = diagnose(host, fragment, *outcome.refusal);
  if (fragment.size() <= max_recovered_bytes) return recover(host, fragment, diagnosis);
  loader.problem(diagnosis.problem.kind, diagnosis.problem.range, std::move(diagnosis.problem.message));
  return loader.finish(false, empty_root);
}

}  // namespace paas::yaml
