import { playSeeds } from '../seeds.ts';

playSeeds(111, 120);
