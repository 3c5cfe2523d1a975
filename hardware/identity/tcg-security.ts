import type { Capabilities } from '../../domain/drive/capabilities.ts';
import type { Limits } from '../erase/limits.ts';
import { chosenSubsystem, type Discovery } from '../tcg/discovery.ts';
import { discover } from '../tcg/psid-revert.ts';
import { type Carrier, trustedPort } from '../tcg/trusted-port.ts';
import { type OpenDrive, TransportError } from '../transport/transport.ts';
import type { Offer } from './offers.ts';

/** What a drive's TPer says before a plan is made. */
export interface TcgSecurity {
  readonly security: Capabilities['security'];
  readonly revert: Offer;
  /** Ranges are locked: what is behind them takes neither markers nor an erase. */
  readonly locked: boolean;
}

/** Asks Level 0 Discovery, which changes nothing. A drive that does not answer it has no TPer, or hides it: nothing is known. */
export async function tcgSecurity(open: Pick<OpenDrive, 'transport'>, carrier: Carrier, limits: Limits): Promise<TcgSecurity> {
  const port = trustedPort(open, carrier, limits.commandMs);
  const found = port === undefined ? undefined : await discoverOrNothing(port);
  if (found === undefined) return { security: 'unknown', revert: 'drive_lacks_it', locked: false };
  const { locking } = found;
  const locked = locking?.locked === true;
  return {
    security: locking === undefined ? 'unknown' : locked ? 'locked' : locking.enabled ? 'enabled' : 'disabled',
    // A revert that nobody needs is only a risk to the data.
    revert: chosenSubsystem(found) === undefined ? 'drive_lacks_it' : locked ? {} : 'not_locked',
    locked,
  };
}

/** A drive that hangs up on a question that it does not know must not be lost for everything else. */
async function discoverOrNothing(port: Parameters<typeof discover>[0]): Promise<Discovery | undefined> {
  try {
    return await discover(port);
  } catch (error) {
    if (error instanceof TransportError && error.code !== 'gone') return undefined;
    throw error;
  }
}
