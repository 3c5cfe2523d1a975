import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../../domain/bytes.ts';
import { sessionGrantBytes } from '../../../domain/ledger/session-grant.ts';

describe('the grant of a session', () => {
  it('is one value a line, each line ended, so that no two grants have the same bytes', () => {
    const bytes = sessionGrantBytes({ station: 'st_x1', epoch: 2, person: 'tc_a', sessionKey: 'k', untilMs: 5 });
    expect(fromUtf8(bytes)).toBe('custody-session/v1\nst_x1\n2\ntc_a\nk\n5\n');
  });
});
