// A website beside an API or a builder.
#include <fmt/format.h>

#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule public_bucket_conflict;

namespace {

void check(const Check& check) {
  const File& file = check.file;
  if (file.kind != FileKind::root) return;
  const yaml::NodeId is_public = file.find({"bucket", "public"});
  if (is_public == yaml::no_node || file.document.kind(is_public) != yaml::Kind::boolean) return;
  if (!file.document[is_public].value.boolean) return;
  for (const std::string_view other : {"api", "builder"}) {
    const yaml::NodeId key = file.document.find_key(file.infra, other);
    if (key == yaml::no_node) continue;
    check.report(
        public_bucket_conflict, file.document.range(is_public),
        fmt::format("an app cannot have both a public bucket and `{}`: the deployer refuses it; make the bucket "
                    "private, or move the website into an app of its own",
                    other),
        {{&file, file.document.range(key), "this excludes a public bucket"}});
  }
}

}  // namespace

const Rule public_bucket_conflict{
    "public-bucket-conflict",
    Severity::error,
    "a public bucket with `api` or `builder`",
    R"md(
A public bucket is a website behind an API of its own with the app's domain, so it cannot stand beside `api`, and its
role has the name of the builder's.

## Bad
```python shop/__init__.py
"""
infra:
  builder: {}
  bucket:
    public: true
#           ^^^^ error[public-bucket-conflict]: an app cannot have both a public bucket and `builder`: the deployer refuses it; make the bucket private, or move the website into an app of its own
"""
```

## Good
```python shop/__init__.py
"""
infra:
  builder: {}
  bucket:
    public: false
"""
```
)md",
    check,
};

}  // namespace paas::rules
