import { contentHash } from '../../../../domain/containers/content.ts';
import { wayOfLot } from '../../../../domain/containers/around.ts';
import { currentJob, type DriveLife } from '../../../../domain/custody/life.ts';
import { proofOf } from '../../../../domain/custody/proof.ts';
import { exceptionRule } from '../../../../domain/facts/holds.ts';
import { toBase64url, toHex } from '../../../../domain/bytes.ts';
import type { Random } from '../../../fuzz/random.ts';
import { boss, certificateName, judge, keeper, other, type Step, step, tech } from '../story.ts';
import type { Surface, Wish } from './surfaces.ts';

/** Two drives, a box, and a lot of each kind. */
export interface Scene {
  readonly drives: readonly string[];
  readonly box: string;
  readonly lots: { readonly rma: string; readonly destruction: string };
  /** Every hold, exception and case that somebody has spoken of, by drive. */
  /** How each drive is meant to go: with all of its proof, or with an exception once it is so far. */
  readonly plots: ReadonlyMap<string, Plot>;
  /** How much of it goes as meant. */
  readonly order: number;
  readonly inLots: boolean;
  readonly spoken: { readonly kind: 'hold' | 'exception' | 'case'; readonly subject: string; readonly id: string }[];
}

type Plot = 'proof' | 'revoked' | 'rejected' | 'no_job' | 'not_verified' | 'not_validated' | 'not_certified';

const people = [tech, keeper, judge, boss, other];
const dayMs = 86_400_000;

export function sceneOf(random: Random): Scene {
  const id = (kind: string): string => `${kind}_${toHex(random.bytes(16))}`;
  const drives = [id('d1'), id('d1')];
  const plots = new Map(
    drives.map((drive) => [
      drive,
      random.pick<Plot>([
        'proof',
        'proof',
        'proof',
        'proof',
        'revoked',
        'rejected',
        'no_job',
        'not_verified',
        'not_validated',
        'not_certified',
      ]),
    ]),
  );
  const lots = { rma: id('c1'), destruction: id('c1') };
  return { drives, box: id('c1'), lots, plots, order: random.pick([0.6, 0.8, 0.92]), inLots: random.chance(0.4), spoken: [] };
}

/** The next wish: most often what would come next in an orderly life, else anything by anybody. */
export function wishOf(random: Random, scene: Scene, surface: Surface, nowMs: number): Wish {
  const subject = random.pick(scene.drives);
  const life = surface.drive(subject);
  if (random.chance(scene.inLots ? 0.25 : 0.06)) return containing(random, scene, surface, subject);
  const given = random.chance(scene.order) ? orderly(random, scene, subject, life, nowMs) : stray(random, scene, subject, life, nowMs);
  const wish: Wish = { ...given, subject, ...(!surface.isAsked && random.chance(0.01) ? { stale: true } : {}) };
  const lot = surface.inside(subject).lot;
  const leaves = wish.type === 'custody.released' || wish.type === 'drive.destroyed';
  return leaves && lot !== undefined ? { ...wish, body: { ...wish.body, lot } } : wish;
}

function orderly(random: Random, scene: Scene, subject: string, life: DriveLife | undefined, nowMs: number): Step {
  if (life?.record === undefined || life.released !== undefined) return claim(random);
  if (life.seen === undefined) return step.seen();
  const plot = scene.plots.get(subject) ?? 'proof';
  const next = plot === lackOf(life) ? undefined : erasing(random, life, plot);
  if (next !== undefined) return next;
  const issued = life.certificates.at(-1);
  if (plot === 'revoked' && issued !== undefined && issued.revoked === undefined && random.chance(0.6)) return revoking(issued.id);
  if (lackOf(life) !== undefined && life.exceptions === undefined && random.chance(0.7))
    return granting(random, scene, subject, life, nowMs, boss);
  if (life.offer !== undefined) return step.receive(life.offer.from, life.offer.to);
  if (life.holder === tech) return step.offer(tech, random.chance(0.8) ? keeper : boss);
  // In a lot it waits for the others.
  return scene.inLots && random.chance(0.7) ? step.move(life.holder) : leaving(random, life, life.holder);
}

function lackOf(life: DriveLife): string | undefined {
  const found = proofOf(life);
  return found.kind === 'none' ? found.detail : undefined;
}

function erasing(random: Random, life: DriveLife, plot: Plot): Step | undefined {
  const job = currentJob(life);
  const n = life.jobs.length;
  if (job === undefined) return step.clear(n + 1);
  if (job.phase === 'cleared') return step.start(n);
  if (job.phase === 'sanitizing') return job.markers_confirmed === undefined ? step.mark(n) : step.finish(n);
  if (job.phase === 'finished') return verify(n, random.chance(0.08) ? 'clear' : 'purge');
  if (job.phase !== 'judged') return step.clear(n + 1);
  if (job.validation === undefined) return step.validate(n, judge, plot !== 'rejected');
  return life.certificates.length === 0 && random.chance(0.8) ? step.certify(1 + random.below(1e9), n) : undefined;
}

