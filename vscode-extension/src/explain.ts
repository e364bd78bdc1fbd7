// Explanations of diagnostics as Markdown pages: what `paas-lsp --explain CODE` prints.
import { execFile } from 'child_process';
import { promisify } from 'util';
import * as vscode from 'vscode';

import { findServer } from './find-server';

const scheme = 'paas-lsp-explanation';

export class Explanations implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  constructor(private readonly context: vscode.ExtensionContext) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const code = uri.path.replace(/\.md$/, '');
    const server = findServer(this.context);
    const { stdout } = await promisify(execFile)(server.command, ['--explain', code], { timeout: 10_000 });
    return stdout;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

export async function showExplanation(code: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme, path: `${code}.md` });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
}

// The diagnostics of ours that stand under the cursor, else on its line, else all of the file; each code once.
export function codesAtCursor(editor: vscode.TextEditor): string[] {
  const ours = vscode.languages.getDiagnostics(editor.document.uri).filter((one) => one.source === 'paas-lsp');
  const cursor = editor.selection.active;
  const near = [
    ours.filter((one) => one.range.contains(cursor)),
    ours.filter((one) => one.range.start.line <= cursor.line && cursor.line <= one.range.end.line),
    ours,
  ].find((some) => some.length > 0);
  const codes = (near ?? []).map((one) => String(typeof one.code === 'object' ? one.code.value : one.code));
  return [...new Set(codes)];
}
