import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { LabelsPage } from '../../contract/labels.ts';
import type { ScanSource } from '../../contract/scanners.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { askedBy } from '../scan/asked.ts';
import { useScans } from '../scan/ears.tsx';
import { earcons } from '../sounds/earcons.ts';
import { useBench, useStation, type Call } from '../station.tsx';
import { labelVerdicts } from '../words/labels.ts';
import { jobState, labelText as text } from '../words/labels-page.ts';
import { ago } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { scanVerdictWords } from '../words/scan.ts';
import { useLabelCall, useLabelsPage } from './looks.ts';
import { PrinterForm } from './printer-form.tsx';

/** Labels printed scan by scan, what waits for the printer, what nobody scanned yet, and the printer itself. */
export function Labels(): ReactElement {
  const page = useLabelsPage();
  const { session } = useBench();
  const call = useLabelCall();
  if (page === undefined)
    return (
      <main className="page" id="work">
        <h1>{text.title}</h1>
        <p className="quiet">{session === undefined ? screens.app.signedOut : screens.app.loading}</p>
      </main>
    );
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{text.title}</h1>
        <Anchor className="act act-plain" href="/settings">
          {screens.nav.settings}
        </Anchor>
      </header>
      <p className="page-lead quiet">{page.printer === undefined ? text.leadNoPrinter : text.lead}</p>
      <Refused words={call.refused} />
      {page.printer === undefined ? null : <Burst call={call} />}
      <div className="columns">
        <div>
          <Queue page={page} call={call} />
          <Unscanned page={page} />
        </div>
        <div>
          <Test page={page} call={call} />
          <PrinterForm key={JSON.stringify(page.printer ?? null)} printer={page.printer} />
        </div>
      </div>
    </main>
  );
}

/** One scan, one label. A drive whose label lies about is only taken in hand, so that ours can be scanned after it. */
function Burst({ call }: { readonly call: Call }): ReactElement {
  const { station, bench } = useStation();
  const [said, say] = useState<{ readonly words: string; readonly stop?: true }>();
  const print = async (raw: string, source: ScanSource): Promise<void> => {
    const [only, second] = await station.drives.find({ query: askedBy(raw), limit: 2 });
    if (only === undefined || second !== undefined) {
      earcons.play('stop');
      return say({ words: text.notHere, stop: true });
    }
    const labels = await station.labels.of({ subject: only.subject });
    if (!('kind' in labels) && labels.printed.some(({ applied_ms: appliedMs }) => appliedMs === undefined)) {
      await station.bench.scan({ text: raw, source });
      return say({ words: `${only.serial}: ${text.again}` });
    }
    if (await call.run(() => station.labels.print({ subject: only.subject }))) say({ words: `${only.serial}: ${text.printed}` });
    else say(undefined);
  };
  useScans(true, (raw, { source }) => {
    if (readOwnCode(raw) !== undefined) {
      say(undefined);
      return false;
    }
    void print(raw, source);
    return true;
  });
  const scan = bench?.scan;
  // How a label of ours was read back, never what another scan came to.
  const back = scan === undefined || !Object.hasOwn(labelVerdicts, scan.verdict) ? undefined : scanVerdictWords(scan.verdict);
  return (
    <div className="label-said" aria-live="polite">
      {said !== undefined ? (
        <State mark={said.stop === true ? 'stopped' : 'waiting'} word={said.words} size={24} />
      ) : back === undefined ? null : (
        <>
          <State mark={back.mark} word={back.word} size={24} />
          <p>{back.more}</p>
        </>
      )}
    </div>
  );
}

function Queue({ page, call }: { readonly page: LabelsPage; readonly call: Call }): ReactElement {
  const { station } = useStation();
  return (
    <Section title={text.queue}>
      {page.jobs.length === 0 ? <p className="quiet">{text.queueEmpty}</p> : null}
      <ul className="label-list">
        {page.jobs.map((job) => (
          <li key={job.id} className="label-job">
            <div>
              <p>
                <Code>{job.subject === undefined ? text.testTitle : job.title}</Code>
                {job.red ? `, ${text.red}` : ''}
                {job.copy ? `, ${text.copy}` : ''}
              </p>
              <State {...jobState(job)} size={20} />
              {job.why === undefined ? null : <p className="small quiet">{job.why}</p>}
            </div>
            <div className="acts">
              {job.state === 'doubt' ? (
                <>
                  <Act onPress={() => void call.run(() => station.labels.cameOut({ id: job.id }))}>{text.cameOut}</Act>
                  <Act onPress={() => void call.run(() => station.labels.again({ id: job.id }))}>{text.didNot}</Act>
                </>
              ) : null}
              <Act disabled={job.state === 'sending'} onPress={() => void call.run(() => station.labels.cancel({ id: job.id }))}>
                {text.cancel}
              </Act>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Unscanned({ page }: { readonly page: LabelsPage }): ReactElement {
  const { now_ms: nowMs } = useBench();
  if (page.unscanned.length === 0)
    return (
      <Section title={text.unscanned}>
        <p className="quiet">{text.unscannedNone}</p>
      </Section>
    );
  return (
    <Section title={text.unscanned}>
      <table className="table">
        <Heads words={[text.thing, text.number, text.since]} />
        <tbody>
          {page.unscanned.map(({ subject, of, title, number, at_ms: atMs, overdue }) => (
            <tr key={`${subject} ${number}`}>
              <th scope="row">
                <Anchor className="row-link" href={of === 'drive' ? `/drive/${subject}` : `/${of}s/${subject}`}>
                  <Code>{title}</Code>
                </Anchor>
              </th>
              <td className="mono">{number}</td>
              <td>
                <State mark={overdue ? 'unknown' : 'waiting'} word={ago(atMs, nowMs)} size={20} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {page.unscanned.some(({ overdue }) => overdue) ? <p>{text.overdue}</p> : null}
    </Section>
  );
}

function Test({ page, call }: { readonly page: LabelsPage; readonly call: Call }): ReactElement | null {
  const { station } = useStation();
  const { printer, test } = page;
  if (printer === undefined) return null;
  return (
    <Section title={text.testTitle}>
      {test === undefined ? (
        <p className="quiet">{text.testNone}</p>
      ) : (
        <p>
          <State mark={test.read ? 'proven' : 'waiting'} word={test.read ? text.testRead : text.testSent} size={20} />
        </p>
      )}
      <Act onPress={() => void call.run(() => station.labels.test())} disabled={call.busy}>
        {text.test}
      </Act>
    </Section>
  );
}
