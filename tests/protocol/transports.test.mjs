// Every way to connect leads to the same server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import protocol from "vscode-languageserver-protocol/node";
import { launch, random, Session, sleep, slow, until, within } from "./session.mjs";
import { find, shop, worker, workspace } from "./workspace.mjs";

const root = workspace(shop());
const file = path.join(root, "shop/orders/index.py");

/// A short session over a socket; ends it well.
async function converse(child, socket, more = {}) {
  const session = await Session.start({ root, child, streams: { reader: socket, writer: socket }, ...more });
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

function connect(...where) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(...where);
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

/// A server that waits at a port of its own choice, or at `address`: {child, token, attach}.
async function listen({ address = "127.0.0.1:0", args = [] } = {}) {
  const child = launch(["--listen", address, ...args]);
  const [, where] = await until("the address", () => child.errors.match(/^paas-lsp: listening at (\S+)$/m));
  const token = /^paas-lsp: token (\S+): give it as initializationOptions\.token$/m.exec(child.errors)?.[1];
  const attach = () => (where.startsWith("unix:") ? connect(where.slice(5)) : connect(Number(where.split(":")[1]), "127.0.0.1"));
  return { child, token, where, attach };
}

/// The right client is served, from the first message to the last.
async function isServed({ child, attach, token }, given = token) {
  const session = await converse(child, await attach(), given === undefined ? {} : { initializationOptions: { token: given } });
  await session.stop();
}

const initialize = (initializationOptions, id = 1) =>
  JSON.stringify({ jsonrpc: "2.0", id, method: "initialize", params: { processId: null, rootUri: null, capabilities: {}, initializationOptions } });
const frame = (body) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/// All that the server answers to `bytes` until it hangs up.
async function answers({ attach }, bytes) {
  const socket = await attach();
  let received = "";
  socket.on("data", (data) => (received += data));
  socket.on("error", () => {}); // what was not read is reset
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(bytes);
  await within(5_000, "hanging up", closed);
  return received;
}

const refusal = (answer) => JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).error;

test("--listen ADDRESS:PORT waits for the client with the token", async () => {
  const server = await listen();
  assert.match(server.token, /^[0-9a-f]{32}$/);
  await isServed(server);
});

test("each server has a token of its own", async () => {
  const servers = await Promise.all([listen(), listen(), listen()]);
  assert.equal(new Set(servers.map(({ token }) => token)).size, 3);
  await Promise.all(servers.map((server) => isServed(server)));
});

test("a listening server ends when the socket of its client closes", async () => {
  const { child, attach, token } = await listen();
  const socket = await attach();
  socket.write(frame(initialize({ token })));
  await within(5_000, "the answer", new Promise((resolve) => socket.once("data", resolve)));
  socket.destroy();
  assert.equal((await within(5_000, "the end", child.ended)).signal, null);
});

