// After any change the server says what a fresh --check says: of files that are edited, opened, typed in, saved, closed,
// made, deleted, moved and left out; of settings, schemas, environment files and links; pushed and pulled. A second
// folder holds what the editor shows, so that --check sees what is not saved.
import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { TextDocument } from "vscode-languageserver-textdocument";
import { capabilities, eventually, pathOf, uriOf, withSession } from "./session.mjs";
import { checked, example, find, normal, read, shop, worker, workspace, write } from "./workspace.mjs";

const handler = "shop/orders/index.py";
const stripe = worker.replace('os.environ["APP_TABLE"]', 'os.environ["STRIPE_KEY"], os.environ["APP_TABLE"]');
const lacking = "export APP_NAME=shop\nexport ARTIFACTS_BUCKET=a\nexport ARTIFACTS_KEY=b\nexport SLACK_WEBHOOK_URL=c\n";
const setting = `${lacking}export STRIPE_KEY=sk-1\n`;

// A generation of one's own, whose files are YAML as its schemas are.
const own = (type) => ({
  "schemas/generation.yaml": 'name: services\ntitle: services\nhandler:\n  files: "*.yaml"\n  docstring: none\n  schema: service\n',
  "schemas/service.yaml": `type: object\nrequired: [size]\nproperties:\n  size: {title: size, description: How large., type: ${type}, examples: [1]}\n`,
});

/// A workspace in an editor, and beside it the same as it would be on the disk.
class Both {
  constructor(files, folder = "") {
    this.root = workspace();
    this.shadow = workspace();
    this.open = new Map(); // name -> text
    this.folder = folder;
    this.options = []; // of --check
    this.write(files);
  }

  path(name) {
    return path.join(this.root, name);
  }

  // On the disk only.
  write(files) {
    write(this.root, files);
    for (const [name, text] of Object.entries(files)) if (!this.open.has(name)) write(this.shadow, { [name]: text });
  }

  tell(type, ...names) {
    this.session.changedOnDisk(type, ...names.map((name) => this.path(name)));
  }

  save(files) {
    this.write(files);
    this.tell("changed", ...Object.keys(files));
  }

  create(files) {
    this.write(files);
    this.tell("created", ...Object.keys(files));
  }

  remove(...names) {
    for (const name of names) {
      rmSync(this.path(name), { recursive: true });
      if (!this.open.has(name)) rmSync(path.join(this.shadow, name), { recursive: true });
    }
    this.tell("deleted", ...names);
  }

  move(from, to) {
    for (const root of [this.root, this.shadow]) renameSync(path.join(root, from), path.join(root, to));
    this.tell("deleted", from);
    this.tell("created", to);
  }

  // Not told.
  link(name, target) {
    for (const root of [this.root, this.shadow]) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      symlinkSync(target, path.join(root, name));
    }
  }

  openFile(name) {
    this.session.open(this.path(name), read(this.root, name));
    this.open.set(name, read(this.root, name));
  }

  type(name, text) {
    this.session.change(this.path(name), { text });
    this.open.set(name, text);
    write(this.shadow, { [name]: text });
  }

  close(name) {
    this.session.close(this.path(name));
    this.open.delete(name);
    write(this.shadow, { [name]: read(this.root, name) });
  }

  async said() {
    const found = {};
    const add = (uri, diagnostics) => {
      if (diagnostics.length > 0) found[path.relative(this.root, pathOf(uri))] = normal(this.root, diagnostics);
    };
    if (this.pulls) {
      const { items } = await this.session.request("workspace/diagnostic", { previousResultIds: [] });
      for (const { uri, items: diagnostics } of items) add(uri, diagnostics);
    } else {
      for (const [uri, { diagnostics }] of this.session.published) add(uri, diagnostics);
    }
    return found;
  }

  async agrees(what) {
    const expected = checked(this.shadow, ...this.options);
    await eventually(async () => assert.deepEqual(await this.said(), expected, what));
    return Object.entries(expected).flatMap(([name, diagnostics]) => diagnostics.map(({ code }) => `${name} ${code}`));
  }
}

