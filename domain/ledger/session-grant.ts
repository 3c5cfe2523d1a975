import type { Bytes } from '../bytes.ts';
import { utf8 } from '../bytes.ts';

/** What a person's long-lived key says of a session key: whose it is, at which station and epoch, and until when. */
export interface SessionGrant {
  readonly station: string;
  readonly epoch: number;
  readonly person: string;
  /** base64url. */
  readonly sessionKey: string;
  /** Unix ms. */
  readonly untilMs: number;
}

/** Longest life of a session. */
export const maxSessionMs = 12 * 3_600_000;

/** The bytes that the long-lived key signs (registry protocol, section 7): one value a line, each line ended. */
export function sessionGrantBytes({ station, epoch, person, sessionKey, untilMs }: SessionGrant): Bytes {
  return utf8(`custody-session/v1\n${station}\n${epoch}\n${person}\n${sessionKey}\n${untilMs}\n`);
}
