import { pathToFileURL } from 'node:url';
import type { ScanHit, ScannedFile } from './scan-hit.ts';

const LEVELS = { high: 'error', medium: 'warning', low: 'note' } as const;

/** A log of the Static Analysis Results Interchange Format, OASIS SARIF 2.1.0. */
export function sarifLog(files: readonly ScannedFile[], version: string): object {
  const kinds = [...new Set(files.flatMap((file) => file.hits.map((hit) => hit.kind)))].sort();
  const faults = files.filter((file) => file.fault !== null);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'decant',
            version,
            rules: kinds.map(ruleOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: faults.length === 0,
            toolExecutionNotifications: faults.map((file) => ({
              level: 'error',
              message: { text: `cannot be read (${file.fault})` },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file.name) } } }],
            })),
          },
        ],
        results: files.flatMap((file) => file.hits.map((hit) => resultOf(file.name, hit, kinds))),
      },
    ],
  };
}

function resultOf(name: string, hit: ScanHit, kinds: readonly string[]): object {
  return {
    ruleId: ruleId(hit.kind),
    ruleIndex: kinds.indexOf(hit.kind),
    level: LEVELS[hit.confidence],
    message: { text: hit.context === null ? hit.kind : `${hit.kind}: ${hit.context}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(name) },
          region: { startLine: hit.line, startColumn: hit.column, byteOffset: hit.offset },
        },
      },
    ],
    properties: {
      detector: hit.detector,
      vendor: hit.vendor,
      confidence: hit.confidence,
      checksum: hit.checksum,
      decodedVia: hit.decodedVia,
    },
  };
}

function ruleOf(kind: string): object {
  return {
    id: ruleId(kind),
    name: kind,
    shortDescription: { text: kind },
    fullDescription: {
      text: `A value of the format of: ${kind}. Where it is real, revoke it and take it out of the history.`,
    },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['security', 'secrets'] },
  };
}

function ruleId(kind: string): string {
  return kind
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** A relative reference stays one: it is relative to where the scan ran. */
function uriOf(name: string): string {
  if (name.startsWith('/')) return pathToFileURL(name).href;
  return name.split('/').map(encodeURIComponent).join('/');
}
