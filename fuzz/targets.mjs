import { base32Arena } from '../dist/core/detect/decode/base32.js';
import { base64Arena } from '../dist/core/detect/decode/base64.js';
import { closure } from '../dist/core/detect/decode/closure.js';
import { compressedViews } from '../dist/core/detect/decode/compressed.js';
import { disguisedTextViews } from '../dist/core/detect/decode/disguised-text.js';
import { encodedRuns } from '../dist/core/detect/decode/encoded-runs.js';
import { entityViews } from '../dist/core/detect/decode/entities.js';
import {
  backslashHexViews,
  jsonEscapeViews,
  percentViews,
  quotedPrintableViews,
} from '../dist/core/detect/decode/escapes.js';
import { caseViews, separatedViews, uncontrolledViews } from '../dist/core/detect/decode/field-readings.js';
import { hexArena } from '../dist/core/detect/decode/hex.js';
import { numberListViews } from '../dist/core/detect/decode/number-lists.js';
import { surfaceView, trace } from '../dist/core/detect/decode/view.js';
import { wideTextViews } from '../dist/core/detect/decode/wide-text.js';
import { BudgetSpent, Work, workFor } from '../dist/core/detect/engine/work.js';
import { Scanner } from '../dist/core/detect/scanner.js';
import { jsonStrings } from '../dist/core/detect/surfaces/json-walk.js';
import { bodyParts, boundaryOf } from '../dist/core/detect/surfaces/multipart.js';
import { pairsOf } from '../dist/core/detect/surfaces/pairs.js';

const MARGIN = 512;
const SECRET = 'Zq7vK2mX9pLw4RtY8sBn3Gh6';

/** Every span of a view lies in its source, and no view is larger than what its kind can make. */
function faultOfViews(bytes, views) {
  for (const view of views) {
    const { length } = view.bytes;
    for (const [start, end] of [
      [0, length],
      [length >> 1, (length >> 1) + 1],
      [Math.max(0, length - 1), length],
    ]) {
      if (start >= end || end > length) continue;
      const found = trace(view, start, end);
      if (!(found.start >= 0 && found.start <= found.end && found.end <= bytes.length)) {
        return `span ${found.start} to ${found.end} of ${bytes.length} bytes by ${found.chain.join()}`;
      }
    }
  }
  return null;
}

/** A decoder's views; past its budget there is nothing to say. */
const decoder = (decode) => (bytes) => {
  try {
    return faultOfViews(bytes, decode(surfaceView(bytes), workFor(bytes.length)));
  } catch (error) {
    if (error instanceof BudgetSpent) return null;
    throw error;
  }
};

const arena = (make) =>
  decoder((view, work) => {
    const found = make(view, encodedRuns(view.bytes, 16, work), work);
    return found === null ? [] : [found.view];
  });

/** Spans in order, inside the bytes. */
function faultOfSpans(bytes, spans) {
  for (const { start, end } of spans) {
    if (!(start >= 0 && start <= end && end <= bytes.length))
      return `span ${start} to ${end} of ${bytes.length}`;
  }
  return null;
}

const scanner = new Scanner({
  families: ['credentials', 'keys', 'payment', 'wallets'],
  secrets: [{ name: 'EGRESS_TOKEN_FUZZ', value: Buffer.from(SECRET), approvable: true }],
  decodedBytes: 8 * 1024 * 1024,
});

/** Whatever surrounds it: a secret in a field of its own is found, or the input counts as not inspected. */
function faultOfEngine(bytes) {
  const request = {
    method: 'POST',
    target: { scheme: 'https', host: 'api.example.com', port: 443 },
    authority: 'api.example.com',
    path: '/v1',
    headers: [{ name: 'content-type', value: 'multipart/form-data; boundary=b' }],
    trailers: [],
    body: Buffer.concat([bytes, Buffer.from(` ${SECRET} `), bytes]),
  };
  const { findings, verdict } = scanner.scan(
    request,
    new Set(['token_patterns', 'known_secrets']),
    () => false,
  );
  const isSeen = findings.some(({ secretName }) => secretName !== null);
  if (verdict === 'complete' && !isSeen) return 'the secret is not found';
  return faultOfSpans(
    request.body,
    findings.filter(({ surface }) => surface === 'body'),
  );
}

function faultOfRedaction(bytes) {
  const text = `${bytes.toString('latin1')} ${SECRET} ${bytes.toString('latin1')}`;
  return scanner.redact(text).includes(SECRET) ? 'the secret is in the redacted text' : null;
}

/** By their names, each takes bytes and gives a fault or null. */
export const TARGETS = {
  percent: decoder((view, work) => percentViews(view, MARGIN, work)),
  'json-escapes': decoder((view, work) => jsonEscapeViews(view, MARGIN, work)),
  'backslash-hex': decoder((view, work) => backslashHexViews(view, MARGIN, work)),
  'quoted-printable': decoder((view, work) => quotedPrintableViews(view, MARGIN, work)),
  entities: decoder((view, work) => entityViews(view, MARGIN, work)),
  'number-lists': decoder(numberListViews),
  'wide-text': decoder(wideTextViews),
  'disguised-text': decoder((view, work) => disguisedTextViews(view, MARGIN, work)),
  compressed: decoder(compressedViews),
  fields: decoder((view, work) => [
    ...caseViews(view, work),
    ...separatedViews(view, 5, work),
    ...uncontrolledViews(view, work),
  ]),
  base64: arena((view, runs, work) => base64Arena(view, runs, work, true)),
  hex: arena((view, runs, work) => hexArena(view, runs, 16, work, true)),
  base32: arena((view, runs, work) => base32Arena(view, runs, 16, work, true)),
  closure: (bytes) => {
    const work = new Work(50_000_000);
    const options = {
      depth: 5,
      shortestRun: 16,
      margin: MARGIN,
      backwards: true,
      everyByte: true,
      foldCase: true,
    };
    try {
      for (const view of closure(bytes, options, work)) {
        const fault = faultOfViews(bytes, [view]);
        if (fault !== null) return fault;
      }
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
    }
    return null;
  },
  json: (bytes) => {
    for (const { start, end, path } of jsonStrings(bytes)) {
      if (!(start <= end && end <= bytes.length)) return `string ${start} to ${end}`;
      if (!path().startsWith('$')) return 'a path without its root';
    }
    return null;
  },
  multipart: (bytes) => {
    boundaryOf(bytes.toString('latin1'));
    return faultOfSpans(
      bytes,
      [...bodyParts(bytes, 'b')].flatMap(({ head, content }) => [head, content]),
    );
  },
  pairs: (bytes) =>
    faultOfSpans(
      bytes,
      [...pairsOf(bytes, 0x26)].flatMap(({ key, value }) => [key, value]),
    ),
  engine: faultOfEngine,
  redaction: faultOfRedaction,
};
