// Previews of templates: opened, followed, and tied to the lines that made them.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { capabilities, slow, times, until, uriOf, withSession } from "./session.mjs";
import { example, find, read, run, shop, worker, workspace, write } from "./workspace.mjs";

/// A client's copy of a preview, which follows what it is told.
class Follower {
  constructor(session) {
    this.session = session;
    this.changes = 0;
    session.connection.onNotification("paas/previewChanged", (change) => this.take(change));
  }

  async open(file, more = {}) {
    const answer = await this.session.request("paas/preview", { textDocument: { uri: uriOf(file) }, ...more });
    Object.assign(this, answer);
    return answer;
  }

  take({ uri, version, edits, stale, summary }) {
    if (uri !== this.uri) return;
    assert.equal(version, this.version + 1, "versions count up by one");
    const lines = this.text.split("\n");
    assert.equal(lines.pop(), "");
    let last = -1;
    for (const { start, end, text } of edits) {
      assert.ok(start > last && end >= start && end <= lines.length, "edits are sorted and do not touch");
      assert.ok(text === "" || text.endsWith("\n"));
      last = end;
    }
    for (const { start, end, text } of edits.toReversed()) lines.splice(start, end - start, ...text.split("\n").slice(0, -1));
    this.text = lines.map((line) => line + "\n").join("");
    Object.assign(this, { version, stale, summary });
    this.changes += 1;
  }

  /// Waits until the text is as wanted.
  shows(what, wanted = true) {
    return until(`${wanted ? "" : "no "}${what}`, () => this.text.includes(what) === wanted);
  }
}

