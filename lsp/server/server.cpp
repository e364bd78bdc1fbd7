// The loop: takes messages in their order, answers each request once.
#include "lsp/server/server.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/os/memory.h"

namespace paas::lsp {

namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 1s;  // after the client's process

const Json& id_to_cancel(const Json& params) { return params.at("id"); }

}  // namespace

Server::Server(Connection& connection, const ServerOptions& options)
    : connection_(connection),
      index_(options.workspace),
      client_process_(options.client_process),
      base_options_(options.workspace) {
  if (!options.log.empty() && !log_.open(options.log.c_str()))
    trouble_ = fmt::format("the log file {} cannot be written", options.log);
}

Server::~Server() {
  inbox_.close();
  is_stopped_ = true;
  indexer_.join();
  // A thread that waits for a client cannot be called back.
  const bool is_reading = state_ != State::ended && !is_reader_done_;
  if (is_reading) _exit(status_);
}

int Server::run() {
  if (!reader_.start([this] { read_messages(); })) {
    std::fputs("paas-lsp: the system grants no thread to wait for the client\n", stderr);
    state_ = State::ended;
    return status_ = 2;
  }
  bool was_shut_down = false;
  while (state_ != State::ended && !is_reader_done_) {
    std::optional<Event> event = inbox_.pop(patience());
    if (!event) {
      if (is_client_gone()) break;
      if (!attempt([&] { must_settle_ ? settle() : sweep(); })) {
        to_sweep_.clear();
        last_change_ = Clock::now() + 1s;
      }
      continue;
    }
    was_shut_down = state_ == State::shut_down;
    handle(std::move(*event));
    if (inbox_.is_empty() && state_ == State::initialized) {
      must_settle_ = true;
      if (!attempt([&] { settle(); })) give_back_memory();
    }
  }
  log_.write("ends");
  status_ = was_shut_down ? 0 : 1;
  return status_;
}

// Runs in a thread of its own. After `exit` nothing more is read.
void Server::read_messages() {
  FrameReader frames(connection_);
  while (read_message(frames)) continue;
  inbox_.push(Hangup{});
}

bool Server::read_message(FrameReader& frames) {
  Frame frame = frames.next();
  if (frame.kind == Frame::Kind::end) return false;
  const std::size_t size = frame.text.size();
  Event event = event_of(std::move(frame));
  bool is_last = false;
  if (const auto* message = std::get_if<Message>(&event)) {
    if (message->method == "$/cancelRequest" && message->params.is_object() && message->params.contains("id"))
      inbox_.cancel(id_to_cancel(message->params));
    is_last = message->method == "exit";
  }
  inbox_.push(std::move(event), size);
  return !is_last;
}

Event Server::event_of(Frame frame) {
  if (frame.kind == Frame::Kind::malformed) return Refusal{ErrorCode::parse_error, std::move(frame.text)};
  if (frame.kind == Frame::Kind::lost) return lost_message(frame.text);
  Parsed parsed;
  const auto parse = [&] { parsed = parse_message(frame.text); };
  if (frame.text.size() <= small_body_size) {
    parse();
  } else if (!attempt(parse)) {
    return lost_message(frame.text);
  }
  if (!parsed.message) return std::move(parsed.refusal);
  return std::move(*parsed.message);
}

Server::Clock::duration Server::patience() const {
  if (!has_sweep() && !must_settle_) return between_looks;
  constexpr auto quiet = 150ms;  // typing goes first
  const auto since = Clock::now() - last_change_;
  return since >= quiet ? Clock::duration::zero() : quiet - since;
}

bool Server::is_client_gone() const { return client_process_ > 0 && kill(client_process_, 0) != 0 && errno == ESRCH; }

void Server::handle(Event event) {
  if (auto* message = std::get_if<Message>(&event)) return handle(std::move(*message));
  if (auto* refusal = std::get_if<Refusal>(&event)) {
    log_.write("refused: " + refusal->message);
    if (refusal->is_news_lost) lose_everything();
    return send(write_error(refusal->id, refusal->code, refusal->message));
  }
  if (auto* task = std::get_if<std::function<void()>>(&event)) {
    if (!attempt(*task)) lose_everything();
    return;
  }
  is_reader_done_ = true;
}

void Server::handle(Message message) {
  if (message.is_response()) {
    const auto awaited = awaited_.find(message.id.dump());
    if (awaited == awaited_.end()) return log_.write("a response that nothing waits for");
    const auto answered = std::move(awaited->second);
    awaited_.erase(awaited);
    if (!attempt([&] { answered(message.result); })) say(1, "out of memory: an answer of the client is lost");
    return;
  }
  const auto start = Clock::now();
  if (message.is_request()) {
    answer(message);
  } else {
    take_news(message);
  }
  // Not at once when memory ran out: that would go on and on.
  if (must_read_again_ && state_ == State::initialized && !is_indexing_) {
    must_read_again_ = false;
    if (!attempt([&] { read_workspace(); })) lose_everything();
  }
  if (!traces_) return;
  const std::chrono::duration<double, std::milli> elapsed = Clock::now() - start;
  send_notification("$/logTrace", {{"message", fmt::format("{}: {:.2f} ms", message.method, elapsed.count())}});
}

void Server::take_news(const Message& notification) {
  const auto take = [&] {
    try {
      take_notification(notification);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      log_.write(fmt::format("{}: {}", notification.method, error.what()));
    }
  };
  if (!attempt(take)) {
    give_back_memory();
    if (!attempt(take)) return lose(notification);
  }
}

