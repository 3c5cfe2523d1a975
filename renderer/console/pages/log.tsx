import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { parseCheckpointText } from '../../../domain/ledger/checkpoint.ts';
import { parseNote, parseVkey, type Note } from '../../../domain/ledger/note.ts';
import { Act } from '../../parts/act.tsx';
import { Field, Section } from '../../parts/field.tsx';
import { Code, Pair } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { alarmWords, logPage } from '../../words/console/reports.ts';
import { grouped } from '../../words/numbers.ts';
import { Refusal } from '../ask.ts';
import { isSignedBy, isVkey, pinKey, pinnedKey } from '../drive/verify.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { useLook } from '../queries.ts';

/** Of the signature of a witness, without the key's id. */
const cosignatureBytes = 72;

/** The signed tree head, who signed it, and how to check all of this without us. */
export function LogPage(): ReactElement {
  const { data: overview } = useLook('overview.look', {});
  const head = useQuery({ queryKey: ['checkpoint', overview?.log.covered], queryFn: fetchHead });
  const [pinned, setPinned] = useState(pinnedKey());
  const alarms = overview?.alarms ?? [];
  return (
    <Page title={logPage.title} lead={logPage.lead}>
      {alarms.length === 0 ? null : (
        <Section title={logPage.alarms}>
          <ul className="alarms">
            {alarms.map(({ kind, detail, at_ms: atMs }) => (
              <li key={`${kind}${atMs}`}>
                <State mark="stopped" word={alarmWords(kind)} size={20} /> <span className="quiet">{detail}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Look look={head} lines={6}>
        {(note) =>
          note === null ? (
            <Empty words={logPage.noNote} more={logPage.noNoteMore} />
          ) : (
            <Head note={note} pinned={pinned} size={overview?.log.size} />
          )
        }
      </Look>
      <Witnesses />
      <Section title={logPage.key}>
        <p className="page-words">{logPage.keyLead}</p>
        <PinnedKey pinned={pinned} onPin={(vkey) => (pinKey(vkey), setPinned(vkey))} />
      </Section>
      <Section title={logPage.how}>
        <p>{logPage.howLead}</p>
        <ol className="how">
          {logPage.steps.map(({ what, code }) => (
            <li key={code}>
              <p>{what}</p>
              <p className="mono small how-code">{code.replace('ORIGIN', window.location.origin)}</p>
            </li>
          ))}
        </ol>
      </Section>
    </Page>
  );
}

const fetchHead = (): Promise<string | null> => fetchNote('/v1/log/1/checkpoint');

/** A signed note as anybody can fetch it; null while there is none. */
async function fetchNote(path: string): Promise<string | null> {
  const answer = await fetch(path).catch(() => {
    throw new Refusal('away', 'no answer');
  });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Refusal(answer.status === 503 ? 'read_only' : 'internal', `status ${answer.status}`);
  return answer.text();
}

/** Who else saw which tree head, and when: the newest one that any witness signed. */
function Witnesses(): ReactElement {
  const look = useQuery({ queryKey: ['cosigned'], queryFn: () => fetchNote('/v1/log/1/cosigned') });
  return (
    <Section title={logPage.witnesses}>
      <p className="page-words">{logPage.witnessesLead}</p>
      <Look look={look} lines={3}>
        {(text) => {
          const note = text === null ? undefined : parseNote(text);
          const head = note === undefined ? undefined : parseCheckpointText(note.text);
          const seen = (note?.signatures ?? []).flatMap(witnessOf);
          if (head === undefined || seen.length === 0) return <Empty words={logPage.noWitness} more={logPage.noWitnessMore} />;
          return (
            <ul className="witnesses">
              {seen.map(({ name, atMs }) => (
                <li key={name}>
                  <Code>{name}</Code> <span>{logPage.sawUpTo(grouped(head.size))}</span> <Moment ms={atMs} />
                </li>
              ))}
            </ul>
          );
        }}
      </Look>
    </Section>
  );
}

/** Name and time of a cosignature (c2sp.org/tlog-cosignature: 8 bytes of POSIX seconds, then Ed25519); nothing for other signatures. */
function witnessOf({ name, signature }: Note['signatures'][number]): readonly { readonly name: string; readonly atMs: number }[] {
  if (signature.length !== cosignatureBytes) return [];
  const seconds = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
  return [{ name, atMs: Number(seconds) * 1000 }];
}

function Head({
  note,
  pinned,
  size,
}: {
  readonly note: string;
  readonly pinned: string | undefined;
  readonly size: number | undefined;
}): ReactElement {
  const parsed = parseNote(note);
  const head = parsed === undefined ? undefined : parseCheckpointText(parsed.text);
  const key = pinned === undefined ? undefined : parseVkey(pinned);
  const { data: good } = useQuery({
    queryKey: ['signed', note, pinned],
    queryFn: () => (key === undefined ? null : isSignedBy(note, key)),
  });
  if (parsed === undefined || head === undefined) return <Empty words={logPage.noNote} />;
  return (
    <Section title={logPage.note}>
      <p>
        {key === undefined ? (
          <State mark="unknown" word={logPage.unpinned} size={20} />
        ) : good === true ? (
          <State mark="proven" word={logPage.good} size={20} />
        ) : good === false ? (
          <State mark="stopped" word={logPage.bad} size={20} />
        ) : null}
      </p>
      <dl className="pairs">
        <Pair name={logPage.name}>
          <Code>{head.origin}</Code>
        </Pair>
        <Pair name={logPage.size}>
          <Code>{grouped(head.size)}</Code>
        </Pair>
        <Pair name={logPage.waiting}>
          <Code>{size === undefined ? '' : grouped(Math.max(0, size - head.size))}</Code>
        </Pair>
        <Pair name={logPage.signed}>
          <ul>
            {signers(parsed).map(({ name, word }) => (
              <li key={name}>
                <Code small>{name}</Code>, {word}
              </li>
            ))}
          </ul>
        </Pair>
      </dl>
      {/* Scrolled by keys, so it can be reached by them. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="proof-body mono small" tabIndex={0} aria-label={logPage.note}>
        {note}
      </pre>
    </Section>
  );
}

/** Who signed: the log under its own name, others as witnesses (c2sp.org/tlog-cosignature, 76 bytes with the key's id) or unknown keys. */
function signers(note: Note): readonly { readonly name: string; readonly word: string }[] {
  const origin = note.text.split('\n')[0];
  return note.signatures.map(({ name, signature }) => ({
    name,
    word: name === origin ? logPage.byLog : signature.length === cosignatureBytes ? logPage.byWitness : logPage.byOther,
  }));
}

function PinnedKey({
  pinned,
  onPin,
}: {
  readonly pinned: string | undefined;
  readonly onPin: (vkey: string | undefined) => void;
}): ReactElement {
  const [text, setText] = useState('');
  if (pinned !== undefined)
    return (
      <>
        <p className="mono small story-hash">{pinned}</p>
        <Act onPress={() => onPin(undefined)}>{logPage.keyForget}</Act>
      </>
    );
  const bad = text.trim() !== '' && !isVkey(text);
  return (
    <div className="pin-key">
      <Field label={logPage.keyField} value={text} onChange={setText} hint={bad ? logPage.keyBad : logPage.keyHint} mono />
      <Act kind="main" disabled={!isVkey(text)} onPress={() => onPin(text.trim())}>
        {logPage.keySave}
      </Act>
    </div>
  );
}
