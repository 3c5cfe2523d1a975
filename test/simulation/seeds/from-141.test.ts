import { playSeeds } from '../seeds.ts';

playSeeds(141, 150);
