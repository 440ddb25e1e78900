import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { isFree } from '../helpers/free-port.ts';
import { Gateway, leadingTo, readyLine, trustFile } from '../helpers/gateway.ts';
import { cleanEnv, decant, PROGRAM, type Running, run, start } from '../helpers/program.ts';
import { request } from '../helpers/proxy-client.ts';
import { QueueDir } from '../helpers/queue-dir.ts';
import { useStage } from '../helpers/stage.ts';
import { githubToken } from '../helpers/tokens.ts';
import { startUpstream } from '../helpers/upstream.ts';
import { API } from '../helpers/world.ts';

const stage = useStage();

/** The one line that is printed for pasting. */
async function curlLine(up: Running): Promise<string> {
  return await up.shows('a curl line', () => /^\s*(curl .*\S)\s*$/m.exec(`${up.stderr}\n${up.stdout}`)?.[1]);
}

it('S7 S8 S9 S10: the README’s demo, pasted literally: held, approved, unasked; after a restart, rejected', async (context) => {
  // Without a configuration the program listens where the contract says, and nowhere else.
  if (!(await isFree(8080))) {
    console.warn('skipped: the demo (something else listens on 127.0.0.1:8080)');
    context.skip('something else listens on 127.0.0.1:8080');
  }
  const folder = await stage.folder();
  const inFolder = { cwd: folder, env: cleanEnv() };
  const paste = (line: string) => run('sh', ['-c', line], { ...inFolder, milliseconds: 25_000 });
  const up = start(stage, process.execPath, [PROGRAM, 'up'], inFolder);
  const ready = await readyLine(up);
  expect(ready).toMatchObject({
    event: 'ready',
    proxy: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  const queue = new QueueDir((ready.queue ?? '').replace(/^file:/, ''));
  expect(queue.path).toBe(join(folder, '.decant', 'queue'));

  const line = await curlLine(up);
  const held = paste(line);
  const proposal = await queue.next();
  const listed = await decant(['proposals', 'list'], inFolder);
  expect(listed.code, listed.stderr).toBe(0);
  expect(listed.stdout).toContain(proposal.id);
  const shown = await decant(['proposals', 'show', proposal.id], inFolder);
  expect(shown.stdout).toContain('********');
  const approved = await decant(
    ['proposals', 'approve', proposal.id, '--reason', 'test credential'],
    inFolder,
  );
  expect(approved.code, approved.stderr).toBe(0);
  const first = await held;
  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout).not.toContain('egress_blocked');
  expect(first.stdout).not.toBe('');

  const second = await paste(line);
  expect(second.stdout).not.toContain('egress_blocked');
  expect(queue.untaken()).toEqual([]);
  expect((await up.end('SIGTERM')).code).toBe(0);

  const again = start(stage, process.execPath, [PROGRAM, 'up'], inFolder);
  await readyLine(again);
  const refused = paste(await curlLine(again));
  const asked = await queue.next();
  expect(
    (await decant(['proposals', 'reject', asked.id, '--reason', 'should not leave'], inFolder)).code,
  ).toBe(0);
  const reply = await refused;
  expect(reply.stdout).toContain('"error":"egress_blocked"');
  expect(reply.stdout).toContain('"outcome":"rejected"');
  expect((await queue.closed(asked.id)).outcome.reason).toBe('decided');
  const history = await decant(['proposals', 'history'], inFolder);
  expect(history.stdout).toContain(asked.id);
  expect((await again.end('SIGTERM')).code).toBe(0);
});

it('S7 S9: decant up with a configuration of one’s own keeps its queue beside it', async () => {
  const folder = await stage.folder();
  const upstream = await startUpstream(stage, { names: [API] });
  const config = {
    version: 1,
    bottle: 'own',
    listen: '127.0.0.1:0',
    ...leadingTo(upstream, await trustFile(stage, upstream), { [API]: {} }),
  };
  writeFileSync(join(folder, 'own.yaml'), stringify(config));
  const elsewhere = { cwd: await stage.folder(), env: cleanEnv() };
  const up = start(stage, process.execPath, [PROGRAM, 'up', '--config', join(folder, 'own.yaml')], elsewhere);
  const ready = await readyLine(up);
  const queue = new QueueDir(join(folder, '.decant', 'queue'));
  expect(ready.queue).toBe(`file:${queue.path}`);
  const gateway = new Gateway(folder, up, ready, elsewhere.env);
  const pending = request(gateway, API, { body: githubToken() });
  const proposal = await queue.next();
  expect(proposal.json.bottle_slug).toBe('own');
  queue.approve(proposal.id);
  expect((await pending).status).toBe(200);
  expect((await up.end('SIGTERM')).code).toBe(0);
});