// Nothing is sent before the answer is there, so that trying twice answers once.
void Server::answer(const Message& request) {
  if (request.method == "shutdown") return try_to_answer(request);  // the end must not fail
  const auto try_it = [&] { try_to_answer(request); };
  if (attempt(try_it)) return;
  give_back_memory();
  if (attempt(try_it)) return;
  log_.write(fmt::format("{}: out of memory", request.method));
  inbox_.forget(request.id);
  send(write_error(request.id, ErrorCode::internal_error, fmt::format("{}: out of memory", request.method)));
}

void Server::try_to_answer(const Message& request) {
  const auto refuse = [&](ErrorCode code, std::string_view why) {
    inbox_.forget(request.id);
    send(write_error(request.id, code, why));
  };
  const auto respond = [&](Json result) {
    inbox_.forget(request.id);
    send(write_response(request.id, std::move(result)));
  };
  // Who no longer waits for the end of a preview wants it to end all the same.
  const bool is_closing = request.method == "paas/closePreview";
  if (inbox_.is_cancelled(request.id) && !is_closing) return refuse(ErrorCode::request_cancelled, "cancelled");
  if (state_ == State::shut_down) return refuse(ErrorCode::invalid_request, "the server was shut down");
  const bool is_initialize = request.method == "initialize";
  if (state_ == State::started && !is_initialize)
    return refuse(ErrorCode::server_not_initialized, "`initialize` comes first");
  if (state_ == State::initialized && is_initialize)
    return refuse(ErrorCode::invalid_request, "`initialize` was sent before");
  try {
    if (is_initialize) {
      respond(initialize(request.params));
      state_ = State::initialized;
      return;
    }
    if (request.method == "shutdown") {
      end_workspace_pull(ErrorCode::server_cancelled, "the server was shut down");
      respond(nullptr);
      state_ = State::shut_down;
      return;
    }
    index_.catch_up();
    if (is_lost(request)) return refuse(ErrorCode::request_failed, "out of memory: the text did not fit; reopen it");
    if (request.method == "textDocument/diagnostic") return respond(pull(request.params));
    if (request.method == "workspace/diagnostic") return hold_workspace_pull(request);
    answer_feature(request);
  } catch (const Json::exception& error) {
    refuse(ErrorCode::invalid_params, fmt::format("{}: the parameters do not fit: {}", request.method, error.what()));
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    log_.write(fmt::format("{}: {}", request.method, error.what()));
    refuse(ErrorCode::internal_error, fmt::format("{}: {}", request.method, error.what()));
  }
}

void Server::answer_feature(const Message& request) {
  const Feature* feature = find_feature(request.method);
  if (feature == nullptr) {
    inbox_.forget(request.id);
    return send(write_error(request.id, ErrorCode::method_not_found, "there is no method " + request.method));
  }
  const Request first = request_of(request.params, request.id);
  Result<Json> result = feature->answer(first);
  // Nobody told that a file that is not open changed: places in its old text are wrong.
  if (feature->may_be_asked_again && index_.take_changed_on_disk(first.edited()))
    result = feature->answer(request_of(request.params, request.id));
  const bool is_cancelled = inbox_.is_cancelled(request.id);
  inbox_.forget(request.id);
  if (is_cancelled) return send(write_error(request.id, ErrorCode::request_cancelled, "cancelled"));
  if (!result) return send(write_error(request.id, ErrorCode::request_failed, result.error()));
  send(write_response(request.id, std::move(*result)));
}

void Server::take_notification(const Message& notification) {
  const std::string& method = notification.method;
  const Json& params = notification.params;
  if (method == "exit") {
    state_ = State::ended;
    return;
  }
  if (method == "$/setTrace") {
    traces_ = params.value("value", "off") != "off";
    return;
  }
  if (method == "$/cancelRequest") {
    if (held_ != nullptr && held_->id == id_to_cancel(params))
      end_workspace_pull(ErrorCode::request_cancelled, "cancelled");
    return;
  }
  if (state_ != State::initialized) return;
  if (method == "initialized") return initialized();
  if (method == "textDocument/didOpen") return did_open(params);
  if (method == "textDocument/didChange") return did_change(params);
  if (method == "textDocument/didClose") return did_close(params);
  if (method == "textDocument/didSave") return did_save();
  if (method == "workspace/didChangeWatchedFiles") return did_change_files(params);
  if (method == "workspace/didChangeConfiguration") return ask_for_configuration();
  if (method == "workspace/didChangeWorkspaceFolders") return change_folders(params);
  if (method == "workspace/didCreateFiles") return did_create_files(params);
  const bool moves_files = method == "workspace/didRenameFiles" || method == "workspace/didDeleteFiles";
  if (moves_files) return read_workspace();
}

Request Server::request_of(const Json& params, const Json& id) {
  return {params, index_, client_, *this, [this, id] { return !id.is_null() && inbox_.is_cancelled(id); }};
}

void Server::send(std::string_view body) {
  if (!connection_.write(write_frame(body))) log_.write("the client takes nothing more");
}

void Server::send_request(std::string_view method, Json params, std::function<void(const Json&)> answered) {
  const Json id = "paas-" + std::to_string(next_id_++);
  awaited_[id.dump()] = std::move(answered);
  send(write_request(id, method, std::move(params)));
}

void Server::send_notification(std::string_view method, Json params) {
  send(write_notification(method, std::move(params)));
}

// 1: error, 2: warning, 3: information (LSP 3.17, MessageType).
void Server::say(int type, const std::string& message, bool shows) {
  log_.write(message);
  if (state_ != State::initialized) return;
  send_notification(shows ? "window/showMessage" : "window/logMessage", {{"type", type}, {"message", message}});
}

}  // namespace paas::lsp
