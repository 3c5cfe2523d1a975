import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Choice } from '../parts/field.tsx';
import { useStation } from '../station.tsx';

/** One of the makers that a drive can go back to, by the title of its rule. */
export function PickMaker(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (maker: string) => void;
}): ReactElement {
  const { station } = useStation();
  const makers = useQuery({ queryKey: ['makers'], queryFn: () => station.returns.makers() }).data ?? [];
  return (
    <Choice
      {...props}
      options={makers.map(({ rule }) => rule.maker)}
      word={(each) => makers.find(({ rule }) => rule.maker === each)?.rule.title ?? each}
    />
  );
}
