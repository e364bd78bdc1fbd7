// What a preview answers to the editor's own questions: definition, hover and outline are the server's.
import * as vscode from 'vscode';
import { DocumentSymbol, Hover, Location } from 'vscode-languageclient/node';

import type { Extension } from './extension';
import { Previews, previewScheme } from './previews';

// The server is not told the text of previews, which it made; so these are asked for here.
export class PreviewLanguage
  implements vscode.Disposable, vscode.DefinitionProvider, vscode.DocumentSymbolProvider, vscode.HoverProvider
{
  private readonly registrations: vscode.Disposable[];

  constructor(
    private readonly extension: Extension,
    private readonly previews: Previews,
  ) {
    const selector = { scheme: previewScheme };
    this.registrations = [
      vscode.languages.registerDefinitionProvider(selector, this),
      vscode.languages.registerHoverProvider(selector, this),
      vscode.languages.registerDocumentSymbolProvider(selector, this, { label: 'paas-lsp' }),
    ];
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  async provideDefinition(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken) {
    const found = await this.ask<Location | Location[]>('textDocument/definition', document, position, token);
    return this.extension.client?.protocol2CodeConverter.asDefinitionResult(found, token);
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken) {
    const found = await this.ask<Hover>('textDocument/hover', document, position, token);
    return this.extension.client?.protocol2CodeConverter.asHover(found);
  }

  async provideDocumentSymbols(document: vscode.TextDocument, token: vscode.CancellationToken) {
    const found = await this.ask<DocumentSymbol[]>('textDocument/documentSymbol', document, undefined, token);
    return this.extension.client?.protocol2CodeConverter.asDocumentSymbols(found, token);
  }

  private async ask<Answer>(
    method: string,
    document: vscode.TextDocument,
    position: vscode.Position | undefined,
    token: vscode.CancellationToken,
  ): Promise<Answer | null> {
    const preview = this.previews.find(document.uri);
    if (preview === undefined || this.extension.client === undefined) return null;
    const question = { textDocument: { uri: preview.uri }, ...(position && { position }) };
    return this.extension.client.sendRequest<Answer | null>(method, question, token);
  }
}
