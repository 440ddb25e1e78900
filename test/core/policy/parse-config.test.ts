import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/policy/parse-config.ts';
import { BASE, CWD, configOf, problemsOf } from './fixtures.ts';

/** A reference to a variable, as it stands in a file. */
const ref = (name: string): string => `$\{${name}}`;

/** What the contract gives as the defaults, written out. */
const DEFAULTS = `
listen: 127.0.0.1:8080
control: ./.decant/control.sock
ca: { dir: ./.decant/ca }
admin: null
mcp: null
workers: 1
hold:
  timeout_seconds: 300
  proposal_seconds: 900
  max_held: 1024
  max_pending: 64
  remember_rejections_seconds: 60
  require_operator: false
  response_key_file: null
queue_access: { operator_uids: [self], group: null }
notify: []
safe_tokens: { scope: bottle }
secrets:
  env: ["EGRESS_TOKEN_*"]
  files: []
  approvable: true
detection: { families: [credentials, keys] }
limits:
  header_bytes: 32768
  buffer_bytes: 1048576
  body_bytes: 1073741824
  decoded_bytes: 67108864
  held_bytes: 67108864
upstream:
  ca_files: []
  resolve: {}
  allow_private: []
  proxy: null
routes: []
`;

describe('a configuration', () => {
  it('S2: turns every family of formats on, and none that there is not', () => {
    const all = ['credentials', 'keys', 'payment', 'wallets'];
    expect(configOf(`detection: { families: [${all.join(', ')}] }`).detection.families).toEqual(all);
    expect(problemsOf('detection: { families: [payments] }')).toHaveLength(1);
    expect(problemsOf('detection: { families: [] }')).toHaveLength(1);
  });

  it('has the contract’s defaults', () => {
    expect(configOf(DEFAULTS)).toEqual(configOf(''));
    expect(configOf('')).toEqual({
      bottle: null,
      queue: null,
      listen: { host: '127.0.0.1', port: 8080 },
      control: `${BASE}/.decant/control.sock`,
      ca: { dir: `${BASE}/.decant/ca` },
      web: { listen: null },
      hold: {
        timeoutMs: 300_000,
        proposalMs: 900_000,
        maxHeld: 1024,
        maxPending: 64,
        rememberRejectionsMs: 60_000,
        requireOperator: false,
        responseKeyFile: null,
      },
      queueAccess: { operatorUids: ['self'], group: null },
      notify: [],
      safeTokens: { scope: 'bottle' },
      secrets: { env: ['EGRESS_TOKEN_*'], files: [], approvable: true },
      detection: { families: ['credentials', 'keys'] },
      limits: {
        headerBytes: 32768,
        bufferBytes: 1048576,
        bodyBytes: 1073741824,
        decodedBytes: 67108864,
        heldBytes: 67108864,
        websocketMessageBytes: 1_048_576,
      },
      upstream: { caFiles: [], resolve: [], allowPrivate: [] },
      routes: [],
    });
  });

  it('S18: gives a route its defaults, and takes each of its keys', () => {
    const [short, full] = configOf(
      `
routes:
  - host: api.example.com
  - host: "*.example.com"
    schemes: [http, https]
    ports: [80, 8443]
    methods: [get, POST]
    paths: ["/%61/**"]
    websocket: false
    git_push: allow
    auth: { header: X-Api-Key, value: "k ${ref('KEY')}", only: false }
    dlp: { outbound_detectors: [crlf], inbound_detectors: [] }
`,
      { KEY: 'value' },
    ).routes;
    expect(short).toEqual({
      host: { kind: 'exact', host: 'api.example.com' },
      schemes: ['https'],
      ports: null,
      methods: null,
      paths: ['/**'],
      websocket: false,
      gitPush: 'block',
      auth: null,
      dlp: {
        outboundDetectors: ['token_patterns', 'known_secrets', 'crlf'],
        inboundDetectors: ['prompt_injection'],
      },
    });
    expect(full).toEqual({
      host: { kind: 'subdomains', host: 'example.com' },
      schemes: ['http', 'https'],
      ports: [80, 8443],
      methods: ['GET', 'POST'],
      paths: ['/a/**'],
      websocket: false,
      gitPush: 'allow',
      auth: { header: 'x-api-key', value: 'k value', variables: ['KEY'] },
      dlp: { outboundDetectors: ['crlf'], inboundDetectors: [] },
    });
  });

  it('S18: knows no detectors on a route that turns them off', () => {
    const [route] = configOf('routes: [{ host: a.example.com, dlp: { outbound_detectors: [] } }]').routes;
    expect(route?.dlp.outboundDetectors).toEqual([]);
  });

  it('S21: knows that provisioned secrets are reject-only', () => {
    expect(configOf('secrets: { approvable: false }').secrets.approvable).toBe(false);
  });

  it('makes paths absolute against the file’s folder', () => {
    const config = configOf(
      `
queue: file:./q
control: run/c.sock
ca: { dir: /etc/ca }
secrets: { files: [../s.txt, "${ref('DIR')}/t.txt"] }
upstream: { ca_files: [roots.pem] }
`,
      { DIR: '/run/secrets' },
    );
    expect(config.queue).toEqual({ kind: 'file', directory: `${BASE}/q` });
    expect(config.control).toBe(`${BASE}/run/c.sock`);
    expect(config.ca.dir).toBe('/etc/ca');
    expect(config.secrets.files).toEqual(['/srv/s.txt', '/run/secrets/t.txt']);
    expect(config.upstream.caFiles).toEqual([`${BASE}/roots.pem`]);
  });

  it.each([
    ['file:/var/q', '/var/q'],
    ['file:///var/a%20b', '/var/a b'],
    ['file:q', `${BASE}/q`],
    ['file:../q', '/srv/q'],
  ])('reads the queue %s', (text, directory) => {
    expect(configOf(`queue: ${text}`).queue?.directory).toBe(directory);
  });

  it('reads addresses', () => {
    expect(configOf('listen: "[::1]:0"').listen).toEqual({ host: '::1', port: 0 });
    expect(configOf('listen: localhost:65535').listen).toEqual({ host: 'localhost', port: 65535 });
    const { upstream } = configOf(`
upstream:
  resolve: { "API.example.com:443": "127.0.0.1:9443", "*.example.com:80": "[::1]:1" }
  allow_private: [10.0.0.0/8, "::1"]
`);
    expect(upstream.resolve).toEqual([
      {
        host: { kind: 'exact', host: 'api.example.com' },
        port: 443,
        address: '127.0.0.1',
        addressPort: 9443,
      },
      { host: { kind: 'subdomains', host: 'example.com' }, port: 80, address: '::1', addressPort: 1 },
    ]);
    expect(upstream.allowPrivate.map(({ text }) => text)).toEqual(['10.0.0.0/8', '::1/128']);
  });

  it('takes seconds with a fraction', () => {
    expect(
      configOf('hold: { timeout_seconds: 0.5, proposal_seconds: 1.25, remember_rejections_seconds: 0 }').hold,
    ).toMatchObject({
      timeoutMs: 500,
      proposalMs: 1250,
      rememberRejectionsMs: 0,
    });
  });

  it('has a web UI on loopback, where it is not turned off', () => {
    expect(configOf('web: { listen: 127.0.0.1:8095 }').web).toEqual({
      listen: { host: '127.0.0.1', port: 8095 },
    });
    expect(configOf('web: null').web).toBeNull();
  });

  it('requires an operator, and a key in the file’s folder, where it says so', () => {
    const { hold } = configOf('hold: { require_operator: true, response_key_file: keys/answers }');
    expect(hold).toMatchObject({ requireOperator: true, responseKeyFile: `${BASE}/keys/answers` });
  });

  it('is equal when it is read twice', () => {
    const input = { text: `version: 1\n${DEFAULTS}`, baseDir: BASE, cwd: CWD, env: {} };
    expect(parseConfig(input)).toEqual(parseConfig(input));
  });
});

