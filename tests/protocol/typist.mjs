// How VS Code opens, filters and closes lists of suggestions while a person types, as far as it matters for what Enter
// does: takes the selected item, or breaks the line. Strict where the editor is lenient: any item whose letters could
// still match counts as selected, and so do those of answers that a quick typist would not have waited for.

const isWordCharacter = (c) => /[\p{L}\p{N}_]/u.test(c);

/// Whether the letters of `word` occur in `text` in their order: the editor finds at most these.
export function matches(word, text) {
  let at = 0;
  for (const c of word.toLowerCase()) {
    at = text.toLowerCase().indexOf(c, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

export class Typist {
  lists = []; // that may be what is shown: {begin, items, isIncomplete, trigger}
  shown = 0; // how often a list opened
  surprises = []; // {text, key, item}: where Enter or Tab took an item

  constructor(session, file, text = "") {
    this.session = session;
    this.file = file;
    this.triggers = session.initialized.capabilities.completionProvider.triggerCharacters;
    this.before = text;
    session.open(file, text);
  }

  get position() {
    const lines = this.before.split("\n");
    return { line: lines.length - 1, character: lines.at(-1).length };
  }

  async type(text) {
    for (const c of text) await this.press(c);
  }

  /// One key. Enter where an item is selected is a surprise; the line is broken all the same, so that one says no more.
  async press(c) {
    if (c === "\n" || c === "\t") this.#expectNothingSelected(c);
    const at = this.position;
    this.before += c;
    this.session.change(this.file, { range: { start: at, end: at }, text: c });
    if (this.triggers.includes(c)) {
      this.lists = [];
      await this.#ask({ triggerKind: 2, triggerCharacter: c });
    } else if (this.#filter()) {
      if (isWordCharacter(c) && this.lists.at(-1).isIncomplete) await this.#ask({ triggerKind: 3 });
    } else if (isWordCharacter(c)) {
      const word = /[\p{L}\p{N}_]+$/u.exec(this.before)[0];
      if (Number.isNaN(Number(word))) await this.#ask({ triggerKind: 1 });
    }
  }

  #written(list) {
    return this.before.slice(list.begin);
  }

  // Drops what matches no more; whether something is left.
  #filter() {
    for (const list of this.lists) {
      const word = this.#written(list);
      list.items = list.items.filter((item) => matches(word, item.filterText ?? item.label));
    }
    this.lists = this.lists.filter((list) => list.items.length > 0);
    return this.lists.length > 0;
  }

  async #ask(context) {
    const answer = await this.session.at("completion", this.file, this.position, { context });
    if (!answer?.items.length) return;
    const range = answer.itemDefaults?.editRange ?? answer.items[0].textEdit.range;
    const start = range.insert?.start ?? range.start;
    const lines = this.before.split("\n");
    const begin = lines.slice(0, start.line).reduce((sum, line) => sum + line.length + 1, 0) + start.character;
    this.lists.push({ begin, items: [...answer.items], isIncomplete: answer.isIncomplete, trigger: context.triggerCharacter });
    if (this.#filter()) this.shown += 1;
  }

  #expectNothingSelected(key) {
    // Of a list below a line that wants a block, the extension lets Enter and Tab take nothing.
    const selected = this.lists.find((list) => list.trigger !== "\n" || this.#written(list) !== "");
    if (selected) this.surprises.push({ text: this.before.slice(-60), key, item: selected.items[0].label });
    this.lists = [];
  }

  end() {
    this.session.close(this.file);
  }
}

