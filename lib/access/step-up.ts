/** How long a proof of who somebody is stays fresh: for changes that give or take power. */
export const STEP_UP_MS = 15 * 60_000;
