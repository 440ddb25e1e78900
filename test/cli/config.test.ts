import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupIdIn } from '../../src/cli/compose/queue-access.ts';
import { cli, useFolders } from './support/cli.ts';

const newFolder = useFolders();
const SECRET = 'a-value-that-must-not-be-shown';

function write(
  text: string,
  files: Readonly<Record<string, readonly [text: string, mode: number]>> = {},
): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'decant.yaml'), text);
  for (const [name, [content, mode]] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    chmodSync(join(folder, name), mode);
  }
  return folder;
}

const check = (cwd: string, env: Record<string, string> = {}, ...args: string[]) =>
  cli(['config', 'check', ...args], { cwd, env });

describe('config check', () => {
  it('a good file is fine, and says whether it is wired', async () => {
    const folder = write('version: 1\nbottle: b\nqueue: file:./q\nroutes:\n  - host: a.example.com\n');
    expect(await check(folder)).toMatchObject({
      code: 0,
      out: 'decant.yaml: fine (1 route, 0 known secrets, wired)\n',
    });
    const unwired = write('version: 1\n');
    expect((await check(unwired)).out).toContain('not wired');
    expect((await check(unwired, { SUPERVISE_QUEUE_DIR: './q', SUPERVISE_BOTTLE_SLUG: 'b' })).out).toContain(
      '(0 routes, 0 known secrets, wired)',
    );
  });

  it('C25: each problem is file:line:column: message on stderr, exit 2', async () => {
    const folder = write('version: 1\nhold:\n  timeout_secs: 3\n  max_held: many\n');
    const { code, err, out } = await check(folder);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^decant\.yaml:3:3: .*timeout_secs/m);
    expect(err).toMatch(/^decant\.yaml:4:\d+: .*max_held/m);
    const json = await check(folder, {}, '--json');
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining(':3:3:'), expect.anything()],
    });
  });

  it('C25: roots to trust that cannot be read', async () => {
    const folder = write('version: 1\nupstream: { ca_files: [roots.pem] }\n');
    const { code, err } = await check(folder);
    expect(code).toBe(2);
    expect(err).toBe(`decant: upstream.ca_files: ${join(folder, 'roots.pem')} cannot be read (ENOENT)\n`);
  });

  it('C25: a file that is missing, too large or no text', async () => {
    const folder = newFolder();
    expect(await check(folder)).toMatchObject({ code: 2, err: expect.stringContaining('ENOENT') });
    writeFileSync(join(folder, 'decant.yaml'), Buffer.from([0x76, 0xff, 0xfe]));
    expect(await check(folder)).toMatchObject({ code: 2, err: 'decant.yaml:1:1: not UTF-8 text\n' });
    writeFileSync(join(folder, 'decant.yaml'), '#'.repeat(5 * 1024 * 1024));
    expect((await check(folder)).code).toBe(2);
  });

  const config = 'version: 1\nsecrets: { files: [./secrets] }\n';

  it('S3: a private secrets file counts, also behind a link', async () => {
    const folder = write(config, { real: [`${SECRET}\n`, 0o600] });
    symlinkSync('real', join(folder, 'secrets'));
    expect((await check(folder)).out).toContain('1 known secret,');
  });

  for (const mode of [0o640, 0o604, 0o660, 0o644]) {
    it(`C25 I4: a secrets file of mode ${mode.toString(8)} is refused without its value`, async () => {
      const folder = write(config, { secrets: [`${SECRET}\n`, mode] });
      const { code, err } = await check(folder);
      expect(code).toBe(2);
      expect(err).toMatch(/secrets can be read by others/);
      expect(err).not.toContain(SECRET.slice(0, 6));
    });
  }

  it('C25: a secrets file that is a pipe, a folder or missing is refused at once', async () => {
    const folder = write(config);
    expect((await check(folder)).err).toContain('ENOENT');
    execFileSync('mkfifo', ['-m', '600', join(folder, 'secrets')]);
    expect((await check(folder)).err).toContain('not a regular file');
    const other = write(config);
    mkdirSync(join(other, 'secrets'), { mode: 0o700 });
    expect((await check(other)).err).toContain('not a regular file');
  });

  it('I4: a short secret is named by file and line, or by variable, and not shown', async () => {
    const folder = write(config, { secrets: [`${SECRET}\nshortval\n`, 0o600] });
    const inFile = await check(folder);
    expect(inFile).toMatchObject({ code: 2, err: expect.stringMatching(/secrets:2:1: /) });
    const inVariable = await check(write('version: 1\n'), { EGRESS_TOKEN_X: 'shortval' });
    expect(inVariable).toMatchObject({ code: 2, err: expect.stringContaining('EGRESS_TOKEN_X') });
    expect(inFile.err + inVariable.err).not.toContain('shortval');
  });

  it('Q2: an unknown group of queue_access is an error, a known one is not', async () => {
    const group = (name: string) => write(`version: 1\nqueue_access: { group: ${name} }\n`);
    expect((await check(group('no-such-group-here'))).code).toBe(2);
    expect((await check(group('root'))).code).toBe(0);
    expect((await check(group('12'))).code).toBe(0);
  });

  it('group(5) is read by name, and nothing but a number is an id', () => {
    const groups = 'root:x:0:\nops:x:1200:ada,bob\nodd:x:abc:\n';
    expect(groupIdIn(groups, 'ops')).toBe(1200);
    expect(groupIdIn(groups, 'odd')).toBeNull();
    expect(groupIdIn(groups, 'op')).toBeNull();
  });
});