describe('the environment', () => {
  it('S7 S8 S10: wins over the file', () => {
    const config = configOf('bottle: file-slug\nqueue: file:./q\nhold: { timeout_seconds: 10 }', {
      SUPERVISE_QUEUE_DIR: '/run/queue',
      SUPERVISE_BOTTLE_SLUG: 'env-slug',
      EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: '7',
    });
    expect(config.bottle).toBe('env-slug');
    expect(config.queue?.directory).toBe('/run/queue');
    expect(config.hold.timeoutMs).toBe(7_000);
  });

  it('S7: names a folder relative to the one that the program runs in, and the file one relative to itself', () => {
    const directoryFor = (path: string) =>
      configOf('queue: file:./q', { SUPERVISE_QUEUE_DIR: path }).queue?.directory;
    expect(directoryFor('./from/here')).toBe(`${CWD}/from/here`);
    expect(directoryFor('file:from/here')).toBe(`${CWD}/from/here`);
    expect(directoryFor('')).toBe(`${BASE}/q`);
  });

  it('C25: refuses a bad value by the name of its variable, also beside other problems', () => {
    expect(problemsOf('wrong: 1', { EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: 'soon' })).toEqual([
      'environment: EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: must be a number of seconds above 0 and at most 604800',
      'c.yaml:2:1: unknown key wrong',
    ]);
  });

  it('raises proposal_seconds to the timeout, and says so', () => {
    const parse = (text: string, timeout?: string) =>
      parseConfig({
        text: `version: 1\n${text}`,
        baseDir: BASE,
        cwd: CWD,
        env: { EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS: timeout },
      });
    expect(parse('hold: { timeout_seconds: 60, proposal_seconds: 30 }')).toMatchObject({
      config: { hold: { timeoutMs: 60_000, proposalMs: 60_000 } },
      warnings: [expect.stringContaining('hold.proposal_seconds (30)')],
    });
    expect(parse('', '1200')).toMatchObject({
      config: { hold: { proposalMs: 1_200_000 } },
      warnings: [expect.any(String)],
    });
    expect(parse('', '900')).toMatchObject({ config: { hold: { proposalMs: 900_000 } }, warnings: [] });
  });

  it('warns of held bodies that never fit', () => {
    const result = parseConfig({
      text: 'version: 1\nlimits: { held_bytes: 10 }',
      baseDir: BASE,
      cwd: CWD,
      env: {},
    });
    expect(result).toMatchObject({ warnings: [expect.stringContaining('held_bytes')] });
  });
});

