import type { Duplex } from 'node:stream';

/**
 * Waits for the first bytes of a tunnel, puts them back and tells the first one. Null: the client closed, or
 * `timeoutMs` passed.
 */
export function firstByte(socket: Duplex, timeoutMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const settle = (byte: number | null): void => {
      clearTimeout(timer);
      socket.off('readable', onReadable);
      socket.off('close', onClose);
      socket.off('end', onClose);
      resolve(byte);
    };
    const onClose = (): void => settle(null);
    const onReadable = (): void => {
      const chunk: unknown = socket.read();
      if (!Buffer.isBuffer(chunk)) return;
      socket.unshift(chunk);
      settle(chunk[0] ?? null);
    };
    const timer = setTimeout(onClose, timeoutMs);
    socket.on('readable', onReadable);
    socket.once('close', onClose);
    socket.once('end', onClose);
  });
}
