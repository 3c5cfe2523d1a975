import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { SessionAnswer } from '../../contract/console/sign-in.ts';
import { Act } from '../parts/act.tsx';
import { Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { app, signIn } from '../words/console/app.ts';
import { faultWords } from '../words/console/faults.ts';
import type { RefusalWords } from '../words/refusals.ts';
import { addressOf, ask } from './ask.ts';
import { Console } from './console.tsx';
import { ConsoleEars } from './ears.tsx';
import { LiveProvider } from './live.tsx';
import { useDeed, useLook, wordsOf } from './queries.ts';
import { SignedContext } from './session.tsx';

type Nobody = Extract<SessionAnswer, { kind: 'nobody' }>;

/** Lets in who is signed in; shows everybody else how to sign in. */
export function Door(): ReactElement {
  const { data: session, error, refetch } = useLook('session.look', {});
  const [, go] = useLocation();
  const wasSigned = useRef(false);
  useEffect(() => {
    if (session?.kind === 'person') wasSigned.current = true;
  }, [session]);
  if (session?.kind === 'person')
    return (
      <SignedContext value={session}>
        <LiveProvider>
          <ConsoleEars onScan={(text) => go(`/find/${encodeURIComponent(text)}`)}>
            <Console />
          </ConsoleEars>
        </LiveProvider>
      </SignedContext>
    );
  return (
    <ConsoleEars onScan={() => undefined}>
      {session === undefined ? (
        <Porch>
          {error === null ? (
            <p className="quiet">{app.loading}</p>
          ) : (
            <>
              <Refused words={wordsOf(error)} />
              <Act onPress={() => void refetch()}>{app.again}</Act>
            </>
          )}
        </Porch>
      ) : (
        <Porch registry={session.registry}>{session.set_up ? <SetUp /> : <SignIn session={session} ended={wasSigned.current} />}</Porch>
      )}
    </ConsoleEars>
  );
}

function Porch({ registry, children }: { readonly registry?: string; readonly children: ReactNode }): ReactElement {
  return (
    <main className="porch">
      <div className="porch-plate">
        <p className="porch-name">
          <b>{app.name}</b> {app.console}
          <span className="mono small quiet">{registry}</span>
        </p>
        {children}
      </div>
    </main>
  );
}

/** What a provider's answer is told as in the address that leads back here. */
const returned: Readonly<Record<string, Parameters<typeof faultWords>[0]>> = {
  no_account: 'no_account',
  denied: 'denied',
  away: 'provider_away',
  failed: 'not_vouched',
};

/** Read once: after a reload it is over. */
function useReturned(): RefusalWords | undefined {
  const [code] = useState(() => returned[new URLSearchParams(window.location.search).get('sign-in') ?? '']);
  useEffect(() => window.history.replaceState(null, '', `${window.location.pathname}${window.location.hash}`), []);
  return code === undefined ? undefined : faultWords(code);
}

function SignIn({ session, ended }: { readonly session: Nobody; readonly ended: boolean }): ReactElement {
  const cameBack = useReturned();
  const none = session.providers.length === 0 && !session.local;
  return (
    <>
      <h1>{signIn.title}</h1>
      <p className="quiet">{none ? signIn.noneMore : signIn.lead}</p>
      <Refused words={cameBack ?? (ended ? faultWords('sign_in') : undefined)} />
      {session.providers.map(({ id, name }, at) => (
        <a key={id} className={`act ${at === 0 ? 'act-main' : 'act-plain'}`} href={addressOf('session.oidc', { params: { provider: id } })}>
          {signIn.with} {name}
        </a>
      ))}
      {session.local ? <LocalSignIn alone={session.providers.length === 0} /> : null}
    </>
  );
}

function LocalSignIn({ alone }: { readonly alone: boolean }): ReactElement {
  const [open, setOpen] = useState(alone);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const deed = useDeed();
  if (!open) return <Act onPress={() => setOpen(true)}>{signIn.local}</Act>;
  const enter = (): void => void deed.run(() => ask('session.local', { body: { login: login.trim(), password } }));
  return (
    <section className="porch-local" aria-label={signIn.local}>
      {alone ? null : <p className="small quiet">{signIn.localHint}</p>}
      <Field label={signIn.login} value={login} onChange={setLogin} autoFocus mono onEnter={enter} />
      <Field label={signIn.password} value={password} onChange={setPassword} secret onEnter={enter} />
      <Refused words={deed.fault} />
      <Act kind="main" disabled={deed.busy || login.trim() === '' || password === ''} onPress={enter}>
        {signIn.do}
      </Act>
    </section>
  );
}

function SetUp(): ReactElement {
  const [code, setCode] = useState('');
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const deed = useDeed();
  const ready = code.trim() !== '' && login.trim() !== '' && name.trim() !== '' && password.length >= 12;
  const make = (): void => {
    if (ready)
      void deed.run(() => ask('session.set_up', { body: { code: code.trim(), login: login.trim(), name: name.trim(), password } }));
  };
  return (
    <>
      <h1>{signIn.setUp}</h1>
      <p className="quiet">{signIn.setUpLead}</p>
      <Field label={signIn.code} value={code} onChange={setCode} hint={signIn.codeHint} mono autoFocus onEnter={make} />
      <Field label={signIn.fullName} value={name} onChange={setName} onEnter={make} />
      <Field label={signIn.login} value={login} onChange={setLogin} mono onEnter={make} />
      <Field label={signIn.password} value={password} onChange={setPassword} hint={signIn.passwordHint} secret onEnter={make} />
      <Refused words={deed.fault} />
      <Act kind="main" disabled={deed.busy || !ready} onPress={make}>
        {signIn.setUpDo}
      </Act>
    </>
  );
}
