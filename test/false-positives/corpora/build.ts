import { corpus } from './corpus.ts';

const NAMES = ['left-pad', '@scope/client', 'http-errors', 'react-dom', 'tslib', 'esbuild'] as const;
const IDENTIFIER = [
  'getAccessToken',
  'apiKeyProvider',
  'secretKeyBase',
  'sk',
  'tokenList',
  'authHeader',
  'e',
  't',
  'n',
  'passwordField',
  'keyOf',
] as const;

/** What builds and package managers leave behind. */
export const BUILD = [
  corpus('npm lock files', (pool) =>
    pool.lines(
      400,
      () => `    "node_modules/${pool.pick(NAMES)}": {
      "version": "${pool.number(20)}.${pool.number(40)}.${pool.number(9)}",
      "resolved": "https://registry.example/x/-/x-${pool.number(9)}.tgz",
      "integrity": "sha512-${pool.base64(64)}",
      "engines": { "node": ">=18" }
    },`,
    ),
  ),
  corpus('yarn, pnpm, cargo, poetry and go lock files', (pool) =>
    pool.lines(
      300,
      () => `"${pool.pick(NAMES)}@npm:^${pool.number(9)}.0.0":
  checksum: 10c0/${pool.hex(128)}
  /x@1.0.0: {resolution: {integrity: sha512-${pool.base64(64)}}}
[[package]]
name = "serde"
checksum = "${pool.hex(64)}"
    {file = "x-1.0-py3-none-any.whl", hash = "sha256:${pool.hex(64)}"},
golang.org/x/net v0.1.0 h1:${pool.base64(32)}
golang.org/x/net v0.1.0/go.mod h1:${pool.base64(32)}
x==1.0 --hash=sha256:${pool.hex(64)}`,
    ),
  ),
  corpus('source maps', (pool) => {
    const mappings = Array.from({ length: 9_000 }, () =>
      pool.pick(['AAAA', 'SAASA', 'IAAI', 'CAAC', 'GAAG', 'EAAE', 'uBAAuB', 'gBACnB', ';', ',']),
    ).join(',');
    return JSON.stringify({
      version: 3,
      file: 'a.js',
      sources: ['../src/a.ts'],
      names: [...IDENTIFIER],
      mappings,
    });
  }),
  corpus('minified bundles', (pool) =>
    pool.lines(
      60,
      () =>
        `!function(${pool.pick(IDENTIFIER)},n){"use strict";var r=${pool.number(9e6)},${pool.pick(IDENTIFIER)}=function(t){return t&&t.${pool.pick(IDENTIFIER)}?t.${pool.pick(IDENTIFIER)}("${pool.words(3)}"):{apiKey:process.env.API_KEY,secret:null,password:""}};exports.${pool.pick(IDENTIFIER)}=r,t["${pool.hex(20)}"]={i:"${pool.hex(16)}",c:"./${pool.hex(8)}.chunk.js"},n.p="/static/${pool.base64url(12)}/",__webpack_require__.h=()=>"${pool.hex(20)}"}`,
    ),
  ),
  corpus('git objects, logs and diffs', (pool) =>
    pool.lines(
      300,
      () => `commit ${pool.hex(40)}
tree ${pool.hex(40)}
parent ${pool.hex(40)}
Author: A <a@example.com>
index ${pool.hex(7)}..${pool.hex(7)} 100644
--- a/src/token.ts
+++ b/src/token.ts
@@ -${pool.number(99)},7 +${pool.number(99)},7 @@ function ${pool.pick(IDENTIFIER)}() {
-  const apiKey = process.env.${pool.pick(['OPENAI_API_KEY', 'GITHUB_TOKEN', 'AWS_SECRET_ACCESS_KEY'])};
+  const apiKey = config.get('apiKey') ?? ${pool.pick(IDENTIFIER)};`,
    ),
  ),
  corpus('container digests and images', (pool) =>
    pool.lines(
      300,
      () => `image: registry.example/app@sha256:${pool.hex(64)}
{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:${pool.hex(64)}","size":${pool.number(9e8)}}
 => => extracting sha256:${pool.hex(64)}`,
    ),
  ),
  corpus('compressed and binary files', (pool) =>
    Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 0]),
      pool.bytes(80_000),
      Buffer.from('PK\x03\x04'),
      pool.bytes(80_000),
    ]),
  ),
];
