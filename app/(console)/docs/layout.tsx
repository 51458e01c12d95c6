import type { ReactNode } from "react";
import { Permitted } from "../prefetched";

/** For everybody with an account: what it says of this installation's API is nobody else's business. */
export default function DocsLayout({ children }: { readonly children: ReactNode }) {
  return <Permitted permission="signed-in">{children}</Permitted>;
}
