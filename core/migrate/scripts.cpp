// From the scripts of generations 0.7 and 0.6 to 0.8: what starts a handler becomes its type.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "core/migrate/recipe.h"

namespace paas::migrate {

namespace {

using yaml::Kind;
using yaml::no_node;
using yaml::NodeId;

struct Word {
  std::string_view old_word;
  std::string_view number;
};

// The first is the default.
constexpr Word sizes[] = {{"default", "512"}, {"medium", "1024"}, {"large", "2048"}};
constexpr Word timeouts[] = {{"default", "5"}, {"medium", "15"}, {"long", "30"}};

struct TypeOfKey {
  std::string_view key;
  std::string_view type;
};
constexpr TypeOfKey types_of_keys[] = {
    {"endpoint", "endpoint"}, {"events", "worker"}, {"queue", "worker"}, {"timer", "timer"}, {"topic", "worker"}};

// A source of events, its type in 0.8, and a pattern that lets all of them through.
struct SourceType {
  std::string_view old_type;
  std::string_view new_type;
  const char* every_event;
};
constexpr SourceType source_types[] = {
    {"table", "table", "{eventName: [INSERT, MODIFY, REMOVE]}"},
    {"bucket", "bucket", "{object: {key: [{prefix: \"\"}]}}"},
    {"website", "bucket", "{object: {key: [{prefix: \"\"}]}}"},
    {"builder", "builder", "{completed-phase: [{exists: true}], completed-phase-status: [{exists: true}]}"},
};

class ScriptRecipe {
 public:
  ScriptRecipe(const File& file, Root& root, Notes& notes)
      : file_(file), document_(file.document), root_(root), notes_(notes) {}

  Fragment run() {
    const TypeOfKey* binding = find_binding();
    if (binding == nullptr) return {};
    fragment_.entries.push_back({"type", std::string(binding->type)});
    // In the order in which they stand.
    for (std::uint32_t i = 0; i < document_.entry_count(file_.infra); ++i) {
      const yaml::Entry entry = document_.entry(file_.infra, i);
      const std::string_view key = text(entry.key);
      if (key == binding->key) {
        std::vector<std::string> comments = comments_of(file_, entry.key);
        std::move(comments.begin(), comments.end(), std::back_inserter(fragment_.comments));
        add_binding(*binding, entry);
      } else if (key == "size") {
        add_word(entry, "size", sizes);
      } else if (key == "timeout") {
        add_word(entry, "timeout", timeouts);
      } else if (key == "indexes") {
        move_indexes(entry);
      } else if (key == "secrets") {
        block(
            entry.key,
            "generation 0.8 has no `secrets`: read each as an environment variable, set it in `setenv.sh`, and remove "
            "them here");
      } else {
        fragment_.entries.push_back(taken(entry));
      }
    }
    // The defaults of 0.8 are others.
    if (find(file_.infra, "size") == no_node) fragment_.entries.push_back({"size", std::string(sizes[0].number)});
    if (find(file_.infra, "timeout") == no_node)
      fragment_.entries.push_back({"timeout", std::string(timeouts[0].number)});
    return std::move(fragment_);
  }

 private:
  NodeId find(NodeId mapping, std::string_view key) const {
    return mapping == no_node ? no_node : document_.find(mapping, key);
  }
  NodeId key_of(NodeId mapping, std::string_view key) const { return document_.find_key(mapping, key); }
  std::string_view text(NodeId node) const { return node == no_node ? std::string_view() : document_.text(node); }
  Range range(NodeId node) const { return document_.range(node); }

  void block(NodeId node, std::string message) { notes_.blocked(file_, range(node), std::move(message)); }
  void decide(NodeId node, std::string message) { notes_.decided(file_, range(node), std::move(message)); }
  void review(NodeId node, std::string message) { notes_.review(file_, range(node), std::move(message)); }

  // A value that stays as it is, with its comments.
  Output taken(yaml::Entry entry) const {
    Output output{std::string(text(entry.key))};
    output.value = entry.value;
    output.comments = entry.key;
    return output;
  }