describe('config schema', () => {
  it('is a JSON Schema of the configuration', async () => {
    const { code, out } = await cli(['config', 'schema'], { cwd: newFolder() });
    expect(code).toBe(0);
    const schema = JSON.parse(out);
    expect(schema.$schema).toContain('json-schema.org');
    expect(Object.keys(schema.properties)).toContain('routes');
  });
});

describe('config explain', () => {
  const folderOf = () =>
    write(
      `version: 1\nroutes:\n  - host: a.example.com\n    methods: [GET]\n    auth: { header: authorization, value: "Bearer \${EGRESS_TOKEN_A}" }\n  - host: "*.example.com"\n    dlp: { outbound_detectors: [] }\n`,
    );
  const explain = (cwd: string, ...args: string[]) =>
    cli(['config', 'explain', ...args, '--config', 'decant.yaml'], { cwd, env: { EGRESS_TOKEN_A: SECRET } });

  it('names the route, its detectors and the header it adds, never the credential', async () => {
    const folder = folderOf();
    const { code, out } = await explain(folder, 'https://a.example.com/x');
    expect(code).toBe(0);
    expect(out).toMatch(/^verdict +allowed by route 0$/m);
    expect(out).toMatch(/^adds header +authorization/m);
    expect(out).toMatch(/^detectors +token_patterns, known_secrets, crlf$/m);
    const json = await explain(folder, 'https://a.example.com/x', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ allowed: true, route: 0, adds_header: 'authorization' });
    expect(out + json.out).not.toContain(SECRET.slice(0, 6));
  });

  it('S18: shows where detectors are turned off', async () => {
    const { out } = await explain(folderOf(), 'https://b.example.com/');
    expect(out).toMatch(/^detectors +none: nothing is looked for$/m);
  });

  it('S11: a refusal is the negative answer with its code', async () => {
    const folder = folderOf();
    expect(await explain(folder, 'https://elsewhere.org/')).toMatchObject({
      code: 1,
      out: expect.stringContaining('route_not_allowed'),
    });
    const other = await explain(folder, 'https://a.example.com/', '--method', 'POST', '--json');
    expect(JSON.parse(other.out).routes).toHaveLength(2);
    expect((await explain(folder, 'not a url')).code).toBe(2);
  });

  it('without a configuration explains the starter policy', async () => {
    const options = { cwd: newFolder() };
    expect((await cli(['config', 'explain', 'https://demo.decant.test/'], options)).code).toBe(0);
    expect((await cli(['config', 'explain', 'https://example.com/'], options)).code).toBe(1);
  });
});
