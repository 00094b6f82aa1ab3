// Where the walks' npm packages come from: one node_modules for all of the web, beside its sources.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const web = createRequire(`${root}web/package.json`);

export const { chromium } = web('playwright-core');
export const { encode: qr_encode } = await import(web.resolve('uqr'));
export const axe_source = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');
