// How a session begins and ends, and what the server says of itself.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { binary, capabilities, launch, Session, sleep, until, uriOf, within, withSession } from "./session.mjs";
import { Wire } from "./wire.mjs";
import { find, read, shop, worker, workspace } from "./workspace.mjs";

const root = workspace(shop());
const file = path.join(root, "shop/orders/index.py");
const textDocument = { uri: uriOf(file) };
const position = find(worker, "worker", 2);
const params = { processId: null, rootUri: uriOf(root), capabilities: {} };

async function onWire(body, args) {
  const wire = new Wire(args);
  try {
    await body(wire);
  } finally {
    wire.stop();
  }
}

test("the reply to initialize says who answers and what it can", () =>
  withSession({ root }, async ({ initialized: { capabilities, serverInfo } }) => {
    assert.equal(serverInfo.name, "paas-lsp");
    assert.match(serverInfo.version, /^\d+\.\d+\.\d+/);
    assert.equal(capabilities.positionEncoding, "utf-16");
    assert.equal(capabilities.textDocumentSync.openClose, true);
    assert.equal(capabilities.textDocumentSync.change, 2);
    assert.equal(capabilities.workspace.workspaceFolders.supported, true);
    assert.ok(capabilities.workspace.workspaceFolders.changeNotifications);
    assert.equal(capabilities.diagnosticProvider.interFileDependencies, true);
    assert.equal(capabilities.diagnosticProvider.workspaceDiagnostics, true);
  }));

test("a client that can nothing is served", () =>
  withSession({ root, capabilities: {} }, async (session) => {
    session.open(file, worker);
    assert.deepEqual(await session.pushed(file), []);
    assert.ok((await session.at("hover", file, position)).contents);
    assert.deepEqual(session.registrations, []);
  }));

test("a request before initialize is refused, a notification dropped", () =>
  onWire(async (wire) => {
    wire.notify("textDocument/didOpen", { textDocument: { ...textDocument, languageId: "python", version: 1, text: "" } });
    wire.request(1, "textDocument/hover", { textDocument, position });
    assert.equal((await wire.reply(1)).error.code, -32002);
    wire.request(2, "initialize", params);
    assert.ok((await wire.reply(2)).result.capabilities);
  }));

test("a second initialize is refused, and the session goes on", () =>
  withSession({ root }, async (session) => {
    await assert.rejects(session.request("initialize", params), { code: -32600 });
    session.open(file, worker);
    assert.ok((await session.at("hover", file, position)).contents);
  }));

test("after shutdown requests are refused, and exit ends with 0", () =>
  onWire(async (wire) => {
    wire.request(1, "initialize", params);
    await wire.reply(1);
    wire.request(2, "shutdown");
    assert.equal((await wire.reply(2)).result, null);
    wire.request(3, "textDocument/hover", { textDocument, position });
    assert.equal((await wire.reply(3)).error.code, -32600);
    wire.notify("textDocument/didOpen", { textDocument: { ...textDocument, languageId: "python", version: 1, text: "" } });
    wire.notify("exit");
    assert.deepEqual(await within(2_000, "the end", wire.child.ended), { code: 0, signal: null });
  }));

for (const begin of [false, true]) {
  test(`exit without shutdown ends with 1, ${begin ? "after" : "before"} initialize`, () =>
    onWire(async (wire) => {
      if (begin) {
        wire.request(1, "initialize", params);
        await wire.reply(1);
      }
      wire.notify("exit");
      assert.deepEqual(await within(2_000, "the end", wire.child.ended), { code: 1, signal: null });
    }));

  test(`the end of the input ends the server, ${begin ? "after" : "before"} initialize`, () =>
    onWire(async (wire) => {
      if (begin) {
        wire.request(1, "initialize", params);
        await wire.reply(1);
      }
      wire.child.stdin.end();
      assert.deepEqual(await within(2_000, "the end", wire.child.ended), { code: 1, signal: null });
    }));
}

test("the end of the input after shutdown ends with 0", () =>
  onWire(async (wire) => {
    wire.request(1, "initialize", params);
    wire.request(2, "shutdown");
    await wire.reply(2);
    wire.child.stdin.end();
    assert.deepEqual(await within(2_000, "the end", wire.child.ended), { code: 0, signal: null });
  }));

