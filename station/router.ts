import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../contract/bridge.ts';
import { bayCalls } from './calls/bay-calls.ts';
import { benchCalls } from './calls/bench-calls.ts';
import { containerCalls, holdCalls, lotCalls } from './calls/containment-calls.ts';
import { custodyCalls } from './calls/custody-calls.ts';
import { driveCalls } from './calls/drive-calls.ts';
import { expectedCalls } from './calls/expected-calls.ts';
import { eraseCalls, policyCalls } from './calls/erase-calls.ts';
import { machineCalls } from './calls/machine-calls.ts';
import { retentionCalls } from './calls/retention-calls.ts';
import { returnCalls } from './calls/return-calls.ts';
import { peopleCalls, sessionCalls, setUpCalls } from './calls/people-calls.ts';
import { scannerCalls } from './calls/scanner-calls.ts';
import { labelCalls } from './calls/label-calls.ts';
import { photoCalls } from './calls/photo-calls.ts';
import { shiftCalls } from './calls/shift-calls.ts';
import { syncCalls } from './calls/sync-calls.ts';
import { wholeCalls } from './calls/whole-calls.ts';
import { signedIn } from './calls/acting.ts';
import type { CertificateDesk } from './certificates/desk.ts';
import { revokeCertificate } from './certificates/revoke.ts';
import type { CertificateOffice } from './erase/jobs.ts';
import { done, refused } from './receipt.ts';
import type { Room } from './room.ts';

/** Plugging and unplugging virtual drives; a real station has none. */
export interface VirtualHands {
  plug(port: string): Promise<boolean>;
  unplug(port: string): Promise<boolean>;
}

/** The whole surface of the station towards its window: every call of `contract/bridge.ts`, once. */
export function stationRouter(room: Room, certificates: CertificateDesk & CertificateOffice, virtual: VirtualHands | undefined) {
  const os = implement(bridge);
  return os.router({
    bench: benchCalls(room),
    setUp: setUpCalls(room),
    session: sessionCalls(room),
    people: peopleCalls(room),
    drives: driveCalls(room),
    custody: custodyCalls(room),
    holds: holdCalls(room),
    containers: containerCalls(room),
    lots: lotCalls(room, certificates),
    returns: returnCalls(room),
    retention: retentionCalls(room),
    machines: machineCalls(room),
    shift: shiftCalls(room),
    whole: wholeCalls(room),
    photos: photoCalls(room),
    labels: labelCalls(room),
    expected: expectedCalls(room),
    erase: eraseCalls(room),
    policy: policyCalls(room),
    bays: bayCalls(room),
    scanners: scannerCalls(room),
    sync: syncCalls(room),
    certificates: {
      json: os.certificates.json.handler(({ input }) => certificates.json(input.id)),
      pdf: os.certificates.pdf.handler(({ input }) => certificates.pdf(input.id)),
      summary: os.certificates.summary.handler(({ input }) => certificates.summary(input.of, input.as)),
      revoke: os.certificates.revoke.handler(({ input }) =>
        signedIn(room, (hands) => revokeCertificate(room.parts, certificates, hands, input)),
      ),
    },
    practice: {
      plug: os.practice.plug.handler(({ input }) => plugged(virtual?.plug(input.port))),
      unplug: os.practice.unplug.handler(({ input }) => plugged(virtual?.unplug(input.port))),
    },
  });
}

export type StationRouter = ReturnType<typeof stationRouter>;

async function plugged(result: Promise<boolean> | undefined): Promise<Receipt> {
  if (result === undefined) return refused('practice_only');
  return (await result) ? done([]) : refused('bay_unknown');
}
