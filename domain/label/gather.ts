import type { LabelClaims } from '../facts/facts.ts';
import { plainSerial } from '../drive/serials.ts';
import type { Choice, GatheredLabel, Understood, UnderstoodWhy } from './understood.ts';

const members = ['serial', 'wwn', 'model', 'part', 'firmware'] as const;
type Member = (typeof members)[number];
const longest: Readonly<Record<Member, number>> = { serial: 64, wwn: 32, model: 64, part: 64, firmware: 16 };

/**
 * Puts the parts of a label together, in whatever order and however often they were scanned. A member that two
 * different parts claim with equal reason stays empty: somebody must scan again or type it.
 */
export function gatherLabel(parts: readonly Understood[]): GatheredLabel {
  const wwn = choose('wwn', parts);
  const choices = members.map((member) => (member === 'wwn' ? wwn : choose(member, parts, wwn.text)));
  const claims: LabelClaims = {};
  for (const { member, text } of choices) if (text !== undefined) claims[member] = text;
  return { claims, choices };
}

function choose(member: Member, parts: readonly Understood[], wwn?: string): Choice {
  const fitting = parts.filter((part) => part.as === member && part.text.length > 0 && part.text.length <= longest[member]);
  const texts = distinct(
    member,
    fitting.map((part) => part.text),
  );
  const [first] = texts;
  if (first === undefined) return { member, why: 'none', others: [] };
  if (texts.length === 1) return { member, text: first, why: fitting.length > 1 ? 'scanned_again' : 'only_one', others: [] };

  const best = Math.max(...fitting.map((part) => rank(part.why)));
  const leading = distinct(
    member,
    fitting.filter((part) => rank(part.why) === best).map((part) => part.text),
  );
  const leader = leading[0];
  if (leader !== undefined && leading.length === 1)
    return { member, text: leader, why: 'best_reason', others: texts.filter((text) => text !== leader) };
  const agreeing = member === 'serial' && wwn !== undefined ? leading.filter((text) => agreesWithWwn(text, wwn)) : [];
  const agreed = agreeing[0];
  if (agreed !== undefined && agreeing.length === 1)
    return { member, text: agreed, why: 'agrees_with_wwn', others: texts.filter((text) => text !== agreed) };
  return { member, why: 'could_be_several', others: texts };
}

/** What the label says of itself goes before what only has the right shape. */
function rank(why: UnderstoodWhy): number {
  if (why === 'printed_name' || why === 'gs1_serial' || why.startsWith('identifier_')) return 3;
  if (why === 'image_serial' || why === 'naa_wwn') return 2;
  return 1;
}

/** One of each; serials that differ by spaces, dashes or `WD-` are one. The longest spelling stays. */
function distinct(member: Member, texts: readonly string[]): readonly string[] {
  const byKey = new Map<string, string>();
  for (const text of texts) {
    const key = member === 'serial' ? plainSerial(text).replace(/^WD(?=W[A-Z0-9]{11}$)/, '') : text;
    const known = byKey.get(key);
    if (known === undefined || text.length > known.length) byKey.set(key, text);
  }
  return [...byKey.values()];
}

/** Micron prints the low 32 bits of the WWN as the last eight digits of the serial (seen on public dumps). */
function agreesWithWwn(serial: string, wwn: string): boolean {
  return /^\d{4}[0-9A-F]{8}$/.test(serial) && wwn.startsWith('500a07') && wwn.endsWith(serial.slice(4).toLowerCase());
}
