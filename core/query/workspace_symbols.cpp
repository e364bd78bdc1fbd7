// Finds things by their names, however they are spelled.
#include <algorithm>

#include "core/names/names.h"
#include "core/query/symbols.h"
#include "core/query/target.h"
#include "core/text/characters.h"

namespace paas::query {

namespace {

constexpr std::size_t max_query = 300;

// Letters and digits, and all that is no ASCII.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || !is_ascii(c)) out += to_lower(c);
  }
  return out;
}

enum Rank : int { exact, beginning, part, scattered, none };

// How a name matches, without a copy of it.
Rank rank_of(std::string_view name, std::string_view plain_query) {
  if (plain_query.empty()) return beginning;
  std::string letters;
  letters.reserve(name.size());
  for (const char c : name) {
    if (is_alphanumeric(c) || !is_ascii(c)) letters += to_lower(c);
  }
  const std::size_t at = letters.find(plain_query);
  if (at == 0) return letters.size() == plain_query.size() ? exact : beginning;
  if (at != std::string::npos) return part;
  std::size_t next = 0;
  for (const char c : letters) {
    if (next < plain_query.size() && c == plain_query[next]) ++next;
  }
  return next == plain_query.size() ? scattered : none;
}

struct Match {
  Rank rank;
  std::string_view name;
  const App* app;
  const Handler* handler;  // nullptr: a symbol
  const Kind* kind;        // of a symbol
};

class Search {
 public:
  Search(std::span<const std::shared_ptr<const App>> apps, std::string_view query, std::size_t most)
      : apps_(apps), query_(query.substr(0, max_query)), plain_(plain(query_)), most_(most) {}

  std::vector<WorkspaceSymbol> run() {
    for (const auto& app : apps_) {
      add_logical_ids(*app);
      collect(*app);
    }
    const auto is_better = [](const Match& a, const Match& b) {
      if (a.rank != b.rank) return a.rank < b.rank;
      if (a.name.size() != b.name.size()) return a.name.size() < b.name.size();
      return a.name < b.name;
    };
    // Symbols that are handlers, too, and names with several definitions leave gaps.
    const std::size_t wanted = std::min(matches_.size(), most_ * 4);
    std::partial_sort(matches_.begin(), matches_.begin() + static_cast<std::ptrdiff_t>(wanted), matches_.end(),
                      is_better);
    for (std::size_t i = 0; i < wanted && found_.size() < most_; ++i) add(matches_[i]);
    return std::move(found_);
  }

 private:
  void collect(const App& app) {
    for (const Handler& handler : app.handlers()) {
      const Rank rank = rank_of(handler.name_space, plain_);
      if (rank != none && !handler.name_space.empty())
        matches_.push_back({rank, handler.name_space, &app, &handler, nullptr});
    }
    const FileType* type = app.generation().type(FileKind::handler);
    for (const auto& [name, kind] : app.generation().kinds()) {
      // Handlers are there already.
      if (kind.hidden || (type != nullptr && type->defines == name)) continue;
      for (const std::string_view id : app.names_of_kind(name)) {
        const Rank rank = rank_of(id, plain_);
        if (rank != none) matches_.push_back({rank, id, &app, nullptr, &kind});
      }
    }
  }

  void add(const Match& match) {
    if (match.handler != nullptr) {
      const File& file = *match.handler->file;
      push({spelled(match.name), std::string(), SymbolKind::function, match.app, {&file, file.fragment_head()}});
      return;
    }
    const std::string symbol = match.kind->name + ":" + std::string(match.name);
    for (const Definition& definition : match.app->definitions(symbol)) {
      // The environment of the process stands nowhere.
      const bool is_somewhere = definition.file->path.starts_with('/');
      if (!is_somewhere || !match.app->is_live(*definition.use)) continue;
      const Handler* handler = match.app->handler_of(*definition.file);
      // An endpoint is a handler by another name.
      if (handler != nullptr && names::hungarorise(handler->name_space) == match.name) return;
      const bool is_variable = definition.file->kind == FileKind::environment;
      const std::string_view written = is_variable ? slice(definition.file->text, definition.range) : match.name;
      push({spelled(written.empty() ? match.name : written),
            std::string(match.app->generation().title_of_kind(match.kind->name)),
            is_variable ? SymbolKind::variable : SymbolKind::name,
            match.app,
            {definition.file, definition.range}});
      return;
    }
  }