/// Walks through the steps, in a client that pulls and in one that is pushed to.
function walk(name, files, steps) {
  for (const pull of [true, false]) {
    test(`${name}, ${pull ? "pulled" : "pushed"}`, async () => {
      const both = new Both(files);
      both.pulls = pull;
      await withSession({ root: both.root, capabilities: capabilities({ pull }) }, async (session) => {
        both.session = session;
        await both.agrees("at the start");
        await steps(both);
      });
    });
  }
}

const unset = `${handler} unset-parameter`;

for (const named of ["dev.sh", "./conf/../dev.sh", "conf/dev.env"]) {
  const file = path.normalize(named);
  walk(`an environment file that settings name as ${named}`, { ...shop({ [handler]: stripe }), "setenv.sh": "", [file]: lacking, "conf/x": "", "paas.yaml": `environment: ["${named}"]\n` }, async (both) => {
    assert.ok((await both.agrees()).includes(unset));
    both.save({ [file]: setting });
    assert.ok(!(await both.agrees("changed on the disk")).includes(unset));
    both.openFile(file);
    both.type(file, lacking);
    assert.ok((await both.agrees("typed")).includes(unset));
    both.close(file);
    assert.ok(!(await both.agrees("closed")).includes(unset));
    both.save({ [file]: lacking });
    assert.ok((await both.agrees("changed back")).includes(unset));
  });
}

walk("an environment file that comes and goes", { ...shop({ [handler]: stripe }), "setenv.sh": lacking }, async (both) => {
  assert.ok((await both.agrees()).includes(unset));
  both.remove("setenv.sh");
  await both.agrees("deleted");
  both.create({ "setenv.sh": setting });
  assert.ok(!(await both.agrees("made")).includes(unset));
  both.openFile("setenv.sh");
  both.type("setenv.sh", lacking);
  assert.ok((await both.agrees("typed")).includes(unset));
  both.close("setenv.sh");
  await both.agrees("closed");
});

for (const named of ["schemas", "./schemas", "x/../schemas/"]) {
  walk(`schemas that settings name as ${named}`, { ...own("integer"), "x/y": "", "paas.yaml": `generation: "${named}"\n`, "one.yaml": "size: 1\n" }, async (both) => {
    assert.deepEqual(await both.agrees(), []);
    both.save(own("string"));
    assert.deepEqual(await both.agrees("changed"), ["one.yaml wrong-type"]);
    both.save(own("integer"));
    assert.deepEqual(await both.agrees("changed back"), []);
    both.create({ "more/two.yaml": "size: large\n" });
    assert.deepEqual(await both.agrees("a file more"), ["more/two.yaml wrong-type"]);
  });
}

walk("handlers that come, move and go", shop(), async (both) => {
  both.create({ "shop/more/late/index.py": stripe.replace("worker", "wroker") });
  assert.ok((await both.agrees("made")).length > 0);
  both.move("shop/more", "shop/less");
  await both.agrees("moved");
  both.openFile("shop/less/late/index.py");
  both.type("shop/less/late/index.py", stripe);
  await both.agrees("typed");
  both.close("shop/less/late/index.py");
  await both.agrees("closed");
  both.remove("shop/less");
  await both.agrees("deleted");
  both.create({ "shop/orders/../mail/index.py": worker, "shop/mail/test.py": "" });
  await both.agrees("made with its test");
  both.remove("shop/mail/test.py");
  await both.agrees("without its test");
});

walk("settings that are made, typed and deleted", shop({ [handler]: stripe.replace("timeout", "tiemout") }), async (both) => {
  assert.ok((await both.agrees()).length > 0);
  both.create({ "paas.yaml": "exclude: [orders]\n" });
  assert.ok(!(await both.agrees("left out")).some((each) => each.startsWith(handler)));
  both.openFile("paas.yaml");
  both.type("paas.yaml", "severity: {unknown-key: warning}\n");
  assert.ok((await both.agrees("typed")).some((each) => each.startsWith(handler)));
  both.close("paas.yaml");
  await both.agrees("closed");
  both.remove("paas.yaml");
  await both.agrees("deleted");
});

walk("a root that comes and goes", shop(), async (both) => {
  both.remove("shop/__init__.py");
  await both.agrees("deleted");
  both.create({ "shop/__init__.py": shop()["shop/__init__.py"] });
  await both.agrees("made");
  both.openFile("shop/__init__.py");
  both.type("shop/__init__.py", '"""\ninfra: {}\n"""\n');
  await both.agrees("typed");
  both.type("shop/__init__.py", '"""\ninfra: {\n"""\n');
  await both.agrees("broken");
  both.close("shop/__init__.py");
  await both.agrees("closed");
});

