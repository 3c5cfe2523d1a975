import type { ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { LineView } from '../../contract/views.ts';
import { useNow } from '../parts/now.ts';
import { Serial, Time } from '../parts/marks.tsx';
import { Shape } from '../parts/shape.tsx';
import { TimeLeft } from '../parts/time-left.tsx';
import { useBench } from '../station.tsx';
import { limitWords } from '../words/limits.ts';
import { lineMark, lineWords } from '../words/scan.ts';
import { screens } from '../words/screens.ts';

/** What was just scanned and done, newest first, never re-sorted. */
export function Lines(): ReactElement {
  const { lines } = useBench();
  const nowMs = useNow();
  return (
    <section className="lines" aria-label={screens.bench.lines}>
      <h2 className="pane-title small">{screens.bench.lines}</h2>
      {lines.length === 0 ? <p className="quiet lines-none">{screens.bench.noLines}</p> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and not every browser lets the keyboard into it by itself */}
      <ol className="lines-list" tabIndex={0} aria-label={screens.bench.lines}>
        {lines.map((line) => (
          <Line key={`${line.at_ms} ${line.what} ${line.subject ?? line.serial ?? ''}`} line={line} nowMs={nowMs} />
        ))}
      </ol>
    </section>
  );
}

function Line({ line, nowMs }: { readonly line: LineView; readonly nowMs: number }): ReactElement {
  const { mark, word } = lineMark(line.verdict);
  return (
    <li className="line">
      <Time ms={line.at_ms} />
      {line.verdict === 'ok' || line.verdict === 'already' || line.verdict === 'note' ? (
        <Tick twice={line.verdict === 'already'} />
      ) : (
        <Shape mark={mark} size={20} />
      )}
      <span className="line-what">
        <span className="hidden-word">{word}. </span>
        {lineWords(line.what)}
        <About line={line} />
        <Late line={line} nowMs={nowMs} />
      </span>
    </li>
  );
}

/** The time limit of a drive's next step, once little of it is left. */
function Late({ line: { limit }, nowMs }: { readonly line: LineView; readonly nowMs: number }): ReactElement | null {
  return limit === undefined || limitWords(limit, nowMs).late === 'in_time' ? null : <TimeLeft limit={limit} nowMs={nowMs} />;
}

/** The drive, container, lot or list that a line is about, as a way to its page. */
function About({ line: { what, serial, name, subject } }: { readonly line: LineView }): ReactElement | null {
  if (serial === undefined && name === undefined) return null;
  const shown = serial === undefined ? name : <Serial text={serial} />;
  return (
    <span className="line-serial">
      {subject === undefined ? shown : <Anchor href={`${pageOf(what, subject)}/${subject}`}>{shown}</Anchor>}
    </span>
  );
}

function pageOf(what: string, subject: string): string {
  if (subject.startsWith('d1_')) return '/drive';
  if (what.startsWith('lot.')) return '/lots';
  return what.startsWith('expected.') || what.startsWith('find.') ? '/intake' : '/containers';
}

/** Everyday lines carry a plain tick without colour, so that a stop stands out. */
function Tick({ twice }: { readonly twice: boolean }): ReactElement {
  return (
    <svg className="shape tick" width="20" height="20" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d={twice ? 'M3 13l4 4 8-9 M11 16l1 1 9-10' : 'M5 13l4.5 4.5L19 7'} stroke="currentColor" strokeWidth="2.5" />
    </svg>
  );
}
