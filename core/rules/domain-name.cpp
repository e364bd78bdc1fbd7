// A domain from which the template cannot make the name of its zone.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules/engine/environment_value.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule domain_name;

namespace {

constexpr std::ptrdiff_t labels_needed = 3;

void check_domain(const Check& check) {
  const std::optional<EnvironmentValue> domain = environment_value(check, "parameter:DomainName");
  if (!domain) return;
  const std::ptrdiff_t labels = std::count(domain->value.begin(), domain->value.end(), '.') + 1;
  const bool empty_label =
      domain->value.starts_with('.') || domain->value.ends_with('.') || domain->value.find("..") != std::string::npos;
  if (labels == labels_needed && !empty_label) return;
  const std::string_view consequence = labels < labels_needed ? "CloudFormation finds no third one and fails"
                                                              : "CloudFormation looks for a zone that is not there";
  check.report(
      domain_name, domain->range,
      fmt::format("the domain {} must have three labels, such as `api.shop.example`: the second and the third "
                  "name the hosted zone, and {}; set `DOMAIN_NAME` to such a domain",
                  schema::code(domain->shown), empty_label ? "CloudFormation fails on an empty one" : consequence),
      domain->related);
}

}  // namespace

const Rule domain_name{
    .code = "domain-name",
    .severity = Severity::error,
    .summary = "a domain that has not three labels",
    .explanation = R"md(
The template takes the second and the third label of `DOMAIN_NAME` as the hosted zone in Route 53: `api.shop.example` is put
into the zone `shop.example`. With two labels CloudFormation fails, since there is no third; with four (`api.eu.shop.example`)
it looks for the zone `eu.shop`, which is not there.

Use a domain with exactly three labels.

## Bad
```sh setenv.sh
export DOMAIN_NAME=shop.example
#                  ^^^^^^^^^^^^ error[domain-name]: the domain `shop.example` must have three labels
export DISTRIBUTION_CERTIFICATE_ARN=arn:aws:acm:us-east-1:000000000000:certificate/a
```
```python shop/__init__.py
"""
infra:
  bucket:
    public: true
#           ^^^^ related: this needs it
"""
```

## Good
```sh setenv.sh
export DOMAIN_NAME=www.shop.example
export DISTRIBUTION_CERTIFICATE_ARN=arn:aws:acm:us-east-1:000000000000:certificate/a
```
```python shop/__init__.py
"""
infra:
  bucket:
    public: true
"""
```
)md",
    .check = check_domain,
};

}  // namespace paas::rules
