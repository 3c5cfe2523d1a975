import { type DataClass, dataClass, type Destination } from '../../../domain/custody/words.ts';
import type { Media } from '../../../domain/drive/identity.ts';
import { type DraftFault, readDraft } from '../../../domain/policy/draft.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { caseWords } from '../../../domain/policy/sentences.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { methodWord } from '../../words/erase.ts';
import { type PartName, toldWords } from '../../words/console/policy-drafts.ts';
import { faultText } from '../../words/console/policy-faults.ts';

/** Something said of a draft, at the place that it concerns. */
export interface Told {
  readonly kind: 'fault' | 'warning';
  readonly part: PartName;
  /** Which one of the part; of the whole part without one. */
  readonly at?: number;
  readonly text: string;
}

/** What is missing before a draft is a policy, and what may not be meant, each at its place. */
export function toldOf(sketch: Sketch): { readonly policy: Policy | undefined; readonly told: readonly Told[] } {
  const draft = readDraft(JSON.stringify(sketch));
  if (draft.kind === 'bad') return { policy: undefined, told: draft.faults.map(faultAt) };
  const { policy } = draft;
  return { policy, told: warningsOf(policy, draft.warnings) };
}

const parts = ['rules', 'ladders', 'read_back', 'destroy', 'places', 'returns', 'fields', 'counts'] as const;

function faultAt({ where, text }: DraftFault): Told {
  const [, name = '', at = '', tail = ''] = /^([a-z_]+)(?:\[(\d+)\])?\.?(.*)$/.exec(where) ?? [];
  const part = parts.find((each) => each === name);
  const key = tail.replace(/\[\d+\].*$/, '');
  if (part === undefined) return { kind: 'fault', part: 'about', text: faultText(name, key, text) };
  return { kind: 'fault', part, ...(at === '' ? {} : { at: Number(at) }), text: faultText(part, key, text) };
}

interface Case {
  readonly media: readonly Media[];
  readonly data_class: readonly DataClass[];
  readonly destination: readonly Destination[];
}

/** Many cases of one thing are one line. */
function warningsOf(policy: Policy, warnings: readonly DraftFault[]): Told[] {
  const groups = new Map<string, { readonly first: DraftFault; readonly cases: Case[] }>();
  for (const warning of warnings) {
    const { text, about } = warning;
    // Of a rule as such, and of no case.
    if (about === undefined) continue;
    const one = {
      media: [about.media],
      data_class: about.data === undefined ? dataClass.options : [about.data],
      destination: [about.destination],
    };
    const key = `${about.rule ?? ''} ${text}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: warning, cases: [one] });
    else group.cases.push(one);
  }
  const late = warnings.flatMap(({ where, about }): Told[] =>
    about === undefined ? [{ kind: 'warning', part: 'rules', at: Number(/\d+/.exec(where)?.[0]), text: toldWords.neverAsked }] : [],
  );
  const ofCases = [...groups.values()].flatMap(({ first, cases }): Told[] => {
    const words = casesWords(merged(cases));
    const at = policy.rules.findIndex(({ id }) => id === first.about?.rule);
    const rule = policy.rules[at];
    if (rule === undefined) return [{ kind: 'warning', part: 'rules', text: toldWords.noRule(words) }];
    if (first.about?.data === undefined) return [{ kind: 'warning', part: 'rules', at, text: toldWords.unknownLess(words) }];
    const text = toldWords.unreachable(methodWord(rule.least), words);
    const ladders = policy.ladders.flatMap(({ media }, n) =>
      cases.some((each) => each.media.some((own) => media.includes(own))) ? [n] : [],
    );
    return [{ kind: 'warning', part: 'rules', at, text }, ...ladders.map((n): Told => ({ kind: 'warning', part: 'ladders', at: n, text }))];
  });
  return [...ofCases, ...late];
}

const mostCases = 3;

function casesWords(cases: readonly Case[]): string {
  const shown = cases
    .slice(0, mostCases)
    .map((each) => caseWords({ media: [...each.media], data_class: [...each.data_class], destination: [...each.destination] }));
  return [...shown, ...(cases.length > mostCases ? [toldWords.more(cases.length - mostCases)] : [])].join('; ');
}

/** Cases that differ in one respect alone become one. */
export function merged(cases: readonly Case[]): readonly Case[] {
  return (['media', 'data_class', 'destination'] as const).reduce((left: readonly Case[], name) => {
    const found = new Map<string, Case>();
    for (const each of left) {
      const key = JSON.stringify({ ...each, [name]: [] });
      const before = found.get(key);
      const both: readonly string[] = [...new Set([...(before?.[name] ?? []), ...each[name]])];
      found.set(key, { ...each, [name]: both });
    }
    return [...found.values()];
  }, cases);
}
