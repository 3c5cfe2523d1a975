import { useState, type ReactElement } from 'react';
import type { ConsoleLine } from '../../../contract/console/drives.ts';
import { erasureGround } from '../../../domain/facts/control.ts';
import { Act } from '../../parts/act.tsx';
import { Choice } from '../../parts/field.tsx';
import { erasing, fieldWord } from '../../words/console/erasing.ts';
import { ask } from '../ask.ts';
import { Tick } from '../parts/pick.tsx';
import { Sure } from '../parts/sure.tsx';
import { useMay } from '../session.tsx';

type Ground = (typeof erasureGround.options)[number];

/** What of a line is sealed and was erased, and the act that erases what is left. */
export function Sealed({ subject, line }: { readonly subject: string; readonly line: ConsoleLine }): ReactElement | null {
  const may = useMay('drives.erase');
  const [open, setOpen] = useState(false);
  const kept = Object.entries(line.opened);
  const erased = line.erased ?? [];
  if (kept.length === 0 && erased.length === 0) return null;
  return (
    <div className="small">
      {erased.length === 0 ? null : <p className="quiet">{erasing.erased(erased.map(fieldWord))}</p>}
      {may && kept.length > 0 ? <Act onPress={() => setOpen(true)}>{erasing.ofLine}</Act> : null}
      {open ? <EraseValues subject={subject} line={line} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function EraseValues({
  subject,
  line,
  onClose,
}: {
  readonly subject: string;
  readonly line: ConsoleLine;
  readonly onClose: () => void;
}): ReactElement {
  const [fields, setFields] = useState<readonly string[]>([]);
  const [ground, setGround] = useState<Ground>();
  return (
    <Sure
      title={erasing.ofLineTitle}
      what={erasing.ofLineWhat}
      act={erasing.act}
      stop
      ready={fields.length > 0 && ground !== undefined}
      run={() => ask('drives.erase', { params: { subject }, body: { event: line.hash, fields: [...fields], ground: ground ?? 'order' } })}
      onClose={onClose}
    >
      <fieldset className="ticks">
        <legend className="choice-label">{erasing.which}</legend>
        {Object.entries(line.opened).map(([field, value]) => (
          <Tick
            key={field}
            label={`${fieldWord(field)}: ${value}`}
            on={fields.includes(field)}
            onChange={(on) => setFields(on ? [...fields, field] : fields.filter((each) => each !== field))}
          />
        ))}
      </fieldset>
      <Ground value={ground} onChange={setGround} />
    </Sure>
  );
}

/** Erases name and badge of somebody whose access has ended. */
export function EraseName({
  person,
  onClose,
}: {
  readonly person: { readonly person: string; readonly name: string };
  readonly onClose: () => void;
}): ReactElement {
  const [ground, setGround] = useState<Ground>();
  return (
    <Sure
      title={erasing.ofPersonTitle(person.name)}
      what={erasing.ofPersonWhat}
      act={erasing.act}
      stop
      ready={ground !== undefined}
      run={() => ask('people.erase', { params: { person: person.person }, body: { ground: ground ?? 'order' } })}
      onClose={onClose}
    >
      <Ground value={ground} onChange={setGround} />
    </Sure>
  );
}

function Ground({ value, onChange }: { readonly value: Ground | undefined; readonly onChange: (ground: Ground) => void }): ReactElement {
  return <Choice label={erasing.ground} value={value} onChange={onChange} options={erasureGround.options} word={erasing.groundWord} />;
}
