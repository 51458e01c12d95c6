/** What Next hands to a page: written out, because Next's own global types exist only after a build. */
export interface PageAddress {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}
