// The steps of a plan: what one file asks for, and what that depends on in others. For core/template's own use.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/template/template.h"

namespace paas::cloudformation {

/// Why nothing can be made of a file as it is written, whatever the app is; nothing if something can.
std::optional<LeftOut> mistake_in(const std::shared_ptr<const File>& file);

/// What the plan of a handler depends on in other files, but for handlers of the same name: which symbols the app
/// defines, and of which of them nothing is made. Remembers what was asked.
class Facts {
 public:
  bool is_defined(const App& app, std::string_view symbol);
  bool is_live(const App& app, const SymbolUse& use) { return use.when.empty() || is_defined(app, use.when); }
  /// Whether something is made of the symbol, as far as the root decides it.
  bool is_made_by_root(const App& app, std::string_view symbol) {
    return is_defined(app, symbol) && !left_out_by_root_.contains(symbol);
  }
  /// Whether something is made of the symbol.
  bool is_made(const App& app, std::string_view symbol) {
    return is_made_by_root(app, symbol) && !left_out_by_handlers_.contains(symbol);
  }
  /// Whether the app itself makes something for that name, whatever its handlers are.
  bool is_taken(const std::string& id) const { return taken_.contains(id); }
  /// Whether something wrong stands in a place of the root, or the place in something wrong.
  bool has_wrong(Range place) const;
  const std::vector<LeftOut>& root_left_out() const { return root_left_out_; }

  /// Takes another root. True if other answers may be given.
  bool take_root(const App& app);
  /// Takes other definitions. True if other answers are given.
  bool take_definitions(const App& app);
  /// Notes what a handler defines, and whether it is left out for what it is itself, or what the root is; or forgets
  /// it.
  void add(const File& handler, bool is_left_out) { count(handler, is_left_out, 1); }
  void remove(const File& handler, bool is_left_out) { count(handler, is_left_out, -1); }
  /// Takes what was noted into account. True if other answers are given.
  bool take_handlers();

 private:
  struct Makers {
    int made = 0;
    int left_out = 0;
    bool is_left_out() const { return made == 0 && left_out > 0; }
  };
  void count(const File& handler, bool is_left_out, int change);

  std::unordered_map<std::string, bool> defined_;
  std::vector<LeftOut> root_left_out_;
  std::vector<Range> wrong_;  // in the root
  std::set<std::string, std::less<>> left_out_by_root_;
  std::set<std::string, std::less<>> left_out_by_handlers_;
  std::set<std::string> taken_;
  std::map<std::string, Makers, std::less<>> makers_;  // of resources that handlers define
  std::set<std::string> counted_;                      // since they were taken into account
};

/// What one file asks for.
struct FilePlan {
  std::optional<LeftOut> left_out;  // a handler: then there is nothing else
  std::vector<Asked> asked;         // a root: those made once, too
  std::vector<Asked> once;          // a handler: made once, in the root's part
};

/// Whether a handler is left out for what it is itself, or what the root is: before it is known what other handlers
/// leave out.
bool is_left_out_alone(const App& app, Facts& facts, const Handler& handler);
FilePlan plan_root(const App& app, const Recipes& recipes, Facts& facts);
/// Apart from handlers of the same name.
FilePlan plan_handler(const App& app, const Recipes& recipes, Facts& facts, const Handler& handler);
bool asks_the_same(const std::vector<Asked>& left, const std::vector<Asked>& right);
/// And from the same file.
bool asks_the_same(const Order& left, const Order& right);
/// Whether another root may fill a handler's recipes otherwise: those with a name of their own.
bool reads_root(const Order& order);
/// Whether other handlers of that name are overwritten, those before it.
bool takes_name(const Handler& handler);
LeftOut overwritten(const std::shared_ptr<const File>& file, const File& by);

/// What the root's part is asked for, by the root and then by handlers in their order: each recipe that is made once
/// only once, and no id twice.
class RootAsks {
 public:
  void add(const std::shared_ptr<const File>& file, const std::vector<Asked>& asked);

  std::vector<Asked> asked;
  std::vector<LeftOut> refused;

 private:
  std::vector<const CompiledRecipe*> seen_;
  std::set<std::string_view> ids_;
};

}  // namespace paas::cloudformation
