// `--preview`: the CloudFormation template that an app becomes.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/cli.h"
#include "cli/place.h"
#include "cli/preview.h"
#include "core/template/optimise.h"
#include "core/template/text.h"

namespace paas::cli {

namespace {

using namespace cloudformation;

std::string place(const Origin& origin) { return place_of(*origin.file, origin.range); }

struct NamedOrigin {
  std::string name;
  Origin origin;
};

// The texts of all parts, made side by side. Parts themselves do not outlive their text: of ten thousand handlers they
// would fill the memory.
struct Rendering {
  std::vector<PartText> texts;
  std::vector<Parameter> parameters;
  std::size_t resources = 0;
};

Rendering render_all(const App& app, const std::vector<Order>& orders, const Parameters& parameters, Format format,
                     unsigned threads) {
  constexpr std::size_t orders_a_step = 64;
  Rendering rendering;
  rendering.texts.resize(orders.size());
  std::vector<std::vector<NamedOrigin>> references(orders.size());
  std::vector<std::size_t> counts(orders.size());
  const std::size_t steps = (orders.size() + orders_a_step - 1) / orders_a_step;
  for_each_index(steps, threads, {}, [&](std::size_t each) {
    const std::size_t end = std::min(orders.size(), (each + 1) * orders_a_step);
    for (std::size_t i = each * orders_a_step; i < end; ++i) {
      const FilePart part = render(app, orders[i]);
      rendering.texts[i] = write(part, format);
      counts[i] = part.resources.size();
      for (const Reference& reference : part.references) {
        if (parameters.is_parameter(reference.name))
          references[i].push_back({std::string(reference.name), *reference.origin});
      }
    }
  });
  std::map<std::string_view, const Origin*> names;
  for (const auto& of_part : references) {
    for (const NamedOrigin& reference : of_part) names.emplace(reference.name, &reference.origin);
  }
  for (const auto& [name, origin] : names) rendering.parameters.push_back(parameters.parameter(name, *origin));
  for (const std::size_t count : counts) rendering.resources += count;
  return rendering;
}

// What the template does not show, on standard error.
void tell_plan(const Plan& plan, const std::vector<Parameter>& parameters) {
  for (const LeftOut& left : plan.left_out)
    say(fmt::format("{}: left out: {}", place({left.file.get(), left.range}), left.reason));
  std::string hidden;
  for (const Parameter& parameter : parameters) {
    if (parameter.is_hidden) hidden += (hidden.empty() ? "" : ", ") + parameter.id;
    if (parameter.value || parameter.is_hidden) continue;
    if (parameter.value_origin.file != nullptr) {
      say(fmt::format("{}: the parameter {} has no value here: the shell computes it", place(parameter.value_origin),
                      parameter.id));
    } else {
      say(fmt::format("{}: the parameter {} has no value: the environment does not set it", place(parameter.origin),
                      parameter.id));
    }
  }
  if (!hidden.empty())
    say(fmt::format("not in the template, as they look like secrets: the values of {}; --show-values prints them",
                    hidden));
}

// What the deployer of today makes has them.
bool shows_secrets(const PreviewOptions& options) { return options.shows_values || options.as_deployed; }

// In memory as a whole: what is merged may stand anywhere.
std::string optimised(const App& app, const Recipes& recipes, const PreviewOptions& options) {
  Template whole = make_template(app, recipes);
  if (!shows_secrets(options)) hide_secrets(whole.parameters);
  const Saved saved = optimise(whole);
  say(fmt::format("merged {} roles and {} policies into others: {} resources fewer", saved.roles, saved.policies,
                  saved.roles + saved.policies));
  return to_text(whole, options.format, options.as_deployed);
}

}  // namespace

Result<std::shared_ptr<const App>> only_app(const Workspace& workspace) {
  if (workspace.apps.empty()) return Error{"no app is here: no file with a fragment was found"};
  if (workspace.apps.size() == 1) return workspace.apps.front();
  std::string names;
  for (const auto& app : workspace.apps) names += " " + relative_to_here(app->package());
  return Error{fmt::format("{} apps are here; name one of:{}", workspace.apps.size(), names)};
}

int preview(const PreviewOptions& options) {
  const Result<Workspace> workspace = open_workspace(options.where);
  return workspace ? preview(*workspace, options) : fail(workspace.error());
}

int preview(const Workspace& workspace, const PreviewOptions& options) {
  const Result<std::shared_ptr<const App>> found = only_app(workspace);
  if (!found) return fail(found.error());
  const App& app = **found;
  const Recipes* recipes = recipes_of(app.generation(), options.as_deployed ? Mode::as_deployed : Mode::meant);
  if (recipes == nullptr) {
    return fail(
        fmt::format("{} is of generation {}, and templates are made of {} only; `paas-lsp --migrate` carries it over",
                    relative_to_here(app.package()), app.generation().name(), Generation::newest()->name()));
  }
  Plan planned = plan(app, *recipes);
  const Parameters answers(app, render(app, planned.orders.front()), planned.left_out);
  if (!options.handler.empty()) {
    const std::string path = absolute_path(options.handler);
    std::erase_if(planned.orders,
                  [&](const Order& order) { return order.file == nullptr || order.file->path != path; });
    if (planned.orders.empty() && app.handlers().find(path) == nullptr)
      return fail(fmt::format("--handler {}: no handler of {}", options.handler, relative_to_here(app.package())));
    std::erase_if(planned.left_out, [&](const LeftOut& left) { return left.file->path != path; });
  }
  if (options.optimise) print(optimised(app, *recipes, options));
  Rendering rendering = render_all(app, planned.orders, answers, options.format, options.where.threads);
  if (!shows_secrets(options)) hide_secrets(rendering.parameters);
  const std::string parameters = write(rendering.parameters, options.format);
  Sections sections{{parameters}, {}, {}};
  for (const PartText& text : rendering.texts) {
    sections.resources.push_back(text.resources);
    sections.outputs.push_back(text.outputs);
  }
  if (!options.optimise)
    add_template(sections, options.format, options.as_deployed, [](std::string_view piece) { print(piece); });
  tell_plan(planned, rendering.parameters);
  const bool is_whole = std::ranges::none_of(planned.left_out, &LeftOut::is_error);
  return is_whole ? exit_clean : exit_errors;
}

}  // namespace paas::cli
