import { playSeeds } from '../seeds.ts';

playSeeds(1, 10, ['push ok', 'push not_enrolled', 'push gap', 'push bad_signature', 'push bad_event', 'push fork', 'push frozen']);
