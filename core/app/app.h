// An app: one root, its handlers, the environment they are deployed in, and the index of their symbols.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/app/file.h"
#include "core/app/limits.h"
#include "core/app/settings.h"

namespace paas {

struct Handler {
  std::shared_ptr<const File> file;
  std::string name_space;  // prefixes every resource made for it: `orders-new`, `app-v1-orders`
  bool has_test = false;   // a test stands beside it
  bool dropped = false;    // the deployer leaves it out without a word
};

/// One definition of a symbol.
struct Definition {
  const File* file;
  Range range;
  const SymbolUse* use;
};

/// The first reference to a symbol, in the order of files, and how many there are.
struct FirstReference {
  const File* file;
  Range range;
  std::size_t count;
};

class App {
 public:
  App(std::string package, std::shared_ptr<const Generation> generation, std::shared_ptr<const File> root,
      std::vector<Handler> handlers, std::vector<std::shared_ptr<const File>> environments,
      std::shared_ptr<const Settings> settings, std::shared_ptr<const File> package_file = nullptr,
      bool is_partial = false);

  /// The app with another version of one of its files; of the same path, and of the same part in it.
  std::shared_ptr<const App> with(const std::shared_ptr<const File>& file) const;

  const std::string& package() const { return package_; }        // directory, without a slash at the end
  const Generation& generation() const { return *generation_; }  // that the app as a whole is of
  const std::shared_ptr<const Generation>& generation_pointer() const { return generation_; }
  std::shared_ptr<const File> root_pointer() const { return root_; }
  const File* root() const { return root_.get(); }  // nullptr if there is none
  /// Some of its handlers were not read yet: what depends on them stays silent.
  bool is_partial() const { return is_partial_; }
  /// nullptr if the app has no such file.
  std::shared_ptr<const File> find_file(std::string_view path) const;
  const File* package_file() const { return package_file_.get(); }    // `__init__.py`, root or not; nullptr if none
  const std::vector<Handler>& handlers() const { return handlers_; }  // by path
  const std::vector<std::shared_ptr<const File>>& environments() const { return environments_; }
  bool environment_known() const { return !environments_.empty(); }
  const Settings& settings() const { return *settings_; }
  const Handler* handler_of(const File& file) const;  // nullptr for roots and environments

  /// True if some live definition of the symbol exists. `kind:*` asks for any of a kind.
  bool is_defined(std::string_view symbol) const { return is_defined(symbol, 0); }
  /// True if a definition may exist that a broken file hides.
  bool may_be_defined(std::string_view symbol) const;
  /// Every definition, live or not, in the order of files. What only mentions make exist is defined by the first one.
  const std::vector<Definition>& definitions(std::string_view symbol) const;
  bool is_live(const SymbolUse& use) const { return use.when.empty() || is_defined(use.when); }
  /// The first symbol of a kind of which an app has one at most, or that excludes others; empty if there is none.
  std::string_view first_of_kind(std::string_view kind) const;
  /// The names of all symbols of a kind, in the order of files; those that every file gives fill thousands.
  const std::vector<std::string_view>& names_of_kind(std::string_view kind) const;
  const FirstReference* first_reference(std::string_view symbol) const;
  /// The environment variable that fills a parameter (`parameter:DomainName`); nullptr if it is not set.
  const Variable* variable(std::string_view symbol, const File** file = nullptr) const;

  /// What the template will hold, and where it becomes too large.
  const Limits& limits() const { return limits_; }

 private:
  void index_definitions(const File& file);
  void index_mentions(const File& file);
  void index_path(const Handler& handler);
  void note_kind(std::string_view symbol);
  void index_references(const File& file);
  bool is_defined(std::string_view symbol, int depth) const;
  bool may_hide(const SymbolUse& use, std::string_view word) const;
  bool is_made_for_handler(std::string_view id) const;
  bool is_of_made_kind(std::string_view id) const;

  std::string package_;
  std::shared_ptr<const Generation> generation_;
  std::shared_ptr<const File> root_;
  std::vector<Handler> handlers_;
  std::vector<std::shared_ptr<const File>> environments_;
  std::shared_ptr<const Settings> settings_;
  std::shared_ptr<const File> package_file_;
  bool is_partial_;
  std::unordered_map<std::string_view, std::vector<Definition>> definitions_;
  std::unordered_map<std::string_view, FirstReference> references_;
  std::unordered_map<std::string_view, std::vector<std::string_view>> names_;  // by kind
  std::unordered_map<std::string_view, std::string_view> first_of_kind_;
  std::unordered_map<const File*, std::size_t> handler_of_;
  std::deque<std::string> symbols_;  // those that no file holds: made from paths
  std::vector<const File*> broken_;
  Limits limits_;
};

}  // namespace paas
