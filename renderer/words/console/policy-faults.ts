/** What is missing at a place of a draft, by the member that does not fit. What has no words of its own keeps the schema's. */
export function faultText(part: string, key: string, text: string): string {
  return faults[key === '' ? part : key] ?? `${key === '' ? part : key}: ${text}`;
}

const faults: Readonly<Record<string, string>> = {
  id: 'Give it a short name that no other has: small letters, digits, _ in rules and - in policies.',
  media: 'Choose at least one kind of media.',
  data_class: 'Choose at least one class of data.',
  destination: 'Choose at least one destination.',
  techniques: 'Choose at least one way.',
  rules: 'Add a rule: without one, no drive ever leaves.',
  ladders: 'Add a ladder: without one, no technique counts.',
  read_back: 'Say how much is read back.',
  destroy: 'Say how drives may be destroyed.',
  label: 'Give the field a name.',
  choices: 'Name what there is to choose from.',
  kinds: 'Choose at least one kind of container.',
  within: 'Name at least one site.',
  rungs: 'There are more techniques than a ladder may hold.',
  version: 'A version is a whole number from 1.',
  name: 'The name is too long.',
  standard: 'The name of the standard is too long.',
  notes: 'There are too many notes, or one is longer than 300 characters.',
};
