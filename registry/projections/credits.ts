import { creditRefusal } from '../../domain/facts/returns.ts';
import type { AnyFact } from '../../domain/facts/facts.ts';
import { applyCredit, type Credit, type CreditFact, isCreditFact, judgeCredit } from '../../domain/returns/credit.ts';
import type { LoggedEvent } from '../projector/projection.ts';
import { inList, insertRows, type SqlReader, type SqlValue, type Statement } from '../sql/port.ts';
import { number, optionalNumber, optionalText, text } from '../sql/rows.ts';

/** A credit, where it was expected, and in which month the registry took that. */
interface Placed {
  readonly credit: Credit;
  readonly site: string;
  readonly month: string;
}

export const creditTypes: readonly AnyFact['type'][] = ['credit.expected', 'credit.received', 'credit.refused'];

/** The credits that a batch is about, folded by the same rules as a drive's life; what they forbid changes nothing here either. */
export class CreditFold {
  readonly #credits: Map<string, Map<string, Placed>>;
  readonly #touched = new Set<string>();

  constructor(before: Map<string, Map<string, Placed>>) {
    this.#credits = before;
  }

  static async before(events: readonly LoggedEvent[], db: SqlReader): Promise<CreditFold> {
    const found = new Map<string, Map<string, Placed>>();
    const about = events.flatMap(({ event: { type, subject } }) => (subject !== undefined && type.startsWith('credit.') ? [subject] : []));
    const [first, ...others] = new Set(about);
    if (first === undefined) return new CreditFold(found);
    const { list, params } = inList([first, ...others], 1);
    for (const row of await db.query(`SELECT ${columns.join(', ')} FROM credits WHERE subject IN ${list}`, params)) {
      const subject = text(row, 'subject');
      const [untilMs, feeMinor, feeCurrency] = [
        optionalNumber(row, 'until_ms'),
        optionalNumber(row, 'fee_minor'),
        optionalText(row, 'fee_currency'),
      ];
      const refused = optionalText(row, 'refused');
      const credit: Credit = {
        expected: text(row, 'expected'),
        maker: text(row, 'maker'),
        amount: { minor: number(row, 'amount_minor'), currency: text(row, 'currency') },
        received_minor: number(row, 'received_minor'),
        ...(untilMs === undefined ? {} : { until_ms: untilMs }),
        ...(feeMinor === undefined || feeCurrency === undefined ? {} : { late_fee: { minor: feeMinor, currency: feeCurrency } }),
        ...(refused === undefined ? {} : { refused: creditRefusal.parse(refused) }),
      };
      const of = found.get(subject) ?? new Map<string, Placed>();
      found.set(subject, of.set(credit.expected, { credit, site: text(row, 'site'), month: text(row, 'month') }));
    }
    return new CreditFold(found);
  }

  add({ event: { subject }, hash, recvMs }: LoggedEvent, fact: AnyFact, site: string): void {
    if (subject === undefined || !isCreditFact(fact)) return;
    const of = this.#credits.get(subject) ?? new Map<string, Placed>();
    const credits = [...of.values()].map(({ credit }) => credit);
    if (judgeCredit(credits, fact).kind === 'refused') return;
    const key = keyOf(fact, hash);
    const credit = applyCredit(credits, fact, { hash }).find(({ expected }) => expected === key);
    if (credit === undefined) return;
    const { site: where, month } = of.get(key) ?? { site, month: new Date(recvMs).toISOString().slice(0, 7) };
    this.#credits.set(subject, of.set(key, { credit, site: where, month }));
    this.#touched.add(subject);
  }

  statements(): readonly Statement[] {
    const rows = [...this.#touched].flatMap((subject) =>
      [...(this.#credits.get(subject)?.values() ?? [])].map((each) => rowOf(subject, each)),
    );
    const sets = ['received_minor', 'refused'].map((column) => `${column} = excluded.${column}`);
    return insertRows('credits', columns, rows, `ON CONFLICT (subject, expected) DO UPDATE SET ${sets.join(', ')}`);
  }
}

const columns = [
  'subject',
  'expected',
  'site',
  'maker',
  'month',
  'currency',
  'amount_minor',
  'received_minor',
  'refused',
  'until_ms',
  'fee_currency',
  'fee_minor',
];

function rowOf(subject: string, { credit, site, month }: Placed): readonly SqlValue[] {
  const { expected, maker, amount, received_minor: received, refused, until_ms: untilMs, late_fee: fee } = credit;
  return [
    subject,
    expected,
    site,
    maker,
    month,
    amount.currency,
    amount.minor,
    received,
    refused ?? null,
    untilMs ?? null,
    fee?.currency ?? null,
    fee?.minor ?? null,
  ];
}

function keyOf(fact: CreditFact, hash: string): string {
  return fact.type === 'credit.expected' ? hash : fact.body.expected;
}
