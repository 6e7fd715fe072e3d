import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fontsApart } from './fonts-apart.ts';

/** `vite build` puts the console, as static files, into the directory that its caller names with `--outDir`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [fontsApart(), react()],
  build: {
    outDir: '../.syncline/console',
    emptyOutDir: true,
    target: 'es2023',
    // Icons in CSS and the like: a file each is fetched only where it is shown, and needs no `data:` in the policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
});
