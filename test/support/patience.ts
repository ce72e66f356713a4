/** Milliseconds that something which must succeed may take: a busy machine is slow. */
export const PATIENCE = 20_000;
