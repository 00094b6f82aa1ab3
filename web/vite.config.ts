// The build: static files only, one shell a page, every script but SvelteKit's start in a file of its own.
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
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
