// The commands that open previews.
import * as vscode from 'vscode';

import type { Extension } from './extension';
import { Preview, previewScheme, Wish } from './previews';
import { say } from './say';

// `clicked` is the file whose title has the button; else it is that of the open editor.
export async function openPreview(extension: Extension, clicked: unknown, wish: Wish): Promise<void> {
  const preview = await ask(extension, sourceOf(clicked), wish);
  if (preview === undefined) return;
  const isShown = (one: vscode.TextEditor) => one.document.uri.toString() === preview.document.toString();
  if (vscode.window.visibleTextEditors.some(isShown)) return;
  const isInPreview = vscode.window.activeTextEditor?.document.uri.scheme === previewScheme;
  const viewColumn = isInPreview ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
  // Not showTextDocument: what that opens is closed only minutes after its last editor.
  const options: vscode.TextDocumentShowOptions = { viewColumn, preserveFocus: true, preview: false };
  await vscode.commands.executeCommand('vscode.open', preview.document, options, `Preview ${preview.title}`);
}

// What the template becomes when the file is saved.
export async function showDifference(extension: Extension, clicked: unknown): Promise<void> {
  const source = sourceOf(clicked);
  const saved = await ask(extension, source, { saved: true });
  const edited = saved === undefined ? undefined : await ask(extension, source, {});
  if (saved === undefined || edited === undefined) return;
  const title = `${edited.title}: saved ↔ edited`;
  await vscode.commands.executeCommand('vscode.diff', saved.document, edited.document, title);
}

// A lens or hint gives the file as text. Of a preview, the file that it is of.
function sourceOf(clicked: unknown): vscode.Uri | undefined {
  const named = typeof clicked === 'string' ? vscode.Uri.parse(clicked) : clicked;
  const place = named instanceof vscode.Uri ? named : vscode.window.activeTextEditor?.document.uri;
  if (place?.scheme !== previewScheme) return place;
  return vscode.Uri.file(place.path.replace(/\.\w+$/, ''));
}

// Says why there is none.
async function ask(extension: Extension, source: vscode.Uri | undefined, wish: Wish): Promise<Preview | undefined> {
  try {
    if (source === undefined) throw new Error('open a file of an app first');
    await extension.settled(); // it may be starting
    if (extension.client?.hasPreviews !== true) throw new Error('this server has no previews');
    const preview = await extension.previews.ask(source, wish);
    if (preview === null) throw new Error('this file is part of no app');
    return preview;
  } catch (error) {
    say(error);
    return undefined;
  }
}
