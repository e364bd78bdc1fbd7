// Fields that end with a NUL: a version, the identity of this very file, a command, a scope, folders, steps, `begun`;
// then the stamps of each step, or `left out`, and `committed`.
#include "core/files/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <string_view>

namespace paas::files {

namespace {

constexpr std::string_view version = "paas-lsp journal 3";
constexpr std::string_view begun = "begun";
constexpr std::string_view carried = "carried out";
constexpr std::string_view left = "left out";
constexpr std::string_view committed = "committed";
constexpr std::size_t longest = 64'000'000;

void add_field(std::string& out, std::string_view field) {
  out += field;
  out += '\0';
}

void add_stamp(std::string& out, const Stamp& stamp) {
  add_field(out, fmt::format("{}", stamp.inode));
  add_field(out, fmt::format("{}", stamp.size));
  add_field(out, fmt::format("{}", stamp.modified));
  for (const std::uint32_t number : {stamp.mode, stamp.owner, stamp.group}) add_field(out, fmt::format("{}", number));
}

// Hands out one field after the other; a field that the file does not hold any more is empty, and `is_whole` false.
class Fields {
 public:
  explicit Fields(std::string_view text) : left_(text) {}

  std::string next() {
    const std::size_t end = left_.find('\0');
    if (end == std::string_view::npos) {
      is_whole_ = false;
      return {};
    }
    std::string field(left_.substr(0, end));
    left_.remove_prefix(end + 1);
    return field;
  }
  template <typename Number>
  Number number() {
    const std::string field = next();
    Number value{};
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc() || end != field.data() + field.size()) is_whole_ = false;
    return value;
  }
  Stamp stamp() {
    return {number<std::uint64_t>(), number<std::int64_t>(),  number<std::int64_t>(),
            number<std::uint32_t>(), number<std::uint32_t>(), number<std::uint32_t>()};
  }
  bool is_whole() const { return is_whole_; }

 private:
  std::string_view left_;
  bool is_whole_ = true;
};

std::string relative(const std::string& folder, const std::string& path) {
  if (path == folder) return ".";
  return path.substr(folder == "/" ? 1 : folder.size() + 1);
}

// What a journal names must lie in its folder, whatever it says; links are not followed out of it either.
class Names {
 public:
  explicit Names(const std::string& folder) : inside_(real_path(folder)) {
    if (!inside_.ends_with('/')) inside_ += '/';
  }

  std::optional<std::string> absolute(const std::string& name) const {
    const bool leads_out =
        name.empty() || name.starts_with('/') || ("/" + name + "/").find("/../") != std::string::npos;
    if (leads_out) return std::nullopt;
    if (name.size() >= PATH_MAX) return std::nullopt;
    std::string path = inside_ + name;
    if (path.ends_with('/')) path.pop_back();
    // The folders above it, and of them what is there: that has links. The last part is never followed.
    const std::string above = folder_of(path);
    std::size_t end = std::min(inside_.size() - 1, above.size());
    struct stat status;
    while (end < above.size()) {
      const std::size_t next = std::min(above.find('/', end + 1), above.size());
      if (lstat(above.substr(0, next).c_str(), &status) != 0) break;
      end = next;
    }
    const std::string existing = real_path(above.substr(0, std::max<std::size_t>(end, 1)));
    if (!((existing.ends_with('/') ? existing : existing + "/")).starts_with(inside_)) return std::nullopt;
    return path;
  }

 private:
  std::string inside_;
};

bool is_temporary(std::string_view path) { return path.substr(path.rfind('/') + 1).starts_with(temporary_prefix); }

// False where a name is not as this program writes it.
bool read_names(Fields& fields, const Names& names, Plan& plan) {
  const auto folders = fields.number<std::size_t>();
  for (std::size_t i = 0; i < folders && fields.is_whole(); ++i) {
    auto folder = names.absolute(fields.next());
    if (!folder) return false;
    plan.folders.push_back(std::move(*folder));
  }
  const auto steps = fields.number<std::size_t>();
  for (std::size_t i = 0; i < steps && fields.is_whole(); ++i) {
    Step step;
    const std::string kind = fields.next();
    step.kind = kind == "c" ? Step::Kind::create : kind == "d" ? Step::Kind::remove : Step::Kind::replace;
    for (std::string* path : {&step.path, &step.temporary, &step.aside}) {
      auto absolute = names.absolute(fields.next());
      if (!absolute || (path != &step.path && !is_temporary(*absolute))) return false;
      *path = std::move(*absolute);
    }
    plan.steps.push_back(std::move(step));
  }
  return true;
}

// False where they end too soon.
bool read_stamps(Fields& fields, std::vector<Step>& steps) {
  std::vector<Step> carried_out;
  for (Step& step : steps) {
    const std::string how = fields.next();
    if (how == left) continue;
    if (how != carried) return false;
    step.before = fields.stamp();
    step.after = fields.stamp();
    step.sum_before = fields.number<std::uint64_t>();
    step.sum_after = fields.number<std::uint64_t>();
    carried_out.push_back(std::move(step));
  }
  steps = std::move(carried_out);
  return fields.next() == committed && fields.is_whole();
}

// `identity` is of the file that holds the text.
void read_plan(std::string_view text, const std::string& folder, const std::string& identity, LeftJournal& journal) {
  Fields fields(text);
  const std::string written_by = fields.next();
  const std::string written_in = fields.next();
  if (fields.is_whole() && written_by != version) {
    journal.trouble = "another version of paas-lsp wrote it";
    return;
  }
  if (written_in != identity) {
    journal.trouble = "it was copied here, or comes from another machine";
    return;
  }
  journal.plan.command = fields.next();
  journal.plan.scope = fields.next() == "a" ? Scope::all : Scope::each;
  const bool is_ours = read_names(fields, Names(folder), journal.plan);
  const bool has_begun = is_ours && fields.next() == begun;
  if (!is_ours && fields.is_whole()) journal.trouble = "it was not written here";
  if (!has_begun || !fields.is_whole()) {  // nothing was made before it was complete
    journal.plan.steps.clear();
    journal.plan.folders.clear();
    return;
  }
  const std::vector<Step> begun_steps = journal.plan.steps;
  journal.is_committed = read_stamps(fields, journal.plan.steps);
  if (!journal.is_committed) journal.plan.steps = begun_steps;
}

}  // namespace

