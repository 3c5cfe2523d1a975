import { useEffect, useMemo, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Act } from '../../parts/act.tsx';
import { Choice, Field, Section } from '../../parts/field.tsx';
import { Refused } from '../../parts/refused.tsx';
import { draftsPage, editor, partWords, type PartName, toldWords } from '../../words/console/policy-drafts.ts';
import { ask } from '../ask.ts';
import { Look } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { saveFile } from '../parts/save.ts';
import { Sure } from '../parts/sure.tsx';
import { About } from '../policy/about.tsx';
import { Destroys, ReadBacks } from '../policy/amounts.tsx';
import { useAsking } from '../policy/asking.ts';
import { CountRules } from '../policy/count-rules.tsx';
import { Difference } from '../policy/difference.tsx';
import { begun, type Edits, edited, undone } from '../policy/edits.ts';
import { keepUnsaved, unsavedOf } from '../policy/kept.ts';
import { Ladders } from '../policy/ladders.tsx';
import { type Told, toldOf } from '../policy/places.ts';
import { FieldRules } from '../policy/field-rules.tsx';
import { PlaceRules } from '../policy/place-rules.tsx';
import { ReturnRules } from '../policy/return-rules.tsx';
import { type PartEditor, Rules } from '../policy/rules.tsx';
import { Propose } from '../policy/propose.tsx';
import { SavedByAnother, type Theirs, useSaving } from '../policy/saving.tsx';
import { Trying } from '../policy/trying.tsx';
import { useLook } from '../queries.ts';
import { useMay } from '../session.tsx';

/** One draft: its form, what is said of it, how it differs, and what it would have asked of past drives. */
export function PolicyDraftPage({ draft }: { readonly draft: string }): ReactElement {
  const look = useLook('drafts.look', { params: { draft } });
  // The text that was opened stays under the hands of its writer; a newer one is told of when it is saved.
  const [first, setFirst] = useState<Theirs>();
  if (first === undefined && look.data !== undefined) setFirst(look.data);
  if (first !== undefined) return <Editor draft={draft} first={first} />;
  return (
    <Page title={draftsPage.name}>
      <Look look={look} lines={12}>
        {() => null}
      </Look>
    </Page>
  );
}

/** The draft with its edits; what this tab kept unsaved comes first. */
function useEditing(draft: string, { row, policy: opened }: Theirs) {
  const [kept] = useState(() => unsavedOf(draft));
  const saving = useSaving(draft, { revision: kept?.revision ?? row.revision, name: row.name, policy: opened });
  const [name, setName] = useState(kept?.name ?? row.name);
  const [edits, setEdits] = useState<Edits>(() => (kept === undefined ? begun(opened) : edited(begun(opened), kept.policy)));
  const { saved, setSaved, save, endConflict } = saving;
  const { revision } = saved;
  const dirty = name !== saved.name || JSON.stringify(edits.now) !== JSON.stringify(saved.policy);
  useEffect(() => {
    keepUnsaved(draft, dirty ? { revision, name, policy: edits.now } : undefined);
  }, [draft, dirty, revision, name, edits]);
  const { policy, told } = useMemo(() => toldOf(edits.now), [edits.now]);
  return {
    draft,
    ...saving,
    restored: kept !== undefined,
    name,
    setName,
    sketch: edits.now,
    policy,
    told,
    dirty,
    canUndo: edits.past.length > 0,
    change: (next: Sketch, field?: string) => setEdits((last) => edited(last, next, field)),
    undo: () => setEdits(undone),
    keep: (over?: number): void => {
      if (name.trim() === '') return;
      setName(name.trim());
      void save(name.trim(), edits.now, over);
    },
    takeTheirs: ({ row: theirRow, policy: theirs }: Theirs) => {
      setSaved({ revision: theirRow.revision, name: theirRow.name, policy: theirs });
      setEdits((last) => edited(last, theirs));
      setName(theirRow.name);
      endConflict();
    },
  };
}
type Editing = ReturnType<typeof useEditing>;

function Editor({ draft, first }: { readonly draft: string; readonly first: Theirs }): ReactElement {
  const editing = useEditing(draft, first);
  const { name, sketch, policy, told, deed } = editing;
  const writes = useMay('drafts.save');
  const trial = useAsking();
  const [{ part, at }, setPlace] = useState<{ readonly part: PartName; readonly at: number }>({ part: 'rules', at: 0 });
  const keys = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key === 's' && writes) editing.keep();
    // A text field has an undo of its own.
    else if (event.key === 'z' && !(event.target instanceof HTMLElement && event.target.matches('input[type=text], textarea')))
      editing.undo();
    else return;
    event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the whole page, each with a button beside
    <div onKeyDown={keys} className="policy-editor">
      <Page title={name} lead={writes ? editor.lead : editor.notYours} acts={writes ? <DraftActs editing={editing} /> : undefined}>
        {editing.restored ? <p role="status">{editor.restored}</p> : null}
        <Refused words={deed.fault} />
        <Head told={told} part={part} onPlace={(next, row = 0) => setPlace({ part: next, at: row })} />
        {part === 'difference' ? (
          <Difference sketch={sketch} />
        ) : part === 'replay' ? (
          <Trying policy={policy} trial={trial} />
        ) : (
          <PartForm
            part={part}
            chosen={at}
            onChoose={(row) => setPlace({ part, at: row })}
            ofTheDraft={<OfTheDraft editing={editing} writes={writes} />}
            sketch={sketch}
            told={told.filter((each) => each.part === part)}
            onChange={editing.change}
          />
        )}
        <p className="small quiet">{editor.keys}</p>
      </Page>
      {editing.conflict ? (
        <SavedByAnother
          draft={draft}
          mine={{ revision: editing.saved.revision, name, policy: sketch }}
          onOver={editing.keep}
          onTheirs={editing.takeTheirs}
          onClose={editing.endConflict}
        />
      ) : null}
    </div>
  );
}

