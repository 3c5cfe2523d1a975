import { useState, type ReactElement, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import type { Overview } from '../../contract/console/reports.ts';
import type { ConsoleRouteId } from '../../contract/console/routes.ts';
import { Act } from '../parts/act.tsx';
import { Time } from '../parts/marks.tsx';
import { Shape } from '../parts/shape.tsx';
import { setTheme, theme, themes, type Theme } from '../theme.ts';
import { app, nav, navGroups } from '../words/console/app.ts';
import { grouped } from '../words/numbers.ts';
import { ask } from './ask.ts';
import { useLine } from './live.tsx';
import { useLook } from './queries.ts';
import { SearchBox } from './search.tsx';
import { may, useSigned } from './session.tsx';

interface Place {
  readonly path: string;
  readonly word: string;
  readonly needs: ConsoleRouteId;
  /** How many things wait there for a person. */
  readonly waits?: (overview: Overview) => number;
}

const groups: readonly { readonly name: string | undefined; readonly places: readonly Place[] }[] = [
  { name: undefined, places: [{ path: '/', word: nav.overview, needs: 'overview.look' }] },
  {
    name: navGroups.drives,
    places: [
      { path: '/drives', word: nav.drives, needs: 'drives.find' },
      { path: '/overdue', word: nav.ageing, needs: 'ageing.look', waits: ({ overdue }) => overdue },
      { path: '/conflicts', word: nav.conflicts, needs: 'conflicts.list', waits: ({ conflicts }) => conflicts },
      { path: '/exports', word: nav.exports, needs: 'drives.export' },
    ],
  },
  {
    name: navGroups.ledger,
    places: [
      { path: '/stations', word: nav.stations, needs: 'stations.list', waits: ({ waiting }) => waiting.enrolments + waiting.epochs },
      { path: '/quarantine', word: nav.quarantine, needs: 'quarantine.list', waits: ({ waiting }) => waiting.quarantine },
      { path: '/outlets', word: nav.outlets, needs: 'outlets.list', waits: ({ waiting }) => waiting.outlets },
      { path: '/log', word: nav.log, needs: 'overview.look' },
    ],
  },
  {
    name: navGroups.audit,
    places: [
      { path: '/figures', word: nav.figures, needs: 'failures.look' },
      { path: '/firmware', word: nav.firmware, needs: 'firmware.list' },
      { path: '/rechecks', word: nav.rechecks, needs: 'rechecks.list' },
      { path: '/readiness', word: nav.readiness, needs: 'readiness.look' },
      { path: '/reads', word: nav.reads, needs: 'reads.list' },
    ],
  },
  {
    name: navGroups.rule,
    places: [
      { path: '/people', word: nav.people, needs: 'people.list' },
      { path: '/tenants', word: nav.tenants, needs: 'tenants.add' },
      { path: '/retention', word: nav.retention, needs: 'retention.list' },
      { path: '/policies', word: nav.policies, needs: 'policies.list' },
    ],
  },
];

/** What stands around every page: where one may go, the search, who looks. */
export function Frame({ children }: { readonly children: ReactNode }): ReactElement {
  const [at] = useLocation();
  // Open only where it was opened: going elsewhere closes it.
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === at;
  return (
    <div className="console">
      <a className="skip" href="#work" onClick={toWork}>
        {app.skip}
      </a>
      <header className="console-top">
        <Link href="/" className="console-name">
          <b>{app.name}</b> <span>{app.console}</span>
        </Link>
        <SearchBox />
        <LineLamp />
        <Who />
        <button
          type="button"
          className="menu-key act act-plain"
          aria-expanded={open}
          aria-controls="rail"
          onClick={() => setOpenAt(open ? undefined : at)}
        >
          {app.menu}
        </button>
      </header>
      <Rail at={at} open={open} />
      <div className="console-work">
        <Broken />
        {children}
      </div>
    </div>
  );
}

/** The address belongs to the page, so the skip link moves the focus itself. */
function toWork(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#work')?.focus();
}

function Rail({ at, open }: { readonly at: string; readonly open: boolean }): ReactElement {
  const signed = useSigned();
  const { data: overview } = useLook('overview.look', {});
  return (
    <nav className={open ? 'rail rail-open' : 'rail'} id="rail" aria-label={app.pages}>
      {groups.map(({ name, places }) => {
        const open_ = places.filter(({ needs }) => may(signed, needs));
        if (open_.length === 0) return null;
        return (
          <div key={name ?? ''} className="rail-group">
            {name === undefined ? null : <p className="rail-name">{name}</p>}
            <ul>
              {open_.map(({ path, word, waits }) => (
                <li key={path}>
                  <Link href={path} className="rail-link" aria-current={isAt(at, path) ? 'page' : undefined}>
                    <span>{word}</span>
                    <Waits count={overview === undefined ? 0 : (waits?.(overview) ?? 0)} />
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

/** Dark while nothing waits: a figure here asks for a person. */
function Waits({ count }: { readonly count: number }): ReactElement | null {
  return count === 0 ? null : <span className="rail-waits mono small">{grouped(count)}</span>;
}

const parents: Readonly<Record<string, RegExp>> = {
  '/overdue': /^\/overdue/,
  '/drives': /^\/(drives|drive\/|find\/)/,
  '/conflicts': /^\/conflict/,
  '/figures': /^\/figures/,
  '/stations': /^\/station/,
  '/policies': /^\/polic/,
};

function isAt(at: string, path: string): boolean {
  return parents[path]?.test(at) ?? at === path;
}

function LineLamp(): ReactElement {
  const line = useLine();
  const words = { opening: app.opening, live: app.live, broken: app.broken }[line];
  return (
    <span className={`line-lamp line-${line} small`}>
      <Shape mark={line === 'broken' ? 'stopped' : line === 'live' ? 'waiting' : 'unknown'} size={16} />
      <span>{words}</span>
    </span>
  );
}

/** One height, at the top of the work: what you see may be old. */
function Broken(): ReactElement | null {
  const line = useLine();
  const { dataUpdatedAt } = useLook('overview.look', {});
  if (line !== 'broken') return null;
  return (
    <p className="broken" role="status">
      <Shape mark="stopped" size={20} />
      <span>
        {app.brokenMore}{' '}
        {dataUpdatedAt === 0 ? null : (
          <>
            {app.asOf} <Time ms={dataUpdatedAt} />.
          </>
        )}
      </span>
    </p>
  );
}

const themeWords: Readonly<Record<Theme, string>> = { system: app.system, light: app.light, dark: app.dark };

function Who(): ReactElement {
  const { name } = useSigned();
  const client = useQueryClient();
  const [chosen, choose] = useState(theme());
  const leave = async (): Promise<void> => {
    await ask('session.end', {}).catch(() => undefined);
    client.clear();
    window.location.reload();
  };
  return (
    <div className="console-who">
      <label className="theme">
        <span className="hidden-word">{app.theme}</span>
        <select
          className="select small"
          value={chosen}
          onChange={({ target }) => {
            const next = themes.find((each) => each === target.value) ?? 'system';
            setTheme(next);
            choose(next);
          }}
        >
          {themes.map((each) => (
            <option key={each} value={each}>
              {themeWords[each]}
            </option>
          ))}
        </select>
      </label>
      <span className="who-name">{name}</span>
      <Act onPress={() => void leave()}>{app.signOut}</Act>
    </div>
  );
}
