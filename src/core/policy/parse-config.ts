import { resolve } from 'node:path';
import type { Config, HoldConfig, NotifyTarget, QueueLocation, Route, RouteAuth } from './config.ts';
import type { ConfigProblem } from './config-problem.ts';
import { configSchema, type ParsedDocument } from './config-schema.ts';
import { type EnvironmentOverrides, readEnvironment } from './environment.ts';
import { problem, schemaProblems } from './schema-problems.ts';
import { type Environment, hasReference, substitute } from './substitute.ts';
import { type KeyPath, readYaml, type YamlDocument } from './yaml-document.ts';

export interface ConfigInput {
  /** The file's text; YAML. */
  readonly text: string;
  /** The file's folder, absolute: relative paths are relative to it. */
  readonly baseDir: string;
  /** The folder that the program runs in, absolute: paths in the environment are relative to it. */
  readonly cwd: string;
  readonly env: Environment;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads a configuration. Pure: the same input gives an equal result. */
export function parseConfig(input: ConfigInput): ConfigResult {
  const yaml = readYaml(input.text);
  if (!yaml.ok) {
    return { ok: false, problems: yaml.problems.map((fault) => ({ path: '', ...fault })) };
  }
  const { document } = yaml;
  const { overrides, problems: faults } = readEnvironment(input.env);
  const problems: ConfigProblem[] = [
    ...misplaced(document),
    ...faults.map(({ variable, message }) => ({ path: variable, line: null, column: null, message })),
  ];
  const parsed = configSchema.safeParse(document.value);
  if (!parsed.success) {
    return { ok: false, problems: inOrder([...problems, ...schemaProblems(parsed.error.issues, document)]) };
  }
  const builder = new ConfigBuilder(input, document, problems);
  const config = builder.build(parsed.data, overrides);
  return problems.length > 0
    ? { ok: false, problems: inOrder(problems) }
    : { ok: true, config, warnings: warningsOf(parsed.data, overrides, config) };
}

/** What the schema passes over: a `__proto__` among free keys, and references where none are replaced. */
function misplaced(document: YamlDocument): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const visit = (value: unknown, path: KeyPath): void => {
    if (typeof value === 'string') {
      const allowed = path[0] === 'secrets' || path.slice(-2).join('.') === 'auth.value';
      if (!allowed && hasReference(value)) {
        const message = 'a reference to a variable is replaced in auth.value and in secrets only';
        problems.push(problem(path, document.locate(path), message));
      }
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    if (path.join('.') === 'upstream.resolve' && Object.hasOwn(value, '__proto__')) {
      problems.push(problem(path, document.locateKey(path, '__proto__'), 'not a host and port'));
    }
    for (const [key, child] of Object.entries(value)) {
      visit(child, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(document.value, []);
  return problems;
}

/** Makes the program's configuration out of a valid document; what it cannot make becomes a problem. */
class ConfigBuilder {
  readonly #input: ConfigInput;
  readonly #document: YamlDocument;
  readonly #problems: ConfigProblem[];

  constructor(input: ConfigInput, document: YamlDocument, problems: ConfigProblem[]) {
    this.#input = input;
    this.#document = document;
    this.#problems = problems;
  }

  build(parsed: ParsedDocument, overrides: EnvironmentOverrides): Config {
    return {
      bottle: overrides.bottle ?? parsed.bottle,
      queue: this.#queue(parsed, overrides),
      listen: parsed.listen,
      control: this.#absolute(parsed.control),
      ca: { dir: this.#absolute(parsed.ca.dir) },
      web: parsed.web === null ? null : { listen: parsed.web.listen ?? null },
      hold: this.#hold(parsed, overrides),
      queueAccess: { operatorUids: parsed.queue_access.operator_uids, group: parsed.queue_access.group },
      notify: parsed.notify.flatMap((entry) => this.#notifyTarget(entry)),
      safeTokens: parsed.safe_tokens,
      secrets: {
        env: parsed.secrets.env.map((text, index) => this.#variablePattern(text, ['secrets', 'env', index])),
        files: parsed.secrets.files.map((text, index) =>
          this.#absolute(this.#substituted(text, ['secrets', 'files', index]).text),
        ),
        approvable: parsed.secrets.approvable,
      },
      detection: parsed.detection,
      limits: {
        headerBytes: parsed.limits.header_bytes,
        bufferBytes: parsed.limits.buffer_bytes,
        bodyBytes: parsed.limits.body_bytes,
        decodedBytes: parsed.limits.decoded_bytes,
        heldBytes: parsed.limits.held_bytes,
        websocketMessageBytes: parsed.limits.websocket_message_bytes,
      },
      upstream: {
        caFiles: parsed.upstream.ca_files.map((path) => this.#absolute(path)),
        resolve: parsed.upstream.resolve,
        allowPrivate: parsed.upstream.allow_private,
      },
      routes: parsed.routes.map((route, index) => this.#route(route, ['routes', index])),
    };
  }

  #queue(parsed: ParsedDocument, { queueDirectory }: EnvironmentOverrides): QueueLocation | null {
    if (queueDirectory !== null) {
      return { kind: 'file', directory: resolve(this.#input.cwd, queueDirectory) };
    }
    return parsed.queue === null ? null : { kind: 'file', directory: this.#absolute(parsed.queue) };
  }

  #hold({ hold }: ParsedDocument, overrides: EnvironmentOverrides): HoldConfig {
    const timeout = overrides.timeoutSeconds ?? hold.timeout_seconds;
    const keyFile = hold.response_key_file;
    return {
      timeoutMs: Math.ceil(timeout * 1000),
      proposalMs: Math.ceil(Math.max(hold.proposal_seconds, timeout) * 1000),
      maxHeld: hold.max_held,
      maxPending: hold.max_pending,
      rememberRejectionsMs: Math.ceil(hold.remember_rejections_seconds * 1000),
      requireOperator: hold.require_operator,
      responseKeyFile: keyFile === null ? null : this.#absolute(keyFile),
    };
  }

  #notifyTarget(entry: ParsedDocument['notify'][number]): readonly NotifyTarget[] {
    const common = { events: entry.events, timeoutMs: Math.ceil(entry.timeout_seconds * 1000) };
    const [program, ...args] = entry.command ?? [];
    if (program !== undefined) return [{ ...common, kind: 'command', argv: [program, ...args] }];
    const { webhook, webhook_file: file, secret_file: secret } = entry;
    const url = webhook !== undefined ? { text: webhook } : { file: this.#absolute(file ?? '') };
    const secretFile = secret === undefined ? null : this.#absolute(secret);
    return [{ ...common, kind: 'webhook', url, format: entry.format ?? 'json', secretFile }];
  }

  #route(route: ParsedDocument['routes'][number], path: KeyPath): Route {
    return {
      host: route.host,
      schemes: route.schemes,
      ports: route.ports ?? null,
      methods: route.methods.length === 0 ? null : route.methods,
      paths: route.paths,
      websocket: route.websocket,
      gitPush: route.git_push,
      auth: route.auth === undefined ? null : this.#auth(route.auth, [...path, 'auth', 'value']),
      dlp: {
        outboundDetectors: route.dlp.outbound_detectors,
        inboundDetectors: route.dlp.inbound_detectors,
      },
    };
  }

  #auth(auth: { readonly header: string; readonly value: string }, path: KeyPath): RouteAuth {
    const { text, variables } = this.#substituted(auth.value, path);
    // RFC 9110, 5.5; beyond ASCII, servers disagree on what the bytes mean.
    if (!/^[\x20-\x7e\t]*$/.test(text)) {
      this.#report(
        path,
        'must be printable ASCII once its variables are replaced (is there a line break in one?)',
      );
    }
    return { header: auth.header, value: text.trim(), variables };
  }

  #variablePattern(text: string, path: KeyPath): string {
    const pattern = this.#substituted(text, path).text;
    if (!/^[A-Za-z0-9_*]+$/.test(pattern)) {
      this.#report(path, 'expected the name of an environment variable, with * for any characters');
    } else if (/^\*+$/.test(pattern)) {
      this.#report(path, 'a bare * would make a secret of every variable, PATH and HOME included');
    }
    return pattern;
  }

  #substituted(
    text: string,
    path: KeyPath,
  ): { readonly text: string; readonly variables: readonly string[] } {
    const result = substitute(text, this.#input.env);
    if (result.ok) return result;
    this.#report(path, result.problem);
    return { text: 'unset', variables: [] };
  }

  #absolute(path: string): string {
    return resolve(this.#input.baseDir, path);
  }

  #report(path: KeyPath, message: string): void {
    this.#problems.push(problem(path, this.#document.locate(path), message));
  }
}

function warningsOf(
  parsed: ParsedDocument,
  overrides: EnvironmentOverrides,
  config: Config,
): readonly string[] {
  const warnings: string[] = [];
  const timeout = overrides.timeoutSeconds ?? parsed.hold.timeout_seconds;
  if (parsed.hold.proposal_seconds < timeout) {
    warnings.push(
      `hold.proposal_seconds (${parsed.hold.proposal_seconds}) is below the hold's timeout and was raised to it (${timeout})`,
    );
  }
  if (config.limits.heldBytes < config.limits.bufferBytes) {
    warnings.push('limits.held_bytes is below limits.buffer_bytes: the largest bodies can never be held');
  }
  return warnings;
}

function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
