// Every page is a shell that is written at build time and drawn in the browser: what it shows is
// nobody else's business.
export const ssr = false;
export const prerender = true;
