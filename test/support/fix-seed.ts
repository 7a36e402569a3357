import fc from "fast-check";

/**
 * Properties try something new at each run, and print the seed with which they fail. A run that judges a change tries always
 * the same: one that fails by chance teaches to look away.
 */
const { CI, FC_SEED = CI ? "1" : undefined } = process.env;
if (FC_SEED !== undefined) fc.configureGlobal({ seed: Number(FC_SEED) });
