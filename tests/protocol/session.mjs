// A session with paas-lsp over a client that others wrote: starts the server, plays the editor, records what it is told.
// PAAS_LSP names the binary; PAAS_SLOW is how many times longer to wait for it (a build with a sanitizer).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import protocol from "vscode-languageserver-protocol/node";

const project = fileURLToPath(new URL("../../", import.meta.url));
export const binary = path.resolve(process.env.PAAS_LSP ?? path.join(project, "build/release/paas-lsp"));
export const slow = Number(process.env.PAAS_SLOW ?? 1);
/// Numbers of repetitions shrink where everything is slow.
export const times = (count) => Math.max(1, Math.round(count / slow ** 2));
export const uriOf = (file) => pathToFileURL(file).href;
export const pathOf = (uri) => fileURLToPath(uri);
export { protocol, project };

/// What VS Code announces, as far as a server may care.
export function capabilities({ pull = true, encodings = ["utf-16"] } = {}) {
  const dynamic = { dynamicRegistration: true };
  return {
    general: { positionEncodings: encodings },
    window: { workDoneProgress: true, showMessage: {}, showDocument: { support: true } },
    workspace: {
      applyEdit: true,
      configuration: true,
      workspaceFolders: true,
      didChangeConfiguration: dynamic,
      didChangeWatchedFiles: { ...dynamic, relativePatternSupport: true },
      fileOperations: { ...dynamic, didCreate: true, willRename: true, didRename: true, willDelete: true, didDelete: true },
      symbol: { resolveSupport: { properties: ["location.range"] } },
      workspaceEdit: {
        documentChanges: true,
        resourceOperations: ["create", "rename", "delete"],
        failureHandling: "textOnlyTransactional",
        changeAnnotationSupport: { groupsOnLabel: true },
      },
      ...(pull ? { diagnostics: { refreshSupport: true } } : {}),
      inlayHint: { refreshSupport: true },
      codeLens: { refreshSupport: true },
      semanticTokens: { refreshSupport: true },
    },
    textDocument: {
      synchronization: { ...dynamic, didSave: true },
      publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true, dataSupport: true },
      ...(pull ? { diagnostic: { ...dynamic, relatedDocumentSupport: true } } : {}),
      completion: {
        contextSupport: true,
        insertTextMode: 2,
        completionItem: {
          snippetSupport: true,
          documentationFormat: ["markdown", "plaintext"],
          preselectSupport: true,
          insertReplaceSupport: true,
          labelDetailsSupport: true,
          resolveSupport: { properties: ["documentation", "detail", "additionalTextEdits"] },
          insertTextModeSupport: { valueSet: [1, 2] },
        },
        completionList: { itemDefaults: ["commitCharacters", "editRange", "insertTextFormat", "insertTextMode", "data"] },
      },
      hover: { contentFormat: ["markdown", "plaintext"] },
      definition: { linkSupport: true },
      rename: { prepareSupport: true, prepareSupportDefaultBehavior: 1, honorsChangeAnnotations: true },
      codeAction: {
        isPreferredSupport: true,
        dataSupport: true,
        resolveSupport: { properties: ["edit"] },
        codeActionLiteralSupport: { codeActionKind: { valueSet: ["", "quickfix", "refactor", "source", "source.fixAll"] } },
      },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      foldingRange: { lineFoldingOnly: true },
      selectionRange: {},
      semanticTokens: {
        requests: { range: true, full: { delta: true } },
        tokenTypes: ["namespace", "type", "enumMember", "property", "variable", "function", "keyword", "string", "number"],
        tokenModifiers: ["declaration", "definition", "readonly", "deprecated"],
        formats: ["relative"],
        multilineTokenSupport: false,
      },
      inlayHint: {},
      documentLink: { tooltipSupport: true },
      callHierarchy: {},
    },
  };
}

const running = new Set();
// What a failed test left running would keep the tests from ending.
after(() => running.forEach((child) => child.kill("SIGKILL")));

/// Starts the binary; standard error is gathered in `child.errors`, the end in the promise `child.ended`.
export function launch(args = [], options = {}) {
  const child = spawn(binary, args, { stdio: ["pipe", "pipe", "pipe"], ...options });
  running.add(child);
  child.errors = "";
  child.stderr?.on("data", (data) => (child.errors += data));
  child.stdin?.on("error", () => {});
  child.ended = new Promise((resolve) => {
    child.on("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  return child;
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/// Fails with `what` where the promise takes too long.
export async function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${milliseconds * slow} ms`)), milliseconds * slow);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/// Numbers from a seed, the same everywhere (mulberry32).
export function random(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (limit) => Math.floor(next() * limit), of: (list) => list[Math.floor(next() * list.length)] };
}

/// The first truthy answer of `condition`.
export async function until(what, condition, milliseconds = 10_000) {
  const end = Date.now() + milliseconds * slow;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what}: not within ${milliseconds * slow} ms`);
    await sleep(2);
  }
}

/// Waits until `assertion` throws no more.
export async function eventually(assertion, milliseconds = 5_000) {
  const end = Date.now() + milliseconds * slow;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(5);
  }
}

export class Session {
  published = new Map(); // URI -> the last publishDiagnostics
  publications = 0;
  registrations = [];
  progress = []; // {token, value}
  logs = [];
  traces = [];
  refreshes = [];
  applied = []; // workspace/applyEdit
  settings = {}; // what workspace/configuration answers
  versions = new Map();
  mayFail = false; // whether the server may log errors

