/** Does something, and asks for a fresh proof of who this is when the API wants one before it. */
export type Confirmed = <T>(work: () => Promise<T>) => Promise<T>;
