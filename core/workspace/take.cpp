// Decides what a change at a path means: the one place for editors and `--watch`; and makes other versions of a
// workspace.
#include <algorithm>

#include "core/text/path.h"
#include "core/workspace/workspace.h"

namespace paas {

namespace {

bool is_settings(const Walk& walk, std::string_view path) {
  if (walk.discovers_settings) return file_name(path) == "paas.yaml";
  return std::ranges::any_of(walk.settings, [&](const auto& each) { return each.second->path == path; });
}

bool is_schema(const Walk& walk, std::string_view path) {
  return std::ranges::any_of(walk.settings, [&](const auto& each) {
    const std::string folder = each.second->own_generation == nullptr ? std::string() : each.second->schemas_folder();
    return !folder.empty() && is_at_or_below(path, folder);
  });
}

bool is_named_environment(const Walk& walk, std::string_view path) {
  return std::ranges::any_of(walk.settings, [&](const auto& each) {
    return std::ranges::any_of(each.second->environment,
                               [&](const std::string& name) { return each.second->path_of(name) == path; });
  });
}

bool is_below(const std::string& path, std::string_view folder) {
  return path.size() > folder.size() && is_at_or_below(path, folder);
}

}  // namespace

Effect Workspace::take(const std::string& path, const std::string* text, const std::string& named) {
  Effect effect = take_one(path, text, named);
  if (text != nullptr) return effect;
  // Watchers tell of the file that a link leads to, and not of the link.
  std::vector<std::string> links;
  const std::string real = walk.links.empty() ? std::string() : walk.saved->real_path(path);
  for (const auto& [link, target] : walk.links) {
    const bool leads_there = is_at_or_below(target, path) || (!real.empty() && is_at_or_below(target, real));
    if (link != path && leads_there) links.push_back(link);
  }
  for (const std::string& link : links) {
    const bool is_inside = !named.empty() && is_at_or_below(link, named);
    effect = std::max(effect, take_one(link, nullptr, is_inside ? named : std::string(parent_folder(link))));
  }
  return effect;
}

Effect Workspace::take_one(const std::string& path, const std::string* text, const std::string& named) {
  if (is_settings(walk, path)) return take_settings(path, text, named);
  if (is_schema(walk, path)) return text == nullptr ? Effect::needs_reading : Effect::nothing;
  const auto environment = std::ranges::find(environments, path, [](const auto& each) { return each->path; });
  if (environment != environments.end()) {
    if (text == nullptr) return Effect::needs_reading;
    *environment = analyze_environment(path, *text);
    regroup();
    return Effect::changed;
  }
  if (is_named_environment(walk, path)) {
    // Whether it may be read is decided where all is read.
    if (text == nullptr || !find(path)) return Effect::needs_reading;
    replace(analyze_environment(path, *text));
    return Effect::changed;
  }
  if (is_test(file_name(path)))
    return look_for_tests(std::string(parent_folder(path))) ? Effect::changed : Effect::nothing;
  const auto in_force = settings_in_force(walk, parent_folder(path));
  if (in_force != nullptr && is_excluded(*in_force, path)) return Effect::nothing;
  if (!named.empty() && lies_in_left_out(path, named) && !find(path)) return Effect::nothing;
  if (text == nullptr && (holds_source(path) || walk.saved->kind(path) == files::Kind::folder))
    return take_folder(path, named);
  const std::optional<Part> part = part_of(path, in_force.get());
  const bool is_beside_app =
      part && part->kind == FileKind::environment &&
      std::ranges::any_of(apps, [&](const auto& app) { return parent_folder(app->package()) == parent_folder(path); });
  if (!part || (named.empty() && !find(path) && !is_beside_app)) return Effect::nothing;
  if (text != nullptr) {
    replace(analyze(path, part->kind, *text, part->generation));
    return Effect::changed;
  }
  const std::string boundary(named.empty() ? parent_folder(path) : std::string_view(named));
  return reload({path, part->kind, part->generation, false, false}, boundary) ? Effect::changed : Effect::nothing;
}

Workspace Workspace::with_texts(const std::map<std::string, std::optional<std::string>>& texts) const {
  Workspace next = *this;
  std::map<std::string, std::shared_ptr<const File>> versions;
  for (const auto& [path, text] : texts) {
    if (!is_settings(walk, path) || !text) continue;
    Result<Settings> loaded = load_settings(walk, path, *text, walk.named);
    if (!loaded) {
      next.errors.push_back(loaded.error());
      continue;
    }
    const std::string directory = walk.discovers_settings ? loaded->directory : std::string();
    next.walk.settings[directory] = std::make_shared<const Settings>(std::move(*loaded));
  }
  for (const auto& [path, text] : texts) {
    if (is_settings(walk, path)) continue;
    std::shared_ptr<const File>& version = versions[path];
    if (!text) continue;
    if (is_named_environment(next.walk, path)) {
      version = analyze_environment(path, *text);
    } else if (const auto part = part_of(path, settings_in_force(next.walk, parent_folder(path)).get())) {
      version = analyze(path, part->kind, *text, part->generation);
    } else {
      versions.erase(path);
    }
  }
  return next.with(versions);
}

Workspace Workspace::with(const std::map<std::string, std::shared_ptr<const File>>& versions) const {
  Workspace next = *this;
  std::vector<Source> merged;
  merged.reserve(sources.size() + versions.size());
  auto version = versions.begin();
  const auto add_new = [&](const std::string* before) {
    for (; version != versions.end() && (before == nullptr || version->first < *before); ++version) {
      if (version->second == nullptr) continue;
      merged.push_back({version->second, has_test_in(*walk.saved, std::string(parent_folder(version->first)))});
    }
  };
  for (const Source& source : sources) {
    add_new(&source.file->path);
    const bool is_replaced = version != versions.end() && version->first == source.file->path;
    if (!is_replaced) merged.push_back(source);
    if (is_replaced && version->second != nullptr) merged.push_back({version->second, source.has_test});
    if (is_replaced) ++version;
  }
  add_new(nullptr);
  next.sources = std::move(merged);
  next.regroup();
  return next;
}

bool Workspace::holds_source(const std::string& folder) const {
  const std::string begin = folder + "/";
  const auto source = std::ranges::lower_bound(
      sources, begin, {}, [](const Source& each) -> const std::string& { return each.file->path; });
  return source != sources.end() && source->file->path.starts_with(begin);
}

Effect Workspace::take_settings(const std::string& path, const std::string* text, const std::string& named) {
  if (text == nullptr && !walk.saved->exists(path)) return Effect::needs_reading;
  Result<Settings> loaded =
      text == nullptr ? load_settings(walk, path, named) : load_settings(walk, path, *text, named);
  if (!loaded && text == nullptr) return Effect::needs_reading;  // which tells the error
  if (!loaded) {
    // Those that held before go on to hold.
    errors.push_back(loaded.error());
    return Effect::nothing;
  }
  const auto now = std::make_shared<const Settings>(std::move(*loaded));
  auto& known = walk.settings[walk.discovers_settings ? now->directory : std::string()];
  const bool is_wider = text == nullptr || known == nullptr || known->exclude != now->exclude ||
                        known->generation != now->generation || known->package != now->package ||
                        known->environment != now->environment;
  known = now;
  regroup();
  return is_wider ? Effect::needs_reading : Effect::changed;
}

// Of what was in a folder when it was made, moved or deleted nothing else may be said.
Effect Workspace::take_folder(const std::string& path, const std::string& named) {
  const bool decides_more = std::ranges::any_of(walk.settings, [&](const auto& each) {
    const Settings& one = *each.second;
    const auto is_in_it = [&](const std::string& name) { return is_at_or_below(one.path_of(name), path); };
    const bool has_schemas = one.own_generation != nullptr && is_at_or_below(one.schemas_folder(), path);
    return is_at_or_below(each.first, path) || has_schemas || std::ranges::any_of(one.environment, is_in_it);
  });
  if (decides_more) return Effect::needs_reading;
  const std::size_t before = sources.size();
  std::erase_if(sources, [&](const Source& each) {
    return is_below(each.file->path, path) && !walk.saved->exists(each.file->path);
  });
  if (sources.size() != before) regroup();
  if (named.empty() || is_left_out(file_name(path)) || walk.saved->kind(path) != files::Kind::folder)
    return sources.size() != before ? Effect::changed : Effect::nothing;
  Walk found = walk;  // which holds no files any more
  walk_directory(path, found);
  const bool has_more =
      found.settings.size() != walk.settings.size() || found.unreadable.size() != walk.unreadable.size() ||
      found.repositories.size() != walk.repositories.size() || found.errors.size() != walk.errors.size();
  constexpr std::size_t many = 200;  // reading all of it once is less work than file by file
  if (has_more || found.files.size() > many) return Effect::needs_reading;
  bool has_change = sources.size() != before;
  for (const FoundFile& file : found.files) has_change = reload(file, named) || has_change;
  return has_change ? Effect::changed : Effect::nothing;
}

}  // namespace paas
