// Nothing of SvelteKit's App namespace is narrowed here.
declare namespace App {}
