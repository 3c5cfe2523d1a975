import { playSeeds } from '../seeds.ts';

playSeeds(171, 180);
