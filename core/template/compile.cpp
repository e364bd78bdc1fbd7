// Compiles recipes: finds the placeholders, and the defaults that the schemas give.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/names/names.h"
#include "core/template/recipes.h"
#include "core/template/references.h"

namespace paas::cloudformation {

using schema::Json;

struct Recipes::Compiled {
  std::map<std::string, Json> sources;  // with the defects, where they are wanted; what is compiled holds views into it
  Arena arena;
  std::map<const Recipe*, CompiledRecipe> recipes;
  std::vector<Defect> defects;
};

namespace {

// The recipes come with the program and are compiled by every test of them.
[[noreturn]] void never() { std::abort(); }

// The first `default` that a schema gives for the value at a path of keys; nullptr if it gives none.
class Defaults {
 public:
  explicit Defaults(const Generation& generation) {
    for (const FileKind kind : {FileKind::root, FileKind::handler}) {
      const FileType* type = generation.type(kind);
      if (type != nullptr && type->schema) schemas_.push_back(type->schema->root().source);
    }
  }

  const Json* find(const std::vector<std::string>& keys) const {
    for (const Json* schema : schemas_) {
      if (const Json* found = find(*schema, *schema, keys, 0)) return found;
    }
    return nullptr;
  }

 private:
  static const Json* find(const Json& document, const Json& schema, const std::vector<std::string>& keys,
                          std::size_t next) {
    if (!schema.is_object()) return nullptr;
    if (const auto reference = schema.find("$ref"); reference != schema.end()) {
      const std::string pointer = reference->get<std::string>().substr(1);
      return find(document, document.at(Json::json_pointer(pointer)), keys, next);
    }
    if (next == keys.size()) {
      const auto found = schema.find("default");
      if (found != schema.end()) return &*found;
    } else if (const auto properties = schema.find("properties"); properties != schema.end()) {
      const auto property = properties->find(keys[next]);
      if (property != properties->end()) return find(document, *property, keys, next + 1);
    }
    for (const char* several : {"allOf", "oneOf", "anyOf"}) {
      const auto branches = schema.find(several);
      if (branches == schema.end()) continue;
      for (const Json& branch : *branches) {
        if (const Json* found = find(document, branch, keys, next)) return found;
      }
    }
    return nullptr;
  }

  std::vector<const Json*> schemas_;
};

const Value* value_of(const Json& json, Arena& arena) {
  if (json.is_object()) {
    std::vector<Member> members;
    for (const auto& [key, value] : json.items()) members.push_back({arena.keep(key), value_of(value, arena)});
    return arena.map(members);
  }
  if (json.is_array()) {
    std::vector<const Value*> items;
    for (const Json& item : json) items.push_back(value_of(item, arena));
    return arena.list(items);
  }
  if (json.is_string()) return arena.string(json.get_ref<const std::string&>());
  const Kind kind = json.is_boolean() ? Kind::boolean : json.is_null() ? Kind::null : Kind::number;
  return arena.scalar(kind, json.dump());
}

// `<each layers>` -> `each` and `layers`.
struct Directive {
  std::string name;
  std::string argument;
};

std::optional<Directive> directive_of(const Json& json) {
  if (!json.is_object() || json.size() != 1) return std::nullopt;
  const std::string key = json.begin().key();
  if (!key.starts_with('<') || !key.ends_with('>')) return std::nullopt;
  const std::string inside = key.substr(1, key.size() - 2);
  const std::size_t blank = std::min(inside.find(' '), inside.size());
  return Directive{inside.substr(0, blank), inside.substr(std::min(blank + 1, inside.size()))};
}

class Compiler {
 public:
  Compiler(const Generation& generation, Arena& arena)
      : generation_(generation), defaults_(generation), arena_(arena) {}

  CompiledRecipe compile(const Recipe& recipe, const Json& json) {
    CompiledRecipe compiled{&recipe, json.value("description", ""), {}, {}, {}, {}};
    references_ = &compiled.references;
    for (const auto& [id, body] : json.at("resources").items())
      compiled.resources.push_back({pieces_of(id), expression_of(body)});
    if (recipe.kinds.empty()) compiled.ids = ids_of(compiled);
    if (const auto outputs = json.find("outputs"); outputs != json.end()) {
      for (const auto& [id, body] : outputs->items()) compiled.outputs.push_back({pieces_of(id), expression_of(body)});
    }
    return compiled;
  }

