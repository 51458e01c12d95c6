"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { useMay } from "@/components/session/use-session";
import { allPlaces, type Place } from "./navigation";

interface KeyGroup {
  readonly title: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[];
}

const groupsWith = (places: readonly Place[]): readonly KeyGroup[] => [
  {
    title: "Anywhere",
    keys: [
      { keys: ["/"], does: "Search a digest or id" },
      { keys: ["Ctrl", "K"], does: "Command palette" },
      { keys: ["?"], does: "This help" },
      { keys: ["Esc"], does: "Close what is open" },
    ],
  },
  {
    title: "Go to",
    keys: places.map((place) => ({ keys: ["g", place.key], does: place.label })),
  },
  {
    title: "Tables",
    keys: [
      { keys: ["j"], does: "Next row" },
      { keys: ["k"], does: "Previous row" },
      { keys: ["Enter"], does: "Open the row" },
      { keys: ["x"], does: "Select the row" },
    ],
  },
  {
    title: "Attestation",
    keys: [
      { keys: ["["], does: "Newer attestation" },
      { keys: ["]"], does: "Older attestation" },
    ],
  },
];

export function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const may = useMay();
  const groups = groupsWith(allPlaces.filter(({ permission }) => may(permission)));
  return (
    <Dialog onClose={onClose} title="Keyboard shortcuts">
      <div className="grid gap-x-8 gap-y-5 p-4 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="pb-1 text-xs font-medium text-faint">{group.title}</h3>
            <dl className="text-sm">
              {group.keys.map((entry) => (
                <div key={entry.does} className="flex h-8 items-center justify-between gap-4">
                  <dt>{entry.does}</dt>
                  <dd className="flex gap-0.5">
                    {entry.keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
