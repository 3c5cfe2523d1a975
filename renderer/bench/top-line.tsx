import type { ReactElement } from 'react';
import { Link as Anchor, useLocation } from 'wouter';
import { useBench, useCall, useStation } from '../station.tsx';
import { Act } from '../parts/act.tsx';
import { State } from '../parts/shape.tsx';
import { grouped } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { syncText, syncWord, unknownSync } from '../words/sync.ts';

const places = [
  ['/', screens.nav.bench],
  ['/drives', screens.nav.drives],
  ['/intake', screens.nav.intake],
  ['/containers', screens.nav.containers],
  ['/lots', screens.nav.lots],
  ['/hand-over', screens.nav.handOver],
  ['/people', screens.nav.people],
  ['/settings', screens.nav.settings],
] as const;

/** Where I am, who I am, what is safe where. */
export function TopLine(): ReactElement {
  const bench = useBench();
  const [location] = useLocation();
  return (
    <header className="top">
      <p className="top-where">
        <span className="top-bench">{bench.station.name}</span>
        <span className="small quiet">{bench.station.site}</span>
      </p>
      <nav className="top-nav" aria-label={screens.app.name}>
        {places.map(([to, word]) => (
          <Anchor key={to} href={to} className="top-link" aria-current={here(location, to) ? 'page' : undefined}>
            {word}
          </Anchor>
        ))}
      </nav>
      <Ledger />
      <Who />
    </header>
  );
}

function here(location: string, to: string): boolean {
  return to === '/'
    ? location === '/'
    : location.startsWith(to) || (to === '/drives' && (location === '/due' || location.startsWith('/drive/')));
}

/** Three counters from left to right: each fact moves one step to the right as it gets safer. */
function Ledger(): ReactElement {
  const { sync } = useBench();
  const { line } = useStation();
  const [location] = useLocation();
  const { mark, word } = line === 'open' ? syncWord(sync.state) : unknownSync;
  return (
    <Anchor href="/sync" className="ledger" aria-current={location === '/sync' ? 'page' : undefined}>
      <State mark={mark} word={word} size={20} />
      <Counter name={syncText.here} value={sync.here} />
      <Counter name={syncText.acknowledged} value={sync.acknowledged} />
      <Counter name={syncText.proven} value={sync.proven} />
    </Anchor>
  );
}

function Counter({ name, value }: { readonly name: string; readonly value: number }): ReactElement {
  return (
    <span className="counter">
      <span className="mono">{grouped(value)}</span>
      <span className="small quiet">{name}</span>
    </span>
  );
}

function Who(): ReactElement {
  const { session } = useBench();
  const { station } = useStation();
  const { run } = useCall();
  if (session === undefined) return <p className="who who-none">{screens.app.signedOut}</p>;
  return (
    <div className="who">
      <span className="who-name">{session.person.name}</span>
      <Act command="SIGNOUT" onPress={() => void run(() => station.session.signOut())}>
        {screens.app.signOut}
      </Act>
    </div>
  );
}
