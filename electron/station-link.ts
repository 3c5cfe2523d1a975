import { type MessagePortMain, utilityProcess, type UtilityProcess } from 'electron';
import type { FromStation, Mode, StationArguments, ToStation } from './messages.ts';

/** How long a station may take to close its files, in all. */
const closeMs = 10_000;
/** A station that dies is started again: soon, then later, then not any more. */
const restartMs = [500, 2_000, 5_000] as const;
/** A station that lived this long was healthy: its next fall counts as the first. */
const healthyMs = 60_000;

export interface StationListener {
  /** A station runs, for the first time or again: windows that listen need a new port. */
  ready(): void;
  running(jobs: number): void;
  cannotStart(words: string): void;
  /** It fell too often and stays down. */
  gone(): void;
}

/** The station in a process of its own: it holds the store and the drives, and dies and rises without the window. */
export class StationLink {
  readonly #program: string;
  readonly #arguments: StationArguments;
  readonly #listener: StationListener;
  #process: UtilityProcess | undefined;
  #up = false;
  #closing = false;
  #falls = 0;

  constructor(program: string, stationArguments: StationArguments, listener: StationListener) {
    this.#program = program;
    this.#arguments = stationArguments;
    this.#listener = listener;
  }

  start(): void {
    const child = utilityProcess.fork(this.#program, [JSON.stringify(this.#arguments)], {
      serviceName: 'Custos station',
      stdio: 'inherit',
    });
    this.#process = child;
    let healthy: NodeJS.Timeout | undefined;
    child.on('spawn', () => (healthy = setTimeout(() => (this.#falls = 0), healthyMs)));
    // The type is what station-process.ts sends; nobody else holds the other end.
    child.on('message', (message: FromStation) => this.#hear(message));
    child.on('exit', () => {
      clearTimeout(healthy);
      this.#process = undefined;
      this.#up = false;
      this.#listener.running(0);
      if (!this.#closing) this.#startAgain();
    });
  }

  /** True while a station is open and answers. */
  get up(): boolean {
    return this.#up;
  }

  /** Gives the station its end of a window's channel. */
  attach(mode: Mode, port: MessagePortMain): void {
    this.#send({ kind: 'attach', mode }, [port]);
  }

  /** Lets the station close its files and ends it. Settles when it is gone, however it went. */
  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#process;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => child.kill(), closeMs);
      child.once('exit', () => {
        clearTimeout(late);
        resolve();
      });
      this.#send({ kind: 'close' }, []);
    });
  }

  #send(message: ToStation, ports: MessagePortMain[]): void {
    this.#process?.postMessage(message, ports);
  }

  #hear(message: FromStation): void {
    switch (message.kind) {
      case 'ready':
        this.#up = true;
        this.#listener.ready();
        return;
      case 'running':
        this.#listener.running(message.jobs);
        return;
      case 'cannot-start':
        this.#closing = true;
        this.#listener.cannotStart(message.words);
        return;
    }
  }

  #startAgain(): void {
    const wait = restartMs[this.#falls];
    this.#falls += 1;
    if (wait === undefined) this.#listener.gone();
    else setTimeout(() => this.#closing || this.start(), wait);
  }
}
