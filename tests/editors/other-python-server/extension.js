// Completes words everywhere in Python files, as servers for Python do.
const vscode = require('vscode');

exports.activate = (context) => {
  const words = ['time', 'timeit', 'timedelta', 's3transfer', 'isinstance', 'int', 'input'];
  const items = words.map((word) => new vscode.CompletionItem(word, vscode.CompletionItemKind.Class));
  const provider = { provideCompletionItems: () => items };
  context.subscriptions.push(vscode.languages.registerCompletionItemProvider({ language: 'python' }, provider, '.', '"'));
};
