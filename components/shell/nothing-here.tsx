import { Compass } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export function NothingHere() {
  return (
    <>
      <h1 className="sr-only">Nothing here</h1>
      <div className="rounded-card border bg-surface">
        <EmptyState
          icon={<Compass aria-hidden />}
          title="There is nothing at this address"
          action={
            <>
              <ButtonLink href="/" variant="primary">
                Overview
              </ButtonLink>
              <ButtonLink href="/attestations">Attestations</ButtonLink>
            </>
          }
        >
          Check the id, or search for the first digits of a digest above. <code>NOT_FOUND</code>
        </EmptyState>
      </div>
    </>
  );
}
