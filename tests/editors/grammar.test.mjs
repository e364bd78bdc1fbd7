// The grammar that colours fragments, run by the engine of VS Code on VS Code's own grammar of Python.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';

import { codeServer, root } from './places.mjs';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');

const extension = path.join(root, 'vscode-extension');
const manifest = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'));
const [contributed] = manifest.contributes.grammars;
const other = 0; // the token type in which VS Code suggests while one types; comments are 1, strings 2

async function load() {
  await oniguruma.loadWASM(fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer);
  const files = {
    'source.python': path.join(codeServer.extensions, 'python/syntaxes/MagicPython.tmLanguage.json'),
    [contributed.scopeName]: path.join(extension, contributed.path),
  };
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const file = files[scope];
      return file === undefined ? null : textmate.parseRawGrammar(fs.readFileSync(file, 'utf8'), file);
    },
    getInjections: (scope) => (contributed.injectTo.includes(scope) ? [contributed.scopeName] : []),
  });
  return registry.loadGrammarWithConfiguration('source.python', 1, { embeddedLanguages: { 'meta.embedded.block.yaml': 2 } });
}

// The place of `|` in the text: its scopes, and what VS Code knows about the character before it.
async function at(marked) {
  const grammar = await load();
  const lines = marked.replace('|', '').split('\n');
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  const line = before.length - 1;
  const column = before[line].length;
  let state = textmate.INITIAL;
  let state2 = textmate.INITIAL;
  for (const [number, text] of lines.entries()) {
    const detailed = grammar.tokenizeLine(text, state);
    const encoded = grammar.tokenizeLine2(text, state2);
    state = detailed.ruleStack;
    state2 = encoded.ruleStack;
    if (number !== line) continue;
    const scopes = detailed.tokens.find((token) => token.startIndex <= column && column < token.endIndex)?.scopes ?? [];
    let metadata = 0;
    for (let index = 0; index < encoded.tokens.length; index += 2) {
      if (encoded.tokens[index] <= Math.max(0, column - 1)) metadata = encoded.tokens[index + 1];
    }
    return { scopes, innermost: scopes.at(-1), language: metadata & 0xff, type: (metadata >> 8) & 3 };
  }
}

const colours = [
  ['a key', '"""\ninfra:\n  ty|pe: worker\n"""', 'entity.name.tag.yaml'],
  ['the first key', '"""\nin|fra:\n"""', 'entity.name.tag.yaml'],
  ['a key behind the quotes', '"""in|fra:\n  type: timer\n"""', 'entity.name.tag.yaml'],
  ['a key in a raw docstring', 'r"""\ninfra:\n  ty|pe: worker\n"""', 'entity.name.tag.yaml'],
  ['a key in single quotes', "'''\ninfra:\n  ty|pe: worker\n'''", 'entity.name.tag.yaml'],
  ['a key in quotes', '"""\ninfra:\n  "ty|pe": worker\n"""', 'entity.name.tag.yaml'],
  ['a key in an item', '"""\ninfra:\n  a:\n  - na|me: owner\n"""', 'entity.name.tag.yaml'],
  ['a key of two words', '"""\ninfra:\n  batch si|ze: 1\n"""', 'entity.name.tag.yaml'],
  ['a key in a flow mapping', '"""\ninfra:\n  a: {b|c: d}\n"""', 'entity.name.tag.yaml'],
  ['a value', '"""\ninfra:\n  type: wor|ker\n"""', 'support.constant.property-value.yaml'],
  ['a value with a colon', '"""\ninfra:\n  permissions:\n  - ses:Se|ndEmail\n"""', 'support.constant.property-value.yaml'],
  ['a value in a flow sequence', '"""\ninfra:\n  a: [b, c|d]\n"""', 'support.constant.property-value.yaml'],
  ['a value in quotes', '"""\ninfra:\n  type: "wor|ker"\n"""', 'support.constant.property-value.quoted.yaml'],
  ['a number', '"""\ninfra:\n  timeout: 6|0\n"""', 'constant.numeric.yaml'],
  ['a rate is no number', '"""\ninfra:\n  rate: 2|4 hours\n"""', 'support.constant.property-value.yaml'],
  ['a boolean', '"""\ninfra:\n  public: fal|se\n"""', 'constant.language.yaml'],
  ['a word that begins as a boolean does', '"""\ninfra:\n  a: no|ne\n"""', 'support.constant.property-value.yaml'],
  ['a comment', '"""\ninfra: # co|mment\n"""', 'comment.line.number-sign.yaml'],
  ['an alias', '"""\ninfra:\n  a: *ot|her\n"""', 'variable.other.alias.yaml'],
  ['below a line ---', 'def f():\n    """Text.\n    ---\n    ta|gs: [a]\n    """\n', 'entity.name.tag.yaml'],
];
for (const [name, text, scope] of colours) {
  test(`colour: ${name}`, { timeout: 20_000 }, async () => {
    const found = await at(text);
    assert.equal(found.innermost, scope);
    assert.equal(found.language, 2, 'the language there is YAML');
    assert.ok(found.scopes.some((one) => one.startsWith('meta.embedded')));
  });
}

