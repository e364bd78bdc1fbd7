// The files that the server is told about.
export const documents: ({ scheme: string; language: string } | { scheme: string; pattern: string })[] = [
  { scheme: 'file', language: 'python' },
  { scheme: 'file', pattern: '**/setenv.sh' },
  { scheme: 'file', pattern: '**/metadata.yaml' },
  { scheme: 'file', pattern: '**/paas.yaml' },
];
