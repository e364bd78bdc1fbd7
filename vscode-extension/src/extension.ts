// The extension: starts the language server, and shows what it is doing. Everything that it knows about apps comes
// from the server.
import * as vscode from 'vscode';
import {
  CloseAction,
  CloseHandlerResult,
  ErrorHandler,
  LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';

import { announcements, Client, isSwitch } from './client';
import { registerCommands } from './commands';
import { documents } from './documents';
import { Explanations } from './explain';
import { findServer, ServerMissing } from './find-server';
import { PreviewCursor } from './preview-cursor';
import { PreviewLanguage } from './preview-language';
import { keepScrollPosition } from './preview-scroll';
import { PreviewState } from './preview-state';
import { Previews } from './previews';
import { Status } from './status';
import { OpenLists } from './typing';

export class Extension {
  client: Client | undefined;
  readonly previews = new Previews(this);
  readonly lists = new OpenLists();
  private queue: Promise<void> = Promise.resolve();
  private restarts!: ErrorHandler; // of the client that runs

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
        errorHandler: {
          error: (error, message, count) => this.restarts.error(error, message, count),
          closed: async () => this.ended(await this.restarts.closed()),
        },
      };
      const run = { command: server.command, args: ['--stdio', ...server.arguments] };
      this.client = new Client('paas-lsp', 'paas-lsp', run, options);
      this.restarts = this.client.createDefaultErrorHandler();
      this.client.registerFeature(announcements);
      this.status.follow(this.client);
      this.previews.follow(this.client);
      await this.client.start();
    } catch (error) {
      this.failed(error);
    }
  }

  // After some ends in a short time the client gives up, and says so with no way to go on.
  private ended(result: CloseHandlerResult): CloseHandlerResult {
    if (result.action !== CloseAction.DoNotRestart) return result;
    const message = 'The server has ended five times within three minutes and is not started again.';
    void vscode.window.showErrorMessage(`paas-lsp: ${message}`, 'Restart', 'Show Log').then((choice) => {
      if (choice === 'Restart') void this.restart();
      if (choice === 'Show Log') this.log.show();
    });
    return { ...result, handled: true };
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
    const message = error instanceof Error ? error.message : String(error);
    this.log.error(message);
    this.status.failed(message);
    const choices = error instanceof ServerMissing ? ['How to Get It', 'Open Settings'] : ['Show Log'];
    void vscode.window.showErrorMessage(`paas-lsp: ${message}`, ...choices).then((choice) => {
      if (choice === 'How to Get It') void vscode.commands.executeCommand('paas-lsp.getServer');
      if (choice === 'Open Settings') {
        void vscode.commands.executeCommand('workbench.action.openSettings', 'paas-lsp.server.path');
      }
      if (choice === 'Show Log') this.log.show();
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
    new PreviewCursor(extension, extension.previews),
    new PreviewLanguage(extension, extension.previews),
    new PreviewState(extension, extension.previews),
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
