import { playSeeds } from '../seeds.ts';

playSeeds(191, 200);
