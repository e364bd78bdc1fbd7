// VS Code guesses one width of indentation for a file. A fragment has YAML's and the code below it Python's, so the
// width follows the cursor. A third width, which a person chose in the status bar, stays.
import * as vscode from 'vscode';

interface Widths {
  fragment: vscode.Range;
  yaml: number | undefined; // not known yet
  python: number;
}

export class Indentation implements vscode.Disposable {
  private readonly widths = new WeakMap<vscode.TextDocument, { version: number; widths: Widths | undefined }>();
  private readonly guesses = new WeakMap<vscode.TextDocument, vscode.TextEditorOptions['tabSize'][]>(); // VS Code's, then ours
  private readonly subscriptions = [
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor)),
    vscode.window.onDidChangeActiveTextEditor((editor) => editor !== undefined && this.follow(editor)),
  ];

  dispose(): void {
    this.subscriptions.forEach((each) => void each.dispose());
  }

  private follow(editor: vscode.TextEditor): void {
    const { document, options } = editor;
    if (document.languageId !== 'python' || options.insertSpaces !== true) return;
    if (!vscode.workspace.getConfiguration('editor', document).get<boolean>('detectIndentation')) return;
    const widths = this.widthsOf(document);
    if (widths === undefined) return;
    const known = this.guesses.get(document) ?? [options.tabSize];
    if (!known.includes(options.tabSize)) return; // a person's choice
    const wanted = widths.fragment.contains(editor.selection.active) ? widths.yaml : widths.python;
    if (wanted === undefined) return;
    this.guesses.set(document, [...new Set([...known, wanted])]);
    if (options.tabSize !== wanted) editor.options = { tabSize: wanted };
  }

  private widthsOf(document: vscode.TextDocument): Widths | undefined {
    const known = this.widths.get(document);
    if (known?.version === document.version) return known.widths;
    const widths = read(document);
    this.widths.set(document, { version: document.version, widths });
    return widths;
  }
}

// Nothing where the docstring of the file is text for people.
function read(document: vscode.TextDocument): Widths | undefined {
  const text = document.getText();
  const head = /^(?:[ \t]*(?:#.*)?\r?\n)*[rRuU]?("""|''')/.exec(text);
  const quotes = head?.[1];
  if (head === null || quotes === undefined) return undefined;
  const close = text.indexOf(quotes, head[0].length);
  const end = close < 0 ? text.length : close;
  const fragment = text.slice(head[0].length, end);
  if (!/^(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*[\w-]+:(?:\s|$)/.test(fragment)) return undefined;
  const python = /^(?:async|class|def|else|for|if|try|while|with)\b.*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*\r?\n)*( +)\S/m.exec(text.slice(end))?.[1]?.length;
  const set = vscode.workspace.getConfiguration('editor', document).get<number>('tabSize');
  return {
    fragment: new vscode.Range(document.positionAt(head[0].length), document.positionAt(end)),
    yaml: firstStep(fragment),
    python: python ?? set ?? 4,
  };
}

// By how much the first nested line is deeper than the one before it; comments and blank lines do not count.
function firstStep(fragment: string): number | undefined {
  let before: string | undefined;
  for (const line of fragment.split(/\r?\n/)) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const step = before === undefined ? 0 : line.search(/\S/) - before.search(/\S/);
    if (step > 0 && /:\s*(?:#.*)?$/.test(before ?? '')) return step;
    before = line;
  }
  return undefined;
}
