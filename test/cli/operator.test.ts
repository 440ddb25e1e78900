import { createHmac } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serialiseProposal } from '../../src/core/approval/proposal.ts';
import { hasValidMac } from '../../src/core/approval/response-mac.ts';
import { idOf, proposal } from '../supervisor/proposals.ts';
import { CliRun, cli, useFolders } from './support/cli.ts';

const newFolder = useFolders();
const running: CliRun[] = [];
let server: Server | null = null;

afterEach(async () => {
  for (const run of running.splice(0)) {
    run.signal('SIGTERM');
    await run.code;
  }
  server?.closeAllConnections();
  server?.close();
  server = null;
});

const KEY = 'a key that every operator of this bottle has\n';

function folderWith(config: string): string {
  const folder = newFolder();
  writeFileSync(
    join(folder, 'decant.yaml'),
    `version: 1\nbottle: demo\nqueue: file:./q\nlisten: 127.0.0.1:0\n${config}`,
  );
  writeFileSync(join(folder, 'key'), KEY, { mode: 0o600 });
  return folder;
}

async function start(folder: string): Promise<CliRun> {
  const run = new CliRun(['gateway', '--config', 'decant.yaml'], { cwd: folder });
  running.push(run);
  const failed = run.code.then(() => Promise.reject(new Error(run.err)));
  await Promise.race([run.shows(() => run.lines()[0]), failed]);
  return run;
}

/** As another daemon of the bottle asks. */
function ask(folder: string, details: Readonly<Record<string, unknown>> = {}): void {
  const asked = proposal(1, { tool: 'gitleaks-allow', details });
  writeFileSync(join(folder, 'q', `${asked.id}.proposal.json`), serialiseProposal(asked), { mode: 0o600 });
}

describe('hold.response_key_file', () => {
  it('Q2: the commands key what they answer with the file of the configuration', async () => {
    const folder = folderWith('hold: { response_key_file: ./key }\n');
    await start(folder);
    ask(folder, { keyed_answers: true });
    const unkeyed = await cli(['proposals', 'approve', idOf(1), '--queue', 'file:./q', '--reason', 'ok'], {
      cwd: folder,
    });
    expect(unkeyed.code).toBe(2);
    expect(unkeyed.err).toContain('keyed answers only');
    const args = ['proposals', 'approve', idOf(1), '--config', 'decant.yaml', '--reason', 'ok'];
    expect((await cli(args, { cwd: folder })).code).toBe(0);
    const written = JSON.parse(readFileSync(join(folder, 'q', `${idOf(1)}.response.json`), 'utf8'));
    expect(hasValidMac(Buffer.from(KEY), written)).toBe(true);
  });

  it.each([
    ['that others can read', (path: string) => chmodSync(path, 0o640), 'can be read by others'],
    ['that is short', (path: string) => writeFileSync(path, 'short'), 'fewer than 16 bytes'],
  ])('C25: a key %s is refused at the start, without a word of it', async (_, spoil, message) => {
    const folder = folderWith('hold: { response_key_file: ./key }\n');
    spoil(join(folder, 'key'));
    for (const args of [
      ['gateway', '--config', 'decant.yaml'],
      ['proposals', 'list', '--config', 'decant.yaml'],
    ]) {
      const { code, err } = await cli(args, { cwd: folder });
      expect(code).toBe(2);
      expect(err).toContain(`hold.response_key_file: ${join(folder, 'key')}`);
      expect(err).toContain(message);
      expect(err).not.toContain('operator of this bottle');
      expect(err).not.toContain('short\n');
    }
  });
});

describe('notify', () => {
  it('tells a signed webhook of a question, and a hook of the same', async () => {
    const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
    let wake: () => void = () => undefined;
    const listening = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      request.on('end', () => {
        seen.push({ headers: request.headers, body });
        response.writeHead(204).end();
        wake();
      });
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
    const relay = `fetch(process.argv[1], { method: 'POST', body: require('node:fs').readFileSync(0) })`;
    const folder = folderWith(`notify:
  - webhook_file: ./address
    secret_file: ./key
  - command: ${JSON.stringify([process.execPath, '-e', relay, url])}
`);
    writeFileSync(join(folder, 'address'), `${url}\n`, { mode: 0o600 });
    await start(folder);
    ask(folder);
    while (seen.length < 2) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    for (const { body } of seen) {
      expect(JSON.parse(body)).toMatchObject({
        event: 'proposed',
        bottle: 'demo',
        proposal: { id: idOf(1) },
      });
    }
    const signed = seen.find(({ headers }) => headers['x-decant-signature'] !== undefined);
    const hmac = createHmac('sha256', KEY).update(`${signed?.headers['x-decant-timestamp']}.${signed?.body}`);
    expect(signed?.headers['x-decant-signature']).toBe(`v1=${hmac.digest('hex')}`);
  });

  it.each([
    ['webhook_file: ./address', 'notify.webhook_file'],
    ['webhook: "http://127.0.0.1:1/", secret_file: ./open', 'notify.secret_file'],
  ])('C25: %s that cannot be used is refused at the start', async (target, setting) => {
    const folder = folderWith(`notify: [{ ${target} }]\n`);
    writeFileSync(join(folder, 'address'), 'gopher://secret-host', { mode: 0o600 });
    writeFileSync(join(folder, 'open'), 'x', { mode: 0o644 });
    const { code, err } = await cli(['gateway', '--config', 'decant.yaml'], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toContain(setting);
    expect(err).not.toContain('secret-host');
  });
});
