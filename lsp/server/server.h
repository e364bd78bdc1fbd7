// The language server: one thread that reads messages, one that answers them in their order, one that reads the
// workspace.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/os/thread.h"
#include "lsp/rpc/connection.h"
#include "lsp/rpc/frame.h"
#include "lsp/rpc/inbox.h"
#include "lsp/server/diagnostics.h"
#include "lsp/server/feature.h"
#include "lsp/server/log.h"
#include "lsp/server/previews.h"
#include "lsp/server/tokens.h"

namespace paas::lsp {

struct ServerOptions {
  WorkspaceOptions workspace;  // what the command line says; paths and texts are the client's
  std::string log;             // a file; may be empty
  int client_process = 0;      // the server ends when it does; 0: not known
};

class Server : private Exchange {
 public:
  Server(Connection& connection, const ServerOptions& options);
  ~Server() override;

  /// Serves until the client says `exit` or is gone. The exit status: 0 after `shutdown`, else 1.
  int run();

 private:
  using Clock = std::chrono::steady_clock;
  enum class State : unsigned char { started, initialized, shut_down, ended };

  // server.cpp: the loop
  void read_messages();
  bool read_message(FrameReader& frames);
  Event event_of(Frame frame);
  Clock::duration patience() const;
  void handle(Event event);
  void handle(Message message);
  void answer(const Message& request);
  void try_to_answer(const Message& request);
  void take_news(const Message& notification);
  void answer_feature(const Message& request);
  void take_notification(const Message& notification);
  bool is_client_gone() const;
  void send(std::string_view body);
  void send_request(std::string_view method, Json params, std::function<void(const Json&)> answered) override;
  void send_notification(std::string_view method, Json params) override;
  TokenMemory& tokens() override { return tokens_; }
  Previews& previews() override { return previews_; }
  void say(int type, const std::string& message, bool shows = false);
  Request request_of(const Json& params, const Json& id = nullptr);

  // lifecycle.cpp
  Json initialize(const Json& params);
  void initialized();
  void register_dynamically();
  void ask_for_configuration();
  void take_configuration(const Json& settings);
  void change_folders(const Json& params);
  void read_workspace();
  void take_workspace(const std::shared_ptr<Workspace>& workspace, Clock::time_point start);
  void lose_workspace();
  void report_progress(std::size_t done, std::size_t count);

  // synchronize.cpp: documents and files
  void did_open(const Json& params);
  void did_change(const Json& params);
  void did_close(const Json& params);
  void did_save();
  void did_change_files(const Json& params);
  void did_create_files(const Json& params);
  void fill_created();
  void offer_fragment(const std::string& path);
  void settle();

  // memory.cpp: what is done where memory runs out
  void give_back_memory();
  void lose(const Message& notification);
  void lose_everything();
  void lose_text(const std::string& path);
  bool is_lost(const Message& request);

  // deliver.cpp: diagnostics
  Json pull(const Json& params);
  void hold_workspace_pull(const Message& request);
  void end_workspace_pull(ErrorCode code, std::string_view why);
  void publish(const std::string& path);
  void publish_open();
  void sweep();
  bool has_sweep() const;
  void refresh_client();

  Connection& connection_;
  Log log_;
  std::string trouble_;  // to be told once there is a client to tell
  Inbox inbox_;
  Client client_;
  Index index_;
  Reports reports_;
  TokenMemory tokens_;
  Previews previews_;
  State state_ = State::started;
  int client_process_;
  int status_ = 1;
  bool traces_ = false;
  bool is_reader_done_ = false;
  Thread reader_;
  Thread indexer_;
  bool is_indexing_ = false;
  bool must_read_again_ = false;          // the workspace, when the client says something
  bool must_settle_ = false;              // memory ran out on the way
  std::map<std::string, bool> lost_;      // open documents whose text is not the client's, and whether that was told
  std::atomic<bool> is_stopped_ = false;  // the indexer need not go on
  bool has_progress_ = false;
  bool reads_quietly_ = false;  // the next time, as it is read for each save
  WorkspaceOptions base_options_;

  std::int64_t next_id_ = 1;
  std::map<std::string, std::function<void(const Json&)>> awaited_;  // by id: requests to the client

  struct Published {
    std::string uri;
    std::string result_id;
    bool has_items = false;
  };
  std::map<std::string, Published> published_;  // by path: what the client was told last
  std::uint64_t published_revision_ = 0;        // of open documents
  std::uint64_t swept_revision_ = 0;
  Clock::time_point last_change_;
  std::map<std::string, Clock::time_point> created_;  // by path: handlers that a person made, still empty
  std::vector<std::string> to_sweep_;                 // paths, the next one last
  std::uint64_t sweeping_revision_ = 0;
  struct WorkspacePull {
    Json id;
    struct Previous {
      std::string uri;  // as the client writes it
      std::string result_id;
    };
    std::map<std::string, Previous> previous;  // what the client has, by path
    Json items = Json::array();
  };
  std::unique_ptr<WorkspacePull> held_;
};

}  // namespace paas::lsp
