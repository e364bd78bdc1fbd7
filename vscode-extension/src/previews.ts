// The previews that are open: read-only documents whose text the server says, and then changes while one types.
// The requests and notifications are the server's own: lsp/features/preview.cpp.
import * as vscode from 'vscode';
import { LanguageClient, Location, State } from 'vscode-languageclient/node';

import type { Extension } from './extension';

export const previewScheme = 'paas-preview';

export interface Stale {
  reason: string;
  location?: Location; // of what is wrong
}

interface Told {
  uri: string; // of the preview, as the server writes it
  version: number; // counts up by one
  stale: Stale | null; // why the text is not that of the source as it is
  summary: string; // "54 resources, 3 parameters, 12,345 bytes"
}

interface Answer extends Told {
  text: string;
  title: string; // "shop/tasks/orders"
}

// Lines are those of the version before, zero-based, the end exclusive; sorted, and none overlaps.
interface Edit {
  start: number;
  end: number;
  text: string; // empty, or ends with a line break
}

interface Change extends Told {
  edits: Edit[];
}

export interface Preview extends Told {
  document: vscode.Uri;
  title: string;
  lines: string[]; // with their line breaks
  isAsking: boolean; // for all of it again
}

export interface Wish {
  whole?: boolean; // the app, not only the handler
  saved?: boolean; // what is on the disk, not in the editor
}

interface Question extends Wish {
  textDocument: { uri: string }; // of the source
  format: string;
}

export class Previews implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly open = new Map<string, Preview>();
  private readonly texts = new vscode.EventEmitter<vscode.Uri>();
  private readonly states = new vscode.EventEmitter<Preview>();
  private readonly subscriptions: vscode.Disposable[];
  private client: LanguageClient | undefined;

  readonly onDidChange = this.texts.event; // for VS Code, which then asks for the text
  readonly onDidChangeState = this.states.event;

  constructor(private readonly extension: Extension) {
    this.subscriptions = [
      this.texts,
      this.states,
      vscode.workspace.registerTextDocumentContentProvider(previewScheme, this),
      vscode.workspace.onDidCloseTextDocument((document) => this.closed(document.uri)),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  // To be called before the client starts. What is open stays open when another server comes.
  follow(client: LanguageClient): void {
    this.client = client;
    client.onNotification('paas/previewChanged', (change: Change) => this.change(client, change));
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      for (const preview of this.open.values()) {
        if (newState === State.Running) void this.askAgain(preview);
        if (newState === State.Stopped) this.stale(preview, 'The server does not run.');
      }
    });
  }

  find(document: vscode.Uri): Preview | undefined {
    return this.open.get(document.toString());
  }

  // Opens the preview of a source; null where that is of no app.
  ask(source: vscode.Uri, wish: Wish): Promise<Preview | null> {
    return this.request({ textDocument: { uri: source.toString() }, format: 'yaml', ...wish });
  }

  async provideTextDocumentContent(document: vscode.Uri): Promise<string> {
    const found = this.find(document);
    if (found !== undefined) return found.lines.join('');
    await this.extension.settled(); // opened by its URI, not by a command: there may be no server yet
    const preview = await this.request(questionOf(document));
    return preview?.lines.join('') ?? '';
  }

  private async request(question: Question): Promise<Preview | null> {
    if (this.client === undefined) throw new Error('the server does not run');
    const answer = await this.client.sendRequest<Answer | null>('paas/preview', question);
    if (answer === null) return null;
    const document = this.client.protocol2CodeConverter.asUri(answer.uri);
    const { text, ...state } = answer;
    const preview = { ...state, document, lines: linesOf(text), isAsking: false };
    this.open.set(document.toString(), preview);
    this.tell(preview);
    return preview;
  }

  // Changes that come before the answer are in the answer.
  private async askAgain(preview: Preview): Promise<void> {
    if (preview.isAsking) return;
    preview.isAsking = true;
    try {
      const answer = await this.request(questionOf(preview.document));
      if (answer === null) this.stale(preview, 'The file is part of no app.');
    } catch (error) {
      this.extension.log.warn(`no preview of ${preview.title}: ${String(error)}`); // a server that ends meanwhile
    } finally {
      preview.isAsking = false;
    }
  }

  private change(client: LanguageClient, change: Change): void {
    const preview = this.find(client.protocol2CodeConverter.asUri(change.uri));
    if (preview === undefined || preview.isAsking || change.version <= preview.version) return;
    if (change.version !== preview.version + 1) return void this.askAgain(preview);
    preview.lines = edited(preview.lines, change.edits);
    preview.version = change.version;
    preview.stale = change.stale;
    preview.summary = change.summary;
    this.tell(preview);
  }

  private stale(preview: Preview, reason: string): void {
    preview.stale = { reason };
    this.states.fire(preview);
  }

  private tell(preview: Preview): void {
    this.texts.fire(preview.document);
    this.states.fire(preview);
  }

  // A document that only gets another language is closed and opened at once.
  private closed(document: vscode.Uri): void {
    setTimeout(() => {
      const preview = this.find(document);
      const isOpen = vscode.workspace.textDocuments.some((one) => one.uri.toString() === document.toString());
      if (preview === undefined || isOpen) return;
      this.open.delete(document.toString());
      this.client?.sendRequest('paas/closePreview', { uri: preview.uri }).catch(() => {}); // it may have ended
    });
  }
}

// What asks for the preview that has this URI: the path of its source and the format as extension.
function questionOf(document: vscode.Uri): Question {
  const [, path, format] = /^(.*)\.(\w+)$/.exec(document.path) ?? ['', document.path, 'yaml'];
  const source = vscode.Uri.file(path ?? '').toString();
  return { textDocument: { uri: source }, format: format ?? 'yaml', saved: document.query === 'saved' };
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function edited(lines: string[], edits: Edit[]): string[] {
  const result: string[] = [];
  let next = 0;
  for (const edit of edits) {
    for (; next < edit.start; ++next) result.push(lines[next] ?? '');
    for (const line of linesOf(edit.text)) result.push(line);
    next = edit.end;
  }
  for (; next < lines.length; ++next) result.push(lines[next] ?? '');
  return result;
}
