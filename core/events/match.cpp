// Walks down a pattern and an event together.
#include "core/events/match.h"

#include <algorithm>
#include <unordered_set>

namespace paas::events {

namespace {

using Values = std::vector<const Event*>;
using Fields = std::vector<const Field*>;

/// Arrays stand for their elements, however deep they lie in each other.
void add_elements(const Event& value, Values& to) {
  if (!value.is_array()) return to.push_back(&value);
  for (const Event& element : value) add_elements(element, to);
}

Values below(const Event& object, const std::string& name) {
  Values values;
  const auto found = object.find(name);
  if (found != object.end()) add_elements(*found, values);
  return values;
}

bool is_object(const Event* value) { return value->is_object(); }

Values objects_in(Values values) {
  values.erase(std::remove_if(values.begin(), values.end(), [](const Event* value) { return !is_object(value); }),
               values.end());
  return values;
}

/// Values of an event that are looked at for one pattern; far beyond what EventBridge takes.
constexpr std::size_t max_steps = 3'000'000;

class Matching {
 public:
  explicit Matching(const ResourceNames& names) : comparison_(names) {}

  std::optional<Miss> run(const Pattern& pattern, const Event& event) {
    std::optional<Miss> miss = first_miss(pattern, {&event}, "");
    if (miss || !array_) return with_bound(std::move(miss));
    Fields fields;
    for (const Field& field : pattern.fields) fields.push_back(&field);
    if (!fits_together(std::move(fields), &event)) miss = std::move(array_);
    return with_bound(std::move(miss));
  }

 private:
  std::optional<Miss> with_bound(std::optional<Miss> miss) const {
    if (miss && steps_ > max_steps) *miss = {miss->path, miss->field, Reason::too_much};
    return miss;
  }

  // Each field by itself. Goes on after the first miss, to know of every field whether the event has it.
  std::optional<Miss> first_miss(const Pattern& pattern, const Values& objects, const std::string& path) {
    std::optional<Miss> first;
    for (const Field& field : pattern.fields) {
      std::optional<Miss> miss = miss_of(field, objects, path.empty() ? field.name : path + "." + field.name, path);
      if (!first) first = std::move(miss);
    }
    return first;
  }

  std::optional<Miss> miss_of(const Field& field, const Values& objects, const std::string& path,
                              const std::string& above) {
    if (field.is_either) return miss_of_alternatives(field, objects, path, above);
    Values values;
    for (const Event* object : objects) {
      const Values more = below(*object, field.name);
      values.insert(values.end(), more.begin(), more.end());
    }
    steps_ += objects.size() + values.size() + 1;
    if (steps_ > max_steps) return Miss{path, &field, Reason::too_much};
    if (field.below.empty()) return miss_of_values(field, std::move(values), path);
    values = objects_in(std::move(values));
    if (values.size() > 1 && !array_) array_ = Miss{path, &field, Reason::other_elements};
    return first_miss(field.below.front(), values, path);
  }

  std::optional<Miss> miss_of_alternatives(const Field& field, const Values& objects, const std::string& path,
                                           const std::string& above) {
    Miss miss{path, &field, Reason::no_alternative};
    for (const Pattern& alternative : field.below) {
      if (std::optional<Miss> one = first_miss(alternative, objects, above))
        miss.alternatives.push_back(std::move(*one));
    }
    if (miss.alternatives.size() < field.below.size()) return std::nullopt;
    return miss;
  }

  std::optional<Miss> miss_of_values(const Field& field, Values values, const std::string& path) {
    const bool has_object = std::any_of(values.begin(), values.end(), is_object);
    values.erase(std::remove_if(values.begin(), values.end(), is_object), values.end());
    if (values.empty()) {
      const bool may_be_absent = std::any_of(field.values.begin(), field.values.end(),
                                             [](const Matcher& matcher) { return matcher.test == Test::absent; });
      if (!may_be_absent) return Miss{path, &field, has_object ? Reason::object : Reason::no_value};
      absent_.insert(&field);
      return std::nullopt;
    }
    if (fits_any(field, values)) return std::nullopt;
    const bool must_be_absent = std::all_of(field.values.begin(), field.values.end(),
                                            [](const Matcher& matcher) { return matcher.test == Test::absent; });
    return Miss{path, &field, must_be_absent ? Reason::value : Reason::other_value, std::move(values)};
  }

  bool fits_any(const Field& field, const Values& values) {
    return std::any_of(values.begin(), values.end(), [&](const Event* value) {
      return std::any_of(field.values.begin(), field.values.end(),
                         [&](const Matcher& matcher) { return comparison_.fits(matcher, *value); });
    });
  }

  // All fields in one object. Fields of the same name, which come from alternatives, must be in the same element.
  bool fits_together(Fields fields, const Event* object) {
    if (++steps_ > max_steps) return false;
    const auto either = std::find_if(fields.begin(), fields.end(), [](const Field* field) { return field->is_either; });
    if (either != fields.end()) {
      const std::vector<Pattern>& alternatives = (*either)->below;
      fields.erase(either);
      return std::any_of(alternatives.begin(), alternatives.end(), [&](const Pattern& alternative) {
        Fields all = fields;
        for (const Field& field : alternative.fields) all.push_back(&field);
        return fits_together(std::move(all), object);
      });
    }
    std::stable_sort(fields.begin(), fields.end(),
                     [](const Field* left, const Field* right) { return left->name < right->name; });
    for (std::size_t begin = 0; begin < fields.size();) {
      std::size_t end = begin;
      while (end < fields.size() && fields[end]->name == fields[begin]->name) ++end;
      if (!fits_name(
              {fields.begin() + static_cast<std::ptrdiff_t>(begin), fields.begin() + static_cast<std::ptrdiff_t>(end)},
              object))
        return false;
      begin = end;
    }
    return true;
  }

  bool fits_name(const Fields& fields, const Event* object) {
    const Values values = object == nullptr ? Values() : below(*object, fields.front()->name);
    steps_ += values.size();
    Values plain = values;
    plain.erase(std::remove_if(plain.begin(), plain.end(), is_object), plain.end());
    Fields deeper;
    for (const Field* field : fields) {
      if (!field->below.empty()) {
        for (const Field& below : field->below.front().fields) deeper.push_back(&below);
      } else if (!absent_.contains(field) && !fits_any(*field, plain)) {
        return false;
      }
    }
    if (deeper.empty()) return true;
    const Values objects = objects_in(values);
    if (objects.empty()) return fits_together(std::move(deeper), nullptr);
    return std::any_of(objects.begin(), objects.end(), [&](const Event* one) { return fits_together(deeper, one); });
  }

  Comparison comparison_;
  std::size_t steps_ = 0;
  std::optional<Miss> array_;                // the first array of several objects that the pattern leads into
  std::unordered_set<const Field*> absent_;  // fields that the event does not have, as the pattern wants it
};

}  // namespace

std::optional<Miss> mismatch(const Pattern& pattern, const Event& event, const ResourceNames& names) {
  return Matching(names).run(pattern, event);
}

}  // namespace paas::events
