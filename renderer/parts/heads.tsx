import type { ReactElement } from 'react';

/** The heading row of a table; with `acts` a last column for what can be done with a row. */
export function Heads({ words, acts = false }: { readonly words: readonly string[]; readonly acts?: boolean }): ReactElement {
  return (
    <thead>
      <tr>
        {words.map((head) => (
          <th key={head} scope="col">
            {head}
          </th>
        ))}
        {acts ? <td /> : null}
      </tr>
    </thead>
  );
}
