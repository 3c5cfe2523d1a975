import { powerSaveBlocker } from 'electron';

/** Keeps the machine from suspending while an erase runs: a drive that loses power in the middle is in no known state. */
export class Awake {
  #blocker: number | undefined;

  /** @param jobs how many erases run now */
  follow(jobs: number): void {
    if (jobs > 0 && this.#blocker === undefined) this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (jobs === 0 && this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }
}
