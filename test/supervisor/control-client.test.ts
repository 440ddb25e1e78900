import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createRawServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ControlClient } from '../../src/supervisor/control-client.ts';

let folder: string;
let socketPath: string;
let close: () => void = () => undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decant-control-'));
  socketPath = join(folder, 's');
});

afterEach(() => {
  close();
  rmSync(folder, { recursive: true, force: true });
});

/** A gateway's side that answers each call with the given status and body, and notes the call. */
async function serve(
  answers: Readonly<Record<string, readonly [status: number, body: string]>>,
): Promise<string[]> {
  const calls: string[] = [];
  const server: Server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`;
    calls.push(call);
    const [status, body] = answers[call] ?? [404, '{"error":"not_found"}'];
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  close = () => server.close();
  return calls;
}

const TOKEN = {
  fingerprint: '0123456789abcdef',
  destination: null,
  expires_in_seconds: 5,
  uses_left: null,
  since: '2026-06-24T10:00:00.000Z',
  proposal: 'x',
  kind: 'OpenAI API key',
  vendor: 'OpenAI',
  secret_name: null,
};

it('asks for the status, safe tokens, revocations and a reload', async () => {
  const calls = await serve({
    'GET /status': [200, '{"proxy":"http://127.0.0.1:8080","held":0}'],
    'GET /safe': [200, JSON.stringify({ safe: [TOKEN] })],
    'DELETE /safe/0123456789abcdef': [200, '{"revoked":1}'],
    'DELETE /safe': [200, '{"revoked":3}'],
    'POST /reload': [200, '{"reloaded":true,"restart_needed":["listen"]}'],
  });
  const client = new ControlClient(socketPath);
  expect(await client.status()).toMatchObject({ proxy: 'http://127.0.0.1:8080' });
  expect(await client.safeTokens()).toEqual([TOKEN]);
  expect(await client.revoke('0123456789abcdef')).toBe(1);
  expect(await client.revokeAll()).toBe(3);
  expect(await client.reload()).toEqual(['listen']);
  expect(calls).toHaveLength(5);
});

it('Q4: what a user typed as a fingerprint stays one path segment', async () => {
  const calls = await serve({});
  await expect(new ControlClient(socketPath).revoke('../status?x')).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(calls).toEqual(['DELETE /safe/..%2Fstatus%3Fx']);
});

it('tells a gateway that is not there, one that refuses, and what is none', async () => {
  const client = new ControlClient(socketPath);
  await expect(client.status()).rejects.toMatchObject({ code: 'unreachable' });
  await serve({
    'POST /reload': [422, '{"error":"not_reloaded","message":"decant.yaml:3:5: unknown key"}'],
    'GET /safe': [200, '<html>'],
    'DELETE /safe': [200, '{"revoked":"all"}'],
  });
  await expect(client.reload()).rejects.toMatchObject({
    code: 'refused',
    detail: 'decant.yaml:3:5: unknown key',
  });
  await expect(client.safeTokens()).rejects.toMatchObject({ code: 'protocol' });
  await expect(client.revokeAll()).rejects.toMatchObject({ code: 'protocol' });
});

it('I8 R7: what speaks no HTTP, or too much of it, is a protocol error without its text', async () => {
  const server = createRawServer((socket) => socket.end('SSH-2.0-remote-text\r\n'));
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  close = () => server.close();
  const error = await new ControlClient(socketPath).status().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'protocol', detail: null });
  expect(String(error)).not.toContain('remote-text');
});

it('I8: an answer without end is cut', async () => {
  await serve({ 'GET /status': [200, JSON.stringify({ proxy: 'x'.repeat(5 * 1024 * 1024) })] });
  await expect(new ControlClient(socketPath).status()).rejects.toMatchObject({ code: 'protocol' });
});
