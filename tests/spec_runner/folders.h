// Questions about folders: `move FROM -> TO`, `new TYPE FOLDER`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/effect/effect.h"
#include "tests/spec_runner/question.h"

namespace paas::spec {

std::optional<Question> parse_folder_question(std::string_view info);

/// What a change deletes: `label: description` a line.
std::string told(const std::vector<effect::Loss>& losses);

/// Nothing for other questions.
std::optional<std::string> answer_about_folders(const Outcome& outcome, const Question& question);

}  // namespace paas::spec
