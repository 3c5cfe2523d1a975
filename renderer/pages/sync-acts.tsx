import { useState, type ReactElement } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import type { Receipt } from '../../contract/bridge.ts';
import type { SyncView } from '../../contract/views.ts';
import { Act } from '../parts/act.tsx';
import { Field, Section } from '../parts/field.tsx';
import { Code, Pair } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { save } from '../parts/save.ts';
import { useBench, useCall, useStation, type Call } from '../station.tsx';
import { askedWords, frozenWords, syncText } from '../words/sync.ts';

/** What an officer of the registry was asked: six words to compare, or why the answer was no. */
export function Asked({ asked }: { readonly asked: NonNullable<SyncView['asked']> }): ReactElement {
  const said = askedWords(asked);
  return (
    <Section title={said.title}>
      <p>{said.what}</p>
      {asked.refused !== undefined ? null : (
        <ol className="six-words" aria-label={syncText.sixWords}>
          {asked.words.map((word, at) => (
            <li key={`${at}-${word}`}>
              <span className="mono small quiet">{at + 1}</span> <span className="six-word">{word}</span>
            </li>
          ))}
        </ol>
      )}
      <p>{said.data}</p>
      <p className="refused-next">{said.next}</p>
      <dl className="pairs">
        <Pair name={syncText.registry}>
          <Code>{asked.url}</Code>
        </Pair>
      </dl>
    </Section>
  );
}

/** Why nothing is sent, and the way out of it. */
export function Frozen({ sync }: { readonly sync: SyncView }): ReactElement | null {
  const { station } = useStation();
  const call = useCall();
  const [code, setCode] = useState('');
  const said = frozenWords(sync.problem ?? '');
  const isHere = sync.embedded === true;
  const isOpen = !isHere && sync.asked !== undefined && sync.asked.refused === undefined;
  const given = code.trim();
  return (
    <Section title={syncText.frozenTitle}>
      <Refused words={isHere ? { ...said, next: syncText.openHereMeans } : isOpen ? { ...said, next: syncText.asksNow } : said} />
      {isOpen ? null : (
        <>
          {said.needsCode && !isHere ? <Field label={syncText.code} value={code} onChange={setCode} mono hint={syncText.codeHint} /> : null}
          <div className="acts">
            <Act
              kind="main"
              disabled={call.busy}
              onPress={() => void call.run(() => station.sync.askEpoch(given === '' ? {} : { code: given }))}
            >
              {isHere ? syncText.openHere : syncText.askEpoch}
            </Act>
          </div>
        </>
      )}
      <Refused words={call.refused} />
    </Section>
  );
}

/** Bundles on a stick, trying again, and a new key: for a supervisor or admin. */
export function SyncActs({ sync }: { readonly sync: SyncView }): ReactElement | null {
  const { station } = useStation();
  const { session } = useBench();
  const call = useCall();
  const isOffice = session?.person.roles.some((role) => role === 'supervisor' || role === 'admin') === true;
  if (!isOffice || sync.registry === undefined) return null;
  return (
    <div className="columns">
      <Section title={syncText.bundles}>
        <p>{syncText.bundlesMean}</p>
        <p className="small quiet">{syncText.bundlesPrivate}</p>
        <div className="acts">
          <Act disabled={call.busy} onPress={() => void call.run(async () => kept(await station.sync.exportBundle()))}>
            {syncText.exportBundle}
          </Act>
          <FileTrigger onSelect={(files) => void carryIn(call, files, (base64) => station.sync.importBundle({ base64 }))}>
            <Act disabled={call.busy} onPress={() => undefined}>
              {syncText.importBundle}
            </Act>
          </FileTrigger>
        </div>
        <Refused words={call.refused} />
      </Section>
      <Section title={syncText.keys}>
        <p>{syncText.keysMean}</p>
        <div className="acts">
          <Act disabled={call.busy || sync.state === 'frozen'} onPress={() => void call.run(() => station.sync.rotateKey())}>
            {syncText.rotateKey}
          </Act>
          {sync.state === 'refused' || sync.state === 'offline' ? (
            <Act disabled={call.busy} onPress={() => void call.run(() => station.sync.resume())}>
              {syncText.resume}
            </Act>
          ) : null}
        </div>
      </Section>
    </div>
  );
}

type FileAnswer = Receipt | { readonly kind: 'file'; readonly name: string; readonly base64: string };

/** A file that came is kept by the browser; anything else is a receipt as it stands. */
function kept(answer: FileAnswer): Receipt {
  if (answer.kind !== 'file') return answer;
  save(answer.name, new Blob([Uint8Array.from(atob(answer.base64), (char) => char.charCodeAt(0))], { type: 'application/gzip' }));
  return { kind: 'done', events: [] };
}

async function carryIn(call: Call, files: FileList | null, send: (base64: string) => Promise<FileAnswer>): Promise<void> {
  const file = files?.item(0);
  if (file === null || file === undefined) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  await call.run(async () => kept(await send(btoa(text))));
}
