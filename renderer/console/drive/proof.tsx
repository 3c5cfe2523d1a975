import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import type { ConsoleBracket, ConsoleLine } from '../../../contract/console/drives.ts';
import { Act } from '../../parts/act.tsx';
import { Code, Pair, Time } from '../../parts/marks.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Shape } from '../../parts/shape.tsx';
import { clockWords, drivePage, proofRefusal } from '../../words/console/drive.ts';
import { grouped } from '../../words/numbers.ts';
import type { RefusalWords } from '../../words/refusals.ts';
import { askText } from '../ask.ts';
import { saveFile } from '../parts/save.ts';
import { useLook, wordsOf } from '../queries.ts';
import { Sealed } from './erase-values.tsx';
import { LinePhoto } from './photo.tsx';
import { entryOf, pinnedKey, verifyProof, type Verified } from './verify.ts';

/** Fetches a line's proof and verifies it here. @throws Refusal */
export async function proveLine(subject: string, event: string): Promise<{ readonly text: string; readonly found: Verified }> {
  const text = await askText('drives.proof', { params: { subject, event } });
  return { text, found: await verifyProof(text, event, pinnedKey()) };
}

/** One line's proof: verified on the spot, with the event's own clock, chain and signatures, and as a file for other tools. */
export function Proof({
  subject,
  line,
  found,
  onFinding,
}: {
  readonly subject: string;
  readonly line: ConsoleLine;
  readonly found: Verified | undefined;
  readonly onFinding: (found: Verified) => void;
}): ReactElement {
  const [text, setText] = useState<string>();
  const [fault, setFault] = useState<RefusalWords>();
  const [busy, setBusy] = useState(false);
  const fetchIt = async (): Promise<string | undefined> => {
    setBusy(true);
    setFault(undefined);
    try {
      const proven = await proveLine(subject, line.hash);
      setText(proven.text);
      onFinding(proven.found);
      return proven.text;
    } catch (error) {
      setFault(wordsOf(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const save = async (): Promise<void> => {
    const proof = text ?? (await fetchIt());
    if (proof !== undefined) saveFile(`${line.hash}.tlog-proof`, new Blob([proof], { type: 'text/plain' }));
  };
  return (
    <div className="proof">
      <div className="acts">
        <Act kind="main" disabled={busy} onPress={() => void fetchIt()}>
          {drivePage.verify}
        </Act>
        <Act disabled={busy} onPress={() => void save()}>
          {drivePage.save}
        </Act>
      </div>
      <div role="status">{found === undefined ? null : <Verdict found={found} />}</div>
      <Refused words={fault} tight />
      <LinePhoto subject={subject} line={line} />
      <Between subject={subject} event={line.hash} />
      <Sealed subject={subject} line={line} />
      <Inside text={text} line={line} />
    </div>
  );
}

function Verdict({ found }: { readonly found: Verified }): ReactElement {
  switch (found.kind) {
    case 'proven':
      return (
        <p className="proof-verdict ink-proven">
          <Shape mark="proven" size={20} /> {drivePage.proven(found.index, found.size)}
        </p>
      );
    case 'refused':
      return (
        <p className="proof-verdict ink-stopped">
          <Shape mark="stopped" size={20} /> {proofRefusal(found.code)}
        </p>
      );
    case 'cannot':
      return (
        <p className="proof-verdict">
          <Shape mark="unknown" size={20} />
          <span>
            {found.why === 'no_key' ? drivePage.noKey : drivePage.noEd25519}{' '}
            {found.why === 'no_key' ? <Link href="/log">{drivePage.noKeyLink}</Link> : null}
          </span>
        </p>
      );
  }
}

/** When it was written down, as the log can show it: the station's clock decides nothing here. */
function Between({ subject, event }: { readonly subject: string; readonly event: string }): ReactElement | null {
  const { data, error } = useLook('drives.bracket', { params: { subject, event } });
  if (error !== null) return <Refused words={wordsOf(error)} tight />;
  if (data === undefined) return null;
  return (
    <>
      <dl className="pairs small">
        <Pair name={drivePage.between}>
          <End words={drivePage.notBefore} none={drivePage.openBefore} moment={data.not_before} />
          <End words={drivePage.notAfter} none={drivePage.openAfter} moment={data.not_after} />
        </Pair>
      </dl>
      {data.flags.map((flag) => (
        <p key={flag} className="proof-verdict ink-stopped">
          <Shape mark="stopped" size={20} /> {flag === 'before_bracket' ? drivePage.clockBefore : drivePage.clockAfter}
        </p>
      ))}
    </>
  );
}

function End({
  words,
  none,
  moment,
}: {
  readonly words: string;
  readonly none: string;
  readonly moment: ConsoleBracket['not_before'];
}): ReactElement {
  if (moment === undefined) return <p>{none}</p>;
  return (
    <p>
      {words} <Time ms={moment.at_ms} long /> ({grouped(moment.size)} {drivePage.checkpointMore};{' '}
      {moment.by === 'cosignature' ? drivePage.witnessed : drivePage.ownWord})
    </p>
  );
}

/** What the signed entry itself says. */
function Inside({ text, line }: { readonly text: string | undefined; readonly line: ConsoleLine }): ReactElement {
  const entry = text === undefined ? undefined : entryOf(text);
  return (
    <>
      <dl className="pairs small">
        <Pair name={drivePage.event}>
          <Code small>{line.type}</Code>
        </Pair>
        <Pair name={drivePage.chain}>
          <Code small>
            {line.station} · {entry === undefined ? '' : `${entry.event.epoch} · `}
            {grouped(line.seq)}
          </Code>
        </Pair>
        {entry === undefined ? null : (
          <>
            <Pair name={drivePage.clock}>
              <Code small>{entry.event.time.wall}</Code>; {clockWords(entry.event.time)}
            </Pair>
            <Pair name={drivePage.signedBy}>
              {entry.sigs.map(({ keyid }) => (
                <span key={keyid} className="mono small proof-key">
                  {keyid}
                </span>
              ))}
            </Pair>
          </>
        )}
        <Pair name={drivePage.told}>
          <Time ms={line.at_ms} long />
        </Pair>
      </dl>
      {/* Scrolled by keys, so it can be reached by them. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="proof-body mono small" tabIndex={0} aria-label={drivePage.event}>
        {JSON.stringify(entry?.event ?? line.body, undefined, 2)}
      </pre>
    </>
  );
}
