// The plan of an app that is brought to another version of the app: only what may differ is planned again.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/template/planning.h"

namespace paas::cloudformation {

/// Not for several threads.
class LivePlan {
 public:
  explicit LivePlan(const Recipes& recipes) : recipes_(recipes) {}

  /// The root, which is the first one and may be none, or a handler.
  struct Entry {
    Handler handler;  // the root: its file alone
    FilePlan plan;
    std::shared_ptr<const File> overwritten_by;  // a handler of the same name
    Order order;                                 // of what is shown; the root's has what is made once, too
    std::vector<Asked> once;                     // what that asks for: a handler, to be made once; the root, all
    bool is_counted = false;                     // among the makers of resources
    bool is_left_out_alone = false;
    std::optional<LeftOut> left_out;  // a handler: why nothing is made of the file
    bool is_held = false;             // what its last good version made is shown

    bool is_shown() const { return !left_out || is_held; }
  };

  struct Update {
    std::vector<std::size_t> changed;              // the entries to render again, ascending
    std::optional<std::vector<std::size_t>> from;  // where each entry was before; nothing: all are where they were
    bool is_defined_otherwise = false;             // some symbol may be defined, or not be defined any more
    bool is_left_out_otherwise = false;            // some handler is left out that was not, or the other way round
  };
  static constexpr std::size_t nowhere = SIZE_MAX;

  /// `app`: its broken files as they were when they were good.
  Update update(const std::shared_ptr<const App>& app);
  const std::vector<Entry>& entries() const { return entries_; }
  /// What the root's part is asked for and cannot have.
  const std::vector<LeftOut>& refused() const { return refused_; }
  const std::vector<LeftOut>& root_left_out() const { return facts_.root_left_out(); }
  /// What the ids of resources begin with that are not made, because their handlers are left out.
  std::vector<std::string> left_out_ids() const;
  /// nullptr before the first update.
  const std::shared_ptr<const App>& app() const { return app_; }

 private:
  bool take_versions(const App& app, std::vector<std::size_t>& touched, bool& is_defined_otherwise);
  std::vector<std::size_t> take_all(const App& app, std::vector<std::size_t>& touched);
  void forget(Entry& entry);
  void count_again(Entry& entry, const App& app);
  void count_name(const Entry& entry, int change);
  void find_namesakes(std::vector<std::size_t>& touched);
  bool settle(Entry& entry);
  bool ask_once();

  const Recipes& recipes_;
  std::shared_ptr<const App> app_;
  std::vector<Entry> entries_;
  Facts facts_;
  std::vector<LeftOut> refused_;
  std::unordered_map<std::string, std::size_t> names_;  // how many handlers take a name
  std::size_t shared_names_ = 0;                        // those that several take
  bool had_shared_names_ = false;
};

}  // namespace paas::cloudformation
