/**
 * Words that stand in documentation where a value would: longest first. A value is a placeholder only where nothing
 * else is left of it, so that appending such a word hides nothing.
 */
const WORDS = [
  'anthropic',
  'openai',
  'github',
  'gitlab',
  'slack',
  'stripe',
  'service',
  'account',
  'project',
  'bearer',
  'client',
  'oauth',
  'auth',
  'goes',
  'long',
  'really',
  'very',
  'model',
  'openrouter',
  'huggingface',
  'placeholder',
  'changeme',
  'password',
  'postgresql',
  'username',
  'redacted',
  'postgres',
  'replace',
  'example',
  'passwd',
  'secret',
  'sample',
  'insert',
  'string',
  'access',
  'default',
  'hidden',
  'change',
  'random',
  'public',
  'private',
  'value',
  'token',
  'mysql',
  'redis',
  'admin',
  'guest',
  'dummy',
  'credentials',
  'mongo',
  'rabbit',
  'local',
  'your',
  'here',
  'user',
  'name',
  'pass',
  'with',
  'root',
  'test',
  'fake',
  'demo',
  'todo',
  'null',
  'none',
  'live',
  'prod',
  'proj',
  'some',
  'word',
  'host',
  'database',
  'bot',
  'pwd',
  'key',
  'api',
  'abc',
  'foo',
  'bar',
  'baz',
  'app',
  'dev',
  'the',
  'via',
  'not',
  'for',
  'and',
  'xyz',
].sort((a, b) => b.length - a.length);
const LONGEST_PLACEHOLDER = 256;
/** Short ones count only where they stand alone: they turn up in anything. */
const SHORT_WORDS = new Set(['my', 'me', 'db', 'is', 'in', 'of', 'a', 'id', 'to']);
const WORD = new RegExp(WORDS.join('|'), 'g');

/**
 * True for `xxxx…`, `your-api-key-here`, `TOKEN`: text that nobody could mean as a value. Invented values of few different
 * characters are none: a false alarm costs a question, a miss costs the secret.
 */
export function isPlaceholder(body: Buffer): boolean {
  if (body.length > LONGEST_PLACEHOLDER) return false;
  const text = body.toString('latin1').toLowerCase();
  if (/^[x*._-]*$/.test(text)) return true;
  const rest = text
    .split(/[^a-z0-9]+/)
    .filter((segment) => !SHORT_WORDS.has(segment))
    .join('')
    .replace(WORD, '')
    .replace(/x{3,}/g, '')
    .replace(/[0-9]{1,4}$/, '');
  return rest.length <= Math.min(4, body.length >> 2) && rest.length < body.length;
}
