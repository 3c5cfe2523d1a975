import type { Receipt } from '../../contract/bridge.ts';
import type { BayView, DriveView } from '../../contract/views.ts';
import type { Role } from '../../domain/people/roles.ts';
import type { AssembledStation } from '../../host/assemble/assemble.ts';
import { driveNow } from '../../host/demo/story.ts';
import { connectInProcess, mustBeDone, type StationClient, untilBench } from '../../host/demo/window.ts';
import { labelOf } from '../kit/virtual-drives.ts';
import { drives } from './bench.ts';

/*
 * The whole job, carried on from wherever the ledger says it stands: that is how people go on after a power cut, and
 * so one program serves before the kill and after it.
 */

const pin = '271828';
const people: readonly { readonly name: string; readonly badge: string; readonly roles: readonly Role[] }[] = [
  { name: 'Technician', badge: 'badge-technician', roles: ['technician'] },
  { name: 'Validator', badge: 'badge-validator', roles: ['validator'] },
  { name: 'Custodian', badge: 'badge-custodian', roles: ['custodian'] },
];

/** Hears each receipt as the window would get it. */
export type Heard = (receipt: Receipt) => void;

/** Does everything that is left to do. Resolves when each drive is released, or validated where it stays. */
export async function carryOn(assembled: AssembledStation, heard: Heard): Promise<void> {
  const window = connectInProcess(assembled.station.router);
  try {
    const bench = new Worker(window.client, heard);
    await bench.enrol();
    const ports = await bench.ports();
    for (const port of ports) await bench.takeIn(port);
    for (const port of ports) await bench.readmit(port);
    await bench.eraseAll(ports);
    await bench.letGo(ports);
  } finally {
    window.close();
  }
}

class Worker {
  readonly #client: StationClient;
  readonly #heard: Heard;

  constructor(client: StationClient, heard: Heard) {
    this.#client = client;
    this.#heard = heard;
  }

