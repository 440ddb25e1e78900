import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Redactor } from '../../../src/core/approval/token-proposal.ts';
import { describeTokenProposal } from '../../../src/core/approval/token-proposal.ts';
import type { Finding } from '../../../src/core/detect/finding.ts';
import type { RedactedText } from '../../../src/core/detect/redacted-text.ts';
import type { CanonicalRequest } from '../../../src/core/http/request.ts';
import type { CanonicalHost } from '../../../src/core/http/target.ts';

const SECRET = 'canary-0123456789';

function requestTo(change: Partial<CanonicalRequest> = {}, host = 'api.example.com'): CanonicalRequest {
  return {
    method: 'POST',
    target: { scheme: 'https', host: host as CanonicalHost, port: 443, ipFamily: null },
    authority: host,
    path: '/v1/ingest?key=1',
    headers: [],
    body: Buffer.from(`before ${SECRET} after`),
    trailers: [],
    ...change,
  };
}

const FINDING: Finding = {
  detector: 'token_patterns',
  kind: 'OpenAI API key',
  vendor: 'OpenAI',
  matched: Buffer.from(SECRET),
  decodedVia: [],
  start: 7,
  end: 7 + SECRET.length,
  surface: 'body',
  location: '$.key',
  checksum: 'none',
  confidence: 'high',
  secretName: null,
  approvable: true,
  hints: {},
};

/** Masks the one secret in the texts where it is told to, and forgets it in others: a redactor with holes. */
function redactor(forgets: (text: string) => boolean = () => false): Redactor {
  const mask = (text: string) => text.replaceAll(SECRET, '********') as RedactedText;
  return {
    redact: (text) => (forgets(text) ? (text as RedactedText) : mask(text)),
    contextOf: (request) => {
      const text = `...${request.body.toString()}...`;
      return forgets(text) ? (text as RedactedText) : mask(text);
    },
    strikes: (text, hit) => text.includes(hit.toString()),
  };
}

function describeIt(request: CanonicalRequest, finding = FINDING, forgets?: (text: string) => boolean) {
  const seen = { value: 2, host: 5 };
  return describeTokenProposal({
    request,
    finding,
    fingerprint: '0123456789abcdef',
    seen,
    scope: 'host',
    redactor: redactor(forgets),
  });
}

describe('describeTokenProposal', () => {
  it('S7: lays the file out to the byte as the contract does, and says what to approve', () => {
    const { proposedFile, justification } = describeIt(requestTo());
    expect(proposedFile).toBe(
      'egress blocked an outbound request carrying a detected token\n\n' +
        'host: api.example.com\nmethod: POST\npath: /v1/ingest\n' +
        'detector: OpenAI API key found in body\ncontext: ...before ******** after...\n',
    );
    expect(justification).toContain(
      'Approve only if the value is a false positive or a credential that the request legitimately needs.',
    );
  });

  it('S5 S7: gives the evidence and not the value', () => {
    expect(describeIt(requestTo()).details).toEqual({
      host: 'api.example.com',
      port: 443,
      scheme: 'https',
      method: 'POST',
      path: '/v1/ingest',
      detector: 'token_patterns',
      kind: 'OpenAI API key',
      vendor: 'OpenAI',
      surface: 'body',
      location: '$.key',
      decoded_via: [],
      checksum: 'none',
      confidence: 'high',
      fingerprint: '0123456789abcdef',
      secret_name: null,
      approvable: true,
      hints: {},
      seen: { value: 2, host: 5 },
      scope: 'host',
      context: '...before ******** after...',
    });
  });

  it('S3: names a provisioned secret', () => {
    const secret: Finding = {
      ...FINDING,
      detector: 'known_secrets',
      kind: 'provisioned secret',
      vendor: null,
      secretName: 'EGRESS_TOKEN_X',
    };
    const { details, proposedFile } = describeIt(requestTo(), { ...secret, surface: 'header' });
    expect(details.secret_name).toBe('EGRESS_TOKEN_X');
    expect(proposedFile).toContain('\ndetector: provisioned secret EGRESS_TOKEN_X found in header\n');
  });

  it('I4 R1: redacts every field that comes from outside', () => {
    const request = requestTo({ method: SECRET, path: `/${SECRET}/x` }, `${SECRET}.example.com`);
    const finding = { ...FINDING, location: `x-${SECRET}`, hints: { jwt: { iss: SECRET, exp: 1 } } };
    const text = describeIt(request, finding);
    expect(JSON.stringify(text)).not.toContain(SECRET);
    expect(text.details).toMatchObject({
      host: '********.example.com',
      method: '********',
      path: '/********/x',
      location: 'x-********',
      hints: { jwt: { iss: '********', exp: 1 } },
    });
  });

  it.each([
    ['the context', 'before', { context: 'context withheld', path: '/v1/ingest', host: 'api.example.com' }],
    [
      'the path',
      '/v1/',
      {
        context: 'context withheld',
        path: 'withheld',
        location: 'withheld',
        method: 'withheld',
        host: 'api.example.com',
      },
    ],
    ['the host', '.example.com', { context: 'context withheld', path: 'withheld', host: 'withheld' }],
  ])('I4 R1: the tripwire withholds %s where redaction failed', (_, where, details) => {
    const request = requestTo(
      where === '/v1/' ? { path: `/v1/${SECRET}` } : {},
      where === '.example.com' ? `${SECRET}.example.com` : 'api.example.com',
    );
    const text = describeIt(request, FINDING, (shown) => shown.includes(where));
    expect(JSON.stringify(text)).not.toContain(SECRET);
    expect(text.details).toMatchObject(details);
  });

  it('I4 R1: no hole in the redaction brings the value out, wherever it stands', () => {
    const place = fc.constantFrom('host', 'method', 'path', 'location', 'iss', 'body');
    fc.assert(
      fc.property(fc.uniqueArray(place), fc.string({ unit: 'binary', maxLength: 20 }), (places, around) => {
        const at = (name: (typeof places)[number], otherwise: string) =>
          places.includes(name) ? `${around}${SECRET}` : otherwise;
        const request = requestTo(
          { method: at('method', 'GET'), path: at('path', '/'), body: Buffer.from(at('body', '')) },
          at('host', 'h'),
        );
        const finding = {
          ...FINDING,
          location: at('location', 'x'),
          hints: { jwt: { iss: at('iss', 'y') } },
        };
        expect(JSON.stringify(describeIt(request, finding, () => true))).not.toContain(SECRET);
      }),
    );
  });

  it('I7 U2: no text from outside writes a line of its own or grows without bound', () => {
    const request = requestTo({
      method: 'GET\nhost: good.example',
      path: `/\u202e${'é\u0000'.repeat(40_000)}`,
      body: Buffer.from('\r\nhost: evil'),
    });
    const text = describeIt(request, { ...FINDING, location: 'a'.repeat(100_000) });
    expect(text.proposedFile.split('\n')).toHaveLength(8);
    expect(text.proposedFile).toContain('\nmethod: GET\\nhost: good.example\n');
    expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(32_768);
  });
});
