// Plans the migration of an app: fragments, names in the code and the environment, the root.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/migrate/recipe.h"
#include "core/text/characters.h"

namespace paas::migrate {

namespace {

struct Suffix {
  std::string_view old_suffix;
  std::string_view new_name;
};
constexpr Suffix variables[] = {{"_TABLE", "APP_TABLE"},
                                {"_BUCKET", "APP_BUCKET"},
                                {"_WEBSITE", "APP_BUCKET"},
                                {"_BUILDER", "APP_PROJECT"},
                                {"_QUEUE", "APP_QUEUE"}};

// The variable in generation 0.8; empty if it stays as it is.
std::string_view new_variable(std::string_view name) {
  for (const Suffix& suffix : variables) {
    if (name.size() > suffix.old_suffix.size() && name.ends_with(suffix.old_suffix) && name != suffix.new_name)
      return suffix.new_name;
  }
  return {};
}

struct Edit {
  Range range;
  std::string text;
};

std::string apply(std::string text, std::vector<Edit> edits) {
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.range.begin > b.range.begin; });
  for (const Edit& edit : edits) text.replace(edit.range.begin, edit.range.size(), edit.text);
  return text;
}

// The words of comments, to see that none is lost.
std::vector<std::string> comments_in(std::string_view fragment) {
  std::vector<std::string> comments;
  while (!fragment.empty()) {
    const std::size_t end = std::min(fragment.find('\n'), fragment.size());
    std::string_view line = fragment.substr(0, end);
    fragment.remove_prefix(std::min(end + 1, fragment.size()));
    const std::size_t hash = line.find('#');
    const bool is_comment = hash != std::string_view::npos && (hash == 0 || is_blank(line[hash - 1]));
    if (!is_comment) continue;
    line.remove_prefix(hash);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
    comments.emplace_back(line);
  }
  return comments;
}

// Comments of what is gone stand at the end; text is not thrown away without a word.
std::string with_lost_comments(std::string fragment, std::string_view old_fragment) {
  for (const std::string& comment : comments_in(old_fragment)) {
    if (fragment.find(comment) == std::string::npos) fragment += "  " + comment + "\n";
  }
  return fragment;
}

