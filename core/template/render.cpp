// Follows the recipes that a file asks for: fills their placeholders from the file's fragment and its code.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/app/lambda_environment.h"
#include "core/app/shown_value.h"
#include "core/names/names.h"
#include "core/schema/keywords.h"
#include "core/template/fragment_value.h"
#include "core/template/references.h"
#include "core/template/template.h"
#include "core/template/text.h"

namespace paas::cloudformation {

namespace {

/// A node of a fragment, as what a path leads to.
struct Found {
  yaml::NodeId node = yaml::no_node;
  explicit operator bool() const { return node != yaml::no_node; }
};

class Renderer {
 public:
  Renderer(const App& app, const Order& order, FilePart& part) : app_(app), order_(order), part_(part) {}

  void render(const Asked& asked) {
    const Recipe& recipe = *asked.recipe->recipe;
    // What has a name of its own, or is made once, is about the app.
    const bool is_of_app = !recipe.name_space.empty() || recipe.once || order_.name_space.empty();
    source_ = is_of_app ? app_.root() : order_.file.get();
    name_space_ = !recipe.name_space.empty() ? recipe.name_space : order_.name_space;
    id_ = names::hungarorise(name_space_);
    origin_ = part_.arena.origin(*asked.origin.file, asked.origin.range);
    for (const ResourceRecipe& resource : asked.recipe->resources) {
      part_.resources.push_back(
          {part_.arena.keep(text_of(resource.id)), evaluate(resource.body), origin_, asked.recipe});
    }
    for (const ResourceRecipe& output : asked.recipe->outputs)
      part_.outputs.push_back({part_.arena.keep(text_of(output.id)), evaluate(output.body), origin_});
    for (const std::string& name : asked.recipe->references) refer(name, origin_);
  }

 private:
  // nullptr: absent.
  const Value* evaluate(const Expression& expression) {
    switch (expression.kind) {
      case Expression::Kind::constant:
        return expression.constant;
      case Expression::Kind::text:
        return text_value(expression);
      case Expression::Kind::list:
        return list(expression);
      case Expression::Kind::map:
        return map(expression);
      case Expression::Kind::choice:
        return choice(expression);
      case Expression::Kind::json:
        return json(expression);
      case Expression::Kind::pattern:
        return pattern(expression);
      case Expression::Kind::reads:
        return reads(expression);
      case Expression::Kind::each:
      case Expression::Kind::statements:
        return nullptr;  // several values: in lists only
    }
    return nullptr;
  }

  const Value* map(const Expression& expression) {
    std::vector<Member> members;
    members.reserve(expression.parts.size());
    for (std::size_t i = 0; i < expression.parts.size(); ++i) {
      const Value* value = evaluate(expression.parts[i]);
      if (value == nullptr || (expression.optional[i] && is_empty(*value))) continue;
      members.push_back({expression.keys[i], value});
    }
    return part_.arena.map(members);
  }

  const Value* list(const Expression& expression) {
    std::vector<const Value*> items;
    for (const Expression& part : expression.parts) {
      if (part.kind == Expression::Kind::each) {
        for_each_item(part, [&] { add(items, evaluate(part.parts.front())); });
      } else if (part.kind == Expression::Kind::statements) {
        add_statements(part, items);
      } else {
        add(items, evaluate(part));
      }
    }
    return part_.arena.list(items);
  }

  static void add(std::vector<const Value*>& items, const Value* value) {
    if (value != nullptr) items.push_back(value);
  }

  template <typename Visit>
  void for_each_item(const Expression& expression, Visit visit) {
    const Found list = find(expression.path);
    if (!list) return;
    const yaml::Document& document = source_->document;
    const yaml::NodeId outside = item_;
    for (std::uint32_t i = 0; i < document.item_count(list.node); ++i) {
      item_ = document.item(list.node, i);
      visit();
    }
    item_ = outside;
  }

  const Value* choice(const Expression& expression) {
    const Found found = find(expression.path);
    if (!found) return nullptr;
    const auto key = std::ranges::find(expression.keys, source_->document.text(found.node));
    if (key == expression.keys.end()) return nullptr;
    const Expression& chosen = expression.parts[static_cast<std::size_t>(key - expression.keys.begin())];
    for (const std::string& name : chosen.references) refer(name, origin_of(found.node));
    const Value* value = evaluate(chosen);
    return value == nullptr ? nullptr : with_origin(*value, found.node);
  }

