import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnv, run } from './program.ts';
import type { Stage } from './stage.ts';
import type { Answer } from './upstream.ts';

/** A bare repository with one commit, and the folder that holds it. */
export async function bareRepository(
  stage: Stage,
  name: string,
): Promise<{ readonly root: string; readonly head: string }> {
  const root = await stage.folder();
  const env = {
    ...cleanEnv({ HOME: root, GIT_CONFIG_NOSYSTEM: '1' }),
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  const git = async (...args: string[]): Promise<string> => {
    const ran = await run('git', args, { cwd: root, env });
    if (ran.code !== 0) throw new Error(`git ${args[0]}: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  await git('init', '-q', '--bare', '-b', 'main', name);
  const tree = await git('-C', name, 'mktree');
  const head = await git('-C', name, 'commit-tree', '-m', 'first', tree);
  await git('-C', name, 'update-ref', 'refs/heads/main', head);
  return { root, head };
}

/** Answers as `git http-backend` does, over the smallest CGI bridge. */
export function gitBackend(root: string): Answer {
  return (request, response) => {
    const [path = '', query = ''] = request.url.split('?');
    const child = spawn('git', ['http-backend'], {
      env: cleanEnv({
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_NOSYSTEM: '1',
        HOME: join(root, 'no-home'),
        PATH_INFO: path,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        CONTENT_LENGTH: String(request.body.length),
        ...(request.headers['content-encoding'] === undefined
          ? {}
          : { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] }),
        ...(request.headers['git-protocol'] === undefined
          ? {}
          : { GIT_PROTOCOL: request.headers['git-protocol'] }),
        REMOTE_ADDR: '127.0.0.1',
      }),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', () => response.writeHead(500).end());
    child.once('close', () => {
      const output = Buffer.concat(chunks);
      const end = output.indexOf('\r\n\r\n');
      const fields = output
        .toString('latin1', 0, end)
        .split('\r\n')
        .map((line) => line.split(/: ?(.*)/, 2) as [string, string]);
      const status = fields.find(([name]) => name.toLowerCase() === 'status');
      for (const [name, value] of fields)
        if (name.toLowerCase() !== 'status') response.setHeader(name, value);
      response.writeHead(Number.parseInt(status?.[1] ?? '200', 10));
      response.end(output.subarray(end + 4));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(request.body);
  };
}