 private:
  static std::vector<std::string> ids_of(const CompiledRecipe& compiled) {
    const std::string name = names::hungarorise(compiled.recipe->name_space);
    std::vector<std::string> ids;
    for (const ResourceRecipe& resource : compiled.resources) {
      std::string& id = ids.emplace_back();
      for (const Piece& piece : resource.id) id += piece.kind == Piece::Kind::id ? name : piece.literal;
    }
    return ids;
  }

  Expression expression_of(const Json& json) {
    if (const auto directive = directive_of(json)) return directive_expression(*directive, *json.begin());
    if (json.is_object()) return map_of(json);
    if (json.is_array()) return list_of(json);
    if (json.is_string() && json.get_ref<const std::string&>().find('<') != std::string::npos) {
      Expression expression{Expression::Kind::text};
      expression.pieces = pieces_of(json.get<std::string>());
      const bool is_constant =
          std::ranges::all_of(expression.pieces, [](const Piece& piece) { return piece.kind == Piece::Kind::literal; });
      for (const Piece& piece : expression.pieces)
        for_each_variable(piece.literal, [&](std::string_view name) { note(name); });
      if (!is_constant) return expression;
    }
    return constant_of(value_of(json, arena_));
  }

  Expression constant_of(const Value* value) {
    Expression expression;
    expression.constant = value;
    for_each_reference(*value, [&](std::string_view name) { note(name); });
    return expression;
  }

  void note(std::string_view name) {
    if (std::ranges::find(*references_, name) == references_->end()) references_->emplace_back(name);
  }

  Expression map_of(const Json& json) {
    Expression expression{Expression::Kind::map};
    bool is_constant = true;
    for (const auto& [key, value] : json.items()) {
      const bool is_optional = key.ends_with('?');
      expression.keys.push_back(key.substr(0, key.size() - (is_optional ? 1 : 0)));
      expression.optional.push_back(is_optional);
      expression.parts.push_back(expression_of(value));
      is_constant = is_constant && !is_optional && expression.parts.back().kind == Expression::Kind::constant;
    }
    if (is_constant) {
      std::vector<Member> members;
      for (std::size_t i = 0; i < expression.parts.size(); ++i)
        members.push_back({arena_.keep(expression.keys[i]), expression.parts[i].constant});
      return constant_of(arena_.map(members));
    }
    // What begins with the handler's own name is its own resource, never a parameter.
    Expression& first = expression.parts.front();
    const bool is_reference = expression.keys.size() == 1 && expression.keys.front() == "Ref";
    if (is_reference && first.kind == Expression::Kind::text)
      first.refers = first.pieces.front().kind != Piece::Kind::id;
    return expression;
  }

  Expression list_of(const Json& json) {
    Expression expression{Expression::Kind::list};
    bool is_constant = true;
    for (const Json& item : json) {
      expression.parts.push_back(expression_of(item));
      is_constant = is_constant && expression.parts.back().kind == Expression::Kind::constant;
    }
    if (!is_constant) return expression;
    std::vector<const Value*> items;
    for (const Expression& part : expression.parts) items.push_back(part.constant);
    return constant_of(arena_.list(items));
  }

  Expression directive_expression(const Directive& directive, const Json& body) {
    Expression expression;
    if (directive.name == "code") return code(body.get<std::string>());
    if (directive.name == "reads") {
      expression.kind = Expression::Kind::reads;
      expression.with_all = body == "all";
      return expression;
    }
    expression.path = path_of(directive.argument);
    if (directive.name == "pattern") {
      expression.kind = Expression::Kind::pattern;
      expression.words.push_back(body.get<std::string>());
    } else if (directive.name == "statements") {
      expression.kind = Expression::Kind::statements;
      for (const Json& word : body) expression.words.push_back(word.get<std::string>());
    } else if (directive.name == "case") {
      expression.kind = Expression::Kind::choice;
      for (const auto& [key, value] : body.items()) {
        expression.keys.push_back(key);
        std::vector<std::string> references;
        std::vector<std::string>* outside = std::exchange(references_, &references);
        expression.parts.push_back(expression_of(value));
        references_ = outside;
        expression.parts.back().references = std::move(references);
      }
    } else {
      if (directive.name != "each" && directive.name != "json") never();
      expression.kind = directive.name == "each" ? Expression::Kind::each : Expression::Kind::json;
      expression.parts.push_back(expression_of(body));
    }
    return expression;
  }

  Expression code(const std::string& file) {
    const Json* text = find_schema(generation_.name() + "/template/code/" + file);
    if (text == nullptr) never();
    Expression expression;
    expression.constant = value_of(*text, arena_);
    return expression;
  }