  const Value* with_origin(const Value& value, yaml::NodeId node) {
    const Origin* origin = origin_of(node);
    switch (value.kind) {
      case Kind::list:
        return part_.arena.list({value.items.begin(), value.items.end()}, origin);
      case Kind::map:
        return part_.arena.map({value.members.begin(), value.members.end()}, origin);
      default:
        return part_.arena.scalar(value.kind, value.text, origin);
    }
  }

  // Python's `json.dumps`: a blank after each comma and colon.
  const Value* json(const Expression& expression) {
    const Value* value = evaluate(expression.parts.front());
    std::string text;
    write_json_line(*value, text);
    return part_.arena.string(text, first_origin(*value));
  }

  static const Origin* first_origin(const Value& value) {
    if (value.origin != nullptr) return value.origin;
    for (const Value* item : value.items) {
      if (const Origin* origin = first_origin(*item)) return origin;
    }
    for (const Member& member : value.members) {
      if (const Origin* origin = first_origin(*member.value)) return origin;
    }
    return nullptr;
  }

  const Value* text_value(const Expression& expression) {
    const Piece& first = expression.pieces.front();
    const bool is_whole = expression.pieces.size() == 1 && first.kind == Piece::Kind::value;
    if (is_whole && first.filter == Piece::Filter::none) return value_at(first.path);
    const std::string text = text_of(expression.pieces);
    const Value* value = part_.arena.string(text, origin_of(expression.pieces));
    if (expression.refers) refer(value->text, value->origin == nullptr ? origin_ : value->origin);
    return value;
  }

  const Value* value_at(const Path& path) {
    const Found found = find(path);
    return found ? value_of(*source_, found.node, part_.arena) : path.otherwise;
  }

  // Of the first value that stands in the text.
  const Origin* origin_of(const std::vector<Piece>& pieces) {
    for (const Piece& piece : pieces) {
      if (piece.kind != Piece::Kind::value) continue;
      if (const Found found = find(piece.path)) return origin_of(found.node);
    }
    return nullptr;
  }

  const Origin* origin_of(yaml::NodeId node) { return part_.arena.origin(*source_, source_->document.range(node)); }

  std::string text_of(const std::vector<Piece>& pieces) {
    std::string text;
    for (const Piece& piece : pieces) add_text(piece, text);
    return text;
  }

  void add_text(const Piece& piece, std::string& text) {
    switch (piece.kind) {
      case Piece::Kind::literal:
        text += piece.literal;
        return;
      case Piece::Kind::id:
        text += id_;
        return;
      case Piece::Kind::name_space:
        text += name_space_;
        return;
      case Piece::Kind::module:
        text += module();
        return;
      case Piece::Kind::value: {
        const Value* value = value_at(piece.path);
        if (value != nullptr) text += filtered(value->text, piece.filter);
        return;
      }
    }
  }

  static std::string filtered(std::string_view text, Piece::Filter filter) {
    std::string result(text);
    switch (filter) {
      case Piece::Filter::none:
        break;
      case Piece::Filter::id:
        return names::hungarorise(text);
      case Piece::Filter::mended:
        if (result.starts_with("1 ") && result.ends_with('s')) result.pop_back();
        break;
      case Piece::Filter::rate:
        // EventBridge takes the plural for everything but 1.
        if (result.ends_with('s')) result.pop_back();
        if (!result.starts_with("1 ")) result += 's';
        break;
      case Piece::Filter::sub:
      case Piece::Filter::route:
        result.erase(0, std::min(result.find_first_not_of('/'), result.size()));
        // In a `Fn::Sub`, `${id}` is no variable.
        for (std::size_t at = result.find("${"); filter == Piece::Filter::sub && at != std::string::npos;
             at = result.find("${", at + 3))
          result.insert(at + 2, "!");
        break;
    }
    return result;
  }

  // `shop/tasks/orders/index`
  std::string module() const {
    const std::string& package = app_.package();
    const std::string& path = order_.file->path;
    const std::size_t slash = package.rfind('/');
    const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
    return path.substr(begin, path.rfind('.') - begin);
  }