std::optional<Journal> Journal::create(const std::string& folder, bool& is_taken) {
  is_taken = false;
  const std::string path = (folder == "/" ? "" : folder) + "/" + journal_name;
  for (int attempt = 0; attempt < 10; ++attempt) {
    Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) {
      is_taken = errno == EEXIST;
      return std::nullopt;
    }
    struct stat status;
    // Who looked for journals in between may have deleted this one, which is empty and was not locked yet.
    const bool is_locked = flock(file.get(), LOCK_EX | LOCK_NB) == 0 || errno == ENOLCK || errno == ENOSYS;
    if (is_locked && fstat(file.get(), &status) == 0 && status.st_nlink > 0) return Journal(path, std::move(file));
  }
  is_taken = true;
  return std::nullopt;
}

Journal::~Journal() {
  if (file_) unlink(path_.c_str());
}

bool Journal::begin(const Plan& plan) {
  const std::string folder = folder_of(path_);
  std::string text;
  add_field(text, version);
  add_field(text, identity_of(file_.get()));
  add_field(text, plan.command);
  add_field(text, std::string_view(reinterpret_cast<const char*>(&plan.scope), 1));
  add_field(text, fmt::format("{}", plan.folders.size()));
  for (const std::string& made : plan.folders) add_field(text, relative(folder, made));
  add_field(text, fmt::format("{}", plan.steps.size()));
  for (const Step& step : plan.steps) {
    add_field(text, std::string_view(reinterpret_cast<const char*>(&step.kind), 1));
    for (const std::string* path : {&step.path, &step.temporary, &step.aside}) add_field(text, relative(folder, *path));
  }
  add_field(text, begun);
  if (!write_durably(file_.get(), text)) return false;
  sync_folder(folder);
  return true;
}

bool Journal::commit(const Plan& plan, const std::set<std::size_t>& left_out) {
  std::string text;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const bool is_left_out = left_out.contains(i);
    add_field(text, is_left_out ? left : carried);
    if (is_left_out) continue;
    const Step& step = plan.steps[i];
    add_stamp(text, step.before);
    add_stamp(text, step.after);
    for (const std::uint64_t sum : {step.sum_before, step.sum_after}) add_field(text, fmt::format("{}", sum));
  }
  add_field(text, committed);
  return write_durably(file_.get(), text);
}

bool is_being_written(const std::string& folder) {
  const std::string path = (folder == "/" ? "" : folder) + "/" + journal_name;
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  return file && flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

std::optional<LeftJournal> read_journal(const std::string& folder) {
  const std::string path = (folder == "/" ? "" : folder) + "/" + journal_name;
  struct stat status;
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  LeftJournal journal;
  const auto useless = [&](std::string why) {
    journal.trouble = std::move(why);
    return std::optional(std::move(journal));
  };
  // Whoever may write it could have any file below exchanged by the one who reads it.
  if (!S_ISREG(status.st_mode)) return useless("it is no regular file");
  if (status.st_uid != geteuid()) return useless("another user began it, and can finish it");
  if ((status.st_mode & 0022) != 0) return useless("others may write it");
  journal.lock = Descriptor(open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!journal.lock) return errno == ENOENT ? std::nullopt : useless(system_error(path).message);
  if (flock(journal.lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return std::nullopt;
  if (fstat(journal.lock.get(), &status) != 0 || status.st_nlink == 0) return std::nullopt;  // just finished
  const std::optional<std::string> text = read_all(journal.lock.get(), longest);
  if (!text) return useless("it cannot be read");
  const std::string identity = identity_of(journal.lock.get());
  // Who was killed at once, or had no room on the disk, did not come to the point where something is made.
  std::string beginning;
  add_field(beginning, version);
  add_field(beginning, identity);
  if ((status.st_mode & 0077) == 0 && beginning.starts_with(*text)) return journal;
  read_plan(*text, folder, identity, journal);
  return journal;
}

}  // namespace paas::files
