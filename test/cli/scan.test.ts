import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openScanner } from '../../src/cli/compose/open-scanner.ts';
import { maskedContext } from '../../src/cli/scan/masked-context.ts';
import { scanStream } from '../../src/cli/scan/scan-bytes.ts';
import type { ScanHit } from '../../src/cli/scan/scan-hit.ts';
import { TextPosition } from '../../src/cli/scan/text-position.ts';
import { cli, useFolders } from './support/cli.ts';

const newFolder = useFolders();

/** Shaped like a project key of OpenAI, made of pieces so that no scanner takes this file for a leak. */
const KEY = ['sk', 'proj', 'Zr8vQ2mXw5Lk9TnB4cYh7GdPf3SjUa6EoRi1VtNxKq0WzMbC'].join('-');
const OTHER = ['sk', 'proj', 'Hy6uJ3nBv8Gt2RfDc5XsEz9WqAa4LpOk7MiNjUb1VhYgTrFe'].join('-');

const PIECE = 6;

function expectNoTrace(text: string, ...keys: readonly string[]): void {
  for (const key of keys) {
    const body = key.slice('sk-proj-'.length);
    for (let at = 0; at + PIECE <= body.length; at += 1)
      expect(text).not.toContain(body.slice(at, at + PIECE));
  }
}

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = newFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('decant scan', () => {
  it('S2 I4: finds a key, tells line and column, and shows no piece of it in any format', async () => {
    const cwd = folderWith({ 'a/b.env': `# é\nKEY="${KEY}" # more\n`, 'clean.txt': 'nothing here\n' });
    const text = await cli(['scan', '.'], { cwd });
    expect(text.code).toBe(1);
    expect(text.out).toMatch(/^a\/b\.env:2:6: OpenAI API key \(high confidence\): KEY="\*{8}" # more\n$/);
    expect(text.err).toBe('1 finding in 1 of 2 files\n');
    const json = await cli(['scan', '.', '--format', 'json'], { cwd });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      findings: [
        { path: 'a/b.env', line: 2, column: 6, offset: 10, kind: 'OpenAI API key', vendor: 'OpenAI' },
      ],
      errors: [],
      files: 2,
    });
    const sarif = await cli(['scan', '.', '--format', 'sarif'], { cwd });
    expect(sarif.code).toBe(1);
    expect(JSON.parse(sarif.out)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'decant', rules: [{ id: 'openai-api-key' }] } },
          results: [
            {
              ruleId: 'openai-api-key',
              ruleIndex: 0,
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'a/b.env' },
                    region: { startLine: 2, startColumn: 6, byteOffset: 10 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
    expectNoTrace(text.out + text.err + json.out + json.err + sarif.out + sarif.err, KEY);
  });

  it('exit 0 where nothing is found, also in nothing', async () => {
    const cwd = folderWith({ 'clean.txt': 'nothing here\n', empty: '' });
    expect(await cli(['scan', 'clean.txt', 'empty'], { cwd })).toMatchObject({ code: 0, out: '' });
    expect((await cli(['scan', newFolder()], { cwd })).code).toBe(0);
  });

  it('- is the standard input', async () => {
    const { code, out } = await cli(['scan', '-'], { cwd: newFolder(), input: `x\ny ${KEY}\n` });
    expect(code).toBe(1);
    expect(out).toMatch(/^-:2:3: OpenAI API key/);
    expectNoTrace(out, KEY);
  });

  it('R10: binary files are scanned, without context', async () => {
    const cwd = folderWith({
      'x.bin': Buffer.concat([Buffer.from([0, 1, 2, 0xff]), Buffer.from(KEY), Buffer.from([0])]),
    });
    const { code, out } = await cli(['scan', 'x.bin'], { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(/^x\.bin:1:\d+: OpenAI API key \(high confidence\)\n$/);
  });

  it('I3: what cannot be read is exit 2, whatever else was found, and the rest is still scanned', async () => {
    const cwd = folderWith({ 'a.txt': KEY });
    const { code, out, err } = await cli(['scan', 'gone.txt', 'a.txt'], { cwd });
    expect(code).toBe(2);
    expect(out).toContain('a.txt:1:1');
    expect(err).toContain('gone.txt was not scanned (ENOENT)');
    const json = await cli(['scan', 'gone.txt', '--json'], { cwd });
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ errors: [{ path: 'gone.txt', code: 'ENOENT' }] });
    if (process.geteuid?.() !== 0) {
      chmodSync(join(cwd, 'a.txt'), 0);
      expect((await cli(['scan', 'a.txt'], { cwd })).err).toContain('EACCES');
    }
  });

  it('in a folder, .git and links are passed over; named, they are scanned', async () => {
    const cwd = folderWith({ '.git/config': KEY, 'node_modules/x/y.js': KEY });
    writeFileSync(join(cwd, 'target'), KEY);
    symlinkSync('target', join(cwd, 'link'));
    const names = (out: string) =>
      out
        .split('\n')
        .map((line) => line.split(':')[0])
        .filter((name) => name !== '');
    expect(names((await cli(['scan', '.'], { cwd })).out)).toEqual(['node_modules/x/y.js', 'target']);
    expect(names((await cli(['scan', '.git', 'link'], { cwd })).out)).toEqual(['.git/config', 'link']);
  });

  it('U1: a hostile file name is shown as text', async () => {
    const cwd = folderWith({ 'a\x1b]0;x\x07\n.txt': KEY });
    const { out } = await cli(['scan', '.'], { cwd });
    expect(out).toMatch(/^a\\x1b\]0;x\\x07\\x0a\.txt:1:1: [^\n]*\n$/);
  });

  it('an unknown format and no path are usage', async () => {
    expect((await cli(['scan', '.', '--format', 'xml'], { cwd: newFolder() })).code).toBe(2);
    expect((await cli(['scan'], { cwd: newFolder() })).code).toBe(2);
  });
});