walk("a handler that is a link", shop(), async (both) => {
  both.link("shop/linked/index.py", "../orders/index.py");
  both.tell("created", "shop/linked/index.py");
  await both.agrees("made");
  both.save({ [handler]: stripe });
  both.tell("changed", "shop/linked/index.py");
  await both.agrees("changed");
  both.remove("shop/linked");
  await both.agrees("deleted");
});

// Watchers tell of the file that was written, not of the links to it.
walk("what links lead to", { ...shop(), "real/handler.txt": worker, "real/more.txt": "", "real/settings.txt": "{}\n" }, async (both) => {
  const linked = "shop/linked/index.py unset-parameter";
  both.link("shop/linked/index.py", "../../real/handler.txt");
  both.tell("created", "shop/linked/index.py");
  assert.ok(!(await both.agrees("a handler")).includes(linked));
  both.save({ "real/handler.txt": stripe.replace("STRIPE_KEY", "OTHER_KEY") });
  assert.ok((await both.agrees("the text of a handler")).includes(linked));
  both.link("more.sh", "real/more.txt");
  both.create({ "paas.yaml": "environment: [setenv.sh, more.sh]\n" });
  assert.ok((await both.agrees("an environment")).includes(linked));
  both.save({ "real/more.txt": "export OTHER_KEY=1\n" });
  assert.ok(!(await both.agrees("the text of an environment")).includes(linked));
  both.link("shop/paas.yaml", "../real/settings.txt");
  both.tell("created", "shop/paas.yaml");
  assert.ok((await both.agrees("settings")).includes(linked));
  both.save({ "real/settings.txt": "severity: {unset-parameter: off}\n" });
  assert.ok(!(await both.agrees("the text of settings")).includes(linked));
});

walk("files that links lead to, which go, come, are opened and saved", shop({ "real/handler.txt": worker, ".shared/mail.txt": worker }), async (both) => {
  const linked = "shop/linked/index.py unset-parameter";
  const other = stripe.replace("STRIPE_KEY", "OTHER_KEY");
  both.link("shop/linked/index.py", "../../real/handler.txt");
  both.link("shop/mail/index.py", "../../.shared/mail.txt");
  both.tell("created", "shop/linked/index.py", "shop/mail/index.py");
  await both.agrees("made");
  both.remove("real/handler.txt");
  assert.ok((await both.agrees("deleted")).includes("shop/linked/index.py unreadable-file"));
  both.create({ "real/handler.txt": other });
  assert.ok((await both.agrees("made again")).includes(linked));
  both.move("real", "away");
  assert.ok((await both.agrees("its folder moved away")).includes("shop/linked/index.py unreadable-file"));
  both.move("away", "real");
  assert.ok((await both.agrees("and back")).includes(linked));
  both.save({ ".shared/mail.txt": stripe.replace("STRIPE_KEY", "MAIL_KEY") });
  assert.ok((await both.agrees("one in a folder that holds no source")).includes("shop/mail/index.py unset-parameter"));
  both.openFile("real/handler.txt");
  both.session.change(both.path("real/handler.txt"), { text: worker });
  for (const root of [both.root, both.shadow]) write(root, { "real/handler.txt": worker });
  both.tell("changed", "real/handler.txt");
  assert.ok(!(await both.agrees("open and saved")).includes(linked));
});

walk("a test that is not saved", shop(), async (both) => {
  both.remove("shop/orders/test.py");
  const missing = "shop/orders/index.py missing-test";
  assert.ok((await both.agrees("without a test")).includes(missing));
  both.session.open(both.path("shop/orders/test.py"), "");
  assert.ok((await both.agrees("opened")).includes(missing));
  both.create({ "paas.yaml": "{}\n" });
  assert.ok((await both.agrees("all is read again")).includes(missing));
  both.create({ "shop/orders/test.py": "" });
  assert.ok(!(await both.agrees("saved")).includes(missing));
});

