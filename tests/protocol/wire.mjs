// The bytes of a session, for messages that no client would send: a frame is what the test says it is.
import { launch, uriOf, within } from "./session.mjs";

export const frame = (body, header = "Content-Length") => {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return Buffer.concat([Buffer.from(`${header}: ${bytes.length}\r\n\r\n`), bytes]);
};

/// A server whose input is written byte by byte and whose output is read here. `messages` are all that it sent.
export class Wire {
  messages = [];
  #input = [];
  #waiting = [];

  constructor(args = ["--stdio"]) {
    this.child = launch(args);
    this.child.stdout.on("data", (data) => this.#read(data));
    this.child.ended.then(() => this.#wake());
  }

  raw(bytes) {
    this.child.stdin.write(bytes);
  }

  send(message) {
    this.raw(frame({ jsonrpc: "2.0", ...message }));
  }

  request(id, method, params) {
    this.send({ id, method, params });
  }

  notify(method, params) {
    this.send({ method, params });
  }

  /// Waits for a message; undefined when the server ends first.
  async receive(milliseconds, what, accept) {
    const find = async () => {
      for (let seen = 0; ; ) {
        for (; seen < this.messages.length; ++seen) if (accept(this.messages[seen])) return this.messages[seen];
        if (this.child.exitCode !== null || this.child.signalCode !== null) return undefined;
        await new Promise((resolve) => this.#waiting.push(resolve));
      }
    };
    return within(milliseconds, what, find());
  }

  reply(id, milliseconds = 4_000) {
    return this.receive(milliseconds, `the reply to ${id}`, (message) => message.id === id && !message.method);
  }

  replies(id) {
    return this.messages.filter((message) => message.id === id && !message.method);
  }

  /// Initializes and opens `file`.
  async begin(root, file, text) {
    this.request("init", "initialize", {
      processId: process.pid,
      rootUri: uriOf(root),
      workspaceFolders: [{ uri: uriOf(root), name: "root" }],
      capabilities: {},
    });
    await this.reply("init", 10_000);
    this.notify("initialized", {});
    this.open(file, text);
  }

  open(file, text) {
    this.notify("textDocument/didOpen", { textDocument: { uri: uriOf(file), languageId: "python", version: 1, text } });
  }

  change(uri, version, ...contentChanges) {
    this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  }

  stop() {
    this.child.kill("SIGKILL");
  }

  #wake() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #read(data) {
    this.#input.push(data);
    let bytes = this.#input.length === 1 ? data : Buffer.concat(this.#input);
    for (;;) {
      const end = bytes.indexOf("\r\n\r\n");
      const length = end < 0 ? NaN : Number(/^content-length: *(\d+)$/im.exec(bytes.subarray(0, end).toString())?.[1]);
      if (!(bytes.length >= end + 4 + length)) break;
      this.messages.push(JSON.parse(bytes.subarray(end + 4, end + 4 + length).toString()));
      bytes = bytes.subarray(end + 4 + length);
    }
    this.#input = [bytes];
    this.#wake();
  }
}
