# Collects lsp/features/*.cpp into a generated list: the method in hover.cpp is `const Feature hover`.
file(GLOB feature_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lsp/features/*.cpp)
set(declarations "")
set(entries "")
foreach(file ${feature_files})
  get_filename_component(identifier ${file} NAME_WE)
  string(APPEND declarations "extern const Feature ${identifier};\n")
  string(APPEND entries "    &features::${identifier},\n")
endforeach()
set(generated "// Generated from the names of the files in lsp/features.
#include \"lsp/server/feature.h\"
namespace paas::lsp {
namespace features {
${declarations}}  // namespace features
namespace {
const Feature* const list[] = {
${entries}};
}  // namespace
std::span<const Feature* const> all_features() { return list; }
}  // namespace paas::lsp
")
set(feature_list ${PROJECT_BINARY_DIR}/generated/feature_list.cpp)
file(GENERATE OUTPUT ${feature_list} CONTENT "${generated}")
target_sources(paas-server PRIVATE ${feature_list} ${feature_files})