test("the end of the input in the middle of a message ends the server", () =>
  onWire(async (wire) => {
    wire.child.stdin.end('Content-Length: 1000\r\n\r\n{"jsonrpc":');
    assert.equal((await within(2_000, "the end", wire.child.ended)).signal, null);
  }));

test("an output that nobody reads any more ends the server", () =>
  onWire(async (wire) => {
    wire.child.stdout.destroy();
    for (let id = 0; id < 100; ++id) wire.request(id, "initialize", params);
    wire.child.stdin.end();
    assert.equal((await within(2_000, "the end", wire.child.ended)).signal, null);
  }));

/// A process that lives until it is killed.
function editor() {
  const child = spawn("sleep", ["300"], { stdio: "ignore" });
  process.on("exit", () => child.kill("SIGKILL"));
  return child;
}

test("the server ends when the process of initialize's processId does", async () => {
  const parent = editor();
  const session = await Session.start({ root, processId: parent.pid });
  await sleep(50);
  assert.equal(session.child.exitCode, null);
  parent.kill("SIGKILL");
  assert.equal((await within(10_000, "the end", session.child.ended)).signal, null);
});

test("the server ends when the process of --clientProcessId does, even before initialize", async () => {
  const parent = editor();
  const child = launch(["--stdio", `--clientProcessId=${parent.pid}`]);
  parent.kill("SIGKILL");
  assert.equal((await within(10_000, "the end", child.ended)).signal, null);
});

test("the server ends when its client is killed", async () => {
  const program = `const child = require("child_process").spawn(${JSON.stringify(binary)}, ["--stdio"]);
    child.stdin.write("Content-Length: 2\\r\\n\\r\\n{}"); console.log(child.pid); setInterval(() => {}, 1000);`;
  const client = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const server = await new Promise((resolve) => client.stdout.once("data", (data) => resolve(Number(data))));
  assert.ok(existsSync(`/proc/${server}`));
  client.kill("SIGKILL");
  await until("the end of the server", () => !existsSync(`/proc/${server}`));
});

test("what is unknown: a request gets an error, a notification is passed over, `$/` or not", () =>
  withSession({ root }, async (session) => {
    for (const method of ["nothing/like/this", "$/nothing", "textDocument/nothing"]) {
      session.notify(method, {});
      await assert.rejects(session.request(method, {}), { code: -32601 });
    }
  }));

test("$/setTrace turns the trace on and off", () =>
  withSession({ root }, async (session) => {
    session.open(file, worker);
    await session.at("hover", file, position);
    assert.deepEqual(session.traces, []);
    session.notify("$/setTrace", { value: "verbose" });
    await session.at("hover", file, position);
    await until("a trace", () => session.traces.some(({ message }) => message.includes("textDocument/hover")));
    session.notify("$/setTrace", { value: "off" });
    await session.at("hover", file, position);
    const seen = session.traces.length;
    await session.at("hover", file, position);
    assert.equal(session.traces.length, seen);
  }));

test("--log writes to a file", async () => {
  const log = path.join(workspace(), "paas.log");
  await withSession({ root, args: ["--stdio", "--log", log] }, (session) => session.open(file, worker));
  assert.match(read(log), /\S/);
});

test("a log that cannot be written is told, and the session goes on", () =>
  withSession({ root, args: ["--stdio", "--log", "/nonexistent/folder/paas.log"] }, async (session) => {
    session.open(file, worker);
    assert.ok((await session.at("hover", file, position)).contents);
    assert.ok(session.logs.some(({ message }) => message.includes("/nonexistent/folder/paas.log")));
  }));

test("without a command the language server speaks", () =>
  withSession({ root, args: [] }, async (session) => {
    session.open(file, worker);
    assert.ok((await session.at("hover", file, position)).contents);
  }));

test("capabilities: what is announced is answered", () =>
  withSession({ root, capabilities: capabilities() }, async (session) => {
    session.open(file, worker);
    const answered = {
      hoverProvider: "hover",
      completionProvider: "completion",
      definitionProvider: "definition",
      referencesProvider: "references",
      documentHighlightProvider: "documentHighlight",
      documentSymbolProvider: "documentSymbol",
      codeLensProvider: "codeLens",
      documentLinkProvider: "documentLink",
      foldingRangeProvider: "foldingRange",
    };
    const context = { includeDeclaration: true };
    for (const [name, method] of Object.entries(answered)) {
      if (session.initialized.capabilities[name]) await session.at(method, file, position, { context });
    }
  }));
