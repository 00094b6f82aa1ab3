// What an otpauth URI is called, before it is an entry.
import { shown_name } from '#lib/vault/entry.ts';
import { read_otpauth } from '#lib/vault/otpauth.ts';
import { entry_of } from '#lib/vault/otpauth_entry.ts';

export function name_of_uri(uri: string): string {
  const read = read_otpauth(uri);
  return 'key' in read ? shown_name(entry_of(read.key)) : '';
}
