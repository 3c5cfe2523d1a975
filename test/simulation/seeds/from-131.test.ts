import { playSeeds } from '../seeds.ts';

playSeeds(131, 140);
