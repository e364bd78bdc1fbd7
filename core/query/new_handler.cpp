// Writes a handler from the examples of the schema.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/app/walk.h"
#include "core/query/folders.h"
#include "core/query/meaning.h"
#include "core/schema/keywords.h"
#include "core/yaml/edit.h"

namespace paas::query {

namespace {

using schema::Json;

// `{$ref: "#/definitions/worker"}`; other documents are not looked into.
const Json& target_of(const Json& document, const Json& schema) {
  const auto reference = schema.find("$ref");
  if (reference == schema.end() || !reference->is_string()) return schema;
  const std::string& uri = reference->get_ref<const std::string&>();
  if (!uri.starts_with("#/")) return schema;
  const Json::json_pointer pointer(uri.substr(1));
  return document.contains(pointer) ? document.at(pointer) : schema;
}

const Json* example_of(const Json& schema) {
  const auto examples = schema.find("examples");
  if (examples != schema.end() && examples->is_array() && !examples->empty()) return &examples->front();
  const auto fallback = schema.find("default");
  return fallback != schema.end() ? &*fallback : nullptr;
}

std::string text_of(const Json& schema, const char* keyword) {
  const auto found = schema.find(keyword);
  return found != schema.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A kind of handler, and a body that is one.
struct Choice {
  std::string type;
  std::string description;
  Json body;
  std::string path_key = {};  // the key that holds a route, if any
};

// The property that is a route.
std::string path_key_of(const Json& branch) {
  const auto properties = branch.find("properties");
  if (properties == branch.end()) return {};
  for (const auto& [key, property] : properties->items()) {
    if (text_of(property, schema::keywords::value) == "path") return key;
  }
  return {};
}

// The branches by their titles; where there is no choice of branches, a body for each key.
std::vector<Choice> choices_of(const Json& document) {
  std::vector<Choice> choices;
  if (const auto branches = document.find("oneOf"); branches != document.end()) {
    for (const Json& each : *branches) {
      const Json& branch = target_of(document, each);
      const Json* example = example_of(branch);
      if (example != nullptr && branch.contains("title"))
        choices.push_back({branch["title"], text_of(branch, "description"), *example, path_key_of(branch)});
    }
    return choices;
  }
  const auto properties = document.find("properties");
  if (properties == document.end()) return choices;
  for (const auto& [key, each] : properties->items()) {
    const Json& branch = target_of(document, each);
    if (const Json* example = example_of(branch))
      choices.push_back({key, text_of(branch, "description"), {{key, *example}}});
  }
  return choices;
}

class Writer {
 public:
  std::string run(const std::string& key, const Json& body) {
    write_entry(key, body, 0);
    return std::move(text_);
  }

 private:
  static constexpr std::size_t step = 2;

  static bool is_simple(const Json& value) {
    return value.is_primitive() || value.empty() ||
           (value.is_array() &&
            std::all_of(value.begin(), value.end(), [](const Json& item) { return item.is_primitive(); }));
  }

  static std::string scalar(const Json& value) {
    return value.is_string() ? yaml::scalar_text(value.get_ref<const std::string&>()) : value.dump();
  }

  static std::string simple(const Json& value) {
    if (value.is_primitive()) return scalar(value);
    if (value.empty()) return value.is_array() ? "[]" : "{}";
    std::string text;
    for (const Json& item : value) text += (text.empty() ? "" : ", ") + scalar(item);
    return "[" + text + "]";
  }

  void write_entry(const std::string& key, const Json& value, std::size_t column) {
    text_ += yaml::scalar_text(key) + ":";
    if (is_simple(value)) {
      text_ += " " + simple(value) + "\n";
    } else if (value.is_array()) {
      text_ += "\n";
      write_items(value, column);
    } else {
      text_ += "\n" + std::string(column + step, ' ');
      write_entries(value, column + step);
    }
  }

  // The first one stands where the text is.
  void write_entries(const Json& value, std::size_t column) {
    bool is_first = true;
    for (const auto& [key, each] : value.items()) {
      if (!is_first) text_ += std::string(column, ' ');
      is_first = false;
      write_entry(key, each, column);
    }
  }

  void write_items(const Json& value, std::size_t column) {
    for (const Json& item : value) {
      text_ += std::string(column, ' ') + "- ";
      if (item.is_object() && !item.empty()) {
        write_entries(item, column + step);
      } else {
        text_ += simple(item) + "\n";
      }
    }
  }

  std::string text_;
};

// For as long as the app lives.
std::shared_ptr<const Generation> generation_of(const App& app) {
  return {std::shared_ptr<const void>(), &app.generation()};
}

const FileType* type_with_fragment(const App& app) {
  const FileType* type = app.generation().type(FileKind::handler);
  const bool fits = type != nullptr && type->schema && type->docstring == Docstring::module && !type->key.empty() &&
                    type->files.find_first_of("*?/") == std::string::npos;
  return fits ? type : nullptr;
}

std::string_view text_of_neighbour(const App& app) {
  for (const Handler& handler : app.handlers()) return handler.file->text;
  return app.root() != nullptr ? std::string_view(app.root()->text) : std::string_view();
}

Result<NewFile> write_handler(const App& app, const FileType& file_type, const Choice& choice, std::string path) {
  Json body = choice.body;
  if (!choice.path_key.empty()) body[choice.path_key] = path_of_folder(app, path);
  std::string text = "\"\"\"\n" + Writer().run(file_type.key, body) +
                     "\"\"\"\n\n\ndef handler(event, context=None):\n    return None\n";
  const auto written = analyze(path, FileKind::handler, text, generation_of(app));
  if (written->is_broken() || !written->problems.empty())
    return Error{"the example of `" + choice.type + "` in the schema does not fit the schema"};
  return NewFile{std::move(path), with_line_ends_of(text_of_neighbour(app), std::move(text))};
}

// The branch that a fragment takes, by its title.
bool is_of(const File& file, const Choice& choice) {
  const Subschemas subschemas = Meanings(file).of(file.infra);
  return std::any_of(subschemas.begin(), subschemas.end(), [&](const schema::Subschema* subschema) {
    return query::text_of(*subschema, "title") == choice.type;
  });
}

// Those of the nearest folder that has some decide.
const Choice& choice_like_neighbours(const App& app, const std::vector<Choice>& choices, const std::string& path) {
  const auto with_route =
      std::find_if(choices.begin(), choices.end(), [](const Choice& each) { return !each.path_key.empty(); });
  const Choice& usual = with_route == choices.end() ? choices.front() : *with_route;
  std::string folder = path.substr(0, path.rfind('/'));
  if (path.starts_with(app.package() + "/api/")) return usual;
  while (folder.size() > app.package().size()) {
    folder.erase(folder.rfind('/'));
    std::vector<std::size_t> counts(choices.size());
    for (const Handler& handler : app.handlers()) {
      if (!handler.file->path.starts_with(folder + "/") || handler.file->infra == yaml::no_node) continue;
      for (std::size_t i = 0; i < choices.size(); ++i) counts[i] += is_of(*handler.file, choices[i]) ? 1 : 0;
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    if (*most > 0) return choices[static_cast<std::size_t>(most - counts.begin())];
  }
  return usual;
}

}  // namespace

Result<std::string> folder_of_handler(const App& app, std::string_view folder) {
  std::string path(folder);
  while (path.ends_with('/')) path.pop_back();
  if (path.ends_with("/index.py")) path.erase(path.rfind('/'));
  if (path.starts_with(app.package() + "/")) path.erase(0, app.package().size() + 1);
  const std::string name = app.package().substr(app.package().rfind('/') + 1);
  if (path.starts_with(name + "/")) path.erase(0, name.size() + 1);
  if (path.starts_with('/')) return Error{"`" + path + "` is not in the package " + app.package()};
  if (const auto why = why_no_folder(path)) return Error{*why};
  return app.package() + "/" + path;
}

std::string path_of_folder(const App& app, std::string_view path) {
  if (!path.starts_with(app.package() + "/")) return {};
  path.remove_prefix(app.package().size() + 1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  path = path.substr(0, slash);
  constexpr std::string_view usual = "api/";
  if (path.starts_with(usual)) path.remove_prefix(usual.size());
  return std::string(path);
}

std::vector<HandlerType> handler_types(const App& app) {
  std::vector<HandlerType> types;
  const FileType* type = type_with_fragment(app);
  if (type == nullptr) return types;
  for (Choice& choice : choices_of(*type->schema->root().source))
    types.push_back({std::move(choice.type), std::move(choice.description)});
  return types;
}

Result<std::vector<NewFile>> new_handler(const App& app, std::string_view type, std::string_view folder) {
  const FileType* file_type = type_with_fragment(app);
  if (file_type == nullptr)
    return Error{"the handlers of generation " + app.generation().name() + " have no fragment of their own to write"};
  const std::vector<Choice> choices = choices_of(*file_type->schema->root().source);
  const auto choice =
      std::find_if(choices.begin(), choices.end(), [&](const Choice& each) { return each.type == type; });
  if (choice == choices.end()) {
    std::string types;
    for (const Choice& each : choices) types += (types.empty() ? "`" : ", `") + each.type + "`";
    return Error{"there is no handler of type `" + std::string(type) + "`; write one of " + types};
  }
  const Result<std::string> place = folder_of_handler(app, folder);
  if (!place) return Error{place.error()};
  const std::string path = *place + "/" + file_type->files;
  for (const Handler& handler : app.handlers()) {
    if (handler.file->path == path) return Error{"there is a handler at " + path + " already"};
  }
  Result<NewFile> handler = write_handler(app, *file_type, *choice, path);
  if (!handler) return Error{handler.error()};
  const std::string test =
      "import unittest\n\nfrom index import handler\n\n\nclass HandlerTest(unittest.TestCase):\n"
      "    def test_returns(self):\n        self.assertIsNone(handler({}))\n";
  return std::vector<NewFile>{std::move(*handler),
                              {*place + "/test.py", with_line_ends_of(text_of_neighbour(app), test)}};
}

Result<NewFile> fill_handler(const App& app, const std::string& path) {
  const FileType* file_type = type_with_fragment(app);
  const bool is_inside = path.starts_with(app.package() + "/");
  if (file_type == nullptr || app.root() == nullptr || !is_inside || !path.ends_with("/" + file_type->files))
    return Error{"no handler belongs there"};
  const std::size_t begin = app.package().size() + 1;
  const std::size_t end = path.size() - file_type->files.size();
  if (end <= begin || why_no_folder(std::string_view(path).substr(begin, end - 1 - begin)))
    return Error{"no handler belongs there"};
  const std::vector<Choice> choices = choices_of(*file_type->schema->root().source);
  if (choices.empty()) return Error{"the schema has no example of a handler"};
  return write_handler(app, *file_type, choice_like_neighbours(app, choices, path), path);
}

}  // namespace paas::query
