import type { IncomingMessage } from 'node:http';
import type { HeaderField } from '../../core/http/request.ts';
import { headerFields } from '../header-fields.ts';
import type { BodyShare } from './body-memory.ts';

export type BodyResult =
  | { readonly kind: 'complete'; readonly body: Buffer; readonly trailers: readonly HeaderField[] }
  | { readonly kind: 'too_large' }
  /** The bodies of all requests together fill the memory that is set aside for them. */
  | { readonly kind: 'no_room' }
  /** The client left, or its time for sending was over. */
  | { readonly kind: 'gone' };

const EMPTY = Buffer.alloc(0);

/** Does the head announce a body? */
export function announcesBody(request: IncomingMessage): boolean {
  if (request.headers['transfer-encoding'] !== undefined) return true;
  const length = request.headers['content-length'];
  return length !== undefined && !/^0+$/.test(length);
}

/** Does the head announce more than `limit` bytes? */
export function announcesTooMuch(request: IncomingMessage, limit: number): boolean {
  return Number(request.headers['content-length'] ?? 0) > limit;
}

/** Reads the whole body, up to `limit` bytes and as far as there is room for it. */
export function readBody(request: IncomingMessage, limit: number, share: BodyShare): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (result: BodyResult): void => {
      request.off('data', onData);
      request.off('end', onEnd);
      request.off('close', onGone);
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit || !share.fits(size)) {
        request.pause();
        settle({ kind: size > limit ? 'too_large' : 'no_room' });
        return;
      }
      chunks.push(chunk);
    };
    const onEnd = (): void => {
      const body = chunks.length === 0 ? EMPTY : Buffer.concat(chunks, size);
      settle({ kind: 'complete', body, trailers: headerFields(request.rawTrailers) });
    };
    const onGone = (): void => settle({ kind: 'gone' });
    request.on('error', onGone);
    request.once('close', onGone);
    request.once('end', onEnd);
    request.on('data', onData);
  });
}
