import { defineConfig } from 'vite';

/** The web UI: static files without anything inline, for a page whose policy is `default-src 'none'`. */
export default defineConfig({
  root: 'web',
  base: '/',
  // Vite 8 compiles with oxc; the page is Preact's.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
});
