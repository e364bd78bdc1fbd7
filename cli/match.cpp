// `--match EVENT`: which handlers an event starts, and where the patterns of the others part from it.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "cli/place.h"
#include "cli/report/display.h"
#include "core/query/match_event.h"
#include "core/text/path.h"

namespace paas::cli {

namespace {

using events::Event;
using query::Listener;
using Json = nlohmann::ordered_json;

constexpr std::string_view sample_prefix = "sample:";

std::string list_of_samples() {
  std::string list;
  for (const events::Sample& sample : events::samples()) {
    list += fmt::format("sample:{:20} {} from {}\n", sample.name, sample.event["detail-type"].get<std::string>(),
                        sample.event["source"].get<std::string>());
  }
  return list;
}

Result<std::string> text_of(const std::string& source) {
  if (source == "-") return read_standard_input();
  if (!source.starts_with(sample_prefix)) {
    Result<std::string> text = files::disk()->read(source, max_file_size, true);
    return text ? text : Error{fmt::format("{}: {}", source, text.error())};
  }
  if (const std::optional<std::string> text = sample_text(source)) return *text;
  return Error{fmt::format("there is no sample `{}`; `paas-lsp --match sample:` lists them",
                           source.substr(sample_prefix.size()))};
}

Result<Event> event_of(const std::string& source) {
  const Result<std::string> text = text_of(source);
  if (!text) return Error{text.error()};
  const std::string name = source == "-" ? "standard input" : source;
  if (text->size() > max_file_size) return Error{fmt::format("{}: larger than {} bytes", name, max_file_size)};
  Result<Event> event = events::read_event(*text);
  return event ? event : Error{fmt::format("{}: {}", name, event.error())};
}

struct Answer {
  std::vector<Listener> listeners;
  std::size_t others = 0;  // handlers that wait for something else
  std::string older = {};  // an app of a generation whose patterns are no such ones

  std::size_t firing() const {
    return static_cast<std::size_t>(
        std::count_if(listeners.begin(), listeners.end(), [](const Listener& listener) { return listener.fires; }));
  }
};

// The handlers below the paths; naming a root asks for the whole app.
bool is_asked_for(const App& app, const File& file, const std::vector<std::string>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return is_at_or_below(file.path, path) || (app.root() != nullptr && app.root()->path == path);
  });
}

Answer answer(const Workspace& workspace, const std::vector<std::string>& paths, const Event& event,
              const events::ResourceNames& names) {
  Answer answer;
  for (const auto& app : workspace.apps) {
    if (!app->generation().is_built_in()) continue;  // no deployer of ours makes rules of it
    const bool is_older = &app->generation() != Generation::newest().get();
    for (const Handler& handler : app->handlers()) {
      if (!is_asked_for(*app, *handler.file, paths)) continue;
      if (is_older) answer.older = app->package();
      if (is_older) continue;
      if (auto listener = query::listener_of(*handler.file, event, names))
        answer.listeners.push_back(std::move(*listener));
      else
        ++answer.others;
    }
  }
  return answer;
}

std::string shown_path(const std::string& path) { return report::visible(relative_to_here(path)); }

std::string as_text(const Answer& answer) {
  std::string fire;
  std::string rest;
  for (const Listener& listener : answer.listeners) {
    const std::string path = shown_path(listener.file->path);
    if (listener.fires) {
      fire += fmt::format("  {}\n", path);
    } else if (listener.has_mistakes) {
      rest += fmt::format("  {}: it has mistakes; `paas-lsp --check {}` shows them\n", path, path);
    } else {
      const Position place = Lines(listener.file->text).code_points(listener.range.begin);
      rest +=
          fmt::format("  {}:{}:{}: {}\n", path, place.line + 1, place.character + 1, report::visible(listener.message));
    }
  }
  std::string text = fire.empty() ? "" : "starts\n" + fire;
  if (!rest.empty()) text += (text.empty() ? "" : "\n") + ("does not start\n" + rest);
  const std::size_t all = answer.listeners.size();
  text += fmt::format("{}{} of {} handler{} with a pattern {}", text.empty() ? "" : "\n", answer.firing(), all,
                      all == 1 ? "" : "s", answer.firing() == 1 ? "starts" : "start");
  if (answer.others > 0)
    text += fmt::format("; {} other{} (endpoints, timers, workers with a topic of their own) {} no events",
                        answer.others, answer.others == 1 ? "" : "s", answer.others == 1 ? "listens to" : "listen to");
  return text + "\n";
}

