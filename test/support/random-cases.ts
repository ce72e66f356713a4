import fc from 'fast-check';

/** The random cases are the same in every run in CI, so that only a change can fail it; elsewhere they differ. */
if (process.env.CI) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_126 });