test("a page of the web reaches nothing, and keeps nobody out", async () => {
  const server = await listen();
  const body = frame(initialize({ token: server.token })); // even if it knew the token
  for (const origin of ["https://example.com", "null"]) {
    const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: ${origin}\r\nContent-Type: text/plain\r\n`;
    assert.equal(await answers(server, `${head}Content-Length: ${body.length}\r\n\r\n${body}`), "");
  }
  for (const head of ["Origin: null\r\n", "Content-Type: text/plain\r\nHost: localhost\r\n", "GET / HTTP/1.1\r\n"]) {
    assert.equal(await answers(server, head + body), "");
  }
  await isServed(server);
});

test("the first byte that is none of a header ends the connection", async () => {
  const server = await listen();
  for (const bytes of ["P", "\x16\x03\x01", "Content-Lengthy", "content-type: a\nX"]) assert.equal(await answers(server, bytes), "");
  await isServed(server);
});

for (const [what, options, message] of [
  ["no options", undefined, /token is missing.*initializationOptions\.token/],
  ["no token", { stage: "dev" }, /token is missing/],
  ["a token that is no text", { token: 1 }, /token is missing/],
  ["an empty token", { token: "" }, /token is wrong.*--token-file/],
  ["another token", { token: "0".repeat(32) }, /token is wrong/],
]) {
  test(`a client with ${what} is told so, and keeps nobody out`, async () => {
    const server = await listen();
    const error = refusal(await answers(server, frame(initialize(options))));
    assert.equal(error.code, protocol.ErrorCodes.InvalidRequest);
    assert.match(error.message, message);
    assert.ok(!error.message.includes(server.token));
    await isServed(server);
  });
}

test("all but the right token is wrong", async () => {
  const server = await listen();
  const { token } = server;
  const others = [token.slice(1), token.slice(0, -1), `${token}0`, ` ${token}`, token.toUpperCase(), `${token}\0`];
  for (let i = 0; i < token.length; ++i) others.push(token.slice(0, i) + (token[i] === "0" ? "1" : "0") + token.slice(i + 1));
  for (const other of others.filter((text) => text !== token)) {
    assert.match(refusal(await answers(server, frame(initialize({ token: other })))).message, /token is wrong/);
  }
  await isServed(server);
});

test("a request before initialize is refused, a notification ends the connection", async () => {
  const server = await listen();
  const shutdown = frame('{"jsonrpc":"2.0","id":7,"method":"shutdown"}');
  assert.equal(refusal(await answers(server, shutdown)).code, protocol.ErrorCodes.ServerNotInitialized);
  assert.equal(await answers(server, frame('{"jsonrpc":"2.0","method":"exit"}')), "");
  await isServed(server);
});

test("silent clients keep nobody waiting, and are left after ten seconds", async () => {
  const server = await listen();
  const begun = Date.now();
  const half = await server.attach();
  half.write("Content-Length: 900\r\n\r\n{");
  const silent = [half, await server.attach()];
  const waited = await Promise.all(
    silent.map((socket) => within(15_000, "hanging up", new Promise((resolve) => socket.resume().once("close", () => resolve(Date.now() - begun))))),
  );
  for (const time of waited) assert.ok(time > 9_000, `${time} ms`);
  for (let i = 0; i < 40; ++i) await server.attach(); // more than are heard at a time
  await isServed(server);
});

test("a first message that is too long ends the connection before it is there", async () => {
  const server = await listen();
  assert.equal(await answers(server, "Content-Length: 1000001\r\n\r\n{"), "");
  assert.equal(await answers(server, "Content-Type: a\r\n".repeat(600)), "");
  const long = { token: server.token, filler: "" };
  long.filler = "x".repeat(1_000_000 - initialize(long).length);
  const body = initialize(long);
  assert.equal(body.length, 1_000_000);
  const socket = await server.attach();
  const answer = new Promise((resolve) => socket.once("data", (data) => resolve(`${data}`)));
  socket.write(frame(body));
  assert.match(await within(5_000, "the answer", answer), /"serverInfo"|"capabilities"/);
  socket.destroy();
  await within(5_000, "the end", server.child.ended);
});

for (const size of [50, 1_000_000]) {
  test(`what was sent with initialize is not lost, in pieces of ${size} bytes`, async () => {
    const { child, attach, token } = await listen();
    const socket = await attach();
    let received = "";
    socket.on("data", (data) => (received += data));
    const messages = [initialize({ token }), '{"jsonrpc":"2.0","method":"initialized","params":{}}', '{"jsonrpc":"2.0","id":"end","method":"shutdown"}', '{"jsonrpc":"2.0","method":"exit"}'];
    const bytes = messages.map(frame).join("");
    for (let i = 0; i < bytes.length; i += size) {
      socket.write(bytes.slice(i, i + size)); // in pieces that end anywhere
      if (i < 200) await sleep(5);
    }
    assert.deepEqual(await within(5_000, "the end", child.ended), { code: 0, signal: null });
    assert.match(received, /"serverInfo"/);
    assert.match(received, /"id":"end"/);
  });
}

test("no garbage of a first message gets a result or ends the server", async () => {
  const server = await listen();
  const right = frame(initialize({ token: server.token }));
  const wrong = frame(initialize({ token: "f".repeat(32) }));
  const dice = random(4711);
  const noise = (count) => Buffer.from(Array.from({ length: count }, () => dice.below(256)));
  const kinds = [
    () => noise(1 + dice.below(300)),
    () => frame(noise(dice.below(300)).toString("latin1")),
    () => frame(JSON.stringify(dice.of([null, 1, [], {}, { id: 1 }, { id: [], method: "initialize" }, { id: 1, method: "initialize", params: [] }]))),
    () => `Content-Length: ${dice.of(["-1", "1e3", "", "99999999999999999999", "1000001", "64000000"])}\r\n\r\n${right}`,
    () => `\r\n${right}`,
    () => `${dice.of(["GET", "PUT", "X", "Host:", "Content-Type"])} / HTTP/1.1\r\n${right}`,
    () => "Content-Type: a\r\n".repeat(1000),
    () => frame("[".repeat(1 + dice.below(2000))),
    () => {
      const bytes = Buffer.from(wrong);
      for (let n = 1 + dice.below(5); n > 0; --n) bytes[dice.below(bytes.length)] = dice.below(256);
      return bytes;
    },
  ];
  for (let i = 0; i < 200; ++i) {
    const bytes = Buffer.from(kinds[i % kinds.length]());
    const socket = await server.attach();
    let received = "";
    socket.on("data", (data) => (received += data));
    socket.on("error", () => {});
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.end(bytes); // what waits for more gets no more
    await within(5_000, `hanging up after ${JSON.stringify(bytes.toString("latin1").slice(0, 200))}`, closed);
    assert.doesNotMatch(received, /"result"/, bytes.toString("latin1").slice(0, 200));
  }
  assert.equal(server.child.exitCode, null);
  await isServed(server);
});

/// A file with that text and mode.
function tokenFile(text, mode = 0o600) {
  const name = path.join(workspace(), "token");
  fs.writeFileSync(name, text);
  fs.chmodSync(name, mode);
  return name;
}

test("--token-file FILE holds the token, which is not printed", async () => {
  const server = await listen({ args: ["--token-file", tokenFile("\n a token that was made before \n")] });
  assert.equal(server.token, undefined);
  assert.match(refusal(await answers(server, frame(initialize({ token: "a token" })))).message, /token is wrong/);
  await isServed(server, "a token that was made before");
  assert.ok(!server.child.errors.includes("that was made"));
});

test("the token is not logged", async () => {
  const log = path.join(workspace(), "log");
  const server = await listen({ args: ["--log", log] });
  await isServed(server);
  assert.ok(!fs.readFileSync(log, "utf8").includes(server.token));
});

for (const [what, name, message] of [
  ["others may read", () => tokenFile("0123456789abcdef", 0o640), /other users/],
  ["others may write", () => tokenFile("0123456789abcdef", 0o602), /other users/],
  ["is too short", () => tokenFile("  0123456789abcde \n"), /16 bytes/],
  ["is empty", () => tokenFile(""), /16 bytes/],
  ["is too long", () => tokenFile("x".repeat(5000)), /4096 bytes/],
  ["is a folder", () => workspace(), /regular file/],
  ["is a device", () => "/dev/zero", /regular file/],
  ["is not there", () => "/nonexistent/token", /No such file/],
]) {
  test(`a token file that ${what} is a message and status 2`, async () => {
    const child = launch(["--listen", "127.0.0.1:0", "--token-file", name()]);
    assert.deepEqual(await within(5_000, "the end", child.ended), { code: 2, signal: null });
    assert.match(child.errors, message);
  });
}

test("--listen unix:PATH is this user's alone, needs no token, and leaves nothing behind", async () => {
  const name = path.join(workspace(), "paas.sock");
  const server = await listen({ address: `unix:${name}` });
  assert.equal(server.where, `unix:${name}`);
  assert.equal(server.token, undefined);
  assert.ok(fs.statSync(name).isSocket());
  assert.equal(fs.statSync(name).mode & 0o777, 0o600);
  assert.equal(await answers(server, `POST / HTTP/1.1\r\n${frame(initialize())}`), "");
  await isServed(server);
  assert.ok(!fs.existsSync(name));
});

const isRoot = process.getuid() === 0;
test("another user is turned away from a Unix socket, even where its mode was changed", { skip: !isRoot }, async () => {
  const name = path.join(workspace(), "paas.sock");
  const server = await listen({ address: `unix:${name}` });
  fs.chmodSync(name, 0o666);
  fs.chmodSync(path.dirname(name), 0o755);
  const program = `const socket = require("net").connect(${JSON.stringify(name)});
    socket.on("connect", () => console.log("connected")).on("data", (data) => console.log("answered " + data)).on("error", () => {});
    socket.write(${JSON.stringify(frame(initialize()))});
    socket.on("close", () => console.log("closed"));`;
  const other = spawnSync(process.execPath, ["-e", program], { uid: 65534, gid: 65534, cwd: "/", timeout: 5_000 * slow });
  assert.equal(`${other.stdout}`, "connected\nclosed\n", `${other.stderr}`);
  await isServed(server);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  test(`a Unix socket goes with ${signal}`, async () => {
    const name = path.join(workspace(), "paas.sock");
    const { child } = await listen({ address: `unix:${name}` });
    child.kill(signal);
    assert.deepEqual(await within(5_000, "the end", child.ended), { code: null, signal });
    assert.ok(!fs.existsSync(name));
  });
}

test("what is in the way of a Unix socket stays", async () => {
  const name = tokenFile("something else");
  const link = path.join(workspace(), "link");
  fs.symlinkSync("/nonexistent/target", link);
  for (const there of [name, link]) {
    const child = launch(["--listen", `unix:${there}`]);
    assert.deepEqual(await within(5_000, "the end", child.ended), { code: 2, signal: null });
    assert.match(child.errors, /there is such a file already/);
  }
  assert.equal(fs.readFileSync(name, "utf8"), "something else");
  assert.ok(fs.lstatSync(link).isSymbolicLink());
});

test("the path of a Unix socket has at most 107 bytes", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "p"));
  const name = path.join(folder, "s".repeat(106 - folder.length));
  await isServed(await listen({ address: `unix:${name}` }));
  const child = launch(["--listen", `unix:${name}s`]);
  assert.deepEqual(await within(5_000, "the end", child.ended), { code: 2, signal: null });
  assert.match(child.errors, /at most 107 bytes/);
  fs.rmdirSync(folder); // nothing is left in it
});

for (const [what, args] of [
  ["a port that nobody listens on", ["--socket", "1"]],
  ["a port that is no number", ["--socket", "many"]],
  ["a pipe that is not there", ["--pipe", "/nonexistent/pipe"]],
  ["an address that is not here", ["--listen", "192.0.2.1:9"]],
  ["an address without a port", ["--listen", "127.0.0.1"]],
  ["a Unix socket without a path", ["--listen", "unix:"]],
  ["a Unix socket in no folder", ["--listen", "unix:/nonexistent/socket"]],
  ["a token file for a Unix socket", ["--listen", "unix:socket", "--token-file", "token"]],
  ["a token file for nobody", ["--stdio", "--token-file", "token"]],
]) {
  test(`${what} is a message and status 2`, async () => {
    const child = launch(args);
    assert.deepEqual(await within(5_000, "the end", child.ended), { code: 2, signal: null });
    assert.match(child.errors, /\S/);
  });
}