describe('scanStream', () => {
  const scanner = openScanner();

  async function scan(bytes: Buffer, chunk: number, window: number, overlap: number): Promise<ScanHit[]> {
    async function* chunks() {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    }
    const hits: ScanHit[] = [];
    for await (const hit of scanStream(chunks(), scanner, Buffer.alloc(window), overlap)) hits.push(hit);
    return hits;
  }

  it('X6 X9: finds the same wherever the windows and chunks end, each once, with the same place', async () => {
    const text = Buffer.from(`${'é line\n'.repeat(40)}a ${KEY} b\n${'.'.repeat(300)}${OTHER}\nend ${KEY}`);
    const whole = await scan(text, text.length, 1 << 20, 128);
    expect(whole).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 300, max: 900 }),
        async (chunk, window) => {
          const hits = await scan(text, chunk, window, 200);
          const places = (list: readonly ScanHit[]) =>
            list.map(({ offset, line, column }) => ({ offset, line, column }));
          expect(places(hits)).toEqual(places(whole));
          expectNoTrace(JSON.stringify(hits), KEY, OTHER);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([0, 1, 2])(
    'X6 X9: a key inside a long run of base64 is found at every place, %i characters off',
    async (shift) => {
      const before = 'plain words, no key. '.repeat(200);
      for (let cut = 2_000; cut < 2_200; cut += 7) {
        const text = `${before.slice(0, cut + shift)}${KEY} ${before}`;
        const bytes = Buffer.from(`data: ${Buffer.from(text).toString('base64')}`);
        const hits = await scan(bytes, 333, 3_072, 512);
        expect(hits.map(({ kind }) => kind)).toContain('OpenAI API key');
      }
    },
  );

  it('R2 R3: neighbours are masked before the context is cut, at every distance', async () => {
    for (let gap = 0; gap < 80; gap += 1) {
      const bytes = Buffer.from(`${OTHER}${' '.repeat(gap)}|${KEY}|${' '.repeat(gap)}${OTHER}`);
      const hits = await scan(bytes, 1000, 4096, 256);
      expect(hits.length).toBeGreaterThan(0);
      expectNoTrace(JSON.stringify(hits), KEY, OTHER);
    }
  });
});

describe('maskedContext', () => {
  it('keeps to the line, masks the union of spans once, and cuts no character', () => {
    const bytes = Buffer.from('first\nab SECRET1SECRET2 cd\nlast');
    const at = bytes.indexOf('SECRET1');
    const spans = [
      { start: at, end: at + 10 },
      { start: at + 7, end: at + 14 },
    ];
    expect(maskedContext(bytes, { start: at, end: at + 10 }, spans)).toBe('ab ******** cd');
    const wide = Buffer.from(`${'é'.repeat(100)}XXXX${'é'.repeat(100)}`);
    const context = maskedContext(wide, { start: 200, end: 204 }, [{ start: 200, end: 204 }]);
    expect(context).toMatch(/^é{30}\*{8}é{30}$/);
  });
});

describe('TextPosition', () => {
  it('counts as an editor does, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'é', '字', '😀', '\n', '\r\n')), fc.nat(), (parts, cut) => {
        const text = parts.join('');
        const bytes = Buffer.from(text);
        const position = new TextPosition();
        const middle = bytes.length === 0 ? 0 : cut % bytes.length;
        position.advance(bytes.subarray(0, middle));
        position.advance(bytes.subarray(middle));
        const lines = text.split('\n');
        expect([position.line, position.column]).toEqual([lines.length, (lines.at(-1)?.length ?? 0) + 1]);
      }),
    );
  });
});
