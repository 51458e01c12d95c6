/** Loads a page of this server anew: nothing that was remembered for the one who sat here before is left in it. */
export function goAfresh(path: string): void {
  window.location.assign(new URL(path, window.location.origin));
}
