import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOST, startWorld, type World } from './fixtures/world.ts';

const run = promisify(execFile);

let world: World;
beforeAll(async () => {
  world = await startWorld({
    config: {
      routes: [
        { host: HOST, schemes: ['https', 'http'], paths: ['/plain/**', '/v1/**'] },
        {
          host: HOST,
          paths: ['/auth/**'],
          auth: { header: 'Authorization', value: 'Bearer injected-by-gateway' },
        },
      ],
    },
  });
});
afterAll(() => world.stop());
const ok = world_answer();
afterEach(() => {
  world.tls.answer = ok;
  world.plain.answer = ok;
});

function world_answer(): World['tls']['answer'] {
  return (_seen, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end('ok');
  };
}

describe('forwarding', () => {
  it('S1: curl passes through CONNECT and TLS to the upstream', async () => {
    const before = world.tls.requests.length;
    const { stdout } = await run('curl', [
      ...['-sS', '--proxy', world.addresses.proxy, '--cacert', world.addresses.caFile],
      ...['-d', 'hello', `https://${HOST}/v1/things?a=b`],
    ]);
    expect(stdout).toBe('ok');
    const seen = world.tls.requests[before];
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/things?a=b', body: Buffer.from('hello') });
  });

  it('S1: a plain request in absolute form takes the same way', async () => {
    const client = await world.raw();
    client.write(`GET http://${HOST}/plain/x HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    expect(await client.reply()).toMatchObject({ status: 200, body: 'ok' });
    expect(world.plain.requests.at(-1)).toMatchObject({ method: 'GET', url: '/plain/x' });
  });
});
