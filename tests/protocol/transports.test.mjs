// Every way to connect leads to the same server.
import assert from "node:assert/strict";
import net from "node:net";
import path from "node:path";
import test from "node:test";
import protocol from "vscode-languageserver-protocol/node";
import { launch, Session, until, within } from "./session.mjs";
import { find, shop, worker, workspace } from "./workspace.mjs";

const root = workspace(shop());
const file = path.join(root, "shop/orders/index.py");

/// A short session over a socket; ends it well.
async function converse(child, socket) {
  const session = await Session.start({ root, child, streams: { reader: socket, writer: socket } });
  session.open(file, worker);
  assert.ok((await session.at("hover", file, find(worker, "worker", 2))).contents);
  return session;
}

const accept = (server, where) =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => resolve(new Promise((connected) => server.once("connection", connected))));
  });

// The editor listens and the server connects, as vscode-languageclient does.
for (const [spelling, args] of [["--socket PORT", (port) => ["--socket", `${port}`]], ["--socket=PORT", (port) => [`--socket=${port}`]]]) {
  test(spelling, async () => {
    const server = net.createServer();
    const connection = new Promise((resolve) => server.once("connection", resolve));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const child = launch(args(server.address().port));
    const session = await converse(child, await within(5_000, "the connection", connection));
    server.close();
    await session.stop();
  });
}

for (const [spelling, args] of [["--pipe NAME", (name) => ["--pipe", name]], ["--pipe=NAME", (name) => [`--pipe=${name}`]]]) {
  test(spelling, async () => {
    const name = path.join(workspace(), "editor.sock");
    const server = net.createServer();
    const connection = new Promise((resolve) => server.once("connection", resolve));
    await new Promise((resolve) => server.listen(name, resolve));
    const session = await converse(launch(args(name)), await within(5_000, "the connection", connection));
    server.close();
    await session.stop();
  });
}

test("--pipe with the transport of the node client", async () => {
  const name = protocol.generateRandomPipeName();
  const transport = await protocol.createClientPipeTransport(name);
  const child = launch([`--pipe=${name}`]);
  const [reader, writer] = await within(5_000, "the connection", transport.onConnected());
  const connection = protocol.createProtocolConnection(reader, writer);
  connection.listen();
  assert.ok(await connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} }));
  await connection.sendRequest("shutdown");
  connection.sendNotification("exit");
  assert.deepEqual(await within(5_000, "the end", child.ended), { code: 0, signal: null });
});

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function connect(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}

test("--listen ADDRESS:PORT waits for a client to attach", async () => {
  const port = await freePort();
  const child = launch(["--listen", `127.0.0.1:${port}`]);
  const session = await converse(child, await until("a connection", () => connect(port)));
  await session.stop();
});

test("the server ends when the socket closes", async () => {
  const port = await freePort();
  const child = launch(["--listen", `127.0.0.1:${port}`]);
  const socket = await until("a connection", () => connect(port));
  socket.destroy();
  assert.equal((await within(5_000, "the end", child.ended)).signal, null);
});

for (const [what, args] of [
  ["a port that nobody listens on", ["--socket", "1"]],
  ["a port that is no number", ["--socket", "many"]],
  ["a pipe that is not there", ["--pipe", "/nonexistent/pipe"]],
  ["an address that is not here", ["--listen", "192.0.2.1:9"]],
  ["an address without a port", ["--listen", "127.0.0.1"]],
]) {
  test(`${what} is a message and status 2`, async () => {
    const child = launch(args);
    assert.deepEqual(await within(5_000, "the end", child.ended), { code: 2, signal: null });
    assert.match(child.errors, /\S/);
  });
}
