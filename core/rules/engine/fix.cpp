// Tries fixes before they are offered, and applies them.
#include "core/rules/fix.h"

#include <algorithm>
#include <optional>

#include "core/rules/engine/errors.h"
#include "core/rules/engine/trial.h"

namespace paas {

namespace {

// A fix may bring another mistake to light; more rounds would go in a circle.
constexpr int max_rounds = 20;

bool is_before(const Edit& a, const Edit& b) { return a.range.begin < b.range.begin; }

// Two edits at one place have no order.
bool overlap(Range a, Range b) { return a.begin == b.begin || (a.begin < b.end && b.begin < a.end); }

std::size_t count_of_reads(const File& file) {
  const auto& reads = file.code.reads;
  return static_cast<std::size_t>(
      std::count_if(reads.begin(), reads.end(), [](const python::EnvironmentRead& read) { return read.in_code; }));
}

// True if nothing that was understood of a file is lost: the Python string, the YAML, the code, the variables.
bool is_understood(const File& before, const File& after) {
  if (after.trouble != Trouble::none || after.text.size() > max_file_size) return false;
  if (before.kind == FileKind::environment) return after.variables.size() >= before.variables.size();
  const python::Fragment& old = before.fragment;
  const bool is_seen = after.fragment.read_by_deployer >= old.read_by_deployer && after.fragment.found >= old.found;
  const bool is_whole = after.document.complete() >= before.document.complete() &&
                        after.document.problems().size() <= before.document.problems().size();
  const bool has_code =
      before.code.handler == python::Presence::unknown || after.code.handler != python::Presence::unknown;
  return is_seen && is_whole && has_code && after.fragment.quirks.size() <= old.quirks.size() &&
         after.bodies.size() >= before.bodies.size() && count_of_reads(after) >= count_of_reads(before);
}

std::vector<Diagnostic> diagnostics_of(const Rule& rule, const App& app, const File& file) {
  if (rule.check == nullptr) return check_file(app, file);
  std::vector<Diagnostic> diagnostics;
  rule.check(Check(app, file, diagnostics));
  return diagnostics;
}

/// Says of one diagnostic whether it is gone.
class Judge {
 public:
  Judge(const App& app, const Diagnostic& diagnostic, Extent extent)
      : app_(app), diagnostic_(diagnostic), extent_(extent) {
    const std::map<std::string, std::string> no_texts;
    count(Trial(app, *diagnostic.file, no_texts, extent), diagnostic.range.begin, same_place_, same_message_);
  }

  /// False if what is looked at is not enough to see the diagnostic.
  bool sees() const { return same_place_ > 0 && same_message_ > 0; }

  /// Whether the diagnostic goes, and nothing comes that the deployer refuses. A fix that brings another error is not
  /// safe, however sure it is.
  bool accepts(Fix& fix) const {
    std::map<std::string, std::string> texts;
    std::uint32_t place = diagnostic_.range.begin;
    std::int64_t moved = 0;
    for (const Edit& edit : fix.edits) {
      if (edit.range.end > edit.file->text.size() || edit.range.begin > edit.range.end) return false;
      texts.try_emplace(edit.file->path, edited(*edit.file, fix.edits));
      if (edit.file != diagnostic_.file || edit.range.end > place) continue;
      moved += static_cast<std::int64_t>(edit.text.size()) - edit.range.size();
    }
    for (const NewFile& file : fix.new_files) texts.try_emplace(file.path, file.text);
    const Trial trial(app_, *diagnostic_.file, texts, extent_);
    for (const Edit& edit : fix.edits) {
      if (!is_understood(*edit.file, trial.version_of(*edit.file))) return false;
    }
    std::size_t same_place = 0;
    std::size_t same_message = 0;
    count(trial, static_cast<std::uint32_t>(place + moved), same_place, same_message);
    if (same_place >= same_place_ || same_message >= same_message_) return false;
    texts.try_emplace(diagnostic_.file->path, diagnostic_.file->text);
    const Errors more = new_errors(app_, texts, &trial);
    if (more.conflicts > 0) return false;
    if (more.all > 0) fix.safe = false;
    return true;
  }

 private:
  void count(const Trial& trial, std::uint32_t place, std::size_t& same_place, std::size_t& same_message) const {
    for (const Diagnostic& found : diagnostics_of(*diagnostic_.rule, trial.app(), trial.subject())) {
      if (found.rule != diagnostic_.rule) continue;
      same_place += found.range.begin == place ? 1 : 0;
      same_message += found.message == diagnostic_.message ? 1 : 0;
    }
  }

