// The smallest client that goes through CONNECT and TLS, and keeps its connection.
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

async function tunnel(bed, host) {
  const outer = connectTcp({ host: '127.0.0.1', port: bed.port, noDelay: true });
  outer.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  await new Promise((resolve, reject) => outer.once('data', resolve).once('error', reject));
  const secure = connectTls({ socket: outer, ca: bed.ca, servername: host, ALPNProtocols: ['http/1.1'] });
  await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
  return secure;
}

/** Resolves to the status when the head of the next reply and its `ok` are there. */
function replyOn(socket) {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0 || text.length < end + 6) return;
      socket.off('data', take);
      const status = Number(text.slice(9, 12));
      if (status === 200) resolve(status);
      else reject(new Error(`answered ${status}: ${text.slice(end)}`));
    };
    socket.on('data', take);
    socket.once('error', reject);
  });
}

/** A connection for clean requests, one after the other. */
export async function keepAlive(bed, host) {
  const socket = await tunnel(bed, host);
  return {
    async get(path) {
      const reply = replyOn(socket);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      await reply;
      socket.removeAllListeners('error');
    },
    close: () => socket.destroy(),
  };
}

/** Sends a 2 kB request with a value in it, which will be held; `reply` is for later. */
export async function sendAndWait(bed, host, path, value) {
  const socket = await tunnel(bed, host);
  const body = JSON.stringify({ pad: 'x'.repeat(1_900), value });
  const reply = replyOn(socket).finally(() => socket.destroy());
  socket.write(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  return { reply };
}
