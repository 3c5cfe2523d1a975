import type { Receipt } from '../../contract/bridge.ts';
import { unprovenIn, wayOfLot } from '../../domain/containers/around.ts';
import { balanceOf } from '../../domain/containers/balance.ts';
import { contentOf } from '../../domain/containers/content.ts';
import { hasLeft } from '../../domain/containers/life.ts';
import { type GateGround, gateOf, type GateWay, releaseGate } from '../../domain/custody/release-gate.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import type { LotKind, WeightGround } from '../../domain/facts/containers.ts';
import type { ReleaseWay } from '../../domain/facts/holds.ts';
import { containerId } from '../../domain/ledger/ids.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import { type Hands, sealedTexts } from './attempt.ts';
import { aroundIn } from './around-in.ts';
import { recordContained } from './containers.ts';
import { judgeFilled } from './field-gate.ts';
import { isHoldListOld } from './hold-list.ts';
import { returnBar, returnShipping } from './lot-return.ts';
import { decidedAlong } from './return-decision.ts';
import { judgeDrawn } from './recheck-gate.ts';
import { tenantBarHere } from './tenants.ts';

type Parts = Pick<StationParts, 'store' | 'recorder' | 'clock' | 'random' | 'authority'>;

/** What people say of where it all goes. */
interface Shipping {
  readonly consignee?: string | undefined;
  readonly reference?: string | undefined;
  readonly vehicle?: string | undefined;
  readonly note?: string | undefined;
}

export function openLot(parts: Parts, hands: Hands, asked: { readonly kind: LotKind; readonly name: string } & Shipping): Receipt {
  const { kind, name, consignee, reference, note } = asked;
  return recordContained(parts, hands, [
    {
      type: 'lot.opened',
      subject: containerId(parts.random.bytes(16)),
      body: { kind, name },
      sealed: sealedTexts({ consignee, reference, note }),
    },
  ]);
}

export function addToLot(parts: Parts, hands: Hands, { lot, item }: { readonly lot: string; readonly item: string }): Receipt {
  return recordContained(parts, hands, [{ type: 'lot.item_added', subject: lot, body: { item } }], decidedAlong(parts, lot, item));
}

export function removeFromLot(
  parts: Parts,
  hands: Hands,
  { lot, item, note }: { readonly lot: string; readonly item: string; readonly note?: string | undefined },
): Receipt {
  return recordContained(parts, hands, [{ type: 'lot.item_removed', subject: lot, body: { item }, sealed: sealedTexts({ note }) }]);
}

/** What a destruction lot weighed before and after. */
export function weighLot(
  parts: Parts,
  hands: Hands,
  { lot, in_g, out_g, scale }: { readonly lot: string; readonly in_g: number; readonly out_g: number; readonly scale?: string | undefined },
): Receipt {
  return recordContained(parts, hands, [{ type: 'lot.weighed', subject: lot, body: { in_g, out_g }, sealed: sealedTexts({ scale }) }]);
}

/** A supervisor who did not weigh lets a weight outside the tolerance stand. */
export function excuseWeight(
  parts: Parts,
  hands: Hands,
  { lot, ground, note }: { readonly lot: string; readonly ground: WeightGround; readonly note: string },
): Receipt {
  return recordContained(parts, hands, [{ type: 'lot.weight_excused', subject: lot, body: { ground }, sealed: sealedTexts({ note }) }]);
}

/**
 * Closes a lot. The drives of a lot that goes out leave in the same step, each on its own proof or exception; those of a
 * destruction lot have to be destroyed by then. One drive without either, and nothing is written.
 */
export function closeLot(parts: Parts, hands: Hands, asked: { readonly lot: string } & Shipping): Receipt {
  const { lot, ...told } = asked;
  const life = parts.store.containers.life(lot);
  if (life?.what?.is !== 'lot') return refused('container_unknown');
  if (hasLeft(life)) return refused('not_in_this_state', 'closed');
  if (balanceOf(life) === 'outside') return refused('mass_outside');
  const nowMs = parts.clock.wallMs();
  const holdListOld = isHoldListOld(parts.store, nowMs);
  if (holdListOld) return refused('hold_list_old');
  const bar = returnBar(parts, life, nowMs);
  if (bar !== undefined) return bar;
  const way = wayOfLot[life.what.kind];
  const typed = { ...returnShipping(parts.store, life), ...sealedTexts(told) };
  const releases = [];
  for (const { item, why, detail } of unprovenIn(life, undefined, aroundIn(parts.store), nowMs)) {
    const drive = parts.store.drives.life(item);
    const ground =
      drive === undefined || way === 'destruction'
        ? undefined
        : releaseGate(gateOf(drive, way, nowMs, holdListOld, tenantBarHere(parts, drive, nowMs)));
    if (drive === undefined || ground === undefined || ground.kind === 'refused' || way === 'destruction')
      return refused('items_unproven', `${item} ${detail ?? why}`);
    const filled = judgeFilled(parts, drive);
    if (filled.kind === 'refused') return refused(filled.why, `${drive.record?.serial ?? item}: ${filled.detail ?? ''}`);
    if (judgeDrawn(parts, drive).kind === 'refused') return refused('recheck_due', drive.record?.serial ?? item);
    const { consignee, reference } = typed;
    releases.push({
      type: 'custody.released' as const,
      subject: item,
      body: releaseBody(way, ground, lot),
      sealed: sealedTexts({ consignee, reference }),
      actor: hands.actor.id,
    });
  }
  const facts = parts.recorder.record([
    ...releases,
    { type: 'lot.closed', subject: lot, body: contentOf(life.items), sealed: sealedTexts(typed), actor: hands.actor.id },
  ]);
  return { kind: 'done', events: facts.map(({ hash }) => hash), subject: lot };
}

/** A release on the ground that the gate found. */
export function releaseBody(way: ReleaseWay, ground: GateGround, lot: string | undefined): Fact<'custody.released'> {
  const inLot = lot === undefined ? {} : { lot };
  if (ground.kind === 'proof') return { way, certificate: ground.proof.certificate, proof: ground.proof.proof, ...inLot };
  return ground.kind === 'exception' ? { way, exception: ground.exception.mark.hash, ...inLot } : { way, ...inLot };
}

/** The open lot that a drive is in, when it goes the same way: its leaving names it. */
export function lotFor({ store }: Pick<Parts, 'store'>, subject: string, way: GateWay): string | undefined {
  const { lot } = store.containers.inside(subject);
  const what = lot === undefined ? undefined : store.containers.life(lot)?.what;
  return what?.is === 'lot' && wayOfLot[what.kind] === way ? lot : undefined;
}