  const App& app_;
  const Diagnostic& diagnostic_;
  Extent extent_;
  std::size_t same_place_ = 0;
  std::size_t same_message_ = 0;
};

}  // namespace

std::vector<Fix> fixes_of(const App& app, const Diagnostic& diagnostic) {
  if (diagnostic.rule->fix == nullptr) return {};
  std::vector<Diagnostic> unused;
  std::vector<Fix> fixes = diagnostic.rule->fix(Check(app, *diagnostic.file, unused), diagnostic);
  if (fixes.empty()) return {};
  std::optional<Judge> judge;
  judge.emplace(app, diagnostic, Extent::near);
  if (!judge->sees()) judge.emplace(app, diagnostic, Extent::whole);
  if (!judge->sees()) return {};
  std::vector<Fix> accepted;
  for (Fix& fix : fixes) {
    if (judge->accepts(fix)) accepted.push_back(std::move(fix));
  }
  fixes = std::move(accepted);
  for (Fix& fix : fixes) {
    for (NewFile& file : fix.new_files) file.text = with_line_ends_of(diagnostic.file->text, std::move(file.text));
  }
  std::stable_partition(fixes.begin(), fixes.end(), [](const Fix& fix) { return fix.preferred; });
  return fixes;
}

bool brings_error(const App& app, const std::map<std::string, std::string>& texts) {
  return new_errors(app, texts).all > 0;
}

std::string edited(const File& file, const std::vector<Edit>& edits) {
  std::vector<Edit> own;
  std::copy_if(edits.begin(), edits.end(), std::back_inserter(own),
               [&](const Edit& edit) { return edit.file->path == file.path; });
  std::stable_sort(own.begin(), own.end(), is_before);
  std::string text;
  std::uint32_t at = 0;
  for (const Edit& edit : own) {
    if (edit.range.begin < at) continue;
    text += slice(file.text, {at, edit.range.begin});
    text += edit.text;
    at = edit.range.end;
  }
  return text + std::string(slice(file.text, {at, static_cast<std::uint32_t>(file.text.size())}));
}

void FixRound::add(const App& app, const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.rule->fix == nullptr) continue;
    const std::vector<Fix> fixes = fixes_of(app, diagnostic);
    const auto trusted = std::find_if(fixes.begin(), fixes.end(), [&](const Fix& fix) {
      return fix.safe || (trust_ == Trust::all && !fix.needs_value);
    });
    if (trusted != fixes.end() && accept(app, *trusted)) ++count_;
  }
}

bool FixRound::accept(const App& app, const Fix& fix) {
  const auto is_elsewhere = [&](const Edit& edit) { return edit.file->path != only_; };
  if (!only_.empty() && (!fix.new_files.empty() || std::any_of(fix.edits.begin(), fix.edits.end(), is_elsewhere)))
    return false;
  std::map<std::string, std::vector<Edit>> next;
  for (const Edit& edit : fix.edits) {
    const auto known = edits_.find(edit.file->path);
    std::vector<Edit>& all =
        next.try_emplace(edit.file->path, known == edits_.end() ? std::vector<Edit>() : known->second).first->second;
    const auto is_same = [&](const Edit& other) { return other.range == edit.range && other.text == edit.text; };
    if (std::any_of(all.begin(), all.end(), is_same)) continue;
    if (std::any_of(all.begin(), all.end(), [&](const Edit& other) { return overlap(other.range, edit.range); }))
      return false;
    all.push_back(edit);
  }
  for (const NewFile& file : fix.new_files) {
    const auto known = new_files_.find(file.path);
    if (known != new_files_.end() && known->second != file.text) return false;
  }
  // Each alone is right; together they may not be.
  std::map<std::string, std::string> texts;
  for (const auto& [path, edits] : next) texts[path] = edited(*edits.front().file, edits);
  for (const auto& [path, edits] : next) {
    const File& file = *edits.front().file;
    const Trial trial(app, file, texts);
    if (!is_understood(file, trial.version_of(file))) return false;
  }
  for (auto& [path, edits] : next) edits_[path] = std::move(edits);
  for (const NewFile& file : fix.new_files) new_files_[file.path] = file.text;
  return true;
}

std::vector<FixedFile> FixRound::finish() const {
  std::map<std::string, FixedFile> files;
  for (const auto& [path, edits] : edits_) {
    const File& file = *edits.front().file;
    files[path] = {path, file.text, edited(file, edits), false};
  }
  for (const auto& [path, text] : new_files_) files[path] = {path, {}, text, true};
  std::vector<FixedFile> list;
  list.reserve(files.size());
  for (auto& [path, file] : files) list.push_back(std::move(file));
  return list;
}

std::string fix_all(const App& app, const File& file, Trust trust) {
  std::map<std::string, std::string> texts{{file.path, file.text}};
  for (int round = 0; round < max_rounds; ++round) {
    const Trial trial(app, file, texts);
    FixRound fixes(trust, file.path);
    fixes.add(trial.app(), check_file(trial.app(), trial.subject()));
    const std::vector<FixedFile> changed = fixes.finish();
    const auto own = std::find_if(changed.begin(), changed.end(),
                                  [&](const FixedFile& candidate) { return candidate.path == file.path; });
    if (own == changed.end() || own->after == texts[file.path]) break;
    texts[file.path] = own->after;
  }
  return texts[file.path];
}

}  // namespace paas
