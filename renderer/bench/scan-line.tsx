import { useEffect, useState, type ReactElement } from 'react';
import type { Receipt } from '../../contract/bridge.ts';
import type { AskedView, ScanView } from '../../contract/views.ts';
import { UnreadLabelAct, type TypedDrive } from '../intake/typed-twice.tsx';
import { Act } from '../parts/act.tsx';
import { Field } from '../parts/field.tsx';
import { Code, Time } from '../parts/marks.tsx';
import { Shape, State } from '../parts/shape.tsx';
import { useEars, useKey } from '../scan/ears.tsx';
import { useBench, useStation } from '../station.tsx';
import { askedWords } from '../words/by-log.ts';
import { scanVerdictWords, understoodWhyWords, understoodWord } from '../words/scan.ts';
import { screens } from '../words/screens.ts';

/** The last scan whole, what was understood from it and why, and the verdict readable from a metre away. */
export function ScanLine(): ReactElement {
  const { scan, asked } = useBench();
  const { announce } = useEars();
  const verdict = scan === undefined ? undefined : scanVerdictWords(scan.verdict);
  useEffect(() => {
    if (verdict !== undefined) announce(`${verdict.word}. ${verdict.more}`);
  }, [scan?.number, verdict, announce]);
  return (
    <section className={`scan-line tone-${verdict?.mark ?? 'waiting'}`} aria-label={screens.bench.scan}>
      <header className="pane-head">
        <h2 className="small">{screens.bench.scan}</h2>
        {scan === undefined ? null : <Time ms={scan.at_ms} />}
        <TypeCode />
      </header>
      <p className="verdict">
        {verdict === undefined ? <Shape mark="waiting" size={40} /> : <Shape mark={verdict.mark} size={40} />}
        <span>{verdict?.word ?? screens.bench.noScan}</span>
      </p>
      {asked === undefined ? null : <Asked state={asked.state} />}
      {scan === undefined ? <p>{screens.bench.noScanMore}</p> : <Understood scan={scan} more={verdict?.more ?? ''} />}
    </section>
  );
}

/** What the registry said of the drive in hand. */
function Asked({ state }: { readonly state: AskedView['state'] }): ReactElement {
  const { announce } = useEars();
  const { mark, word, more } = askedWords(state);
  useEffect(() => announce(`${word}. ${more}`), [word, more, announce]);
  return (
    <p className="asked">
      <State mark={mark} word={word} size={20} />
      <span className="small">{more}</span>
    </p>
  );
}

function Understood({ scan, more }: { readonly scan: ScanView; readonly more: string }): ReactElement {
  // A badge is half of a sign-in: it is never shown.
  const hidden = scan.understood.some(({ as }) => as === 'badge');
  return (
    <>
      <div className="scan-said">
        {hidden ? null : <p className="scan-text mono">{visible(scan.text)}</p>}
        <ul className="scan-parts small">
          {scan.understood
            .filter(({ as }) => as !== 'badge')
            .map((part) => (
              <li key={`${part.as} ${part.text}`}>
                <b>{understoodWord(part.as)}</b> {part.text === scan.text ? null : <Code small>{part.text}</Code>}{' '}
                <span className="quiet">{understoodWhyWords(part.why)}</span>
              </li>
            ))}
        </ul>
      </div>
      <p>{more}</p>
    </>
  );
}

/** Control characters as the symbols that stand for them, so that a scan is shown whole. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)));
}

/** For a drive in hand whose label gives a scanner nothing. */
function UnreadLabel(): ReactElement | null {
  const { station } = useStation();
  const { session } = useBench();
  if (session === undefined) return null;
  const take = async (drive: TypedDrive): Promise<Receipt> => {
    await station.bench.clearScan();
    return station.custody.claim(drive);
  };
  return <UnreadLabelAct take={take} />;
}

function TypeCode(): ReactElement {
  const { typed } = useEars();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  useKey('/', () => setOpen(true));
  const send = (): void => {
    if (text.trim() === '') return;
    typed(text.trim());
    setText('');
    setOpen(false);
  };
  if (!open)
    return (
      <div className="pane-tool">
        <Act onPress={() => setOpen(true)}>{screens.bench.typeCode}</Act>
      </div>
    );
  return (
    <div className="pane-tool type-code">
      <Field label={screens.bench.typeCodeLabel} value={text} onChange={setText} mono autoFocus onEnter={send} />
      <Act onPress={send} kind="main">
        {screens.bench.send}
      </Act>
      <UnreadLabel />
    </div>
  );
}