  Found find(const Path& path) const {
    if (source_ == nullptr) return {};
    yaml::NodeId node = path.of_item ? item_ : source_->infra;
    for (const std::string& key : path.keys) {
      if (node != yaml::no_node) node = source_->document.find(node, key);
    }
    // `timeout:` without a value is none.
    const bool is_absent = node == yaml::no_node || source_->document.kind(node) == yaml::Kind::null;
    return is_absent ? Found{} : Found{node};
  }

  void refer(std::string_view name, const Origin* origin) {
    const auto is_it = [&](const Reference& reference) { return reference.name == name; };
    if (std::ranges::any_of(part_.references, is_it)) return;
    part_.references.push_back({name, origin});
  }

  const Value* reads(const Expression& expression) {
    const File& file = *order_.file;
    std::map<std::string_view, Range> variables;
    for (const python::EnvironmentRead& read : file.code.reads) {
      const std::string_view name = slice(file.text, read.range);
      const bool is_wanted = read.seen_by_deployer && (expression.with_all || !is_reserved_by_lambda(name));
      if (is_wanted && app_.generation().read_use(name) != nullptr) variables.emplace(name, read.range);
    }
    std::vector<Member> members;
    for (const auto& [name, range] : variables) {
      const Origin* origin = part_.arena.origin(file, range);
      const Value* id = part_.arena.string(names::hungarorise(name), origin);
      members.push_back({name, part_.arena.map({{"Ref", id}}, origin)});
      refer(id->text, origin);
    }
    return part_.arena.map(members);
  }

  struct Action {
    std::string_view name;
    const Origin* origin;
    auto operator<=>(const Action& other) const { return name <=> other.name; }
    bool operator==(const Action& other) const { return name == other.name; }
  };

  // A statement for each service, by name; `service:*` makes the others of the service needless.
  void add_statements(const Expression& expression, std::vector<const Value*>& statements) {
    std::map<std::string_view, std::set<Action>> services;
    const auto allow = [&](std::string_view action, const Origin* origin) {
      services[action.substr(0, action.find(':'))].insert({action, origin});
    };
    if (const Found list = find(expression.path)) {
      const yaml::Document& document = source_->document;
      for (std::uint32_t i = 0; i < document.item_count(list.node); ++i) {
        const yaml::NodeId item = document.item(list.node, i);
        allow(document.text(item), origin_of(item));
      }
    }
    for (const std::string& word : expression.words) allow(word, nullptr);
    for (const auto& [service, actions] : services) statements.push_back(statement(service, actions));
  }

  const Value* statement(std::string_view service, const std::set<Action>& actions) {
    static const Value allow{Kind::string, "Allow"};
    static const Value everything{Kind::string, "*"};
    const auto all = actions.find(Action{part_.arena.keep(std::string(service) + ":*"), nullptr});
    std::vector<const Value*> names;
    const Origin* origin = nullptr;
    for (const Action& action : actions) {
      if (all != actions.end() && action != *all) continue;
      names.push_back(part_.arena.string(action.name, action.origin));
      if (origin == nullptr) origin = action.origin;
    }
    return part_.arena.map({{"Effect", &allow}, {"Action", part_.arena.list(names)}, {"Resource", &everything}},
                           origin);
  }

  const Value* pattern(const Expression& expression) {
    const Found event = find(expression.path);
    if (!event) return nullptr;
    const yaml::NodeId node = source_->document.find(event.node, expression.words.front());
    if (node == yaml::no_node) return nullptr;
    const Value* value = value_of(*source_, node, part_.arena);
    for (const schema::Annotation& annotation : source_->annotations) {
      const auto inserts = annotation.schema->source->find(schema::keywords::inserts);
      if (inserts != annotation.schema->source->end())
        value = merged(value, inserted(*inserts, origin_of(annotation.node)));
    }
    return value;
  }

  // `Ref AppTable` is a reference.
  const Value* inserted(const schema::Json& json, const Origin* origin) {
    constexpr std::string_view reference = "Ref ";
    if (json.is_object()) {
      std::vector<Member> members;
      for (const auto& [key, value] : json.items()) members.push_back({part_.arena.keep(key), inserted(value, origin)});
      return part_.arena.map(members, origin);
    }
    if (json.is_array()) {
      std::vector<const Value*> items;
      for (const schema::Json& item : json) items.push_back(inserted(item, origin));
      return part_.arena.list(items, origin);
    }
    const std::string_view text = json.get_ref<const std::string&>();
    if (!text.starts_with(reference)) return part_.arena.string(text, origin);
    return part_.arena.map({{"Ref", part_.arena.string(text.substr(reference.size()), origin)}}, origin);
  }

