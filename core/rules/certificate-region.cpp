// A certificate that the domain cannot use.
#include <fmt/format.h>

#include <array>

#include "core/rules/engine/environment_value.h"
#include "core/rules/rule.h"
#include "core/schema/wording.h"

namespace paas::rules {

extern const Rule certificate_region;

namespace {

// CloudFront, behind every website, reads certificates in this region only.
constexpr std::string_view distribution_region = "us-east-1";

// `arn:aws:acm:REGION:ACCOUNT:certificate/ID`; nullopt if it is no such thing.
std::optional<std::string_view> region_of(std::string_view arn) {
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = arn.substr(0, colon);
    arn.remove_prefix(colon + 1);
  }
  const auto& [prefix, partition, service, region, account] = parts;
  if (prefix != "arn" || !partition.starts_with("aws") || service != "acm" || region.empty()) return std::nullopt;
  if (!arn.starts_with("certificate/")) return std::nullopt;
  return region;
}

void check_certificate(const Check& check, std::string_view symbol, std::string_view variable,
                       std::string_view region_needed, std::string_view reason) {
  const std::optional<EnvironmentValue> certificate = environment_value(check, symbol);
  if (!certificate) return;
  const std::optional<std::string_view> region = region_of(certificate->value);
  if (!region) {
    check.report(
        certificate_region, certificate->range,
        fmt::format("{} is not the ARN of a certificate, so CloudFormation fails; set `{}` to one such as "
                    "`arn:aws:acm:{}:123456789012:certificate/…`",
                    schema::code(certificate->shown), variable, region_needed.empty() ? "eu-west-1" : region_needed),
        certificate->related);
    return;
  }
  if (region_needed.empty() || *region == region_needed) return;
  check.report(certificate_region, certificate->range,
               fmt::format("this certificate is in {}, and {}; set `{}` to a certificate in {}", schema::code(*region),
                           reason, variable, schema::code(region_needed)),
               certificate->related);
}

void check_certificates(const Check& check) {
  if (check.file.kind == FileKind::handler) return;
  check_certificate(check, "parameter:DistributionCertificateArn", "DISTRIBUTION_CERTIFICATE_ARN", distribution_region,
                    "a website's must be in `us-east-1`, where CloudFront looks for it");
  const Variable* region = check.app.variable("parameter:AwsRegion");
  const bool known = region != nullptr && region->value_known;
  check_certificate(check, "parameter:RegionalCertificateArn", "REGIONAL_CERTIFICATE_ARN",
                    known ? std::string_view(region->value) : std::string_view(),
                    "an API's must be in the region of the app, which `AWS_REGION` names");
}

}  // namespace

const Rule certificate_region{
    .code = "certificate-region",
    .severity = Severity::error,
    .summary = "a certificate that the domain cannot use",
    .explanation = R"md(
The domain of an app needs a certificate of AWS Certificate Manager. That of a website (`DISTRIBUTION_CERTIFICATE_ARN`) must be
in `us-east-1`, whatever the region of the app: CloudFront looks for it there. That of an API (`REGIONAL_CERTIFICATE_ARN`) must
be in the region of the app. CloudFormation refuses any other.

Request the certificate in the right region, and set the variable to its ARN.

## Bad: a website
```sh setenv.sh
export DOMAIN_NAME=www.shop.example
export DISTRIBUTION_CERTIFICATE_ARN=arn:aws:acm:eu-west-1:000000000000:certificate/a
#                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[certificate-region]: this certificate is in `eu-west-1`, and a website's must be in `us-east-1`
```
```python shop/__init__.py
"""
infra:
  bucket:
    public: true
"""
```

## Bad: an API
```sh setenv.sh
export AWS_REGION=eu-west-1
export ARTIFACTS_BUCKET=shop-artifacts
export ARTIFACTS_KEY=lambdas.zip
export SLACK_WEBHOOK_URL=https://hooks.example.com/x
export DOMAIN_NAME=api.shop.example
export REGIONAL_CERTIFICATE_ARN=arn:aws:acm:us-east-1:000000000000:certificate/a
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[certificate-region]: …set `REGIONAL_CERTIFICATE_ARN` to a certificate in `eu-west-1`
export DEV_UI_ENDPOINT=http://localhost:3000
export PROD_UI_ENDPOINT=https://shop.example
```
```python shop/__init__.py
"""
infra:
  api: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: endpoint
  method: GET
  path: orders
  auth: public
  parameters: []
"""

def handler(event, context=None):
    pass
```

## Bad: no certificate
```sh setenv.sh
export DOMAIN_NAME=www.shop.example
export DISTRIBUTION_CERTIFICATE_ARN=todo
#                                   ^^^^ error[certificate-region]: `todo` is not the ARN of a certificate
```
```python shop/__init__.py
"""
infra:
  bucket:
    public: true
"""
```

## Good
```sh setenv.sh
export AWS_REGION=eu-west-1
export DOMAIN_NAME=www.shop.example
export DISTRIBUTION_CERTIFICATE_ARN=arn:aws:acm:us-east-1:000000000000:certificate/a
export REGIONAL_CERTIFICATE_ARN=none
```
```python shop/__init__.py
"""
infra:
  bucket:
    public: true
"""
```
)md",
    .check = check_certificates,
};

}  // namespace paas::rules