walk("files that cannot be read, and that no app holds", shop({ "other/__init__.py": "<<<<<<< a\n" }), async (both) => {
  const troubled = (name) => `${name} unreadable-file`;
  assert.ok((await both.agrees("nothing new")).includes(troubled("other/__init__.py")));
  both.link("lost/index.py", "nowhere.py");
  both.tell("created", "lost/index.py");
  assert.ok((await both.agrees("a link")).includes(troubled("lost/index.py")));
  both.openFile("other/__init__.py");
  both.type("other/__init__.py", "# a\n");
  assert.ok(!(await both.agrees("typed")).includes(troubled("other/__init__.py")));
  both.type("other/__init__.py", "\n<<<<<<< b\n");
  assert.ok((await both.agrees("typed again")).includes(troubled("other/__init__.py")));
  both.close("other/__init__.py");
  both.save({ [handler]: "<<<<<<< c\n" });
  assert.ok((await both.agrees("in an app")).includes(troubled(handler)));
});

for (const how of ["--env", "the editor's setting"]) {
  for (const pull of [true, false]) {
    test(`an environment file that ${how} names, ${pull ? "pulled" : "pushed"}`, async () => {
      const both = new Both({ ...shop({ [handler]: stripe }), "setenv.sh": lacking, "more.env": "" });
      both.pulls = pull;
      both.options = ["--env", "more.env"];
      const args = how === "--env" ? ["--stdio", "--env", both.path("more.env")] : ["--stdio"];
      await withSession({ root: both.root, args, capabilities: capabilities({ pull }) }, async (session) => {
        both.session = session;
        if (how !== "--env") {
          session.settings["paas-lsp"] = { environment: ["more.env"] };
          session.notify("workspace/didChangeConfiguration", { settings: null });
        }
        assert.ok((await both.agrees("at the start")).includes(unset));
        both.save({ "more.env": "export STRIPE_KEY=1\n" });
        assert.ok(!(await both.agrees("on the disk")).includes(unset));
        both.openFile("more.env");
        both.type("more.env", "export STRIPE_KE=1\n");
        assert.ok((await both.agrees("typed")).includes(unset));
        both.close("more.env");
        assert.ok(!(await both.agrees("closed")).includes(unset));
      });
    });
  }
}

for (const pull of [true, false]) {
  test(`a client that watches no files is looked after when it saves, ${pull ? "pulled" : "pushed"}`, async () => {
    const both = new Both(shop());
    both.pulls = pull;
    const blind = capabilities({ pull });
    delete blind.workspace.didChangeWatchedFiles;
    await withSession({ root: both.root, capabilities: blind }, async (session) => {
      both.session = session;
      both.openFile(handler);
      await both.agrees("at the start");
      both.write({ "shop/late/index.py": stripe.replace("timeout", "tiemout"), "shop/__init__.py": '"""\ninfra: {}\n"""\n' });
      session.notify("textDocument/didSave", { textDocument: { uri: uriOf(both.path(handler)) } });
      assert.ok((await both.agrees("saved")).length > 2);
    });
  });
}

test("a folder in a package in a package belongs to the inner one, as for --new", async () => {
  const root = workspace({ ...shop(), "shop/sub/__init__.py": '"""\ninfra: {}\n"""\n', "shop/sub/tasks/mail/index.py": worker });
  await withSession({ root }, async (session) => {
    for (const [name, expected] of [["shop/sub/tasks", "sub"], ["shop/sub", "sub"], ["shop/sub/new/index.py", "sub"], ["shop/orders", "shop"], ["shop", "shop"], ["", "shop"]]) {
      await eventually(async () => {
        const app = await session.request("paas/app", { textDocument: { uri: uriOf(path.join(root, name)) } });
        assert.equal(app?.name, expected, name);
      });
    }
  });
});

test("an edit of a file that changed unseen on the disk is one of its new text", async () => {
  const other = "shop/mail/index.py";
  const both = new Both(shop({ [handler]: stripe, [other]: stripe, "shop/mail/test.py": "" }));
  await withSession({ root: both.root }, async (session) => {
    both.session = session;
    both.pulls = true;
    both.openFile(handler);
    await both.agrees("at the start");
    both.write({ [other]: stripe.replace('"""\n', '"""\n# A line more.\n').replace("INSERT", "MODIFY") });
    const position = find(stripe, "STRIPE_KEY", 2);
    const edit = await session.at("rename", both.path(handler), position, { newName: "PAYMENT_KEY" });
    const change = edit.documentChanges.find(({ textDocument }) => pathOf(textDocument.uri) === both.path(other));
    const document = TextDocument.create("file:///x", "python", 1, read(both.root, other));
    const text = TextDocument.applyEdits(document, change.edits.map(({ range, newText }) => ({ range, newText })));
    assert.equal(text, read(both.root, other).replace("STRIPE_KEY", "PAYMENT_KEY"));
  });
});

