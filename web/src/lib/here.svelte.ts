// What this tab knows: the site, who is signed in, and what was just made. All of it in memory,
// none of it in storage.
import { api, type Account, type SessionState, type Site } from './api';
import type { Problem } from './problem';

// A setup key and backup codes that were just made, until they are on paper.
export interface Fresh {
  made_by: 'enabling' | 'replacing' | 'regenerating' | 'resetting';
  setup_key: string | null;
  backup_codes: string[];
  made_at: string;
}

class Here {
  site = $state<Site | null>(null);
  session = $state<SessionState | null>(null);
  trouble = $state<Problem | null>(null);
  fresh = $state<Fresh | null>(null);
  // The address typed at sign-in, so that asking for a link does not ask for it again.
  typed_email = $state('');
  // Until when the code of a new account works.
  sign_up_until = $state<string | null>(null);
  // Where to go once signed in.
  next = $state('/security');

  get account(): Account | null {
    return this.session?.account ?? null;
  }

  async start() {
    const [site, session] = await Promise.all([api.site(), api.session()]);
    if (site.ok) this.site = site.value;
    else this.trouble = site.problem;
    if (session.ok) this.session = session.value;
    else this.trouble = session.problem;
    if (site.ok && session.ok) this.trouble = null;
  }

  // After an answer that does not carry the session, such as one that started a hold.
  async refresh() {
    const answer = await api.session();
    if (answer.ok) this.enter(answer.value);
  }

  enter(session: SessionState) {
    this.session = session;
    if (!session.signed_in) this.fresh = null;
  }

  leave() {
    this.enter({ signed_in: false, challenge: null, account: null });
  }
}

export const here = new Here();
