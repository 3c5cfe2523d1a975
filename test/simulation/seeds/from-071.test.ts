import { playSeeds } from '../seeds.ts';

playSeeds(71, 80);
