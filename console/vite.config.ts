import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fontsApart } from './fonts-apart.ts';

const api = process.env['SYNCLINE_URL'] ?? 'http://127.0.0.1:4400';
/** Paths that are not the console's own. */
const served = ['/v1', '/healthz', '/openapi.json', '/config.json'];

/** `vite build` puts the console, as static files, into the directory that its caller names with `--outDir`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [fontsApart(), react()],
  // `npm run console`: the pages as they are being written, in front of the Syncline at SYNCLINE_URL.
  server: { host: '127.0.0.1', proxy: Object.fromEntries(served.map((path) => [path, api])) },
  build: {
    outDir: '../.syncline/console',
    emptyOutDir: true,
    target: 'es2023',
    // Icons in CSS and the like: a file each is fetched only where it is shown, and needs no `data:` in the policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      output: {
        // What many routes use is one file: a hundred small ones, each compressed by itself, weighed 55 KB more a route.
        codeSplitting: { groups: [{ name: 'common', minShareCount: 6 }] },
      },
    },
  },
});
