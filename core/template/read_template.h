// Templates that others wrote: YAML with CloudFormation's short tags, or JSON.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
#pragma once

#include <cstddef>
#include <string_view>

#include "core/template/template.h"
#include "core/text/result.h"

namespace paas::cloudformation {

/// What is read of a file at most. CloudFormation takes 1 MB; `--preview` prints more where an app has too much.
inline constexpr std::size_t max_template_bytes = 64'000'000;

/// The resources, outputs and parameters, without origins; other sections are not looked at. Also takes what
/// `aws cloudformation get-template` prints. The error begins with `line:column: `, from 1, where there is a place.
Result<Template> read_template(std::string_view text);

}  // namespace paas::cloudformation
