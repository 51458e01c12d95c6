import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button, ButtonLink } from "@/components/ui/button";
import type { AttestationFilter, AttestationList } from "@/lib/contract/attestations";
import { attestationListHref } from "./list-href";

/** Newer and older pages by keyset: a page behind an address never shifts while rows arrive. */
export function PageLinks({
  filter,
  list,
}: {
  readonly filter: AttestationFilter;
  readonly list: AttestationList;
}) {
  const { previousCursor, nextCursor } = list;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-2 pt-3">
      <p className="text-sm text-muted">
        {list.items.length} shown
        {previousCursor === null && nextCursor === null ? ", that is all" : null}
      </p>
      <div className="flex gap-2">
        {previousCursor === null ? (
          <Button disabled>
            <ChevronLeft aria-hidden />
            Newer
          </Button>
        ) : (
          <ButtonLink
            href={attestationListHref(filter, { cursor: previousCursor, direction: "newer" })}
          >
            <ChevronLeft aria-hidden />
            Newer
          </ButtonLink>
        )}
        {nextCursor === null ? (
          <Button disabled>
            Older
            <ChevronRight aria-hidden />
          </Button>
        ) : (
          <ButtonLink
            href={attestationListHref(filter, { cursor: nextCursor, direction: "older" })}
          >
            Older
            <ChevronRight aria-hidden />
          </ButtonLink>
        )}
      </div>
    </nav>
  );
}
