import { useState, type ReactElement } from 'react';
import type { LabelPrinter } from '../../contract/labels.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { useStation } from '../station.tsx';
import { dotsWords, labelText as text, languageWords, sizeWords, symbologyWords, wayWords } from '../words/labels-page.ts';
import { useLabelCall } from './looks.ts';

const usual: LabelPrinter = {
  way: { is: 'network', host: '', port: 9100 },
  as: 'zpl',
  size: '76x38',
  symbology: 'code128',
  dots_per_mm: 8,
};

/** Which printer, which stock. */
export function PrinterForm({ printer }: { readonly printer: LabelPrinter | undefined }): ReactElement {
  const { station } = useStation();
  const call = useLabelCall();
  const known = printer ?? usual;
  const [way, setWay] = useState(known.way.is);
  const [host, setHost] = useState(known.way.is === 'network' ? known.way.host : '');
  const [port, setPort] = useState(String(known.way.is === 'network' ? known.way.port : 9100));
  const [queue, setQueue] = useState(known.way.is === 'queue' ? known.way.name : '');
  const [as, setAs] = useState(known.as);
  const [size, setSize] = useState(known.size);
  const [symbology, setSymbology] = useState(known.symbology);
  const [dots, setDots] = useState<'8' | '12'>(known.dots_per_mm === 8 ? '8' : '12');
  const chosen = wayOf(way, { host: host.trim(), port, queue: queue.trim() });
  const save = (): void => {
    if (chosen === undefined) return;
    const next: LabelPrinter = { way: chosen, as, size, symbology, dots_per_mm: dots === '8' ? 8 : 12 };
    void call.run(() => station.labels.setPrinter(next));
  };
  return (
    <Section title={text.printer}>
      <div className="label-form">
        <Choice label={text.way} options={['network', 'queue', 'file']} value={way} onChange={setWay} word={(each) => wayWords[each]} />
        {way === 'network' ? (
          <div className="label-pair">
            <Field label={text.host} value={host} onChange={setHost} mono />
            <Field label={text.port} value={port} onChange={setPort} mono />
          </div>
        ) : way === 'queue' ? (
          <Field label={text.queueName} value={queue} onChange={setQueue} mono />
        ) : (
          <p className="quiet">{text.fileMore}</p>
        )}
        <Choice label={text.language} options={['zpl', 'pdf']} value={as} onChange={setAs} word={(each) => languageWords[each]} />
        <Choice label={text.size} options={['50x25', '76x38', '100x50']} value={size} onChange={setSize} word={(each) => sizeWords[each]} />
        {size === '50x25' ? (
          <p className="quiet">{text.smallStock}</p>
        ) : (
          <Choice
            label={text.symbology}
            options={['code128', 'datamatrix']}
            value={symbology}
            onChange={setSymbology}
            word={(each) => symbologyWords[each]}
          />
        )}
        <Choice label={text.dots} options={['8', '12']} value={dots} onChange={setDots} word={(each) => dotsWords[each]} />
        <Act kind={printer === undefined ? 'main' : 'plain'} onPress={save} disabled={call.busy || chosen === undefined}>
          {text.save}
        </Act>
        <Refused words={call.refused} tight />
      </div>
    </Section>
  );
}

function wayOf(
  is: LabelPrinter['way']['is'],
  { host, port, queue }: { readonly host: string; readonly port: string; readonly queue: string },
): LabelPrinter['way'] | undefined {
  switch (is) {
    case 'network': {
      const number = Number(port);
      const isPort = Number.isInteger(number) && number >= 1 && number <= 65_535;
      return isPort && /^[A-Za-z0-9.:-]+$/.test(host) ? { is, host, port: number } : undefined;
    }
    case 'queue':
      return /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(queue) ? { is, name: queue } : undefined;
    case 'file':
      return { is };
  }
}
