// What the commands about templates share.
#pragma once

#include <memory>
#include <string>

#include "core/text/result.h"
#include "core/workspace/workspace.h"

namespace paas::cli {

/// Fails where there is none, or more than one.
Result<std::shared_ptr<const App>> only_app(const Workspace& workspace);

}  // namespace paas::cli
