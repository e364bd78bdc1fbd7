// An app that CloudFormation refuses for its size.
#include <fmt/format.h>

#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule too_many_resources;

namespace {

void check_quantity(const Check& check, const Quantity& quantity, std::string_view what, std::string_view remedy) {
  if (quantity.crossed_at != &check.file) return;
  check.report(
      too_many_resources, check.file.fragment_head(),
      fmt::format("the app's template has {} {}, and CloudFormation takes at most {}: from here on they do not fit; "
                  "{}",
                  quantity.count, what, quantity.limit, remedy));
}

void check_limits(const Check& check) {
  const Limits& limits = check.app.limits();
  check_quantity(check, limits.resources, "resources",
                 "every handler makes 10 or 11, so put some handlers together or into another app");
  check_quantity(check, limits.parameters, "parameters",
                 "every layer and every variable that the code reads is one, so read fewer or split the app");
  check_quantity(check, limits.outputs, "outputs",
                 "every worker without `event` makes one, so give some an event or split the app");
  check_quantity(check, limits.stored_bytes, "bytes (about)", "put some handlers into another app");
}

}  // namespace

const Rule too_many_resources{
    .code = "too-many-resources",
    .severity = Severity::error,
    .summary = "an app that is larger than CloudFormation takes",
    .explanation = R"md(
CloudFormation takes templates with up to 500 resources, 200 parameters, 200 outputs and 1 MB. Every handler makes 10 or 11 resources,
so an app ends at about 45 handlers. The deployer does not count; the deployment fails. The problem is reported where the limit
is passed, root first and then handlers by their paths.

Put handlers together, or move some into an app of their own.

## Bad
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
# @0-5 error[too-many-resources]: the app's template has 201 parameters, and CloudFormation takes at most 200
  type: worker
"""
import os

settings = [
    os.environ["A0"], os.environ["A1"], os.environ["A2"], os.environ["A3"], os.environ["A4"], os.environ["A5"],
    os.environ["A6"], os.environ["A7"], os.environ["A8"], os.environ["A9"], os.environ["B0"], os.environ["B1"],
    os.environ["B2"], os.environ["B3"], os.environ["B4"], os.environ["B5"], os.environ["B6"], os.environ["B7"],
    os.environ["B8"], os.environ["B9"], os.environ["C0"], os.environ["C1"], os.environ["C2"], os.environ["C3"],
    os.environ["C4"], os.environ["C5"], os.environ["C6"], os.environ["C7"], os.environ["C8"], os.environ["C9"],
    os.environ["D0"], os.environ["D1"], os.environ["D2"], os.environ["D3"], os.environ["D4"], os.environ["D5"],
    os.environ["D6"], os.environ["D7"], os.environ["D8"], os.environ["D9"], os.environ["E0"], os.environ["E1"],
    os.environ["E2"], os.environ["E3"], os.environ["E4"], os.environ["E5"], os.environ["E6"], os.environ["E7"],
    os.environ["E8"], os.environ["E9"], os.environ["F0"], os.environ["F1"], os.environ["F2"], os.environ["F3"],
    os.environ["F4"], os.environ["F5"], os.environ["F6"], os.environ["F7"], os.environ["F8"], os.environ["F9"],
    os.environ["G0"], os.environ["G1"], os.environ["G2"], os.environ["G3"], os.environ["G4"], os.environ["G5"],
    os.environ["G6"], os.environ["G7"], os.environ["G8"], os.environ["G9"], os.environ["H0"], os.environ["H1"],
    os.environ["H2"], os.environ["H3"], os.environ["H4"], os.environ["H5"], os.environ["H6"], os.environ["H7"],
    os.environ["H8"], os.environ["H9"], os.environ["I0"], os.environ["I1"], os.environ["I2"], os.environ["I3"],
    os.environ["I4"], os.environ["I5"], os.environ["I6"], os.environ["I7"], os.environ["I8"], os.environ["I9"],
    os.environ["J0"], os.environ["J1"], os.environ["J2"], os.environ["J3"], os.environ["J4"], os.environ["J5"],
    os.environ["J6"], os.environ["J7"], os.environ["J8"], os.environ["J9"], os.environ["K0"], os.environ["K1"],
    os.environ["K2"], os.environ["K3"], os.environ["K4"], os.environ["K5"], os.environ["K6"], os.environ["K7"],
    os.environ["K8"], os.environ["K9"], os.environ["L0"], os.environ["L1"], os.environ["L2"], os.environ["L3"],
    os.environ["L4"], os.environ["L5"], os.environ["L6"], os.environ["L7"], os.environ["L8"], os.environ["L9"],
    os.environ["M0"], os.environ["M1"], os.environ["M2"], os.environ["M3"], os.environ["M4"], os.environ["M5"],
    os.environ["M6"], os.environ["M7"], os.environ["M8"], os.environ["M9"], os.environ["N0"], os.environ["N1"],
    os.environ["N2"], os.environ["N3"], os.environ["N4"], os.environ["N5"], os.environ["N6"], os.environ["N7"],
    os.environ["N8"], os.environ["N9"], os.environ["O0"], os.environ["O1"], os.environ["O2"], os.environ["O3"],
    os.environ["O4"], os.environ["O5"], os.environ["O6"], os.environ["O7"], os.environ["O8"], os.environ["O9"],
    os.environ["P0"], os.environ["P1"], os.environ["P2"], os.environ["P3"], os.environ["P4"], os.environ["P5"],
    os.environ["P6"], os.environ["P7"], os.environ["P8"], os.environ["P9"], os.environ["Q0"], os.environ["Q1"],
    os.environ["Q2"], os.environ["Q3"], os.environ["Q4"], os.environ["Q5"], os.environ["Q6"], os.environ["Q7"],
    os.environ["Q8"], os.environ["Q9"], os.environ["R0"], os.environ["R1"], os.environ["R2"], os.environ["R3"],
    os.environ["R4"], os.environ["R5"], os.environ["R6"], os.environ["R7"], os.environ["R8"], os.environ["R9"],
    os.environ["S0"], os.environ["S1"], os.environ["S2"], os.environ["S3"], os.environ["S4"], os.environ["S5"],
    os.environ["S6"], os.environ["S7"], os.environ["S8"], os.environ["S9"], os.environ["T0"], os.environ["T1"],
    os.environ["T2"], os.environ["T3"], os.environ["T4"], os.environ["T5"], os.environ["T6"], os.environ["T7"],
]

def handler(event, context=None):
    pass
```

## Good
```python shop/__init__.py
"""
infra: {}
"""
```
```python shop/orders/index.py
"""
infra:
  type: worker
"""
import json
import os

settings = json.loads(os.environ["SETTINGS"])

def handler(event, context=None):
    pass
```
)md",
    .check = check_limits,
};

}  // namespace paas::rules
