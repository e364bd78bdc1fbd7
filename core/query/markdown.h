// Markdown that says what it is meant to say, whatever stands in the texts that go into it.
// https://spec.commonmark.org/0.31.2
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace paas::query {

/// A code span of one line; a text of more than 200 bytes is cut.
std::string code_span(std::string_view text);
/// `a`, `b` and `c`; `a`, `b` and 3 more.
std::string code_spans(const std::vector<std::string>& texts, std::size_t more = 0);
/// A text in which code spans and emphasis may stand, and nothing else: no links, no HTML, no headings. One paragraph.
std::string prose(std::string_view text);
/// A fence that holds `key: value` as YAML.
std::string yaml_fence(std::string_view key, const nlohmann::ordered_json& value);
/// The same without the fence and the key, in one line.
std::string yaml_flow(const nlohmann::ordered_json& value);
/// Puts a text below others, with an empty line between them.
void add_paragraph(std::string& text, std::string_view paragraph);

}  // namespace paas::query
