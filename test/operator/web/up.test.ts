import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { freePort } from '../../helpers/free-port.ts';
import { type ConfigTree, Gateway, type ReadyLine, readyLine, wiredConfig } from '../../helpers/gateway.ts';
import { refusalOf } from '../../helpers/http-reply.ts';
import { cleanEnv, decant, PROGRAM, start } from '../../helpers/program.ts';
import { request } from '../../helpers/proxy-client.ts';
import { useStage } from '../../helpers/stage.ts';

const stage = useStage();

interface WebReadyLine extends ReadyLine {
  readonly web?: string;
}

/** `decant up` of the built program in its own folder. */
async function startUp(
  config: ConfigTree,
): Promise<{ readonly gateway: Gateway; readonly web: string | undefined }> {
  const folder = await stage.folder();
  writeFileSync(join(folder, 'decant.yaml'), stringify(wiredConfig(config)));
  const env = cleanEnv();
  const running = start(stage, process.execPath, [PROGRAM, 'up', '--config', 'decant.yaml'], {
    cwd: folder,
    env,
  });
  const ready: WebReadyLine = await readyLine(running);
  return { gateway: new Gateway(folder, running, ready, env), web: ready.web };
}

async function occupy(port: number): Promise<number> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  stage.defer(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('W5: up tells the address with its token once, on stdout, and nowhere else', async () => {
  const { gateway, web = '' } = await startUp({ web: { listen: '127.0.0.1:0' } });
  expect(web).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  const { origin } = new URL(web);
  const token = new URL(web).hash.replace('#token=', '');
  const headers = { origin, 'x-decant': '1', 'content-type': 'application/json' };
  const session = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token }),
  });
  expect(session.status).toBe(200);
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const status = await fetch(`${origin}/api/status`, { headers: { cookie } });
  expect(await status.json()).toMatchObject({ gateway: { bottle: 'demo' }, queue: { usable: true } });
  expect((await fetch(`${origin}/`)).headers.get('content-type')).toContain('text/html');
  const ended = await gateway.stop();
  expect(ended.code).toBe(0);
  expect(ended.stderr).not.toContain(token);
  expect(ended.stderr).not.toContain(cookie.split('=')[1] ?? token);
  expect(ended.stdout.split('\n').filter((line) => line.includes(token))).toHaveLength(1);
});

it.each(['127.0.0.1', 'localhost', 'ui.example.com'])(
  'W6 D12: the proxy never leads to it (%s)',
  async (host) => {
    const port = await freePort();
    const { gateway } = await startUp({
      web: { listen: `127.0.0.1:${port}` },
      upstream: {
        allow_private: ['127.0.0.0/8', '::1/128'],
        resolve: {
          [`ui.example.com:${port}`]: `127.0.0.1:${port}`,
          [`localhost:${port}`]: `127.0.0.1:${port}`,
        },
      },
      routes: [{ host, schemes: ['https', 'http'], ports: [port] }],
    });
    const reply = await request(gateway, `${host}:${port}`, { path: '/' });
    expect(reply.status).toBe(403);
    expect(refusalOf(reply)).toMatchObject({ code: 'own_listener' });
  },
);

it('W5: it listens on loopback only, and can be turned off', async () => {
  const folder = await stage.folder();
  for (const listen of ['0.0.0.0:0', '[::]:0', '192.0.2.1:8090', 'web.example.com:8090']) {
    writeFileSync(join(folder, 'decant.yaml'), stringify(wiredConfig({ web: { listen } })));
    const refused = await decant(['config', 'check', '--config', 'decant.yaml'], {
      cwd: folder,
      env: cleanEnv(),
    });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('loopback');
  }
  expect((await startUp({ web: null })).web).toBeUndefined();
});

it('a port that was asked for and is taken is told; the usual one is only a default', async () => {
  const taken = await occupy(0);
  const folder = await stage.folder();
  writeFileSync(
    join(folder, 'decant.yaml'),
    stringify(wiredConfig({ web: { listen: `127.0.0.1:${taken}` } })),
  );
  const refused = await decant(['up', '--config', 'decant.yaml'], { cwd: folder, env: cleanEnv() });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`web.listen: 127.0.0.1:${taken} cannot be used (EADDRINUSE)`);
  const [one, other] = [await startUp({}), await startUp({})];
  expect(one.web).toBeDefined();
  expect(other.web).toBeDefined();
  expect(new URL(one.web ?? '').port).not.toBe(new URL(other.web ?? '').port);
});
