// Lines that come or go above what one reads in a preview do not move it.
import * as vscode from 'vscode';

import { previewScheme } from './previews';

// VS Code keeps the numbers of the lines that can be seen; what stood there is elsewhere now.
export function keepScrollPosition(): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document.uri.scheme !== previewScheme) return;
    for (const editor of vscode.window.visibleTextEditors) {
      const middle = editor.document === document ? middleOf(editor) : undefined;
      if (middle === undefined) continue;
      const moved = contentChanges
        .filter(({ range }) => range.end.line <= middle)
        .reduce((lines, { range, text }) => lines + text.split('\n').length - 1 - (range.end.line - range.start.line), 0);
      if (moved === 0) continue;
      const place = new vscode.Range(middle + moved, 0, middle + moved, 0);
      editor.revealRange(place, vscode.TextEditorRevealType.InCenter); // the place at the top depends on settings
    }
  });
}

// The line in the middle of those that can be seen; some may be folded.
function middleOf({ visibleRanges }: vscode.TextEditor): number | undefined {
  let left = visibleRanges.reduce((lines, { start, end }) => lines + end.line - start.line + 1, 0) / 2;
  for (const { start, end } of visibleRanges) {
    const count = end.line - start.line + 1;
    if (left <= count) return Math.floor(start.line + left);
    left -= count;
  }
  return undefined;
}
