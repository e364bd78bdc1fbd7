// The public face of the compiler and the evaluator.
#include <nlohmann/json.hpp>

#include "core/schema/schema.h"

#include "core/schema/compiled.h"
#include "core/schema/evaluator.h"

namespace paas::schema {

struct Schema::Compiled {
  Program program;
};

Subschema::Subschema() = default;
Subschema::~Subschema() = default;

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::compile(const Json& document, const Resolver& resolver) {
  Result<Program> program = compile_program(document, resolver);
  if (!program) return Error{program.error()};
  auto compiled = std::make_unique<Compiled>();
  compiled->program = std::move(*program);
  return Schema(std::move(compiled));
}

Evaluation Schema::evaluate(const yaml::Document& document, yaml::NodeId node, Collect collect,
                            std::string_view host) const {
  return Evaluator(document, host, collect).run(root(), node);
}

const Subschema& Schema::root() const { return *compiled_->program.root; }

const Subschema* Schema::at(std::uint32_t index) const {
  return index < compiled_->program.arena.size() ? &compiled_->program.arena[index] : nullptr;
}

}  // namespace paas::schema
