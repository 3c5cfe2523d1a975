import type { ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import { Section } from '../parts/field.tsx';
import { Pair } from '../parts/marks.tsx';
import { Shape, State } from '../parts/shape.tsx';
import { useNames } from '../station.tsx';
import { driveText } from '../words/drive.ts';
import { coverageWords, dataWords, failureWords, methodWord, techniqueWord, verdictReasonWords, verdictWord } from '../words/erase.ts';
import { duration } from '../words/numbers.ts';

/** The four separate facts: what was commanded and completed, what was verified, what was validated; and the coverage line. */
export function DoneToIt({ drive }: { readonly drive: DriveView }): ReactElement {
  const { erase, verdict, coverage, validation } = drive;
  const names = useNames();
  if (erase === undefined)
    return (
      <Section title={driveText.done}>
        <p className="quiet">{driveText.nothingDone}</p>
      </Section>
    );
  return (
    <Section title={driveText.done}>
      <p className="lead">
        {techniqueWord(erase.technique)}
        {erase.method === undefined ? '' : ` (${methodWord(erase.method)})`}
      </p>
      <dl className="pairs">
        {erase.attempt === 1 ? null : <Pair name={driveText.attempt}>{erase.attempt}</Pair>}
        {erase.duration_ms === undefined ? null : <Pair name={driveText.took}>{duration(erase.duration_ms / 1000)}</Pair>}
        {erase.reading === undefined ? null : <Pair name={driveText.completion}>{erase.reading}</Pair>}
      </dl>
      {erase.why === undefined ? null : <p>{failureWords(erase.why)}</p>}
      {erase.data === undefined ? null : <p>{dataWords(erase.data)}</p>}
      <h3 className="step-head">{driveText.verification}</h3>
      {verdict === undefined ? (
        <p className="quiet">{driveText.noCoverage}</p>
      ) : (
        <>
          <State {...verdictWord(verdict.kind)} />
          <ul className="reasons">
            {verdict.reasons.map((reason) => (
              <li key={reason}>{verdictReasonWords(reason)}</li>
            ))}
          </ul>
        </>
      )}
      {coverage === undefined ? null : (
        <>
          <h3 className="step-head">{driveText.coverage}</h3>
          <ul className="coverage">
            {coverageWords(coverage).map(({ area, word, mark }) => (
              <li key={area}>
                <span>{area}</span>
                <span className="coverage-word">
                  <Shape mark={mark} size={20} /> {word}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3 className="step-head">{driveText.validation}</h3>
      {validation === undefined ? (
        <p className="quiet">{driveText.notValidated}</p>
      ) : (
        <State
          mark={validation.accepted ? 'proven' : 'stopped'}
          word={`${validation.accepted ? driveText.accepted : driveText.rejected} ${driveText.by} ${names(validation.by)}`}
        />
      )}
    </Section>
  );
}
