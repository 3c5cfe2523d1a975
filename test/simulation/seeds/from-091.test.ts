import { playSeeds } from '../seeds.ts';

playSeeds(91, 100);
