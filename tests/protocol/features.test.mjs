// Each feature once through the protocol: what it says is tested elsewhere, here that it arrives.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { TextDocument } from "vscode-languageserver-textdocument";
import { capabilities, pathOf, uriOf, withSession } from "./session.mjs";
import { checkedText, example, find, read } from "./workspace.mjs";

const orders = "shop/tasks/orders/index.py";
const top = "shop/__init__.py";

/// `body(session, file, text, root)` with a copy of an example, a file of it open, and all of it read.
function feature(name, body, { of = "good", file = orders, text } = {}) {
  test(name, () => {
    const root = example(of);
    const opened = path.join(root, file);
    const content = text?.(read(opened)) ?? read(opened);
    return withSession({ root }, async (session) => {
      session.open(opened, content);
      await session.request("workspace/diagnostic", { previousResultIds: [] });
      await body(session, opened, content, root);
    });
  });
}

const announced = (session, provider) => assert.ok(session.initialized.capabilities[provider], `${provider} is not announced`);

/// The text of a range.
const cut = (text, range) => TextDocument.create("file:///x", "python", 1, text).getText(range);
const apply = (text, edits) => TextDocument.applyEdits(TextDocument.create("file:///x", "python", 1, text), edits);

/// The files that a workspace edit leaves behind: {path: text}.
function edited({ documentChanges }) {
  const files = {};
  for (const change of documentChanges) {
    if (!change.textDocument) continue;
    const file = pathOf(change.textDocument.uri);
    files[file] = apply(read(file), change.edits);
  }
  return files;
}

const plain = (markup) => markup?.value ?? markup;

feature(
  "completion, and what resolving adds",
  async (session, file, text) => {
    announced(session, "completionProvider");
    const position = find(text, "  tim\n", 5);
    const list = await session.at("completion", file, position, { context: { triggerKind: 1 } });
    const items = list.items ?? list;
    const item = items.find(({ label }) => label === "timeout");
    assert.ok(item, JSON.stringify(items.map(({ label }) => label)));
    assert.equal(items.filter(({ preselect }) => preselect).length, 1);
    const resolved = await session.request("completionItem/resolve", item);
    assert.match(plain(resolved.documentation), /second/i);
    const range = item.textEdit?.range ?? item.textEdit?.replace ?? list.itemDefaults?.editRange?.replace ?? list.itemDefaults?.editRange;
    const newText = (item.textEdit?.newText ?? item.textEditText ?? item.insertText ?? item.label).replace(/\$\{\d+:?([^}]*)\}|\$\d+/g, "$1");
    assert.match(apply(text, [{ range, newText }]), /\n {2}timeout: ?/);
  },
  { text: (text) => text.replace("  permissions:", "  tim\n  permissions:") },
);

feature(
  "the documentation of a key is its own, and a value is called by itself",
  async (session, file, text) => {
    const at = (where) => session.at("completion", file, find(text, where, where.length), { context: { triggerKind: 1 } });
    const documentation = async (list, label) => {
      const item = list.items.find((one) => one.label === label);
      assert.equal(item.labelDetails.description, item.detail);
      return plain((await session.request("completionItem/resolve", item)).documentation);
    };
    const keys = await at("infra:\n  ");
    const choices = await documentation(keys, "type");
    assert.match(choices, /^\*\*type\*\* a choice\n\n- `\w+`: .*\n- `\w+`: .*\n- `\w+`: /);
    for (const type of ["endpoint", "worker", "timer"]) assert.ok(choices.includes(`\`${type}\`: A function`), choices);
    session.change(file, { text: text.replace("infra:\n  \n", "infra:\n  type: \n") });
    const values = await session.at("completion", file, { line: 2, character: "  type: ".length }, { context: { triggerKind: 1 } });
    assert.equal(await documentation(values, "worker"), "**worker**\n\nA function that runs on events, or on messages to a topic of its own.");
  },
  { text: () => '"""\ninfra:\n  \n"""\n' },
);

feature(
  "formatting is a source action, too, which nobody gets who did not ask for it",
  async (session, file, text) => {
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const actions = (context) => session.about("codeAction", file, { range, context: { diagnostics: [], ...context } });
    const kinds = async (context) => (await actions(context)).map(({ kind }) => kind);
    assert.ok(!(await kinds({})).some((kind) => kind.startsWith("source.")));
    assert.ok(!(await kinds({ only: ["source.fixAll"] })).includes("source.format.paas-lsp"));
    const [action, ...more] = await actions({ only: ["source.format.paas-lsp"] });
    assert.deepEqual([action.kind, more], ["source.format.paas-lsp", []]);
    const [change] = action.edit.documentChanges;
    const formatted = apply(text, change.edits);
    assert.equal(formatted, text.replace("type:   worker", "type: worker").replace("timeout:   3", "timeout: 3"));
    assert.deepEqual(await session.about("formatting", file, { options: { tabSize: 4, insertSpaces: true } }), change.edits);
    // Of two lines that are out of order, the one that the selection ends before is left alone.
    const selection = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
    const edits = await session.about("rangeFormatting", file, { range: selection, options: { tabSize: 4, insertSpaces: true } });
    assert.equal(apply(text, edits), text.replace("type:   worker", "type: worker"));
  },
  { text: () => '"""\ninfra:\n  type:   worker\n  timeout:   3\n"""\n\n\ndef handler(event, context=None):\n    pass\n' },
);

