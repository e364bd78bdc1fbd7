// The client of the language server, which says that it shows previews in its own way.
import * as vscode from 'vscode';
import { DynamicFeature, LanguageClient, StaticFeature } from 'vscode-languageclient/node';

// Previews follow the edits that the server tells. The feature of LSP 3.18 would register itself for the same
// documents, and ask for all of their text at each change.
const contents = 'workspace/textDocumentContent';

// What settings switch on and off. A formatter of Python beside another one makes VS Code ask which is meant.
const switches: Record<string, string> = {
  'textDocument/formatting': 'format.enable',
  'textDocument/rangeFormatting': 'format.enable',
  'textDocument/documentLink': 'links.enable',
  'textDocument/inlayHint': 'inlayHints.enable',
  'textDocument/codeLens': 'codeLens.enable',
  'workspace/didCreateFiles': 'newFiles.enable',
};

export const isSwitch = (change: vscode.ConfigurationChangeEvent): boolean =>
  Object.values(switches).some((name) => change.affectsConfiguration(`paas-lsp.${name}`));

function isOn(method: string): boolean {
  const name = switches[method];
  return name === undefined || vscode.workspace.getConfiguration('paas-lsp').get<boolean>(name) === true;
}

export class Client extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    const method = 'registrationType' in feature ? feature.registrationType.method : '';
    if (method !== contents && isOn(method)) super.registerFeature(feature);
  }

  // True if the server that runs shows previews.
  get hasPreviews(): boolean {
    const experimental: unknown = this.initializeResult?.capabilities.experimental;
    return typeof experimental === 'object' && experimental !== null && 'paasPreview' in experimental;
  }
}

// Types of tokens that are coloured as the grammar of fragments colours them, see package.json. Standard types have
// the colours of Python's, which would change when the server starts.
const tokenTypes = ['paasKey', 'paasConstant', 'paasNumber', 'paasText', 'paasKeyword', 'paasName', 'paasPermission'];

// What the server may have a lens, a hint or a code action do.
const commands = ['explain', 'openPreview', 'goToDefinition', 'showReferences', 'showSampleEvents'];

// What this client does besides the protocol.
export const announcements: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.textDocument?.semanticTokens?.tokenTypes.push(...tokenTypes);
    capabilities.experimental = {
      ...capabilities.experimental,
      paasPreview: true,
      commands: commands.map((name) => `paas-lsp.${name}`),
    };
  },
  getState: () => ({ kind: 'static' }),
  initialize: () => {},
  clear: () => {},
};