  Path path_of(const std::string& text) {
    Path path;
    std::size_t begin = 0;
    while (begin < text.size()) {
      const std::size_t dot = std::min(text.find('.', begin), text.size());
      path.keys.push_back(text.substr(begin, dot - begin));
      begin = dot + 1;
    }
    path.of_item = !path.keys.empty() && path.keys.front() == "item";
    if (path.of_item) {
      path.keys.erase(path.keys.begin());
    } else if (const Json* json = defaults_.find(path.keys)) {
      path.otherwise = value_of(*json, arena_);
    }
    return path;
  }

  // A text with placeholders in angle brackets.
  std::vector<Piece> pieces_of(const std::string& text) {
    std::vector<Piece> pieces;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t open = std::min(text.find('<', at), text.size());
      const std::size_t close = text.find('>', open);
      if (close == std::string::npos) {
        pieces.push_back({Piece::Kind::literal, text.substr(at)});
        break;
      }
      if (open > at) pieces.push_back({Piece::Kind::literal, text.substr(at, open - at)});
      pieces.push_back(placeholder_of(text.substr(open + 1, close - open - 1)));
      at = close + 1;
    }
    return pieces;
  }

  Piece placeholder_of(const std::string& inside) {
    if (inside == "id") return {Piece::Kind::id};
    if (inside == "namespace") return {Piece::Kind::name_space};
    if (inside == "module") return {Piece::Kind::module};
    const std::size_t bar = std::min(inside.find('|'), inside.size());
    Piece piece{Piece::Kind::value};
    piece.path = path_of(inside.substr(0, bar));
    const std::string filter = inside.substr(std::min(bar + 1, inside.size()));
    static const std::map<std::string, Piece::Filter> filters{
        {"", Piece::Filter::none},         {"id", Piece::Filter::id},       {"rate", Piece::Filter::rate},
        {"mended", Piece::Filter::mended}, {"route", Piece::Filter::route}, {"sub", Piece::Filter::sub}};
    piece.filter = filters.at(filter);
    return piece;
  }

  const Generation& generation_;
  const Defaults defaults_;
  Arena& arena_;
  std::vector<std::string>* references_ = nullptr;
};

void replace_everywhere(Json& json, const std::string& key, const Json& value) {
  if (!json.is_structured()) return;
  if (json.is_object() && json.contains(key)) json[key] = value;
  for (Json& part : json) replace_everywhere(part, key, value);
}

void apply(const Json& defect, std::map<std::string, Json>& sources) {
  if (const auto everywhere = defect.find("everywhere"); everywhere != defect.end()) {
    for (auto& [name, source] : sources) replace_everywhere(source, *everywhere, defect.at("value"));
    return;
  }
  Json* place = &sources.at(defect.at("recipe"));
  const Json& keys = defect.at("at");
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) place = &place->at(keys[i].get<std::string>());
  if (const auto instead = defect.find("instead-of"); instead != defect.end())
    place->erase(instead->get<std::string>());
  (*place)[keys.back().get<std::string>()] = defect.at("value");
}

}  // namespace

Recipes::Recipes(const Generation& generation, Mode mode) {
  auto compiled = std::make_unique<Compiled>();
  for (const auto& [name, recipe] : generation.recipes()) compiled->sources.emplace(name, *recipe.source);
  if (const Json* defects = find_schema(generation.name() + "/template/defects")) {
    for (const Json& defect : *defects) {
      compiled->defects.push_back({defect.at("what"), defect.value("recipe", "")});
      if (mode == Mode::as_deployed) apply(defect, compiled->sources);
    }
  }
  Compiler compiler(generation, compiled->arena);
  for (const auto& [name, recipe] : generation.recipes())
    compiled->recipes.emplace(&recipe, compiler.compile(recipe, compiled->sources.at(name)));
  compiled_ = std::move(compiled);
}

Recipes::~Recipes() = default;

const CompiledRecipe& Recipes::operator[](const Recipe& recipe) const { return compiled_->recipes.at(&recipe); }

const std::vector<Defect>& Recipes::defects() const { return compiled_->defects; }

const Recipes* recipes_of(const Generation& generation, Mode mode) {
  if (generation.recipes().empty()) return nullptr;
  static std::mutex mutex;
  static auto& known = *new std::map<std::pair<const Generation*, Mode>, std::unique_ptr<const Recipes>>;
  const std::lock_guard lock(mutex);
  auto& recipes = known[{&generation, mode}];
  if (recipes == nullptr) recipes.reset(new Recipes(generation, mode));
  return recipes.get();
}

}  // namespace paas::cloudformation
