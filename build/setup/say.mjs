/** One line to the person at the terminal. Never on stdout: that belongs to the command. */
export function say(line) {
  process.stderr.write(`custos: ${line}\n`);
}

/** Something that a person must put right; shown without a stack. */
export class Trouble extends Error {}
