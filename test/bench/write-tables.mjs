import { writeTables } from './tables.mjs';

/** The pages' tables anew, from a record where one is named. */
await writeTables(process.argv[2]);