feature("hover", async (session, file, text) => {
  announced(session, "hoverProvider");
  const { contents, range } = await session.at("hover", file, find(text, "permissions", 2));
  assert.equal(contents.kind, "markdown");
  assert.match(contents.value, /permissions/);
  assert.equal(cut(text, range), "permissions");
});

feature("definition", async (session, file, text, root) => {
  announced(session, "definitionProvider");
  const found = await session.at("definition", file, find(text, "APP_QUEUE", 2));
  const [link] = [found].flat();
  assert.equal(pathOf(link.targetUri ?? link.uri), path.join(root, top));
  assert.match(cut(read(root, top), link.targetSelectionRange ?? link.range), /queue/);
});

feature("references", async (session, file, text, root) => {
  announced(session, "referencesProvider");
  const places = await session.at("references", file, find(text, "APP_QUEUE", 2), { context: { includeDeclaration: true } });
  const files = new Set(places.map(({ uri }) => path.relative(root, pathOf(uri))));
  for (const expected of [top, orders, "shop/tasks/mail/index.py"]) assert.ok(files.has(expected), `no ${expected}`);
});

feature("document highlight", async (session, file, text) => {
  announced(session, "documentHighlightProvider");
  const places = await session.at("documentHighlight", file, find(text, "APP_QUEUE", 2));
  assert.deepEqual(places.map(({ range }) => cut(text, range)), ["APP_QUEUE"]);
});

feature(
  "prepare rename, and rename in every file",
  async (session, file, text, root) => {
    announced(session, "renameProvider");
    const position = find(text, "STRIPE_KEY", 3);
    const prepared = await session.at("prepareRename", file, position);
    assert.equal(cut(text, prepared.range ?? prepared), "STRIPE_KEY");
    const files = edited(await session.at("rename", file, position, { newName: "PAYMENT_KEY" }));
    assert.match(files[file], /environ\["PAYMENT_KEY"\]/);
    assert.match(files[path.join(root, "setenv.sh")], /export PAYMENT_KEY=/);
    await assert.rejects(session.at("rename", file, position, { newName: "" }));
  },
  { file: "shop/tasks/mail/index.py" },
);

feature(
  "code actions: a fix that removes its diagnostic",
  async (session, file, text, root) => {
    announced(session, "codeActionProvider");
    const diagnostics = await session.pull(file);
    const diagnostic = diagnostics.find(({ code }) => code === "unknown-key");
    const context = { diagnostics: [diagnostic], only: ["quickfix"], triggerKind: 1 };
    const actions = await session.about("codeAction", file, { range: diagnostic.range, context });
    const fix = actions.find(({ isPreferred }) => isPreferred) ?? actions[0];
    assert.ok(fix, "no fix");
    const { edit } = fix.edit ? fix : await session.request("codeAction/resolve", fix);
    const after = edited(edit)[file];
    assert.ok(!checkedText(root, orders, after).some(({ code }) => code === "unknown-key"), after);
  },
  { of: "faulty" },
);

feature("document symbols", async (session, file) => {
  announced(session, "documentSymbolProvider");
  const symbols = await session.about("documentSymbol", file);
  assert.ok(symbols.length > 0 && symbols[0].selectionRange);
});

feature("workspace symbols, in any spelling", async (session, _file, _text, root) => {
  announced(session, "workspaceSymbolProvider");
  for (const query of ["app-queue", "AppQueue", "APP_QUEUE"]) {
    const symbols = await session.request("workspace/symbol", { query });
    assert.ok(symbols.some(({ location }) => pathOf(location.uri).startsWith(root)), query);
  }
});

feature("folding ranges", async (session, file) => {
  announced(session, "foldingRangeProvider");
  const ranges = await session.about("foldingRange", file);
  assert.ok(ranges.some(({ startLine, endLine }) => startLine < endLine));
});

