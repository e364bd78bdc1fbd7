// An app: one root, its handlers, the environment they are deployed in, and the index of their symbols.
#pragma once

#include <deque>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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

/// The handlers of an app, by path. A view into the app.
class Handlers {
 public:
  using Changed = std::vector<std::pair<std::size_t, Handler>>;  // by index

  Handlers(const std::vector<Handler>& all, const Changed& changed) : all_(&all), changed_(&changed) {}

  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Handler;
    using difference_type = std::ptrdiff_t;
    using pointer = const Handler*;
    using reference = const Handler&;

    Iterator() = default;
    Iterator(const Handlers& handlers, std::size_t index)
        : all_(handlers.all_), changed_(handlers.changed_), index_(index) {}
    reference operator*() const { return Handlers(*all_, *changed_)[index_]; }
    pointer operator->() const { return &**this; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++index_;
      return before;
    }
    bool operator==(const Iterator& other) const { return index_ == other.index_; }

   private:
    const std::vector<Handler>* all_ = nullptr;
    const Changed* changed_ = nullptr;
    std::size_t index_ = 0;
  };

  std::size_t size() const { return all_->size(); }
  bool empty() const { return all_->empty(); }
  const Handler& operator[](std::size_t index) const;
  const Handler& front() const { return (*this)[0]; }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }
  /// nullptr if no handler stands there.
  const Handler* find(std::string_view path) const;
  /// The index of the first handler whose path is not less.
  std::size_t lower_bound(std::string_view path) const;

 private:
  const std::vector<Handler>* all_;
  const Changed* changed_;
};

/// Immutable. `with` makes versions that share the index of all files.
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
  const File* package_file() const { return package_file_.get(); }  // `__init__.py`, root or not; nullptr if none
  Handlers handlers() const { return {index_->handlers, patch_.handlers}; }
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
  /// What is known of all files together. Shared by the versions of an app.
  struct Index {
    std::vector<Handler> handlers;
    std::unordered_map<std::string_view, std::vector<Definition>> definitions;
    std::unordered_map<std::string_view, FirstReference> references;
    std::unordered_map<std::string_view, std::vector<std::string_view>> names;  // by kind
    std::unordered_map<std::string_view, std::string_view> first_of_kind;
    std::unordered_map<const File*, std::size_t> handler_of;
    std::deque<std::string> symbols;       // those that no file holds: made from paths
    std::vector<std::uint8_t> conditions;  // what holds of the generation's conditions
    Limits limits;
    Tally tally;
  };
  /// What other versions of some handlers change in it.
  struct Patch {
    Handlers::Changed handlers;
    std::unordered_map<std::string_view, std::vector<Definition>> definitions;
    std::unordered_map<std::string_view, std::optional<FirstReference>> references;
    std::unordered_map<std::string_view, std::vector<std::string_view>> names;
    std::deque<std::string> symbols;
  };
  class Patcher;

  explicit App(const App& before) = default;
  /// That a file's path defines a symbol.
  static const SymbolUse& definition_by_path();
  void index_definitions(const File& file);
  void index_mentions(const File& file);
  void index_path(const Handler& handler);
  void note_kind(std::string_view symbol);
  void index_references(const File& file);
  std::shared_ptr<const App> rebuilt(const std::shared_ptr<const File>& file) const;
  bool is_dropped(const File& file) const;
  std::vector<std::uint8_t> evaluate_conditions() const;
  bool is_defined(std::string_view symbol, int depth) const;
  bool may_hide(const SymbolUse& use, std::string_view word) const;
  bool is_made_for_handler(std::string_view id) const;
  bool is_of_made_kind(std::string_view id) const;

  std::string package_;
  std::shared_ptr<const Generation> generation_;
  std::shared_ptr<const File> root_;
  std::vector<std::shared_ptr<const File>> environments_;
  std::shared_ptr<const Settings> settings_;
  std::shared_ptr<const File> package_file_;
  bool is_partial_;
  std::shared_ptr<Index> index_;  // changed by the constructor alone
  Patch patch_;
  std::vector<const File*> broken_;
  Limits limits_;
};

}  // namespace paas
