import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCertificate } from '../../certificate/check/check.ts';
import type { DriveView } from '../../contract/views.ts';
import { utf8 } from '../../domain/bytes.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import type { DemoItem } from './items.ts';
import type { Traveller } from './story.ts';
import type { StationClient } from './window.ts';

/** One drive as the demo leaves it. Null stands for what did not happen. */
export interface DemoDrive {
  readonly serial: string;
  readonly kind: string;
  readonly state: string;
  readonly technique: string | null;
  readonly level: string | null;
  readonly verification: string | null;
  readonly certificate: string | null;
  /** Hash of the event `certificate.issued`, and where it stands in the log. */
  readonly eventHash: string | null;
  readonly logIndex: number | null;
}

export interface DemoResult {
  readonly drives: readonly DemoDrive[];
  readonly registry: { readonly origin: string; readonly size: number; readonly root: string };
  /** Planted records found in the image files from outside, before and after; null where nothing was planted. */
  readonly planted: readonly { readonly name: string; readonly before: number | null; readonly after: number | null }[];
  /** What did not happen as it should. */
  readonly faults: readonly string[];
  readonly ok: boolean;
}

/** The drives' summary, read from their views. */
export function drivesOf(views: readonly DriveView[]): readonly DemoDrive[] {
  return views.map((view) => {
    const issued = view.life.findLast(({ type }) => type === 'certificate.issued');
    return {
      serial: view.serial,
      kind: view.media ?? 'unknown',
      state: view.state,
      technique: view.erase?.technique ?? null,
      level: view.erase?.method ?? null,
      verification: view.verdict?.kind ?? null,
      certificate: view.certificate?.id ?? null,
      eventHash: issued?.hash ?? null,
      logIndex: issued?.log_index ?? null,
    };
  });
}

/** Writes each certificate as JSON and PDF, and checks the JSON the way an outsider would. @returns verdict by certificate id */
export async function keepPapers(client: StationClient, dir: string, drives: readonly DemoDrive[]): Promise<ReadonlyMap<string, string>> {
  const folder = join(dir, 'certificates');
  mkdirSync(folder, { recursive: true });
  const verdicts = new Map<string, string>();
  for (const { certificate } of drives) {
    if (certificate === null) continue;
    const json = await client.certificates.json({ id: certificate });
    const pdf = await client.certificates.pdf({ id: certificate });
    if (json.kind !== 'file' || pdf.kind !== 'file') throw new Error(`the certificate ${certificate} cannot be had`);
    writeFileSync(join(folder, json.name), json.text);
    writeFileSync(join(folder, pdf.name), Buffer.from(pdf.base64, 'base64'));
    verdicts.set(certificate, checkCertificate({ bytes: utf8(json.text), verifier: createVerifier() }).verdict);
  }
  return verdicts;
}

/** Every promise of the demo held against what happened. @returns what is not true; empty when all is */
export function okOf(seen: {
  readonly travellers: readonly Traveller[];
  readonly views: readonly DriveView[];
  readonly before: ReadonlyMap<DemoItem, number>;
  readonly after: ReadonlyMap<DemoItem, number>;
  readonly released: { readonly refusedWithoutProof: number; readonly releasedWithoutProof: number };
  readonly checked: ReadonlyMap<string, string>;
}): readonly string[] {
  const faults: string[] = [];
  const must = (is: boolean, fault: string): void => {
    if (!is) faults.push(fault);
  };
  for (const { item, subject } of seen.travellers) {
    const view = seen.views.find((one) => one.subject === subject);
    const before = seen.before.get(item);
    const after = seen.after.get(item);
    must(view !== undefined, `${item.name} has no view`);
    if (view === undefined) continue;
    must(before === undefined || before > 0, `no planted data was found on ${item.name} before`);
    switch (item.ends) {
      case 'released':
      case 'validated':
        must(view.state === item.ends, `${item.name} is ${view.state}, not ${item.ends}`);
        must(view.verdict?.kind === 'verified', `${item.name} is not verified`);
        must(view.certificate?.outcome === 'sanitized', `${item.name} has no certificate of sanitization`);
        must(after === undefined || after === 0, `planted data is still on ${item.name}`);
        break;
      case 'failed':
        must(
          view.state === 'quarantined' && view.quarantine?.bound_for === 'destruction',
          `${item.name} is not in quarantine, bound for destruction`,
        );
        must(view.certificate?.outcome === 'not_sanitized', `${item.name} has no failure certificate`);
        break;
      case 'mismatch':
        must(
          view.state === 'quarantined' && view.quarantine?.cause === 'label_mismatch',
          `${item.name} is not in quarantine for its label`,
        );
        must(view.erase === undefined && after === before, `${item.name} was touched`);
        break;
    }
    if (item.ends !== 'mismatch')
      must(
        seen.checked.get(view.certificate?.id ?? '') === 'valid',
        `the certificate of ${item.name} does not verify: ${seen.checked.get(view.certificate?.id ?? '') ?? 'missing'}`,
      );
  }
  const locked = seen.travellers.filter(({ item }) => item.ends === 'failed' || item.ends === 'mismatch').length;
  must(
    seen.released.refusedWithoutProof === locked && seen.released.releasedWithoutProof === 0,
    'a drive without proof was not refused at the door',
  );
  return faults;
}
