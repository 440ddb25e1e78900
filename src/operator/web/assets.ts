/** A file of the built user interface. */
export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

/** By the path in the URL, `/` included. A request is looked up here and never becomes a path of the file system. */
export type Assets = ReadonlyMap<string, Asset>;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** `files` by their path below the folder, with `/` between its parts; what no browser of ours asks for is left out. */
export function assetsFrom(files: ReadonlyMap<string, Buffer>): Assets {
  const assets = new Map<string, Asset>();
  for (const [path, bytes] of files) {
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
    if (type === undefined) continue;
    assets.set(`/${path}`, { type, bytes });
    if (path === 'index.html') assets.set('/', { type, bytes });
  }
  return assets;
}
