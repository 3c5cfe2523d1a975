import type { StampSeen } from '../../contract/stamps.ts';

/** What a drive in a bay carries, signed by a station that is known. */
export const seenStamp: StampSeen = {
  certificate: 'cert_a1b2c3d4e5f6g7h8i9j0',
  issued_ms: Date.UTC(2026, 10, 21, 14, 32, 8),
  station: 'st_fra2',
  signature: 'signed',
  own: true,
};