describe('a refused configuration', () => {
  it.each([
    ['admin: 127.0.0.1:9095', 'c.yaml:2:8: admin'],
    ['mcp: { listen: 127.0.0.1:8091 }', 'c.yaml:2:6: mcp'],
    ['workers: auto', 'c.yaml:2:10: workers'],
    ['workers: 2', 'c.yaml:2:10: workers'],
    ['upstream: { proxy: "http://p:1" }', 'c.yaml:2:20: upstream.proxy'],
    ['limits: { spool_bytes: 1 }', 'c.yaml:2:24: limits.spool_bytes'],
    ['limits: { spool_dir: null }', 'c.yaml:2:22: limits.spool_dir'],
    ['queue: postgres://db/q', 'c.yaml:2:8: queue'],
    ['queue: "memory:"', 'c.yaml:2:8: queue'],
    ['routes: [{ host: a.b.example, auth: { value: x, only: true } }]', 'c.yaml:2:55: routes[0].auth.only'],
  ])('C25: %s is not supported yet', (text, place) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${place}: not supported yet`);
  });

  it.each([
    ['unknown: 1', 'c.yaml:2:1: unknown key unknown'],
    ['hold:\n  timeout: 5', 'c.yaml:3:3: hold: unknown key timeout'],
    ['Routes: []', 'c.yaml:2:1: unknown key'],
    ['"1": x', 'c.yaml:2:1: unknown key'],
    ['__proto__: {}', 'c.yaml:2:1: unknown key'],
    ['bottle: 12', 'c.yaml:2:9: bottle: expected a text (put it in quotes if it looks like something else)'],
    ['bottle: "a b"', 'c.yaml:2:9: bottle: a slug has 1 to 64 letters, digits, dots, hyphens or underscores'],
    ['bottle: ../x', 'c.yaml:2:9: bottle: a slug has 1 to 64 letters, digits, dots, hyphens or underscores'],
    ['hold: { timeout_seconds: "5" }', 'c.yaml:2:26: hold.timeout_seconds: expected a number'],
    ['hold: { timeout_seconds: 0 }', 'c.yaml:2:26: hold.timeout_seconds: must be above 0'],
    ['hold: { timeout_seconds: .inf }', 'c.yaml:2:26: hold.timeout_seconds: expected a number'],
    ['hold: { timeout_seconds: 604801 }', 'c.yaml:2:26: hold.timeout_seconds: must be at most 604800'],
    ['hold: { max_held: 1.5 }', 'c.yaml:2:19: hold.max_held: expected a whole number'],
    ['hold: { max_held: 0 }', 'c.yaml:2:19: hold.max_held: must be at least 1'],
    ['hold:', 'c.yaml:2:6: hold: expected a mapping (key: value)'],
    ['hold: [1]', 'c.yaml:2:7: hold: expected a mapping (key: value)'],
    ['routes: {}', 'c.yaml:2:9: routes: expected a list'],
    ['routes: [{}]', 'c.yaml:2:10: routes[0].host: is required'],
    [
      'routes: [{ host: x.example, schemes: [] }]',
      'c.yaml:2:38: routes[0].schemes: the list must not be empty',
    ],
    [
      'routes: [{ host: x.example, schemes: [ftp] }]',
      'c.yaml:2:39: routes[0].schemes[0]: expected https or http',
    ],
    ['routes: [{ host: x.example, ports: [0] }]', 'c.yaml:2:37: routes[0].ports[0]: must be at least 1'],
    [
      'routes: [{ host: x.example, ports: [65536] }]',
      'c.yaml:2:37: routes[0].ports[0]: must be at most 65535',
    ],
    [
      'routes: [{ host: x.example, methods: [TRACE] }]',
      'c.yaml:2:39: routes[0].methods[0]: TRACE is never served: it would show or tunnel what the gateway guards',
    ],
    [
      'routes: [{ host: x.example, methods: ["GET POST"] }]',
      'c.yaml:2:39: routes[0].methods[0]: not a method',
    ],
    [
      'routes: [{ host: x.example, auth: { header: Host, value: x } }]',
      'c.yaml:2:45: routes[0].auth.header: this header belongs to the gateway itself',
    ],
    [
      'routes: [{ host: x.example, auth: { header: "a b", value: x } }]',
      'c.yaml:2:45: routes[0].auth.header: not a header name',
    ],
    ['routes: [{ host: x.example, auth: { header: a } }]', 'c.yaml:2:35: routes[0].auth.value: is required'],
    ['safe_tokens: { scope: all }', 'c.yaml:2:23: safe_tokens.scope: expected bottle or host'],
    ['secrets: { approvable: "no" }', 'c.yaml:2:24: secrets.approvable: expected true or false'],
    [
      'secrets: { env: ["*"] }',
      'c.yaml:2:18: secrets.env[0]: a bare * would make a secret of every variable, PATH and HOME included',
    ],
    [
      'secrets: { env: ["A-B"] }',
      'c.yaml:2:18: secrets.env[0]: expected the name of an environment variable, with * for any characters',
    ],
    [
      'queue_access: { operator_uids: [root] }',
      'c.yaml:2:33: queue_access.operator_uids[0]: expected self or a uid',
    ],
    ['queue_access: { group: -1 }', 'c.yaml:2:24: queue_access.group: must be at least 0'],
    ['limits: { buffer_bytes: 1M }', 'c.yaml:2:25: limits.buffer_bytes: expected a number'],
    [
      'queue_access: { group: [] }',
      'c.yaml:2:24: queue_access.group: expected the name or number of a group',
    ],
    ['control: ""', 'c.yaml:2:10: control: must not be empty'],
    [
      'upstream: { resolve: { "a.example": "127.0.0.1:1" } }',
      'c.yaml:2:37: upstream.resolve.a.example: the key names host and port: "api.example.com:443"',
    ],
    [
      'upstream: { resolve: { "a.example:1": "localhost:1" } }',
      'c.yaml:2:39: upstream.resolve.a.example:1: the value is an IP address and a port: "127.0.0.1:9443" or "[::1]:9443"',
    ],
    [
      'upstream: { resolve: { __proto__: "127.0.0.1:1" } }',
      'c.yaml:2:24: upstream.resolve: not a host and port',
    ],
    [
      'upstream: { allow_private: [10.0.0.1/8] }',
      'c.yaml:2:29: upstream.allow_private[0]: not a network such as 10.0.0.0/8 or fd00::/8 (no bits behind the prefix)',
    ],
  ])('C25: %j is refused with its place', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it.each([
    '8080',
    '":8080"',
    '127.0.0.1',
    '127.0.0.1:65536',
    '127.0.0.1:080',
    '127.1:80',
    '"::1:80"',
    '"::1"',
    '127.0.0.1:80/x',
    '"*:80"',
  ])('D10: listens on no %s', (text) => {
    expect(problemsOf(`listen: ${text}`)).toHaveLength(1);
  });

  it.each([
    '"*.com"',
    '"*.co.uk"',
    '"*.github.io"',
    '"*"',
    'https://x.example',
    'x.example:443',
    'x_y.example',
    '127.1',
    '0x7f.1',
    'bücher.example',
  ])('D8 D9 C9: takes no host %s in a route', (host) => {
    expect(problemsOf(`routes: [{ host: ${host} }]`)).toHaveLength(1);
  });

  it('C25: wants the version', () => {
    const problems = (text: string) => {
      const result = parseConfig({ text, baseDir: BASE, cwd: CWD, env: {} });
      return result.ok ? [] : result.problems.map(({ line, path, message }) => `${line} ${path} ${message}`);
    };
    expect(problems('bottle: x')).toEqual(['1 version is required']);
    expect(problems('version: 2')).toEqual(['1 version must be 1']);
    expect(problems('version: "1"')).toEqual(['1 version must be 1']);
    expect(problems('')).toEqual(['1  the file is empty: it needs "version: 1"']);
    expect(problems('- 1')).toEqual(['1  expected a mapping (key: value)']);
  });

  it('C25: shows all problems at once, in the order of the file', () => {
    expect(problemsOf('b: 1\nlisten: 1\na: 2')).toEqual([
      'c.yaml:2:1: unknown key b',
      expect.stringContaining('c.yaml:3:9: listen'),
      'c.yaml:4:1: unknown key a',
    ]);
  });
});

describe('references to variables', () => {
  it('C25: names an unset or empty one, with its place', () => {
    const text = `routes:\n  - host: x.example\n    auth: { value: "Bearer ${ref('NOPE')}" }`;
    const expected = ['c.yaml:4:20: routes[0].auth.value: the environment variable NOPE is not set'];
    expect(problemsOf(text)).toEqual(expected);
    expect(problemsOf(text, { NOPE: '' })).toEqual(expected);
    expect(problemsOf(`secrets: { files: ["${ref('NOPE')}/x"] }`)).toEqual([
      'c.yaml:2:20: secrets.files[0]: the environment variable NOPE is not set',
    ]);
  });

  it('are refused where nothing replaces them', () => {
    for (const text of [
      `control: "${ref('HOME')}/c"`,
      `queue: "file:${ref('Q')}"`,
      `routes: [{ host: "${ref('H')}" }]`,
    ]) {
      expect(problemsOf(text, { HOME: '/h', Q: 'q', H: 'h.example' }).join()).toContain(
        'replaced in auth.value and in secrets only',
      );
    }
  });

  it('S5 I4: a value that no header can hold is refused without being shown', () => {
    const text = `routes: [{ host: x.example, auth: { value: "${ref('KEY')}" } }]`;
    expect(problemsOf(text, { KEY: 'c4n4ry\n' })).toEqual([
      expect.stringContaining('routes[0].auth.value: must be printable ASCII'),
    ]);
    expect(problemsOf(text, { KEY: 'c4n4ry\n' }).join()).not.toContain('c4n4ry');
  });
});

describe('problems', () => {
  it('I4 C2: never show what stands in auth or secrets, wherever it is put', () => {
    const canary = 'ghpc4n4rywxyz0123456789';
    const holes = fc.constantFrom(
      (x: string) => `routes: [{ host: a.example, auth: { value: [${x}] } }]`,
      (x: string) => `routes: [{ host: a.example, auth: ${x} }]`,
      (x: string) => `routes: [{ host: a.example, auth: { value: a, ${x}: b } }]`,
      (x: string) => `routes: [{ host: a.example, auth: { value: a, only: ${x} } }]`,
      (x: string) => `routes: [{ host: a.example, auth: { value: a, header: "${x}:" } }]`,
      (x: string) => `routes:\n  - host: a.example\n    auth: { value: Bearer ${x}: x }`,
      (x: string) => `routes:\n  - host: a.example\n    auth:\n      value: a\n     b: ${x}`,
      (x: string) => `secrets: { ${x}: 1 }`,
      (x: string) => `secrets: { env: "${x}" }`,
      (x: string) => `secrets: { env: ["${x}-"] }`,
      (x: string) => `secrets: { files: { a: ${x} } }`,
      (x: string) => `secrets: { files: [!${x} a] }`,
      (x: string) => `secrets: { files: [*${x}] }`,
      (x: string) => `secrets: { files: ["\\q${x}"] }`,
      (x: string) => `secrets: &${x} { a: *${x} }`,
      (x: string) => `secrets: { approvable: ${x} }`,
      (x: string) => `secrets: ${x}\nsecrets: ${x}`,
      (x: string) => `listen: ${x}`,
      (x: string) => `safe_tokens: { scope: ${x} }`,
      (x: string) => `${x}`,
      (x: string) => `%${x}\n---\n${x}`,
    );
    fc.assert(
      fc.property(holes, (hole) => {
        const problems = problemsOf(hole(canary));
        expect(problems.length, hole(canary)).toBeGreaterThan(0);
        expect(problems.join('\n')).not.toContain('c4n4ry');
      }),
      { numRuns: 200 },
    );
  });

  it('I3: no text makes the parser throw', () => {
    const piece = fc.constantFrom(
      'version',
      ': ',
      '1',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '!t ',
      '|',
      '>',
      '#',
      '%',
      '?',
      'routes',
      'host',
      '\t',
      '---',
      '...',
      '\0',
      '\ufeff',
      ref('A'),
      '<<',
      '~',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const result = parseConfig({ text: pieces.join(''), baseDir: BASE, cwd: CWD, env: {} });
        if (!result.ok) {
          for (const { line, column } of result.problems) {
            expect(line === null || (line > 0 && column !== null && column > 0)).toBe(true);
          }
        }
      }),
      { numRuns: 3000 },
    );
    expect(parseConfig({ text: '['.repeat(100_000), baseDir: BASE, cwd: CWD, env: {} }).ok).toBe(false);
    expect(
      parseConfig({
        text: `version: 1\nroutes: ${'['.repeat(2_000)}${']'.repeat(2_000)}`,
        baseDir: BASE,
        cwd: CWD,
        env: {},
      }).ok,
    ).toBe(false);
  });
});
