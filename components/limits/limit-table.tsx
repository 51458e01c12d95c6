"use client";

import { Pencil } from "lucide-react";
import { PermittedButton } from "@/components/session/permitted-button";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { LIMIT_CLASSES, LIMIT_CLASS_NAMES } from "@/lib/access/limit-class";
import type { Limits, LimitSetting } from "@/lib/contract/limits";
import { allowanceWords, scopeWords } from "./limit-words";
import { UseBar } from "./use-bar";

/** Classes of operations, and in each whose buckets hold how much. */
export function LimitTable({
  limits: { settings, use, maySetOrganization },
  onEdit,
}: {
  readonly limits: Limits;
  readonly onEdit: (setting: LimitSetting) => void;
}) {
  return (
    <div className="flex flex-col gap-4">
      {LIMIT_CLASS_NAMES.map((limitClass) => (
        <Card key={limitClass} aria-labelledby={`class-${limitClass}`}>
          <CardHeader id={`class-${limitClass}`} title={LIMIT_CLASSES[limitClass].words} />
          <ul className="divide-y">
            {settings
              .filter((setting) => setting.limitClass === limitClass)
              .map((setting) => {
                const { scope, subjectId, updatedAt } = setting;
                const drawn = use
                  .filter((one) => one.limitClass === limitClass && one.scope === scope)
                  .filter((one) => subjectId === null || one.subjectId === subjectId);
                const [emptiest] = drawn;
                const who = subjectId === null ? scopeWords[scope] : (emptiest?.name ?? subjectId);
                const isLocked = scope === "organization" && !maySetOrganization;
                return (
                  <li
                    key={`${scope}/${subjectId}`}
                    className="grid items-center gap-x-4 gap-y-1 px-4 py-2 text-sm sm:grid-cols-[9rem_minmax(0,1fr)_12rem_7rem]"
                  >
                    <span className="font-medium">{who}</span>
                    <span>
                      {allowanceWords(setting)}{" "}
                      {updatedAt === null ? (
                        <Badge>default</Badge>
                      ) : (
                        <Badge tone="pending">default: {allowanceWords(setting.default)}</Badge>
                      )}
                    </span>
                    {emptiest ? (
                      <UseBar use={emptiest} label={`${LIMIT_CLASSES[limitClass].words}, ${who}`} />
                    ) : (
                      <span className="text-xs text-muted">not drawn from</span>
                    )}
                    {isLocked ? (
                      <span className="text-xs text-muted">set by the first organization</span>
                    ) : (
                      <PermittedButton
                        permission="limit:manage"
                        variant="ghost"
                        size="small"
                        className="justify-self-start sm:justify-self-end"
                        aria-label={`Change ${LIMIT_CLASSES[limitClass].words.toLowerCase()}, ${who.toLowerCase()}`}
                        onClick={() => onEdit(setting)}
                      >
                        <Pencil aria-hidden />
                        Change
                      </PermittedButton>
                    )}
                  </li>
                );
              })}
          </ul>
        </Card>
      ))}
    </div>
  );
}
