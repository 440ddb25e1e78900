import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { cleanEnv, PROGRAM, type Ran, type Running, start } from './program.ts';
import { QueueDir } from './queue-dir.ts';
import type { Stage } from './stage.ts';
import type { Upstream } from './upstream.ts';

/** What stands in a configuration file; the program checks it, not this type. */
export type ConfigTree = { readonly [key: string]: unknown };

export interface ReadyLine {
  readonly event: string;
  readonly proxy: string;
  readonly ca_file: string;
  readonly bottle?: string;
  readonly queue?: string;
  readonly control?: string;
}

export interface GatewayOptions {
  readonly config: ConfigTree;
  readonly env?: Readonly<Record<string, string>>;
  /** An earlier gateway's folder: its queue and CA go on. */
  readonly folder?: string;
  /** False: neither queue nor bottle is configured. */
  readonly wired?: boolean;
}

/** The built program, running as a gateway of its own folder. */
export class Gateway {
  readonly folder: string;
  readonly configFile: string;
  readonly process: Running;
  readonly ready: ReadyLine;
  readonly queue: QueueDir;
  readonly env: Record<string, string>;

  constructor(folder: string, process: Running, ready: ReadyLine, env: Record<string, string>) {
    this.folder = folder;
    this.configFile = join(folder, 'decant.yaml');
    this.process = process;
    this.ready = ready;
    this.queue = new QueueDir(join(folder, 'queue'));
    this.env = env;
  }

  get port(): number {
    return Number(new URL(this.ready.proxy).port);
  }

  get ca(): string {
    return readFileSync(this.ready.ca_file, 'utf8');
  }

  /** What it has logged so far, parsed; a line that is no JSON fails. */
  logs(): ReadonlyArray<Readonly<Record<string, unknown>>> {
    const lines = this.process.stderr.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  rewriteConfig(config: ConfigTree): void {
    writeFileSync(this.configFile, stringify(config));
  }

  async stop(): Promise<Ran> {
    return await this.process.end('SIGTERM');
  }

  async kill(): Promise<Ran> {
    return await this.process.end('SIGKILL');
  }
}

/** The configuration of a wired gateway in its own folder, with what a test adds. */
export function wiredConfig(extra: ConfigTree, wired = true): ConfigTree {
  return {
    version: 1,
    ...(wired ? { bottle: 'demo', queue: 'file:./queue' } : {}),
    listen: '127.0.0.1:0',
    control: './control.sock',
    ca: { dir: './ca' },
    ...extra,
  };
}

/** `upstream` and `routes` that lead some host patterns to a server on loopback. */
export function leadingTo(
  upstream: Upstream,
  folder: { readonly caFile: string },
  hosts: Readonly<Record<string, ConfigTree>>,
): ConfigTree {
  const resolve: Record<string, string> = {};
  for (const host of Object.keys(hosts)) resolve[`${host}:443`] = upstream.address;
  return {
    upstream: { ca_files: [folder.caFile], resolve },
    routes: Object.entries(hosts).map(([host, route]) => ({ host, ...route })),
  };
}

/** Writes the upstream's root where a configuration can name it. */
export async function trustFile(stage: Stage, upstream: Upstream): Promise<{ readonly caFile: string }> {
  const caFile = join(await stage.folder(), 'upstream-ca.pem');
  writeFileSync(caFile, upstream.authority.pem);
  return { caFile };
}

/** Starts the gateway and waits for its ready line. */
export async function startGateway(stage: Stage, options: GatewayOptions): Promise<Gateway> {
  const folder = options.folder ?? (await stage.folder());
  const configFile = join(folder, 'decant.yaml');
  writeFileSync(configFile, stringify(wiredConfig(options.config, options.wired ?? true)));
  // The queue is there before the gateway, as where a supervisor made it.
  new QueueDir(join(folder, 'queue'));
  const env = cleanEnv(options.env);
  const running = start(stage, process.execPath, [PROGRAM, 'gateway', '--config', configFile], {
    cwd: folder,
    env,
  });
  const ready = await readyLine(running);
  return new Gateway(folder, running, ready, env);
}

/** The first line on stdout, which is the ready line and nothing else. */
export async function readyLine(running: Running): Promise<ReadyLine> {
  const line = await running.shows('the ready line', () => {
    const end = running.stdout.indexOf('\n');
    return end < 0 ? undefined : running.stdout.slice(0, end);
  });
  return JSON.parse(line) as ReadyLine;
}
