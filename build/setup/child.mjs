import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in place of this one as far as anybody outside can tell: same streams, signals passed on, its exit
 * code (128 + signal number when a signal ended it) as the answer. Nothing survives this process.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] quiet: stdout goes to stderr
 * @returns {Promise<number>}
 */
export function follow(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['inherit', options.quiet ? 2 : 'inherit', 'inherit'],
      cwd: options.cwd,
      env: options.env || process.env,
    });
    const listeners = passedOn.map((signal) => {
      // Ctrl+C at a terminal reaches the whole group, the child too: passing it on again would count twice.
      const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY === true;
      const listener = () => void (fromTerminal || child.kill(signal));
      process.on(signal, listener);
      return () => process.removeListener(signal, listener);
    });
    const atExit = () => void child.kill('SIGTERM');
    process.on('exit', atExit);
    const done = () => {
      for (const stop of listeners) stop();
      process.removeListener('exit', atExit);
    };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code, signal) => {
      done();
      resolve(signal ? 128 + (constants.signals[signal] || 0) : code === null ? 1 : code);
    });
  });
}

/**
 * Becomes the Node program: where the system can, this process turns into it, so that there is one process fewer
 * and nothing to pass on; elsewhere it is followed.
 *
 * @param {readonly string[]} args arguments for node
 * @param {NodeJS.ProcessEnv} [env]
 */
export function become(args, env = process.env) {
  const all = env.CUSTOS_FOLLOWS === undefined ? args : ['--import', new URL('./follow-parent.mjs', import.meta.url).href, ...args];
  if (process.platform !== 'win32' && typeof process.execve === 'function') {
    process.removeAllListeners('warning'); // it warns of being new; that is no news for a user
    process.execve(process.execPath, [process.execPath, ...all], defined(env));
  }
  return follow(process.execPath, all, { env });
}

function defined(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

/**
 * Runs a program for its effect and keeps its words for when it fails.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, words: string }>} code 127 when it could not be started, 124 when it took too long
 */
export function attempt(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: options.cwd, env: options.env || process.env });
    let words = '';
    const hear = (chunk) => (words = (words + String(chunk)).slice(-20000));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    let late = false;
    const timer = setTimeout(
      () => {
        late = true;
        child.kill('SIGKILL');
      },
      options.timeoutMs || 20 * 60 * 1000,
    );
    const stop = (signal) => {
      child.kill(signal);
      process.exit(128 + (constants.signals[signal] || 0));
    };
    for (const signal of passedOn) process.on(signal, stop);
    const done = (code) => {
      clearTimeout(timer);
      for (const signal of passedOn) process.removeListener(signal, stop);
      resolve({ code, words });
    };
    child.on('error', (error) => {
      words += error.message;
      done(127);
    });
    child.on('close', (code) => done(late ? 124 : code === null ? 1 : code));
  });
}
