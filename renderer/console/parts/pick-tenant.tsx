import type { ReactElement } from 'react';
import { useLook } from '../queries.ts';
import { useTenants } from '../session.tsx';
import { Pick } from './pick.tsx';

/** One tenant out of those that the person may see, by name; `none` is what no choice means at this place. */
export function PickTenant({
  label,
  none,
  value,
  onChange,
}: {
  readonly label: string;
  readonly none: string;
  readonly value: string | undefined;
  readonly onChange: (tenant: string | undefined) => void;
}): ReactElement {
  const { data } = useLook('tenants.list', {});
  const named = useTenants();
  return (
    <Pick label={label} none={none} value={value} options={data?.rows.map(({ tenant }) => tenant) ?? []} word={named} onChange={onChange} />
  );
}
