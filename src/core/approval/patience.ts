/** What is known of a client's patience: how long it waits for an answer before it gives up. */
export interface Patience {
  /** Name and version as the client gives them, at most 64 printable ASCII characters; `unknown` without a User-Agent. */
  readonly client: string;
  /** Null: for ever, or nobody knows. */
  readonly seconds: number | null;
}

interface KnownClient {
  /** Lower-case text that stands at the beginning of the User-Agent or of one of its words. */
  readonly product: string;
  readonly seconds: number | null;
  /** Where the default stands. */
  readonly source: string;
}

/**
 * Defaults of well-known clients, with nothing set by their user. First match wins: what is built upon another
 * client (pip upon requests, the SDKs upon httpx) stands before it.
 */
const KNOWN_CLIENTS: readonly KnownClient[] = [
  {
    product: 'openai/',
    seconds: 600,
    source: 'github.com/openai/openai-python README, Timeouts; openai-node DEFAULT_TIMEOUT',
  },
  { product: 'asyncopenai/', seconds: 600, source: 'github.com/openai/openai-python README, Timeouts' },
  { product: 'azureopenai/', seconds: 600, source: 'github.com/openai/openai-python README, Timeouts' },
  { product: 'asyncazureopenai/', seconds: 600, source: 'github.com/openai/openai-python README, Timeouts' },
  {
    product: 'anthropic/',
    seconds: 600,
    source: 'github.com/anthropics/anthropic-sdk-python README, Timeouts',
  },
  {
    product: 'asyncanthropic/',
    seconds: 600,
    source: 'github.com/anthropics/anthropic-sdk-python README, Timeouts',
  },
  { product: 'pip/', seconds: 15, source: 'pip.pypa.io/en/stable/cli/pip --timeout' },
  { product: 'uv/', seconds: 30, source: 'docs.astral.sh/uv/reference/environment UV_HTTP_TIMEOUT' },
  { product: 'npm/', seconds: 300, source: 'docs.npmjs.com/cli using-npm/config fetch-timeout' },
  { product: 'pnpm/', seconds: 60, source: 'pnpm.io/settings fetchTimeout' },
  { product: 'boto3/', seconds: 60, source: 'botocore.amazonaws.com reference config read_timeout' },
  { product: 'botocore/', seconds: 60, source: 'botocore.amazonaws.com reference config read_timeout' },
  {
    product: 'aws-cli/',
    seconds: 60,
    source: 'docs.aws.amazon.com/cli cli-configure-options --cli-read-timeout',
  },
  { product: 'python-httpx/', seconds: 5, source: 'www.python-httpx.org/advanced/timeouts' },
  { product: 'aiohttp/', seconds: 300, source: 'docs.aiohttp.org client_quickstart Timeouts' },
  { product: 'python-requests/', seconds: null, source: 'requests.readthedocs.io user/advanced Timeouts' },
  { product: 'python-urllib3/', seconds: null, source: 'urllib3.readthedocs.io user-guide Using Timeouts' },
  {
    product: 'python-urllib/',
    seconds: null,
    source: 'docs.python.org library/urllib.request urlopen timeout',
  },
  { product: 'node-fetch', seconds: null, source: 'github.com/node-fetch/node-fetch README, Options' },
  { product: 'axios/', seconds: null, source: 'axios-http.com/docs/req_config timeout' },
  { product: 'undici', seconds: 300, source: 'undici.nodejs.org api/Client headersTimeout' },
  {
    product: 'node',
    seconds: 300,
    source: 'undici.nodejs.org api/Client headersTimeout (the fetch of Node)',
  },
  { product: 'okhttp/', seconds: 10, source: 'square.github.io/okhttp OkHttpClient.Builder readTimeout' },
  { product: 'ruby', seconds: 60, source: 'docs.ruby-lang.org Net::HTTP read_timeout' },
  { product: 'go-http-client/', seconds: null, source: 'pkg.go.dev/net/http Client.Timeout' },
  { product: 'wget/', seconds: 900, source: 'gnu.org wget manual --read-timeout' },
  { product: 'curl/', seconds: null, source: 'curl.se/docs/manpage --max-time' },
  { product: 'git/', seconds: null, source: 'git-scm.com git-config http.lowSpeedTime' },
];

/** Longer ones are cut: whoever sends them wants something else than to be recognised. */
const READ_AT_MOST = 512;
const CLIENT_AT_MOST = 64;

/** Who waits, and for how long a client of its kind is known to. */
export function patienceOf(userAgent: string | null): Patience {
  const text = (userAgent ?? '').slice(0, READ_AT_MOST).trim();
  for (const known of KNOWN_CLIENTS) {
    const at = findProduct(text.toLowerCase(), known.product);
    if (at !== null) return { client: nameOf(text.slice(at)), seconds: known.seconds };
  }
  return { client: nameOf(text), seconds: null };
}

/** A product without a slash must be a whole word: `node`, not `nodemon/2`. */
function findProduct(text: string, product: string): number | null {
  let start = 0;
  for (const word of text.split(' ')) {
    const matches = product.endsWith('/')
      ? word.startsWith(product)
      : word === product || word.startsWith(`${product}/`);
    if (matches) return start;
    start += word.length + 1;
  }
  return null;
}

/** `OpenAI/Python 1.30.1` carries its version behind a space; everything else is one word. */
function nameOf(text: string): string {
  const [first = '', second = ''] = text.split(' ');
  const name = /\/[A-Za-z]+$/.test(first) && /^[0-9]/.test(second) ? `${first} ${second}` : first;
  const printable = name.replace(/[^\x21-\x7e ]/g, '?').slice(0, CLIENT_AT_MOST);
  return printable === '' ? 'unknown' : printable;
}
