import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createGateway } from '../../src/gateway/gateway.ts';
import { knownSecret } from './fixtures/secrets.ts';
import { HOST, startWorld, type World } from './fixtures/world.ts';

let world: World;
afterEach(() => world.stop());

const GET = `GET /x HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`;

describe("a gateway's life", () => {
  it('S10: what runs may end on shutdown, nothing new begins', async () => {
    world = await startWorld();
    let finish: () => void = () => {};
    const reached = new Promise<void>((resolve) => {
      world.tls.answer = (_seen, response) => {
        finish = () => response.end('done');
        resolve();
      };
    });
    const [busy, idle] = await Promise.all([world.tunnel(), world.tunnel()]);
    idle.write(`GET /refused HTTP/1.1\r\nHost: other.example.com\r\n\r\n`);
    await idle.reply();
    busy.write(GET);
    await reached;
    const stopped = world.gateway.stop();
    await expect(world.raw()).rejects.toThrow();
    finish();
    expect(await busy.reply()).toMatchObject({ status: 200, body: 'done' });
    await Promise.all([stopped, busy.closed(), idle.closed()]);
    expect(existsSync(world.addresses.control)).toBe(false);
  });

  it('S1: a reload changes routes and secrets at once, and says what it cannot change', async () => {
    const secret = knownSecret('EGRESS_TOKEN_NEW');
    world = await startWorld();
    const client = await world.tunnel();
    client.write(GET);
    expect((await client.reply()).status).toBe(200);
    const next = world.configFor({
      routes: [{ host: HOST, paths: ['/y'] }],
      listen: '127.0.0.1:1',
      bottle: 'else',
    });
    expect(world.gateway.reload(next, [secret])).toEqual({ restartNeeded: ['bottle', 'listen'] });
    client.write(GET);
    expect((await client.reply()).headers['x-decant-block']).toBe('path_not_allowed');
    client.write(`GET /y HTTP/1.1\r\nHost: ${HOST}\r\nX-A: ${secret.text}\r\n\r\n`);
    expect(await world.proposals(1)).toHaveLength(1);
  });

  it('a reload that cannot be done changes nothing', async () => {
    world = await startWorld();
    const broken = world.configFor({ routes: [], upstream: { ca_files: ['/nowhere/ca.pem'] } });
    expect(() => world.gateway.reload(broken, [])).toThrow(
      expect.objectContaining({ code: 'ca_files_not_usable' }),
    );
    const client = await world.tunnel();
    client.write(GET);
    expect((await client.reply()).status).toBe(200);
  });

  it('a second gateway on the same control socket does not start, and leaves the first alone', async () => {
    world = await startWorld();
    const second = createGateway({
      config: world.configFor({}),
      secrets: [],
      queue: null,
      log: () => {},
      process: { env: {}, execArgv: [] },
    });
    await expect(second.start()).rejects.toMatchObject({ code: 'already_running' });
    const client = await world.tunnel();
    client.write(GET);
    expect((await client.reply()).status).toBe(200);
  });

  it('C25: a taken port and an unsafe environment are refusals to start that leave nothing open', async () => {
    world = await startWorld();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const base = { secrets: [], queue: null, log: () => {} };
    const config = world.configFor({ listen: `127.0.0.1:${port}`, control: './second.sock' });
    const unlucky = createGateway({ ...base, config, process: { env: {}, execArgv: [] } });
    await expect(unlucky.start()).rejects.toMatchObject({ code: 'listen_failed' });
    expect(existsSync(config.control)).toBe(false);
    const unsafe = createGateway({
      ...base,
      config,
      process: { env: { NODE_OPTIONS: '--inspect' }, execArgv: [] },
    });
    await expect(unsafe.start()).rejects.toMatchObject({ code: 'unsafe_environment' });
    taken.close();
  });
});