  const TypeOfKey* find_binding() {
    const TypeOfKey* found = nullptr;
    for (const TypeOfKey& binding : types_of_keys) {
      if (find(file_.infra, binding.key) != no_node) found = &binding;
    }
    if (found == nullptr) {
      notes_.blocked(file_, file_.fragment_head(),
                     "nothing starts this handler, and every handler of 0.8 is started by something: bind it first, to "
                     "`topic: {}` if other code calls it");
    }
    return found;
  }

  void add_binding(const TypeOfKey& binding, yaml::Entry entry) {
    if (binding.key == "endpoint") add_endpoint(entry.value);
    if (binding.key == "events") add_event(entry.key, entry.value);
    if (binding.key == "queue") add_queue(entry.key, entry.value);
    if (binding.key == "timer") add_timer(entry.key, entry.value);
    if (binding.key == "topic")
      decide(entry.key, "`topic` becomes a worker without `event`, which listens to a topic of its own");
  }

  void add_endpoint(NodeId endpoint) {
    root_.api = true;
    for (std::uint32_t i = 0; i < document_.entry_count(endpoint); ++i) {
      const yaml::Entry entry = document_.entry(endpoint, i);
      const std::string_view key = text(entry.key);
      if (key == "api") {
        const bool is_public = text(entry.value).find("public") != std::string_view::npos;
        fragment_.entries.push_back({"auth", is_public ? "public" : "private", no_node, {}, entry.key});
        decide(entry.value,
               fmt::format("the api `{}` becomes `auth: {}`", text(entry.value), is_public ? "public" : "private"));
      } else if (key == "schema") {
        review(entry.key,
               "generation 0.8 checks no bodies, so `schema` goes; check the body in the code of the handler");
      } else {
        fragment_.entries.push_back(taken(entry));
      }
    }
    if (find(endpoint, "parameters") == no_node) fragment_.entries.push_back({"parameters", "[]"});
  }

  void add_event(NodeId key, NodeId events) {
    if (document_.item_count(events) != 1) {
      return block(key, fmt::format("{} events start this handler, and a worker of 0.8 has one; split it into handlers",
                                    document_.item_count(events)));
    }
    const NodeId event = document_.item(events, 0);
    const NodeId source = find(event, "source");
    const std::string_view old_type = text(find(source, "type"));
    const auto type = std::find_if(std::begin(source_types), std::end(source_types),
                                   [&](const SourceType& candidate) { return candidate.old_type == old_type; });
    if (type == std::end(source_types)) {
      return block(source == no_node ? key : source,
                   "the event has no source that 0.8 knows; write a worker with an `unbound` event by hand");
    }
    need_source(*type, old_type);
    if (find(event, "topic") != no_node)
      review(key_of(event, "topic"),
             "events of 0.8 have no `topic`; it goes, so look whether the pattern needs `detail-type`");
    if (find(event, "name") != no_node)
      decide(key_of(event, "name"),
             fmt::format("the event's name `{}` goes; the handler's path names its rule", text(find(event, "name"))));
    Output written{"event"};
    written.children.push_back({"type", std::string(type->new_type)});
    if (source != no_node) written.children.back().comments = key_of(event, "source");
    written.children.push_back(pattern_of(key, event, *type));
    fragment_.entries.push_back(std::move(written));
  }

  Output pattern_of(NodeId key, NodeId event, const SourceType& type) {
    Output pattern{"pattern"};
    const NodeId old_pattern = find(event, "pattern");
    Output detail{"detail"};
    for (std::uint32_t i = 0; old_pattern != no_node && i < document_.entry_count(old_pattern); ++i) {
      const yaml::Entry entry = document_.entry(old_pattern, i);
      if (document_.kind(entry.key) != Kind::string) continue;
      if (text(entry.key) == "diffKeys") {
        review(entry.key,
               "`diffKeys` goes, as in every migration so far: the worker starts on changes of all keys; "
               "`detail` of a table's pattern may name them again");
        continue;
      }
      detail.children.push_back(taken(entry));
    }
    if (detail.children.empty()) {
      detail.text = type.every_event;
      decide(key, "the event had no pattern; the new one lets every event through");
    }
    pattern.children.push_back(std::move(detail));
    return pattern;
  }

