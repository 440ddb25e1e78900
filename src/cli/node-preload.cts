/**
 * Loaded into any Node program through `NODE_OPTIONS=--require`: makes the built-in `fetch` use HTTP_PROXY, HTTPS_PROXY and
 * NO_PROXY where this Node does not do so itself. Costs one property until the program fetches; never speaks, never fails.
 *
 * Node's fetch looks with each call at `globalThis[Symbol.for('undici.globalDispatcher.1')]` for its connections; that is
 * how undici's `setGlobalDispatcher` works across copies of undici. Old syntax on purpose: whatever Node is there parses it.
 */

interface Dispatcher {
  dispatch(options: object, handler: object): boolean;
  close(): Promise<void>;
  destroy(error?: Error | null): Promise<void>;
}

const DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/**
 * Our undici wants Node 20.18.1; Node does it itself with NODE_USE_ENV_PROXY from 22.21 and 24.0 on (its CLI documentation).
 */
function needsHelp(version: string): boolean {
  const numbers = version.split('.').map(Number);
  const major = numbers[0] || 0;
  const minor = numbers[1] || 0;
  if (major === 20) return minor > 18 || (minor === 18 && (numbers[2] || 0) >= 1);
  return major === 21 || major === 23 || (major === 22 && minor < 21);
}

function isProxied(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.http_proxy || env.HTTP_PROXY || env.https_proxy || env.HTTPS_PROXY);
}

/** Stands in for the agent, which is loaded with the first request. */
function lazyDispatcher(): Dispatcher {
  let agent: Dispatcher | null = null;
  return {
    dispatch(options, handler) {
      if (agent === null) {
        const undici: typeof import('undici') = require('undici');
        // Plain HTTP goes to the proxy in absolute form, as every other client sends it.
        agent = new undici.EnvHttpProxyAgent({ proxyTunnel: false });
      }
      return agent.dispatch(options, handler);
    },
    close() {
      return agent === null ? Promise.resolve() : agent.close();
    },
    destroy(error) {
      return agent === null ? Promise.resolve() : agent.destroy(error === undefined ? null : error);
    },
  };
}

if (needsHelp(process.versions.node) && isProxied(process.env) && !Object.hasOwn(globalThis, DISPATCHER)) {
  // As undici defines it, so that a program may still set a dispatcher of its own.
  Object.defineProperty(globalThis, DISPATCHER, {
    value: lazyDispatcher(),
    writable: true,
    enumerable: false,
    configurable: false,
  });
}
