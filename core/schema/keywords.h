// The project's own keywords in schemas; docs/schemas.md says what each means and which values it takes.
#pragma once

namespace paas::schema::keywords {

inline constexpr const char* prefix = "x-paas-";

inline constexpr const char* avoids = "x-paas-avoids";
inline constexpr const char* caller_waits = "x-paas-caller-waits";
inline constexpr const char* caused_by = "x-paas-caused-by";
inline constexpr const char* caused_by_value = "x-paas-caused-by-value";
inline constexpr const char* defines = "x-paas-defines";
inline constexpr const char* distinct = "x-paas-distinct";
inline constexpr const char* given_as = "x-paas-given-as";
inline constexpr const char* grants = "x-paas-grants";
inline constexpr const char* inserts = "x-paas-inserts";
inline constexpr const char* known = "x-paas-known";
inline constexpr const char* link = "x-paas-link";
inline constexpr const char* mentions = "x-paas-mentions";
inline constexpr const char* message = "x-paas-message";
inline constexpr const char* name_limit = "x-paas-name-limit";
inline constexpr const char* needs = "x-paas-needs";
inline constexpr const char* never = "x-paas-never";
inline constexpr const char* no_effect = "x-paas-no-effect";
inline constexpr const char* placeholders = "x-paas-placeholders";
inline constexpr const char* refers = "x-paas-refers";
inline constexpr const char* resources = "x-paas-resources";
inline constexpr const char* starts = "x-paas-starts";
inline constexpr const char* value = "x-paas-value";

inline constexpr const char* all[] = {
    avoids,    caller_waits, caused_by, caused_by_value, defines, distinct,   given_as, grants,
    inserts,   known,        link,      mentions,        message, name_limit, needs,    never,
    no_effect, placeholders, refers,    resources,       starts,  value};

}  // namespace paas::schema::keywords
