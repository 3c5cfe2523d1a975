import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Act } from '../../parts/act.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { app } from '../../words/console/app.ts';
import { conflictWords, editor } from '../../words/console/policy-drafts.ts';
import { clock, day } from '../../words/numbers.ts';
import { ask, type Answer, Refusal } from '../ask.ts';
import { Changes } from '../pages/policy-compare.tsx';
import { Look, Outline } from '../parts/look.tsx';
import { useDeed, useLook } from '../queries.ts';
import { keepUnsaved, type Unsaved } from './kept.ts';

export type Theirs = Answer<'drafts.look'>;

/** Somebody else saved first: both texts are there, and a person says which goes on. Nothing is lost either way. */
export function SavedByAnother({
  draft,
  mine,
  onTheirs,
  onOver,
  onClose,
}: {
  readonly draft: string;
  /** As it stands here: the revision that was opened, and the edits since. */
  readonly mine: Unsaved;
  readonly onTheirs: (theirs: Theirs) => void;
  /** Saves mine over theirs, by the revision that was shown. */
  readonly onOver: (revision: number) => void;
  readonly onClose: () => void;
}): ReactElement {
  const look = useLook('drafts.look', { params: { draft } });
  const deed = useDeed();
  const [, go] = useLocation();
  const copy = (): void => {
    void deed.run(async () => {
      const made = await ask('drafts.begin', {
        body: { name: editor.copyOf(mine.name).slice(-80), policy: JSON.parse(JSON.stringify(mine.policy)) as never },
      }); // JSON of a sketch
      keepUnsaved(draft, undefined);
      onClose();
      go(`/policy-draft/${made.draft}`);
    });
  };
  return (
    <Sheet title={conflictWords.title} onClose={onClose} wide>
      <Look look={look} lines={8}>
        {(theirs) =>
          // What was read before their save is not theirs.
          theirs.row.revision <= mine.revision ? (
            <Outline lines={8} />
          ) : (
            <>
              <p>{conflictWords.what(theirs.row.saved_by.name, `${day(theirs.row.saved_ms)} ${clock(theirs.row.saved_ms)}`)}</p>
              <h3 className="step-head">{conflictWords.differs}</h3>
              <div className="policy-conflict">
                <Changes was={theirs.policy} is={mine.policy} />
              </div>
              <Refused words={deed.fault} />
              <div className="acts">
                <Act kind="main" disabled={deed.busy} onPress={copy}>
                  {conflictWords.copy}
                </Act>
                <Act onPress={() => onTheirs(theirs)}>{conflictWords.theirs}</Act>
                <Act onPress={() => onOver(theirs.row.revision)}>{conflictWords.over}</Act>
                <Act onPress={onClose}>{app.cancel}</Act>
              </div>
              <p className="small quiet">{conflictWords.theirsHint}</p>
            </>
          )
        }
      </Look>
    </Sheet>
  );
}

/** Where the draft stands, and its saves. A save that somebody was ahead of is no fault: both texts are shown. */
export function useSaving(draft: string, first: Unsaved) {
  const [saved, setSaved] = useState(first);
  const [conflict, setConflict] = useState(false);
  const deed = useDeed();
  const save = (name: string, policy: Sketch, revision = saved.revision): Promise<boolean> =>
    deed.run(async () => {
      try {
        const answer = await ask('drafts.save', { params: { draft }, body: { revision, name, policy } });
        setSaved({ revision: answer.revision, name, policy });
        setConflict(false);
      } catch (error) {
        if (!(error instanceof Refusal && error.why === 'saved_by_another')) throw error;
        setConflict(true);
      }
    });
  return { saved, setSaved, save, deed, conflict, endConflict: () => setConflict(false) };
}
