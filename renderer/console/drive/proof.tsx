import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import type { ConsoleLine } from '../../../contract/console/drives.ts';
import { Act } from '../../parts/act.tsx';
import { Code, Pair, Time } from '../../parts/marks.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Shape } from '../../parts/shape.tsx';
import { clockWords, drivePage, proofRefusal } from '../../words/console/drive.ts';
import { grouped } from '../../words/numbers.ts';
import type { RefusalWords } from '../../words/refusals.ts';
import { askText } from '../ask.ts';
import { saveFile } from '../parts/save.ts';
import { wordsOf } from '../queries.ts';
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
