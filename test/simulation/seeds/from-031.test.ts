import { playSeeds } from '../seeds.ts';

playSeeds(31, 40);
