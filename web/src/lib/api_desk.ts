// What the staff's pages ask of the server.
import { answer, type Client } from './answer';
import type { components, paths } from './api-types';

type Schemas = components['schemas'];
export type DeskState = Schemas['DeskState'];
export type Staff = NonNullable<DeskState['staff']>;
export type Invitation =
  paths['/api/v1/desk/join/look']['post']['responses'][200]['content']['application/json'];

export function desk_door({ GET, POST }: Client) {
  return {
    desk_session: () => answer(GET('/api/v1/desk/session')),
    sign_in_at_desk: (email: string, password: string) =>
      answer(POST('/api/v1/desk/sign-in', { body: { email, password } })),
    sign_in_at_desk_with_code: (code: string) =>
      answer(POST('/api/v1/desk/sign-in/code', { body: { code } })),
    // Drops a waiting challenge too.
    sign_out_at_desk: () => answer(POST('/api/v1/desk/sign-out')),
    look_at_invitation: (token: string) =>
      answer(POST('/api/v1/desk/join/look', { body: { token } })),
    begin_joining: (token: string, password: string) =>
      answer(POST('/api/v1/desk/join/begin', { body: { token, password } })),
    confirm_joining: (code: string) =>
      answer(POST('/api/v1/desk/join/confirm', { body: { code } })),
  };
}
