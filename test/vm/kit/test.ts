import { test as nodeTest } from 'node:test';

/** A test of this suite; Node's own runner awaits it. */
export function test(title: string, body: () => Promise<void>): void {
  void nodeTest(title, body);
}