feature("selection ranges", async (session, file, text) => {
  announced(session, "selectionRangeProvider");
  const [first] = await session.about("selectionRange", file, { positions: [find(text, "ORDER", 2)] });
  let size = -1;
  for (let range = first; range; range = range.parent) {
    const length = cut(text, range.range).length;
    assert.ok(length > size, "a parent is larger");
    size = length;
  }
});

feature("semantic tokens, of a range, and what an edit changes", async (session, file, text) => {
  announced(session, "semanticTokensProvider");
  const full = await session.about("semanticTokens/full", file);
  assert.ok(full.data.length > 0 && full.data.length % 5 === 0);
  const range = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
  const part = await session.about("semanticTokens/range", file, { range });
  assert.ok(part.data.length < full.data.length);
  const start = find(text, "infra:");
  session.change(file, { range: { start, end: start }, text: "\n" });
  const delta = await session.about("semanticTokens/full/delta", file, { previousResultId: full.resultId });
  const again = await session.about("semanticTokens/full", file);
  const data = [...full.data];
  for (const { start, deleteCount, data: added = [] } of [...(delta.edits ?? [])].sort((a, b) => b.start - a.start)) {
    data.splice(start, deleteCount, ...added);
  }
  assert.deepEqual(delta.data ?? data, again.data);
});

feature("inlay hints", async (session, file, text) => {
  announced(session, "inlayHintProvider");
  const range = { start: { line: 0, character: 0 }, end: { line: text.split("\n").length, character: 0 } };
  assert.ok((await session.about("inlayHint", file, { range })).length > 0);
});

feature("code lenses", async (session, file) => {
  announced(session, "codeLensProvider");
  const [lens] = await session.about("codeLens", file);
  assert.ok((lens.command ? lens : await session.request("codeLens/resolve", lens)).command.title);
});

