// Puts together what decides about one file.
#include "core/rules/engine/trial.h"

#include <algorithm>
#include <set>

#include "core/app/group.h"
#include "core/app/symbol.h"
#include "core/text/path.h"

namespace paas {

namespace {

// More places that define one symbol decide nothing.
constexpr std::size_t most_definers = 4;
constexpr int most_conditions = 3;

// Of a pointer whose owner lives longer.
template <typename T>
std::shared_ptr<const T> borrowed(const T& object) {
  return {std::shared_ptr<const void>(), &object};
}

}  // namespace

Trial::Trial(const App& app, const File& subject, const std::map<std::string, std::string>& texts, Extent extent)
    : original_(app), texts_(texts) {
  if (&app.generation() == settings_generation().get()) {
    const auto text = texts.find(subject.path);
    const std::string& now = text == texts.end() ? subject.text : text->second;
    const auto settings = std::make_shared<const Settings>(parse_settings(subject.path, now, app.settings().stage));
    versions_[&subject] = settings->file;
    trial_ = app_of_settings(settings);
    subject_ = settings->file.get();
    return;
  }
  const auto borrowed_file = [](const File* file) { return file == nullptr ? nullptr : borrowed(*file); };
  std::shared_ptr<const File> root = app.root() == nullptr ? nullptr : read(*app.root());
  const FileType* root_type = app.generation().type(FileKind::root);
  if (root == nullptr && root_type != nullptr) {
    const auto text = texts.find(app.package() + "/" + root_type->files);
    if (text != texts.end()) root = analyze(text->first, FileKind::root, text->second, borrowed(app.generation()));
  }
  std::vector<std::shared_ptr<const File>> environments;
  for (const auto& environment : app.environments()) environments.push_back(read(*environment));
  for (const auto& [path, text] : texts) add_handler_at(path);
  if (const Handler* handler = app.handler_of(subject)) add_handler(*handler);
  if (&subject == app.root()) add_definers(subject, {});
  if (extent == Extent::whole) {
    for (const Handler& handler : app.handlers()) handlers_.try_emplace(handler.file->path, handler);
  }
  std::vector<Handler> handlers;
  for (const auto& [path, handler] : handlers_) handlers.push_back(handler);
  trial_ = std::make_shared<App>(app.package(), borrowed(app.generation()), root, std::move(handlers),
                                 std::move(environments), borrowed(app.settings()), borrowed_file(app.package_file()),
                                 app.is_partial());
  subject_ = &version_of(subject);
}

const File& Trial::version_of(const File& file) const {
  const auto version = versions_.find(&file);
  return version == versions_.end() ? file : *version->second;
}

std::shared_ptr<const File> Trial::read(const File& file) {
  const auto text = texts_.find(file.path);
  const auto [version, is_new] = versions_.try_emplace(&file, borrowed(file));
  if (!is_new || text == texts_.end() || file.text.empty()) return version->second;
  if (&file == original_.settings().values.get()) {
    version->second = parse_settings(file.path, text->second, original_.settings().stage).values;
  } else if (file.kind == FileKind::environment) {
    version->second = analyze_environment(file.path, text->second);
  } else {
    version->second = analyze(file.path, file.kind, text->second, file.generation);
  }
  return version->second;
}

void Trial::add_handler(const Handler& handler) {
  const auto [entry, is_new] = handlers_.try_emplace(handler.file->path, handler);
  if (!is_new) return;
  Handler& trial = entry->second;
  trial.file = read(*handler.file);
  trial.dropped = false;
  trial.has_test = handler.has_test || texts_.contains(std::string(parent_folder(handler.file->path)) + "/test.py");
  const FileType* type = original_.generation().type(FileKind::handler);
  if (type != nullptr) trial.name_space = name_of_handler(*trial.file, original_.package(), *type);
  const bool is_context = trial.file.get() == handler.file.get();
  add_definers(*handler.file, handler.name_space);
  if (!is_context) add_definers(*trial.file, trial.name_space);
}

void Trial::add_handler_at(const std::string& path) {
  const Handler* found = original_.handlers().find(path);
  if (found != nullptr) add_handler(*found);
}

// What a file speaks of has to be there, and what that depends on.
void Trial::add_definers(const File& file, const std::string& name_space) {
  std::vector<std::string> symbols;
  for (const Occurrence& occurrence : file.occurrences) {
    symbols.emplace_back(occurrence.symbol);
    if (!occurrence.use->when.empty()) symbols.push_back(occurrence.use->when);
  }
  if (!name_space.empty()) symbols.push_back(make_symbol("namespace", name_space));
  std::set<std::string> seen;
  for (int depth = 0; depth < most_conditions && !symbols.empty(); ++depth) {
    std::vector<std::string> conditions;
    for (const std::string& symbol : symbols) {
      if (seen.insert(symbol).second) add_definers(symbol, conditions);
    }
    symbols = std::move(conditions);
  }
}

// `conditions`: gets the symbols that the definitions depend on.
void Trial::add_definers(const std::string& symbol, std::vector<std::string>& conditions) {
  if (symbol.ends_with(":*")) {
    const std::string kind(symbol_kind(symbol));
    const auto& names = original_.names_of_kind(kind);
    if (!names.empty()) conditions.push_back(kind + ":" + std::string(names.front()));
    return;
  }
  const std::vector<Definition>& definitions = original_.definitions(symbol);
  for (std::size_t i = 0; i < std::min(definitions.size(), most_definers); ++i) {
    const Handler* handler = original_.handler_of(*definitions[i].file);
    if (handler != nullptr) handlers_.try_emplace(handler->file->path, *handler);
    if (!definitions[i].use->when.empty()) conditions.push_back(definitions[i].use->when);
  }
  // `AppOrdersFunction` exists if some namespace is `AppOrders`.
  if (!definitions.empty() || !symbol.starts_with("resource:")) return;
  for (const std::string& kind : original_.generation().made_kinds()) {
    const std::string name(symbol_name(symbol));
    if (name.size() > kind.size() && name.ends_with(kind))
      conditions.push_back("namespace:" + name.substr(0, name.size() - kind.size()));
  }
}

}  // namespace paas
