// Finds the calls that name an index, and says what becomes of it.
#include "core/query/rename_index.h"

#include <algorithm>
#include <set>

#include "core/aws/aws_calls.h"
#include "core/query/meaning.h"
#include "core/query/rewrite.h"
#include "core/schema/keywords.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"

namespace paas::query {

namespace {

using schema::code;

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GlobalSecondaryIndex.html
bool is_index_name(std::string_view name) {
  constexpr std::size_t least = 3;
  constexpr std::size_t most = 255;
  return name.size() >= least && name.size() <= most &&
         std::ranges::all_of(name, [](char c) { return is_word(c) || c == '-' || c == '.'; });
}

bool encloses(Range outer, Range inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

class IndexRenamer {
 public:
  IndexRenamer(const App& app, const File& file, yaml::NodeId node, std::string_view new_name)
      : app_(app), file_(file), node_(node), old_name_(file.document.text(node)), new_name_(new_name) {}

  Result<Rename> run() {
    if (!is_index_name(new_name_))
      return Error{code(new_name_) +
                   " is no name of an index: DynamoDB takes 3 to 255 letters, digits, `_`, `-` and `.`"};
    if (const auto error = read_schema()) return *error;
    const Result<Rewritten> rewritten = rewrite(file_, node_, new_name_);
    if (!rewritten) return Error{rewritten.error()};
    rename_.edits.push_back(rewritten->edit);
    for (const Handler& handler : app_.handlers()) follow(*handler.file);
    rename_.note = note();
    return std::move(rename_);
  }

 private:
  // What stands beside the index, whose table it is, and the arguments that give its name.
  std::optional<Error> read_schema() {
    const Meanings meanings(file_);
    for (const schema::Annotation& annotation : meanings.annotations()) {
      if (text_of(*annotation.schema, schema::keywords::value) != "index") continue;
      if (annotation.node != node_ && file_.document.text(annotation.node) == new_name_)
        return Error{"there is an index " + code(new_name_) + " already"};
    }
    if (const schema::Json* given = keyword(meanings.of(node_), schema::keywords::given_as)) {
      for (const schema::Json& argument : *given) arguments_.insert(argument.get_ref<const std::string&>());
    }
    for (const schema::Annotation& annotation : file_.annotations) {
      if (!encloses(file_.document.range(annotation.node), file_.document.range(node_))) continue;
      for (const SymbolUse& use : app_.generation().uses(annotation.schema)) {
        if (use.defines() && !use.symbol.empty()) tables_.insert(use.symbol);
      }
    }
    return std::nullopt;
  }

  // Most files name neither; the grammar runs for those that do.
  void follow(const File& file) {
    const bool may_name =
        file.text.find(old_name_) != std::string::npos &&
        std::ranges::any_of(arguments_, [&](const auto& each) { return file.text.find(each) != std::string::npos; });
    if (!may_name) return;
    const AwsNeeds needs = aws_needs_of(file.text);
    std::set<std::uint32_t> followed;
    std::set<std::uint32_t> others;
    for (const AwsCall& call : needs.calls) {
      for (const python::AwsArgument& argument : call.arguments) {
        const bool is_name = argument.kind == python::ArgumentKind::text && argument.entry.empty() &&
                             arguments_.contains(argument.name) && argument.text == old_name_;
        if (!is_name) continue;
        const auto begin = static_cast<std::uint32_t>(argument.text.data() - file.text.data());
        (is_about_table(call) ? followed : others).insert(begin);
      }
    }
    for (const std::uint32_t begin : followed) {
      const Range range{begin, begin + static_cast<std::uint32_t>(old_name_.size())};
      rename_.edits.push_back({&file, range, std::string(new_name_)});
    }
    std::erase_if(others, [&](std::uint32_t begin) { return followed.contains(begin); });
    if (followed.empty() || !others.empty()) not_followed_.push_back(file.path);
  }

  bool is_about_table(const AwsCall& call) const {
    return std::ranges::any_of(call.variables, [&](std::string_view variable) {
      const ReadUse* use = app_.generation().read_use(variable);
      return use != nullptr && tables_.contains(app_.generation().symbol_of_read(*use, variable));
    });
  }

  std::string note() const {
    const std::string from = code(old_name_);
    const std::string to = code(new_name_);
    std::string text = "the global secondary index " + from + " is deleted, and " + to +
                       " is made anew over the attribute " + to +
                       ": queries fail meanwhile, and items without that attribute are not in it. Rather add " + to +
                       " beside " + from + ", deploy, and remove " + from +
                       " later. Attributes and keys of that name in the code and in items stay as they are";
    if (!not_followed_.empty()) {
      text += ". Look at ";
      for (std::size_t i = 0; i < not_followed_.size(); ++i) text += (i == 0 ? "" : ", ") + not_followed_[i];
      text += (not_followed_.size() == 1 ? ", which names " : ", which name ") + from + " where no table is seen";
    }
    return text;
  }

  const App& app_;
  const File& file_;
  const yaml::NodeId node_;
  const std::string_view old_name_;
  const std::string_view new_name_;
  std::set<std::string, std::less<>> arguments_;
  std::set<std::string, std::less<>> tables_;
  std::vector<std::string> not_followed_;
  Rename rename_;
};

}  // namespace

Result<Rename> rename_index(const App& app, const File& file, yaml::NodeId node, std::string_view new_name) {
  return IndexRenamer(app, file, node, new_name).run();
}

}  // namespace paas::query
