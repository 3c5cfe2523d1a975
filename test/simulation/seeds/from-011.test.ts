import { playSeeds } from '../seeds.ts';

playSeeds(11, 20, ['push ok', 'push bad_signature', 'push bad_event', 'push fork', 'push frozen']);
