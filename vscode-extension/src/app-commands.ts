// Commands about whole apps: what the command line has as --match, --graph, --migrate and --fix.
import { execFile } from 'child_process';
import { promisify } from 'util';
import * as vscode from 'vscode';

import { appOf, AppOfFile } from './app-of-file';
import type { Extension } from './extension';
import { findServer } from './find-server';
import { say } from './say';

const fromClipboard = 'The clipboard';

// How a handler takes an event; the place is where its pattern differs.
interface Answer {
  location: { uri: string; range: { start: { line: number; character: number }; end: { line: number; character: number } } };
  starts: boolean;
  message: string;
}

const nameOf = (file: vscode.Uri) => vscode.workspace.asRelativePath(file).replace(/\/index\.py$/, '');

// The text of an event from the selection, the clipboard or a sample; the server says what it starts.
export async function matchEvent(extension: Extension): Promise<void> {
  try {
    const client = extension.client;
    if (client === undefined) throw new Error('the server does not run');
    const editor = vscode.window.activeTextEditor;
    const selected = editor?.document.getText(editor.selection) ?? '';
    const whole = editor?.document.languageId.startsWith('json') === true ? editor.document.getText() : '';
    const isEvent = (text: string) => text.trim().startsWith('{');
    const items = [
      { label: 'The selection', event: selected },
      { label: 'The JSON file in the editor', event: whole },
    ].filter(({ event }) => isEvent(event));
    const samples = (client.initializeResult?.capabilities.experimental as { paasSamples?: string[] } | undefined)?.paasSamples ?? [];
    const chosen = await vscode.window.showQuickPick(
      [...items, { label: fromClipboard, event: '' }, ...samples.map((name) => ({ label: name, description: 'sample event', event: name }))],
      { title: 'Which handlers start on this event?', placeHolder: 'Copy an event as JSON, or take a sample' },
    );
    if (chosen === undefined) return;
    const answers = await client.sendRequest<Answer[]>('workspace/executeCommand', {
      command: 'paas-lsp.server.matchEvent',
      arguments: [{ event: chosen.label === fromClipboard ? await vscode.env.clipboard.readText() : chosen.event }],
    });
    const count = answers.filter(({ starts }) => starts).length;
    const rows = answers.map(({ location, starts, message }) => ({
      label: `${starts ? '$(pass)' : '$(circle-slash)'} ${nameOf(client.protocol2CodeConverter.asUri(location.uri))}`,
      detail: starts ? 'starts' : message,
      location: client.protocol2CodeConverter.asLocation(location),
    }));
    const place = await vscode.window.showQuickPick(rows, {
      title: `${chosen.label}: ${count} of ${answers.length} handlers with a pattern ${count === 1 ? 'starts' : 'start'}`,
      placeHolder: 'Enter goes to the handler, where its pattern differs from the event',
      matchOnDetail: true,
    });
    if (place !== undefined) await vscode.window.showTextDocument(place.location.uri, { selection: place.location.range });
  } catch (error) {
    say(error);
  }
}

// Of the whole workspace: each file's "fix all", as one step that can be undone. Nothing is saved.
export async function fixAllOfWorkspace(): Promise<void> {
  const files = vscode.languages
    .getDiagnostics()
    .filter(([, list]) => list.some(({ source }) => source === 'paas-lsp'))
    .map(([uri]) => uri);
  const edit = new vscode.WorkspaceEdit();
  const options = { location: vscode.ProgressLocation.Notification, title: 'paas-lsp: fixing', cancellable: true };
  const isStopped = await vscode.window.withProgress(options, async (progress, token) => {
    for (const uri of files) {
      if (token.isCancellationRequested) return true;
      progress.report({ increment: 100 / files.length, message: vscode.workspace.asRelativePath(uri) });
      const document = await vscode.workspace.openTextDocument(uri);
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        all,
        'source.fixAll.paas',
        1,
      );
      for (const [target, edits] of actions[0]?.edit?.entries() ?? []) edit.set(target, edits);
    }
    return false;
  });
  if (isStopped) return;
  const count = edit.size;
  if (count > 0 && !(await vscode.workspace.applyEdit(edit))) return say('the files were changed meanwhile; try again');
  const what = count === 0 ? 'nothing can be fixed without a decision of yours' : `fixed ${count} file${count === 1 ? '' : 's'}; not saved yet`;
  say(what);
}

// Where a logical id or a physical name of the template comes from.
export async function findId(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const range = editor?.document.getWordRangeAtPosition(editor.selection.active);
  const word = editor === undefined ? '' : editor.document.getText(editor.selection.isEmpty ? range : editor.selection);
  await vscode.commands.executeCommand('workbench.action.quickOpen', `#${word.split('\n')[0] ?? ''}`);
}

export async function showGraph(extension: Extension): Promise<void> {
  try {
    const { app, folder } = await appHere(extension);
    const svg = await run(extension, folder, ['--graph', '--format', 'svg', folder.fsPath]);
    const panel = vscode.window.createWebviewPanel('paas-lsp.graph', `Graph of ${app.name}`, vscode.ViewColumn.Beside, {});
    const data = Buffer.from(svg).toString('base64');
    panel.webview.html = `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><body style="background:#fff"><img style="max-width:none;max-height:none" src="data:image/svg+xml;base64,${data}"></body>`;
  } catch (error) {
    say(error);
  }
}

// Shows what it would do; writes if told to.
export async function migrate(extension: Extension): Promise<void> {
  try {
    const { app, folder } = await appHere(extension);
    const inApp = vscode.workspace.textDocuments.filter(
      (each) => each.isDirty && each.uri.fsPath.startsWith(`${folder.fsPath}/`),
    );
    if (inApp.length > 0) throw new Error(`save the files of ${app.name} first; a migration reads them from the disk`);
    const diff = await run(extension, folder, ['--migrate', '--diff', folder.fsPath]);
    if (diff.trim() === '') throw new Error(`${app.name} needs no migration: it is of generation ${app.generation}`);
    await extension.pages.open(`migrate ${app.name}.diff`, diff);
    const choice = await vscode.window.showInformationMessage(
      `Migrate ${app.name} as the diff says? What it cannot decide stays as it is and is reported.`,
      'Migrate',
    );
    if (choice === 'Migrate') await run(extension, folder, ['--migrate', '--write', folder.fsPath]);
  } catch (error) {
    say(error);
  }
}

async function appHere(extension: Extension): Promise<{ app: AppOfFile; folder: vscode.Uri }> {
  const place = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const client = extension.client;
  const app = client === undefined || place === undefined ? null : await appOf(client, place);
  if (client === undefined || app === null) throw new Error('open a file of an app first');
  return { app, folder: client.protocol2CodeConverter.asUri(app.folder) };
}

// What the command line prints about the files as they are saved.
async function run(extension: Extension, folder: vscode.Uri, options: string[]): Promise<string> {
  const server = findServer(extension.context);
  try {
    const { stdout } = await promisify(execFile)(server.command, options, {
      cwd: folder.fsPath,
      timeout: 60_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout?: string; stderr?: string; code?: unknown };
    if (code === 1 && stdout !== undefined && stdout !== '') return stdout; // something is reported
    throw new Error(stderr?.trim().split('\n').at(-1) ?? String(error));
  }
}
