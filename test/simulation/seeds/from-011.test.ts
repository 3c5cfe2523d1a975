import { playSeeds } from '../seeds.ts';

playSeeds(11, 20);
