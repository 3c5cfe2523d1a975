import type { Bytes } from '../../domain/bytes.ts';
import { utf8 } from '../../domain/bytes.ts';

/** What a person's long-lived key signs when a session is opened: one value a line, each line ended. A test holds this against what the station signs. */
export function grantBytes(grant: {
  readonly station: string;
  readonly epoch: number;
  readonly person: string;
  readonly sessionKey: string;
  readonly untilMs: number;
}): Bytes {
  return utf8(`custody-session/v1\n${grant.station}\n${grant.epoch}\n${grant.person}\n${grant.sessionKey}\n${grant.untilMs}\n`);
}
