// Asks about folders.
#include "tests/spec_runner/folders.h"

#include <fmt/format.h>

namespace paas::spec {

namespace {

constexpr std::string_view arrow = " -> ";

std::string absolute(std::string_view path) { return "/spec/" + std::string(path); }

std::string moved(const Outcome& outcome, const std::string& argument) {
  const std::size_t at = argument.find(arrow);
  std::string text;
  for (const auto& app : outcome.apps) {
    const Result<effect::FolderMove> move =
        effect::move_folder(*app, absolute(argument.substr(0, at)), absolute(argument.substr(at + arrow.size())));
    if (!move) return fmt::format("error: {}\n", without_base(move.error()));
    for (const query::TextEdit& edit : move->edits) {
      const Position position = Lines(edit.file->text).code_points(edit.range.begin);
      text += fmt::format("{}:{}:{} {} -> {}\n", relative_path(*edit.file), position.line + 1, position.character + 1,
                          slice(edit.file->text, edit.range), edit.text);
    }
    text += told(move->losses);
  }
  return text.empty() ? "nothing\n" : text;
}

std::string made(const Outcome& outcome, const std::string& argument) {
  if (outcome.apps.empty()) return "no app\n";
  const std::size_t blank = argument.find(' ');
  const App& app = *outcome.apps.front();
  const Result<std::vector<query::NewFile>> files =
      query::new_handler(app, argument.substr(0, blank), argument.substr(blank + 1));
  if (!files) return fmt::format("error: {}\n", without_base(files.error()));
  std::string text = files->front().text;
  for (const query::NewFile& file : *files) text += fmt::format("# {}\n", without_base(file.path));
  return text;
}

}  // namespace

std::string told(const std::vector<effect::Loss>& losses) {
  std::string text;
  for (const effect::Loss& loss : losses) text += fmt::format("{}: {}\n", loss.label, loss.description);
  return text;
}

std::optional<Question> parse_folder_question(std::string_view info) {
  if (info.starts_with("move ") && info.find(arrow) != std::string_view::npos)
    return Question{"move", std::string(info.substr(5)), '0'};
  const bool is_new = info.starts_with("new ") && info.substr(4).find(' ') != std::string_view::npos;
  if (is_new) return Question{"new", std::string(info.substr(4)), '0'};
  return std::nullopt;
}

std::optional<std::string> answer_about_folders(const Outcome& outcome, const Question& question) {
  if (question.method == "move") return moved(outcome, question.argument);
  if (question.method == "new") return made(outcome, question.argument);
  return std::nullopt;
}

}  // namespace paas::spec
