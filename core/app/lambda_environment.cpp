// Lists the environment variables of Lambda.
#include "core/app/lambda_environment.h"

#include <algorithm>
#include <array>

namespace paas {

namespace {

constexpr std::array<std::string_view, 20> reserved{
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
};

constexpr std::array<std::string_view, 15> of_the_system{
    "HOME",  "HOSTNAME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "LOGNAME", "PATH", "PWD",
    "SHELL", "SHLVL",    "TEMP", "TMP",      "TMPDIR",          "TZ",      "USER",
};

}  // namespace

bool is_reserved_by_lambda(std::string_view name) { return std::ranges::binary_search(reserved, name); }

bool is_set_by_system(std::string_view name) {
  // The tools of AWS, Python and the locale read whole families of names; one that is missing is the default there.
  return is_reserved_by_lambda(name) || name.starts_with("AWS_") || name.starts_with("PYTHON") ||
         name.starts_with("LC_") || std::ranges::binary_search(of_the_system, name);
}

}  // namespace paas