  /// `root`: the only workspace folder, or `folders`; `initialize: false` leaves that to the test.
  static async start({ root, folders, args = ["--stdio"], initialize = true, streams, child, ...more } = {}) {
    const session = new Session();
    session.child = child ?? launch(args);
    session.folders = folders ?? (root ? [root] : []);
    const { reader, writer } = streams ?? { reader: session.child.stdout, writer: session.child.stdin };
    session.connection = protocol.createProtocolConnection(
      new protocol.StreamMessageReader(reader),
      new protocol.StreamMessageWriter(writer),
    );
    session.#listen();
    if (initialize) await session.initialize(more);
    return session;
  }

  async initialize({ capabilities: client = capabilities(), processId = process.pid, ...more } = {}) {
    const folders = this.folders.map((folder) => ({ uri: uriOf(folder), name: path.basename(folder) }));
    this.initialized = await this.request("initialize", {
      processId,
      clientInfo: { name: "tests" },
      rootUri: folders[0]?.uri ?? null,
      workspaceFolders: folders.length ? folders : null,
      capabilities: client,
      ...more,
    });
    this.notify("initialized", {});
    return this.initialized;
  }

  #listen() {
    const on = (method, handler) => this.connection.onRequest(method, handler);
    on("client/registerCapability", ({ registrations }) => void this.registrations.push(...registrations) ?? null);
    on("client/unregisterCapability", ({ unregisterations }) => {
      const gone = new Set(unregisterations.map(({ id }) => id));
      this.registrations = this.registrations.filter(({ id }) => !gone.has(id));
      return null;
    });
    on("workspace/configuration", ({ items }) => items.map(({ section }) => this.settings[section] ?? null));
    on("workspace/workspaceFolders", () => this.folders.map((folder) => ({ uri: uriOf(folder), name: path.basename(folder) })));
    on("window/workDoneProgress/create", () => null);
    on("window/showMessageRequest", () => null);
    on("window/showDocument", () => ({ success: true }));
    on("workspace/applyEdit", (params) => {
      this.applied.push(params);
      return { applied: true };
    });
    for (const what of ["diagnostic", "inlayHint", "codeLens", "semanticTokens"]) {
      on(`workspace/${what}/refresh`, () => void this.refreshes.push(what) ?? null);
    }
    this.connection.onNotification("textDocument/publishDiagnostics", (params) => {
      this.publications += 1;
      this.published.set(params.uri, params);
    });
    this.connection.onNotification("window/logMessage", (params) => this.logs.push(params));
    this.connection.onNotification("window/showMessage", (params) => this.logs.push(params));
    this.connection.onNotification("$/logTrace", (params) => this.traces.push(params));
    this.connection.onUnhandledProgress((params) => this.progress.push(params));
    this.connection.onError(([error]) => (this.broken = error));
    this.connection.listen();
  }

  request(method, params, token) {
    const answer = token ? this.connection.sendRequest(method, params, token) : this.connection.sendRequest(method, params);
    return within(20_000, method, answer);
  }

  notify(method, params) {
    return this.connection.sendNotification(method, params);
  }

  /// Opens `file` with `text`, as an editor does.
  open(file, text, languageId = "python") {
    this.versions.set(file, 1);
    this.notify("textDocument/didOpen", { textDocument: { uri: uriOf(file), languageId, version: 1, text } });
    return uriOf(file);
  }

  change(file, ...contentChanges) {
    const version = this.versions.get(file) + 1;
    this.versions.set(file, version);
    this.notify("textDocument/didChange", { textDocument: { uri: uriOf(file), version }, contentChanges });
    return version;
  }

  close(file) {
    this.versions.delete(file);
    this.notify("textDocument/didClose", { textDocument: { uri: uriOf(file) } });
  }

  /// A request about a place of a file.
  at(method, file, position, more = {}) {
    return this.request(`textDocument/${method}`, { textDocument: { uri: uriOf(file) }, position, ...more });
  }

  /// A request about a file.
  about(method, file, more = {}) {
    return this.request(`textDocument/${method}`, { textDocument: { uri: uriOf(file) }, ...more });
  }

  /// The pulled diagnostics of an open file.
  async pull(file) {
    const report = await this.about("diagnostic", file);
    assert.equal(report.kind, "full");
    return report.items;
  }

  /// The pushed diagnostics of a file, once they are there for its last version and `accept` takes them.
  pushed(file, accept = () => true) {
    return until(`diagnostics of ${path.basename(file)}`, () => {
      const last = this.published.get(uriOf(file));
      const current = last && (last.version ?? this.versions.get(file)) === this.versions.get(file);
      return current && accept(last.diagnostics) && last.diagnostics;
    });
  }

  changedOnDisk(type, ...files) {
    const changes = files.map((file) => ({ uri: uriOf(file), type: { created: 1, changed: 2, deleted: 3 }[type] }));
    this.notify("workspace/didChangeWatchedFiles", { changes });
  }

  /// Shuts down and ends; the server must end with 0 and must have been content all along.
  async stop() {
    await this.request("shutdown");
    this.notify("exit");
    const end = await within(5_000, "the end", this.child.ended);
    this.connection.dispose();
    assert.doesNotMatch(this.child.errors, /Sanitizer|runtime error/);
    assert.deepEqual(end, { code: 0, signal: null }, this.child.errors);
    if (!this.mayFail) {
      assert.deepEqual(
        this.logs.filter(({ type }) => type === protocol.MessageType.Error),
        [],
      );
    }
  }
}

/// Runs `body` with a session that is ended well afterwards, or killed where the body fails.
export async function withSession(options, body) {
  const session = await Session.start(options);
  try {
    await body(session);
  } catch (error) {
    session.child.kill("SIGKILL");
    if (session.child.errors) error.message += `\nthe server said: ${session.child.errors.slice(-2000)}`;
    throw error;
  }
  await session.stop();
}
