import type { ReactElement } from 'react';
import { type Media, media } from '../../../domain/drive/identity.ts';
import { hostWrites, type Technique, technique } from '../../../domain/erase/technique.ts';
import { ladderSentence, mediaName } from '../../../domain/policy/sentences.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Act } from '../../parts/act.tsx';
import { Choice } from '../../parts/field.tsx';
import { ladderForm, partForm, ruleForm } from '../../words/console/policy-drafts.ts';
import { methodWord, techniqueWord } from '../../words/erase.ts';
import { Pick } from '../parts/pick.tsx';
import { moved } from './edits.ts';
import { Parts } from './parts.tsx';
import { OriginChoice, type PartEditor } from './rules.tsx';
import { NumberField, Ticks } from './ticks.tsx';

type Ladder = Sketch['ladders'][number];
type LadderRung = Ladder['rungs'][number];

/** Which techniques count on which media, and for how much. */
export function Ladders({ sketch, told, chosen, onChoose, onChange }: PartEditor): ReactElement {
  return (
    <Parts<Ladder>
      one={ladderForm.one}
      lead={ladderForm.lead}
      rows={sketch.ladders}
      most={16}
      sentence={(ladder) => (ladder.media.length === 0 ? partForm.noMedia : ladderSentence(ladder))}
      told={told}
      chosen={chosen}
      onChoose={onChoose}
      onChange={(ladders, field) => onChange({ ...sketch, ladders }, field)}
      addWord={ladderForm.add}
      fresh={() => ({ media: [], rungs: [] })}
      copy={(ladder) => ({ ...ladder, media: [] })}
      form={(ladder, _at, change) => <LadderForm ladder={ladder} onChange={change} />}
    />
  );
}

/** Techniques with a command that drives of these media can have. */
function offeredOn(kinds: readonly Media[]): readonly Technique[] {
  return technique.options.filter((each) => {
    if (each === 'destroy') return false;
    if (each === 'host_overwrite') return true;
    return kinds.some(
      (kind) => each.startsWith(`${kind.split('_')[0]}_`) || (each === 'tcg_psid_revert' && /^(ata|scsi|nvme)_/.test(kind)),
    );
  });
}

function LadderForm({
  ladder,
  onChange,
}: {
  readonly ladder: Ladder;
  readonly onChange: (next: Ladder, field?: string) => void;
}): ReactElement {
  const { rungs } = ladder;
  const left = offeredOn(ladder.media).filter((each) => !rungs.some((rung) => rung.technique === each));
  const put = (next: LadderRung[]): void => onChange({ ...ladder, rungs: next });
  return (
    <div className="policy-fields">
      <Ticks
        label={ruleForm.media}
        values={ladder.media}
        options={media.options}
        word={mediaName}
        onChange={(values) => onChange({ ...ladder, media: values })}
      />
      <div className="field">
        <b>{ladderForm.techniques}</b>
        {rungs.length === 0 ? <p className="quiet">{ladderForm.none}</p> : null}
        <ol className="rungs">
          {rungs.map((rung, at) => (
            <RungLine
              key={rung.technique}
              rung={rung}
              first={at === 0}
              last={at === rungs.length - 1}
              onMove={(by) => put(moved(rungs, at, by))}
              onRemove={() => put(rungs.toSpliced(at, 1))}
              onChange={(next) => put(rungs.toSpliced(at, 1, next))}
            />
          ))}
        </ol>
      </div>
      {left.length === 0 ? null : (
        <Pick
          label={ladderForm.addTechnique}
          value={undefined}
          none={ladderForm.choose}
          options={left}
          word={techniqueWord}
          onChange={(next) => (next === undefined ? undefined : put([...rungs, { technique: next, method: 'clear', origin: 'own' }]))}
        />
      )}
    </div>
  );
}

function RungLine({
  rung,
  first,
  last,
  onMove,
  onRemove,
  onChange,
}: {
  readonly rung: LadderRung;
  readonly first: boolean;
  readonly last: boolean;
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
  readonly onChange: (next: LadderRung) => void;
}): ReactElement {
  const name = techniqueWord(rung.technique);
  return (
    <li className="rung">
      <details>
        <summary>
          <span>{name}</span>
          <b>{methodWord(rung.method)}</b>
        </summary>
        <div className="policy-fields rung-form">
          <Choice
            label={ladderForm.reaches(name)}
            value={rung.method}
            options={['clear', 'purge']}
            word={methodWord}
            onChange={(method) => onChange({ ...rung, method, origin: 'own' })}
          />
          {hostWrites(rung.technique) ? (
            <>
              <NumberField
                label={ladderForm.passes}
                value={rung.passes ?? 1}
                least={1}
                most={16}
                onChange={(passes) => onChange({ ...rung, passes, origin: 'own' })}
              />
              <Choice
                label={ladderForm.writes}
                value={rung.pattern ?? 'zero'}
                options={['zero', 'random']}
                word={(pattern) => (pattern === 'zero' ? ladderForm.zero : ladderForm.random)}
                onChange={(pattern) => onChange({ ...rung, pattern, origin: 'own' })}
              />
            </>
          ) : null}
          <OriginChoice value={rung.origin} onChange={(origin) => onChange({ ...rung, origin })} />
          <div className="row-acts">
            <Act disabled={first} label={`${partForm.earlier}: ${name}`} onPress={() => onMove(-1)}>
              {partForm.earlier}
            </Act>
            <Act disabled={last} label={`${partForm.later}: ${name}`} onPress={() => onMove(1)}>
              {partForm.later}
            </Act>
            <Act label={`${partForm.remove}: ${name}`} onPress={onRemove}>
              {partForm.remove}
            </Act>
          </div>
        </div>
      </details>
    </li>
  );
}
