// The build: static files only, one shell a page, every script but SvelteKit's start in a file of its own.
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// SvelteKit hides its announcer of page titles by an inline style, which the policy refuses;
// base.css hides it instead. Stops the build when SvelteKit writes it in another way.
function announcer_without_style(): Plugin {
  return {
    name: 'announcer-without-style',
    enforce: 'pre',
    transform: {
      filter: { id: /@sveltejs\/kit\/src\/runtime\/components\/root\.svelte$/ },
      handler(code) {
        const without = code.replace(/(id="svelte-announcer"[^>]*?)\sstyle="[^"]*"/, '$1');
        if (without === code) this.error('The announcer has no inline style any more.');
        return without;
      },
    },
  };
}

// What the authenticator's pages may ever load, for its service worker: all that their nodes import
// and what those import in turn, late or not; of the rest of the site only the frame's own parts.
function authenticator_files(): Plugin {
  return {
    name: 'authenticator-files',
    applyToEnvironment: ({ name }) => name === 'client',
    generateBundle(_, bundle) {
      const files = new Set(['favicon.svg', 'theme.js', 'authenticator.webmanifest']);
      const waiting: { name: string; late: boolean }[] = [];
      for (const [name, chunk] of Object.entries(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const is_entry = /entry\/(start|app)\./.test(name);
        const holds = (part: string) => chunk.moduleIds.some((id) => id.includes(part));
        const is_node = /\/nodes\//.test(name);
        const is_page = is_node && holds('/src/routes/authenticator/');
        const is_frame = is_node && (holds('/src/routes/+layout') || holds('/src/routes/+error'));
        if (is_entry || is_page || is_frame) waiting.push({ name, late: !is_entry });
      }
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const { name, late } = next;
        const chunk = bundle[name];
        if (files.has(name) || chunk?.type !== 'chunk') continue;
        files.add(name);
        for (const sheet of chunk.viteMetadata?.importedCss ?? []) files.add(sheet);
        for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(asset);
        const imports = late ? [...chunk.imports, ...chunk.dynamicImports] : chunk.imports;
        for (const one of imports) waiting.push({ name: one, late });
      }
      const source = JSON.stringify([...files].sort().map((file) => `/${file}`));
      this.emitFile({ type: 'asset', fileName: 'authenticator-files.json', source });
    },
  };
}

export default defineConfig({
  plugins: [
    announcer_without_style(),
    authenticator_files(),
    sveltekit({
      // Unknown paths get 200.html, so that links in old mails still find a page that explains.
      adapter: adapter({ fallback: '200.html', precompress: true }),
      // Absolute paths make the inline start script the same on every page: one hash in the policy.
      paths: { relative: false },
      // A security page must not ask the server for news on its own.
      version: { pollInterval: 0 },
      // Only the authenticator registers it, for its own pages: lib/authenticator/offline.ts.
      serviceWorker: { register: false },
    }),
  ],
  // Fonts and pictures stay files: the policy allows no data: sources for fonts.
  build: { assetsInlineLimit: 0 },
  server: { proxy: { '/api': 'http://localhost:8080' } },
  // Nothing here is about time: a busy machine takes long over a few Argon2id.
  test: { include: ['src/**/*.test.ts'], isolate: false, testTimeout: 120_000 },
});
