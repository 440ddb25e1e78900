import { corpus } from './corpus.ts';

const SCRIPTS = [
  'добрый день, как дела',
  '你好世界,今天天气很好',
  'שלום עולם',
  'مرحبا بالعالم',
  'สวัสดีชาวโลก',
  'こんにちは世界、元気ですか',
  '안녕하세요 세계',
  'नमस्ते दुनिया',
  'naïve café & = ? / #',
  'emoji 😀🎉 and ‘quotes’',
] as const;

/** What browsers and sites send about. */
export const WEB = [
  corpus('identifiers', (pool) =>
    pool.lines(
      900,
      () =>
        `${pool.uuid()} ${pool.hex(24)} 01${pool.hex(24).toUpperCase()} ${pool.base64url(16)} ${1_700_000_000_000 + pool.number(9e9)} req_${pool.base64url(18)}`,
    ),
  ),
  corpus('base64 images and fonts', (pool) =>
    pool.lines(
      6,
      () =>
        `<img src="data:image/png;base64,${pool.base64(9_000)}"><style>@font-face{src:url(data:font/woff2;base64,${pool.base64(12_000)})}</style><img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">`,
    ),
  ),
  corpus('base64 in lines and base64url blobs', (pool) =>
    pool.lines(
      3,
      () => `${(pool.base64(12_000).match(/.{1,76}/g) ?? []).join('\r\n')}\n\n${pool.base64url(12_000)}\n`,
    ),
  ),
  corpus('short blobs', (pool) =>
    pool.lines(
      400,
      () =>
        `{"cursor":"${pool.base64(45)}","etag":"W/\\"${pool.base64url(20)}\\"","blob":"${pool.base64url(120)}"}`,
    ),
  ),
  corpus('security policies and integrity', (pool) =>
    pool.lines(
      250,
      () =>
        `Content-Security-Policy: script-src 'sha256-${pool.base64(32)}' 'sha384-${pool.base64(48)}' 'nonce-${pool.base64(16)}'\n<script integrity="sha384-${pool.base64(48)}" crossorigin="anonymous" src="/a.${pool.hex(8)}.js"></script>`,
    ),
  ),
  corpus('cookies and analytics', (pool) =>
    pool.lines(
      250,
      () =>
        `Cookie: _ga=GA1.2.${pool.number(1e9)}.${pool.number(1e9)}; _gid=GA1.2.${pool.number(1e9)}; sid=s%3A${pool.base64url(24)}.${encodeURIComponent(pool.base64(32))}; amp_${pool.hex(6)}=${pool.base64url(22)}; _fbp=fb.1.${pool.number(1e13)}.${pool.number(1e9)}; csrftoken=${pool.base64url(32)}\nGET /collect?v=1&tid=UA-${pool.number(1e8)}-1&cid=${pool.uuid()}&gtm=GTM-${pool.hex(6).toUpperCase()}&z=${pool.number(1e9)} HTTP/1.1`,
    ),
  ),
  corpus('percent-encoded text in several scripts', (pool) =>
    pool.lines(
      120,
      () => `q=${encodeURIComponent(pool.pick(SCRIPTS))}&text=${encodeURIComponent(SCRIPTS.join(' '))}`,
    ),
  ),
  corpus('text in several scripts', (pool) =>
    pool.lines(600, () => `${pool.pick(SCRIPTS)} — ${pool.words(6)} ${pool.pick(SCRIPTS)}`),
  ),
  corpus('JSON with escapes', (pool) =>
    pool.lines(
      200,
      () =>
        `{"text":"${Array.from(pool.pick(SCRIPTS), (letter) => `\\u${(letter.codePointAt(0) ?? 32).toString(16).slice(-4).padStart(4, '0')}`).join('')}\\n\\t${pool.words(8)}\\/","id":"${pool.uuid()}"}`,
    ),
  ),
  corpus('addresses', (pool) =>
    pool.lines(
      500,
      () =>
        `https://cdn.example.com/${pool.hex(2)}/${pool.hex(40)}/${pool.base64url(30)}.js?v=${pool.hex(8)} https://medium.com/@author/title-${pool.hex(12)} http://localhost:${pool.number(65_535)}/@vite/client git@github.com:org/repo.git https://example.com:443/a:b@c`,
    ),
  ),
];