std::string with_line_ends_of(const std::string& old_text, std::string text) {
  if (old_text.find("\r\n") == std::string::npos) return text;
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

class Planner {
 public:
  explicit Planner(const App& app) : app_(app), notes_(plan_.notes) {}

  Plan run() {
    const bool is_metadata =
        app_.root() != nullptr && app_.root()->type() != nullptr && app_.root()->type()->docstring == Docstring::none;
    if (is_metadata) {
      migrate_metadata();
    } else {
      migrate_scripts();
    }
    std::sort(plan_.changes.begin(), plan_.changes.end(),
              [](const Change& a, const Change& b) { return a.path < b.path; });
    std::stable_sort(plan_.notes.begin(), plan_.notes.end(), [](const Note& a, const Note& b) {
      return a.file->path != b.file->path ? a.file->path < b.file->path : a.range.begin < b.range.begin;
    });
    return std::move(plan_);
  }

 private:
  bool is_old(const File& file) const { return file.generation != Generation::newest() && file.recognised; }

  void migrate_scripts() {
    std::vector<const File*> files;
    for (const Handler& handler : app_.handlers()) {
      const bool is_of_old_app = &app_.generation() != Generation::newest().get();
      if (is_old(*handler.file) || is_of_old_app) files.push_back(handler.file.get());
    }
    if (files.empty()) return;
    for (const File* file : files) migrate_script_file(*file);
    add_root(app_.package(), app_.root() != nullptr ? app_.root() : app_.package_file(), *files.front());
    rename_in_environments();
  }

  void migrate_script_file(const File& file) {
    if (file.trouble != Trouble::none || !file.fragment.read_by_deployer || file.infra == yaml::no_node) {
      return notes_.blocked(file, file.fragment_head(),
                            "the deployer cannot read this fragment; `paas-lsp --check` says why");
    }
    if (!file.document.complete()) {
      return notes_.blocked(file, file.fragment_head(), "the YAML is broken; `paas-lsp --check` says where");
    }
    for (yaml::NodeId node = 0; node < file.document.size(); ++node) {
      if (file.document[node].alias)
        return notes_.blocked(file, file.document.range(node), "an alias; write out what it stands for");
    }
    if (!is_accepted(file)) return;
    const std::size_t before = plan_.notes.size();
    const Fragment fragment = migrate_script(file, root_, notes_);
    const bool is_blocked = std::any_of(plan_.notes.begin() + static_cast<std::ptrdiff_t>(before), plan_.notes.end(),
                                        [](const Note& note) { return note.weight == Weight::blocked; });
    std::vector<Edit> edits = renamed_reads(file);
    if (is_blocked) return;
    const std::string_view old_fragment = slice(file.text, file.fragment.range);
    std::string written =
        "\n" + with_lost_comments(write_fragment(&file, fragment.entries, fragment.comments), old_fragment);
    if (!means(written, meaning_of(&file, fragment.entries))) {
      return notes_.blocked(file, file.fragment_head(),
                            "this fragment is written in an unusual way; rewrite it by hand");
    }
    edits.push_back({file.fragment.range, with_line_ends_of(file.text, std::move(written))});
    change(file.path, file.text, apply(file.text, std::move(edits)));
  }

  // What the old deployer refuses has to be put right first, but for what comes out right by itself.
  bool is_accepted(const File& file) {
    const std::size_t before = plan_.notes.size();
    for (const schema::Problem& problem : file.problems) {
      if (!is_mended(file, problem)) {
        const yaml::NodeId place = problem.key == yaml::no_node ? problem.node : problem.key;
        notes_.blocked(file, file.document.range(place), problem.message);
      }
    }
    for (const Occurrence& occurrence : file.occurrences) {
      const SymbolUse& use = *occurrence.use;
      if (use.role == Role::refers && !use.because.empty() && !app_.is_defined(occurrence.symbol)) {
        notes_.blocked(file, occurrence.range,
                       fmt::format("nothing makes this {}; `paas-lsp --check` says more",
                                   app_.generation().title_of_kind(use.kind)));
      }
      if (use.role == Role::mentions && is_one_too_many(occurrence)) {
        notes_.blocked(file, occurrence.range,
                       fmt::format("a second {}, and an app has one; `paas-lsp --check` says more",
                                   app_.generation().title_of_kind(use.kind)));
      }
    }
    return plan_.notes.size() == before;
  }

  // An endpoint of 0.8 needs parameters, which are empty then, and has no schema.
  static bool is_mended(const File& file, const schema::Problem& problem) {
    const auto is_of_endpoint = [](std::string_view key) { return key == "parameters" || key == "schema"; };
    if (problem.kind == schema::ProblemKind::missing_keys)
      return std::all_of(problem.keys.begin(), problem.keys.end(), is_of_endpoint);
    return problem.kind == schema::ProblemKind::not_allowed && problem.key != yaml::no_node &&
           is_of_endpoint(file.document.text(problem.key));
  }

  // Of endpoints each says itself who may call, so several APIs become one.
  bool is_one_too_many(const Occurrence& occurrence) const {
    const Kind* kind = app_.generation().kind(occurrence.use->kind);
    if (kind == nullptr || !kind->at_most_one || kind->name == "api") return false;
    return app_.first_of_kind(kind->name) != occurrence.symbol;
  }

  static bool means(const std::string& fragment, const std::string& meaning) {
    const yaml::Document document = yaml::parse(fragment, {0, static_cast<std::uint32_t>(fragment.size())});
    const yaml::NodeId infra = document.find(document.root(), "infra");
    const bool is_safe = fragment.find("\"\"\"") == std::string::npos && document.problems().empty();
    return is_safe && infra != yaml::no_node && meaning_of(document, infra) == meaning;
  }

  // Every way to read a variable counts, seen by the deployer or not.
  std::vector<Edit> renamed_reads(const File& file) {
    std::vector<Edit> edits;
    for (const python::EnvironmentRead& read : file.code.reads) {
      const std::string_view name = slice(file.text, read.range);
      const std::string_view renamed = new_variable(name);
      if (name == "APP_QUEUE" || renamed == "APP_QUEUE") root_.queue = true;
      if (name == "APP_TABLE" || renamed == "APP_TABLE") root_.table = true;
      if (name == "APP_PROJECT" || renamed == "APP_PROJECT") root_.builder = true;
      if (name.ends_with("_WEBSITE")) root_.website = true;
      if (name == "APP_BUCKET" || name.ends_with("_BUCKET")) root_.bucket = true;
      if (renamed.empty()) continue;
      note_variable(file, read.range, name, renamed);
      edits.push_back({read.range, std::string(renamed)});
    }
    return edits;
  }

  // Two old variables that would become one stood for two things, which an app of 0.8 cannot have.
  void note_variable(const File& file, Range range, std::string_view name, std::string_view renamed) {
    const auto [known, added] = renamed_.try_emplace(std::string(renamed), name);
    if (known->second != name) {
      return notes_.blocked(
          file, range,
          fmt::format("`{}` and `{}` would both become `{}`, and an app of 0.8 has one of them; use one", known->second,
                      name, renamed));
    }
    notes_.decided(file, range, fmt::format("`{}` becomes `{}`", name, renamed));
  }

  // Settings that name the old generation name the new one.
  std::vector<Edit> generation_in_settings() {
    const File* file = app_.settings().file.get();
    if (file == nullptr || file->is_broken()) return {};
    const yaml::NodeId node = file->document.find(file->document.root(), "generation");
    if (node == yaml::no_node || file->document[node].alias) return {};
    const std::shared_ptr<const Generation> named = Generation::find_built_in(file->document.text(node));
    if (named == nullptr || named == Generation::newest()) return {};
    const Range range = file->document.range(node);
    notes_.decided(*file, range,
                   fmt::format("generation `{}` becomes `{}`", named->name(), Generation::newest()->name()));
    return {{range, fmt::format("\"{}\"", Generation::newest()->name())}};
  }

  void rename_in_environments() {
    std::vector<Edit> of_settings = generation_in_settings();
    for (const auto& environment : app_.environments()) {
      std::vector<Edit> edits;
      if (environment->path == app_.settings().path) edits.swap(of_settings);
      for (const Variable& variable : environment->variables) {
        const std::string_view renamed = new_variable(variable.name);
        const auto known = renamed_.find(std::string(renamed));
        const bool is_used = known != renamed_.end() && known->second == variable.name;
        if (renamed.empty() || !is_used || environment->text.empty()) continue;
        edits.push_back({variable.name_range, std::string(renamed)});
        notes_.decided(*environment, variable.name_range, fmt::format("`{}` becomes `{}`", variable.name, renamed));
      }
      if (!edits.empty()) change(environment->path, environment->text, apply(environment->text, std::move(edits)));
    }
    if (of_settings.empty()) return;
    const File& settings = *app_.settings().file;
    change(settings.path, settings.text, apply(settings.text, std::move(of_settings)));
  }

  void add_root(const std::string& package, const File* standing, const File& place) {
    const std::optional<std::string> text = write_root(standing, root_, place, notes_);
    if (!text) return;
    const std::string path = package + "/__init__.py";
    if (standing == nullptr) {
      plan_.changes.push_back({path, {}, with_line_ends_of(place.text, *text), true, false});
    } else {
      change(standing->path, standing->text, *text);
    }
  }

  void change(const std::string& path, const std::string& before, std::string after) {
    if (before != after) plan_.changes.push_back({path, before, std::move(after), false, false});
  }

  void migrate_metadata() {
    const File& metadata = *app_.root();
    if (metadata.is_broken() || !metadata.recognised) {
      return notes_.blocked(metadata, {0, 0}, "`paas-lsp --check` says what is wrong with this file");
    }
    const std::string package = package_of_actions(metadata);
    if (package.empty()) return;
    std::set<std::string_view> actions;
    for (const Occurrence& occurrence : metadata.occurrences) {
      if (occurrence.use->defines() && occurrence.use->kind == "action" &&
          actions.insert(metadata.value_of(occurrence)).second)
        migrate_action_file(metadata, occurrence);
    }
    for (const Handler& handler : app_.handlers()) {
      if (!actions.contains(handler.name_space))
        notes_.blocked(*handler.file, {0, 0},
                       "no action names this code; add one to `metadata.yaml`, or remove the file");
    }
    note_what_is_left(metadata, notes_);
    add_root(app_.package() + "/" + package, nullptr, metadata);
    plan_.changes.push_back({metadata.path, metadata.text, {}, false, true});
    notes_.decided(metadata, {0, 0}, "`metadata.yaml` is removed: the fragments say what it said");
    rename_in_environments();
  }

  // The first folder of every handler: the package of 0.8.
  std::string package_of_actions(const File& metadata) {
    std::string package;
    for (const Handler& handler : app_.handlers()) {
      std::string_view below =
          std::string_view(handler.file->path).substr(std::min(app_.package().size() + 1, handler.file->path.size()));
      const std::string first(below.substr(0, below.find('/')));
      const bool is_deep = std::count(below.begin(), below.end(), '/') > 1;
      if (!is_deep || (!package.empty() && package != first)) {
        notes_.blocked(*handler.file, {0, 0},
                       "handlers of 0.8 stand in folders of one package, `package/name/index.py`; move this one");
        return {};
      }
      package = first;
    }
    if (package.empty())
      notes_.blocked(metadata, {0, 0}, "there is no code of any action, so nothing can get a fragment");
    return package;
  }

  void migrate_action_file(const File& metadata, const Occurrence& action) {
    const std::string name(metadata.value_of(action));
    const auto handler = std::find_if(app_.handlers().begin(), app_.handlers().end(),
                                      [&](const Handler& candidate) { return candidate.name_space == name; });
    if (handler == app_.handlers().end()) {
      return notes_.blocked(metadata, action.range,
                            fmt::format("the action `{}` has no code that could get its fragment", name));
    }
    const File& file = *handler->file;
    const Fragment fragment = migrate_action(metadata, name, root_, notes_);
    std::vector<Edit> edits = renamed_reads(file);
    if (file.text.find("from __future__") != std::string::npos || file.text.find("coding:") != std::string::npos) {
      return notes_.blocked(file, {0, 0},
                            "the fragment has to come first, and so does what stands there; write it by hand");
    }
    const std::string written = "\"\"\"\n" + write_fragment(nullptr, fragment.entries, {}) + "\"\"\"\n\n";
    edits.push_back({{0, 0}, with_line_ends_of(file.text, written)});
    change(file.path, file.text, apply(file.text, std::move(edits)));
  }

  const App& app_;
  Plan plan_;
  Notes notes_;
  Root root_;
  std::map<std::string, std::string> renamed_;  // new variable -> the old one
};

}  // namespace

bool Plan::is_blocked() const {
  return std::any_of(notes.begin(), notes.end(), [](const Note& note) { return note.weight == Weight::blocked; });
}

Plan plan(const App& app) {
  if (!app.generation().is_built_in()) return {};
  return Planner(app).run();
}

}  // namespace paas::migrate