const outside = [
  ['code below the fragment', '"""\ninfra:\n  a: "b\n"""\n\nim|port os\n', 'keyword.control.import.python'],
  ['code below an open flow mapping', '"""\ninfra: {a: [\n"""\nim|port os\n', 'keyword.control.import.python'],
  ['the closing quotes', '"""\ninfra:\n  a: b\n"|""\n', 'punctuation.definition.string.end.python'],
  ['quotes behind a value', '"""\ninfra: {a: b}"|""\n', 'punctuation.definition.string.end.python'],
  ['quotes behind a comment', '"""\ninfra: # a"|""\n', 'punctuation.definition.string.end.python'],
  ['a docstring for people', '"""What it is|: text.\n"""\n', 'string.quoted.docstring.multi.python'],
  ['infra within a sentence', '"""The infra: te|xt\n"""\n', 'string.quoted.docstring.multi.python'],
  ['a string that is no docstring', 'a = """\ninfra:\n  ty|pe: worker\n"""\n', 'string.quoted.multi.python'],
];
for (const [name, text, scope] of outside) {
  test(`left alone: ${name}`, { timeout: 20_000 }, async () => {
    const found = await at(text);
    assert.equal(found.innermost, scope);
    assert.equal(found.language, 1, 'the language there is Python');
  });
}

// VS Code looks at the character before the cursor.
const typing = [
  '"""\ni|\n"""', '"""\ninf|\n"""', '"""\ninfra|\n"""', '"""\ninfra:|\n"""',
  '"""\ninfra:\n  t|\n"""', '"""\ninfra:\n  type: w|\n"""', '"""\ninfra:\n  type: worker\n  permissions:\n  - s3:G|\n"""',
  '"""\ninfra:\n  type: "w|"\n"""', '"""\ninfra:\n  type: "w|\n"""', "\"\"\"\ninfra:\n  type: 'w|'\n\"\"\"", '"""\ninfra: {t|}\n"""', '"""\ninfra:\n  t|',
  '"""\ninfra:\n\n  ti|',
];
for (const text of typing) {
  test(`suggestions while typing: ${JSON.stringify(text)}`, { timeout: 20_000 }, async () => {
    assert.equal((await at(text)).type, other);
  });
}

const quiet = ['"""\ninfra: # t|\n"""', '"""What it i|\n"""', '"""\nindeed|\n"""', 'a = "t|"'];
for (const text of quiet) {
  test(`no suggestions while typing: ${JSON.stringify(text)}`, { timeout: 20_000 }, async () => {
    assert.notEqual((await at(text)).type, other);
  });
}
