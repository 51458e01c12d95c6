import { Bot, CircleHelp, KeyRound, UserRound } from "lucide-react";
import type { AuditEventView } from "@/lib/contract/audit";

type Actor = AuditEventView["actor"];

const looks = {
  person: { Icon: UserRound, word: "Person" },
  key: { Icon: KeyRound, word: "API key" },
  system: { Icon: Bot, word: "Server" },
  anonymous: { Icon: CircleHelp, word: "Nobody known" },
} as const satisfies Record<Actor["kind"], { Icon: typeof Bot; word: string }>;

export const actorKindWords = {
  person: looks.person.word,
  key: looks.key.word,
  system: looks.system.word,
  anonymous: looks.anonymous.word,
} as const satisfies Record<Actor["kind"], string>;

/** What an actor is called: the name that it had then. */
export function actorText({ kind, id, name, service }: Actor): string {
  const text = name ?? id ?? actorKindWords[kind];
  return service === undefined ? text : `${text} (${service})`;
}

/** Who did it: a shape for the kind, then the name. */
export function ActorName({ actor }: { readonly actor: Actor }) {
  const { Icon, word } = looks[actor.kind];
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5 align-middle">
      <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
      <span className="sr-only">{word}: </span>
      <span className="truncate">{actorText(actor)}</span>
    </span>
  );
}
