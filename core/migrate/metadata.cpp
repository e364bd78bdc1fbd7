// From metadata.yaml of generation 0.1 to 0.8: what is bound to an action becomes the fragment of its code.
#include <fmt/format.h>

#include <algorithm>

#include "core/migrate/recipe.h"

namespace paas::migrate {

namespace {

using yaml::no_node;
using yaml::NodeId;

/// An item of a list of metadata.yaml that names an action.
struct Binding {
  std::string list;
  NodeId item;
};

class Metadata {
 public:
  explicit Metadata(const File& file) : file_(file), document_(file.document) {}

  NodeId find(NodeId mapping, std::string_view key) const {
    return mapping == no_node ? no_node : document_.find(mapping, key);
  }
  std::string_view text(NodeId mapping, std::string_view key) const {
    const NodeId node = find(mapping, key);
    return node == no_node ? std::string_view() : document_.text(node);
  }
  Range range(NodeId node) const { return document_.range(node); }
  const File& file() const { return file_; }
  const yaml::Document& document() const { return document_; }

  template <typename Visit>
  void for_each(std::string_view list, Visit visit) const {
    const NodeId items = find(file_.infra, list);
    for (std::uint32_t i = 0; items != no_node && i < document_.item_count(items); ++i) visit(document_.item(items, i));
  }

  std::vector<Binding> bindings_of(std::string_view action) const {
    std::vector<Binding> found;
    for (const char* list : {"endpoints", "queues", "timers", "tables", "buckets", "events"}) {
      for_each(list, [&](NodeId item) {
        if (text(item, "action") == action) found.push_back({list, item});
      });
    }
    return found;
  }

  // The type of the API that lists the endpoint; empty if none does.
  std::string_view api_type_of(std::string_view endpoint) const {
    std::string_view type;
    for_each("apis", [&](NodeId api) {
      const NodeId endpoints = find(api, "endpoints");
      for (std::uint32_t i = 0; endpoints != no_node && i < document_.item_count(endpoints); ++i) {
        if (document_.text(document_.item(endpoints, i)) == endpoint) type = text(api, "type");
      }
    });
    return type;
  }

