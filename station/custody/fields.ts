import type { Receipt } from '../../contract/bridge.ts';
import type { FieldLine } from '../../contract/drive-views.ts';
import type { StoredFact } from '../../contract/ports.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { type FieldRule, fieldsFor, missingFields, readValue } from '../../domain/policy/fields.ts';
import { policyRefOf } from '../../domain/policy/policy.ts';
import type { StationParts } from '../parts.ts';
import { adoptedPolicy } from '../policy/adopted.ts';
import { refused } from '../receipt.ts';
import { attempt, type Hands } from './attempt.ts';

/** Signs what a person typed into fields of the policy in force. All of it, or nothing. */
export function fillIn(
  parts: StationParts,
  hands: Hands,
  { subject, values }: { readonly subject: string; readonly values: readonly { readonly field: string; readonly value: string }[] },
): Receipt {
  const life = parts.store.drives.life(subject);
  if (life?.record === undefined) return refused('drive_unknown');
  const policy = adoptedPolicy(parts.store);
  const rules = fieldsFor(policy.fields, life.record.data_class);
  const read: { readonly rule: FieldRule; readonly value: string }[] = [];
  for (const { field, value: typed } of values) {
    const rule = rules.find(({ id }) => id === field);
    const value = rule === undefined ? undefined : readValue(rule, typed);
    if (rule === undefined || value === undefined) return refused('field_not_taken', rule?.label ?? field);
    read.push({ rule, value });
  }
  const [texts, others] = [read.filter(({ rule }) => rule.kind === 'text'), read.filter(({ rule }) => rule.kind !== 'text')];
  return attempt(parts, hands, {
    type: 'fields.recorded',
    subject,
    body: {
      policy: policyRefOf(policy),
      values: others.map(({ rule, value }) => ({ field: rule.id, value })),
      texts: texts.map(({ rule }) => rule.id),
    },
    sealed: texts.length === 0 ? {} : { texts: Object.fromEntries(texts.map(({ rule, value }) => [rule.id, value])) },
  });
}

/** The fields of the policy in force with what was filled in, then what was filled in for fields that it asks for no more. */
export function fieldLines(
  needs: Pick<StationParts, 'store'>,
  life: DriveLife,
  facts: readonly StoredFact[],
): { readonly fields?: FieldLine[] } {
  const filled = life.fields ?? [];
  const rules = fieldsFor(adoptedPolicy(needs.store).fields, life.record?.data_class ?? 'unknown');
  const lacking = new Set(missingFields(rules, { data: life.record?.data_class ?? 'unknown', filled }, 'leave').map(({ id }) => id));
  const valueOf = (field: string): Pick<FieldLine, 'value' | 'at_ms'> => {
    const found = filled.find((each) => each.field === field);
    if (found === undefined) return {};
    const value = found.value ?? textIn(facts, found.mark.hash, field);
    return { at_ms: Date.parse(found.mark.wall), ...(value === undefined ? {} : { value }) };
  };
  const lines = [
    ...rules.map((rule): FieldLine => ({ ...rule, ...valueOf(rule.id), missing: lacking.has(rule.id) })),
    ...filled
      .filter(({ field }) => !rules.some(({ id }) => id === field))
      .map(({ field }): FieldLine => ({ id: field, label: field, ...valueOf(field), missing: false })),
  ];
  return lines.length === 0 ? {} : { fields: lines };
}

/** What was typed into a text, where it is still kept: it may have been erased, or never come here. */
function textIn(facts: readonly StoredFact[], hash: string, field: string): string | undefined {
  const told = facts.find(({ fact }) => fact.hash === hash)?.opened.find((value) => value.field === 'texts')?.value;
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return undefined;
  const value = Object.entries(told).find(([name]) => name === field)?.[1];
  return typeof value === 'string' ? value : undefined;
}
