import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Dispatcher, Pool } from 'undici';
import { InboundInspector } from '../../core/detect/inbound/inspector.ts';
import { inspectionOf } from '../../core/detect/inbound/media.ts';
import { UpstreamFault, type UpstreamFaultCode } from '../dial/upstream-fault.ts';
import { AnswerGate, type InboundCode } from './answer-gate.ts';
import { responseFields, responseHeaders } from './response-headers.ts';

export interface UpstreamRequest {
  readonly method: string;
  /** Origin form. */
  readonly path: string;
  /** Names and values in turn; with Host, without Content-Length. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Null: the answer is passed on as it is. */
  readonly inspect: InboundSettings | null;
}

export interface InboundSettings {
  /** Output of decoding one answer's content coding, in bytes. */
  readonly decodedBytes: number;
}

export type RelayResult =
  | { readonly kind: 'done'; readonly status: number; readonly bytes: number }
  /** `sent`: the upstream may have seen bytes of the request. */
  | { readonly kind: 'fault'; readonly code: UpstreamFaultCode; readonly sent: boolean }
  /** The inbound detector stopped it; with `begun`, the client had its head already and its connection was cut. */
  | {
      readonly kind: 'blocked';
      readonly code: InboundCode;
      readonly begun: boolean;
      readonly status: number;
      readonly bytes: number;
    }
  | { readonly kind: 'client_gone' };

/** F10: some servers send a few early hints; nobody needs a flood of them. */
const MAX_INFORMATIONAL = 16;

/**
 * Sends one request through a pool and streams its answer to the client, each side at the pace of the other. What has
 * begun is never completed by us: a fault after the first byte of an answer cuts the client's connection. A fault
 * before is reported, and nothing was written.
 */
export function relay(pool: Pool, request: UpstreamRequest, response: ServerResponse): Promise<RelayResult> {
  return new Promise((resolve) => {
    const handler = new RelayHandler(request, response, resolve);
    const options: Dispatcher.DispatchOptions = {
      method: request.method,
      path: request.path,
      headers: [...request.headers],
      body: request.body.length === 0 ? null : request.body,
    };
    try {
      pool.dispatch(options, handler);
    } catch (error) {
      handler.onResponseError(null, error);
    }
  });
}

class RelayHandler implements Dispatcher.DispatchHandler {
  readonly #request: UpstreamRequest;
  readonly #response: ServerResponse;
  readonly #resolve: (result: RelayResult) => void;
  readonly #onClose = (): void => this.#clientGone();
  readonly #onDrain = (): void => this.#controller?.resume();
  #controller: Dispatcher.DispatchController | null = null;
  #gate: AnswerGate | null = null;
  #status = 0;
  #bytes = 0;
  #informational = 0;
  #sent = false;
  #settled = false;

  constructor(request: UpstreamRequest, response: ServerResponse, resolve: (result: RelayResult) => void) {
    this.#request = request;
    this.#response = response;
    this.#resolve = resolve;
    response.once('close', this.#onClose);
    response.on('drain', this.#onDrain);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#response.destroyed) {
      controller.abort(new UpstreamFault('protocol'));
      return;
    }
    this.#sent = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) {
      this.#informational += 1;
      if (this.#informational > MAX_INFORMATIONAL) controller.abort(new UpstreamFault('protocol'));
      return;
    }
    this.#status = status;
    try {
      const fields = responseHeaders(controller.rawHeaders, this.#request.method, status);
      if (this.#request.inspect !== null) {
        this.#inspect(this.#request.inspect, controller.rawHeaders, fields);
        return;
      }
      this.#begin(fields);
    } catch {
      controller.abort(new UpstreamFault('protocol'));
      return;
    }
    // With no body at hand yet (event streams), the head must not wait for it.
    setImmediate(() => {
      if (this.#bytes === 0 && !this.#settled && !this.#response.destroyed) this.#response.flushHeaders();
    });
  }

  /** The upstream's reason phrase may hold anything; the standard one says the same (F10, P4). */
  #begin(fields: string[]): void {
    this.#response.writeHead(this.#status, STATUS_CODES[this.#status] ?? '', fields);
  }

  #inspect({ decodedBytes }: InboundSettings, raw: unknown, fields: string[]): void {
    const inspection = inspectionOf(responseFields(raw));
    // P4: header values too may be read out to a model.
    const inspector = new InboundInspector({ format: 'plain', utf16: null });
    const values = fields.filter((_, i) => i % 2 === 1).join('\n\n');
    if (inspector.push(Buffer.from(values, 'latin1')) || inspector.end()) {
      this.#blocked('prompt_injection');
      return;
    }
    const { method } = this.#request;
    const empty = method === 'HEAD' || this.#status === 204 || this.#status === 304;
    if (inspection.kind === 'undecodable') {
      if (empty) this.#begin(fields);
      else this.#blocked('undecodable_body');
      return;
    }
    this.#gate = new AnswerGate({
      response: this.#response,
      begin: () => this.#begin(fields),
      inspection,
      decodedBytes,
      onBlocked: (code) => this.#blocked(code),
      onReady: () => this.#controller?.resume(),
    });
  }

  #blocked(code: InboundCode): void {
    const begun = this.#response.headersSent;
    if (begun) this.#response.destroy();
    this.#settle({ kind: 'blocked', code, begun, status: this.#status, bytes: this.#gate?.passed ?? 0 });
    this.#controller?.abort(new UpstreamFault('protocol'));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#response.destroyed || this.#settled) return;
    if (this.#gate !== null) {
      if (!this.#gate.push(chunk)) controller.pause();
      return;
    }
    this.#bytes += chunk.length;
    if (!this.#response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    const done = (): void => {
      this.#response.end();
      this.#settle({ kind: 'done', status: this.#status, bytes: this.#gate?.passed ?? this.#bytes });
    };
    if (this.#gate === null) done();
    else this.#gate.end(done);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    // After a block the answer to the client is not ours any more.
    if (this.#settled) return;
    const code = error instanceof UpstreamFault ? error.code : 'protocol';
    if (this.#response.headersSent) this.#response.destroy();
    this.#settle({ kind: 'fault', code, sent: this.#sent });
  }

  #clientGone(): void {
    if (this.#settled) return;
    this.#settle({ kind: 'client_gone' });
    // Not begun yet: the abort follows in onRequestStart.
    this.#controller?.abort(new UpstreamFault('protocol'));
  }

  #settle(result: RelayResult): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#gate?.stop();
    this.#response.off('close', this.#onClose);
    this.#response.off('drain', this.#onDrain);
    this.#resolve(result);
  }
}
