// The item in the status bar of the editor: whether the server runs, and which app the open file is part of.
import * as vscode from 'vscode';
import { LanguageClient, State } from 'vscode-languageclient/node';

import { AppOfFile, appOf } from './app-of-file';
import { documents } from './documents';

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('paas-lsp.status', documents);
  private readonly subscriptions: vscode.Disposable[] = [this.item];
  private client: LanguageClient | undefined;
  private version = '';

  constructor() {
    this.item.name = 'paas-lsp';
    this.item.command = { command: 'paas-lsp.showLog', title: 'Log' };
    this.subscriptions.push(
      vscode.window.onDidChangeActiveTextEditor(() => void this.refresh()),
      vscode.workspace.onDidSaveTextDocument(() => void this.refresh()),
    );
  }

  follow(client: LanguageClient): void {
    this.client = client;
    this.subscriptions.push(client.onDidChangeState(() => void this.refresh()));
    void this.refresh();
  }

  failed(message: string): void {
    this.client = undefined;
    this.show('paas-lsp', message, vscode.LanguageStatusSeverity.Error);
    this.item.command = { command: 'paas-lsp.getServer', title: 'Get it' };
  }

  private async refresh(): Promise<void> {
    const client = this.client;
    if (client === undefined) return;
    this.item.command = { command: 'paas-lsp.showLog', title: 'Log' };
    this.item.busy = client.state === State.Starting;
    if (client.state === State.Starting) return this.show('paas-lsp', 'starting');
    if (client.state !== State.Running) {
      this.item.command = { command: 'paas-lsp.restart', title: 'Restart' };
      return this.show('paas-lsp', 'the server does not run', vscode.LanguageStatusSeverity.Error);
    }
    this.version = client.initializeResult?.serverInfo?.version ?? '';
    const editor = vscode.window.activeTextEditor;
    const document = editor?.document;
    const app = document === undefined ? null : await this.appOf(client, document);
    if (client !== this.client || document !== vscode.window.activeTextEditor?.document) return;
    void vscode.commands.executeCommand('setContext', 'paas-lsp.hasFragment', app?.fragment === true); // of the active editor
    if (app === null) return this.show('paas-lsp', `${this.version}: this file is part of no app`);
    const handlers = app.handlers === 1 ? '1 handler' : `${app.handlers} handlers`;
    this.show(`${app.name} · ${app.generation}`, `${app.title}; ${handlers}; paas-lsp ${this.version}`);
  }

  private async appOf(client: LanguageClient, document: vscode.TextDocument): Promise<AppOfFile | null> {
    if (vscode.languages.match(documents, document) === 0) return null;
    try {
      return await appOf(client, document.uri);
    } catch {
      return null; // a server that ends meanwhile, or an older one that knows no such question
    }
  }

  private show(text: string, detail: string, severity = vscode.LanguageStatusSeverity.Information): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
