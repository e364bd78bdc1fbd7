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
    // The type asks for the function; outside the fragment, all that the file makes.
    const type = await places(find(text, "worker"));
    assert.ok(type.some(({ start, end }) => start.line <= lineOf("  OrdersFunction:") && lineOf("  OrdersFunction:") <= end.line));
    assert.ok(type.every(({ start, end }) => timeout < start.line || end.line < timeout));
    assert.deepEqual((await places(find(text, "import os")))[0].start.line, lineOf("Resources:") + 1);
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
