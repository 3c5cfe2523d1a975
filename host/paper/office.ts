import { openOrganisationKey, type OrganisationKeyPlace } from '../../keys/organisation/open.ts';
import { OrganisationKeyRefused } from '../../keys/organisation/refused.ts';
import { renderCertificate } from './render.ts';
import { keyOutOfReach, type PaperSeal, sealAt, unsealed } from './seal.ts';

/**
 * How a station makes its papers: with the organisation's key where one was named. The key is opened for each paper, so
 * that a renewed file counts at once and a token may be pulled meanwhile. A key that cannot be used stops no paper: the
 * page says that it is not signed, and `onTrouble` is told why. `make` draws the paper: a certificate's, unless told.
 */
export function paperOffice(
  place: OrganisationKeyPlace | undefined,
  clock: { wallMs(): number },
  onTrouble: (why: string) => void,
  make: (text: string, seal: PaperSeal) => Promise<Uint8Array> = renderCertificate,
): (text: string) => Promise<Uint8Array> {
  if (place === undefined) return (text) => make(text, unsealed);
  return async (text) => {
    try {
      const now = clock.wallMs();
      const key = await openOrganisationKey(place, now);
      try {
        return await make(text, sealAt(key, now));
      } finally {
        key.close();
      }
    } catch (error) {
      if (!(error instanceof OrganisationKeyRefused)) throw error;
      onTrouble(error.message);
      return make(text, keyOutOfReach);
    }
  };
}
