/** `narrow` or `wide`: read on the server, so that the page does not jump after its first paint. */
export const RAIL_COOKIE = "attestry_rail";
