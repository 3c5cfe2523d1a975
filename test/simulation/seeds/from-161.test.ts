import { playSeeds } from '../seeds.ts';

playSeeds(161, 170);
