// Compiles schemas: reads every keyword once, follows the references, refuses endless ones.
#include <algorithm>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "core/schema/compiled.h"
#include "core/schema/keywords.h"
#include "core/schema/library.h"

namespace paas::schema {
namespace {

Types type_named(std::string_view name) {
  if (name == "null") return type_null;
  if (name == "boolean") return type_boolean;
  if (name == "integer") return type_integer;
  if (name == "number") return type_number;
  if (name == "string") return type_string;
  if (name == "array") return type_array;
  if (name == "object") return type_object;
  return 0;
}

class Compiler {
 public:
  explicit Compiler(const Resolver& resolver) : library_(resolver) {}

  Result<Program> run(const Json& document) {
    const Result<const Json*> root = library_.add(document, "");
    if (!root) return Error{root.error()};
    // All of the document, so that a mistake in a definition that nothing uses is found as well.
    for (const Json* subschema : std::vector(library_.subschemas())) compiled(*subschema);
    while (!open_.empty() && error_.empty()) {
      Subschema& subschema = *open_.back();
      open_.pop_back();
      compile_keywords(subschema);
    }
    if (error_.empty()) refuse_endless_references();
    if (!error_.empty()) return Error{error_};
    program_.root = by_source_.at(*root);
    program_.documents = library_.take_documents();
    return std::move(program_);
  }

 private:
  void fail(std::string message) {
    if (error_.empty()) error_ = "`#" + pointer_ + "`: " + std::move(message);
  }

  /// The compiled form of `source`; it is filled in later.
  const Subschema* compiled(const Json& source) {
    const auto known = by_source_.find(&source);
    if (known != by_source_.end()) return known->second;
    Subschema& subschema = program_.arena.emplace_back();
    subschema.index = static_cast<std::uint32_t>(program_.arena.size() - 1);
    subschema.source = &source;
    subschema.pointer = library_.find(&source)->pointer;
    by_source_.emplace(&source, &subschema);
    open_.push_back(&subschema);
    return &subschema;
  }

  void compile_keywords(Subschema& subschema) {
    source_ = subschema.source;
    pointer_ = subschema.pointer;
    auto keywords = std::make_unique<Subschema::Keywords>();
    if (source_->is_boolean()) {
      keywords->refuses_all = !source_->get<bool>();
    } else {
      for (const auto& [key, value] : source_->items()) {
        if (key.starts_with(keywords::prefix) && key != keywords::message) subschema.has_semantics = true;
      }
      if (source_->contains("$ref")) {
        keywords->reference = referred();
      } else {
        keywords->refuses_all = negates_all();
        keywords->types = types();
        keywords->values = values();
        keywords->number = number_keywords();
        keywords->string = string_keywords();
        keywords->array = array_keywords();
        keywords->object = object_keywords();
        keywords->combinators = combinators();
      }
    }
    subschema.keywords = std::move(keywords);
  }

  // `not: {}` is `false` with room for a description and a message.
  bool negates_all() const {
    const Json* negated = get("not");
    return negated != nullptr && (*negated == Json(true) || *negated == Json::object());
  }

  const Json* get(const char* keyword) const {
    const auto found = source_->find(keyword);
    return found == source_->end() ? nullptr : &*found;
  }

  bool has_any(std::initializer_list<const char*> keywords) const {
    return std::any_of(keywords.begin(), keywords.end(), [this](const char* keyword) { return get(keyword); });
  }

  const Subschema* referred() {
    const Json& reference = *get("$ref");
    if (!reference.is_string()) {
      fail("`$ref` must be a string");
      return nullptr;
    }
    const auto& text = reference.get_ref<const std::string&>();
    const Result<const Json*> target = library_.follow(*library_.find(source_), text);
    if (target) return compiled(**target);
    fail("the reference `" + text + "`: " + target.error());
    return nullptr;
  }

  Types types() {
    const Json* type = get("type");
    if (type == nullptr) return any_type;
    Types types = 0;
    const auto add = [&](const Json& name) {
      const Types bit = name.is_string() ? type_named(name.get_ref<const std::string&>()) : Types{0};
      if (bit == 0) fail("`type` must name types of JSON");
      types |= bit;
    };
    if (type->is_array()) {
      for (const Json& name : *type) add(name);
    } else {
      add(*type);
    }
    return types;
  }

  std::unique_ptr<Values> values() {
    if (!has_any({"enum", "const"})) return nullptr;
    auto values = std::make_unique<Values>();
    if (const Json* list = get("enum")) {
      if (!list->is_array()) fail("`enum` must be a list");
      for (const Json& value : *list) values->all.push_back(&value);
    }
    if (const Json* constant = get("const")) {
      // Beside an `enum` only a constant that the `enum` holds can be meant.
      const bool allowed =
          get("enum") == nullptr ||
          std::any_of(values->all.begin(), values->all.end(), [&](const Json* value) { return *value == *constant; });
      values->all.clear();
      if (allowed) values->all.push_back(constant);
    }
    for (const Json* value : values->all) {
      if (value->is_string()) {
        values->strings.push_back(value->get_ref<const std::string&>());
      } else {
        values->others.push_back(value);
      }
    }
    std::sort(values->strings.begin(), values->strings.end(), shorter);
    return values;
  }

