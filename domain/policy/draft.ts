import { type DataClass, dataClass, type Destination, destination } from '../custody/words.ts';
import { type Media, media as allMedia } from '../drive/identity.ts';
import { ruleFor, ladderFor } from './demand.ts';
import { policy as policySchema, type Policy } from './policy.ts';
import { methodCovers } from '../erase/technique.ts';

/** What is wrong with a draft. `where` is the path of the key, or the line and column of a fault of the JSON itself. */
export interface DraftFault {
  readonly where: string;
  readonly text: string;
  /** The case that a warning speaks of, and the rule that decides it; of every class of data where none is named. */
  readonly about?: { readonly media: Media; readonly data?: DataClass; readonly destination: Destination; readonly rule?: string };
}

export type Draft =
  | { readonly kind: 'policy'; readonly policy: Policy; readonly warnings: readonly DraftFault[] }
  | { readonly kind: 'bad'; readonly faults: readonly DraftFault[] };

/** Reads a policy from the text of a JSON file. Strict: a key that nobody knows is a fault, for it would be obeyed by nobody. */
export function readDraft(text: string): Draft {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'bad', faults: [{ where: 'the file', text: error instanceof Error ? error.message : 'is no JSON' }] };
  }
  const read = policySchema.safeParse(value);
  if (!read.success) {
    return { kind: 'bad', faults: read.error.issues.map(({ path, message }) => ({ where: keyOf(path), text: message })) };
  }
  const faults = [...doubled(read.data), ...unkept(read.data), ...unanswerable(read.data)];
  return faults.length > 0 ? { kind: 'bad', faults } : { kind: 'policy', policy: read.data, warnings: gaps(read.data) };
}

/** Two rules of one id could not be told apart in what a drive was judged by. */
function doubled({ rules, places, fields, returns }: Policy): DraftFault[] {
  const makers = (returns ?? []).map(({ maker }) => ({ id: maker }));
  return Object.entries({ rules, places: places ?? [], fields: fields ?? [], returns: makers }).flatMap(([part, list]) =>
    list.flatMap(({ id }, n) =>
      list.findIndex((rule) => rule.id === id) < n ? [{ where: `${part}[${n}].id`, text: `the id ${id} is taken by an earlier rule` }] : [],
    ),
  );
}

/** What no station would hold to is no promise that a policy may make. */
function unkept({ scope }: Policy): DraftFault[] {
  return scope?.tenants === undefined
    ? []
    : [{ where: 'scope.tenants', text: 'stations go by one policy for all drives of their site: leave the tenants out' }];
}

/** A choice of nothing can never be filled in, and nobody would read choices or a unit of anything else. */
function unanswerable({ fields = [] }: Policy): DraftFault[] {
  return fields.flatMap(({ id, kind, choices, unit }, n) => {
    const where = `fields[${n}]`;
    if (kind === 'choice' && choices === undefined)
      return [{ where: `${where}.choices`, text: `the choice ${id} has nothing to choose from` }];
    if (kind !== 'choice' && choices !== undefined) return [{ where: `${where}.choices`, text: `${id} is no choice: leave them out` }];
    return kind !== 'number' && unit !== undefined ? [{ where: `${where}.unit`, text: `${id} is no number: leave the unit out` }] : [];
  });
}

/**
 * Legal, and perhaps not meant: what the policy is silent on, asks less for unknown data than for restricted, or cannot
 * reach, and rules that no case ever comes to.
 */
function gaps(policy: Policy): DraftFault[] {
  const found: DraftFault[] = [];
  const asked = new Set<string>();
  for (const media of allMedia.options) {
    for (const to of destination.options) {
      for (const data of dataClass.options) {
        const where = `${media}, ${data} data, ${to}`;
        const rule = ruleFor(policy, media, data, to);
        const about = { media, data, destination: to };
        if (rule !== undefined) asked.add(rule.id);
        if (rule === undefined) found.push({ where, text: 'no rule fits: such drives stay where they are', about });
        // A medium that nobody knows has no ladder on purpose: it is bound for destruction.
        else if (
          media !== 'unknown' &&
          rule.least !== 'destroy' &&
          !ladderFor(policy, media).some((rung) => methodCovers(rung.method, rule.least))
        )
          found.push({
            where,
            text: `rule ${rule.id} asks for ${rule.least}, which no technique of its ladder reaches`,
            about: { ...about, rule: rule.id },
          });
      }
      const unknown = ruleFor(policy, media, 'unknown', to);
      const restricted = ruleFor(policy, media, 'restricted', to);
      if (unknown !== undefined && restricted !== undefined && !methodCovers(unknown.least, restricted.least))
        found.push({
          where: `${media}, ${to}`,
          text: 'asks less for unknown data than for restricted; unknown should count as the highest',
          about: { media, destination: to, rule: unknown.id },
        });
    }
  }
  const late = policy.rules.flatMap(({ id }, n) =>
    asked.has(id) ? [] : [{ where: `rules[${n}]`, text: `rule ${id} is never asked: earlier rules decide all of its cases` }],
  );
  return [...found, ...late];
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.length === 0
    ? 'the file'
    : path.map((part, n) => (typeof part === 'number' ? `[${part}]` : `${n === 0 ? '' : '.'}${String(part)}`)).join('');
}
