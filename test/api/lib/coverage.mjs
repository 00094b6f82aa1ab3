// After a whole run: what the contract promises and no test has seen.
import assert from 'node:assert/strict';
import { operations, seen } from './contract.mjs';

// Pairs that no test over HTTP reaches, and why; one that is reached must go from here.
const not_reached = {
  'POST /api/v1/desk/cases/{id}/verdict evidence-unchecked':
    'a picture waits two seconds for the machine; recovery: "nobody passes over a picture that..."',
  'POST /api/v1/authenticator/begin factor-suspended':
    'a report ends every session, and in one that begins after it the password alone replaces',
  'POST /api/v1/operator/accounts/{id}/verify restricted':
    'only an appeal freezes, and none can be opened for an account that has no password here',
  'POST /api/v1/operator/accounts/{id}/verify factor-suspended':
    'a report takes a password, and these accounts have none here',
};

// Races between hashing and saving: the rooms' own tests inject them, here they may come or not.
const by_chance = new Set(['changed-meanwhile']);

export function check_coverage() {
  const missing = [];
  for (const { name, successes, problems } of operations) {
    for (const outcome of [...successes, ...problems]) {
      const pair = `${name} ${outcome}`;
      if (seen.has(pair)) assert.ok(!(pair in not_reached), `is reached now: ${pair}`);
      else if (!(pair in not_reached) && !by_chance.has(outcome)) missing.push(pair);
    }
  }
  assert.deepEqual(missing, [], 'nothing called these');
}
