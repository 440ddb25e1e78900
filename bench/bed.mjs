// A gateway of the built program with a TLS upstream behind it, for the benchmarks.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const HOST = 'api.example.com';

export function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

function selfSigned(folder) {
  const [key, cert] = [join(folder, 'upstream.key'), join(folder, 'upstream.pem')];
  const subject = ['-subj', '/CN=bench upstream', '-addext', `subjectAltName=DNS:${HOST}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}

async function startUpstream(folder) {
  const arrivals = new Map();
  const { key, cert, file } = selfSigned(folder);
  const server = createServer(
    { key, cert, ALPNProtocols: ['http/1.1'], keepAliveTimeout: 60_000 },
    (request, response) => {
      arrivals.get(request.url)?.(performance.now());
      request.resume().on('end', () => response.end('ok'));
    },
  );
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const arrivalOf = (path) => new Promise((resolve) => arrivals.set(path, resolve));
  return { server, arrivalOf, port: server.address().port, file };
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))));
    });
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
  });
}

/** Starts everything; `extra` is merged into the configuration. */
export async function startBench(extra) {
  const folder = mkdtempSync(join(tmpdir(), 'decant-bench-'));
  const queue = join(folder, 'queue');
  mkdirSync(queue, { mode: 0o700 });
  const upstream = await startUpstream(folder);
  const config = {
    version: 1,
    bottle: 'bench',
    queue: 'file:./queue',
    listen: '127.0.0.1:0',
    control: './control.sock',
    ca: { dir: './ca' },
    upstream: { ca_files: [upstream.file], resolve: { [`${HOST}:443`]: `127.0.0.1:${upstream.port}` } },
    routes: [{ host: HOST }],
    ...extra,
  };
  writeFileSync(join(folder, 'decant.yaml'), stringify(config));
  const child = spawn(process.execPath, [PROGRAM, 'gateway', '--config', join(folder, 'decant.yaml')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ready = await firstLine(child);
  return {
    folder,
    queue,
    host: HOST,
    port: Number(new URL(ready.proxy).port),
    ca: readFileSync(ready.ca_file),
    arrivalOf: upstream.arrivalOf,
    token: () => `ghp_${randomBytes(18).toString('hex')}`,
    /** Resident memory of the gateway in bytes, where the system tells it. */
    memory: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    async end() {
      const over = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await over;
      upstream.server.closeAllConnections();
      await new Promise((resolve) => upstream.server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until so many proposals are open that so many requests raised, and returns their ids. */
export async function openQuestions(bed, proposals, requests) {
  for (;;) {
    const names = readdirSync(bed.queue);
    const ids = names.flatMap((name) => /^(\w+)\.proposal\.json$/.exec(name)?.[1] ?? []);
    if (ids.length === proposals && (requests <= 1 || countedIn(bed, ids) >= requests)) return ids;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function countedIn(bed, ids) {
  let count = 0;
  for (const id of ids) {
    try {
      count += JSON.parse(readFileSync(join(bed.queue, `${id}.state.json`), 'utf8')).requests;
    } catch {
      return 0; // not written yet
    }
  }
  return count;
}