  // What is inserted wins.
  const Value* merged(const Value* written, const Value* added) {
    if (written->kind != Kind::map || added->kind != Kind::map) return added;
    std::vector<Member> members(written->members.begin(), written->members.end());
    for (const Member& member : added->members) {
      const auto same = std::ranges::find(members, member.key, &Member::key);
      if (same == members.end())
        members.push_back(member);
      else
        same->value = merged(same->value, member.value);
    }
    return part_.arena.map(members, written->origin);
  }

  const App& app_;
  const Order& order_;
  FilePart& part_;
  const File* source_ = nullptr;  // that paths lead into
  std::string name_space_;
  std::string id_;
  const Origin* origin_ = nullptr;
  yaml::NodeId item_ = yaml::no_node;
};

}  // namespace

FilePart render(const App& app, const Order& order) {
  FilePart part;
  part.file = order.file;
  part.root = app.root_pointer();
  Renderer renderer(app, order, part);
  for (const Asked& asked : order.asked) renderer.render(asked);
  return part;
}

Parameters::Parameters(const App& app, const FilePart& root, const std::vector<LeftOut>& left_out) : app_(app) {
  for (const Resource& resource : root.resources) ids_.emplace_back(resource.id);
  std::ranges::sort(ids_);
  std::set<const File*> files;
  for (const LeftOut& left : left_out) files.insert(left.file.get());
  if (files.empty()) return;
  std::set<std::string> gone;
  std::set<std::string> made;
  for (const Handler& handler : app.handlers())
    (files.contains(handler.file.get()) ? gone : made).insert(names::hungarorise(handler.name_space));
  // Of handlers with the same name one is made.
  std::ranges::set_difference(gone, made, std::back_inserter(left_out_));
}

Parameters::Parameters(const App& app, std::vector<std::string> ids, std::vector<std::string> left_out)
    : app_(app), ids_(std::move(ids)), left_out_(std::move(left_out)) {
  std::ranges::sort(ids_);
}

bool Parameters::is_parameter(std::string_view name) const {
  if (std::ranges::binary_search(ids_, name)) return false;
  if (!app_.is_defined("resource:" + std::string(name))) return true;
  return std::ranges::any_of(left_out_, [&](const std::string& id) {
    return name.starts_with(id) && app_.generation().made_kinds().contains(std::string(name.substr(id.size())));
  });
}

Parameter Parameters::parameter(std::string_view name, Origin origin) const {
  Parameter parameter{std::string(name), std::nullopt, origin, {}};
  const File* file = nullptr;
  const Variable* variable = app_.variable("parameter:" + parameter.id, &file);
  if (variable == nullptr) return parameter;
  if (variable->value_known) {
    parameter.value = variable->value;
    parameter.is_secret = !may_show(*variable);
  }
  parameter.value_origin = {file, variable->value_range};
  return parameter;
}

void hide_secret(Parameter& parameter) {
  if (!parameter.is_secret) return;
  parameter.value.reset();
  parameter.is_hidden = true;
}

void hide_secrets(std::vector<Parameter>& parameters) {
  for (Parameter& parameter : parameters) hide_secret(parameter);
}

Template make_template(const App& app, const Recipes& recipes) {
  Plan planned = plan(app, recipes);
  Template result;
  result.left_out = std::move(planned.left_out);
  for (const Order& order : planned.orders) result.parts.push_back(render(app, order));
  const Parameters parameters(app, result.parts.front(), result.left_out);
  std::map<std::string_view, const Origin*> names;
  for (const FilePart& part : result.parts) {
    for (const Reference& reference : part.references) {
      if (parameters.is_parameter(reference.name)) names.emplace(reference.name, reference.origin);
    }
  }
  for (const auto& [name, origin] : names) result.parameters.push_back(parameters.parameter(name, *origin));
  return result;
}

}  // namespace paas::cloudformation
