// A file of an app that cannot be read.
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule unreadable_file;

namespace {

void check_unreadable_file(const Check& check) {
  const File& file = check.file;
  switch (file.trouble) {
    case Trouble::none:
      return;
    case Trouble::not_utf8:
      return check.report(unreadable_file, file.trouble_range,
                          "this byte is not UTF-8, so the deployer cannot read the file; save it as UTF-8");
    case Trouble::merge_conflict:
      return check.report(unreadable_file, file.trouble_range,
                          "a merge conflict is left here, so the file says two things at once; resolve it");
    case Trouble::unreadable:
      return check.report(unreadable_file, {}, "the file cannot be read: " + file.trouble_message);
  }
}

}  // namespace

const Rule unreadable_file{
    .code = "unreadable-file",
    .severity = Severity::error,
    .summary = "a file that cannot be read",
    .explanation = R"md(
The deployer reads every `index.py` of the package as UTF-8 text. A file that cannot be opened, that is no regular file
or that holds other bytes stops it. Files over 1 MB are not analysed.

Make the file readable, or name its folder under `exclude` in `paas.yaml` if it is none of the app's.
)md",
    .check = check_unreadable_file,
};

}  // namespace paas::rules
