import { policy } from '../../../domain/policy/policy.ts';
import {
  countSentence,
  destroySentence,
  fieldSentence,
  ladderSentence,
  placeSentence,
  readBackSentence,
  returnSentence,
  ruleSentence,
} from '../../../domain/policy/sentences.ts';
import { type Sketch, sketch } from '../../../domain/policy/sketch.ts';
import { differenceWords } from '../../words/console/policy-drafts.ts';

type Named = Readonly<Record<string, unknown>>;

/**
 * Two texts of a policy so that they can be compared place by place: parts go by what they speak of, a part that only one
 * of them has is one sentence, and the order of what is asked in order is a line of its own.
 */
export function comparable(was: unknown, is: unknown): readonly [unknown, unknown] {
  const [old, fresh] = [sketchOf(was), sketchOf(is)];
  if (old === undefined || fresh === undefined) return [was, is];
  return [against(old, fresh), against(fresh, old)];
}

function sketchOf(value: unknown): Sketch | undefined {
  return sketch.safeParse(value).data ?? policy.safeParse(value).data;
}

interface Part {
  readonly name: string;
  readonly whole: object;
  readonly sentence: string;
}

function against(own: Sketch, other: Sketch): Named {
  const { rules, ladders, read_back: backs, destroy, notes, places = [], returns = [], fields = [], counts = [], ...names } = own;
  return {
    ...names,
    [differenceWords.order]: rules.map(({ id }) => id),
    rules: byName(rules.map(ruleOf), other.rules.map(ruleOf)),
    ladders: byName(ladders.map(ladderOf), other.ladders.map(ladderOf)),
    'read-back': byName(backs.map(backOf), other.read_back.map(backOf)),
    destroy: byName(destroy.map(wayOf), other.destroy.map(wayOf)),
    places: byName(places.map(placeOf), (other.places ?? []).map(placeOf)),
    returns: byName(returns.map(makerOf), (other.returns ?? []).map(makerOf)),
    fields: byName(fields.map(fieldOf), (other.fields ?? []).map(fieldOf)),
    counts: byName(counts.map(countOf), (other.counts ?? []).map(countOf)),
    notes: notes.map(({ text }) => text),
  };
}

function ruleOf(rule: Sketch['rules'][number]): Part {
  return { name: rule.id, whole: rule, sentence: ruleSentence(rule) };
}

/** A ladder whose rungs go by their technique, with their order as one line. */
function ladderOf(ladder: Sketch['ladders'][number]): Part {
  const rungs = Object.fromEntries(ladder.rungs.map(({ technique, ...rung }) => [technique, rung]));
  const whole = { order: ladder.rungs.map(({ technique }) => technique), rungs };
  return { name: ladder.media.join(', '), whole, sentence: ladderSentence(ladder) };
}

function backOf(row: Sketch['read_back'][number]): Part {
  return { name: row.media.join(', '), whole: row, sentence: readBackSentence(row) };
}

function wayOf(row: Sketch['destroy'][number]): Part {
  return { name: row.data_class.join(', '), whole: row, sentence: destroySentence(row) };
}

function placeOf(place: NonNullable<Sketch['places']>[number]): Part {
  return { name: place.id, whole: place, sentence: placeSentence(place) };
}

function makerOf(rule: NonNullable<Sketch['returns']>[number]): Part {
  return { name: rule.maker, whole: rule, sentence: returnSentence(rule) };
}

function fieldOf(field: NonNullable<Sketch['fields']>[number]): Part {
  return { name: field.id, whole: field, sentence: fieldSentence(field) };
}

function countOf(rule: NonNullable<Sketch['counts']>[number]): Part {
  return { name: rule.kinds.join(', '), whole: rule, sentence: countSentence(rule) };
}

/** Parts by name; whole where the other side has one of that name, a sentence where it has none. */
function byName(parts: readonly Part[], others: readonly Part[]): Named {
  const known = new Set(others.map(({ name }) => name));
  return Object.fromEntries(parts.map(({ name, whole, sentence }) => [name, known.has(name) ? whole : sentence]));
}
