import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { issueAuthority, issueLeaf, issuerOf } from '../../gateway/ca/certificate.ts';

const DAY = 86_400_000;

export interface DemoUpstream {
  readonly port: number;
  /** The throw-away CA that signed its certificate, PEM. */
  readonly caCertificate: string;
  close(): Promise<void>;
}

/**
 * An HTTPS server on a free loopback port that stands in for an API on the internet, under a CA made for this run. It
 * answers what it received: method, path, header names and the number of body bytes; never a value or the body.
 */
export async function startDemoUpstream(host: string, now: Date): Promise<DemoUpstream> {
  const { certificate, key, caCertificate } = await certificateFor(host, now);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    describe(request).then(
      (text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: portOf(server), caCertificate, close: () => closeServer(server) };
}

async function describe(request: IncomingMessage): Promise<string> {
  let bytes = 0;
  for await (const chunk of request) bytes += Buffer.byteLength(chunk);
  const received = {
    method: request.method,
    path: request.url?.split('?')[0],
    headers: Object.keys(request.headers),
    body_bytes: bytes,
  };
  return `${JSON.stringify({ message: 'the demo upstream got your request', received })}\n`;
}

async function certificateFor(
  host: string,
  now: Date,
): Promise<{ readonly certificate: string; readonly key: string; readonly caCertificate: string }> {
  const validity = {
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + 365 * DAY),
  };
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const caCertificate = await issueAuthority('Decant demo upstream', authority.privateKey, validity);
  const issuer = await issuerOf(caCertificate, authority.privateKey);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    certificate: await issueLeaf(issuer, host, publicKey, validity),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    caCertificate,
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the demo upstream has no port');
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
