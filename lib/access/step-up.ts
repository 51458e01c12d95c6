/** How long a proof of who somebody is stays fresh: for changes that give or take power. */
export const STEP_UP_MS = 15 * 60_000;

/** Whether somebody has proved lately who they are. */
export function isProofFresh(
  { authenticatedAt }: { readonly authenticatedAt: Date },
  now: Date,
): boolean {
  return now.getTime() - authenticatedAt.getTime() < STEP_UP_MS;
}