Json position_json(Position position) { return {{"line", position.line}, {"character", position.character}}; }

// Places as in the report of `--check`: zero-based, in UTF-16 code units.
std::string as_json(const Answer& answer) {
  Json starts = Json::array();
  Json misses = Json::array();
  Json mistakes = Json::array();
  for (const Listener& listener : answer.listeners) {
    const std::string path = report::valid_utf8(shown_path(listener.file->path));
    if (listener.fires || listener.has_mistakes) {
      (listener.fires ? starts : mistakes).push_back(path);
      continue;
    }
    const Lines lines(listener.file->text);
    misses.push_back({{"file", path},
                      {"range",
                       {{"start", position_json(lines.utf16(listener.range.begin))},
                        {"end", position_json(lines.utf16(listener.range.end))}}},
                      {"path", listener.path},
                      {"wanted", listener.wanted},
                      {"found", listener.found},
                      {"inserted", listener.is_inserted},
                      {"message", report::valid_utf8(listener.message)}});
  }
  const Json document{{"starts", std::move(starts)},
                      {"misses", std::move(misses)},
                      {"mistakes", std::move(mistakes)},
                      {"others", answer.others}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<events::ResourceNames> names_of(const std::vector<std::string>& options) {
  events::ResourceNames names;
  for (const std::string& option : options) {
    const std::size_t sign = option.find('=');
    if (sign == 0 || sign == std::string::npos)
      return Error{fmt::format("--resource {}: write NAME=VALUE, such as AppTable=shop-AppTable-1ABC", option)};
    names[option.substr(0, sign)].push_back(option.substr(sign + 1));
  }
  return names;
}

}  // namespace

std::optional<std::string> sample_text(const std::string& name) {
  if (!name.starts_with(sample_prefix)) return std::nullopt;
  for (const events::Sample& sample : events::samples()) {
    if (sample.name == name.substr(sample_prefix.size())) return std::string(sample.json);
  }
  return std::nullopt;
}

int match(const MatchOptions& options, const std::string& format) {
  if (format != "text" && format != "json") return fail(fmt::format("--format {}: use text or json", format));
  if (options.event == sample_prefix) {
    print(list_of_samples());
    return exit_clean;
  }
  const Result<events::ResourceNames> names = names_of(options.resources);
  if (!names) return fail(names.error());
  const Result<Event> event = event_of(options.event);
  if (!event) return fail(event.error());
  const Result<Workspace> workspace = open_workspace(options.where);
  if (!workspace) return fail(workspace.error());
  std::vector<std::string> paths;
  for (const std::string& path : options.where.paths) paths.push_back(absolute_path(path));
  if (paths.empty()) paths.push_back(absolute_path("."));
  const Answer found = answer(*workspace, paths, *event, *names);
  const std::string path = shown_path(found.older);
  if (!found.older.empty())
    fail(fmt::format(
        "{0} is of an older generation, whose patterns are not compared; `paas-lsp --migrate {0}` says what "
        "it becomes in {1}",
        path, Generation::newest()->name()));
  if (found.listeners.empty() && found.others == 0)
    return found.older.empty() ? fail("no handler is here: no file with a fragment was found") : exit_unusable;
  format == "json" ? print(as_json(found)) : print_lines(as_text(found));
  return found.firing() > 0 ? exit_clean : exit_errors;
}

}  // namespace paas::cli
