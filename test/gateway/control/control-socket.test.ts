import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlSocket } from '../../../src/gateway/control/control-socket.ts';
import type { ControlHandlers } from '../../../src/gateway/control/routes.ts';
import { knownSecret } from '../fixtures/secrets.ts';
import { HOST, startWorld } from '../fixtures/world.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'decant-ctl-'));
  file = path.join(dir, 'state', 'control.sock');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const handlers: ControlHandlers = {
  status: () => ({
    bottle: 'demo',
    proxy: 'http://127.0.0.1:1',
    queue: null,
    held: 0,
    pending: 0,
    held_bytes: 0,
    uptime_seconds: 1,
  }),
  safe: () => [],
  revoke: (fingerprint) => (fingerprint === 'all' ? 3 : fingerprint === '0123456789abcdef' ? 1 : 0),
  reload: async () => ({ ok: false, message: 'no' }),
};

function call(
  socketPath: string,
  method: string,
  target: string,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path: target }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function control(): ControlSocket {
  return new ControlSocket(file, handlers, () => {});
}

describe('control socket', () => {
  it('W5: belongs to its user alone, and leaves nothing else behind', async () => {
    const socket = control();
    await socket.listen();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect(readdirSync(path.dirname(file))).toEqual(['control.sock']);
    await socket.stop();
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['GET', '/status', 200, expect.objectContaining({ bottle: 'demo', held: 0 })],
    ['GET', '/safe', 200, { safe: [] }],
    ['DELETE', '/safe', 200, { revoked: 3 }],
    ['DELETE', '/safe/0123456789abcdef', 200, { revoked: 1 }],
    ['DELETE', '/safe/fedcba9876543210', 404, { error: 'not_found' }],
    ['DELETE', '/safe/all', 404, { error: 'not_found' }],
    ['DELETE', '/safe/', 404, { error: 'not_found' }],
    ['POST', '/reload', 422, { error: 'not_reloaded', message: 'no' }],
    ['GET', '/reload', 404, { error: 'not_found' }],
    ['GET', '/', 404, { error: 'not_found' }],
  ])('%s %s is answered %i', async (method, target, status, body) => {
    const socket = control();
    await socket.listen();
    expect(await call(file, method, target)).toEqual({ status, body });
    await socket.stop();
  });

  it('a socket that a gateway answers at is not taken over', async () => {
    const first = control();
    await first.listen();
    await expect(control().listen()).rejects.toMatchObject({ code: 'already_running' });
    expect((await call(file, 'GET', '/status')).status).toBe(200);
    await first.stop();
  });

  it('a socket left over from a crash is replaced, a file of another kind is not', async () => {
    const dead = createServer();
    const elsewhere = path.join(dir, 'dead.sock');
    await new Promise<void>((resolve) => dead.listen(elsewhere, resolve));
    file = path.join(dir, 'left.sock');
    renameSync(elsewhere, file);
    await new Promise<void>((resolve) => dead.close(() => resolve()));
    const socket = control();
    await socket.listen();
    expect((await call(file, 'GET', '/status')).status).toBe(200);
    await socket.stop();
    writeFileSync(file, 'mine');
    await expect(control().listen()).rejects.toMatchObject({ code: 'control_not_usable' });
  });

  it('says so where it cannot be made', async () => {
    file = path.join(dir, 'x'.repeat(120), 'control.sock');
    await expect(control().listen()).rejects.toMatchObject({ code: 'control_not_usable' });
  });
});

describe('a running gateway', () => {
  it('S19: lists what is safe, and a revocation asks again', async () => {
    const secret = knownSecret('EGRESS_TOKEN_A');
    const world = await startWorld({ secrets: [secret] });
    try {
      const client = await world.tunnel();
      const post = `POST / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${secret.text.length}\r\n\r\n${secret.text}`;
      client.write(post);
      const [open] = await world.proposals(1);
      const { control: socket } = world.addresses;
      expect((await call(socket, 'GET', '/status')).body).toMatchObject({
        bottle: 'demo',
        held: 1,
        pending: 1,
      });
      await world.answer(open?.proposal.id ?? '', 'approved', {
        scope: { host_only: true, ttl_seconds: 600 },
      });
      expect((await client.reply()).status).toBe(200);
      const { body } = await call(socket, 'GET', '/safe');
      const fingerprint = open?.proposal.details.fingerprint;
      expect(body).toMatchObject({
        safe: [
          { fingerprint, destination: `https://${HOST}:443`, uses_left: null, secret_name: 'EGRESS_TOKEN_A' },
        ],
      });
      expect(JSON.stringify(body)).not.toContain(secret.text);
      expect((await call(socket, 'DELETE', `/safe/${String(fingerprint)}`)).body).toEqual({ revoked: 1 });
      client.write(post);
      expect(await world.proposals(1)).toHaveLength(1);
      expect(world.tls.requests).toHaveLength(1);
    } finally {
      await world.stop();
    }
  });
});
