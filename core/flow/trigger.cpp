// Reads `x-paas-caused-by`, `x-paas-caused-by-value` and `x-paas-given-as`.
#include "core/flow/trigger.h"

#include "core/schema/keywords.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace paas::flow {

namespace {

using schema::Json;
using yaml::Kind;
using yaml::NodeId;

// A pattern of aliases may stand for any number of values.
constexpr std::size_t max_values = 1'000;

const Json* find_keyword(const Json& schema, const char* name) {
  const auto found = schema.is_object() ? schema.find(name) : schema.end();
  return schema.is_object() && found != schema.end() ? &*found : nullptr;
}

// Texts of JSON that our own schemas hold.
std::vector<std::string> texts(const Json& list) {
  std::vector<std::string> found;
  for (const Json& item : list) found.push_back(item.get<std::string>());
  return found;
}

// Whether a list of values of a pattern holds one that every event matches.
bool matches_everything(const yaml::Document& document, NodeId list) {
  for (std::uint32_t i = 0; i < document.item_count(list); ++i) {
    const NodeId item = document.item(list, i);
    for (const auto& [matcher, all] : {std::pair{"prefix", ""}, {"suffix", ""}, {"wildcard", "*"}}) {
      const NodeId value = document.find(item, matcher);
      if (value != yaml::no_node && document.kind(value) == Kind::string && document.text(value) == all) return true;
    }
  }
  return false;
}

class Reader {
 public:
  Reader(const App& app, const File& file) : app_(app), file_(file), document_(file.document) {
    for (const schema::Annotation& annotation : file.annotations)
      schemas_[annotation.node].push_back(annotation.schema->source);
  }

  std::vector<Trigger> read() {
    std::vector<Trigger> triggers;
    for (const schema::Annotation& annotation : file_.annotations) {
      const Json* causes = find_keyword(*annotation.schema->source, schema::keywords::caused_by);
      if (causes == nullptr || file_.is_wrong(annotation.node)) continue;
      const Occurrence* source = source_at(annotation.node);
      if (source == nullptr) continue;
      trigger_ = {source->symbol, annotation.node, texts(*causes), {}, false};
      values_ = 0;
      read_pattern();
      triggers.push_back(std::move(trigger_));
    }
    return triggers;
  }

 private:
  const Occurrence* source_at(NodeId node) const {
    const auto found = std::ranges::find_if(file_.occurrences, [&](const Occurrence& occurrence) {
      return occurrence.node == node && occurrence.use->starts == Starts::here && app_.is_live(*occurrence.use);
    });
    return found == file_.occurrences.end() ? nullptr : &*found;
  }

  // What stands beside the value.
  void read_pattern() {
    for (NodeId node = 0; node < document_.size(); ++node) {
      if (document_[node].alias) continue;
      const std::uint32_t count = document_.entry_count(node);
      const auto is_here = [&](std::uint32_t i) { return document_.entry(node, i).value == trigger_.node; };
      bool holds = false;
      for (std::uint32_t i = 0; i < count && !holds; ++i) holds = is_here(i);
      for (std::uint32_t i = 0; holds && i < count; ++i) {
        if (!is_here(i)) read_filter(document_.entry(node, i).value);
      }
    }
  }

  const std::vector<const Json*>& schemas_at(NodeId node) const {
    static const std::vector<const Json*> none;
    const auto found = schemas_.find(node);
    return found == schemas_.end() ? none : found->second;
  }

  void read_filter(NodeId node) {
    if (++values_ > max_values || document_.kind(node) != Kind::mapping) {
      if (document_.kind(node) != Kind::sequence || values_ > max_values) {
        trigger_.is_vague = true;
      } else {
        read_values(node);
      }
      return;
    }
    for (std::uint32_t i = 0; i < document_.entry_count(node); ++i) {
      const yaml::Entry entry = document_.entry(node, i);
      keys_.push_back(document_.text(entry.key));
      read_filter(entry.value);
      keys_.pop_back();
    }
  }

  void read_values(NodeId list) {
    for (const Json* schema : schemas_at(list)) {
      if (find_keyword(*schema, schema::keywords::no_effect) != nullptr) return;
    }
    if (matches_everything(document_, list)) return;
    for (const Json* schema : schemas_at(list)) {
      if (const Json* given = find_keyword(*schema, schema::keywords::given_as)) {
        trigger_.fields.push_back({keys_, texts(*given), list});
        return;
      }
      if (const Json* causes = find_keyword(*schema, schema::keywords::caused_by_value))
        return keep_causes(*causes, list);
    }
    trigger_.is_vague = true;
  }

  // What causes an event whose field has one of these values.
  void keep_causes(const Json& causes, NodeId list) {
    std::vector<std::string> kept;
    for (std::uint32_t i = 0; i < document_.item_count(list); ++i) {
      const auto found = causes.find(std::string(document_.text(document_.item(list, i))));
      if (found == causes.end()) continue;
      for (std::string& action : texts(*found)) kept.push_back(std::move(action));
    }
    std::erase_if(trigger_.actions,
                  [&](const std::string& action) { return std::ranges::find(kept, action) == kept.end(); });
  }

  const App& app_;
  const File& file_;
  const yaml::Document& document_;
  std::unordered_map<NodeId, std::vector<const Json*>> schemas_;
  Trigger trigger_;
  std::vector<std::string_view> keys_;
  std::size_t values_ = 0;
};

}  // namespace

std::vector<Trigger> triggers_of(const App& app, const File& file) { return Reader(app, file).read(); }

}  // namespace paas::flow
