import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/core/policy/explain.ts';
import { configOf, routesOf } from './fixtures.ts';

const routes = routesOf(
  '{ host: api.example.com, paths: ["/v1/**"], methods: [GET] }',
  '{ host: "*.example.com", schemes: [http], ports: [81, 82] }',
  '{ host: api.example.com, dlp: { outbound_detectors: [crlf] } }',
  '{ host: api.example.com }',
);

function explained(url: string, method = 'get') {
  const result = explain(routes, url, method);
  if (!result.ok) throw new Error(result.problem);
  return result.explanation;
}

describe('explain', () => {
  it('S18: shows the target, the winner and its detectors', () => {
    const explanation = explained('https://API.example.com./v2/%61?q#fragment');
    expect(explanation).toMatchObject({
      destination: 'https://api.example.com:443',
      path: '/v2/%61?q',
      matchedPath: '/v2/a',
      verdict: { allowed: true, index: 2 },
      detectors: ['crlf'],
      addsHeader: null,
    });
    expect(explanation.routes.map(({ match, reason }) => `${match}: ${reason}`)).toEqual([
      'path: takes /v1/** only',
      'scheme: takes http only',
      'match: takes it',
      'match: would take it, but an earlier route does',
    ]);
  });

  it('says why each route does not take a refused request', () => {
    const reasons = (url: string, method: string) =>
      explained(url, method).routes.map(({ host, reason }) => `${host} ${reason}`);
    expect(reasons('https://evil.com/', 'GET')[1]).toBe('*.example.com is for *.example.com');
    expect(reasons('http://a.example.com/', 'GET')[1]).toBe('*.example.com takes port 81 and 82 only');
    expect(reasons('https://api.example.com:444/', 'GET')[0]).toBe(
      'api.example.com takes the default port only',
    );
    expect(reasons('https://api.example.com/v1/x', 'POST')[0]).toBe('api.example.com takes GET only');
    expect(reasons('https://api.example.com/v1/../x', 'GET')[0]).toMatch(/more than one way/);
    expect(explained('https://evil.com/').verdict).toEqual({ allowed: false, code: 'route_not_allowed' });
    expect(explained('https://evil.com/').detectors).toEqual([]);
  });

  it('I4: names the header that it adds, never its value', () => {
    const withAuth = configOf(`routes: [{ host: ok.com, auth: { value: "Bearer \${KEY}" } }]`, {
      KEY: 'c4n4ry-value',
    });
    const result = explain(withAuth.routes, 'https://ok.com/', 'GET');
    expect(result.ok && result.explanation.addsHeader).toBe('authorization');
    expect(JSON.stringify(result)).not.toContain('c4n4ry');
  });

  it.each([
    'ok.com',
    'ftp://ok.com/',
    'https://u@ok.com/',
    'https://ok.com:0443/',
    'https://2130706433/',
    '/',
    '',
  ])('D3: refuses %j as the gateway would', (url) => {
    expect(explain(routes, url, 'GET').ok).toBe(false);
  });
});