function DraftActs({ editing }: { readonly editing: Editing }): ReactElement {
  const { dirty, name, deed, policy, told } = editing;
  const proposes = useMay('policies.propose');
  return (
    <>
      <span className="small quiet" role="status">
        {dirty ? editor.notKept : editor.kept}
      </span>
      <Act disabled={!editing.canUndo} onPress={editing.undo}>
        {editor.undo}
      </Act>
      <Act kind={dirty ? 'main' : 'plain'} disabled={!dirty || deed.busy || name.trim() === ''} onPress={() => editing.keep()}>
        {editor.save}
      </Act>
      {proposes ? <Propose policy={policy} told={told} ready={!dirty && !deed.busy} /> : null}
    </>
  );
}

/** The draft as a thing: its name for colleagues, a file of it, and its end. */
function OfTheDraft({ editing, writes }: { readonly editing: Editing; readonly writes: boolean }): ReactElement {
  const { draft, saved, sketch, name, setName } = editing;
  const [discarding, setDiscarding] = useState(false);
  const [, go] = useLocation();
  const discard = async (): Promise<void> => {
    await ask('drafts.discard', { params: { draft }, body: { revision: saved.revision } });
    keepUnsaved(draft, undefined);
    go('/policies');
  };
  return (
    <Section title={draftsPage.name}>
      <div className="policy-names">
        <Field label={draftsPage.beginName} hint={draftsPage.beginNameHint} value={name} onChange={(next) => setName(next.slice(0, 80))} />
      </div>
      <div className="acts">
        <Act onPress={() => saveFile(`${sketch.id}-${sketch.version}.json`, fileOf(sketch))}>{editor.asFile}</Act>
        {writes ? (
          <Act kind="stop" onPress={() => setDiscarding(true)}>
            {editor.discard}
          </Act>
        ) : null}
      </div>
      {discarding ? (
        <Sure
          title={editor.discardTitle(saved.name)}
          what={editor.discardWhat}
          act={editor.discard}
          stop
          kept={false}
          run={discard}
          onClose={() => setDiscarding(false)}
        />
      ) : null}
    </Section>
  );
}

function fileOf(value: unknown): Blob {
  return new Blob([`${JSON.stringify(value, undefined, 2)}\n`], { type: 'application/json' });
}

/** The parts, each with how much is said of it. */
function Head({
  told,
  part,
  onPlace,
}: {
  readonly told: readonly Told[];
  readonly part: PartName;
  readonly onPlace: (part: PartName, at?: number) => void;
}): ReactElement {
  const faults = told.filter(({ kind }) => kind === 'fault').length;
  const words = faults > 0 ? toldWords.faults(faults) : told.length > 0 ? toldWords.warnings(told.length) : toldWords.sound;
  const [first] = told;
  const names = Object.keys(partWords) as PartName[]; // the keys of this very table
  return (
    <div className="policy-head">
      <Choice
        silent
        label={editor.parts}
        value={part}
        onChange={(next) => onPlace(next)}
        options={names}
        word={(each) => {
          const count = told.filter((one) => one.part === each).length;
          return count === 0 ? partWords[each] : `${partWords[each]} (${count})`;
        }}
      />
      <p className={faults > 0 ? 'policy-fault' : told.length > 0 ? 'policy-warning' : 'quiet'} role="status">
        {words}
        {first === undefined ? null : (
          <button type="button" className="quiet-act" onClick={() => onPlace(first.part, first.at)}>
            {toldWords.show}
          </button>
        )}
      </p>
    </div>
  );
}

type FormProps = PartEditor & {
  readonly part: Exclude<PartName, 'difference' | 'replay'>;
  readonly ofTheDraft: ReactElement;
};

function PartForm({ part, ofTheDraft, ...props }: FormProps): ReactElement {
  switch (part) {
    case 'rules':
      return <Rules {...props} />;
    case 'ladders':
      return <Ladders {...props} />;
    case 'read_back':
      return <ReadBacks {...props} />;
    case 'destroy':
      return <Destroys {...props} />;
    case 'places':
      return <PlaceRules {...props} />;
    case 'returns':
      return <ReturnRules {...props} />;
    case 'fields':
      return <FieldRules {...props} />;
    case 'counts':
      return <CountRules {...props} />;
    case 'about':
      return (
        <>
          <About {...props} />
          {ofTheDraft}
        </>
      );
  }
}
