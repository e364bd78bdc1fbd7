// The source and its previews follow each other's cursor: what the line makes, and the line that made it, are
// highlighted and scrolled to in the other editor. Its cursor stays where it is, so nothing comes back.
import * as vscode from 'vscode';
import { Location, Range } from 'vscode-languageclient/node';

import type { Extension } from './extension';
import { Previews, previewScheme } from './previews';

const pause = 40; // milliseconds; a key that is held down asks once

export class PreviewCursor implements vscode.Disposable {
  private readonly highlight = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.selectionHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.selectionHighlightForeground'),
  });
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;

  constructor(
    private readonly extension: Extension,
    private readonly previews: Previews,
  ) {
    this.subscriptions = [
      this.highlight,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.moved(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.moved(editor)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.moved(vscode.window.activeTextEditor)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.scheme === previewScheme && contentChanges.length > 0) this.moved(vscode.window.activeTextEditor);
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private moved(editor: vscode.TextEditor | undefined): void {
    if (editor === undefined || editor !== vscode.window.activeTextEditor || this.visible().length === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.follow(editor).catch((error) => this.extension.log.debug(`the cursor is not followed: ${String(error)}`));
    }, pause);
  }

  // Previews of what is edited; those of what is saved stand beside them in a view of the differences.
  private visible(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter(
      ({ document }) => document.uri.scheme === previewScheme && document.uri.query === '',
    );
  }

  private async follow(editor: vscode.TextEditor): Promise<void> {
    const asked = ++this.asked;
    const found = editor.document.uri.scheme === previewScheme ? await this.source(editor) : await this.places(editor);
    if (asked !== this.asked) return; // the cursor has moved on
    for (const other of vscode.window.visibleTextEditors) {
      const ranges = found.get(other) ?? [];
      other.setDecorations(this.highlight, ranges);
      const [first] = ranges;
      if (first === undefined || isAllThatIsSeen(other, first)) continue;
      other.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  // What the line of the source makes, in each preview that can be seen.
  private async places(editor: vscode.TextEditor): Promise<Map<vscode.TextEditor, vscode.Range[]>> {
    const found = new Map<vscode.TextEditor, vscode.Range[]>();
    const client = this.extension.client;
    if (client === undefined || vscode.languages.match({ scheme: 'file' }, editor.document) === 0) return found;
    const textDocument = { uri: client.code2ProtocolConverter.asUri(editor.document.uri) };
    const position = client.code2ProtocolConverter.asPosition(editor.selection.active);
    for (const other of this.visible()) {
      const preview = this.previews.find(other.document.uri)?.uri;
      if (preview === undefined) continue;
      const question = { textDocument, position, preview };
      const answer = await client.sendRequest<{ ranges: Range[] } | null>('paas/previewPlaces', question);
      found.set(other, (answer?.ranges ?? []).map((range) => client.protocol2CodeConverter.asRange(range)));
    }
    return found;
  }

  // The line that made what is under the cursor of a preview, where its file can be seen.
  private async source(editor: vscode.TextEditor): Promise<Map<vscode.TextEditor, vscode.Range[]>> {
    const found = new Map<vscode.TextEditor, vscode.Range[]>();
    const client = this.extension.client;
    const preview = this.previews.find(editor.document.uri);
    if (client === undefined || preview === undefined) return found;
    const position = client.code2ProtocolConverter.asPosition(editor.selection.active);
    const question = { textDocument: { uri: preview.uri }, position };
    const location = await client.sendRequest<Location | null>('paas/previewSource', question);
    if (location === null) return found;
    const file = client.protocol2CodeConverter.asUri(location.uri).toString();
    const range = client.protocol2CodeConverter.asRange(location.range);
    for (const other of vscode.window.visibleTextEditors) {
      if (other.document.uri.toString() === file) found.set(other, [range]);
    }
    return found;
  }
}

// What is larger than the view, such as all that a handler makes, does not move it while some of it is there.
function isAllThatIsSeen({ visibleRanges }: vscode.TextEditor, range: vscode.Range): boolean {
  const [first, last] = [visibleRanges[0], visibleRanges.at(-1)];
  if (first === undefined || last === undefined) return false;
  const isLarger = range.end.line - range.start.line > last.end.line - first.start.line;
  return isLarger && range.start.line <= last.end.line && range.end.line >= first.start.line;
}