  void push(WorkspaceSymbol symbol) {
    const bool is_known = std::any_of(found_.begin(), found_.end(), [&](const WorkspaceSymbol& other) {
      return other.name == symbol.name && other.place == symbol.place;
    });
    if (!is_known) found_.push_back(std::move(symbol));
  }

  // As the question is spelled, since editors look for its letters once more.
  std::string spelled(std::string_view name) const {
    const bool has_dash = query_.find('-') != std::string_view::npos;
    const bool has_underscore = query_.find('_') != std::string_view::npos;
    if (!has_dash && !has_underscore) {
      const bool has_upper = std::any_of(query_.begin(), query_.end(), is_upper);
      const bool is_words = name.find_first_of("-_") != std::string_view::npos;
      return has_upper && is_words ? names::hungarorise(name) : std::string(name);
    }
    const bool is_words = name.find_first_of("-_") != std::string_view::npos;
    const bool is_id = !is_words && std::any_of(name.begin(), name.end(), is_upper);
    const std::string dashed = is_id ? names::dehungarorise(name) : names::dashed(name);
    return has_dash ? dashed : names::uppercase(dashed);
  }

  // `TasksOrdersLogGroup` is made for the handler `tasks-orders`. Within a physical name it stands between dashes.
  void add_logical_ids(const App& app) {
    const FileType* type = app.generation().type(FileKind::handler);
    if (type == nullptr || type->defines.empty() || app.generation().made_kinds().empty()) return;
    if (query_.find_first_of("-_") != std::string_view::npos)
      add_logical_id(app, names::hungarorise(query_), type->defines);
    std::size_t begin = 0;
    constexpr int max_pieces = 20;
    for (int piece = 0; piece < max_pieces && begin < query_.size(); ++piece) {
      std::size_t end = begin;
      while (end < query_.size() && is_alphanumeric(query_[end])) ++end;
      add_logical_id(app, query_.substr(begin, end - begin), type->defines);
      begin = end + 1;
    }
  }

  void add_logical_id(const App& app, std::string_view id, const std::string& kind) {
    for (const std::string& made : app.generation().made_kinds()) {
      if (!id.ends_with(made) || id.size() == made.size()) continue;
      const std::string symbol = kind + ":" + std::string(id.substr(0, id.size() - made.size()));
      for (const Definition& definition : app.definitions(symbol)) {
        if (!app.is_live(*definition.use) || found_.size() == most_) continue;
        const Handler* handler = app.handler_of(*definition.file);
        push({std::string(query_),
              handler == nullptr ? std::string() : handler->name_space,
              SymbolKind::name,
              &app,
              {definition.file, definition.range}});
      }
    }
    // The resources of the root are found by their names; within a physical name only here.
    if (id.size() == query_.size()) return;
    for (const Definition& definition : app.definitions("resource:" + std::string(id))) {
      if (!app.is_live(*definition.use) || found_.size() == most_) continue;
      push({std::string(query_), std::string(id), SymbolKind::name, &app, {definition.file, definition.range}});
      return;
    }
  }

  std::span<const std::shared_ptr<const App>> apps_;
  std::string_view query_;
  std::string plain_;
  std::size_t most_;
  std::vector<Match> matches_;
  std::vector<WorkspaceSymbol> found_;
};

}  // namespace

std::vector<WorkspaceSymbol> workspace_symbols(std::span<const std::shared_ptr<const App>> apps, std::string_view query,
                                               std::size_t most) {
  return Search(apps, query, most).run();
}

}  // namespace paas::query
