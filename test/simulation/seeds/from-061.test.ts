import { playSeeds } from '../seeds.ts';

playSeeds(61, 70);
