// Runs the tests of a spec and says how they failed.
#pragma once

#include <cstdint>

#include "tests/spec_runner/spec.h"

namespace paas::spec {

/// Lines that should replace those of a fence, where the outcome differs from what is stated.
struct Correction {
  Fence fence;
  std::vector<std::string> lines;
};

struct Verdict {
  std::vector<Failure> failures;
  std::vector<Correction> corrections;
  std::size_t compared = 0;  // diagnostics that are as stated
};

Verdict run(const Spec& spec);

/// How many of the texts that a file has while it is typed are tried.
enum class Prefixes : std::uint8_t { some, every };

/// What holds for every spec: no prefix of a file crashes the analysis, the order of files does not show, and a fix
/// does away with its diagnostic.
std::vector<Failure> check_properties(const Spec& spec, Prefixes prefixes);

/// `spec` with the corrections applied.
std::string apply(const Spec& spec, std::vector<Correction> corrections);

}  // namespace paas::spec
