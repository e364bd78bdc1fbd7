# Collects core/rules/*.cpp into a generated list: the rule `unknown-key` is `const Rule unknown_key` in
# unknown-key.cpp. (A self-registering static in a static library would be dropped by the linker.)
file(GLOB rule_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/core/rules/*.cpp)
set(declarations "")
set(entries "")
foreach(file ${rule_files})
  get_filename_component(code ${file} NAME_WE)
  string(REPLACE "-" "_" identifier ${code})
  string(APPEND declarations "extern const Rule ${identifier};\n")
  string(APPEND entries "    &rules::${identifier},\n")
endforeach()
set(generated "// Generated from the names of the files in core/rules.
#include \"core/rules/rule.h\"
namespace paas {
namespace rules {
${declarations}}  // namespace rules
namespace {
const Rule* const list[] = {
${entries}};
}  // namespace
std::span<const Rule* const> all_rules() { return list; }
}  // namespace paas
")
set(rule_list ${PROJECT_BINARY_DIR}/generated/rule_list.cpp)
file(GENERATE OUTPUT ${rule_list} CONTENT "${generated}")
file(GLOB engine_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/core/rules/engine/*.cpp)
target_sources(paas-rules PRIVATE ${rule_list} ${engine_files})
