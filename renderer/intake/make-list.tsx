import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactElement } from 'react';
import { Label } from 'react-aria-components/Label';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import { useLocation } from 'wouter';
import { listLayout, type ListedRow, type ListLayout, type ReadList } from '../../contract/expected.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useCall, useStation } from '../station.tsx';
import { listText } from '../words/intake-lists.ts';

/** Serials as people type or paste them: one on each line, with host and slot behind commas. */
export function rowsOf(typed: string): readonly ListedRow[] {
  return typed.split('\n').flatMap((line) => {
    const [serial = '', host = '', slot = ''] = line.split(/[,;\t]/).map((part) => part.trim());
    return serial === '' ? [] : [{ serial, ...(host === '' ? {} : { host }), ...(slot === '' ? {} : { slot }) }];
  });
}

/** Makes an expected list from a ticket's serials, or from a file of another system. */
export function MakeList({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const client = useQueryClient();
  const call = useCall();
  const [, go] = useLocation();
  const [ticket, setTicket] = useState('');
  const [typed, setTyped] = useState('');
  const [unnamed, setUnnamed] = useState('');
  const [read, setRead] = useState<ReadFile>();
  const fromFile = read?.list.kind === 'rows' ? read.list : undefined;
  const rows = fromFile?.rows ?? rowsOf(typed);
  const bays = unnamed.trim() === '' ? 0 : /^\d{1,3}$/.test(unnamed.trim()) ? Number(unnamed) : Number.NaN;
  const isWhole = bays >= 0 && bays <= 500;
  const make = async (): Promise<void> => {
    let made: string | undefined;
    const done = await call.run(async () => {
      const receipt = await station.expected.make({
        rows: [...rows],
        ...(bays === 0 ? {} : { unnamed: bays }),
        ...(ticket.trim() === '' ? {} : { ticket: ticket.trim() }),
        ...(fromFile === undefined ? {} : { file: fromFile.file }),
      });
      if (receipt.kind === 'done') made = receipt.subject;
      return receipt;
    });
    if (!done) return;
    await client.invalidateQueries({ queryKey: ['expected'] });
    go(made === undefined ? '/intake' : `/intake/${made}`);
  };
  return (
    <Sheet title={listText.make} onClose={onClose} wide>
      <div className="field-row">
        <Field label={listText.ticket} value={ticket} onChange={setTicket} />
        <Field
          label={listText.unnamed}
          value={unnamed}
          onChange={setUnnamed}
          hint={isWhole ? listText.unnamedHint : listText.unnamedBad}
          mono
        />
      </div>
      <div className="step-columns">
        <TextField className="field" value={typed} onChange={setTyped} isDisabled={fromFile !== undefined}>
          <Label>{listText.typed}</Label>
          <TextArea className="input mono serial-lines" rows={6} spellCheck={false} autoComplete="off" />
          <p className="small quiet">{listText.typedHint}</p>
        </TextField>
        <FromFile read={read} onRead={setRead} />
      </div>
      <Refused words={call.refused} />
      <Act kind="main" disabled={!isWhole || rows.length + bays === 0 || call.busy} onPress={() => void make()}>
        {listText.go(rows.length + (isWhole ? bays : 0))}
      </Act>
    </Sheet>
  );
}

/** A file that was chosen, and what it lists. */
interface ReadFile {
  readonly name: string;
  readonly list: ReadList;
}

function FromFile({ read, onRead }: { readonly read: ReadFile | undefined; readonly onRead: (read: ReadFile) => void }): ReactElement {
  const { station } = useStation();
  const [layout, setLayout] = useState<ListLayout>('csv');
  const picker = useRef<HTMLInputElement>(null);
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    onRead({ name: file.name, list: await station.expected.read({ name: file.name, layout, base64: await base64Of(file) }) });
  };
  return (
    <div>
      <Choice
        label={`${listText.file}, ${listText.layout.toLowerCase()}`}
        options={listLayout.options}
        value={layout}
        onChange={setLayout}
        word={(each) => listText.layouts[each]}
      />
      <p className="small quiet">{listText.fileHint}</p>
      <input
        ref={picker}
        className="hidden-word"
        type="file"
        tabIndex={-1}
        aria-label={listText.choose}
        accept=".csv,.json,.txt,.tsv"
        onChange={(event) => void open(event.target.files?.[0])}
      />
      <Act onPress={() => picker.current?.click()}>{listText.choose}</Act>
      <p role="status">
        {read === undefined
          ? null
          : read.list.kind === 'rows'
            ? listText.read(read.list.rows.length, read.name)
            : listText.unread(read.list.why, read.list.line, read.list.more)}
      </p>
    </div>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