  void need_source(const SourceType& type, std::string_view old_type) {
    root_.table |= type.new_type == "table";
    root_.builder |= type.new_type == "builder";
    root_.bucket |= old_type == "bucket";
    root_.website |= old_type == "website";
  }

  void add_queue(NodeId key, NodeId queue) {
    root_.queue = true;
    Output event{"event"};
    event.children = {{"type", "queue"}, {"pattern"}};
    event.children[1].children = {{"detail", every_message}};
    fragment_.entries.push_back(std::move(event));
    review(key,
           "the queue of this handler becomes the one queue of the app, and the pattern lets every message through; "
           "if other handlers take messages too, let the patterns tell theirs apart");
    const NodeId batch = find(queue, "batch");
    if (batch == no_node || document_.kind(batch) != Kind::integer) return;
    root_.batches.insert(document_[batch].value.integer);
    decide(batch, "`batch` becomes `batch-size` of the root's `queue`");
  }

  void add_timer(NodeId key, NodeId timer) {
    const NodeId rate = find(timer, "rate");
    const std::string new_rate = rate_for(text(rate));
    if (new_rate.empty()) return block(key, "the timer has no rate that 0.8 knows, such as `5 minutes`");
    Output event{"event"};
    if (new_rate == text(rate)) {
      event.children.push_back(taken({key_of(timer, "rate"), rate}));
    } else {
      event.children.push_back({"rate", new_rate, no_node, {}, key_of(timer, "rate")});
      decide(rate,
             fmt::format("the rate `{}` becomes `{}`: timers of 0.8 count minutes and hours", text(rate), new_rate));
    }
    fragment_.entries.push_back(std::move(event));
    if (find(timer, "body") != no_node)
      review(key_of(timer, "body"), "timers of 0.8 send no body, so it goes; write what it said into the code");
  }

  template <std::size_t count>
  void add_word(yaml::Entry entry, const char* key, const Word (&words)[count]) {
    const std::string_view old_word = text(entry.value);
    const auto word = std::find_if(std::begin(words), std::end(words),
                                   [&](const Word& candidate) { return candidate.old_word == old_word; });
    if (word == std::end(words)) return block(entry.key, fmt::format("this is no {} of generation 0.7", key));
    fragment_.entries.push_back({key, std::string(word->number), no_node, {}, entry.key});
    decide(entry.value, fmt::format("`{}: {}` becomes {}", key, old_word, word->number));
  }

  void move_indexes(yaml::Entry entry) {
    const NodeId indexes = entry.value;
    root_.table = true;
    for (std::uint32_t i = 0; i < document_.item_count(indexes); ++i) {
      const NodeId index = document_.item(indexes, i);
      const std::string name(text(find(index, "name")));
      const std::string type(text(find(index, "type")));
      if (type != "S") {
        block(index,
              fmt::format("indexes of 0.8 are over texts, of type `S`; the index `{}` has the type `{}`", name, type));
      }
      root_.indexes.emplace(name, type);
    }
    for (std::string& comment : comments_of(file_, key_of(file_.infra, "indexes")))
      fragment_.comments.push_back(comment);
    decide(key_of(file_.infra, "indexes"), "the indexes move to `table` of the root");
  }

  const File& file_;
  const yaml::Document& document_;
  Root& root_;
  Notes& notes_;
  Fragment fragment_;
};

}  // namespace

std::string rate_for(std::string_view rate) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(rate.data(), rate.data() + rate.size(), number);
  if (error != std::errc() || end == rate.data() + rate.size() || *end != ' ' || number == 0) return {};
  const std::string_view unit = rate.substr(static_cast<std::size_t>(end - rate.data()) + 1);
  if (unit == "minute" || unit == "minutes" || unit == "hour" || unit == "hours") return std::string(rate);
  if (unit != "day" && unit != "days") return {};
  return fmt::format("{} hours", std::uint64_t{number} * 24);
}

Fragment migrate_script(const File& file, Root& root, Notes& notes) { return ScriptRecipe(file, root, notes).run(); }

}  // namespace paas::migrate
