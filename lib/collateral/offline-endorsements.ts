import { fail } from "@/lib/rats/result";
import { endorsementKey, type EndorsementSource } from "@/lib/trust/endorsement-source";

/** For the command line: what the request did not bring can't be had. */
export const noEndorsements: EndorsementSource = {
  get: (request) =>
    Promise.resolve(
      fail(
        "COLLATERAL_UNAVAILABLE",
        `${endorsementKey(request)} was not given, and no network is used; give it with --collateral`,
      ),
    ),
};
