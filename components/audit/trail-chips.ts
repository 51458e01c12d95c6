import type { FilterChip } from "@/components/ui/filter-chips";
import type { AuditEventView, AuditFilter } from "@/lib/contract/audit";
import { actionWords } from "@/lib/format/action-words";
import { formatUtc } from "@/lib/format/date";
import { shortenDigest } from "@/lib/format/digest";
import { objectWords } from "@/lib/format/object-words";
import { actorKindWords, actorText } from "./actor-name";
import { outcomeWords } from "./outcome-badge";
import { trailHref } from "./trail-address";

/**
 * Every filter that is on.
 *
 * @param items what is shown: it knows names of the actor and the object that are filtered for.
 */
export function trailChips(
  filter: AuditFilter,
  items: readonly AuditEventView[],
): readonly FilterChip[] {
  const { actor, actorKind, objectKind, objectId, action, outcome, requestId, from, to } = filter;
  const objectName = items.find((item) => item.object?.id === objectId)?.object?.name;
  const known = items.find((item) => item.actor.id === actor)?.actor;
  const object = [
    objectKind && objectWords(objectKind),
    objectName ?? (objectId && shortenDigest(objectId)),
  ]
    .filter(Boolean)
    .join(" ");
  const chips: readonly (readonly [
    label: string,
    text: string | undefined,
    names: readonly (keyof AuditFilter)[],
  ])[] = [
    ["Done by", actor && (known ? actorText(known) : shortenDigest(actor)), ["actor"]],
    ["Who", actorKind && actorKindWords[actorKind], ["actorKind"]],
    ["Object", object === "" ? undefined : object, ["objectKind", "objectId"]],
    ["Action", action && actionWords(action), ["action"]],
    ["Outcome", outcome && outcomeWords[outcome], ["outcome"]],
    ["Request", requestId && shortenDigest(requestId), ["requestId"]],
    ["From", from && formatUtc(from), ["from"]],
    ["Before", to && formatUtc(to), ["to"]],
  ];
  return chips.flatMap(([label, text, names]) =>
    text === undefined ? [] : [{ label, text, removeHref: trailHref(withoutNames(filter, names)) }],
  );
}

function withoutNames(filter: AuditFilter, names: readonly (keyof AuditFilter)[]): AuditFilter {
  return Object.fromEntries(
    Object.entries(filter).filter(([name]) => !names.some((other) => other === name)),
  );
}
