// UTF-8, UTF-16 and UTF-32 clients see the same places.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { capabilities, withSession } from "./session.mjs";
import { find, shop, worker, workspace } from "./workspace.mjs";

const lengths = {
  "utf-8": (text) => Buffer.byteLength(text),
  "utf-16": (text) => text.length,
  "utf-32": (text) => [...text].length,
};

// Wide characters stand before what is asked about, on its line and above.
const text = worker
  .replace("- INSERT", "- INSERT # 😀 ä")
  .replace("timeout: 60", '"😀ä": 1\n  timeuot: 60')
  .replace('return os.environ["APP_TABLE"]', 'return "😀ä€", os.environ["APP_TABLE"], os.environ["APP_QEUE"]');

/// The offset in `text`, in bytes, of a position in the encoding.
function offset(position, length) {
  const lines = text.split("\n");
  const before = lines.slice(0, position.line).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const line = [...lines[position.line]];
  let units = 0;
  let bytes = 0;
  for (const character of line) {
    if (units >= position.character) break;
    units += length(character);
    bytes += Buffer.byteLength(character);
  }
  assert.equal(units, position.character, "a position inside a character");
  return before + bytes;
}

const places = (range, length) => [offset(range.start, length), offset(range.end, length)];

async function seen(encoding) {
  const root = workspace(shop({ "shop/orders/index.py": text }));
  const file = path.join(root, "shop/orders/index.py");
  const length = lengths[encoding];
  const result = {};
  await withSession({ root, capabilities: capabilities({ encodings: [encoding] }) }, async (session) => {
    assert.equal(session.initialized.capabilities.positionEncoding, encoding);
    session.open(file, text);
    result.diagnostics = (await session.pull(file)).map(({ code, range }) => [code, ...places(range, length)]);
    const hover = await session.at("hover", file, find(text, '"APP_TABLE"', 3, length));
    result.hover = [hover.contents, hover.range && places(hover.range, length)];
    // An edit behind the wide characters, in units of the encoding.
    const start = find(text, '"APP_QEUE"', 1, length);
    session.change(file, { range: { start, end: { ...start, character: start.character + 8 } }, text: "APP_TABLE" });
    result.afterwards = (await session.pull(file)).map(({ code }) => code);
  });
  return result;
}

test("all three encodings see the same places", async () => {
  const [utf8, utf16, utf32] = await Promise.all(Object.keys(lengths).map(seen));
  assert.ok(utf8.diagnostics.length >= 3, JSON.stringify(utf8.diagnostics));
  assert.ok(!utf8.afterwards.includes("undefined-reference"));
  assert.deepEqual(utf16, utf8);
  assert.deepEqual(utf32, utf8);
});

for (const [offered, chosen] of [
  [undefined, "utf-16"],
  [[], "utf-16"],
  [["utf-7"], "utf-16"],
  [["utf-16", "utf-8"], /^utf-(8|16)$/],
  [["utf-32"], "utf-32"],
]) {
  test(`of the encodings ${JSON.stringify(offered)} one that both know is chosen`, () =>
    withSession({ root: workspace(shop()), capabilities: { general: { positionEncodings: offered } } }, ({ initialized }) => {
      const encoding = initialized.capabilities.positionEncoding ?? "utf-16";
      if (chosen instanceof RegExp) assert.match(encoding, chosen);
      else assert.equal(encoding, chosen);
    }));
}
