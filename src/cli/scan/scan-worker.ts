import { parentPort, workerData } from 'node:worker_threads';
import { openScanner } from '../compose/open-scanner.ts';
import { scanSource } from './file-scan.ts';
import { WINDOW_BYTES } from './scan-bytes.ts';
import { contentOf } from './sources.ts';
import type { ToWorker, WorkerSettings } from './worker-messages.ts';

/** Looks through the files that it is told to, one after the other. Findings leave it without their values. */
function serve({ families }: WorkerSettings): void {
  const port = parentPort;
  if (port === null) return;
  const scanner = openScanner(families);
  const window = Buffer.allocUnsafe(WINDOW_BYTES);
  port.on('message', ({ name, path, flags }: ToWorker) => {
    const source = { name, read: () => contentOf(path, flags) };
    const listener = { bytes: (count: number) => port.postMessage({ bytes: count }) };
    scanSource(source, { scanner, window }, listener).then(
      (file) => port.postMessage({ file }),
      () => port.postMessage({ file: { name, hits: [], fault: 'the scan failed' } }),
    );
  });
}

const settings: WorkerSettings = workerData;
serve(settings);