  void read_number(const char* keyword, double& target) {
    const Json* value = get(keyword);
    if (value == nullptr) return;
    if (!value->is_number()) return fail("`" + std::string(keyword) + "` must be a number");
    target = value->get<double>();
  }

  Bounds bounds(const char* least, const char* most) {
    Bounds bounds;
    read_number(least, bounds.least);
    read_number(most, bounds.most);
    return bounds;
  }

  std::unique_ptr<NumberKeywords> number_keywords() {
    if (!has_any({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})) return nullptr;
    auto keywords = std::make_unique<NumberKeywords>();
    read_number("minimum", keywords->minimum);
    read_number("maximum", keywords->maximum);
    read_number("exclusiveMinimum", keywords->exclusive_minimum);
    read_number("exclusiveMaximum", keywords->exclusive_maximum);
    read_number("multipleOf", keywords->multiple_of);
    if (get("multipleOf") != nullptr && !(keywords->multiple_of > 0)) fail("`multipleOf` must be more than 0");
    return keywords;
  }

  std::unique_ptr<StringKeywords> string_keywords() {
    if (!has_any({"minLength", "maxLength", "pattern"})) return nullptr;
    auto keywords = std::make_unique<StringKeywords>();
    keywords->length = bounds("minLength", "maxLength");
    if (const Json* text = get("pattern")) {
      if (text->is_string()) {
        keywords->pattern = pattern(text->get_ref<const std::string&>());
      } else {
        fail("`pattern` must be a string");
      }
    }
    return keywords;
  }

  const Pattern* pattern(const std::string& text) {
    const auto [known, is_new] = patterns_.emplace(text, nullptr);
    if (!is_new) return known->second;
    Result<Pattern> made = Pattern::compile(text);
    if (!made) {
      fail(made.error());
      return nullptr;
    }
    program_.patterns.push_back(std::make_unique<const Pattern>(std::move(*made)));
    return known->second = program_.patterns.back().get();
  }

  /// The subschema under `keyword`, or nullptr.
  const Subschema* child(const char* keyword) {
    const Json* source = get(keyword);
    return source == nullptr ? nullptr : child(*source, keyword);
  }

  const Subschema* child(const Json& source, std::string_view where) {
    if (library_.find(&source) != nullptr) return compiled(source);
    fail("`" + std::string(where) + "` must be a schema");
    return nullptr;
  }

  std::vector<const Subschema*> children(const char* keyword) {
    std::vector<const Subschema*> out;
    const Json* list = get(keyword);
    if (list == nullptr) return out;
    if (!list->is_array() || list->empty()) fail("`" + std::string(keyword) + "` must be a list of schemas");
    for (const Json& source : *list) out.push_back(child(source, keyword));
    return out;
  }

  std::unique_ptr<ArrayKeywords> array_keywords() {
    if (!has_any({"items", "contains", "minItems", "maxItems", "uniqueItems"})) return nullptr;
    auto keywords = std::make_unique<ArrayKeywords>();
    const Json* items = get("items");
    if (items != nullptr && items->is_array()) {
      for (const Json& source : *items) keywords->tuple.push_back(child(source, "items"));
      keywords->additional = child("additionalItems");
    } else {
      keywords->items = child("items");
    }
    keywords->contains = child("contains");
    keywords->count = bounds("minItems", "maxItems");
    const Json* unique = get("uniqueItems");
    keywords->unique = unique != nullptr && unique->is_boolean() && unique->get<bool>();
    return keywords;
  }

  /// The entries of a keyword that maps names; none if the keyword is absent.
  const Json& map(const char* keyword) {
    static const Json empty = Json::object();
    const Json* found = get(keyword);
    if (found == nullptr) return empty;
    if (found->is_object()) return *found;
    fail("`" + std::string(keyword) + "` must be an object");
    return empty;
  }

  std::vector<std::string_view> names_in(const Json& list, const char* keyword) {
    std::vector<std::string_view> names;
    if (!list.is_array()) fail("`" + std::string(keyword) + "` must be a list of strings");
    for (const Json& name : list) {
      if (name.is_string()) {
        names.push_back(name.get_ref<const std::string&>());
      } else {
        fail("`" + std::string(keyword) + "` must be a list of strings");
      }
    }
    return names;
  }

