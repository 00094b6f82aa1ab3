// The key of a context: what the title of a page names besides the page, where it is not the site.
export const named_by = Symbol('named by');
