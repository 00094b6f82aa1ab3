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

export default defineConfig({
  plugins: [
    announcer_without_style(),
    sveltekit({
      // Unknown paths get 200.html, so that links in old mails still find a page that explains.
      adapter: adapter({ fallback: '200.html', precompress: true }),
      // Absolute paths make the inline start script the same on every page: one hash in the policy.
      paths: { relative: false },
      // A security page must not ask the server for news on its own.
      version: { pollInterval: 0 },
    }),
  ],
  // Fonts and pictures stay files: the policy allows no data: sources for fonts.
  build: { assetsInlineLimit: 0 },
  server: { proxy: { '/api': 'http://localhost:8080' } },
  test: { include: ['src/**/*.test.ts'], isolate: false },
});
