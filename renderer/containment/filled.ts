/** What people filled in of some fields, without those they left empty. */
export function filled<Name extends string>(fields: Readonly<Record<Name, string>>): { readonly [Key in Name]?: string } {
  return Object.fromEntries(
    Object.entries<string>(fields).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])),
  ) as { readonly [Key in Name]?: string }; // the same names
}
