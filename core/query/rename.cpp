// Gives a symbol another name: in fragments, code, environments, and in the folders that names come from.
#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "core/app/shown_value.h"
#include "core/names/names.h"
#include "core/query/query.h"
#include "core/query/rename_made.h"
#include "core/query/rename_place.h"
#include "core/query/target.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"
#include "core/text/path.h"

namespace paas::query {

namespace {

/// A symbol and what its name becomes.
struct Renaming {
  std::string kind;
  std::string old_name;  // as one place writes it
  std::string new_name;
};

/// An edit, and what the text there says.
struct Planned {
  TextEdit edit;
  const SymbolUse* use;
};

// Lower and upper case are the same to whoever compares hungarorised names; people keep what they wrote.
std::string in_style_of(std::string_view old_text, std::string text) {
  if (old_text.find('_') != std::string_view::npos && old_text.find('-') == std::string_view::npos)
    std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

// The text that is the name: without quotes.
Range name_range(const File& file, Range range) {
  const std::string_view text = slice(file.text, range);
  const bool is_quoted =
      text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.front() == text.back();
  return is_quoted ? Range{range.begin + 1, range.end - 1} : range;
}

class Renamer {
 public:
  Renamer(const App& app, std::string_view old_text, std::string_view new_text)
      : app_(app), old_text_(old_text), new_text_(new_text) {}

  Result<Rename> run(const Target& target) {
    for (const Occurrence* use : target.uses) add(*use, std::string(old_text_), std::string(new_text_));
    return finish();
  }

  /// The folders that give the name move by themselves.
  Result<Rename> run(std::string_view kind) {
    moves_files_ = false;
    pending_.push_back({std::string(kind), std::string(old_text_), std::string(new_text_)});
    seen_.insert(symbol_of(pending_.front(), pending_.front().old_name));
    return finish();
  }

 private:
  Result<Rename> finish() {
    while (!pending_.empty()) {
      const Renaming next = std::move(pending_.front());
      pending_.pop_front();
      if (auto error = rename_symbol(next)) return *error;
    }
    if (auto error = verify()) return *error;
    for (const auto& [place, planned] : edits_) rename_.edits.push_back(planned.edit);
    return std::move(rename_);
  }

  std::string symbol_of(const Renaming& renaming, const std::string& name) const {
    return app_.generation().symbol(renaming.kind, name);
  }

  // What a place says, with another text in it.
  void add(const Occurrence& use, const std::string& old_text, const std::string& new_text) {
    Renaming renaming{use.use->kind, old_text, new_text};
    if (!is_variable(use)) {
      renaming.old_name = name_from(*use.use, old_text);
      renaming.new_name = name_from(*use.use, new_text);
    } else if (const ReadUse* read = app_.generation().read_use(old_text); read != nullptr && read->use.name == "{*}") {
      const auto star = [&](const std::string& text) {
        const std::size_t outside = read->prefix.size() + read->suffix.size();
        if (text.size() < outside) return names::dashed(text);
        return names::dashed(text.substr(read->prefix.size(), text.size() - outside));
      };
      renaming.old_name = star(old_text);
      renaming.new_name = star(new_text);
    }
    if (seen_.insert(symbol_of(renaming, renaming.old_name)).second) pending_.push_back(std::move(renaming));
  }

  std::optional<Error> rename_symbol(const Renaming& renaming) {
    const std::string old_symbol = symbol_of(renaming, renaming.old_name);
    const std::string new_symbol = symbol_of(renaming, renaming.new_name);
    if (old_symbol == new_symbol) return std::nullopt;
    const std::string title(app_.generation().title_of_kind(renaming.kind));
    // What nothing defines is a mistake, and another name the remedy.
    if (app_.is_defined(new_symbol) && app_.is_defined(old_symbol))
      return Error{"another " + title + " of the app is called " + schema::code(renaming.new_name) + " already"};
    for (const SymbolUse* use : app_.generation().definers(old_symbol)) {
      return Error{schema::code(old_text_) + " has its name from " + (use->how.empty() ? "the language" : use->how) +
                   ", which cannot be renamed"};
    }
    renamed_[old_symbol] = new_symbol;
    std::optional<Error> error;
    for_each_file(app_, [&](const File& file) {
      for (const Occurrence& occurrence : file.occurrences) {
        if (!error && occurrence.symbol == old_symbol) error = rename_occurrence(file, occurrence, renaming);
      }
    });
    if (!error && renaming.kind == "parameter") rename_other_uses(renaming);
    if (!error) error = rename_in_settings(old_symbol, renaming);
    if (!error && moves_files_) error = move_files(old_symbol, renaming);
    return error;
  }

  std::optional<Error> rename_occurrence(const File& file, const Occurrence& occurrence, const Renaming& renaming) {
    const Range range = name_range(file, occurrence.range);
    const std::string old_text(slice(file.text, range));
    std::optional<std::string> text;
    if (file.kind == FileKind::environment) {
      const std::string& name = occurrence.use->name;
      const bool is_variable_name = name.empty() || name == "{key}";
      text = is_variable_name ? names::uppercase(renaming.new_name)
                              : text_for(*occurrence.use, names::dashed(renaming.new_name));
    } else if (is_variable(occurrence)) {
      text = variable_for(app_.generation(), renaming.kind, renaming.new_name);
    } else {
      text = text_for(*occurrence.use, renaming.new_name);
      if (text && *text != new_text_) text = in_style_of(old_text, *text);
    }
    if (!text) {
      return Error{schema::code(old_text) + " in " + file.path + " is a part of the name, and " +
                   schema::code(renaming.new_name) + " does not fit it; change it by hand"};
    }
    edits_[{&file, range.begin}] = {{&file, range, *text}, occurrence.use};
    // What else the same text names: the code of an action.
    for (const Occurrence& other : file.occurrences) {
      const bool is_linked = other.range == occurrence.range && is_named(other) && is_asked_for(app_, *other.use);
      if (is_linked && !is_variable(other))
        add(other, std::string(file.value_of(other)).substr(other.use->prefix.size()), *text);
    }
    return std::nullopt;
  }

  // Uses of a variable that name no symbol: reads that the deployer does not see, and `$NAME` in environment files.
  void rename_other_uses(const Renaming& renaming) {
    const std::string old_name = names::uppercase(renaming.old_name);
    const std::string new_name = names::uppercase(renaming.new_name);
    const auto add_edit = [&](const File& file, std::size_t begin) {
      const auto first = static_cast<std::uint32_t>(begin);
      const Range range{first, first + static_cast<std::uint32_t>(old_name.size())};
      edits_.try_emplace({&file, first}, Planned{{&file, range, new_name}, nullptr});
    };
    for_each_file(app_, [&](const File& file) {
      for (const python::EnvironmentRead& read : file.code.reads) {
        if (read.in_code && slice(file.text, read.range) == old_name) add_edit(file, read.range.begin);
      }
      for_each_word(file.text, old_name, [&](std::size_t begin) {
        const std::size_t line = file.text.rfind('\n', begin) + 1;
        const std::string_view before = std::string_view(file.text).substr(line, begin - line);
        const std::string_view whole = std::string_view(file.text).substr(line, file.text.find('\n', begin) - line);
        const bool is_quoted = before.ends_with('"') || before.ends_with('\'');
        const bool is_of_code =
            is_quoted && file.kind == FileKind::handler && whole.find("environ") != std::string_view::npos;
        // The shell puts nothing in for it between single quotes.
        const bool is_of_shell = file.kind == FileKind::environment &&
                                 (before.ends_with('$') || before.ends_with("${")) &&
                                 std::ranges::count(before, '\'') % 2 == 0;
        if (is_of_code || is_of_shell) add_edit(file, begin);
      });
    });
  }

  template <typename Visit>
  static void for_each_word(std::string_view text, std::string_view word, Visit visit) {
    const auto is_of_word = [&](std::size_t at) {
      return at < text.size() && (text[at] == '_' || is_digit(text[at]) || is_letter(text[at]));
    };
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) {
      if (!is_of_word(at - 1) && !is_of_word(at + word.size())) visit(at);
    }
  }

  // Also in the stages whose values do not hold.
  std::optional<Error> rename_in_settings(const std::string& old_symbol, const Renaming& renaming) {
    const Settings& settings = app_.settings();
    if (settings.file == nullptr || settings.values == nullptr) return std::nullopt;
    std::optional<Error> error;
    for (const Occurrence& occurrence : settings.file->occurrences) {
      const bool is_meant = occurrence.use->kind == "parameter" && occurrence.symbol == old_symbol;
      if (!error && is_meant) error = rename_occurrence(*settings.values, occurrence, renaming);
    }
    return error;
  }

  // The folders of a handler make its name.
  std::optional<Error> move_files(const std::string& old_symbol, const Renaming& renaming) {
    const FileType* type = app_.generation().type(FileKind::handler);
    if (type == nullptr || type->defines != renaming.kind) return std::nullopt;
    const std::string top(type->named_from_parent ? parent_folder(app_.package()) : std::string_view(app_.package()));
    for (const Handler& handler : app_.handlers()) {
      if (app_.generation().symbol(type->defines, handler.name_space) != old_symbol) continue;
      if (!handler.file->name_space.empty()) continue;
      const std::string from(parent_folder(handler.file->path));
      std::string folders = renaming.new_name;
      std::replace(folders.begin(), folders.end(), '-', '/');
      if (folders.empty() || folders.find("//") != std::string::npos || folders.front() == '/' || folders.back() == '/')
        return Error{schema::code(renaming.new_name) + " makes no folders"};
      const std::string to = (top.empty() ? "" : top + "/") + folders;
      if (to == app_.package() || (to + "/").starts_with(from + "/") || (from + "/").starts_with(to + "/"))
        return Error{"a folder cannot move into itself: from " + from + " to " + to};
      for (const Handler& other : app_.handlers()) {
        if (&other != &handler && is_at_or_below(parent_folder(other.file->path), from))
          return Error{"the folder " + from + " holds other handlers, which would move along; move it by hand"};
      }
      rename_.moves.push_back({from, to});
    }
    return std::nullopt;
  }

  // Every file that changes is read again: it must say about the new names what it said about the old. What the same
  // change of the same kind of value did to one file it does to the next: ten thousand files need not be read.
  std::optional<Error> verify() {
    std::vector<TextEdit> of_file;
    for (auto next = edits_.begin(); next != edits_.end();) {
      const File& file = *next->second.edit.file;
      bool is_new = false;
      of_file.clear();
      for (; next != edits_.end() && next->second.edit.file == &file; ++next) {
        of_file.push_back(next->second.edit);
        is_new = note_change(next->second) || is_new;
      }
      if (!is_new || says_the_same(file, of_file)) continue;
      return Error{schema::code(new_text_) + " cannot stand in " + file.path + " as it is; choose a simpler name"};
    }
    return std::nullopt;
  }

  /// True if such a change was not seen before, or depends on what stands around it.
  bool note_change(const Planned& planned) {
    const auto is_word = [](std::string_view text) {
      return !text.empty() && std::all_of(text.begin(), text.end(),
                                          [](char c) { return is_letter(c) || c == '_' || c == '-' || is_digit(c); });
    };
    const TextEdit& edit = planned.edit;
    const std::string_view old_text = slice(edit.file->text, edit.range);
    const char before = edit.range.begin > 0 ? edit.file->text[edit.range.begin - 1] : ' ';
    const bool is_new = changes_.emplace(planned.use, before, std::string(old_text), edit.text).second;
    return is_new || !is_word(old_text) || !is_word(edit.text);
  }

  bool says_the_same(const File& file, const std::vector<TextEdit>& edits) const {
    std::string text = file.text;
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
      text.replace(edit->range.begin, edit->range.size(), edit->text);
    const bool is_of_settings = file.path == app_.settings().path;
    if (is_of_settings) {
      const Settings after = parse_settings(file.path, std::move(text));
      return after.values->variables.size() >= file.variables.size() &&
             after.file->problems.size() == app_.settings().file->problems.size();
    }
    const std::shared_ptr<const File> after = analyze(file.path, file.kind, std::move(text), file.generation);
    if (after->occurrences.size() != file.occurrences.size()) return false;
    for (std::size_t i = 0; i < file.occurrences.size(); ++i) {
      if (!is_asked_for(app_, *file.occurrences[i].use)) continue;
      const std::string before(file.occurrences[i].symbol);
      const auto renamed = renamed_.find(before);
      if (after->occurrences[i].symbol != (renamed == renamed_.end() ? before : renamed->second)) return false;
    }
    return after->problems.size() == file.problems.size();
  }

  struct ByPlace {
    bool operator()(const std::pair<const File*, std::uint32_t>& a,
                    const std::pair<const File*, std::uint32_t>& b) const {
      return a.first != b.first ? a.first->path < b.first->path : a.second < b.second;
    }
  };

  const App& app_;
  std::string_view old_text_;
  std::string_view new_text_;
  bool moves_files_ = true;
  std::deque<Renaming> pending_;
  std::set<std::string> seen_;
  std::map<std::string, std::string> renamed_;
  std::map<std::pair<const File*, std::uint32_t>, Planned, ByPlace> edits_;
  std::set<std::tuple<const SymbolUse*, char, std::string, std::string>> changes_;  // that were verified
  Rename rename_;
};

// The text of the symbol there.
Result<Range> range_of_symbol(const App& app, const File& file, std::uint32_t offset) {
  const std::optional<Target> target = find_target(app, file, offset);
  if (!target) return Error{"no name stands here"};
  const Occurrence& use = *target->uses.front();
  const Range range = name_range(file, target->range);
  const std::string text(slice(file.text, range));
  if (!is_named(use)) {
    const std::string shown = may_hold_values(file, range) ? "this" : schema::code(text);
    return Error{shown + " is a word of the language, not a name"};
  }
  for (const SymbolUse* definer : app.generation().definers(use.symbol)) {
    return Error{schema::code(text) + " has its name from " + (definer->how.empty() ? "the language" : definer->how) +
                 ", which cannot be renamed"};
  }
  const File* maker = is_variable(use) ? maker_of(app, use.symbol) : nullptr;
  if (maker != nullptr && !may_hold_values(file, range))
    return Error{schema::code(text) + " is made for the handler " + maker->path +
                 " and has its name from it; rename that"};
  return range;
}

}  // namespace

Result<Renamable> renamable_at(const App& app, const File& file, std::uint32_t offset) {
  if (const auto place = find_named_place(app, file, offset)) {
    if (!*place) return Error{place->error()};
    return (*place)->name;
  }
  const Result<Range> range = range_of_symbol(app, file, offset);
  if (!range) return Error{range.error()};
  return Renamable{*range, std::string(slice(file.text, *range))};
}

Result<Rename> rename(const App& app, const File& file, std::uint32_t offset, std::string_view new_name) {
  constexpr const char* why_not_empty = "a name cannot be empty";
  if (const auto place = find_named_place(app, file, offset)) {
    if (!*place) return Error{place->error()};
    return new_name.empty() ? Error{why_not_empty} : rename_place(app, file, **place, new_name);
  }
  const Result<Range> range = range_of_symbol(app, file, offset);
  if (!range) return Error{range.error()};
  if (new_name.empty()) return Error{why_not_empty};
  return Renamer(app, slice(file.text, *range), new_name).run(*find_target(app, file, offset));
}

Result<Rename> rename_symbol(const App& app, std::string_view kind, std::string_view old_name,
                             std::string_view new_name) {
  return Renamer(app, old_name, new_name).run(kind);
}

}  // namespace paas::query
