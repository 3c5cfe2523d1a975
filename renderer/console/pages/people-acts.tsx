import { useState, type ReactElement } from 'react';
import { role as roles, type Role } from '../../../domain/people/roles.ts';
import { Choice, Field } from '../../parts/field.tsx';
import { peoplePage } from '../../words/console/people.ts';
import { programsText } from '../../words/console/programs.ts';
import { roleMeans, roleWord } from '../../words/custody.ts';
import { day } from '../../words/numbers.ts';
import { ask } from '../ask.ts';
import { PickTenant } from '../parts/pick-tenant.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import type { Named, StrangerOf } from './people-parts.tsx';

const yearMs = 365 * 86_400_000;

export function GiveRole({
  person,
  program,
  onClose,
}: {
  readonly person: Named;
  /** A program only asks: it is no administrator. */
  readonly program: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const { data: overview } = useLook('overview.look', {});
  const [role, setRole] = useState<Role>();
  const [sites, setSites] = useState('*');
  const [tenant, setTenant] = useState<string>();
  const [until, setUntil] = useState('');
  const ends = until === '' && overview !== undefined ? day(overview.at_ms + yearMs) : until;
  const places = sites.split(',').flatMap((site) => (site.trim() === '' ? [] : [site.trim()]));
  return (
    <Sure
      title={peoplePage.giveTitle(person.name)}
      what={program ? programsText.giveWhat : peoplePage.giveWhat}
      act={peoplePage.give}
      ready={role !== undefined && places.length > 0 && ends !== ''}
      run={() =>
        ask('people.grant', {
          params: { person: person.person },
          body: { role: role ?? 'auditor', sites: places, tenants: [tenant ?? '*'], until_ms: new Date(`${ends}T23:59:59`).getTime() },
        })
      }
      onClose={onClose}
    >
      <Choice
        label={peoplePage.role}
        value={role}
        onChange={setRole}
        options={program ? roles.options.filter((each) => each !== 'admin') : roles.options}
        word={roleWord}
      />
      <p className="small quiet role-means">{role === undefined ? '' : roleMeans(role)}</p>
      <div className="field-row">
        <Field label={peoplePage.sitesField} hint={peoplePage.sitesHint} value={sites} onChange={setSites} />
        <PickTenant label={peoplePage.tenantsField} none={peoplePage.everyTenant} value={tenant} onChange={setTenant} />
        <label className="field">
          <span>{peoplePage.untilField}</span>
          <input className="input mono" type="date" value={ends} onChange={({ target }) => setUntil(target.value)} />
          <span className="small quiet">{peoplePage.untilHint}</span>
        </label>
      </div>
    </Sure>
  );
}

export function TakeRole({
  person,
  role,
  onClose,
}: {
  readonly person: Named;
  readonly role: Role;
  readonly onClose: () => void;
}): ReactElement {
  return (
    <Sure
      title={peoplePage.takeTitle(person.name, roleWord(role))}
      what={peoplePage.takeWhat}
      act={peoplePage.take}
      stop
      reason
      run={(reason) => ask('people.ungrant', { params: { person: person.person }, body: { role, reason } })}
      onClose={onClose}
    />
  );
}

/** Closes an account, or ends somebody whom a station enrolled: one act at the registry. */
export function EndAccount({
  person,
  bench,
  onClose,
}: {
  readonly person: Named;
  readonly bench: boolean;
  readonly onClose: () => void;
}): ReactElement {
  return (
    <Sure
      title={bench ? peoplePage.endBenchTitle(person.name) : peoplePage.endTitle(person.name)}
      what={bench ? peoplePage.endBenchWhat : peoplePage.endWhat}
      act={bench ? peoplePage.endBench : peoplePage.end}
      stop
      reason
      run={(reason) => ask('people.end', { params: { person: person.person }, body: { reason } })}
      onClose={onClose}
    />
  );
}

/** An account for somebody a provider vouched for, or a local one. */
export function AddAccount({
  stranger,
  onClose,
}: {
  readonly stranger: StrangerOf | undefined;
  readonly onClose: () => void;
}): ReactElement {
  const [name, setName] = useState(stranger?.name ?? '');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const way =
    stranger === undefined ? ({ way: 'local', login: login.trim(), password } as const) : ({ way: 'oidc', stranger: stranger.id } as const);
  return (
    <Sure
      title={stranger === undefined ? peoplePage.addTitle : `${peoplePage.letIn}: ${stranger.account}`}
      what={stranger === undefined ? peoplePage.addWhat : peoplePage.strangersLead}
      act={peoplePage.add}
      ready={name.trim() !== '' && (stranger !== undefined || (login.trim() !== '' && password.length >= 12))}
      kept={false}
      run={() => ask('people.add', { body: { name: name.trim(), way } })}
      onClose={onClose}
    >
      <Field label={peoplePage.name} value={name} onChange={setName} autoFocus required />
      {stranger === undefined ? (
        <>
          <Field label={peoplePage.login} value={login} onChange={setLogin} mono required />
          <Field label={peoplePage.password} hint={peoplePage.passwordHint} value={password} onChange={setPassword} secret required />
        </>
      ) : null}
    </Sure>
  );
}
