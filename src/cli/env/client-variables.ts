export interface ClientSettings {
  /** `http://127.0.0.1:8080` */
  readonly proxy: string;
  /** The gateway's CA alone, for clients that add it to the roots they have. */
  readonly caFile: string;
  /** System roots and the CA, for clients that take one file instead of their own roots. */
  readonly bundleFile: string;
  /** For NO_PROXY; empty: nothing goes past the gateway. */
  readonly bypass: string;
  /** File for `node --require`. */
  readonly preload: string;
  /** NODE_OPTIONS as it is set now. */
  readonly nodeOptions: string;
}

/**
 * The variables that common clients read, by their own documentation: curl, git, OpenSSL (Python, Ruby, Go read
 * SSL_CERT_FILE), requests, pip, npm, the AWS command line and SDKs, cargo, Deno, Node.
 */
export function clientVariables(settings: ClientSettings): Readonly<Record<string, string>> {
  const { proxy, caFile, bundleFile, bypass } = settings;
  return {
    // Both cases: curl reads http_proxy in lower case only, others the upper case first.
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    ALL_PROXY: proxy,
    all_proxy: proxy,
    NO_PROXY: bypass,
    no_proxy: bypass,
    NODE_EXTRA_CA_CERTS: caFile,
    DENO_CERT: caFile,
    SSL_CERT_FILE: bundleFile,
    CURL_CA_BUNDLE: bundleFile,
    GIT_SSL_CAINFO: bundleFile,
    REQUESTS_CA_BUNDLE: bundleFile,
    PIP_CERT: bundleFile,
    AWS_CA_BUNDLE: bundleFile,
    CARGO_HTTP_CAINFO: bundleFile,
    npm_config_cafile: bundleFile,
    NODE_USE_ENV_PROXY: '1',
    NODE_OPTIONS: withPreload(settings.nodeOptions, settings.preload),
  };
}

/** Appended to what is set, once. Node splits the variable at blanks, except within double quotes. */
function withPreload(nodeOptions: string, preload: string): string {
  const flag = `--require ${/[\s"\\]/.test(preload) ? quoted(preload) : preload}`;
  if (nodeOptions.includes(flag)) return nodeOptions;
  return nodeOptions.trim() === '' ? flag : `${nodeOptions} ${flag}`;
}

/** Within double quotes a backslash makes the next character plain (Node.js CLI documentation, NODE_OPTIONS). */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
