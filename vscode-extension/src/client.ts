// The client of the language server, which says that it shows previews in its own way.
import { DynamicFeature, LanguageClient, StaticFeature } from 'vscode-languageclient/node';

// Previews follow the edits that the server tells. The feature of LSP 3.18 would register itself for the same
// documents, and ask for all of their text at each change.
const contents = 'workspace/textDocumentContent';

export class Client extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    const isContents = 'registrationType' in feature && feature.registrationType.method === contents;
    if (!isContents) super.registerFeature(feature);
  }

  // True if the server that runs shows previews.
  get hasPreviews(): boolean {
    const experimental: unknown = this.initializeResult?.capabilities.experimental;
    return typeof experimental === 'object' && experimental !== null && 'paasPreview' in experimental;
  }
}

export const announcePreviews: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { ...capabilities.experimental, paasPreview: true };
  },
  getState: () => ({ kind: 'static' }),
  initialize: () => {},
  clear: () => {},
};
