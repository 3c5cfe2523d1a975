import { playSeeds } from '../seeds.ts';

playSeeds(41, 50);
