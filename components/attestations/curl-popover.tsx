"use client";

import { SquareTerminal } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Popover } from "@/components/ui/popover";
import { curlCommand } from "@/lib/client/operation-url";

/** The call behind what is shown, for a shell. */
export function CurlPopover({
  operation,
  url,
}: {
  readonly operation: string;
  readonly url: string;
}) {
  const origin = useSyncExternalStore(
    () => () => undefined,
    () => window.location.origin,
    () => "http://127.0.0.1:3000",
  );
  const command = curlCommand({ origin, method: operation, url });
  return (
    <Popover
      label="As cURL"
      align="end"
      trigger={
        <Button>
          <SquareTerminal aria-hidden />
          As cURL
        </Button>
      }
    >
      <div className="flex w-[32rem] max-w-full items-start gap-2">
        <pre className="min-w-0 flex-1 text-xs break-all whitespace-pre-wrap">{command}</pre>
        <CopyButton text={command} label="the command" />
      </div>
    </Popover>
  );
}
