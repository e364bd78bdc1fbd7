// The extension: starts the language server, and shows what it is doing. Everything that it knows about apps comes
// from the server.
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClientOptions, RevealOutputChannelOn } from 'vscode-languageclient/node';

import { announcements, Client, isSwitch } from './client';
import { registerCommands } from './commands';
import { documents } from './documents';
import { Explanations } from './explain';
import { findServer, ServerMissing } from './find-server';
import { Indentation } from './indentation';
import { Pages } from './pages';
import { PreviewCursor } from './preview-cursor';
import { PreviewLanguage } from './preview-language';
import { keepScrollPosition } from './preview-scroll';
import { PreviewState } from './preview-state';
import { Previews } from './previews';
import { textOf } from './say';
import { Status } from './status';
import { OpenLists } from './typing';

const mostEnds = 5;
const patience = 3 * 60 * 1000; // ms

export class Extension {
  client: Client | undefined;
  readonly previews = new Previews(this);
  readonly lists = new OpenLists();
  readonly pages = new Pages();
  private queue: Promise<void> = Promise.resolve();
  private ends: number[] = []; // when servers ended that should not have, the last ones

  constructor(
    readonly context: vscode.ExtensionContext,
    readonly log: vscode.LogOutputChannel,
    private readonly status: Status,
  ) {}

  // One after the other: two settings that change at once must not start two servers.
  restart(): Promise<void> {
    this.queue = this.queue.then(() => this.stop()).then(() => this.start());
    return this.queue;
  }

  end(): Promise<void> {
    this.queue = this.queue.then(() => this.stop());
    return this.queue;
  }

  // Once what was asked for before is done: the server runs, or cannot.
  settled(): Promise<void> {
    return this.queue;
  }

  private async start(): Promise<void> {
    let hasEnded = false;
    let noteEnd = () => {};
    const end = new Promise<void>((resolve) => (noteEnd = resolve));
    try {
      const server = findServer(this.context);
      this.log.info(`starting ${[server.command, '--stdio', ...server.arguments].join(' ')} (from: ${server.origin})`);
      const options: LanguageClientOptions = {
        documentSelector: documents,
        // Settings of a folder that is not trusted may name no files outside of its repository.
        initializationOptions: { trusted: vscode.workspace.isTrusted },
        outputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        markdown: { supportHtml: false },
        middleware: this.lists.middleware,
        // A client that starts its server again may take that one for the one before. There is a new one for each.
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }), // the end of the server is told
          closed: () => {
            hasEnded = true;
            noteEnd();
            if (client === this.client) this.ended();
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
        initializationFailedHandler: () => false, // it is thrown, too
      };
      const run = { command: server.command, args: ['--stdio', ...server.arguments] };
      const client = new Client('paas-lsp', 'paas-lsp', run, options);
      this.client = client;
      client.registerFeature(announcements);
      this.status.follow(client);
      this.previews.follow(client);
      // Where the server ends before it has answered, the start may wait for ever.
      const started = client.start();
      started.catch(() => {}); // it is handled below, unless the end came first
      await Promise.race([started, end]);
      if (hasEnded) this.client = undefined; // nothing to be stopped
    } catch (error) {
      if (hasEnded) this.log.warn(String(error)); // it is told, or started again, already
      else this.failed(error);
    }
  }

  private ended(): void {
    const now = Date.now();
    this.ends = [...this.ends.filter((end) => now - end < patience), now];
    if (this.ends.length < mostEnds) void this.restart();
    else this.gaveUp('The server has ended five times within three minutes and is not started again.');
  }

  private gaveUp(message: string): void {
    void vscode.window.showErrorMessage(`paas-lsp: ${message}`, 'Restart', 'Show Log').then((choice) => {
      if (choice === 'Restart') {
        this.ends = [];
        void this.restart();
      }
      if (choice === 'Show Log') this.log.show();
    });
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.log.warn(`the server did not end in order: ${String(error)}`); // it may have died before
    }
  }

  private failed(error: unknown): void {
    const message = textOf(error);
    this.log.error(message);
    this.status.failed(message);
    if (!(error instanceof ServerMissing)) {
      this.gaveUp(message);
      return;
    }
    void vscode.window.showErrorMessage(`paas-lsp: ${message}`, 'How to Get It', 'Open Settings').then((choice) => {
      if (choice === 'How to Get It') void vscode.commands.executeCommand('paas-lsp.getServer');
      if (choice === 'Open Settings') {
        void vscode.commands.executeCommand('workbench.action.openSettings', 'paas-lsp.server.path');
      }
    });
  }
}

let running: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('paas-lsp', { log: true });
  const status = new Status();
  const extension = new Extension(context, log, status);
  running = extension;
  context.subscriptions.push(
    log,
    status,
    new Explanations(context),
    extension.previews,
    extension.lists,
    extension.pages,
    new PreviewCursor(extension, extension.previews),
    new PreviewLanguage(extension, extension.previews),
    new PreviewState(extension, extension.previews),
    new Indentation(),
    keepScrollPosition(),
    ...registerCommands(extension),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('paas-lsp.server') || isSwitch(change)) void extension.restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void extension.restart()),
  );
  await extension.restart();
}

export function deactivate(): Promise<void> | undefined {
  return running?.end();
}
