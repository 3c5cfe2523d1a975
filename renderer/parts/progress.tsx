import type { ReactElement } from 'react';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import type { JobProgress } from '../../contract/views.ts';
import { phaseNumber, phaseWord } from '../words/erase.ts';
import { duration, percent, rate } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';

/** Phase, fraction and time left on a scale with marks, like a meter's bar. Every figure has its own place. */
export function Progress({ progress, nowMs }: { readonly progress: JobProgress; readonly nowMs: number }): ReactElement {
  const { phase, done_ppm: ppm } = progress;
  const name = `${phaseWord(phase)} ${phaseNumber(phase)}/4`;
  return (
    <ProgressBar
      className="progress"
      aria-label={phaseWord(phase)}
      {...(ppm === undefined ? { isIndeterminate: true } : { value: ppm, maxValue: 1_000_000 })}
    >
      <div className="progress-line small">
        <span>{name}</span>
        <span className="mono small">{ppm === undefined ? duration((nowMs - progress.since_ms) / 1000) : percent(ppm)}</span>
      </div>
      <div className="scale" aria-hidden="true">
        <div className="scale-done" style={{ width: ppm === undefined ? '0' : `${ppm / 10_000}%` }} />
      </div>
      <div className="progress-line small quiet">
        {progress.left_s === undefined ? (
          <span>{ppm === undefined ? screens.bench.unread : ''}</span>
        ) : (
          <span>
            <span className="mono small">{duration(progress.left_s)}</span> {screens.bench.left}
          </span>
        )}
        <span className="mono small">{progress.bytes_per_s === undefined ? '' : rate(progress.bytes_per_s)}</span>
      </div>
    </ProgressBar>
  );
}
