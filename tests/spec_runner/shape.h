// Questions about the shape of a file: formatting, folds, selections, words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/app/app.h"
#include "tests/spec_runner/question.h"

namespace paas::spec {

/// `format`, `format lines 2-4`, `enter`, `folding`, `selection`, `tokens`.
std::optional<Question> parse_shape_question(std::string_view info);

/// Nothing for other questions.
std::optional<std::string> answer_about_shape(const App& app, const File& file, const Question& question,
                                              std::uint32_t offset);

/// Formats the file twice and looks at its words; what is wrong, or empty.
std::string check_shape(const App& app, const File& file);

}  // namespace paas::spec