test("lenses and hints run the commands that the client has, and settings switch each kind off", () => {
  const root = example("good");
  const file = path.join(root, orders);
  const experimental = { commands: ["paas-lsp.openPreview", "paas-lsp.showSampleEvents"] };
  const initializationOptions = { codeLens: { trigger: false }, inlayHints: { names: false } };
  return withSession({ root, capabilities: { ...capabilities(), experimental }, initializationOptions }, async (session) => {
    session.open(file, read(file));
    await session.request("workspace/diagnostic", { previousResultIds: [] });
    const lenses = await session.about("codeLens", file);
    assert.deepEqual(
      lenses.map(({ command: { title, command } }) => [title, command]),
      [
        ["worker TasksOrders · 10 resources", "paas-lsp.openPreview"],
        ["starts on 1 of 9 sample events", "paas-lsp.showSampleEvents"],
      ],
    );
    assert.equal(new Set(lenses.map(({ range }) => JSON.stringify(range))).size, 1);
    for (const { command } of lenses) assert.equal(command.arguments[0], uriOf(file));
    const range = { start: { line: 0, character: 0 }, end: { line: 30, character: 0 } };
    const hints = await session.about("inlayHint", file, { range });
    assert.deepEqual(hints.map(({ label }) => label[0].value), ["· default timeout 30"]);
    assert.equal(hints[0].label[0].command.command, "paas-lsp.openPreview");
    assert.match(apply(read(file), hints[0].textEdits), /\n {2}timeout: 30\n"""/);
  });
});

test("an event says which handlers it starts, and a handler which of the samples start it", () => {
  const root = example("good");
  return withSession({ root }, async (session) => {
    await session.request("workspace/diagnostic", { previousResultIds: [] });
    const run = (command, ...given) => session.request("workspace/executeCommand", { command: `paas-lsp.server.${command}`, arguments: given });
    const answers = await run("matchEvent", { event: "table-modify" });
    const [first] = answers;
    assert.deepEqual([first.starts, pathOf(first.location.uri)], [true, path.join(root, orders)]);
    assert.ok(answers.length > 1);
    for (const { starts, message } of answers.slice(1)) assert.ok(!starts && message.length > 0);
    await assert.rejects(run("matchEvent", { event: "{" }), /this is no event/);
    assert.match(await run("sampleEvents", uriOf(path.join(root, orders))), /### table-modify\n[^]*`table-insert`: `detail\.eventName` is/);
    await assert.rejects(run("sampleEvents", uriOf(path.join(root, top))), /no pattern/);
  });
});

feature("document links", async (session, file) => {
  announced(session, "documentLinkProvider");
  const links = await session.about("documentLink", file);
  assert.ok(links.length > 0);
  for (const { target } of links) assert.match(target, /^https:\/\//);
});

feature(
  "formatting, of the document and of a range",
  async (session, file, text) => {
    announced(session, "documentFormattingProvider");
    announced(session, "documentRangeFormattingProvider");
    const options = { tabSize: 2, insertSpaces: true };
    const formatted = apply(text, await session.about("formatting", file, { options }));
    assert.match(formatted, /\n {2}type: worker\n/);
    const range = { start: find(text, "type:   "), end: find(text, "worker", 6) };
    assert.match(apply(text, await session.about("rangeFormatting", file, { options, range })), /\n {2}type: worker\n/);
  },
  { text: (text) => text.replace("type: worker", "type:   worker   ") },
);

feature("call hierarchy: what triggers a handler and what it reaches", async (session, file, text) => {
  announced(session, "callHierarchyProvider");
  const [item] = await session.at("prepareCallHierarchy", file, find(text, "infra"));
  assert.ok(item.name);
  for (const method of ["incomingCalls", "outgoingCalls"]) {
    const calls = (await session.request(`callHierarchy/${method}`, { item })) ?? [];
    for (const call of calls) assert.ok((call.from ?? call.to).name);
  }
});

feature("completion in a comment that ignores a rule: those of its line first", async (session, file, text) => {
  const change = { range: { start: find(text, "type: worker", 12), end: find(text, "type: worker", 12) }, text: "  # paas:ignore[\n  tiemout: 3" };
  session.change(file, change);
  const { line } = change.range.start;
  const own = await session.at("completion", file, { line, character: change.range.start.character + 16 });
  assert.notEqual(own.items[0].label, "unused-ignore");
  session.change(file, { range: { start: { line, character: change.range.start.character + 2 }, end: { line, character: change.range.start.character + 16 } }, text: "" });
  session.change(file, { range: { start: { line: line + 1, character: 0 }, end: { line: line + 1, character: 0 } }, text: "  # paas: ignore[" + "\n" });
  const above = await session.at("completion", file, { line: line + 1, character: 17 });
  assert.equal(above.items[0].label, "unknown-key");
  assert.equal(above.items[0].textEditText ?? above.items[0].textEdit.newText, "unknown-key]");
  assert.ok(above.items.length > 40);
});

feature("a refactoring where nothing is wrong", async (session, file, text) => {
  const position = find(text, "pattern:", 2);
  const range = { start: position, end: position };
  const actions = await session.about("codeAction", file, { range, context: { diagnostics: [], only: ["refactor"] } });
  const action = actions.find(({ title }) => title === "Put `pattern` in braces");
  assert.equal(action.kind, "refactor.rewrite");
  const edits = (action.edit.documentChanges?.[0] ?? { edits: action.edit.changes[uriOf(file)] }).edits;
  assert.match(apply(text, edits), /\n {4}pattern: \{detail: \{eventName: \[MODIFY\], /);
});

feature("implementation: the functions that a resource starts", async (session, file, text) => {
  announced(session, "implementationProvider");
  const [{ uri, range }] = await session.at("implementation", file, find(text, "type: table", 8));
  assert.equal(pathOf(uri), file);
  assert.deepEqual(range.start, find(text, "def handler", 4));
});

feature("a folder that is to be renamed", async (session, file, _text, root) => {
  assert.ok(session.initialized.capabilities.workspace.fileOperations?.willRename, "willRename is not announced");
  const files = [{ oldUri: uriOf(path.dirname(file)), newUri: uriOf(path.join(root, "shop/tasks/buying")) }];
  const edit = await session.request("workspace/willRenameFiles", { files });
  assert.ok(edit === null || edit.documentChanges || edit.changes);
});

feature("commands", async (session) => {
  announced(session, "executeCommandProvider");
  const { commands } = session.initialized.capabilities.executeCommandProvider;
  assert.ok(commands.length > 0);
  const explain = commands.find((name) => /explain/i.test(name));
  const result = await session.request("workspace/executeCommand", { command: explain, arguments: [{ code: "unknown-key" }] });
  assert.match(JSON.stringify(result), /unknown-key/);
  await assert.rejects(session.request("workspace/executeCommand", { command: "no.such.command" }));
});

feature("the app of a file, of ours", async (session, file, _text, root) => {
  const ask = (at) => session.request("paas/app", { textDocument: { uri: uriOf(at) } });
  const app = await ask(file);
  assert.deepEqual({ ...app, title: "", types: [] }, {
    name: "shop", folder: uriOf(path.join(root, "shop")), generation: "0.8", title: "", handlers: 6, types: [], fragment: true,
  });
  assert.ok(app.types.some((type) => type.name === "worker" && type.description.startsWith("Runs on events")));
  assert.equal((await ask(path.join(root, top))).fragment, true);
  assert.equal((await ask(path.join(root, "setenv.sh"))).fragment, false);
  assert.equal((await ask(path.join(root, "shop/tasks"))).fragment, false);
  assert.equal(await ask(path.join(path.dirname(root), "elsewhere.py")), null);
});
