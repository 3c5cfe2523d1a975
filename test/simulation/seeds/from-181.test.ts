import { playSeeds } from '../seeds.ts';

playSeeds(181, 190);
