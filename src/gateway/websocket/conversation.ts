import type { RawData, WebSocket } from 'ws';
import { codeOf } from '../../core/error-code.ts';
import type { Refusal } from '../../core/policy/refusal.ts';
import { CLOSE, closeCodeOf } from './close-codes.ts';
import type { MessageGate, PayloadKind } from './message-gate.ts';

/** How a conversation ended, for the log. */
export interface ConversationEnd {
  /** The close code that it ended with. */
  readonly closeCode: number;
  readonly refusal: Refusal | null;
  readonly messagesOut: number;
  readonly messagesIn: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/** What may wait to be written to one side before the other is not read any more, in bytes. */
const HIGH_WATER = 1024 * 1024;

/**
 * The two ends of an accepted WebSocket. Every message and control payload passes the gate whole before a frame of it is
 * made for the other side; no frame of either side is handed on as it came.
 */
export class Conversation {
  readonly #client: WebSocket;
  readonly #upstream: WebSocket;
  readonly #gate: MessageGate;
  #closing = false;
  #closeCode: number = CLOSE.noStatus;
  #refusal: Refusal | null = null;
  #messagesOut = 0;
  #messagesIn = 0;
  #bytesOut = 0;
  #bytesIn = 0;

  constructor(client: WebSocket, upstream: WebSocket, gate: MessageGate) {
    this.#client = client;
    this.#upstream = upstream;
    this.#gate = gate;
  }

  /** Resolves when both sides are closed. */
  async run(): Promise<ConversationEnd> {
    const closed = Promise.all([closeOf(this.#client), closeOf(this.#upstream)]);
    this.#listenToClient();
    this.#listenToUpstream();
    this.#client.resume();
    this.#upstream.resume();
    await closed;
    return {
      closeCode: this.#closeCode,
      refusal: this.#refusal,
      messagesOut: this.#messagesOut,
      messagesIn: this.#messagesIn,
      bytesOut: this.#bytesOut,
      bytesIn: this.#bytesIn,
    };
  }

  /** Ends it where the routes of this moment would not have let it begin. */
  recheck(): void {
    const refusal = this.#gate.standing();
    if (refusal !== null) this.#refuse(refusal);
  }

  close(code: number): void {
    this.#end(code, () => {
      this.#client.close(code);
      this.#upstream.close(code);
    });
  }

  terminate(): void {
    this.#closing = true;
    this.#client.terminate();
    this.#upstream.terminate();
  }

  #listenToClient(): void {
    const [client, upstream] = [this.#client, this.#upstream];
    client.on('message', (data, isBinary) => {
      const bytes = this.#admit(data, 'data');
      if (bytes === null) return;
      this.#messagesOut += 1;
      this.#bytesOut += bytes.length;
      upstream.send(bytes, { binary: isBinary }, () => this.#relieve(client, upstream));
      this.#restrain(client, upstream);
    });
    client.on('ping', (data) => {
      const bytes = this.#admit(data, 'control');
      if (bytes === null) return;
      upstream.ping(bytes, true, () => this.#relieve(client, upstream));
      this.#restrain(client, upstream);
    });
    client.on('pong', (data) => {
      const bytes = this.#admit(data, 'control');
      if (bytes === null) return;
      upstream.pong(bytes, true, () => this.#relieve(client, upstream));
      this.#restrain(client, upstream);
    });
    client.on('error', (error) => this.close(closeCodeOf(codeOf(error))));
    client.on('close', (code, reason) => {
      if (this.#admit(reason, 'control') === null) return;
      this.#handOn(upstream, code, reason, CLOSE.goingAway);
    });
  }

  #listenToUpstream(): void {
    const [client, upstream] = [this.#client, this.#upstream];
    upstream.on('message', (data, isBinary) => {
      const bytes = this.#receive(data);
      if (bytes === null) return;
      this.#messagesIn += 1;
      this.#bytesIn += bytes.length;
      client.send(bytes, { binary: isBinary }, () => this.#relieve(upstream, client));
      this.#restrain(upstream, client);
    });
    upstream.on('ping', (data) => {
      const bytes = this.#receive(data);
      if (bytes === null) return;
      client.ping(bytes, false, () => this.#relieve(upstream, client));
      this.#restrain(upstream, client);
    });
    upstream.on('pong', (data) => {
      const bytes = this.#receive(data);
      if (bytes === null) return;
      client.pong(bytes, false, () => this.#relieve(upstream, client));
      this.#restrain(upstream, client);
    });
    upstream.on('error', (error) => this.close(closeCodeOf(codeOf(error))));
    upstream.on('close', (code, reason) => {
      if (this.#receive(reason) === null) return;
      this.#handOn(client, code, reason, CLOSE.badGateway);
    });
  }

  /** Null: it does not leave, and nothing after it. */
  #admit(data: RawData, kind: PayloadKind): Buffer | null {
    return this.#judged(data, (bytes) => this.#gate.check(bytes, kind));
  }

  /** Null: it does not reach the client, and nothing after it. */
  #receive(data: RawData): Buffer | null {
    return this.#judged(data, (bytes) => this.#gate.checkInbound(bytes));
  }

  #judged(data: RawData, judge: (bytes: Buffer) => Refusal | null): Buffer | null {
    if (this.#closing) return null;
    const bytes = bufferOf(data);
    const refusal = bytes === null ? UNREADABLE : judge(bytes);
    if (refusal === null) return bytes;
    this.#refuse(refusal);
    return null;
  }

  #refuse(refusal: Refusal): void {
    this.#end(CLOSE.policy, () => {
      this.#refusal = refusal;
      // The agent learns what a 403 would say; the upstream learns nothing.
      this.#client.close(CLOSE.policy, refusal.code);
      this.#upstream.close(CLOSE.policy);
    });
  }

  /** One side has closed: the other hears it in the same words, or that the first is gone. */
  #handOn(to: WebSocket, code: number, reason: Buffer, abnormal: number): void {
    this.#end(code, () => {
      if (code === CLOSE.noStatus) to.close();
      else if (code === CLOSE.abnormal) to.close(abnormal);
      else to.close(code, reason);
    });
  }

  #end(code: number, act: () => void): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#closeCode = code;
    act();
    // What is not read never answers a close.
    this.#client.resume();
    this.#upstream.resume();
  }

  #restrain(from: WebSocket, to: WebSocket): void {
    if (!this.#closing && to.bufferedAmount > HIGH_WATER) from.pause();
  }

  #relieve(from: WebSocket, to: WebSocket): void {
    if (from.isPaused && to.bufferedAmount <= HIGH_WATER / 2) from.resume();
  }
}

const UNREADABLE: Refusal = { code: 'not_fully_inspected', outcome: null, detector: null, proposal: null };

/** The ends are told to give buffers; anything else is not handed on. */
function bufferOf(data: RawData): Buffer | null {
  return Buffer.isBuffer(data) ? data : null;
}

function closeOf(websocket: WebSocket): Promise<void> {
  return new Promise((resolve) => websocket.once('close', () => resolve()));
}
