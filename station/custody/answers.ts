import type { AnswerShelf, answerFile, AnswerStanding, AnswerView } from '../../contract/answers.ts';
import type { Receipt } from '../../contract/bridge.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { type AnsweredDrive, type AnswerLine, type AnswerMatch, matchAnswer } from '../../domain/containers/answer.ts';
import type { ContainerLife } from '../../domain/containers/life.ts';
import { answerState, answerWithinMs, unexcused } from '../../domain/containers/settled.ts';
import { type ExcuseGround, namedInCount } from '../../domain/facts/containers.ts';
import { sha256 as sha256Of } from '../../domain/ledger/hash.ts';
import { mayCause } from '../../domain/people/duties.ts';
import type { z } from 'zod';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import { type Hands, sealedTexts } from './attempt.ts';
import { recordContained } from './containers.ts';
import { msOf } from './standing.ts';

type Asked = z.infer<typeof answerFile>;

interface Compared {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly lines: readonly AnswerLine[];
  readonly match: AnswerMatch;
}

/** Holds a vendor's file against a closed lot. Writes nothing. */
async function compared(
  parts: Pick<StationParts, 'store' | 'clock'>,
  shelf: AnswerShelf | undefined,
  asked: Asked,
): Promise<Compared | Receipt> {
  if (shelf === undefined) return refused('answer_unreadable', 'this station reads no files');
  const life = parts.store.containers.life(asked.lot);
  if (life?.what?.is !== 'lot') return refused('container_unknown');
  if (life.closed === undefined) return refused('not_in_this_state', 'not_closed');
  const bytes = new Uint8Array(Buffer.from(asked.base64, 'base64'));
  const table = await shelf.read(bytes, asked.columns);
  if (table.kind === 'unread') return refused('answer_unreadable', table.says);
  const match = matchAnswer(drivesOf(parts, life), table.lines, parts.clock.wallMs());
  return { bytes, sha256: toBase64url(sha256Of(bytes)), lines: table.lines, match };
}

function drivesOf({ store }: Pick<StationParts, 'store'>, { items }: ContainerLife): readonly AnsweredDrive[] {
  return items.map(({ item }) => {
    const life = store.drives.life(item);
    const identity = life?.seen?.identity;
    return {
      item,
      serial: life?.record?.serial,
      model: identity?.model ?? life?.record?.model,
      wwn: identity?.wwn ?? life?.record?.label.wwn,
      leftAt: (life?.released ?? life?.destroyed)?.mark.wall,
    };
  });
}

export async function readAnswer(
  parts: Pick<StationParts, 'store' | 'clock'>,
  shelf: AnswerShelf | undefined,
  asked: Asked,
): Promise<AnswerView | Receipt> {
  const found = await compared(parts, shelf, asked);
  if ('kind' in found) return found;
  const { match, lines, sha256 } = found;
  return {
    kind: 'answer',
    sha256,
    lines: match.lines.map((each, at) => ({ ...each, method: lines[at]?.method ?? '', date: lines[at]?.date ?? '' })),
    lacking: match.lacking.map(({ item, serial }) => (serial === undefined ? { item } : { item, serial })),
    settled: match.settled,
  };
}

/**
 * Signs what was sent back for a lot: the file by its hash and how many drives it settles. The bytes are on disk before the
 * fact that names them.
 *
 * @param asked with the hash that was looked at: another file is not signed in its place
 */
export async function signAnswer(
  parts: StationParts,
  shelf: AnswerShelf | undefined,
  hands: Hands,
  asked: Asked & { readonly sha256: string; readonly name: string; readonly note?: string | undefined },
): Promise<Receipt> {
  if (!mayCause('lot.answered', hands.actor)) return refused('role_missing');
  const found = await compared(parts, shelf, asked);
  if ('kind' in found) return found;
  const { bytes, sha256, match } = found;
  if (sha256 !== asked.sha256) return refused('answer_unreadable', 'another file');
  await shelf?.keep(bytes, sha256);
  const lacking = match.lacking.map(({ item }) => item);
  return recordContained(parts, hands, [
    {
      type: 'lot.answered',
      subject: asked.lot,
      body: {
        sha256,
        size: bytes.length,
        lines: match.lines.length,
        matched: match.lines.filter(({ verdict }) => verdict === 'matched').length,
        odd: match.lines.filter(({ item }) => item === undefined).length,
        lacking: lacking.slice(0, namedInCount),
        lacking_count: lacking.length,
      },
      sealed: sealedTexts({ file: asked.name, note: asked.note }),
      att: [{ name: 'answer', media: 'text/csv', size: bytes.length, sha256 }],
    },
  ]);
}

/** A supervisor lets one drive stand without an answer, by name and for a reason. */
export function excuseDrive(
  parts: StationParts,
  hands: Hands,
  { lot, item, ground, note }: { readonly lot: string; readonly item: string; readonly ground: ExcuseGround; readonly note: string },
): Receipt {
  return recordContained(parts, hands, [{ type: 'lot.excused', subject: lot, body: { item, ground }, sealed: sealedTexts({ note }) }]);
}

/** What is known of the answer for a closed lot; undefined while it is open. */
export function answerOf(life: ContainerLife): AnswerStanding | undefined {
  if (life.what?.is !== 'lot' || life.closed === undefined) return undefined;
  const { newest, excused = [] } = life.answer ?? {};
  return {
    state: answerState(life),
    matched: newest?.matched ?? 0,
    odd: newest?.odd ?? 0,
    lacking: [...unexcused(newest?.lacking ?? [], life.answer)],
    excused: excused.map(({ item }) => item),
    due_ms: msOf(life.closed.wall) + answerWithinMs,
  };
}
