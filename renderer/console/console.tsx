import { lazy, Suspense, type ReactElement } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { ConsoleRouteId } from '../../contract/console/routes.ts';
import { app, nav, signIn } from '../words/console/app.ts';
import { Frame } from './frame.tsx';
import { DrivePage } from './drive/drive-page.tsx';
import { AgeingPage } from './pages/ageing.tsx';
import { ConflictPage } from './pages/conflict.tsx';
import { ConflictsPage } from './pages/conflicts.tsx';
import { DrivesPage, FindPage } from './pages/drives.tsx';
import { ExportsPage } from './pages/exports.tsx';
import { FiguresPage } from './pages/figures.tsx';
import { FirmwarePage } from './pages/firmware.tsx';
import { LogPage } from './pages/log.tsx';
import { OutletsPage } from './pages/outlets.tsx';
import { PeoplePage } from './pages/people.tsx';
import { PoliciesPage } from './pages/policies.tsx';
import { PolicyDraftPage } from './pages/policy-draft.tsx';
import { QuarantinePage } from './pages/quarantine.tsx';
import { ReadinessPage } from './pages/readiness.tsx';
import { ReadsPage } from './pages/reads.tsx';
import { RechecksPage } from './pages/rechecks.tsx';
import { RetentionPage } from './pages/retention.tsx';
import { StationPage } from './pages/station.tsx';
import { StationsPage } from './pages/stations.tsx';
import { TenantsPage } from './pages/tenants.tsx';
import { Page } from './parts/page.tsx';
import { useMay, useSigned } from './session.tsx';

const OverviewPage = lazy(async () => ({ default: (await import('./pages/overview.tsx')).OverviewPage }));

/** The pages, each behind the route that it cannot do without. */
export function Console(): ReactElement {
  const { grants } = useSigned();
  const [at] = useLocation();
  return (
    <Frame>
      <Suspense fallback={<Page title={nav.overview} />}>
        {grants.length === 0 ? (
          <Page title={signIn.waits} lead={signIn.waitsMore} />
        ) : (
          <Switch>
            <Route path="/">
              <OverviewPage />
            </Route>
            <Route path="/drives/:filter?">
              {({ filter = '' }) => <Needs id="drives.find" page={() => <DrivesPage filter={decodeURIComponent(filter)} />} />}
            </Route>
            <Route path="/find/:text">
              {({ text }) => <Needs id="drives.find" page={() => <FindPage text={decodeURIComponent(text)} />} />}
            </Route>
            <Route path="/drive/:subject">
              {({ subject }) => <Needs id="drives.look" page={() => <DrivePage key={subject} subject={subject} />} />}
            </Route>
            <Route path="/overdue/:step?">{({ step }) => <Needs id="ageing.look" page={() => <AgeingPage asked={step} />} />}</Route>
            <Route path="/conflicts">{() => <Needs id="conflicts.list" page={() => <ConflictsPage />} />}</Route>
            <Route path="/conflict/:id">{({ id }) => <Needs id="conflicts.look" page={() => <ConflictPage id={id} />} />}</Route>
            <Route path="/exports">{() => <Needs id="drives.export" page={() => <ExportsPage />} />}</Route>
            <Route path="/stations">{() => <Needs id="stations.list" page={() => <StationsPage />} />}</Route>
            <Route path="/station/:station">
              {({ station }) => <Needs id="stations.look" page={() => <StationPage station={station} />} />}
            </Route>
            <Route path="/quarantine">{() => <Needs id="quarantine.list" page={() => <QuarantinePage />} />}</Route>
            <Route path="/outlets">{() => <Needs id="outlets.list" page={() => <OutletsPage />} />}</Route>
            <Route path="/log">
              <LogPage />
            </Route>
            <Route path="/figures/:figure?">
              {({ figure }) => <Needs id="failures.look" page={() => <FiguresPage asked={figure} />} />}
            </Route>
            <Route path="/readiness">{() => <Needs id="readiness.look" page={() => <ReadinessPage />} />}</Route>
            <Route path="/reads">{() => <Needs id="reads.list" page={() => <ReadsPage />} />}</Route>
            <Route path="/firmware">{() => <Needs id="firmware.list" page={() => <FirmwarePage />} />}</Route>
            <Route path="/rechecks">{() => <Needs id="rechecks.list" page={() => <RechecksPage />} />}</Route>
            <Route path="/people">{() => <Needs id="people.list" page={() => <PeoplePage />} />}</Route>
            <Route path="/tenants">{() => <Needs id="tenants.add" page={() => <TenantsPage />} />}</Route>
            <Route path="/retention">{() => <Needs id="retention.list" page={() => <RetentionPage />} />}</Route>
            <Route path="/policies">
              <PoliciesPage />
            </Route>
            <Route path="/policy-draft/:draft">
              {({ draft }) => <Needs id="drafts.look" page={() => <PolicyDraftPage key={draft} draft={draft} />} />}
            </Route>
            <Route>{at === '' ? <Redirect to="/" /> : <Page title={app.nowhere} />}</Route>
          </Switch>
        )}
      </Suspense>
    </Frame>
  );
}

function Needs({ id, page }: { readonly id: ConsoleRouteId; readonly page: () => ReactElement }): ReactElement {
  return useMay(id) ? page() : <Page title={app.notYours} lead={app.notYoursMore} />;
}
