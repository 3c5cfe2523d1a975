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
  const [layout, setLayout] = useState<ListLayout>('csv');
  const [read, setRead] = useState<{ readonly name: string; readonly list: ReadList }>();
  const picker = useRef<HTMLInputElement>(null);
  const fromFile = read?.list.kind === 'rows' ? read.list : undefined;
  const rows = fromFile?.rows ?? rowsOf(typed);
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setRead({ name: file.name, list: await station.expected.read({ name: file.name, layout, base64: await base64Of(file) }) });
  };
  const make = async (): Promise<void> => {
    let made: string | undefined;
    const done = await call.run(async () => {
      const receipt = await station.expected.make({
        rows: [...rows],
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
      <Field label={listText.ticket} value={ticket} onChange={setTicket} />
      <div className="step-columns">
        <TextField className="field" value={typed} onChange={setTyped} isDisabled={fromFile !== undefined}>
          <Label>{listText.typed}</Label>
          <TextArea className="input mono serial-lines" rows={6} spellCheck={false} autoComplete="off" />
          <p className="small quiet">{listText.typedHint}</p>
        </TextField>
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
      </div>
      <Refused words={call.refused} />
      <Act kind="main" disabled={rows.length === 0 || call.busy} onPress={() => void make()}>
        {listText.go(rows.length)}
      </Act>
    </Sheet>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
