// Finds the value that an environment gives a parameter.
#include "core/rules/engine/environment_value.h"

#include "core/app/shown_value.h"

namespace paas {

std::optional<EnvironmentValue> environment_value(const Check& check, std::string_view symbol) {
  if (check.file.kind == FileKind::handler) return std::nullopt;
  // What code reads under the same name may be anything; only the schemas know what the value means.
  const FirstReference* reference = check.app.first_reference(symbol);
  if (reference == nullptr || reference->file != check.app.root()) return std::nullopt;
  const File* file = nullptr;
  const Variable* variable = check.app.variable(symbol, &file);
  if (variable == nullptr || !variable->value_known || variable->value.empty()) return std::nullopt;
  const bool from_process = file->text.empty();
  if (from_process && &check.file == reference->file)
    return EnvironmentValue{variable->value, shown_value(*variable), reference->range, {}};
  if (from_process || &check.file != file) return std::nullopt;
  return EnvironmentValue{variable->value,
                          shown_value(*variable),
                          variable->value_range,
                          {{reference->file, reference->range, "this needs it"}}};
}

}  // namespace paas