  std::unique_ptr<ObjectKeywords> object_keywords() {
    if (!has_any({"properties", "patternProperties", "additionalProperties", "required", "dependencies",
                  "propertyNames", "minProperties", "maxProperties"})) {
      return nullptr;
    }
    auto keywords = std::make_unique<ObjectKeywords>();
    for (const auto& [name, source] : map("properties").items()) {
      keywords->table.push_back({name, child(source, "properties")});
      keywords->names.push_back(name);
    }
    std::vector<std::string_view> required;
    if (const Json* list = get("required")) required = names_in(*list, "required");
    for (const auto& [key, value] : map("dependencies").items()) {
      ObjectKeywords::Dependency& dependency = keywords->dependencies.emplace_back();
      dependency.key = key;
      if (value.is_array()) {
        dependency.keys = names_in(value, "dependencies");
      } else {
        dependency.schema = child(value, "dependencies");
      }
    }
    finish_table(*keywords, required);
    for (const auto& [text, source] : map("patternProperties").items()) {
      keywords->patterns.push_back({pattern(text), child(source, "patternProperties")});
    }
    keywords->additional = child("additionalProperties");
    keywords->property_names = child("propertyNames");
    keywords->count = bounds("minProperties", "maxProperties");
    return keywords;
  }

  /// Adds the names that `properties` lacks, sorts, and finds the places of the required ones.
  static void finish_table(ObjectKeywords& keywords, const std::vector<std::string_view>& required) {
    const auto before = [](const ObjectKeywords::Property& a, const ObjectKeywords::Property& b) {
      return shorter(a.name, b.name);
    };
    for (const std::string_view name : required) keywords.table.push_back({name});
    for (const ObjectKeywords::Dependency& dependency : keywords.dependencies) {
      keywords.table.push_back({dependency.key});
      for (const std::string_view name : dependency.keys) keywords.table.push_back({name});
    }
    std::stable_sort(keywords.table.begin(), keywords.table.end(), before);
    // Of equal names the one from `properties` is the first.
    const auto end = std::unique(keywords.table.begin(), keywords.table.end(),
                                 [](const auto& a, const auto& b) { return a.name == b.name; });
    keywords.table.erase(end, keywords.table.end());
    for (const std::string_view name : required) {
      const auto place = static_cast<std::uint32_t>(keywords.find(name));
      keywords.required.push_back(place);
    }
  }

  std::unique_ptr<Combinators> combinators() {
    if (!has_any({"allOf", "anyOf", "oneOf", "not", "if"})) return nullptr;
    auto keywords = std::make_unique<Combinators>();
    keywords->all_of = children("allOf");
    keywords->any_of = children("anyOf");
    keywords->one_of = children("oneOf");
    keywords->negated = child("not");
    keywords->condition = child("if");
    if (keywords->condition != nullptr) {
      keywords->consequence = child("then");
      keywords->alternative = child("else");
    }
    return keywords;
  }

  /// The subschemas that apply to the node to which `schema` applies.
  static std::vector<const Subschema*> at_same_node(const Subschema& schema) {
    const Subschema::Keywords& keywords = *schema.keywords;
    std::vector<const Subschema*> out = {keywords.reference};
    if (keywords.combinators != nullptr) {
      const Combinators& all = *keywords.combinators;
      for (const auto* list : {&all.all_of, &all.any_of, &all.one_of})
        out.insert(out.end(), list->begin(), list->end());
      out.insert(out.end(), {all.negated, all.condition, all.consequence, all.alternative});
    }
    if (keywords.object != nullptr) {
      for (const auto& dependency : keywords.object->dependencies) out.push_back(dependency.schema);
    }
    out.erase(std::remove(out.begin(), out.end(), nullptr), out.end());
    return out;
  }

  /// A subschema that comes back to itself without a step into the document would be evaluated for ever.
  void refuse_endless_references() {
    enum class State { open, done };
    std::unordered_map<const Subschema*, State> states;
    struct Step {
      const Subschema* schema;
      std::vector<const Subschema*> next;
    };
    std::vector<Step> path;
    const auto enter = [&](const Subschema* schema) {
      states.emplace(schema, State::open);
      path.push_back({schema, at_same_node(*schema)});
    };
    for (const Subschema& start : program_.arena) {
      if (!states.contains(&start)) enter(&start);
      while (!path.empty()) {
        if (path.back().next.empty()) {
          states[path.back().schema] = State::done;
          path.pop_back();
          continue;
        }
        const Subschema* next = path.back().next.back();
        path.back().next.pop_back();
        const auto known = states.find(next);
        if (known == states.end()) {
          enter(next);
        } else if (known->second == State::open) {
          pointer_ = next->pointer;
          return fail("the schema refers to itself without end");
        }
      }
    }
  }

  Library library_;
  Program program_;
  std::unordered_map<const Json*, Subschema*> by_source_;
  std::unordered_map<std::string, const Pattern*> patterns_;
  std::vector<Subschema*> open_;
  const Json* source_ = nullptr;  // of the subschema that is being compiled
  std::string pointer_;
  std::string error_;
};

}  // namespace

std::size_t ObjectKeywords::find(std::string_view name) const {
  const auto found =
      std::lower_bound(table.begin(), table.end(), name,
                       [](const Property& property, std::string_view key) { return shorter(property.name, key); });
  return found == table.end() || found->name != name ? none : static_cast<std::size_t>(found - table.begin());
}

Result<Program> compile_program(const Json& document, const Resolver& resolver) {
  return Compiler(resolver).run(document);
}

}  // namespace paas::schema
