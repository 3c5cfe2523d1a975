import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import type { Choice as ExportChoice } from '../../../contract/console/drives.ts';
import { Act } from '../../parts/act.tsx';
import { Choice, Field, Section } from '../../parts/field.tsx';
import { Refused } from '../../parts/refused.tsx';
import { choiceWords, exportPage } from '../../words/console/lists.ts';
import { day } from '../../words/numbers.ts';
import { askFile } from '../ask.ts';
import { chooseNone, useChosen } from '../parts/chosen.ts';
import { Page } from '../parts/page.tsx';
import { PickTenant } from '../parts/pick-tenant.tsx';
import { saveFile } from '../parts/save.ts';
import { useDeed, useLook } from '../queries.ts';
import { useTenants } from '../session.tsx';
import { quartersBefore } from './quarters.ts';

type Which = 'chosen' | 'time' | 'all';
type Kind = 'bundle' | 'csv' | 'json';

/** Drives taken away as one file: which, and in what form. */
export function ExportsPage(): ReactElement {
  const chosen = useChosen();
  const [which, setWhich] = useState<Which>(chosen.length > 0 ? 'chosen' : 'time');
  const [span, setSpan] = useState<Span>({});
  const [consignee, setConsignee] = useState('');
  const [site, setSite] = useState('');
  const [tenant, setTenant] = useState<string>();
  const tenants = useTenants();
  const choice: ExportChoice =
    which === 'chosen'
      ? { subjects: chosen.map(({ subject }) => subject) }
      : {
          ...(which === 'time' ? span : {}),
          ...(consignee.trim() === '' ? {} : { consignee: consignee.trim() }),
          ...(site.trim() === '' ? {} : { site: site.trim() }),
          ...(tenant === undefined ? {} : { tenant }),
        };
  const ready = which === 'chosen' ? chosen.length > 0 : which === 'all' || span.from_ms !== undefined || span.until_ms !== undefined;
  return (
    <Page title={exportPage.title} lead={exportPage.lead}>
      <div className="export">
        <Section title={exportPage.which}>
          <Choice
            silent
            label={exportPage.which}
            value={which}
            onChange={setWhich}
            options={['time', 'chosen', 'all'] as const}
            word={(each) => exportPage[each]}
          />
          {which === 'chosen' ? <Chosen /> : null}
          {which === 'time' ? <SpanFields onSpan={setSpan} /> : null}
          {which === 'chosen' ? null : (
            <div className="field-row">
              <Field label={exportPage.consignee} hint={exportPage.consigneeHint} value={consignee} onChange={setConsignee} />
              <Field label={exportPage.site} hint={exportPage.siteHint} value={site} onChange={setSite} />
              <PickTenant label={exportPage.tenant} none={exportPage.all} value={tenant} onChange={setTenant} />
            </div>
          )}
        </Section>
        <Section title={exportPage.what}>
          <p>
            {exportPage.summary} {choiceWords(choice, tenants, day)}
          </p>
          <Ways choice={choice} ready={ready} />
        </Section>
      </div>
    </Page>
  );
}

interface Span {
  readonly from_ms?: number;
  readonly until_ms?: number;
}

/** Quarters by one press, any other time by two days. Both days belong to it. */
function SpanFields({ onSpan }: { readonly onSpan: (span: Span) => void }): ReactElement {
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const { data } = useLook('overview.look', {});
  const set = (first: string, last: string): void => {
    setFrom(first);
    setUntil(last);
    onSpan({
      ...(first === '' ? {} : { from_ms: new Date(`${first}T00:00:00`).getTime() }),
      ...(last === '' ? {} : { until_ms: new Date(`${last}T23:59:59.999`).getTime() }),
    });
  };
  return (
    <>
      <div className="acts quarters" role="group" aria-label={exportPage.quarter}>
        {(data === undefined ? [] : quartersBefore(data.at_ms, 5)).map(({ name, first, last }) => (
          <Act key={name} kind={from === first && until === last ? 'main' : 'plain'} onPress={() => set(first, last)}>
            {name}
          </Act>
        ))}
      </div>
      <div className="field-row">
        <label className="field">
          <span>{exportPage.from}</span>
          <input className="input mono" type="date" value={from} onChange={({ target }) => set(target.value, until)} />
        </label>
        <label className="field">
          <span>{exportPage.until}</span>
          <input className="input mono" type="date" value={until} onChange={({ target }) => set(from, target.value)} />
        </label>
      </div>
    </>
  );
}

function Chosen(): ReactElement {
  const chosen = useChosen();
  if (chosen.length === 0)
    return (
      <p>
        {exportPage.serialsNone} <Link href="/drives">{exportPage.toList}</Link>
      </p>
    );
  return (
    <>
      <ul className="chosen-serials" aria-label={exportPage.serials}>
        {chosen.map(({ subject, serial }) => (
          <li key={subject} className="mono small">
            {serial}
          </li>
        ))}
      </ul>
      <Act onPress={chooseNone}>{exportPage.forget}</Act>
    </>
  );
}

function Ways({ choice, ready }: { readonly choice: ExportChoice; readonly ready: boolean }): ReactElement {
  const deed = useDeed();
  const [saved, setSaved] = useState('');
  const take = (kind: Kind): void => {
    setSaved('');
    void deed.run(async () => {
      const file =
        kind === 'bundle'
          ? await askFile('drives.bundle', { body: choice })
          : await askFile('drives.export', { query: { as: kind }, body: choice });
      const name = file.name === 'custos' ? `custos.${kind === 'bundle' ? 'zip' : kind}` : file.name;
      saveFile(name, file.bytes);
      setSaved(name);
    });
  };
  return (
    <>
      <ul className="ways-away">
        {(['bundle', 'csv', 'json'] as const).map((kind) => (
          <li key={kind}>
            <div>
              <p className="lead">{exportPage[kind]}</p>
              <p className="small quiet">{exportPage[`${kind}More`]}</p>
            </div>
            <Act
              kind={kind === 'bundle' ? 'main' : 'plain'}
              disabled={!ready || deed.busy}
              label={`${exportPage.save} ${exportPage[kind]}`}
              onPress={() => take(kind)}
            >
              {exportPage.save}
            </Act>
          </li>
        ))}
      </ul>
      <p role="status" className="small">
        {deed.busy ? exportPage.making : saved === '' ? '' : exportPage.saved(saved)}
      </p>
      <Refused words={deed.fault} />
    </>
  );
}
