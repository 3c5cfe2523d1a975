import { playSeeds } from '../seeds.ts';

playSeeds(1, 10, [
  'push ok',
  'push not_enrolled',
  'push auth',
  'push bad_event',
  'push bad_signature',
  'push fork',
  'push frozen',
  'push internal',
]);
