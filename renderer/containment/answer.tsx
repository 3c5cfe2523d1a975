import { useState, type ReactElement } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import type { AnswerView } from '../../contract/answers.ts';
import type { ContainerView } from '../../contract/containment.ts';
import { excuseGround, type ExcuseGround } from '../../domain/facts/containers.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useBench, useStation } from '../station.tsx';
import { answerText, answerWord, excuseWords, verdictWord } from '../words/answers.ts';
import { begun } from '../words/containers.ts';
import { useContainmentCall } from './looks.ts';

interface Looked {
  readonly name: string;
  readonly base64: string;
  readonly view: AnswerView;
}

/** What came back for a closed lot: the file line by line, signed, and what is still to be asked for. */
export function LotAnswer({ view }: { readonly view: ContainerView }): ReactElement | null {
  const { station } = useStation();
  const { now_ms: nowMs } = useBench();
  const call = useContainmentCall();
  const [looked, setLooked] = useState<Looked>();
  const [excusing, setExcusing] = useState<string>();
  const { answer, container: lot } = view;
  if (answer === undefined) return null;
  const open = async (files: FileList | null): Promise<void> => {
    const file = files?.item(0);
    if (file === null || file === undefined) return;
    setLooked(undefined);
    const base64 = await base64Of(file);
    await call.run(async () => {
      const read = await station.lots.readAnswer({ lot, base64 });
      if (read.kind !== 'answer') return read;
      setLooked({ name: file.name, base64, view: read });
      return { kind: 'done', events: [] };
    });
  };
  const sign = ({ name, base64, view: { sha256 } }: Looked): void =>
    void call.run(() => station.lots.signAnswer({ lot, base64, name, sha256 })).then((done) => (done ? setLooked(undefined) : undefined));
  const serialOf = (item: string): string => view.drives.find(({ subject }) => subject === item)?.serial ?? item;
  return (
    <Section title={answerText.title}>
      <p>
        <State {...answerWord(answer, nowMs)} size={20} />
      </p>
      <p className="quiet">{answerText.lead}</p>
      {answer.excused.length === 0 ? null : <p className="quiet">{answerText.excused(answer.excused.length)}</p>}
      {looked !== undefined || answer.lacking.length === 0 ? null : (
        <>
          <h3 className="step-head">{answerText.lackingHead}</h3>
          <ul className="plain-list">
            {answer.lacking.map((item) => (
              <li key={item} className="acts">
                <Code>{serialOf(item)}</Code>
                <Act onPress={() => setExcusing(item)}>{answerText.excuse}</Act>
              </li>
            ))}
          </ul>
        </>
      )}
      {answer.state === 'settled' ? null : (
        <div className="acts">
          <FileTrigger acceptedFileTypes={['.csv', '.txt', 'text/csv']} onSelect={(files) => void open(files)}>
            <Act kind={looked === undefined ? 'main' : 'plain'} disabled={call.busy} onPress={() => undefined}>
              {answerText.choose}
            </Act>
          </FileTrigger>
        </div>
      )}
      {looked === undefined ? null : <LineByLine looked={looked} serialOf={serialOf} />}
      <Refused words={call.refused} />
      {looked === undefined ? null : (
        <Act kind="main" disabled={call.busy} onPress={() => sign(looked)}>
          {answerText.sign}
        </Act>
      )}
      {excusing === undefined ? null : (
        <Excuse lot={lot} item={excusing} serial={serialOf(excusing)} onClose={() => setExcusing(undefined)} />
      )}
    </Section>
  );
}

/** The file on the left, the lot on the right. */
function LineByLine({ looked, serialOf }: { readonly looked: Looked; readonly serialOf: (item: string) => string }): ReactElement {
  const { lines, lacking } = looked.view;
  return (
    <>
      <table className="table">
        <Heads words={[answerText.serial, answerText.method, answerText.date, answerText.drive, answerText.verdict]} />
        <tbody>
          {lines.map((line) => (
            <tr key={line.line}>
              <th scope="row">
                <Code>{line.serial}</Code>
              </th>
              <td>{line.method}</td>
              <td>{line.date}</td>
              <td>{line.item === undefined ? null : <Code>{serialOf(line.item)}</Code>}</td>
              <td>
                <State {...verdictWord(line.verdict)} size={20} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lacking.length === 0 ? null : (
        <>
          <h3 className="step-head">{answerText.lackingHead}</h3>
          <p>
            <Code>{lacking.map(({ item, serial }) => serial ?? serialOf(item)).join('  ')}</Code>
          </p>
        </>
      )}
    </>
  );
}

function Excuse({
  lot,
  item,
  serial,
  onClose,
}: {
  readonly lot: string;
  readonly item: string;
  readonly serial: string;
  readonly onClose: () => void;
}): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [ground, setGround] = useState<ExcuseGround>();
  const [note, setNote] = useState('');
  const excuse = async (why: ExcuseGround): Promise<void> => {
    if (await call.run(() => station.lots.excuse({ lot, item, ground: why, note: note.trim() }))) onClose();
  };
  return (
    <Sheet title={answerText.excuseTitle} onClose={onClose}>
      <p className="mono">{serial}</p>
      <Choice
        label={answerText.ground}
        options={excuseGround.options}
        value={ground}
        onChange={setGround}
        word={(each) => begun(excuseWords[each])}
      />
      <Field label={answerText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act
        kind="main"
        disabled={ground === undefined || note.trim() === '' || call.busy}
        onPress={() => (ground === undefined ? undefined : void excuse(ground))}
      >
        {answerText.excuse}
      </Act>
    </Sheet>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
