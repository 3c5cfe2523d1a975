import { playSeeds } from '../seeds.ts';

playSeeds(21, 30, ['push ok', 'push clock']);
