import { playSeeds } from '../seeds.ts';

playSeeds(11, 20, ['push ok', 'push gap', 'push key_revoked']);