function revoking(certificate: string): Step {
  return { type: 'certificate.revoked', actor: boss, body: { certificate, reason: 'evidence_in_doubt' } };
}

function claim(random: Random): Step {
  const base = step.claim(random.pick(['maker', 'maker', 'maker', 'reuse', 'vendor', 'destruction']));
  return { ...base, body: { ...base.body, data_class: random.pick(['confidential', 'internal']) } };
}

function verify(n: number, method: string): Step {
  const base = step.verify(n);
  return { ...base, body: { ...base.body, method } };
}

/** Out by its destination, with what the record has to show: mostly the right thing. */
function leaving(random: Random, life: DriveLife, actor: string | undefined): Step {
  const way = life.record?.destination ?? 'maker';
  if (way === 'destruction' || random.chance(0.06)) return step.destroy(actor, random.chance(0.9) ? judge : random.pick(people));
  const out = random.chance(0.9) && way !== 'undecided' ? way : random.pick(['maker', 'reuse', 'vendor']);
  const exception = life.exceptions?.at(-1);
  const proof = random.chance(0.9) ? life.certificates.at(-1) : life.certificates.at(0);
  const named = exception !== undefined && (proof === undefined || random.chance(0.6));
  const body = named
    ? { exception: exception.mark.hash }
    : { certificate: proof?.id, proof: random.chance(0.95) ? proof?.mark.hash : 'h'.repeat(43) };
  const extra = named && random.chance(0.06) ? { certificate: certificateName(1), proof: 'h'.repeat(43) } : {};
  return { type: 'custody.released', ...(actor === undefined ? {} : { actor }), body: { way: out, ...present({ ...body, ...extra }) } };
}

