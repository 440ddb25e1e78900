import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanEnv, decant, PROGRAM, start } from '../helpers/program.ts';
import { request } from '../helpers/proxy-client.ts';
import { useStage } from '../helpers/stage.ts';
import { canary, githubToken } from '../helpers/tokens.ts';
import { API, startWorld } from '../helpers/world.ts';

const stage = useStage();

describe('offline commands', () => {
  it('S2 I4: scan finds, redacts, and says so by its exit code', async () => {
    const folder = await stage.folder();
    const token = githubToken(canary(30));
    writeFileSync(join(folder, 'clean.txt'), 'nothing here\n');
    writeFileSync(join(folder, 'dirty.txt'), `key = ${token}\n`);
    const options = { cwd: folder, env: cleanEnv() };
    expect((await decant(['scan', 'clean.txt'], options)).code).toBe(0);
    for (const format of ['text', 'json', 'sarif']) {
      const found = await decant(['scan', '.', '--format', format], options);
      expect(found.code, found.stderr).toBe(1);
      expect(found.stdout).toContain('dirty.txt');
      expect(found.stdout + found.stderr).not.toContain(token.slice(4, 10));
      if (format !== 'text') JSON.parse(found.stdout);
    }
    const piped = await decant(['scan', '-'], { ...options, input: `x ${token}` });
    expect(piped.code).toBe(1);
    expect(piped.stdout + piped.stderr).not.toContain(token.slice(4, 10));
    expect((await decant(['scan', 'not-there'], options)).code).toBe(2);
  });

  it('C25: config check, schema and explain', async () => {
    const folder = await stage.folder();
    const file = join(folder, 'decant.yaml');
    writeFileSync(file, `version: 1\nroutes:\n  - host: ${API}\n    methods: [GET]\n`);
    const options = { cwd: folder, env: cleanEnv() };
    const checked = await decant(['config', 'check', '--config', file], options);
    expect(checked.code, checked.stderr).toBe(0);
    const schema = await decant(['config', 'schema'], options);
    expect(JSON.parse(schema.stdout)).toMatchObject({
      type: 'object',
      properties: { routes: expect.anything() },
    });
    const explained = await decant(
      ['config', 'explain', `https://${API}/x`, '--config', file, '--json'],
      options,
    );
    expect(explained.code, explained.stderr).toBe(0);
    expect(explained.stdout).toContain('token_patterns');
    const refused = await decant(
      ['config', 'explain', `https://${API}/x`, '--method', 'POST', '--config', file],
      options,
    );
    expect(refused.stdout).toContain('method_not_allowed');
    writeFileSync(file, 'version: 1\nfail_open: true\n');
    const wrong = await decant(['config', 'check', '--config', file], options);
    expect(wrong.code).toBe(2);
    expect(wrong.stdout + wrong.stderr).toMatch(/2:1/);
  });

  it('S1: usage errors are exit 2', async () => {
    for (const args of [
      ['no-such-command'],
      ['gateway'],
      ['proposals', 'approve'],
      ['scan', '--format', 'xml', '.'],
    ]) {
      expect((await decant(args, { env: cleanEnv(), cwd: await stage.folder() })).code, args.join(' ')).toBe(
        2,
      );
    }
  });
});

describe('commands beside a running gateway', async () => {
  const { gateway } = await startWorld(stage);

  it('S7 S15: proposals list --watch streams JSON lines as they come', async () => {
    const args = [PROGRAM, 'proposals', 'list', '--watch', '--config', gateway.configFile];
    const watching = start(stage, process.execPath, args, { env: gateway.env, cwd: gateway.folder });
    const pending = request(gateway, API, { body: githubToken() });
    const proposal = await gateway.queue.next();
    await watching.shows('a line with the new proposal', () =>
      watching.stdout.includes(proposal.id) ? true : undefined,
    );
    gateway.queue.approve(proposal.id);
    expect((await pending).status).toBe(200);
    await watching.end('SIGTERM');
    for (const line of watching.stdout.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object');
  });

  it('S9: an answer to an unknown proposal, or to one that is decided, is a negative answer', async () => {
    const options = { env: gateway.env, cwd: gateway.folder };
    const cli = (...args: string[]) => decant([...args, '--config', gateway.configFile], options);
    expect((await cli('proposals', 'show', 'a'.repeat(26))).code).toBe(1);
    expect((await cli('proposals', 'approve', 'a'.repeat(26), '--reason', 'x')).code).toBe(1);
    expect((await cli('proposals', 'approve', '../../etc/passwd', '--reason', 'x')).code).toBeGreaterThan(0);
  });
});
