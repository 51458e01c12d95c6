import { PermittedLink } from "@/components/session/permitted-link";
import { Card, CardHeader } from "@/components/ui/card";

const steps = [
  {
    title: "Give it the vendor's collateral",
    text: "With a network Attestry fetches TCB information and revocation lists from Intel by itself. Without one, import a file.",
    href: "/collateral",
    action: "Open collateral",
    permission: "collateral:read",
    primary: false,
  },
  {
    title: "Verify a first piece of evidence",
    text: "Drop an SGX or TDX quote, or paste it as hex or base64. It is judged check by check and kept with everything it stands on.",
    href: "/verify",
    action: "Verify evidence",
    permission: "evidence:verify",
    primary: true,
  },
  {
    title: "Let your deployment send its own",
    text: "Post the quote to the API whenever a workload starts; this page fills itself from then on.",
    href: "/docs/api",
    action: "Read the API",
    permission: "signed-in",
    primary: false,
  },
] as const;

/** What to do on the first day. */
export function FirstRun() {
  return (
    <Card aria-labelledby="first-run">
      <CardHeader
        id="first-run"
        title="Nothing has been verified yet"
        note="Three steps to the first verdict. This page then shows verdicts over time, their reasons and what expires."
      />
      <ol className="grid divide-y md:grid-cols-3 md:divide-x md:divide-y-0">
        {steps.map((step, index) => (
          <li key={step.href} className="flex flex-col items-start gap-2 p-4">
            <span
              aria-hidden
              className="flex size-6 items-center justify-center rounded-full border text-xs font-semibold text-muted"
            >
              {index + 1}
            </span>
            <h3 className="font-semibold">{step.title}</h3>
            <p className="flex-1 text-sm text-pretty text-muted">{step.text}</p>
            <PermittedLink
              permission={step.permission}
              href={step.href}
              variant={step.primary ? "primary" : "secondary"}
              className="mt-1"
            >
              {step.action}
            </PermittedLink>
          </li>
        ))}
      </ol>
    </Card>
  );
}
