// Writes a scalar in the quotes that it has or needs, and reads the file again.
#include "core/query/rewrite.h"

#include "core/schema/wording.h"
#include "core/yaml/edit.h"

namespace paas::query {

namespace {

bool has_text_at(const yaml::Document& document, std::uint32_t begin, std::string_view text) {
  for (yaml::NodeId node = 0; node < document.size(); ++node) {
    if (document.range(node).begin == begin && document.kind(node) == yaml::Kind::string && document.text(node) == text)
      return true;
  }
  return false;
}

}  // namespace

Result<Rewritten> rewrite(const File& file, yaml::NodeId scalar, std::string_view text) {
  const std::string shown = schema::code(text);
  if (file.document[scalar].alias) return Error{"the name is an alias; rename it where its anchor stands"};
  const Range whole{0, static_cast<std::uint32_t>(file.text.size())};
  const bool is_docstring = file.type() != nullptr && file.type()->docstring != Docstring::none;
  const yaml::Editor editor(file.text, is_docstring ? file.fragment.range : whole, file.document);
  const std::optional<yaml::Replacement> edit = editor.replace_scalar(scalar, text);
  if (!edit) return Error{"the name stands in a block of text; change it by hand"};
  std::string changed = file.text;
  changed.replace(edit->range.begin, edit->range.size(), edit->text);
  std::shared_ptr<const File> after = analyze(file.path, file.kind, std::move(changed), file.generation);
  const bool is_read = has_text_at(after->document, edit->range.begin, text) &&
                       after->fragment.quirks.size() <= file.fragment.quirks.size() &&
                       after->document.problems().size() <= file.document.problems().size();
  if (!is_read) return Error{shown + " cannot stand in " + file.path + " as it is; choose a simpler name"};
  return Rewritten{{&file, edit->range, edit->text}, std::move(after)};
}

}  // namespace paas::query
