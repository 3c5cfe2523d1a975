import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import type { Person } from '../../contract/views.ts';
import { role, type Role } from '../../domain/people/roles.ts';
import { Act } from '../parts/act.tsx';
import { Field } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape, State } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useScans } from '../scan/ears.tsx';
import { useBench, useCall, usePeople, useStation } from '../station.tsx';
import { endedByLog, roleByLogWords } from '../words/by-log.ts';
import { roleMeans, roleWord } from '../words/custody.ts';
import { stepText } from '../words/drive.ts';
import { screens } from '../words/screens.ts';
import { BadgePaper } from './set-up.tsx';

const words = screens.people;

/** Who is enrolled here and what each may do. */
export function People(): ReactElement {
  const people = usePeople();
  const { session } = useBench();
  const [enrolling, setEnrolling] = useState(false);
  const [ending, setEnding] = useState<Person>();
  const again = useQueryClient();
  const refresh = (): void => void again.invalidateQueries({ queryKey: ['people'] });
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{words.title}</h1>
        {session === undefined ? null : (
          <Act kind="main" onPress={() => setEnrolling(true)}>
            {words.enrol}
          </Act>
        )}
      </header>
      {session === undefined ? <p className="empty">{words.none}</p> : <Table people={people} onEnd={setEnding} me={session.person.id} />}
      {enrolling ? (
        <Enrol
          onClose={() => {
            setEnrolling(false);
            refresh();
          }}
        />
      ) : null}
      {ending === undefined ? null : (
        <End
          person={ending}
          onClose={() => {
            setEnding(undefined);
            refresh();
          }}
        />
      )}
    </main>
  );
}

function Table({
  people,
  onEnd,
  me,
}: {
  readonly people: readonly Person[];
  readonly onEnd: (person: Person) => void;
  readonly me: string;
}): ReactElement {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.roles}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <th scope="row">
              {person.name} <Code small>{person.id}</Code>
            </th>
            <td>
              {person.roles.map(roleWord).join(', ')}
              {(person.by_log ?? []).map((each) => (
                <span key={each.role} className="by-log small quiet">
                  {roleByLogWords(each)}
                </span>
              ))}
            </td>
            <td className="table-act">
              {person.active ? (
                person.id === me ? null : (
                  <Act label={`${words.endSure}, ${person.name}`} onPress={() => onEnd(person)}>
                    {words.endSure}
                  </Act>
                )
              ) : (
                <span className="state">
                  <Shape mark="stopped" size={20} /> {person.ended_by_log === true ? endedByLog : words.ended}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Enrol({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [name, setName] = useState('');
  const [badge, setBadge] = useState('');
  const [printed, setPrinted] = useState(false);
  const [pin, setPin] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>(['technician']);
  useScans(true, (text) => {
    setBadge(text.trim());
    setPrinted(false);
    return true;
  });
  const enrol = async (): Promise<void> => {
    if (await call.run(() => station.people.enrol({ name, badge, pin, roles: [...roles] }))) onClose();
  };
  const makeBadge = async (): Promise<void> => {
    setBadge((await station.setUp.newBadge()).badge);
    setPrinted(true);
  };
  return (
    <Sheet title={words.enrol} onClose={onClose} wide>
      <Field label={words.name} value={name} onChange={setName} autoFocus required />
      <CheckboxGroup
        className="choice"
        value={[...roles]}
        onChange={(next) => setRoles(role.options.filter((option) => next.includes(option)))}
      >
        <Label>{words.roles}</Label>
        <div className="choice-row choice-tall">
          {role.options.map((option) => (
            <Checkbox key={option} value={option} className="choice-option choice-box">
              <span className="choice-dot" aria-hidden="true" />
              <span>
                {roleWord(option)}
                <span className="small quiet role-means">{roleMeans(option)}</span>
              </span>
            </Checkbox>
          ))}
        </div>
      </CheckboxGroup>
      <div className="step-columns">
        <div className="set-up-badge">
          <State mark={badge === '' ? 'waiting' : 'proven'} word={badge === '' ? words.badge : stepText.badgeRead} />
          <Field label={words.scanBadge} value={badge} onChange={setBadge} mono />
          {printed ? <BadgePaper name={name} badge={badge} title={words.badge} /> : null}
          <div className="acts">
            <Act onPress={() => void makeBadge()}>{words.newBadge}</Act>
            {printed ? <Act onPress={() => window.print()}>{words.print}</Act> : null}
          </div>
        </div>
        <div>
          <Field label={words.pin} value={pin} onChange={setPin} secret required />
        </div>
      </div>
      <Refused words={call.refused} />
      <Act
        kind="main"
        disabled={call.busy || name === '' || badge.length < 4 || pin.length < 6 || roles.length === 0}
        onPress={() => void enrol()}
      >
        {words.enrolDo}
      </Act>
    </Sheet>
  );
}

function End({ person, onClose }: { readonly person: Person; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const end = async (): Promise<void> => {
    if (await call.run(() => station.people.end({ person: person.id }))) onClose();
  };
  return (
    <Sheet title={`${words.endSure}: ${person.name}`} onClose={onClose}>
      <p>{words.endMore}</p>
      <Refused words={call.refused} />
      <div className="acts">
        <Act kind="stop" disabled={call.busy} onPress={() => void end()}>
          {words.endSure}
        </Act>
        <Act onPress={onClose}>{screens.app.back}</Act>
      </div>
    </Sheet>
  );
}