test("a fix in a file that changed unseen on the disk is one of its new text", async () => {
  const both = new Both({ ...shop({ [handler]: stripe }), "setenv.sh": lacking });
  await withSession({ root: both.root }, async (session) => {
    both.session = session;
    both.pulls = true;
    both.openFile(handler);
    await both.agrees("at the start");
    both.write({ "setenv.sh": `# Two lines\n# more.\n${lacking}` });
    const begin = find(stripe, "STRIPE_KEY");
    const textDocument = { uri: uriOf(both.path(handler)) };
    const actions = await session.request("textDocument/codeAction", { textDocument, range: { start: begin, end: begin }, context: { diagnostics: [] } });
    const { edit } = actions.find(({ title }) => title.includes("to setenv.sh"));
    const [{ edits }] = edit.documentChanges;
    const document = TextDocument.create("file:///x", "shellscript", 1, read(both.root, "setenv.sh"));
    assert.equal(TextDocument.applyEdits(document, edits), `# Two lines\n# more.\n${lacking}export STRIPE_KEY=\n`);
  });
});

const typo = worker.replace("infra:", "ifra:");
walk("open files that no app holds", shop({ "paas.yaml": "exclude: [old]\n", "shop/old/index.py": typo, ".venv/lib/index.py": typo, "docs/index.py": '"""Words."""\n' }), async (both) => {
  for (const name of ["shop/old/index.py", ".venv/lib/index.py", "docs/index.py"]) {
    both.openFile(name);
    both.type(name, `${read(both.root, name)}\n`);
  }
  await both.agrees("typed");
  both.type("docs/index.py", typo);
  assert.ok((await both.agrees("a handler without a root")).includes("docs/index.py missing-fragment"));
  both.save({ "paas.yaml": "exclude: []\n" });
  assert.ok((await both.agrees("no longer left out")).some((each) => each.startsWith("shop/old")));
});

const bad = stripe.replace("timeout", "tiemout");
walk("a folder that is told as one thing, with what is known and open in it", shop({ "setenv.sh": lacking, "conf/dev.env": "", "paas.yaml": "environment: [conf/dev.env]\n" }), async (both) => {
  const again = (folder, files) => {
    for (const root of [both.root, both.shadow]) rmSync(path.join(root, folder), { recursive: true });
    both.write(files);
    both.tell("deleted", folder);
    both.tell("created", folder);
  };
  again("shop/orders", { [handler]: bad });
  assert.ok((await both.agrees("made anew")).includes(`${handler} unknown-key`));
  again("conf", { "conf/dev.env": "export STRIPE_KEY=x\n" });
  assert.ok(!(await both.agrees("an environment made anew")).includes(unset));
  both.write({ [handler]: worker });
  both.tell("changed", "shop/orders");
  await both.agrees("changed");
  both.openFile(handler);
  both.type(handler, bad);
  rmSync(both.path("shop/orders"), { recursive: true });
  both.tell("deleted", "shop/orders");
  assert.ok((await both.agrees("deleted below what is open")).includes(`${handler} unknown-key`));
});

walk("a handler of another generation in an app of metadata.yaml", { "metadata.yaml": read(example("oldest"), "metadata.yaml"), "shop/nightly/index.py": read(example("good"), "shop/api/basket/index.py") }, async (both) => {
  const name = "shop/nightly/index.py";
  both.openFile(name);
  for (const text of ["", worker, stripe, read(both.root, name)]) {
    both.type(name, text);
    await both.agrees(text.slice(0, 40));
  }
  both.type(name, worker);
  both.close(name);
  await both.agrees("closed");
});

walk("a link that leads nowhere", shop(), async (both) => {
  both.link("shop/linked/index.py", "nowhere.py");
  both.tell("created", "shop/linked/index.py");
  assert.ok((await both.agrees("made")).includes("shop/linked/index.py unreadable-file"));
});