 private:
  const File& file_;
  const yaml::Document& document_;
};

// Text that YAML reads as this string.
std::string scalar(std::string_view text) {
  const yaml::Document document = yaml::parse(text, {0, static_cast<std::uint32_t>(text.size())});
  const bool is_plain = document.problems().empty() && document.kind(document.root()) == yaml::Kind::string &&
                        document.text(document.root()) == text;
  if (is_plain) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

class Recipe {
 public:
  Recipe(const Metadata& metadata, Root& root, Notes& notes) : metadata_(metadata), root_(root), notes_(notes) {}

  Fragment run(std::string_view action) {
    const NodeId item = find_action(action);
    const std::vector<Binding> bindings = metadata_.bindings_of(action);
    if (bindings.empty()) {
      block(item, fmt::format("nothing starts the action `{}`; write its fragment by hand, a worker without `event` if "
                              "other code calls it",
                              action));
      return {};
    }
    if (bindings.size() > 1) {
      block(item,
            fmt::format("{} things start the action `{}`, one of `{}` and one of `{}` among them, and a handler of "
                        "0.8 has one; split it",
                        bindings.size(), action, bindings[0].list, bindings[1].list));
      return {};
    }
    add_binding(bindings.front());
    if (metadata_.find(item, "errors") != no_node)
      review(metadata_.find(item, "errors"), "0.8 sends errors to its alerts, so `errors` of the action goes");
    for (const char* key : {"size", "timeout", "permissions", "layers"}) {
      if (const NodeId value = metadata_.find(item, key); value != no_node)
        block(value, fmt::format("`{}` of an action has no form that is known; write it into the handler by hand and "
                                 "remove it here",
                                 key));
    }
    fragment_.entries.push_back({"size", "512"});
    fragment_.entries.push_back({"timeout", "5"});
    return std::move(fragment_);
  }

 private:
  void block(NodeId node, std::string message) {
    notes_.blocked(metadata_.file(), metadata_.range(node), std::move(message));
  }
  void review(NodeId node, std::string message) {
    notes_.review(metadata_.file(), metadata_.range(node), std::move(message));
  }

  NodeId find_action(std::string_view name) const {
    NodeId found = metadata_.file().infra;
    metadata_.for_each("actions", [&](NodeId item) {
      if (metadata_.text(item, "name") == name) found = item;
    });
    return found;
  }

  void add(std::string key, std::string text) { fragment_.entries.push_back({std::move(key), std::move(text)}); }

  void add_binding(const Binding& binding) {
    if (binding.list == "endpoints") return add_endpoint(binding.item);
    if (binding.list == "timers") return add_timer(binding.item);
    if (binding.list == "queues") {
      root_.queue = true;
      review(binding.item, "the queue becomes the one queue of the app, and the pattern lets every message through");
      return add_worker("queue", every_message);
    }
    if (binding.list == "tables") {
      root_.table = true;
      return add_worker("table", "{eventName: [INSERT, MODIFY, REMOVE]}");
    }
    if (binding.list == "buckets") {
      root_.bucket = true;
      return add_worker("bucket", "{object: {key: [{prefix: \"\"}]}}");
    }
    block(binding.item,
          fmt::format("what the event `{}` looks like is not known here; write a worker with an `unbound` "
                      "event by hand",
                      metadata_.text(binding.item, "name")));
  }

  void add_worker(const char* type, const char* detail) {
    add("type", "worker");
    Output event{"event"};
    event.children = {{"type", type}, {"pattern"}};
    event.children[1].children = {{"detail", detail}};
    fragment_.entries.push_back(std::move(event));
  }

  void add_endpoint(NodeId endpoint) {
    root_.api = true;
    const std::string_view type = metadata_.api_type_of(metadata_.text(endpoint, "name"));
    if (type != "simple" && type != "cognito")
      return block(endpoint, "who may call? no API of type `simple` or `cognito` lists this endpoint");
    add("type", "endpoint");
    add("method", scalar(metadata_.text(endpoint, "method")));
    add("path", scalar(metadata_.text(endpoint, "path")));
    add("auth", type == "simple" ? "public" : "private");
    std::string parameters = "[";
    const NodeId list = metadata_.find(endpoint, "parameters");
    for (std::uint32_t i = 0; list != no_node && i < metadata_.document().item_count(list); ++i) {
      parameters += (i == 0 ? "" : ", ") + scalar(metadata_.document().text(metadata_.document().item(list, i)));
    }
    add("parameters", parameters + "]");
    if (metadata_.find(endpoint, "schema") != no_node)
      review(metadata_.find(endpoint, "schema"),
             "generation 0.8 checks no bodies, so `schema` goes; check the body in the code");
  }

  void add_timer(NodeId timer) {
    const std::string rate = rate_for(metadata_.text(timer, "rate"));
    if (rate.empty()) return block(timer, "the timer has no rate that 0.8 knows, such as `5 minutes`");
    add("type", "timer");
    Output event{"event"};
    event.children = {{"rate", rate}};
    fragment_.entries.push_back(std::move(event));
    if (metadata_.find(timer, "body") != no_node)
      review(metadata_.find(timer, "body"), "timers of 0.8 send no body, so it goes; write what it said into the code");
  }

  const Metadata& metadata_;
  Root& root_;
  Notes& notes_;
  Fragment fragment_;
};

}  // namespace

Fragment migrate_action(const File& metadata, std::string_view action, Root& root, Notes& notes) {
  return Recipe(Metadata(metadata), root, notes).run(action);
}

void note_what_is_left(const File& file, Notes& notes) {
  const Metadata metadata(file);
  metadata.for_each("secrets", [&](NodeId secret) {
    notes.blocked(file, metadata.range(secret),
                  fmt::format("generation 0.8 has no secrets: read `{}` as an environment variable, set it in "
                              "`setenv.sh`, and remove it here",
                              metadata.text(secret, "name")));
  });
  metadata.for_each("routers", [&](NodeId router) {
    notes.review(file, metadata.range(router),
                 fmt::format("0.8 has one event bus for all, so the router `{}` goes", metadata.text(router, "name")));
  });
  metadata.for_each("events", [&](NodeId event) {
    if (metadata.find(event, "source") == no_node) return;
    notes.review(file, metadata.range(event),
                 fmt::format("nothing says any more that `{}` sends `{}`; its code does",
                             metadata.text(event, "source"), metadata.text(event, "name")));
  });
}

}  // namespace paas::migrate
