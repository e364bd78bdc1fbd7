// Finds the code behind a word.
#include "core/query/code.h"

#include <algorithm>

#include "core/aws/aws_calls.h"
#include "core/aws/permission.h"
#include "core/python/signature.h"

namespace paas::query {

namespace {

std::vector<Place> calls_for(const File& file, std::string_view permission) {
  std::vector<Place> places;
  const AwsNeeds needs = aws_needs_of(file.text);
  for (const AwsCall& call : needs.calls) {
    const bool is_needed = std::any_of(call.actions.begin(), call.actions.end(),
                                       [&](const std::string& action) { return covers(permission, action); });
    if (is_needed) places.push_back({&file, call.range});
  }
  return places;
}

}  // namespace

std::optional<Range> function_of(const App& app, const File& file) {
  if (app.handler_of(file) == nullptr || !app.generation().reads_code()) return std::nullopt;
  return python::find_handler(file.text, file.fragment.found ? file.fragment.range.end : 0);
}

std::vector<Place> code_of(const App& app, const File& file, std::uint32_t offset) {
  if (app.handler_of(file) == nullptr) return {};
  const Meanings meanings(file);
  const std::optional<Spot> spot = meanings.at(offset);
  if (!spot || spot->at_key) return {};
  const Subschemas subschemas = meanings.of(spot->node);
  if (means(subschemas, "permission")) return calls_for(file, file.document.text(spot->node));
  if (!means(subschemas, "function")) return {};
  const std::optional<Range> function = function_of(app, file);
  return function ? std::vector<Place>{{&file, *function}} : std::vector<Place>();
}

}  // namespace paas::query
