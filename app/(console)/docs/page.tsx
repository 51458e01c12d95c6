import { Binary, BookOpen, Braces, ListTree } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/shell/page-header";

export const metadata: Metadata = { title: "Documentation" };

const pages = [
  {
    href: "/docs/api",
    title: "API reference",
    text: "Every operation with its parameters, schemas and a command to try it.",
    Icon: Braces,
  },
  {
    href: "/docs/reason-codes",
    title: "Reason codes",
    text: "What each code means and what to do about it.",
    Icon: ListTree,
  },
  {
    href: "/docs/fields",
    title: "Fields of evidence",
    text: "Every field that the inspector names, a sentence each, with its specification.",
    Icon: Binary,
  },
  {
    href: "/docs/words",
    title: "Words",
    text: "Verdicts, assurance, check groups and TCB statuses, in a sentence each.",
    Icon: BookOpen,
  },
] as const;

export default function DocsPage() {
  return (
    <>
      <PageHeader title="Documentation" note="Served by this installation; it needs no network." />
      <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-4">
        {pages.map(({ href, title, text, Icon }) => (
          <li key={href}>
            <Link
              href={href}
              className="flex h-full flex-col gap-1.5 rounded-card border bg-surface p-4 transition-colors hover:border-line-strong"
            >
              <Icon aria-hidden className="size-5 text-muted" />
              <span className="text-base font-semibold">{title}</span>
              <span className="text-sm text-muted">{text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
