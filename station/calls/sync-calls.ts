import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import { mayCause } from '../../domain/people/duties.ts';
import { done, refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { epochReasonOf } from '../sync/link.ts';
import { signedIn } from './acting.ts';

/** What a supervisor or admin can do about the line to the registry. */
export function syncCalls(room: Room) {
  const os = implement(bridge).sync;
  const { link } = room;
  const told = (receipt: Receipt): Receipt => {
    room.parts.changes.notify();
    return receipt;
  };
  /** Runs for whoever may answer for the station's keys. */
  const asOffice = (act: (person: Parameters<Parameters<typeof signedIn>[1]>[0]['actor']) => Receipt): Receipt =>
    signedIn(room, ({ actor }) => (mayCause('key.rotated', actor) ? act(actor) : refused('role_missing')));
  const isOffice = (): Receipt | undefined => {
    const receipt = asOffice(() => done([]));
    return receipt.kind === 'refused' ? receipt : undefined;
  };
  const file = (bytes: Uint8Array, name: string) => ({ kind: 'file', name, base64: Buffer.from(bytes).toString('base64') }) as const;
  const stamp = (): string => new Date(room.parts.clock.wallMs()).toISOString().slice(0, 16).replace(/[-:T]/g, '');
  return {
    resume: os.resume.handler(() =>
      asOffice(() => {
        link.resume();
        return done([]);
      }),
    ),
    askEpoch: os.askEpoch.handler(async ({ input }) => {
      const asked = asOffice(() => {
        const { state, problem, registry, asked: before } = link.view();
        if (registry === undefined) return refused('no_registry');
        const reason = state === 'frozen' ? epochReasonOf(problem, before?.refused) : undefined;
        if (reason === undefined) return refused('nothing_to_ask');
        return link.askEpoch(reason, input.code) ? told(done([])) : refused('request_open');
      });
      const person = room.people.current()?.person;
      const isOpen = asked.kind === 'done' || asked.why === 'request_open';
      if (link.openHere === undefined || person === undefined || !isOpen) return asked;
      return (await link.openHere(person.id)) ? told(done([])) : refused('nothing_to_ask');
    }),
    rotateKey: os.rotateKey.handler(() =>
      asOffice((actor) => {
        const { state, registry, asked } = link.view();
        if (registry === undefined) return refused('no_registry');
        if (state === 'frozen') return refused('sync_frozen');
        if (asked !== undefined && asked.refused === undefined) return refused('request_open');
        return done(link.rotateKey(actor.id));
      }),
    ),
    exportBundle: os.exportBundle.handler(async () => {
      const not = isOffice();
      if (not !== undefined) return not;
      const bytes = await link.exportBundle();
      return bytes === 'no_registry' ? refused(bytes) : file(bytes, `custos-${stamp()}.bundle`);
    }),
    importBundle: os.importBundle.handler(async ({ input }) => {
      const not = isOffice();
      if (not !== undefined) return not;
      const outcome = await link.importBundle(Uint8Array.from(Buffer.from(input.base64, 'base64')));
      if (outcome === 'taken') return told(done([]));
      return typeof outcome === 'string' ? refused(outcome) : file(outcome, `custos-${stamp()}-answer.bundle`);
    }),
  };
}
