/**
 * Scans one hostile body in a process of its own and prints what it cost: verdict, growth of memory (MiB, highest resident
 * size against that before the body came), work units per byte. `node measure.mjs BOMB`.
 */
import { brotliCompressSync, constants } from 'node:zlib';

const { Scanner } = await import('../../../../dist/core/detect/scanner.js');
const { parseAuthority } = await import('../../../../dist/core/http/target.js');

const TEN_MEGABYTES = 10_000_000;
const flood = (text) => Buffer.alloc(TEN_MEGABYTES, text);

const BOMBS = {
  brotli: () => ({ body: brotli(200 * 1024 * 1024), coding: 'br' }),
  deepJson: () => ({ body: Buffer.concat([Buffer.alloc(1_000_000, '['), Buffer.alloc(1_000_000, ']')]) }),
  deepObjects: () => ({
    body: Buffer.concat([Buffer.alloc(5_000_000, '{"a":'), Buffer.alloc(1_000_000, '}')]),
  }),
  A: () => ({ body: flood('A') }),
  equals: () => ({ body: flood('=') }),
  eyJ: () => ({ body: flood('eyJ') }),
  percents: () => ({ body: flood('%25') }),
  gzipMagic: () => ({ body: flood(Buffer.from('1f8b08', 'hex')) }),
  tags: () => ({ body: flood('\u{e0041}') }),
  numbers: () => ({ body: flood('12,') }),
  entities: () => ({ body: flood('&#65;') }),
  base32: () => ({ body: flood('MFRGGZDF') }),
};

/** Written in pieces, so that the bomb itself takes no memory here. */
function brotli(size) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return brotliCompressSync(Buffer.alloc(size), { params });
}

const name = process.argv[2] ?? 'A';
const build = BOMBS[name];
if (build === undefined) throw new Error(`no such bomb; there are ${Object.keys(BOMBS).join(' ')}`);
const { body, coding } =
  process.argv[3] === undefined ? build() : { body: Buffer.from(process.argv[3], 'base64'), coding: 'br' };
const parsed = parseAuthority('api.example.com', 'https', { defaultPort: 443 });
const scanner = new Scanner({
  families: ['credentials', 'keys'],
  secrets: [{ name: 'EGRESS_TOKEN_TEST', value: Buffer.from('Zq7vK2mX9pLw4RtY8sBn3Gh6'), approvable: true }],
  decodedBytes: 64 * 1024 * 1024,
});
const request = {
  method: 'POST',
  target: parsed.target,
  authority: 'api.example.com',
  path: '/',
  headers: coding === undefined ? [] : [{ name: 'content-encoding', value: coding }],
  trailers: [],
  body,
};
if (process.argv[3] === undefined && coding === 'br') {
  // The compressor's own memory is not the scan's: a process that only scans is started for it.
  process.stdout.write(JSON.stringify({ bomb: body.toString('base64'), size: body.length }));
} else {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const { verdict, findings } = scanner.scan(
    request,
    new Set(['token_patterns', 'known_secrets']),
    () => false,
  );
  const peak = process.resourceUsage().maxRSS * 1024;
  const grown = Math.max(0, Math.round((peak - before) / 1024 / 1024));
  process.stdout.write(
    JSON.stringify({
      name,
      verdict,
      findings: findings.length,
      grown,
      ms: Math.round(performance.now() - started),
    }),
  );
}
