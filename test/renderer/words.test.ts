import { describe, expect, it } from 'vitest';
import { refusal } from '../../contract/bridge.ts';
import { scanView } from '../../contract/views.ts';
import { driveState } from '../../domain/custody/words.ts';
import { facts } from '../../domain/facts/facts.ts';
import { understoodWhy } from '../../domain/label/understood.ts';
import { lifeSentence } from '../../renderer/words/life.ts';
import { dueSentence, dueWord } from '../../renderer/words/due.ts';
import { nextWords } from '../../renderer/words/next.ts';
import { ago, capacity, duration, exactBytes, percent } from '../../renderer/words/numbers.ts';
import { reasonWords, refusalWords } from '../../renderer/words/refusals.ts';
import { lineWords, scanVerdictWords, understoodWhyWords } from '../../renderer/words/scan.ts';
import { stateMeans, stateWord } from '../../renderer/words/states.ts';
import { lifeOf } from './canned-drive.ts';
import { people } from './scenes.ts';

const names = (id: string): string => people.find((person) => person.id === id)?.name ?? id;

/** Plain spaces for narrow ones, so that the tables below can be read. */
function plain(text: string): string {
  return text.replaceAll('\u202f', ' ');
}

describe('refusals', () => {
  it('say what happened, whether the data is safe and what to do next, each in whole sentences', () => {
    for (const why of refusal.options) {
      const { what, data, next } = refusalWords(why);
      for (const sentence of [what, data, next]) expect(sentence, why).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('say of a PIN how long it waits, or how many tries are left, where the station told', () => {
    expect(plain(refusalWords('pin_locked', '320').next)).toBe(
      'Wait 5 min 20 s, then try again. Or ask a supervisor for a new badge and PIN.',
    );
    expect(refusalWords('pin_locked').next).toBe('Ask a supervisor for a new badge and PIN, under People.');
    expect([9, 3, 1, 0].map((left) => refusalWords('pin_wrong', String(left)).next)).toEqual([
      'Enter the PIN again. After several wrong ones it locks for a while.',
      'Enter the PIN again. 3 more wrong ones lock it.',
      'Enter the PIN again. The next wrong one locks it.',
      'It is locked now. Try again to read how it opens.',
    ]);
    expect(refusalWords('pin_locked', 'soon')).toBe(refusalWords('pin_locked'));
  });

  it('never blame, beg or cheer', () => {
    const said = refusal.options.flatMap((why) => Object.values(refusalWords(why))).join(' ');
    expect(said).not.toMatch(/!|\bplease\b|\bsorry\b|success|\binvalid\b|\bfailed to\b|\boops\b/i);
  });

  it('are told apart: no two of them say the same happened', () => {
    const said = refusal.options.map((why) => refusalWords(why).what);
    expect(new Set(said).size).toBe(said.length);
  });

  it('show a reason of a newer station as its code and do not hide it', () => {
    expect(reasonWords('some_newer_reason')).toBe('some newer reason');
  });
});

describe('states', () => {
  it('each have a shape, a word and a meaning, and only proven or gone drives carry the check', () => {
    const proven = driveState.options.filter((state) => stateWord(state).mark === 'proven');
    expect(proven).toEqual(['validated', 'released', 'destroyed']);
    for (const state of driveState.options) expect(stateMeans(state)).toMatch(/\.$/);
  });

  it('never call a drive that nobody has shown to be erased anything but not verified', () => {
    expect(stateWord('sanitized_unverified')).toEqual({ mark: 'unknown', word: 'Not verified' });
  });
});

describe('scans', () => {
  it('have words for every verdict and every reason of understanding', () => {
    for (const verdict of scanView.shape.verdict.options) expect(scanVerdictWords(verdict).word).not.toBe('');
    for (const why of understoodWhy.options) expect(understoodWhyWords(why)).not.toContain('_');
  });

  it('say of a differing label that nothing was erased', () => {
    expect(scanVerdictWords('label_differs').more).toContain('Nothing was erased.');
  });

  it('show a fact or a refusal on the list in words, and a line of a newer kind as it is', () => {
    expect(lineWords('custody.claimed')).toBe('Taken into custody');
    expect(lineWords('bay_empty')).toBe('The bay is empty.');
    expect(lineWords('something_new')).toBe('something new');
  });
});

describe('a life', () => {
  it('is told in plain sentences with names, not pseudonyms', () => {
    const told = lifeOf(0, false).map((line) => plain(lifeSentence(line, names).text));
    expect(told[0]).toBe(
      'Taken into custody by Technician 1 at Hall 4 as ZL2A9K7M. Pulled from fra2-r41-n07, slot bay 5. Reason: failed. Data: confidential. Goes: back to maker.',
    );
    expect(told[1]).toBe('Technician 1 offered it to Supervisor 1. In limbo until received.');
    expect(told[3]).toBe('In a bay it called itself ST8000NM000A-2KE101 ZL2A9K7M, 8 TB. Label, drive and record agree.');
    expect(told[7]).toContain('Coverage: reallocated sectors unknown.');
    for (const sentence of told) expect(sentence).not.toMatch(/tc_|undefined|\[object/);
  });

  it('tells a failure as a stop and says to treat the drive as full of data', () => {
    const failed = lifeOf(2, true).find(({ type }) => type === 'erase.failed');
    if (failed === undefined) throw new Error('the canned life has no failure');
    const { mark, text } = lifeSentence(failed, names);
    expect(mark).toBe('stopped');
    expect(text).toBe(
      'Failed: the drive itself reports that the erase failed. It is not known what is left. Treat the drive as full of data.',
    );
  });

  it('shows a fact of an unknown kind, and one that cannot be read, as unknown', () => {
    expect(lifeSentence({ type: 'drive.weighed', body: {}, opened: {} }, names)).toEqual({
      mark: 'unknown',
      text: 'A fact of a kind that this version does not know: drive.weighed.',
    });
    expect(lifeSentence({ type: 'custody.offered', body: { from: 1 }, opened: {} }, names).mark).toBe('unknown');
  });

  it('has a title for every fact of the ledger', () => {
    for (const type of Object.keys(facts)) expect(lineWords(type)).not.toContain('.');
  });
});

describe('the next step', () => {
  it('names the bay and the serial the way people do', () => {
    const words = nextWords(
      { kind: 'start_erase', subject: 'd1_x', port: 'p' },
      () => 'Bay 2',
      () => 'ZL2A9K7M',
    );
    expect(words.sentence).toBe('Label, drive and record agree for ZL2A9K7M in Bay 2. Start the erase.');
    expect(words.command).toBe('START');
  });
});

describe('an ended contract', () => {
  const until = Date.UTC(2031, 3, 5, 12);

  it('names the day from which it is allowed, and says that the data is safe', () => {
    for (const why of ['contract_keeps', 'contract_unread', 'owner_unknown'] as const) {
      const { what, data, next } = refusalWords(why, String(until));
      expect(`${what} ${next}`, why).toContain('2031-04-05');
      expect(data).toContain('with its data');
      expect(what, why).toContain('contract');
      // Without a day the words of the code alone are said.
      expect(refusalWords(why).what).not.toContain('2031');
    }
    expect(refusalWords('owner_unknown').what).toContain('legal hold');
  });

  it('marks today what is overdue tomorrow', () => {
    const at = until;
    expect(plain(dueWord({ kind: 'due', by_ms: at + 50_400_000, warning: 1 }, at).word)).toBe('Overdue tomorrow, 14 h 00 min left');
    expect(dueWord({ kind: 'due', by_ms: at + 86_400_000 * 6.5, warning: 7 }, at).word).toBe('Under 7 days, 6 days left');
    expect(dueWord({ kind: 'overdue', by_ms: at - 86_400_000 * 9 }, at)).toEqual({ mark: 'stopped', word: 'Overdue by 9 days' });
    expect(dueSentence({ kind: 'overdue', by_ms: at - 86_400_000 * 9 }, at)).toContain('Delete it by 2031-03-27: overdue by 9 days.');
    expect(dueSentence({ kind: 'kept', until_ms: at }, at)).toBeUndefined();
  });
});

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [480_103_981_056, '480 GB'],
    [1_200_243_695_616, '1.2 TB'],
    [3_840_755_982_336, '3.84 TB'],
    [20_000_588_955_648, '20 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(plain(capacity(bytes))).toBe(text));

  it('keeps every byte on the page of a drive', () => expect(plain(exactBytes(8_001_563_222_016))).toBe('8 001 563 222 016 bytes'));

  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [250, '4 min 10 s'],
    [7500, '2 h 05 min'],
    [200_000, '2 d 7 h'],
  ])('%d seconds are %s', (seconds, text) => expect(plain(duration(seconds))).toBe(text));

  it('never rounds up to all of it', () => expect(plain(percent(999_999))).toBe('99 %'));

  it('says how long ago in one unit', () => {
    expect(ago(0, 59_000)).toBe('just now');
    expect(ago(0, 9 * 86_400_000)).toBe('9 days ago');
  });
});
