import { describe, expect, it } from 'vitest';
import type { Detector, Finding } from '../../src/core/detect/finding.ts';
import type { ScanResult } from '../../src/core/detect/scan-result.ts';
import type { CanonicalRequest } from '../../src/core/http/request.ts';
import { parseAuthority } from '../../src/core/http/target.ts';
import { judge, judgeHead, judgeMessage } from '../../src/core/judge.ts';
import type { OutboundDetector, Route } from '../../src/core/policy/config.ts';
import { parseHostPattern } from '../../src/core/policy/host-pattern.ts';

function route(detectors: readonly OutboundDetector[]): Route {
  const host = parseHostPattern('api.example.com');
  if (!host.ok) throw new Error(host.problem);
  return {
    host: host.pattern,
    schemes: ['https'],
    ports: null,
    methods: null,
    paths: ['/**'],
    websocket: false,
    gitPush: 'block',
    auth: null,
    dlp: { outboundDetectors: detectors, inboundDetectors: [] },
  };
}

function requestTo(authority: string, path = '/'): CanonicalRequest {
  const parsed = parseAuthority(authority, 'https', { defaultPort: 443 });
  if (!parsed.ok) throw new Error(parsed.problem);
  return {
    method: 'GET',
    target: parsed.target,
    authority,
    path,
    headers: [{ name: 'Host', value: authority }],
    body: Buffer.alloc(0),
    trailers: [],
  };
}

const FINDING: Finding = {
  detector: 'known_secrets',
  kind: 'provisioned secret',
  vendor: null,
  matched: Buffer.from('value'),
  decodedVia: [],
  start: 0,
  end: 5,
  surface: 'body',
  location: null,
  checksum: 'none',
  confidence: 'high',
  secretName: 'A',
  approvable: true,
  hints: {},
};

/** A scanner that gives one result and remembers what it was asked. */
function scanner(result: ScanResult) {
  const asked: Detector[][] = [];
  return {
    asked,
    scan: (_request: CanonicalRequest, detectors: ReadonlySet<Detector>) => {
      asked.push([...detectors]);
      return result;
    },
  };
}

const clean: ScanResult = { findings: [], excused: [], verdict: 'complete' };
const ALL: readonly OutboundDetector[] = ['token_patterns', 'known_secrets', 'crlf'];
const unsafe = (): boolean => false;

describe('judge', () => {
  it('S11: a route that is not listed is refused, and nothing is scanned', () => {
    const scan = scanner(clean);
    const judgement = judge({ routes: [route(ALL)], scanner: scan }, requestTo('other.example.com'), unsafe);
    expect(judgement).toEqual({ kind: 'refused', code: 'route_not_allowed', detector: null });
    expect(scan.asked).toEqual([]);
  });

  it('C25: no routes refuse everything', () => {
    expect(judge({ routes: [], scanner: scanner(clean) }, requestTo('api.example.com'), unsafe).kind).toBe(
      'refused',
    );
  });

  it('S4: an injected header is refused before the scan, where the route looks for it', () => {
    const request = requestTo('api.example.com', '/?a=%0d%0aSet-Cookie:%20a=b');
    expect(judgeHead([route(ALL)], request)).toEqual({
      kind: 'refused',
      code: 'crlf_injection',
      detector: 'crlf',
    });
    expect(judgeHead([route(['token_patterns'])], request).kind).toBe('allowed');
  });

  it('S18: the route says which detectors look', () => {
    const scan = scanner(clean);
    const rules = (detectors: readonly OutboundDetector[]) => ({ routes: [route(detectors)], scanner: scan });
    const request = requestTo('api.example.com');
    judge(rules(ALL), request, unsafe);
    judge(rules(['known_secrets', 'crlf']), request, unsafe);
    expect(scan.asked).toEqual([['token_patterns', 'known_secrets'], ['known_secrets']]);
    expect(judge(rules(['crlf']), request, unsafe)).toMatchObject({ kind: 'scanned', findings: [] });
    expect(scan.asked).toHaveLength(2);
  });

  it.each(['undecodable_body', 'not_fully_inspected'] as const)(
    'I3: a scan that ends as %s refuses',
    (verdict) => {
      const scan = scanner({ findings: [FINDING], excused: [], verdict });
      const judgement = judge({ routes: [route(ALL)], scanner: scan }, requestTo('api.example.com'), unsafe);
      expect(judgement).toEqual({ kind: 'refused', code: verdict, detector: null });
    },
  );

  it('S6: hands on what was found and what was excused, with the route', () => {
    const scan = scanner({ findings: [FINDING], excused: [FINDING], verdict: 'complete' });
    const routes = [route([]), route(ALL)].slice(1);
    expect(judge({ routes, scanner: scan }, requestTo('api.example.com'), unsafe)).toMatchObject({
      kind: 'scanned',
      index: 0,
      route: routes[0],
      findings: [FINDING],
      excused: [FINDING],
    });
  });
});

describe('judgeMessage', () => {
  const request = requestTo('api.example.com');
  const judged = (result: ScanResult, routes: readonly Route[]) => {
    const asked: Detector[][] = [];
    const scanMessage = (_message: Buffer, _before: unknown, detectors: ReadonlySet<Detector>) => {
      asked.push([...detectors]);
      return result;
    };
    const rules = { routes, scanner: { scanMessage } };
    return { judgement: judgeMessage(rules, request, Buffer.from('x'), [], unsafe), asked };
  };

  it('S12: says what was found, by the detectors of the route', () => {
    const found = { findings: [FINDING], excused: [], verdict: 'complete' } as const;
    const { judgement, asked } = judged(found, [route(['known_secrets', 'crlf'])]);
    expect(judgement).toMatchObject({ kind: 'scanned', findings: [FINDING], index: 0 });
    expect(asked).toEqual([['known_secrets']]);
  });

  it('S12 I5: refuses every message once the route is gone, and looks at none', () => {
    const { judgement, asked } = judged(clean, []);
    expect(judgement).toMatchObject({ kind: 'refused', code: 'route_not_allowed' });
    expect(asked).toEqual([]);
  });

  it('I3: refuses what was not inspected to its end', () => {
    const { judgement } = judged({ ...clean, verdict: 'not_fully_inspected' }, [route(ALL)]);
    expect(judgement).toMatchObject({ kind: 'refused', code: 'not_fully_inspected' });
  });
});
