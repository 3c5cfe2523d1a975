import { lazy, Suspense, useState, type ReactElement } from 'react';
import type { StationLook } from '../../../contract/console/stations.ts';
import { revocationReason } from '../../../domain/facts/control.ts';
import { Act } from '../../parts/act.tsx';
import { Choice, Field, Section } from '../../parts/field.tsx';
import { Code, Pair, Time } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import {
  clockState,
  lagWords,
  revocationWord,
  endedMark,
  endedWord,
  stationPage,
  stationsPage,
  stationState,
} from '../../words/console/stations.ts';
import { grouped } from '../../words/numbers.ts';
import { codeWords } from '../../words/refusals.ts';
import { ask } from '../ask.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { Table } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { useMay } from '../session.tsx';

const FactsADay = lazy(async () => ({ default: (await import('../parts/charts.tsx')).FactsADay }));

type Key = StationLook['keys'][number];

/** One station: how it stands, its keys, its forks. */
export function StationPage({ station }: { readonly station: string }): ReactElement {
  const look = useLook('stations.look', { params: { station } });
  const row = look.data?.row;
  return (
    <Page title={row?.name ?? stationsPage.name} {...(row === undefined ? {} : { lead: `${row.site}. ${row.platform}.` })}>
      <Look look={look} lines={10}>
        {(data) => <Told look={data} />}
      </Look>
    </Page>
  );
}

function Told({ look }: { readonly look: StationLook }): ReactElement {
  const { row, forks, days } = look;
  return (
    <>
      <div className="told">
        <div>
          <Section title={stationPage.days}>
            <Suspense fallback={<div className="chart" />}>
              <FactsADay days={days} name={stationPage.days30} />
            </Suspense>
          </Section>
        </div>
        <Section title={stationsPage.state}>
          <dl className="pairs">
            <Pair name={stationsPage.state}>
              <State {...stationState(row.state)} size={20} />
            </Pair>
            <Pair name={stationsPage.heard}>
              {row.last_event_ms === undefined ? stationsPage.never : <Time ms={row.last_event_ms} long />}
            </Pair>
            <Pair name={stationsPage.lag}>
              <Code>{lagWords(row.lag_ms)}</Code>
            </Pair>
            <Pair name={stationsPage.clock}>
              <State {...clockState(row)} size={20} />
            </Pair>
            <Pair name={stationsPage.epoch}>
              <Code>{row.epoch}</Code>
            </Pair>
            <Pair name={stationPage.seq}>
              <Code>{grouped(row.seq)}</Code>
            </Pair>
            <Pair name={stationsPage.version}>
              <Code>{row.version ?? ''}</Code>
            </Pair>
          </dl>
        </Section>
      </div>
      {forks.length === 0 ? null : <Forks forks={forks} />}
      <Keys look={look} />
    </>
  );
}

function Forks({ forks }: { readonly forks: StationLook['forks'] }): ReactElement {
  return (
    <Section title={stationPage.forks}>
      <p className="lead">{stationPage.forksLead}</p>
      <Table
        name={stationPage.forks}
        rows={forks}
        rowKey={({ diverging }) => diverging}
        columns={[
          { name: stationPage.fork, cell: ({ epoch, seq }) => <Code small>{`${epoch} · ${grouped(seq)}`}</Code> },
          { name: stationPage.logged, cell: ({ logged }) => <span className="mono small story-hash">{logged}</span> },
          { name: stationPage.diverging, cell: ({ diverging }) => <span className="mono small story-hash">{diverging}</span> },
          { name: stationPage.found, kind: 'figure', cell: ({ at_ms: atMs }) => <Time ms={atMs} long /> },
        ]}
      />
    </Section>
  );
}

function Keys({ look: { row, keys } }: { readonly look: StationLook }): ReactElement {
  const revokes = useMay('keys.revoke');
  const [revoking, setRevoking] = useState<Key>();
  return (
    <Section title={stationPage.keys}>
      {keys.length === 0 ? <Empty words={stationPage.noKeys} /> : null}
      <Table
        name={stationPage.keys}
        rows={keys}
        rowKey={({ keyid, use }) => `${use}${keyid}`}
        columns={[
          { name: stationPage.key, cell: ({ keyid }) => <span className="mono small story-hash">{keyid}</span> },
          { name: stationPage.use, cell: ({ use }) => codeWords(use) },
          {
            name: stationsPage.state,
            cell: ({ ended }) =>
              ended === undefined ? (
                <State mark="waiting" word={stationPage.counts} size={16} />
              ) : (
                <State mark={endedMark(ended)} word={endedWord(ended)} size={16} />
              ),
          },
          { name: stationPage.from, kind: 'figure', cell: ({ from_index: from }) => <Code small>{grouped(from)}</Code> },
          {
            name: stationPage.until,
            kind: 'figure',
            cell: ({ until_index: until }) => <Code small>{until === undefined ? '' : grouped(until)}</Code>,
          },
          {
            name: stationPage.revoke,
            silent: true,
            kind: 'figure',
            cell: (key) =>
              revokes && key.ended === undefined ? (
                <Act label={`${stationPage.revoke} ${key.keyid}`} onPress={() => setRevoking(key)}>
                  {stationPage.revoke}
                </Act>
              ) : null,
          },
        ]}
      />
      {revoking === undefined ? null : (
        <Revoke station={row.station} epoch={row.epoch} seq={row.seq} revoked={revoking} onClose={() => setRevoking(undefined)} />
      )}
    </Section>
  );
}

function Revoke({
  station,
  epoch,
  seq,
  revoked,
  onClose,
}: {
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly revoked: Key;
  readonly onClose: () => void;
}): ReactElement {
  const [why, setWhy] = useState<(typeof revocationReason.options)[number]>();
  const [bound, setBound] = useState<'all' | 'place'>('all');
  const [place, setPlace] = useState(String(seq));
  const upTo = Number(place);
  const sound = bound === 'all' || (/^\d+$/.test(place) && upTo <= seq);
  return (
    <Sure
      title={stationPage.revokeTitle}
      what={stationPage.revokeWhat}
      act={stationPage.revoke}
      stop
      ready={why !== undefined && sound}
      run={() =>
        ask('keys.revoke', {
          params: { station, keyid: revoked.keyid },
          body: { reason: why ?? 'lost', ...(bound === 'all' ? {} : { trust: { epoch, seq: upTo } }) },
        })
      }
      onClose={onClose}
    >
      <p className="mono small">{revoked.keyid}</p>
      <Choice label={stationPage.revokeWhy} value={why} onChange={setWhy} options={revocationReason.options} word={revocationWord} />
      <Choice
        label={stationPage.trust}
        value={bound}
        onChange={setBound}
        options={['all', 'place'] as const}
        word={(each) => (each === 'all' ? stationPage.trustAll : stationPage.trustPlace)}
      />
      {bound === 'place' ? (
        <Field label={`${stationPage.trustSeq} (${stationPage.trustEpoch} ${epoch})`} value={place} onChange={setPlace} mono />
      ) : null}
    </Sure>
  );
}
