import { CLASSES, type ClassName, isAlnum } from '../engine/byte-class.ts';
import type { RunMemo } from '../engine/run-memo.ts';
import type { CustomFormat, Format, FoundSpan } from '../format.ts';
import { looksRandom } from './checks.ts';
import { named } from './named.ts';
import { row, run, TABLE_DATE } from './rows.ts';

/** A key that carries its product's signature in the middle. */
interface Signed {
  readonly id: string;
  readonly kind: string;
  readonly signatures: readonly string[];
  readonly run: ClassName;
  /** Characters before the signature and behind it, padding not counted. */
  readonly before: number;
  readonly behind: number;
  readonly source: string;
  readonly verified?: string;
}

function signed({ id, kind, signatures, run, before, behind, source, verified }: Signed): CustomFormat {
  const find = (runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] => {
    const { bytes } = runs;
    const start = at - before;
    const end = at + anchor.length + behind;
    if (start < 0 || end > bytes.length || runs.end(run, at) < end) return [];
    for (let k = start; k < at; k++) if (CLASSES[run][bytes[k] ?? 0] !== 1) return [];
    // A part of a longer run is no key.
    if (start > 0 && CLASSES[run][bytes[start - 1] ?? 0] === 1) return [];
    if (isAlnum(bytes[end])) return [];
    const value = bytes.subarray(start, end);
    if (looksRandom(value, value) === null) return [];
    let padded = end;
    while (padded < end + 2 && bytes[padded] === PAD) padded++;
    return [{ start, end: padded }];
  };
  return {
    shape: 'custom',
    id,
    kind,
    vendor: 'Microsoft Azure',
    family: 'credentials',
    anchors: signatures,
    confidence: 'high',
    source,
    checked: TABLE_DATE,
    ...(verified === undefined ? {} : { verified }),
    find,
  };
}

const PAD = 0x3d;
const SECRET_TAIL = 34;

/** Three characters, `7Q~` or `8Q~`, and 31 to 34 more. */
function findClientSecret(runs: RunMemo, at: number, anchor: string): readonly FoundSpan[] {
  const start = at - 3;
  if (start < 0 || isAlnum(runs.bytes[start - 1])) return [];
  if (!/^[A-Za-z0-9_~.-]{3}$/.test(runs.bytes.toString('latin1', start, at))) return [];
  const from = at + anchor.length;
  const tail = /^[A-Za-z0-9_~.-]{31,34}/.exec(runs.bytes.toString('latin1', from, from + SECRET_TAIL));
  if (tail === null || isAlnum(runs.bytes[from + tail[0].length])) return [];
  return [{ start, end: from + tail[0].length }];
}

export const AZURE: readonly Format[] = [
  signed({
    id: 'azure-devops-pat',
    kind: 'Azure DevOps personal access token',
    signatures: ['AZDO'],
    run: 'alnum',
    before: 76,
    behind: 4,
    source: 'https://learn.microsoft.com/en-us/purview/sit-defn-azure-devops-personal-access-token',
    verified: '2026-11-22',
  }),
  signed({
    id: 'azure-signed-key',
    kind: 'Azure service key',
    // Storage, Cosmos DB, Batch: 64 bytes.
    signatures: ['+ASt', 'ACDb', '+ABa'],
    run: 'base64',
    before: 76,
    behind: 6,
    source: 'https://learn.microsoft.com/en-us/purview/sit-defn-azure-storage-account-key',
  }),
  signed({
    id: 'azure-signed-short-key',
    kind: 'Azure service key',
    // Service Bus, Event Hubs, Relay, IoT: 32 bytes.
    signatures: ['+ASb', '+AEh', '+ARm', 'AIoT'],
    run: 'base64',
    before: 33,
    behind: 6,
    source: 'https://learn.microsoft.com/en-us/purview/sit-defn-azure-service-bus-shared-access-signature',
  }),
  signed({
    id: 'azure-function-key',
    kind: 'Azure Functions key',
    signatures: ['AzFu'],
    run: 'base64url',
    before: 44,
    behind: 6,
    source: 'https://learn.microsoft.com/en-us/purview/sit-defn-azure-function-master-api-key',
  }),
  signed({
    id: 'azure-search-key',
    kind: 'Azure AI Search key',
    signatures: ['AzSe'],
    run: 'alnum',
    before: 42,
    behind: 6,
    source: 'https://learn.microsoft.com/en-us/purview/sit-defn-azure-search-api-key',
  }),
  {
    shape: 'custom',
    id: 'azure-client-secret',
    kind: 'Microsoft Entra client secret',
    vendor: 'Microsoft Azure',
    family: 'credentials',
    anchors: ['7Q~', '8Q~'],
    confidence: 'high',
    source: 'https://learn.microsoft.com/en-us/purview/sit-defn-client-secret-api-key',
    checked: TABLE_DATE,
    find: findClientSecret,
  },
  row({
    id: 'azure-storage-key',
    kind: 'Azure Storage account key',
    vendor: 'Microsoft Azure',
    anchors: ['AccountKey=', 'SharedAccessKey='],
    anchorIsContext: true,
    parts: [run('base64Padded', 44, 88)],
    nearMin: 40,
    source: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string',
  }),
  named({
    id: 'azure-devops-pat-named',
    kind: 'Azure DevOps personal access token',
    vendor: 'Microsoft Azure',
    names: ['azure_devops_pat', 'azure_devops_ext_pat', 'system_accesstoken', 'vsts_pat'],
    value: { run: 'lowerDigit', min: 52 },
    source: 'https://learn.microsoft.com/en-us/azure/devops/cli/log-in-via-pat',
  }),
];

const SAS_WINDOW = 512;
const SIGNATURE = /[?&;]sig=((?:[A-Za-z0-9+/_-]|%2[BbFf]){42,64}(?:=|%3[Dd]){1,2})/;

/** A shared access signature: `sv=` and `sig=` in one query; the signature is what must not leave. */
function findSas(runs: RunMemo, at: number): readonly FoundSpan[] {
  const { bytes } = runs;
  if (bytes[at - 1] !== 0x3f && bytes[at - 1] !== 0x26) return [];
  const from = Math.max(0, at - SAS_WINDOW);
  const before = bytes.toString('latin1', from, at);
  const queryStart = from + Math.max(0, before.search(/[^\s"'<>\\]*$/));
  const query = bytes.toString('latin1', queryStart, at + SAS_WINDOW).split(/[\s"'<>\\]/, 1)[0] ?? '';
  const found = SIGNATURE.exec(query);
  const value = found?.[1];
  if (found === null || value === undefined) return [];
  const start = queryStart + found.index + found[0].length - value.length;
  return [{ start, end: start + value.length }];
}

export const AZURE_SAS: CustomFormat = {
  shape: 'custom',
  id: 'azure-sas',
  kind: 'Azure shared access signature',
  vendor: 'Microsoft Azure',
  family: 'credentials',
  anchors: ['sv=20'],
  confidence: 'high',
  source: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview',
  checked: TABLE_DATE,
  find: findSas,
};
