// A method of the protocol: one file in lsp/features, which CMake collects into the list.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/text/result.h"
#include "lsp/protocol/client.h"
#include "lsp/server/index.h"

namespace paas::lsp {

class TokenMemory;
class Previews;

/// What features ask the client for, and remember between requests. Belongs to the one thread that answers.
class Exchange {
 public:
  virtual ~Exchange() = default;
  /// `answered` gets the result; null where the client refused.
  virtual void send_request(std::string_view method, Json params, std::function<void(const Json&)> answered) = 0;
  virtual void send_notification(std::string_view method, Json params) = 0;
  /// The last semantic tokens of each document.
  virtual TokenMemory& tokens() = 0;
  /// The previews that the client looks at.
  virtual Previews& previews() = 0;
};

/// Where a request is about: an offset in a file of an app.
struct Cursor {
  std::shared_ptr<const App> app;
  std::shared_ptr<const File> file;
  std::uint32_t offset = 0;
};

/// A request under way, and what it is answered from. Features read parameters with `at`: what is missing or of another
/// type is answered with InvalidParams by whoever calls them.
class Request {
 public:
  Request(const Json& params_in, const Index& index_in, const Client& client_in, Exchange& exchange_in,
          std::function<bool()> is_cancelled_in)
      : params(params_in),
        index(index_in),
        client(client_in),
        exchange(exchange_in),
        is_cancelled(std::move(is_cancelled_in)) {}

  const Json& params;
  const Index& index;
  const Client& client;
  Exchange& exchange;
  std::function<bool()> is_cancelled;  // long work asks from time to time, and may return anything then

  /// The file of `textDocument`; nothing for documents that are none of ours: the answer is null then.
  std::optional<Subject> subject() const;
  /// `textDocument` and `position`.
  std::optional<Cursor> cursor() const;

  std::uint32_t offset(const File& file, const Json& position) const;
  Range range(const File& file, const Json& range) const;
  Json position_json(const File& file, std::uint32_t offset) const;
  Json range_json(const File& file, Range range) const;
  Json location_json(const File& file, Range range) const;
  /// The client's own spelling for documents that are open.
  std::string uri_of(const std::string& path) const;
  /// For `OptionalVersionedTextDocumentIdentifier`: the version of an open document, null of others.
  Json version_of(const std::string& path) const;
  const Lines& lines(const File& file) const;

  /// The files that the answer edits: the server compares those that are not open with the disk before it answers.
  void note_edit(const std::string& path) const { edited_.insert(path); }
  const std::set<std::string>& edited() const { return edited_; }

 private:
  mutable std::set<std::string> edited_;
  // Of the file that was asked about last, and of the one before: answers about ten thousand files go file by file.
  mutable std::unordered_map<const File*, Lines> lines_;
};

struct Feature {
  std::string_view method;
  /// Adds to the server's capabilities what says that the method is there; nullptr where another feature says so.
  void (*announce)(const Client& client, Json& capabilities);
  /// An error is told to the person as it is (RequestFailed).
  Result<Json> (*answer)(const Request& request);
  /// False where the answer does something in the client.
  bool may_be_asked_again = true;
};

/// FileOperationRegistrationOptions for all files on the disk.
Json every_file();

/// Every feature.
std::span<const Feature* const> all_features();
/// nullptr if there is none.
const Feature* find_feature(std::string_view method);

}  // namespace paas::lsp
