// Seeded corpora that look like what agents send, without a value of any vendor's format in them.
import { Buffer } from 'node:buffer';

/** A seeded generator (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const WORDS =
  'the request should return a list of items and then check whether each file has been changed before the build runs again in order to keep results stable while tests pass on every machine that we support so please update function handler module config value index number error message response server client parse write read open close stream buffer event loop queue worker thread memory option default type interface class method object array string boolean promise async await import export const let return if else for while switch case break continue throw catch finally'.split(
    ' ',
  );
const PROSE = [
  'Der schnelle Umbau der Anlage hat größere Folgen für die Prüfung',
  'La décision a été reportée à l’année prochaine, malgré les réserves',
  'Быстрая проверка запроса показала, что ответ не изменился',
  '今日は新しい設定を確認してから作業を続けます。結果は後で共有します',
  'การตรวจสอบคำขอเสร็จสิ้นแล้วและไม่มีการเปลี่ยนแปลง',
  'تم التحقق من الطلب ولم يتم العثور على أي تغيير في النتيجة',
];

export const text = (random, length, alphabet = ALNUM) => {
  let out = '';
  for (let i = 0; i < length; i++) out += alphabet[Math.floor(random() * alphabet.length)];
  return out;
};
const pick = (random, list) => list[Math.floor(random() * list.length)];
const hex = (random, length) => text(random, length, '0123456789abcdef');
const uuid = (random) =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;
const words = (random, count) => Array.from({ length: count }, () => pick(random, WORDS)).join(' ');
const camel = (random) => pick(random, WORDS) + pick(random, WORDS).replace(/^./, (c) => c.toUpperCase());

function sentence(random) {
  const line = words(random, 6 + Math.floor(random() * 14));
  return `${line[0].toUpperCase()}${line.slice(1)}. `;
}

function paragraph(random, size) {
  let out = '';
  while (out.length < size) out += sentence(random);
  return out;
}

export function code(random, size) {
  let out = '';
  while (out.length < size) {
    const name = camel(random);
    out += `import { ${camel(random)}, ${camel(random)} } from '../${pick(random, WORDS)}/${pick(random, WORDS)}-${pick(random, WORDS)}.js';\n\n`;
    out += `/** ${sentence(random)}*/\nexport function ${name}(${pick(random, WORDS)}: string, options?: ${camel(random)}): number {\n`;
    for (let i = 0; i < 4; i++) {
      out += `  const ${camel(random)} = ${pick(random, WORDS)}.${camel(random)}("${words(random, 2)}", ${Math.floor(random() * 9_999)});\n`;
      out += `  if (${camel(random)} !== undefined && ${camel(random)}.length > 0) return ${pick(random, WORDS)}[${i}] ?? 0;\n`;
    }
    out += `  return ${name}_${i16(random)};\n}\n\n`;
  }
  return out;
}
const i16 = (random) => Math.floor(random() * 65_536);

export function logs(random, size) {
  let out = '';
  let at = 1_760_000_000_000;
  while (out.length < size) {
    at += Math.floor(random() * 900);
    const stamp = new Date(at).toISOString();
    out += `${stamp} INFO  [${pick(random, WORDS)}-${i16(random)}] ${pick(random, ['GET', 'POST'])} /v1/${pick(random, WORDS)}/${uuid(random)}?page=${i16(random)} 200 ${i16(random)}us sha=${hex(random, 40)} ${words(random, 5)}\n`;
  }
  return out;
}

function toolCall(random) {
  return {
    role: 'assistant',
    content: null,
    tool_calls: [
      {
        id: `call_${text(random, 24)}`,
        type: 'function',
        function: {
          name: 'read_file',
          arguments: JSON.stringify({ path: `src/${pick(random, WORDS)}/${pick(random, WORDS)}.ts` }),
        },
      },
    ],
  };
}

/** A chat history as it is sent again turn by turn: prose, code and tool results in JSON strings. */
export function chat(random, size) {
  const messages = [];
  let length = 0;
  while (length < size) {
    const turn = Math.floor(random() * 6);
    const message =
      turn === 0
        ? toolCall(random)
        : turn === 1
          ? { role: 'tool', tool_call_id: `call_${text(random, 24)}`, content: code(random, 1_200) }
          : turn === 2
            ? { role: 'tool', tool_call_id: `call_${text(random, 24)}`, content: logs(random, 800) }
            : { role: pick(random, ['user', 'assistant']), content: paragraph(random, 600) };
    messages.push(message);
    length += JSON.stringify(message).length + 1;
  }
  return JSON.stringify({ model: 'gpt-5', stream: true, temperature: 0.2, messages });
}

export function minified(random, size) {
  let out = '';
  while (out.length < size) {
    const [a, b, c] = [text(random, 1), text(random, 2), text(random, 1)];
    out += `function ${b}(${a},${c}){return ${a}.${camel(random)}?${c}(${a}.${pick(random, WORDS)}):{${pick(random, WORDS)}:${i16(random)},${camel(random)}:!0,${pick(random, WORDS)}:"${words(random, 2)}"}}var ${b}=${a}=>${c}(${a},${i16(random)}),${a}${c}=Object.assign({},${b}),`;
  }
  return out;
}

export function prose(random, size) {
  let out = '';
  let length = 0;
  while (length < size) {
    const line = `${pick(random, PROSE)} ${pick(random, PROSE)}.\n`;
    out += line;
    length += Buffer.byteLength(line);
  }
  return out;
}

export function image(random, size) {
  const bytes = Buffer.alloc(Math.ceil((size * 3) / 4));
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
  return JSON.stringify({
    model: 'gpt-5',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is in this picture?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${bytes.toString('base64')}` } },
        ],
      },
    ],
  });
}

/** Corpora by kind: the bytes and the media type that they are sent as. */
export function corpora(size) {
  const make = (type, make_, seed) => ({ type, bytes: Buffer.from(make_(randomFrom(seed), size)) });
  return {
    'JSON chat': make('application/json', chat, 1),
    'source code': make('text/plain', code, 2),
    'base64 image': make('application/json', image, 3),
    'minified bundle': make('text/javascript', minified, 4),
    logs: make('text/plain', logs, 5),
    'UTF-8 prose': make('text/plain; charset=utf-8', prose, 6),
  };
}

/** Provisioned values as deployments have them: of several lengths. */
export function secrets(count, seed = 9) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) => ({
    name: `EGRESS_TOKEN_${index}`,
    value: Buffer.from(text(random, 20 + (index % 3) * 10, `${ALNUM}_-`)),
    approvable: true,
  }));
}

export function request(body, type, extra = []) {
  return {
    method: 'POST',
    target: { scheme: 'https', host: 'api.example.com', port: 443 },
    authority: 'api.example.com',
    path: '/v1/chat/completions?stream=true',
    headers: [
      { name: 'Host', value: 'api.example.com' },
      { name: 'User-Agent', value: 'agent/1.42.0 (linux; x64) node/20.19.0' },
      { name: 'Accept', value: 'application/json, text/event-stream' },
      { name: 'Accept-Encoding', value: 'gzip, deflate, br' },
      { name: 'Content-Type', value: type },
      { name: 'X-Request-Id', value: '0d9f2f4e-6a54-4d0e-9f5b-3c1a0f6b7e21' },
      ...extra,
    ],
    trailers: [],
    body,
  };
}
