import { playSeeds } from '../seeds.ts';

playSeeds(1, 10, ['push ok', 'push not_enrolled', 'push gap', 'push auth', 'push key_revoked', 'push clock', 'push internal']);