  #done(receipt: Receipt, what: string): Extract<Receipt, { kind: 'done' }> {
    this.#heard(receipt);
    return mustBeDone(receipt, what);
  }

  async #as(badge: string): Promise<void> {
    this.#done(await this.#client.session.signIn({ badge, pin }), `signing in with ${badge}`);
  }

  /** A badge that nobody has yet belongs to somebody who was not enrolled before the kill. */
  async enrol(): Promise<void> {
    const set = await untilBench(this.#client, 'the bench', 10_000, (view) => view.station);
    if (!set.set_up)
      this.#done(
        await this.#client.setUp.first({ site: 'Hall A', station: 'Bench 1', name: 'Supervisor', badge: 'badge-supervisor', pin }),
        'setting up',
      );
    await this.#as('badge-supervisor');
    const known = new Set((await this.#client.people.list()).map(({ name }) => name));
    for (const one of people)
      if (!known.has(one.name))
        this.#done(await this.#client.people.enrol({ ...one, roles: [...one.roles], pin }), `enrolling ${one.name}`);
    await this.#as('badge-technician');
  }

  /** Every bay, once its drive has told who it is. */
  ports(): Promise<readonly string[]> {
    return untilBench(this.#client, 'the docks', 30_000, ({ bays }) =>
      bays.length === drives.length + 1 && bays.every(({ identity }) => identity !== undefined) ? bays.map(({ port }) => port) : undefined,
    );
  }

  #bay(port: string, what: string, is: (bay: BayView) => boolean, limitMs = 60_000): Promise<BayView> {
    return untilBench(this.#client, `${port}: ${what}`, limitMs, (view) => view.bays.find((bay) => bay.port === port && is(bay)));
  }

  async takeIn(port: string): Promise<void> {
    const bay = await this.#bay(port, 'an identity', ({ identity }) => identity !== undefined);
    if (bay.subject !== undefined) return;
    const spec = drives.find(({ serial }) => serial === bay.identity?.serial);
    for (const text of spec === undefined ? [bay.identity?.serial ?? ''] : labelOf(spec).toReversed())
      await this.#client.bench.scan({ text, source: 'wedge' });
    const destination = spec?.kind === 'sata_hdd' || spec?.kind === 'nvme_ssd' ? 'maker' : 'reuse';
    this.#done(
      await this.#client.custody.claim({ reason: 'failed', data_class: 'confidential', destination, place: 'Bench 1', host: 'db-07' }),
      `claiming ${port}`,
    );
  }

  /** A result that could not be verified waits for a supervisor, who lets the drive be erased once more. */
  async readmit(port: string): Promise<void> {
    const { subject } = await this.#bay(port, 'a record', (bay) => bay.subject !== undefined);
    const view = await driveNow(this.#client, subject ?? '');
    if (view.quarantine?.cause !== 'not_verified') return;
    await this.#as('badge-supervisor');
    this.#done(await this.#client.custody.readmit({ subject: view.subject, note: 'erase it again' }), `readmitting ${port}`);
    await this.#as('badge-technician');
  }

  /** Starts what is not erased yet, the erases side by side, and validates each as it is verified. */
  async eraseAll(ports: readonly string[]): Promise<void> {
    await Promise.all(
      ports.map(async (port) => {
        for (;;) {
          const bay = await this.#bay(
            port,
            'a step for a person',
            ({ subject, state, needs }) => subject !== undefined && state !== undefined && (needs !== undefined || settled.has(state)),
          );
          const subject = bay.subject ?? '';
          if (bay.needs?.kind !== 'start_erase' && bay.needs?.kind !== 'start_again') return;
          const receipt = await this.#client.erase.start({ subject, port });
          // The station may be asking the drive at this very moment.
          if (receipt.kind === 'refused' && receipt.why !== 'job_running')
            throw new Error(`starting ${port} was refused: ${receipt.why} ${receipt.detail ?? ''}`);
          this.#heard(receipt);
          await this.#bay(
            port,
            'a verdict',
            ({ progress, needs, state }) =>
              progress === undefined &&
              needs?.kind !== 'start_erase' &&
              needs?.kind !== 'start_again' &&
              state !== 'cleared' &&
              state !== 'sanitizing',
          );
        }
      }),
    );
    await this.#as('badge-validator');
    for (const port of ports) {
      const bay = await this.#bay(port, 'a verdict', ({ state }) => state !== undefined && settled.has(state));
      if (bay.state === 'verified')
        this.#done(await this.#client.erase.validate({ subject: bay.subject ?? '', accepted: true }), `validating ${port}`);
    }
  }

  async letGo(ports: readonly string[]): Promise<void> {
    const custodian = (await this.#client.people.list()).find(({ name }) => name === 'Custodian')?.id ?? '';
    for (const port of ports) {
      const bay = await this.#bay(
        port,
        'a certificate',
        ({ state }) => state === 'validated' || state === 'offered' || state === 'released',
      );
      const subject = bay.subject ?? '';
      const view = await this.#certified(subject);
      if (view.record.destination !== 'maker' || view.state === 'released') continue;
      if (view.state !== 'offered' && view.holder === 'Technician') {
        await this.#as('badge-technician');
        this.#done(await this.#client.custody.offer({ subject, to: custodian }), `offering ${port}`);
      }
      await this.#as('badge-custodian');
      if ((await driveNow(this.#client, subject)).holder === 'Technician')
        this.#done(await this.#client.custody.receive({ subject }), `receiving ${port}`);
      this.#done(await this.#client.custody.release({ subject, way: 'maker', consignee: 'The maker' }), `releasing ${port}`);
    }
  }

  async #certified(subject: string): Promise<DriveView> {
    for await (const view of await this.#client.drives.feed({ subject }, { signal: AbortSignal.timeout(30_000) }))
      if (view.certificate !== undefined) return view;
    throw new Error('no certificate came');
  }
}

const settled: ReadonlySet<string> = new Set(['verified', 'validated', 'offered', 'released', 'quarantined']);
