import { Banner } from "@/components/ui/banner";
import { Timestamp } from "@/components/ui/timestamp";
import type { Overview } from "@/lib/contract/overview";

/** One banner for each service that did not answer; nothing while all of them do. */
export function UpstreamState({ upstreams }: { readonly upstreams: Overview["upstreams"] }) {
  return upstreams
    .filter(({ reachable }) => !reachable)
    .map((upstream) => (
      <Banner
        key={upstream.host}
        tone="warning"
        title={
          <>
            {upstream.host} has not answered since <Timestamp value={upstream.since} absolute />
          </>
        }
      >
        {upstream.detail ? `${upstream.detail}. ` : null}
        Evidence whose collateral is not in the cache is kept as indeterminate; re-verify it later,
        or import the collateral as a file.
      </Banner>
    ));
}
