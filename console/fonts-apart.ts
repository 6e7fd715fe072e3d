import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const inlinedFont = /url\(["']?data:font\/woff2;base64,([A-Za-z0-9+/=]+)["']?\)/g;

/**
 * Cloudscape's global style sheet carries eight font faces inside it, 137 KB that every visitor would wait for. As files
 * of their own, only the two or three weights that a page uses are fetched, and its text is shown meanwhile.
 */
export function fontsApart(): Plugin {
  return {
    name: 'fonts-apart',
    apply: 'build',
    generateBundle(_, bundle) {
      let fonts = 0;
      for (const sheet of Object.values(bundle)) {
        if (sheet.type !== 'asset' || !sheet.fileName.endsWith('.css')) continue;
        const withoutFonts = String(sheet.source).replace(inlinedFont, (_whole, base64: string) => {
          fonts += 1;
          const source = Buffer.from(base64, 'base64');
          const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
          const fileName = `assets/open-sans-${hash}.woff2`;
          this.emitFile({ type: 'asset', fileName, source });
          return `url(/${fileName})`;
        });
        sheet.source = withoutFonts.replaceAll(/@font-face\s*\{/g, '@font-face{font-display:swap;');
      }
      if (fonts === 0) this.error('The style sheets have no inlined fonts any more: remove this plugin.');
    },
  };
}