function present(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function stray(random: Random, scene: Scene, subject: string, life: DriveLife | undefined, nowMs: number): Step {
  if (random.chance(0.3) && life !== undefined) return leaving(random, life, random.chance(0.8) ? life.holder : random.pick(people));
  if (random.chance(0.5)) return holding(random, scene, subject, life, nowMs);
  const n = Math.max(1, life?.jobs.length ?? 1);
  const who = random.pick(people);
  const to = random.pick(people);
  return random.pick<() => Step>([
    () => step.seen(random.chance(0.5) ? 'shut' : 'open'),
    () => step.clear(n + 1, who),
    () => step.start(n),
    () => step.fail(n),
    () => step.interrupt(n),
    () => verify(n, random.pick(['clear', 'purge'])),
    () => step.verify(n, 'not_verified'),
    () => step.validate(n, who, random.chance(0.7)),
    () => step.certify(1 + random.below(1e9), n),
    () => revoking(life?.certificates.at(-1)?.id ?? certificateName(1)),
    () => step.offer(life?.holder ?? who, to),
    () => step.receive(life?.offer?.from ?? who, life?.offer?.to ?? to),
    () => step.withdraw(life?.offer?.from ?? who),
    () =>
      step.quarantine(random.pick(['not_verified', 'legal_hold', 'person', 'label_mismatch']), random.pick(['decision', 'destruction'])),
    () => step.readmit(life?.quarantine?.cause ?? 'not_verified'),
    () => step.redirect(random.pick(['maker', 'reuse', 'vendor', 'destruction'])),
    () => step.destroy(life?.holder ?? who, random.pick(people)),
    () => ({ type: 'drive.destroyed', actor: life?.holder ?? who, body: { technique: 'shred' } }),
    () => ({ ...claim(random), actor: who, body: { ...claim(random).body, holder: who } }),
    () => ({
      type: 'custody.override',
      actor: boss,
      witness: judge,
      body: { act: random.pick(['release', 'destroy', 'erase']), conflicts: [] },
    }),
    () => ({
      type: 'conflict.resolved',
      actor: boss,
      body: { conflict: 'A'.repeat(22), class: random.pick(['double_claim', 'after_end']), reason: 'seen_in_person', holder: who },
    }),
    () => step.cancel(n),
  ])();
}

function holding(random: Random, scene: Scene, subject: string, life: DriveLife | undefined, nowMs: number): Step {
  const spoken = (kind: 'hold' | 'exception' | 'case'): string =>
    scene.spoken.findLast((each) => each.kind === kind && each.subject === subject)?.id ?? toBase64url(random.bytes(16));
  const fresh = (kind: 'hold' | 'case'): string => idOf(random, scene, subject, kind);
  const who = random.pick(people);
  return random.pick<() => Step>([
    () => ({ type: 'hold.placed', actor: random.pick([boss, keeper, who]), body: { hold: fresh('hold'), ground: 'litigation' } }),
    () => lifting(random, spoken('hold')),
    () => lifting(random, spoken('hold')),
    () => granting(random, scene, subject, life, nowMs, random.chance(0.8) ? boss : who),
    () => granting(random, scene, subject, life, nowMs, boss),
    () => granting(random, scene, subject, life, nowMs, boss),
    () => ({ type: 'exception.revoked', actor: boss, body: { exception: spoken('exception') } }),
    () => ({ type: 'case.opened', actor: who, body: { case: fresh('case'), kind: 'missing' } }),
    () => ({ type: 'case.closed', actor: random.chance(0.8) ? boss : who, body: { case: spoken('case'), outcome: 'found' } }),
    () => ({ type: 'case.closed', actor: boss, body: { case: spoken('case'), outcome: 'found' } }),
  ])();
}

/** Somebody speaks of one for the first time. */
function idOf(random: Random, scene: Scene, subject: string, kind: 'hold' | 'exception' | 'case'): string {
  const id = toBase64url(random.bytes(16));
  scene.spoken.push({ kind, subject, id });
  return id;
}

/** Mostly for what is lacking and where it is to go, mostly with an end that is near enough. */
function granting(random: Random, scene: Scene, subject: string, life: DriveLife | undefined, nowMs: number, actor: string): Step {
  const lack = life === undefined ? undefined : lackOf(life);
  const rule = exceptionRule.safeParse(lack).success && random.chance(0.85) ? lack : random.pick(exceptionRule.options);
  const ways = ['maker', 'reuse', 'vendor'] as const;
  const meant = ways.find((way) => way === life?.record?.destination);
  const way = meant !== undefined && random.chance(0.9) ? meant : random.pick(ways);
  const days = random.chance(0.8) ? 1 + random.below(29) : random.below(60) - 3;
  const exception = idOf(random, scene, subject, 'exception');
  return { type: 'exception.granted', actor, body: { exception, rule, way, ground: 'contract', until_ms: nowMs + days * dayMs } };
}

function lifting(random: Random, hold: string): Step {
  const base = { type: 'hold.lifted' as const, actor: random.chance(0.85) ? boss : random.pick(people), body: { hold } };
  return random.chance(0.2) ? base : { ...base, witness: random.pick([judge, judge, keeper, boss]) };
}

/** Boxes and lots, which are opened when they are first thought of. */
function containing(random: Random, scene: Scene, surface: Surface, item: string): Wish {
  const isBox = random.chance(0.35);
  const kind = random.pick(['rma', 'rma', 'destruction'] as const);
  const subject = isBox ? scene.box : scene.lots[kind];
  const life = surface.container(subject);
  const holder = surface.drive(item)?.holder ?? keeper;
  const by = random.chance(0.8) ? (surface.drive(item)?.holder ?? keeper) : random.pick(people);
  if (life?.what === undefined)
    return isBox
      ? { type: 'container.made', subject, actor: tech, body: { kind: 'box', name: 'Box 1' } }
      : { type: 'lot.opened', subject, actor: keeper, body: { kind, name: 'Lot 1' } };
  const content = { items: life.items.length, content: contentHash(life.items) };
  if (!isBox)
    return random.pick<() => Wish>([
      () => ({ type: 'lot.item_added', subject, actor: by, body: { item } }),
      () => ({ type: 'lot.item_added', subject, actor: holder, body: { item } }),
      () => ({ type: 'lot.item_removed', subject, actor: by, body: { item } }),
      () => ({ type: 'lot.closed', subject, actor: random.chance(0.8) ? keeper : boss, body: content, byCall: random.chance(0.6) }),
      () => ({ type: 'lot.closed', subject, actor: keeper, body: random.chance(0.9) ? content : { ...content, items: 9 }, byCall: true }),
    ])();
  const seal = life.seal?.seal ?? `S-${random.below(1000)}`;
  return random.pick<() => Wish>([
    () => ({ type: 'item.placed', subject, actor: by, body: { item } }),
    () => ({ type: 'item.removed', subject, actor: by, body: { item } }),
    () => ({ type: 'container.sealed', subject, actor: keeper, body: { seal, ...content } }),
    () => ({ type: 'container.sealed', subject, actor: keeper, body: { seal, ...content } }),
    () => ({ type: 'container.opened', subject, actor: keeper, body: { seal, intact: random.chance(0.7), ...content } }),
    () => ({
      type: 'container.released',
      subject,
      actor: keeper,
      body: { way: random.pick([wayOfLot.rma, 'destruction', 'vendor']), ...content },
    }),
    () => ({ type: 'container.released', subject, actor: keeper, body: { way: 'maker', ...content } }),
  ])();
}