/// The template that `--preview` prints.
const printed = (folder, ...args) => run(["--preview", ...args], { cwd: folder });
/// Without the comments at the top.
const body = (text) => text.replace(/^(#.*\n)*/, "");
const orders = (folder) => path.join(folder, "shop/orders/index.py");
const root = (folder) => path.join(folder, "shop/__init__.py");
const previewUri = (file, query = "") => uriOf(file).replace("file:", "paas-preview:") + ".yaml" + query;

test("a preview shows what --preview prints, and follows what is typed", async () => {
  const folder = workspace(shop());
  await withSession({ root: folder }, async (session) => {
    assert.equal(session.initialized.capabilities.experimental.paasPreview, true);
    assert.deepEqual(session.initialized.capabilities.workspace.textDocumentContent, { schemes: ["paas-preview"] });
    const follower = new Follower(session);
    session.open(orders(folder), worker);
    const { uri, title } = await follower.open(orders(folder), { whole: true });
    await until("the end of reading", () => follower.stale === null);
    assert.equal(uri, previewUri(root(folder)));
    assert.equal(title, "shop");
    assert.match(follower.summary, /^\d+ resources, \d parameters, [\d,]+ bytes$/);
    assert.equal(body(follower.text), printed(folder));
    const position = find(worker, "60");
    session.change(orders(folder), { range: { start: position, end: { ...position, character: position.character + 2 } }, text: "75" });
    await follower.shows("Timeout: 75");
    assert.equal(body(follower.text), printed(folder).replace("Timeout: 60", "Timeout: 75"));
  });
});

test("from a line of the source to what it makes, and back", async () => {
  const text = worker.replace("  timeout: 60\n", "  permissions:\n  - s3:GetObject\n  timeout: 60\n");
  const folder = workspace({ ...shop(), "shop/orders/index.py": text });
  await withSession({ root: folder }, async (session) => {
    const follower = new Follower(session);
    session.open(orders(folder), text);
    await follower.open(orders(folder));
    await until("the end of reading", () => follower.stale === null);
    assert.equal(follower.title, "shop/orders");
    assert.equal(follower.uri, previewUri(orders(folder)));
    const lineOf = (what) => find(follower.text, what).line;
    const lines = () => follower.text.split("\n");
    const places = async (position, file = orders(folder), preview = follower.uri) => {
      const { ranges } = await session.request("paas/previewPlaces", { textDocument: { uri: uriOf(file) }, position, preview });
      return ranges;
    };
    const source = (position) => session.request("paas/previewSource", { textDocument: { uri: follower.uri }, position });

    const timeout = lineOf("Timeout: 60");
    assert.deepEqual(await places(find(text, "60")), [
      { start: { line: timeout, character: 0 }, end: { line: timeout, character: lines()[timeout].length } },
    ]);
    const permission = await places(find(text, "GetObject"));
    assert.match(lines().slice(permission[0].start.line, permission[0].end.line + 1).join("\n"), /^ *- Effect: Allow\n *Action:\n *- "?s3:GetObject"?\n/);
    const variable = await places(find(text, "APP_TABLE"));
    assert.match(lines()[variable[0].start.line], /APP_TABLE/);
    // Anywhere on its line, and nothing on a line that makes nothing.
    assert.deepEqual(await places({ line: find(text, "60").line, character: 0 }), await places(find(text, "60")));
    assert.deepEqual(await places(find(text, "import os")), []);
    // The head of the fragment stands for all that the file makes.
    assert.deepEqual((await places(find(text, "infra:")))[0].start.line, lineOf("Resources:") + 1);
    // The type asks for the function.
    const type = await places(find(text, "worker"));
    assert.ok(type.some(({ start, end }) => start.line <= lineOf("  OrdersFunction:") && lineOf("  OrdersFunction:") <= end.line));
    assert.ok(type.every(({ start, end }) => timeout < start.line || end.line < timeout));
    const environment = path.join(folder, "setenv.sh");
    const key = await places(find(read(environment), "sk-1"), environment);
    assert.deepEqual(key, []);
    const bucket = await places(find(read(environment), "ARTIFACTS_BUCKET"), environment);
    assert.match(lines()[bucket[0].start.line], /^ {2}ArtifactsBucket:$/);

    const back = await source({ line: timeout, character: 10 });
    assert.equal(back.uri, uriOf(orders(folder)));
    assert.deepEqual(back.range.start, find(text, "60"));
    assert.equal(back.reason, undefined);
    const made = await source({ line: lineOf("  OrdersRole:"), character: 3 });
    assert.deepEqual(made.range.start, find(text, "type: worker"));
    assert.match(made.reason, /function/);
    // On a reference, what it refers to: a resource of this part, of the root, and a parameter.
    const at = (needle, offset) => find(follower.text, needle, offset);
    assert.deepEqual((await source(at("!GetAtt OrdersRole", 10))).range, made.range);
    const table = await source(at("APP_TABLE: !Ref AppTable", 17));
    assert.equal(table.uri, uriOf(root(folder)));
    const artifacts = await source(at("S3Bucket: !Ref ArtifactsBucket", 17));
    assert.equal(artifacts.uri, uriOf(orders(folder)));
    const value = await source({ line: lineOf("  ArtifactsBucket:") + 2, character: 8 });
    assert.equal(value.uri, uriOf(environment));
    assert.deepEqual(value.range.start, find(read(environment), "=a", 1));
    assert.equal(await source({ line: 0, character: 3 }), null);

    const definition = await session.request("textDocument/definition", {
      textDocument: { uri: follower.uri },
      position: at("!GetAtt OrdersRole", 10),
    });
    assert.deepEqual(definition, [{ uri: made.uri, range: made.range }]);
    const hover = await session.request("textDocument/hover", {
      textDocument: { uri: follower.uri },
      position: at("!GetAtt OrdersRole", 10),
    });
    assert.match(hover.contents.value, /OrdersRole/);
    assert.match(hover.contents.value, /AWS::IAM::Role/);
    assert.match(hover.contents.value, /Every handler is a function/);
  });
});

/// A session with a preview that shows all there is.
async function withPreview(files, body, { more = {}, file = orders, client = capabilities() } = {}) {
  const folder = workspace(files);
  client.experimental = { paasPreview: true };
  await withSession({ root: folder, capabilities: client }, async (session) => {
    const follower = new Follower(session);
    await follower.open(file(folder), more);
    await until("the end of reading", () => follower.stale === null);
    await body({ session, follower, folder });
  });
}

const whole = { whole: true };
const broken = worker.replace("  timeout: 60\n", "  timeout: [\n");

test("an app that is still being read is shown when it is", async () => {
  await withPreview(shop(), async ({ follower, folder }) => assert.equal(body(follower.text), printed(folder)), { more: whole });
});

test("while a file is broken its last good part stays, and the place is told", async () => {
  await withPreview(
    shop(),
    async ({ session, follower, folder }) => {
      const good = body(follower.text);
      session.open(orders(folder), worker);
      session.change(orders(folder), { text: broken });
      await until("a stale preview", () => follower.stale !== null);
      assert.equal(body(follower.text), good);
      assert.match(follower.text, /^# as it was before: shop\/orders\/index.py:\d+:\d+: /m);
      assert.equal(follower.stale.location.uri, uriOf(orders(folder)));
      assert.ok(follower.stale.reason);
      session.change(orders(folder), { text: worker.replace("60", "61") });
      await until("a fresh preview", () => follower.stale === null);
      assert.equal(body(follower.text), good.replace("Timeout: 60", "Timeout: 61"));
    },
    { more: whole },
  );
});

test("a preview of the saved app changes with the disk alone, and a lens tells the difference", async () => {
  await withPreview(
    shop(),
    async ({ session, follower, folder }) => {
      assert.equal(follower.uri, previewUri(root(folder), "?saved"));
      const text = read(root(folder));
      const lenses = async () => (await session.about("codeLens", root(folder))).filter(({ command }) => command.command === "paas-lsp.showDifference");
      session.open(root(folder), text);
      assert.deepEqual(await lenses(), []);
      const edited = text.replace("table: {}", "table: {}\n  queue: {}");
      session.change(root(folder), { text: edited });
      const [lens] = await lenses();
      assert.match(lens.command.title, /^saving adds \d+ resources$/);
      assert.deepEqual(lens.command.arguments, [uriOf(root(folder))]);
      assert.ok(!follower.text.includes("AppQueue"));
      const typed = await session.request("paas/preview", { textDocument: { uri: uriOf(root(folder)) } });
      assert.ok(typed.text.includes("\n  AppQueue:\n"));
      write(folder, { "shop/__init__.py": edited });
      session.refreshes = [];
      session.notify("textDocument/didSave", { textDocument: { uri: uriOf(root(folder)) } });
      await follower.shows("\n  AppQueue:\n");
      assert.equal(body(follower.text), printed(folder));
      assert.deepEqual(await lenses(), []);
      assert.ok(session.refreshes.includes("codeLens"), "no client asks for lenses again because a file was saved");
    },
    { more: { whole: true, saved: true } },
  );
});

test("a lens counts the unsaved edits of its own file, and names what changes", async () => {
  await withPreview(
    shop(),
    async ({ session, folder }) => {
      const lenses = async (file) => (await session.about("codeLens", file)).map(({ command }) => command.title).filter((title) => /^saving/.test(title));
      session.open(root(folder), read(root(folder)));
      session.open(orders(folder), read(orders(folder)));
      session.change(root(folder), { text: read(root(folder)).replace("table: {}", "table: {}\n  queue: {}") });
      assert.deepEqual(await lenses(orders(folder)), []);
      session.change(orders(folder), { text: read(orders(folder)).replace("60", "61") });
      assert.deepEqual(await lenses(orders(folder)), ["saving changes OrdersFunction"]);
      assert.match((await lenses(root(folder))).join(), /^saving adds \d+ resources$/);
      // The line stays while the YAML is broken.
      session.change(orders(folder), { text: read(orders(folder)).replace("type: worker", "type: [worker") });
      const broken = await session.about("codeLens", orders(folder));
      assert.deepEqual(broken.map(({ range, command }) => [range.start.line, command.title]), [[1, "handler Orders"]]);
    },
    { more: { whole: true } },
  );
});

test("a client that asks servers for documents is told to ask again", async () => {
  const client = capabilities();
  client.workspace.textDocumentContent = {};
  const folder = workspace(shop());
  await withSession({ root: folder, capabilities: client }, async (session) => {
    const refreshed = [];
    session.connection.onRequest("workspace/textDocumentContent/refresh", ({ uri }) => void refreshed.push(uri) ?? null);
    const uri = previewUri(orders(folder));
    const content = async () => (await session.request("workspace/textDocumentContent", { uri })).text;
    session.open(orders(folder), worker);
    await until("the template", async () => body(await content()) === printed(folder, "--handler", "shop/orders/index.py"));
    refreshed.length = 0;
    session.change(orders(folder), { text: worker.replace("60", "61") });
    await until("a refresh", () => refreshed.length > 0);
    assert.ok(refreshed.every((each) => each === uri));
    assert.match(await content(), /Timeout: 61/);
    await assert.rejects(session.request("workspace/textDocumentContent", { uri: "paas-preview:///nowhere/index.py.yaml" }), /no app/);
    await assert.rejects(session.request("workspace/textDocumentContent", { uri: "other:///x" }), /no document/);
  });
});

test("a command gives the text, without keeping the preview open", async () => {
  await withPreview(shop(), async ({ session, folder }) => {
    const run = (...args) => session.request("workspace/executeCommand", { command: "paas-lsp.preview", arguments: args });
    assert.equal(body(await run(uriOf(orders(folder)), true)), printed(folder));
    assert.equal(body(await run(uriOf(orders(folder)))), printed(folder, "--handler", "shop/orders/index.py"));
    await assert.rejects(run(uriOf(path.join(folder, "README.md"))), /no app/);
    await assert.rejects(run("untitled:x"), /no file/);
    const announced = session.initialized.capabilities.executeCommandProvider.commands;
    assert.ok(!announced.includes("paas-lsp.showDifference") && !announced.includes("paas-lsp.preview"), "clients register these");
  });
});

test("previews have an outline and folds", async () => {
  await withPreview(
    shop(),
    async ({ session, follower }) => {
      const ask = (method) => session.request(`textDocument/${method}`, { textDocument: { uri: follower.uri } });
      const symbols = await ask("documentSymbol");
      assert.deepEqual(symbols.map(({ name }) => name), ["Parameters", "Resources", "Outputs"]);
      const table = symbols[1].children.find(({ name }) => name === "AppTable");
      assert.equal(table.detail, "AWS::DynamoDB::Table");
      const line = find(follower.text, "\n  AppTable:\n", 1).line;
      assert.deepEqual(table.selectionRange, { start: { line, character: 0 }, end: { line, character: 10 } });
      const folds = await ask("foldingRange");
      const fold = folds.find(({ startLine }) => startLine === line);
      assert.equal(fold.endLine, table.range.end.line - 1);
      const lines = follower.text.split("\n");
      for (const { startLine, endLine } of folds) assert.ok(startLine < endLine && lines[endLine].startsWith(" "));
      // What editors send about documents that they show is no document of an app.
      session.notify("textDocument/didOpen", { textDocument: { uri: follower.uri, languageId: "yaml", version: 1, text: "x" } });
      session.notify("textDocument/didChange", { textDocument: { uri: follower.uri, version: 2 }, contentChanges: [{ text: "y" }] });
      assert.deepEqual(await ask("diagnostic").then(({ items }) => items), []);
      assert.equal(await ask("semanticTokens/full"), null);
      session.notify("textDocument/didClose", { textDocument: { uri: follower.uri } });
      assert.deepEqual((await ask("documentSymbol")).length, 3);
    },
    { more: whole },
  );
});

test("JSON is sent as a whole", async () => {
  await withPreview(
    shop(),
    async ({ session, follower, folder }) => {
      assert.ok(follower.uri.endsWith("/__init__.py.json"));
      assert.equal(follower.text, printed(folder, "--format", "json"));
      session.open(orders(folder), worker.replace("60", "61"));
      await follower.shows('"Timeout": 61');
      JSON.parse(follower.text);
      const at = { textDocument: { uri: follower.uri }, position: { line: 3, character: 3 } };
      assert.equal(await session.request("paas/previewSource", at), null);
    },
    { more: { whole: true, format: "json" } },
  );
});

test("nothing that a client asks disturbs a preview", async () => {
  await withPreview(shop({ "README.md": "", "old/__init__.py": "", "shop/util.py": "" }), async ({ session, follower, folder }) => {
    const open = (uri, more = {}) => session.request("paas/preview", { textDocument: { uri }, ...more });
    for (const file of ["README.md", "shop/util.py", "nowhere/index.py", "shop/missing/index.py"]) assert.equal(await open(uriOf(path.join(folder, file))), null);
    for (const uri of ["untitled:x", "paas-preview:x", "paas-preview:///x.txt", "paas-preview://host/x.yaml", "file://%zz", ""]) {
      assert.equal(await open(uri), null);
      assert.equal(await session.request("paas/closePreview", { uri }), null);
      assert.equal(await session.request("paas/previewSource", { textDocument: { uri }, position: { line: 0, character: 0 } }), null);
    }
    for (const params of [{}, { textDocument: {} }, { textDocument: { uri: 5 } }, { textDocument: { uri: follower.uri }, whole: "yes" }]) {
      await assert.rejects(session.request("paas/preview", params), /do not fit/);
    }
    await assert.rejects(session.request("paas/closePreview", {}), /do not fit/);
    const far = [
      { line: 4_000_000_000, character: 4_000_000_000 },
      { line: 0, character: 1e300 },
      { line: 1e300, character: -5 },
      { line: -1, character: -1 },
      { line: 12, character: 100_000 },
    ];
    for (const position of far) {
      for (const method of ["paas/previewSource", "textDocument/definition", "textDocument/hover"])
        await session.request(method, { textDocument: { uri: follower.uri }, position });
      for (const preview of [follower.uri, "paas-preview:///x.yaml", "no uri"]) {
        const { ranges } = await session.request("paas/previewPlaces", { textDocument: { uri: uriOf(orders(folder)) }, position, preview });
        assert.ok(Array.isArray(ranges));
      }
    }
    const lines = follower.text.split("\n");
    for (let line = 0; line <= lines.length; line += 1) {
      for (let character = 0; character <= (lines[line] ?? "").length + 1; character += 3)
        await session.request("paas/previewSource", { textDocument: { uri: follower.uri }, position: { line, character } });
    }
    // Closed twice, and silent from then on.
    await session.request("paas/closePreview", { uri: follower.uri });
    await session.request("paas/closePreview", { uri: follower.uri });
    const { changes } = follower;
    session.open(orders(folder), worker.replace("60", "61"));
    await session.about("diagnostic", orders(folder));
    assert.equal(follower.changes, changes);
    // Asked again with its own URI.
    const again = await open(follower.uri);
    assert.equal(again.uri, follower.uri);
    assert.match(again.text, /Timeout: 61/);
  });
});

test("after a thousand edits a preview is what --preview prints", { timeout: 120_000 * slow }, async () => {
  await withPreview(
    shop(),
    async ({ session, follower, folder }) => {
      session.open(orders(folder), worker);
      session.open(root(folder), read(root(folder)));
      const roots = ["api: {}", "table: {}", "queue: {}", "tabel: {}", "bucket: {public: false}"];
      const count = times(1000);
      for (let i = 0; i < count; i += 1) {
        if (i % 7 === 0) {
          session.change(root(folder), { text: `"""\ninfra:\n  table: {}\n  ${roots[(i / 7) % roots.length].replace("table: {}", "api: {}")}\n"""\n` });
        } else {
          session.change(orders(folder), { text: i % 5 === 0 ? broken : worker.replace("60", String(1 + (i % 900))) });
        }
        if (i % 50 === 0) await session.about("diagnostic", orders(folder));
      }
      const last = worker.replace("60", "77");
      session.change(orders(folder), { text: last });
      session.change(root(folder), { text: shop()["shop/__init__.py"] });
      write(folder, { "shop/orders/index.py": last });
      const expected = printed(folder);
      await until("the last version", () => body(follower.text) === expected);
      assert.equal(follower.stale, null);
      assert.ok(follower.changes > 1);
      const answer = await session.request("paas/preview", { textDocument: { uri: follower.uri } });
      assert.equal(answer.version, follower.version);
      assert.equal(answer.text, follower.text);
    },
    { more: whole },
  );
});

test("an app that disappears leaves its last template, and may come back", async () => {
  await withPreview(
    shop(),
    async ({ session, follower, folder }) => {
      const before = follower.text;
      const files = [root(folder), orders(folder)];
      rmSync(path.join(folder, "shop"), { recursive: true });
      session.changedOnDisk("deleted", ...files);
      await until("a stale preview", () => follower.stale !== null);
      assert.equal(follower.text, before);
      assert.equal(follower.stale.reason, "it is part of no app");
      write(folder, shop());
      session.changedOnDisk("created", ...files);
      await until("a fresh preview", () => follower.stale === null);
      assert.equal(body(follower.text), printed(folder));
    },
    { more: whole },
  );
});

test("of an older generation no template is made", async () => {
  const folder = example("older");
  await withSession({ root: folder }, async (session) => {
    const textDocument = { uri: uriOf(root(folder)) };
    await until("the app", async () => (await session.request("paas/app", { textDocument })) !== null);
    await assert.rejects(session.request("paas/preview", { textDocument }), /of generation 0\.7, and templates are made of 0\.8 only/);
  });
});
